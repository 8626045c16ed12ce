"""Printed effects against the ones that the arms' printed figures give, formula by formula.

A paper's standardised differences come from one formula, unnamed or misnamed. It is looked
for over all rows of the table: what fits nearly all rows is the authors' formula, and a row
that does not fit it is a finding. Where no formula fits, estimates are taken to come from a
model, and nothing is said against them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

from miner.extract.checks.build import Places, make_check
from miner.extract.checks.figures import ArmTable, arm_table, arm_tables, figures_of
from miner.model import ArmResult, Check, Document, Effect, Findings, Span
from miner.model.vocab import STANDARDISED_MEASURES
from miner.stats.binary import log_odds_ratio, log_risk_ratio, risk_difference
from miner.stats.rounding import prints_as
from miner.stats.trace import (
    FORMULA_WORDS,
    ArmFigures,
    Trace,
    fits_with_other_sizes,
    trace_difference,
    trace_smd,
)

BINARY = {
    "risk_ratio": log_risk_ratio,
    "odds_ratio": log_odds_ratio,
    "risk_difference": risk_difference,
}
LEAST_ROWS = 4  # rows that must agree before the others can be said to differ
LEAST_SHARE = 0.7  # of the rows that the authors' formula must fit


@dataclass(frozen=True, slots=True)
class TracedEffect:
    """An effect with its two arms' figures and every formula tried."""

    effect: Effect
    results: tuple[ArmResult, ArmResult]
    figures: tuple[ArmFigures, ArmFigures]
    decimals: int
    traces: tuple[Trace, ...]

    @property
    def fitting(self) -> tuple[Trace, ...]:
        """Return the traces that give the printed value."""
        return tuple(trace for trace in self.traces if trace.fits)


def trace_effects(document: Document, places: Places, findings: Findings) -> list[TracedEffect]:
    """Try every formula on every between-arm difference whose arms are reported."""
    whole, tables = arm_table(findings), arm_tables(findings)
    traced = []
    for effect in findings.effects:
        own = tables.get(effect.provenance.table_id, whole)
        pair = (
            _results_of_row(effect, findings)
            or _results_of(effect, own)
            or _results_of(effect, whole)
        )
        if pair is None or effect.estimate is None:
            continue
        figures = tuple(
            _with_baseline(figures_of(own, result, places), figures_of(whole, result, places))
            for result in pair
        )
        if figures[0] is None or figures[1] is None:
            continue
        decimals = places.decimals_of(effect.estimate, effect.provenance)
        if effect.effect_measure in STANDARDISED_MEASURES:
            traces = trace_smd(effect.estimate, decimals, figures[0], figures[1])
        elif effect.effect_measure == "mean_difference":
            traces = trace_difference(effect.estimate, decimals, figures[0], figures[1])
        else:
            continue
        traced.append(TracedEffect(effect, pair, (figures[0], figures[1]), decimals, traces))
    return traced


def check_effects_from_arms(
    document: Document, places: Places, findings: Findings
) -> Iterator[Check]:
    """Check differences, standardised or not, and ratios of counts, against their arms."""
    groups: dict[tuple[bool, str | None], list[TracedEffect]] = defaultdict(list)
    for row in trace_effects(document, places, findings):
        standardised = row.effect.effect_measure in STANDARDISED_MEASURES
        groups[standardised, row.effect.provenance.table_id].append(row)
    for rows in groups.values():
        families = authors_formulas(rows)
        for row in rows:
            yield _check_row(document, row, families, rows)
    yield from _check_binary(document, places, findings)


def authors_formulas(rows: list[TracedEffect]) -> frozenset[str]:
    """Return the formula (with and without its correction) that fits nearly all rows."""
    fits: dict[str, set[int]] = defaultdict(set)
    informative = [i for i, row in enumerate(rows) if len(row.traces) > 0]
    for index, row in enumerate(rows):
        for trace in row.fitting:
            if not trace.flipped:
                fits[_family(trace.formula)].add(index)
    if not fits:
        return frozenset()
    best = max(fits, key=lambda family: (len(fits[family]), family))
    if len(fits[best]) < LEAST_ROWS or len(fits[best]) < LEAST_SHARE * len(informative):
        return frozenset()
    return frozenset(name for name in FORMULA_WORDS if _family(name) == best)


def _check_row(
    document: Document, row: TracedEffect, families: frozenset[str], rows: list[TracedEffect]
) -> Check:
    fitting = [trace for trace in row.fitting if not families or trace.formula in families]
    reported = f"{row.effect.effect_measure} {row.effect.estimate:.{row.decimals}f}"
    if fitting:
        best = min(
            fitting,
            key=lambda trace: (trace.flipped, abs(trace.middle - (row.effect.estimate or 0))),
        )
        words = " or ".join(FORMULA_WORDS[trace.formula] for trace in fitting[:2])
        sign = ", counted the other way round" if best.flipped else ""
        return _row_check(document, row, "consistent", best,
                          f"The arms' figures give it as {words}{sign}.", best.formula, reported)  # fmt: skip
    if not row.traces:
        return _row_check(document, row, "not_checkable", None,
                          "The arms' figures do not suffice to recompute it.", "no_figures", reported)  # fmt: skip
    nearest = min(row.traces, key=lambda trace: abs(trace.middle - (row.effect.estimate or 0)))
    if not families:
        return _row_check(
            document, row, "not_checkable", nearest,
            f"No usual formula gives it from the arms' figures (the nearest, "
            f"{FORMULA_WORDS[nearest.formula]}, gives {nearest.middle:.{row.decimals}f}): it may "
            "come from a model.", "no_formula", reported,
        )  # fmt: skip
    nearest = min(
        (trace for trace in row.traces if trace.formula in families),
        key=lambda trace: abs(trace.middle - (row.effect.estimate or 0)), default=nearest,
    )  # fmt: skip
    given = " or ".join(
        f"{trace.middle:.{row.decimals + 1}f}" for trace in row.traces if trace.formula in families
    )
    others = _other_sizes(row, families, rows)
    return _row_check(
        document, row, "inconsistent", nearest,
        f"By the formula of the other rows, {FORMULA_WORDS[nearest.formula].split(' with')[0]}, the "
        f"arms' figures give {given}{others}.", "differs_from_other_rows", reported,
    )  # fmt: skip


