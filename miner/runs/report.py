"""Gathering what the report shows from the record of a run."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import miner
from miner.export.claim_table import verdict
from miner.export.contexts import context_of, where_of
from miner.export.forest import ForestRow, forest_svg
from miner.export.report import (
    STUDY_COLUMNS,
    ClaimEntry,
    PostEntry,
    ReportData,
    StudyEntry,
    Value,
    render_report,
)
from miner.store import reading
from miner.store.tables import TABLES

# The page stays readable; the tables hold everything.
MOST_STUDIES = 400
MOST_EFFECTS_A_STUDY = 30
MOST_CHECKS_A_STUDY = 15
MOST_POSTS = 300
MOST_CLAIMS = 300
MOST_EVIDENCE = 4
MOST_FORESTS = 8
POST_CHARS = 900
# Which sample size stands behind which column of `studies`.
_COUNTS = {
    "n_randomised": ("randomised",),
    "n_analysed": ("analysed",),
    "n_completed": ("completed",),
    "n_total": ("randomised", "enrolled", "allocated", "analysed"),
}


def write_report(connection: sqlite3.Connection, folder: Path) -> None:
    """Write `report.html` of a run into its folder."""
    page = render_report(gather(connection, title=f"What was mined into {folder.name}"))
    aside = folder / "report.html.part"
    aside.write_text(page, "utf-8", errors="replace")
    aside.replace(folder / "report.html")


def gather(connection: sqlite3.Connection, *, title: str) -> ReportData:
    """Collect the parts of the report."""
    documents = {row["document_id"]: row for row in reading.table_rows(connection, "documents")}
    kinds: dict[str, int] = {}
    for row in documents.values():
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
    theme_rows = [row for row in reading.table_rows(connection, "themes") if row["assigned"]]
    theme_counts: dict[str, int] = {}
    for row in theme_rows:
        theme_counts[row["theme"]] = theme_counts.get(row["theme"], 0) + 1
    posts = list(reading.table_rows(connection, "posts"))
    claims, said = _claims(connection, documents, theme_rows)
    return ReportData(
        title=title,
        version=miner.__version__,
        totals={
            **{spec.name: reading.count_rows(connection, spec.name) for spec in TABLES},
            "posts": len(posts),
        },
        kinds=dict(sorted(kinds.items())),
        studies=_studies(connection, documents, said),
        posts=_posts(posts, theme_rows),
        claims=claims,
        forests=_forests(connection, documents),
        failures=reading.failures(connection),
        theme_counts=dict(sorted(theme_counts.items())),
    )


def _studies(
    connection: sqlite3.Connection, documents: dict[str, Any], said: dict[str, list[str]]
) -> list[StudyEntry]:
    entries = []
    for study in list(reading.table_rows(connection, "studies"))[:MOST_STUDIES]:
        document_id = study["document_id"]
        meta = documents[document_id]
        document = reading.load_document(connection, document_id)
        text = document.text if document else ""
        sizes = reading.rows_of(connection, "sample_sizes", document_id)
        entry = StudyEntry(
            document_id=document_id,
            title=meta["title"] or meta["path"],
            source=" · ".join(
                str(part) for part in (meta["journal"], meta["year"], document_id) if part
            ),
            cells=_study_cells(study, sizes, text),
            claims=said.get(document_id, [])[:8],
        )
        _add_effects(connection, entry, text)
        _add_checks(connection, entry, text)
        entries.append(entry)
    return entries


def _study_cells(study: dict[str, Any], sizes: list[dict[str, Any]], text: str) -> dict[str, Value]:
    cells = {}
    for key, _ in STUDY_COLUMNS:
        content = study[key]
        if content is None:
            continue
        place = next(
            (
                size
                for kind in _COUNTS.get(key, ())
                for size in sizes
                if size["count_kind"] == kind and size["n"] == content and not size["arm_id"]
            ),
            None,
        )
        shown = str(content).replace("_", " ") if key == "design" else str(content)
        cells[key] = _value(shown, place, text)
    return cells


def _value(shown: str, row: dict[str, Any] | None, text: str, flag: str = "") -> Value:
    if row is None or row["char_start"] is None:
        return Value(shown, flag=flag)
    context = context_of(text, row["char_start"], row["char_end"], where=where_of(row))
    return Value(shown, context, flag)


def _add_effects(connection: sqlite3.Connection, entry: StudyEntry, text: str) -> None:
    rows = reading.rows_of(connection, "effects", entry.document_id)
    outcomes = _names(connection, "outcomes", "outcome_id", "name", entry.document_id)
    arms = _names(connection, "arms", "arm_id", "label", entry.document_id)
    entry.n_effects = len(rows)
    rows.sort(key=lambda row: (row["estimate"] is None, row["char_start"]))
    for row in rows[:MOST_EFFECTS_A_STUDY]:
        pair = [arms.get(row[key], "") for key in ("arm_id_1", "arm_id_2")]
        entry.effects.append(
            {
                "outcome": Value(outcomes.get(row["outcome_id"], "")),
                "comparison": Value(" vs ".join(name for name in pair if name)),
                "timepoint": Value(row["timepoint"] or ""),
                "measure": Value(_words(row["effect_measure"], row["test"])),
                "estimate": _value(_figure(row["estimate"], row["test_value"]), row, text),
                "interval": Value(_interval(row)),
                "p": Value(
                    f"{row['p_operator'] or '='} {row['p_value']:g}"
                    if row["p_value"] is not None
                    else ""
                ),
            }
        )


def _words(measure: str | None, test: str | None) -> str:
    if measure and measure != "none":
        return measure.replace("_", " ")
    return f"test {test}" if test else "p only"


def _figure(estimate: float | None, test_value: float | None) -> str:
    shown = estimate if estimate is not None else test_value
    return f"{shown:g}" if shown is not None else "–"


def _interval(row: dict[str, Any]) -> str:
    if row["ci_lower"] is None or row["ci_upper"] is None:
        return ""
    return f"{row['ci_lower']:g} to {row['ci_upper']:g}"


def _add_checks(connection: sqlite3.Connection, entry: StudyEntry, text: str) -> None:
    every = reading.rows_of(connection, "checks", entry.document_id)
    entry.n_checks = len(every)
    rows = [row for row in every if row["verdict"] in ("inconsistent", "decision_error")]
    for row in rows[:MOST_CHECKS_A_STUDY]:
        entry.checks.append(
            {
                "verdict": _value(row["verdict"].replace("_", " "), row, text, row["verdict"]),
                "explanation": Value(row["explanation"] or ""),
            }
        )


def _names(
    connection: sqlite3.Connection, table: str, key: str, name: str, document_id: str
) -> dict[str | None, str]:
    return {row[key]: row[name] for row in reading.rows_of(connection, table, document_id)}


def _posts(posts: list[dict[str, Any]], theme_rows: list[dict[str, Any]]) -> list[PostEntry]:
    themes: dict[str, list[tuple[str, str]]] = {}
    for row in theme_rows:
        themes.setdefault(row["post_id"], []).append((row["theme"], row["rationale"] or ""))
    # Posts with a theme are what people look for; the others follow in their order.
    posts = sorted(posts, key=lambda post: post["post_id"] not in themes)
    entries = []
    for post in posts[:MOST_POSTS]:
        words = post["own_text"] or ""
        entries.append(
            PostEntry(
                post_id=post["post_id"],
                thread=post["thread_id"].removeprefix("thread:"),
                position=post["position"],
                author=post["author_key"] or "",
                posted_at=post["posted_at"] or "",
                text=words if len(words) <= POST_CHARS else words[:POST_CHARS] + " …",
                themes=themes.get(post["post_id"], []),
            )
        )
    return entries


def _claims(
    connection: sqlite3.Connection, documents: dict[str, Any], theme_rows: list[dict[str, Any]]
) -> tuple[list[ClaimEntry], dict[str, list[str]]]:
    """Claims with their evidence, and for each paper what is said about it."""
    themes: dict[str, list[str]] = {}
    for row in theme_rows:
        themes.setdefault(row["post_id"], []).append(row["theme"])
    links: dict[str, list[dict[str, Any]]] = {}
    for row in reading.table_rows(connection, "links"):
        links.setdefault(row["claim_id"], []).append(row)
    entries: list[ClaimEntry] = []
    said: dict[str, list[str]] = {}
    for claim in reading.table_rows(connection, "claims"):
        found = links.get(claim["claim_id"])
        if not found:
            continue
        evidence = []
        for link in found[:MOST_EVIDENCE]:
            paper = documents.get(link["document_id"])
            if paper is None:
                continue
            said.setdefault(link["document_id"], []).append(
                f"{link['stance'].replace('_', ' ')}: “{claim['claim']}”"
            )
            evidence.append(
                {
                    "stance": link["stance"],
                    "paper": paper["title"] or link["document_id"],
                    "quote": link["rationale"],
                    "explanation": link["explanation"],
                }
            )
        source = documents.get(claim["document_id"], {})
        entries.append(
            ClaimEntry(
                claim_id=claim["claim_id"],
                claim=claim["claim"],
                claim_type=claim["claim_type"],
                who=source.get("title") or claim["document_id"],
                verdict=verdict(found),
                themes=" ".join(sorted(themes.get(claim["post_id"], []))),
                evidence=evidence,
            )
        )
    order = {"mixed": 0, "contradicts": 1, "supports": 2}
    entries.sort(key=lambda entry: order.get(entry.verdict, 3))
    return entries[:MOST_CLAIMS], said


def _forests(connection: sqlite3.Connection, documents: dict[str, Any]) -> list[str]:
    """A plot for each outcome and measure that several papers, or one paper often, report."""
    names = {row["outcome_id"]: row["name"] for row in reading.table_rows(connection, "outcomes")}
    groups: dict[tuple[str, str], list[ForestRow]] = {}
    for row in reading.table_rows(connection, "effects"):
        limits = (row["estimate"], row["ci_lower"], row["ci_upper"])
        name = names.get(row["outcome_id"])
        if None in limits or name is None or row["scope"] != "between_arms":
            continue
        estimate, lower, upper = (float(limit) for limit in limits)
        if not lower <= estimate <= upper or (
            row["effect_measure"].endswith("ratio") and lower <= 0
        ):
            continue
        paper = documents[row["document_id"]]
        label = f"{(paper['title'] or row['document_id'])[:48]} {row['timepoint'] or ''}".strip()
        key = (name.casefold(), row["effect_measure"])
        groups.setdefault(key, []).append(
            ForestRow(label, row["effect_measure"], estimate, lower, upper)
        )
    best = sorted(
        ((key, rows) for key, rows in groups.items() if len(rows) >= 2),
        key=lambda item: (-len({row.label[:40] for row in item[1]}), -len(item[1]), item[0]),
    )
    return [
        forest_svg(rows[:25], title=f"{name}: {measure.replace('_', ' ')}")
        for (name, measure), rows in best[:MOST_FORESTS]
    ]
