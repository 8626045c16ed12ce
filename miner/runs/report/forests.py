"""Forest plots of the report: outcomes that several papers, or one paper often, report."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from miner.export.forest import Forest, ForestRow, make_forest
from miner.export.places import Places
from miner.model.vocab import RATIO_MEASURES
from miner.runs.report.texts import Texts
from miner.store import reading

MOST_FORESTS = 8
MOST_ROWS = 25
STUDY_CHARS = 70


def gather_forests(
    connection: sqlite3.Connection, documents: Mapping[str, Any], places: Places, texts: Texts
) -> list[Forest]:
    """Draw a plot for each outcome and measure with two effects or more, most papers first."""
    outcomes = {
        row["outcome_id"]: row["name"] for row in reading.table_rows(connection, "outcomes")
    }
    arms = {row["arm_id"]: row["label"] for row in reading.table_rows(connection, "arms")}
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in reading.table_rows(connection, "effects"):
        name = outcomes.get(row["outcome_id"])
        if name is not None and _can_be_drawn(row):
            groups.setdefault((name.casefold(), row["effect_measure"]), []).append(row)
    distinct = {key: _each_once(rows) for key, rows in groups.items()}
    best = sorted(
        ((key, rows) for key, rows in distinct.items() if len(rows) >= 2),
        key=lambda item: (-len({row["document_id"] for row in item[1]}), -len(item[1]), item[0]),
    )
    plots = []
    for (name, measure), rows in best[:MOST_FORESTS]:
        drawn = [
            ForestRow(
                document_id=row["document_id"],
                study=_study(documents[row["document_id"]]),
                timepoint=row["timepoint"] or "",
                comparison=comparison_of(row, arms),
                estimate=float(row["estimate"]),
                lower=float(row["ci_lower"]),
                upper=float(row["ci_upper"]),
                place=places.add(row, texts.of(row["document_id"])),
            )
            for row in rows[:MOST_ROWS]
        ]
        plots.append(make_forest(drawn, title=name, measure=measure))
    return plots


def comparison_of(row: Mapping[str, Any], arms: Mapping[str | None, str]) -> str:
    """Say in words which arms an effect compares, '' where it is not known."""
    pair = [arms.get(row[key], "") for key in ("arm_id_1", "arm_id_2")]
    return " vs ".join(name for name in pair if name)


def _can_be_drawn(row: Mapping[str, Any]) -> bool:
    limits = (row["estimate"], row["ci_lower"], row["ci_upper"])
    if None in limits or row["scope"] != "between_arms":
        return False
    estimate, lower, upper = (float(limit) for limit in limits)
    return lower <= estimate <= upper and not (
        row["effect_measure"] in RATIO_MEASURES and lower <= 0
    )


def _each_once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one of the effects of a paper that print the same numbers: abstract and table do."""
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row["document_id"], row["estimate"], row["ci_lower"], row["ci_upper"])
        if key not in kept or (row["timepoint"] and not kept[key]["timepoint"]):
            kept[key] = row
    return list(kept.values())


def _study(document: Mapping[str, Any]) -> str:
    title = document["title"] or document["document_id"]
    shown = title if len(title) <= STUDY_CHARS else title[:STUDY_CHARS].rpartition(" ")[0] + " …"
    return f"{shown} ({document['year']})" if document["year"] else shown
