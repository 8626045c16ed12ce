"""The test and the effect that belong to a row's result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from miner.extract.forms.choose import figure_of
from miner.extract.forms.groups import Figure, Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.sides import Sides
from miner.extract.table_results import CellReading
from miner.model import Effect


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison of the two arms showed; None where it is not reported."""

    effect_measure: str | None = None
    estimate: float | None = None
    ci_lower: float | None = None
    ci_upper: float | None = None
    p_value: float | None = None
    p_operator: str | None = None
    not_significant: bool = False


def find_comparison(paper: Paper, group: Group, sides: Sides) -> Comparison | None:
    """Return the comparison printed beside the two figures: their row, else their sentence."""
    ids = (figure_of(group, sides.intervention).arm_id, figure_of(group, sides.comparator).arm_id)
    if group.table_id is not None:
        fitting = [
            effect for effect in group.effects if _is_of(effect, sides, ids, len(group.figures))
        ]
        return _joined(fitting)
    places = {figure.span.start for figure in group.figures}
    near = [
        effect for effect in paper.findings.effects
        if effect.provenance.table_id is None and effect.scope == "between_arms"
        and any(abs(effect.provenance.span.start - place) < 250 for place in places)
        and _same_arms((effect.arm_id_1, effect.arm_id_2), ids)
        and effect.provenance.span.of(paper.document.text) in group.caption
    ]  # fmt: skip
    return _of_record(near[0]) if near else None


def _same_arms(found: tuple[str | None, str | None], wanted: tuple[str | None, str | None]) -> bool:
    known = {arm for arm in found if arm}
    return not known or known <= {arm for arm in wanted if arm}


def _is_of(
    effect: CellReading, sides: Sides, ids: tuple[str | None, str | None], n_arms: int
) -> bool:
    """A comparison of these arms, or of all of only two."""
    if effect.scope not in (None, "between_arms"):
        return False
    known = {arm for arm in effect.arm_ids if arm}
    if known:
        return known == {arm for arm in ids if arm}
    labels = set(effect.arm_labels)
    if labels:
        return labels == {sides.intervention, sides.comparator}
    return n_arms == 2


def _joined(effects: Iterable[CellReading]) -> Comparison | None:
    """Put the estimate and the p value of one row together."""
    listed = list(effects)
    if not listed:
        return None
    with_estimate = next((effect for effect in listed if effect.estimate is not None), None)
    with_p = next((effect for effect in listed if effect.p_value is not None), None)
    shown = with_estimate or with_p or listed[0]
    tested = with_p or shown
    return Comparison(
        shown.effect_measure, shown.estimate, shown.ci_lower, shown.ci_upper, tested.p_value,
        tested.p_operator, any(effect.not_significant for effect in listed),
    )  # fmt: skip


def _of_record(effect: Effect) -> Comparison:
    return Comparison(
        effect.effect_measure if effect.effect_measure != "none" else None, effect.estimate,
        effect.ci_lower, effect.ci_upper, effect.p_value, effect.p_operator,
        effect.significant is False,
    )  # fmt: skip


def statistics_of(
    comparison: Comparison | None, first: Figure | None, second: Figure | None
) -> dict[str, float]:
    """Return `p` and the `sign` of the difference, for the direction."""
    found: dict[str, float] = {}
    if comparison is not None:
        if comparison.p_value is not None:
            found["p"] = (
                1.0
                if comparison.p_operator == ">"
                else comparison.p_value - (1e-9 if comparison.p_operator == "<" else 0.0)
            )
        elif comparison.not_significant:
            found["p"] = 1.0
        elif comparison.ci_lower is not None and comparison.ci_upper is not None:
            null = 1.0 if (comparison.effect_measure or "").endswith("_ratio") else 0.0
            found["p"] = 0.5 if comparison.ci_lower <= null <= comparison.ci_upper else 0.01
    difference = _difference(first, second)
    if difference:
        found["sign"] = 1.0 if difference > 0 else -1.0
    return found


def _difference(first: Figure | None, second: Figure | None) -> float | None:
    if first is None or second is None:
        return None
    values: list[Mapping[str, float | None]] = [
        {"percent": figure.percent, "value": figure.value} for figure in (first, second)
    ]
    for key in ("percent", "value"):
        one, other = values[0][key], values[1][key]
        if one is not None and other is not None:
            if (
                key == "value"
                and first.is_counted
                and first.n
                and second.n
                and first.events is not None
                and second.events is not None
            ):
                return first.events / first.n - second.events / second.n
            return one - other
    return None
