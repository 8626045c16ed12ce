"""Studies of the report: each value with the place it was read from."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from miner.export.places import Places
from miner.export.report import STUDY_COLUMNS, Cells, StudyEntry, Value, in_words
from miner.model.vocab import COUNT_KINDS
from miner.runs.report.forests import comparison_of
from miner.runs.report.texts import Texts
from miner.store import reading

# The page stays readable; the tables hold everything.
MOST_STUDIES = 400
MOST_ROWS_A_STUDY = 30
MOST_CHECKS_A_STUDY = 15
MOST_CLAIMS_A_STUDY = 8
# Which sample size stands behind which column of `studies`.
_COUNTS = {
    "n_randomised": ("randomised",),
    "n_analysed": ("analysed",),
    "n_completed": ("completed",),
    "n_total": ("randomised", "enrolled", "allocated", "analysed", "planned"),
}

Rows = list[dict[str, Any]]


def gather_studies(
    connection: sqlite3.Connection,
    documents: Mapping[str, Any],
    said: Mapping[str, list[tuple[str, str]]],
    places: Places,
    texts: Texts,
) -> list[StudyEntry]:
    """Collect studies with counts, results, effects and the checks that failed."""
    entries = []
    for study in list(reading.table_rows(connection, "studies"))[:MOST_STUDIES]:
        document_id = study["document_id"]
        meta = documents[document_id]
        doi = meta["doi"]
        entry = StudyEntry(
            document_id=document_id,
            title=meta["title"] or meta["path"],
            source=" · ".join(
                str(part)
                for part in (meta["journal"], meta["year"], study["registration"], document_id)
                if part
            ),
            link=f"https://doi.org/{doi}" if doi else "",
            cells={},
            claims=said.get(document_id, [])[:MOST_CLAIMS_A_STUDY],
        )
        _Study(connection, document_id, places, texts.of(document_id)).fill(entry, study)
        entries.append(entry)
    return entries


class _Study:
    """One study's rows on their way into its entry."""

    def __init__(
        self, connection: sqlite3.Connection, document_id: str, places: Places, text: str
    ) -> None:
        self._places = places
        self._text = text
        self._rows = {
            name: reading.rows_of(connection, name, document_id)
            for name in ("arms", "outcomes", "sample_sizes", "arm_results", "effects", "checks")
        }
        self._arms = {row["arm_id"]: row["label"] for row in self._rows["arms"]}
        self._outcomes = {row["outcome_id"]: row["name"] for row in self._rows["outcomes"]}

    def fill(self, entry: StudyEntry, study: Mapping[str, Any]) -> None:
        entry.cells = self._cells(study)
        entry.flow = self._flow()
        entry.n_arm_results = len(self._rows["arm_results"])
        entry.arm_results = [self._arm_result(row) for row in _best(self._rows["arm_results"])]
        entry.n_effects = len(self._rows["effects"])
        entry.effects = [self._effect(row) for row in _best(self._rows["effects"], key="estimate")]
        entry.n_checks = dict(sorted(Counter(c["verdict"] for c in self._rows["checks"]).items()))
        entry.checks = [
            {
                "verdict": self._value(in_words(row["verdict"]), row, row["verdict"]),
                "explanation": Value(row["explanation"] or ""),
            }
            for row in self._rows["checks"]
            if row["verdict"] in ("inconsistent", "decision_error")
        ][:MOST_CHECKS_A_STUDY]

    def _value(self, shown: str, row: Mapping[str, Any] | None, flag: str = "") -> Value:
        return Value(shown, self._places.add(row, self._text) if shown else None, flag)

    def _cells(self, study: Mapping[str, Any]) -> Cells:
        cells = {}
        for key, _ in STUDY_COLUMNS:
            content = study[key]
            if content is None:
                continue
            shown = in_words(content) if key == "design" else str(content)
            cells[key] = self._value(shown, self._behind(key, content))
        return cells

    def _behind(self, key: str, content: Any) -> Mapping[str, Any] | None:
        """Return the record that a study's value rests on."""
        if key in _COUNTS:
            sizes = self._rows["sample_sizes"]
            return next(
                (
                    size
                    for kind in _COUNTS[key]
                    for size in sizes
                    if size["count_kind"] == kind and size["n"] == content and not size["arm_id"]
                ),
                None,
            )
        if key == "arms":
            return next(iter(self._rows["arms"]), None)
        if key == "primary_outcome":
            return next((row for row in self._rows["outcomes"] if row["name"] == content), None)
        return None

    def _flow(self) -> list[tuple[str, Value]]:
        """Counts of the whole study in the order of a trial, one for each kind."""
        flow = []
        for kind in COUNT_KINDS:
            row = next(
                (
                    size
                    for size in self._rows["sample_sizes"]
                    if size["count_kind"] == kind and not size["arm_id"]
                ),
                None,
            )
            if row is not None:
                flow.append((kind, self._value(str(row["n"]), row)))
        return flow

    def _arm_result(self, row: Mapping[str, Any]) -> Cells:
        events = row["events"]
        value = f"{events} of {row['n']}" if events is not None and row["n"] else _figure(events)
        if row["value"] is not None:
            percent = "%" if row["statistic"] == "percent" else ""
            value = (
                f"{value} ({row['value']:g}{percent})" if value else f"{row['value']:g}{percent}"
            )
        return {
            "outcome": Value(self._outcomes.get(row["outcome_id"], "")),
            "arm": Value(self._arms.get(row["arm_id"], "")),
            "timepoint": Value(row["timepoint"] or ""),
            "n": Value(_figure(row["n"])),
            "value": self._value(f"{row['statistic']} {value}".strip(), row),
            "spread": Value(_spread(row)),
        }

    def _effect(self, row: Mapping[str, Any]) -> Cells:
        shown = row["estimate"] if row["estimate"] is not None else row["test_value"]
        p = f"{row['p_operator'] or '='} {row['p_value']:g}" if row["p_value"] is not None else ""
        return {
            "outcome": Value(self._outcomes.get(row["outcome_id"], "")),
            "comparison": Value(comparison_of(row, self._arms)),
            "timepoint": Value(row["timepoint"] or ""),
            "measure": Value(_measure(row["effect_measure"], row["test"])),
            "estimate": self._value(_figure(shown), row),
            "interval": self._value(_limits(row["ci_lower"], row["ci_upper"]), row),
            "p": self._value(p, row),
        }


def _best(rows: Rows, key: str | None = None) -> Iterable[dict[str, Any]]:
    """The first rows in their order; with a key, those that have a value there before others."""
    ordered = sorted(rows, key=lambda row: key is not None and row[key] is None)
    return ordered[:MOST_ROWS_A_STUDY]


def _figure(number: float | None) -> str:
    return f"{number:g}" if number is not None else ""


def _limits(lower: float | None, upper: float | None) -> str:
    return f"{lower:g} to {upper:g}" if lower is not None and upper is not None else ""


def _spread(row: Mapping[str, Any]) -> str:
    parts = []
    if row["dispersion"] is not None:
        kind = row["dispersion_kind"] or ""
        parts.append(
            f"{kind.upper() if kind in ('sd', 'se', 'iqr') else kind} {row['dispersion']:g}"
        )
    limits = _limits(row["lower"], row["upper"])
    return " ".join(part for part in (*parts, limits) if part)


def _measure(measure: str | None, test: str | None) -> str:
    if measure and measure != "none":
        return in_words(measure)
    return f"test {test}" if test else "p only"
