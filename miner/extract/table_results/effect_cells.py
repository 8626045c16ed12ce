"""Cells that show what a comparison showed: estimates, intervals, tests and p values."""

from __future__ import annotations

import re
from collections.abc import Mapping

from miner.extract.table_results.cell_context import outcome_of
from miner.extract.table_results.comparisons import Comparer, Judged
from miner.extract.table_results.effect_bundles import Bundle, read_bundles
from miner.extract.table_results.effect_patterns import MODEL_TERM
from miner.extract.table_results.labels import read_label
from miner.extract.table_results.notes import Notes, find_test
from miner.extract.table_results.places import ArmHere, Axes, Named
from miner.extract.table_results.readings import CellReading
from miner.extract.table_results.table_arms import TableArms
from miner.model import Rejected

_NUMBERED_P = re.compile(r"\W*[pP](?:[\s-]?values?)?[\s-]?\d\W*$")  # P1, P2: of what is not said
_OTHER_SIZES = re.compile(r"\bodds\b|\bmarginal\s+means?\b|\bmean\s+differences?\b", re.IGNORECASE)


def read_effect_cells(
    axes: Axes, notes: Notes, arms: TableArms, caption_arm: ArmHere | None, caption_outcome: Named | None,
    by_row: Mapping[int, CellReading],
) -> tuple[list[CellReading], list[Rejected]]:  # fmt: skip
    """Read every cell of a panel that compares; `by_row` holds the rows' single arm outcomes."""
    rejected: list[Rejected] = []
    readings: list[CellReading] = []
    comparer = Comparer(axes, notes, arms, caption_arm)
    for row in axes.rows:
        last = row.place.names[-1].name if row.place.names else ""
        if MODEL_TERM.match(last):
            continue
        told: dict[tuple[object, ...], list[tuple[Bundle, list[CellReading]]]] = {}
        for bundle in read_bundles(axes, row, rejected):
            outcome, contexts, subgroup = outcome_of(axes, row.place, bundle.head, caption_outcome)
            shown = by_row.get(row.number)
            if (
                (outcome is None or outcome is caption_outcome)
                and shown is not None
                and shown.outcome_span
            ):
                outcome = Named(
                    read_label(shown.outcome_label or "", names_statistic=False), shown.outcome_span
                )
                contexts, subgroup = shown.contexts, shown.subgroup
            if outcome is None:
                rejected.append(
                    Rejected(
                        bundle.cells[0].span, "no outcome named for this comparison", "no_outcome"
                    )
                )
                continue
            judged = comparer.compare(bundle)
            if isinstance(judged, str):
                rejected.append(Rejected(bundle.cells[0].span, judged, "comparison"))
                continue
            if shown is not None and shown.statistic in ("percent", "count"):
                for estimate in bundle.estimates:
                    if estimate["measure"] == "mean_difference":
                        estimate["measure"] = "risk_difference"
            made = _readings(bundle, axes, outcome, contexts, subgroup, judged, notes)
            told.setdefault(_comparison(made[0]), []).append((bundle, made))
        for same in told.values():
            if len(same) > 1 and all(
                not bundle.estimates and bundle.test_value is None for bundle, _ in same
            ):
                rejected.extend(
                    Rejected(
                        bundle.cells[0].span, "several p values for one comparison", "ambiguous"
                    )
                    for bundle, _ in same
                )
                continue
            readings.extend(reading for _, made in same for reading in made)
    return readings, rejected


def _comparison(reading: CellReading) -> tuple[object, ...]:
    contrast = None if _NUMBERED_P.match(reading.contrast or "") else reading.contrast
    return (
        reading.scope, reading.arm_labels, reading.timepoint, contrast, reading.outcome_span, reading.subgroup,
    )  # fmt: skip


def _measure(measure: str, notes: Notes) -> str:
    """An "effect size" that the notes call odds ratio here and difference there has no one name."""
    return "none" if measure == "smd_unspecified" and _OTHER_SIZES.search(notes.notes) else measure


def _readings(
    bundle: Bundle, axes: Axes, outcome: Named, contexts: tuple[str, ...], subgroup: str | None,
    judged: Judged, notes: Notes,
) -> list[CellReading]:  # fmt: skip
    estimates = bundle.estimates or [
        {"measure": "none", "value": None, "low": None, "high": None, "cell": bundle.cells[0]}
    ]
    arms = [here for here in (judged.first, judged.second) if here]
    test = bundle.test
    if test is None and bundle.test_value is None:
        test = find_test(bundle.head.text) or find_test(notes.notes, scope=judged.scope)
    readings = []
    for estimate in estimates:
        cell = estimate["cell"]
        places = dict.fromkeys([cell.span, *(other.span for other in bundle.cells)])
        readings.append(
            CellReading(
                kind="effect",
                table_id=axes.grid.table.table_id,
                row=cell.row,
                column=cell.column,
                places=tuple(places),
                rule=judged.rule,
                confidence=judged.confidence,
                outcome_label=outcome.name,
                outcome_span=outcome.span,
                contexts=contexts,
                subgroup=subgroup,
                timepoint=judged.timepoint,
                arm_labels=tuple(here.label for here in arms),
                arm_ids=tuple(here.arm.arm_id if here.arm else None for here in arms),
                scope=judged.scope,
                contrast=bundle.head.contrast or None,
                effect_measure=_measure(estimate["measure"], notes),
                estimate=estimate["value"],
                ci_lower=estimate["low"],
                ci_upper=estimate["high"],
                ci_level=95.0 if estimate["low"] is not None else None,
                standard_error=bundle.standard_error if len(estimates) == 1 else None,
                test=test,
                test_value=bundle.test_value,
                df1=bundle.df1,
                df2=bundle.df2,
                p_operator=bundle.p_operator,
                p_value=bundle.p_value,
                not_significant=bundle.not_significant,
                is_baseline_table=notes.is_baseline,
            )
        )
    return readings
