"""Gathering what the report shows from the record of a run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import miner
from miner.export.places import Places
from miner.export.report import ReportData, render_report
from miner.runs.report.claims import gather_claims
from miner.runs.report.forests import gather_forests
from miner.runs.report.posts import gather_posts
from miner.runs.report.studies import gather_studies
from miner.runs.report.texts import Texts
from miner.store import reading
from miner.store.tables import TABLES

__all__ = ["gather", "write_report"]


def write_report(connection: sqlite3.Connection, folder: Path) -> None:
    """Write `report.html` of a run into its folder."""
    page = render_report(gather(connection, title=f"What was mined into {folder.name}"))
    aside = folder / "report.html.part"
    aside.write_text(page, "utf-8", errors="replace")
    aside.replace(folder / "report.html")


def gather(connection: sqlite3.Connection, *, title: str) -> ReportData:
    """Collect the parts of the report.

    Parameters
    ----------
    connection : sqlite3.Connection
        The run's database.
    title : str
        Heading of the page.
    """
    documents = {row["document_id"]: row for row in reading.table_rows(connection, "documents")}
    kinds: dict[str, int] = {}
    for row in documents.values():
        kinds[row["kind"]] = kinds.get(row["kind"], 0) + 1
    themes: dict[str, list[tuple[str, str]]] = {}
    theme_counts: dict[str, int] = {}
    for row in reading.table_rows(connection, "themes"):
        if row["assigned"]:
            themes.setdefault(row["post_id"], []).append((row["theme"], row["rationale"] or ""))
            theme_counts[row["theme"]] = theme_counts.get(row["theme"], 0) + 1
    posts = list(reading.table_rows(connection, "posts"))
    places, texts = Places(), Texts(connection)
    claims = gather_claims(connection, documents, themes, places, texts)
    studies = gather_studies(connection, documents, claims.said, places, texts)
    forests = gather_forests(connection, documents, places, texts)
    return ReportData(
        title=title,
        version=miner.__version__,
        totals={
            **{spec.name: reading.count_rows(connection, spec.name) for spec in TABLES},
            "posts": len(posts),
            "looked_up": claims.n_looked_up,
        },
        kinds=dict(sorted(kinds.items())),
        places=places.kept,
        studies=studies,
        posts=gather_posts(posts, themes),
        claims=claims.entries,
        verdicts=claims.verdicts,
        forests=forests,
        sources=list(documents.values()),
        notes=reading.notes(connection),
        failures=reading.failures(connection),
        theme_counts=dict(sorted(theme_counts.items())),
    )