def _other_sizes(row: TracedEffect, families: frozenset[str], rows: list[TracedEffect]) -> str:
    sizes = {figures.n for each in rows for figures in each.figures}
    estimate = row.effect.estimate or 0.0
    found = fits_with_other_sizes(
        estimate, row.decimals, *row.figures, sizes, formulas=tuple(families)
    ) if row.effect.effect_measure in STANDARDISED_MEASURES else ()  # fmt: skip
    equal = [pair for pair in found if pair[0] == pair[1]]
    if not found:
        return ""
    n_1, n_2, _ = (equal or list(found))[0]
    return (f" for arms of {row.figures[0].n} and {row.figures[1].n} people; arms of {n_1} and "
            f"{n_2} would give the printed value")  # fmt: skip


def _check_binary(document: Document, places: Places, findings: Findings) -> Iterator[Check]:
    """Check ratios and differences of risks whose counts are reported for both arms."""
    table = arm_table(findings)
    for effect in findings.effects:
        function = BINARY.get(effect.effect_measure)
        if function is None or effect.estimate is None or effect.scope != "between_arms":
            continue
        first, second = (
            table.counts.get((effect.outcome_id, arm, effect.timepoint))
            for arm in (effect.arm_id_1, effect.arm_id_2)
        )
        if first is None or second is None:
            continue
        n_1, n_2 = table.n_of(first), table.n_of(second)
        if first.events is None or second.events is None or n_1 is None or n_2 is None:
            continue
        try:
            made = function(first.events, n_1, second.events, n_2)
        except ValueError:
            continue
        is_ratio = effect.effect_measure != "risk_difference"
        value = exp(float(made.estimate)) if is_ratio else float(made.estimate)
        decimals = places.decimals_of(effect.estimate, effect.provenance)
        values = {value, 1 / value if is_ratio and value else value}
        if not is_ratio:
            values |= {100 * value, -value, -100 * value}
        fits = any(bool(prints_as(each, effect.estimate, decimals)) for each in values)
        shown = value if is_ratio or abs(effect.estimate) < 1 else 100 * value
        yield make_check(
            document, effect.provenance.span, check="effect_from_arms",
            verdict="consistent" if fits else "not_checkable",
            explanation=f"{first.events} of {n_1} against {second.events} of {n_2} "
            f"gives {shown:.{decimals}f}"
            + (", as printed." if fits else "; the printed estimate may be adjusted."),
            rule=f"counts_{effect.effect_measure}", reported=f"{effect.effect_measure} {effect.estimate:g}",
            low=value, high=value, effect_id=effect.effect_id,
            derived_from=(first.provenance.span, second.provenance.span),
            confidence=0.8 * effect.provenance.confidence,
        )  # fmt: skip


def _row_check(
    document: Document, row: TracedEffect, verdict: str, trace: Trace | None, text: str,
    rule: str, reported: str,
) -> Check:  # fmt: skip
    where = row.effect.provenance
    spans: tuple[Span, ...] = (where.span, *(result.provenance.span for result in row.results))
    return make_check(
        document, where.span, check="effect_from_arms", verdict=verdict, explanation=text,
        rule=rule, reported=reported, low=trace.low if trace else None,
        high=trace.high if trace else None, effect_id=row.effect.effect_id, derived_from=spans,
        confidence=0.85 * where.confidence,
    )  # fmt: skip


def _with_baseline(own: ArmFigures | None, whole: ArmFigures | None) -> ArmFigures | None:
    """Prefer the figures of the effect's own table; its baseline may stand in another one."""
    return whole if own is None or own.baseline_mean is None else own


def _results_of_row(effect: Effect, findings: Findings) -> tuple[ArmResult, ArmResult] | None:
    """Return the means of both arms that stand in the effect's own row of its table."""
    where = effect.provenance
    if where.table_id is None or where.row is None or effect.scope != "between_arms":
        return None
    pair = []
    for arm_id in (effect.arm_id_1, effect.arm_id_2):
        found = [
            result for result in findings.arm_results
            if result.statistic == "mean" and result.arm_id == arm_id and arm_id is not None
            and result.provenance.table_id == where.table_id
            and result.provenance.row == where.row
        ]  # fmt: skip
        same = [result for result in found if result.timepoint == effect.timepoint]
        if len(same) != 1:
            return None
        pair.append(same[0])
    return pair[0], pair[1]


def _results_of(effect: Effect, table: ArmTable) -> tuple[ArmResult, ArmResult] | None:
    if effect.scope != "between_arms" or effect.outcome_id is None:
        return None
    if effect.arm_id_1 is None or effect.arm_id_2 is None:
        return None
    first = table.result(effect.outcome_id, effect.arm_id_1, effect.timepoint)
    second = table.result(effect.outcome_id, effect.arm_id_2, effect.timepoint)
    return (first, second) if first is not None and second is not None else None


def _family(formula: str) -> str:
    """Name a formula without its small-sample correction; papers use both in one table."""
    pairs = {"hedges_g": "cohens_d"}
    return pairs.get(formula, formula.removesuffix("_corrected"))
