"""From readings of cells to arm results, effects, and the arms and outcomes they name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.extract.outcomes import make_outcome
from miner.extract.table_results.assemble import TableReading, read_whole_table
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.outcome_names import OutcomeNames
from miner.extract.table_results.readings import CellReading
from miner.extract.table_results.table_arms import is_control, squeeze
from miner.model import (
    Arm,
    ArmResult,
    Document,
    Effect,
    Extraction,
    Findings,
    Outcome,
    Provenance,
    Rejected,
    Span,
    locate,
    stable_id,
)
from miner.model.vocab import RATIO_MEASURES

NAME = "table_results"
VERSION = 3
SIGNIFICANCE = 0.05
# Measures whose sign is that of first arm minus second as printed.
_SIGNED = ("mean_difference", "risk_difference")


def extract(document: Document, findings: Findings) -> Extraction:
    """Read every table of a paper into records."""
    tables = [read_whole_table(document, table, findings) for table in document.tables]
    resolver = _Resolver(document, findings, tables)
    rejected: list[Rejected] = []
    for reading in tables:
        rejected.extend(reading.rejected)
        rejected.extend(
            Rejected(cell.span, "no arm named for this cell", "no_arm")
            for cell in reading.readings
            if cell.is_whole_study and cell.kind == "arm_result"
        )
        resolver.add(reading)
    return Extraction(tuple(resolver.records()), tuple(rejected))


class _Resolver:
    """Gathers records over the tables of one document, without saying anything twice."""

    def __init__(
        self, document: Document, findings: Findings, tables: Sequence[TableReading]
    ) -> None:
        self.document = document
        self.names = OutcomeNames(
            document,
            findings.outcomes,
            [(each.readings, each.notes) for each in tables if each.notes is not None],
        )
        self.arms: dict[str, Arm] = {}
        self.known_arms = {arm.arm_id: arm for arm in findings.arms}
        self.outcomes: dict[str, Outcome] = {}
        self.results: dict[str, ArmResult] = {}
        self.effects: dict[str, Effect] = {}

    def records(self) -> list[Arm | Outcome | ArmResult | Effect]:
        """Return new arms and outcomes first, then what refers to them."""
        return [
            *self.arms.values(),
            *self.outcomes.values(),
            *self.results.values(),
            *self.effects.values(),
        ]

    def add(self, reading: TableReading) -> None:
        """Turn a table's readings into records."""
        assert reading.notes is not None or not reading.readings
        values: dict[tuple[object, ...], float] = {}
        for cell in reading.readings:
            if cell.kind == "arm_result" and reading.notes and not cell.is_whole_study:
                result = self._arm_result(cell, reading.notes)
                self.results.setdefault(result.arm_result_id, result)
                value = cell.percent if cell.percent is not None else result.value
                if value is not None:
                    values[(result.outcome_id, result.arm_id, result.timepoint)] = value
        for cell in reading.readings:
            if cell.kind == "effect" and reading.notes:
                effect = self._effect(cell, reading.notes, values)
                if effect is not None:
                    self.effects.setdefault(effect.effect_id, effect)

    # --- outcomes and arms ------------------------------------------------------------------

    def _outcome(self, cell: CellReading) -> Outcome:
        named = self.names.of(cell)
        if named.known is not None:
            return named.known
        assert cell.outcome_span is not None
        aliases = tuple(
            alias
            for alias in dict.fromkeys((named.label, named.long))
            if alias and alias != named.name
        )
        outcome = make_outcome(
            self.document, cell.outcome_span, name=named.name, version=VERSION, extractor=NAME,
            abbreviation=named.label if named.long else None, aliases=aliases,
            scale_min=cell.scale_min, scale_max=cell.scale_max,
        )  # fmt: skip
        return self.outcomes.setdefault(outcome.outcome_id, outcome)

    def _arm_id(
        self, arm_id: str | None, label: str | None, span: Span, notes: Notes
    ) -> str | None:
        if arm_id is not None or not label:
            return arm_id
        new_id = stable_id("arm", self.document.document_id, squeeze(label) or label)
        if new_id not in self.arms:
            long = self.names.expand(label, notes)
            self.arms[new_id] = Arm(
                arm_id=new_id,
                label=label,
                long_label=long,
                role=_role(f"{label} {long or ''}"),
                provenance=locate(
                    self.document,
                    span,
                    extractor=NAME,
                    version=VERSION,
                    rule="arm_of_table",
                    confidence=0.6,
                ),
            )
        return new_id

    # --- results ----------------------------------------------------------------------------

    def _arm_result(self, cell: CellReading, notes: Notes) -> ArmResult:
        outcome = self._outcome(cell)
        arm_id = self._arm_id(cell.arm_id, cell.arm_label, cell.arm_span or cell.span, notes)
        key = (
            outcome.outcome_id,
            arm_id,
            cell.timepoint,
            cell.statistic,
            cell.table_id,
            cell.row,
            cell.column,
        )
        return ArmResult(
            arm_result_id=stable_id("result", self.document.document_id, *key),
            outcome_id=outcome.outcome_id,
            arm_id=arm_id,
            statistic=cell.statistic or "mean",
            provenance=self._place(cell),
            timepoint=cell.timepoint,
            n=cell.n,
            value=cell.value,
            dispersion=cell.dispersion,
            dispersion_kind=cell.dispersion_kind,
            lower=cell.lower,
            upper=cell.upper,
            events=cell.events,
            unit=cell.unit,
            decimals=cell.decimals,
        )

    def _place(self, cell: CellReading) -> Provenance:
        return locate(
            self.document, cell.span, extractor=NAME, version=VERSION, rule=cell.rule, confidence=cell.confidence,
            derived_from=cell.places[1:],
        )  # fmt: skip

    def _effect(
        self, cell: CellReading, notes: Notes, values: dict[tuple[object, ...], float]
    ) -> Effect | None:
        """Make an effect; None where a "risk reduction" is no difference of risks."""
        outcome = self._outcome(cell)
        ids = [
            self._arm_id(arm_id, label, cell.span, notes)
            for arm_id, label in zip(cell.arm_ids, cell.arm_labels, strict=True)
        ]
        ids += [None] * (2 - len(ids))
        means = [values.get((outcome.outcome_id, arm_id, cell.timepoint)) for arm_id in ids]
        if cell.effect_measure in ("mean_difference", "risk_difference") and _is_reversed(
            cell, means
        ):
            ids.reverse()
            means.reverse()
        if _is_relative(cell, means):
            return None
        significant = is_significant(cell)
        key = (
            outcome.outcome_id, cell.timepoint, cell.effect_measure, cell.scope, cell.table_id, cell.row, cell.column,
        )  # fmt: skip
        return Effect(
            effect_id=stable_id("effect", self.document.document_id, *key),
            outcome_id=outcome.outcome_id,
            provenance=self._place(cell),
            arm_id_1=ids[0],
            arm_id_2=ids[1],
            timepoint=cell.timepoint,
            scope=cell.scope or "between_arms",
            effect_measure=cell.effect_measure or "none",
            estimate=cell.estimate,
            ci_lower=cell.ci_lower,
            ci_upper=cell.ci_upper,
            ci_level=cell.ci_level,
            standard_error=cell.standard_error,
            test=cell.test,
            test_value=cell.test_value,
            df1=cell.df1,
            df2=cell.df2,
            p_operator=cell.p_operator,
            p_value=cell.p_value,
            direction=_direction(cell, significant, means),
            significant=significant,
        )


def _is_relative(cell: CellReading, means: list[float | None]) -> bool:
    """A "risk reduction" that is a share of the second arm's risk, not the difference of both."""
    first, second = means
    if cell.effect_measure != "risk_difference" or cell.estimate is None:
        return False
    if first is None or second is None or not second:
        return False
    gap = abs(first - second)
    relative = 100 * gap / abs(second)
    return abs(relative - abs(cell.estimate)) < 1.5 < abs(gap - abs(cell.estimate))


def _is_reversed(cell: CellReading, means: list[float | None]) -> bool:
    """A printed difference that is second arm minus first, by the means printed beside it."""
    first, second = means
    if cell.estimate is None or first is None or second is None or abs(cell.estimate) < 1e-9:
        return False
    difference = first - second
    return difference * cell.estimate < 0 and any(
        abs(scale * difference + cell.estimate) < 0.1 * abs(cell.estimate)
        for scale in (1.0, 0.01, 100.0)
    )


def is_significant(cell: CellReading) -> bool | None:
    """Tell whether a comparison is significant at 5%, None where it cannot be told."""
    if cell.p_value is not None:
        if cell.p_operator == "<":
            return True if cell.p_value <= SIGNIFICANCE else None
        if cell.p_operator == ">":
            return False if cell.p_value >= SIGNIFICANCE else None
        return cell.p_value < SIGNIFICANCE
    if cell.not_significant:
        return False
    if cell.ci_lower is not None and cell.ci_upper is not None:
        null = 1.0 if cell.effect_measure in RATIO_MEASURES else 0.0
        return not cell.ci_lower <= null <= cell.ci_upper
    return None


def _direction(
    cell: CellReading, significant: bool | None, means: list[float | None]
) -> str | None:
    if significant is False:
        return "no_difference"
    if significant is None or cell.scope != "between_arms":
        return None
    if cell.estimate is not None and cell.effect_measure != "none":
        null = 1.0 if cell.effect_measure in RATIO_MEASURES else 0.0
        signed = cell.effect_measure in RATIO_MEASURES or cell.effect_measure in _SIGNED
        if signed or means[0] is None or means[1] is None:
            return (
                "increase" if cell.estimate > null else "decrease" if cell.estimate < null else None
            )
    if means[0] is not None and means[1] is not None and means[0] != means[1]:
        return "increase" if means[0] > means[1] else "decrease"
    return None


def _role(text: str) -> str:
    for role, pattern in (
        ("placebo", r"\bplacebo|\bsham\b"),
        ("waiting_list", r"\bwait(?:ing)?[\s-]?list|\bWLC?\b"),
        ("usual_care", r"\busual\b|\bTAU\b|\bstandard\s+care\b|no\s+treatment|routine"),
        ("healthy_control", r"\bhealthy\b"),
        ("intervention", r"\bintervention\b|\bexperimental\b|\btreatment\s+group\b"),
    ):
        if re.search(pattern, text, re.IGNORECASE):
            return role
    return (
        "unclear"
        if not is_control(text)
        else "active_comparator"
        if re.search(r"\bactive\b", text)
        else "unclear"
    )
