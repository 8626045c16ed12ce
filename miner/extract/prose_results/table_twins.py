"""Results that a sentence repeats from a table: there outcome, arms and moment are told best.

A value with its spread, an estimate with its interval or an exact p that stands in one cell
only of a paper's tables is that cell's result, whatever words the sentence has around it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from miner.model import ArmResult, Effect, Findings, Outcome

MIN_DIGITS = 3  # a number with fewer is found in several places by chance


class TableTwins:
    """What the tables of a paper show, by its numbers."""

    def __init__(
        self,
        results: Iterable[ArmResult],
        effects: Iterable[Effect],
        outcomes: Iterable[Outcome],
    ) -> None:
        self._words = {each.outcome_id: _words_of(each) for each in outcomes}
        self._results: dict[Hashable, list[ArmResult]] = defaultdict(list)
        self._effects: dict[Hashable, list[Effect]] = defaultdict(list)
        for result in results:
            if result.provenance.table_id is not None and (key := _result_key(result)):
                self._results[key].append(result)
        for effect in effects:
            if effect.provenance.table_id is not None and (key := _effect_key(effect)):
                self._effects[key].append(effect)

    def told(self, record: ArmResult | Effect) -> ArmResult | Effect:
        """Return a record with what the one cell of the same numbers says of it."""
        return self._result(record) if isinstance(record, ArmResult) else self._effect(record)

    def _result(self, result: ArmResult) -> ArmResult:
        key = _result_key(result)
        twins = self._results.get(key, []) if key else []
        if len(twins) != 1:
            twins = [twin for twin in twins if twin.arm_id == result.arm_id]
        if len(twins) != 1:
            return result
        twin = twins[0]
        return replace(
            result,
            outcome_id=twin.outcome_id if self._are_kin(result, twin) else result.outcome_id,
            arm_id=twin.arm_id,
            timepoint=twin.timepoint or result.timepoint,
            statistic=twin.statistic,
            dispersion_kind=twin.dispersion_kind or result.dispersion_kind,
        )

    def _effect(self, effect: Effect) -> Effect:
        key = _effect_key(effect)
        twins = self._effects.get(key, []) if key else []
        if len(twins) != 1 or effect.estimate is None:
            twins = [twin for twin in twins if self._are_kin(effect, twin)]
        if len(twins) != 1:
            return effect
        twin = twins[0]
        return replace(
            effect,
            outcome_id=twin.outcome_id,
            arm_id_1=twin.arm_id_1,
            arm_id_2=twin.arm_id_2,
            timepoint=twin.timepoint or effect.timepoint,
            scope=twin.scope,
            direction=twin.direction or _turned(effect, twin),
        )

    def _are_kin(self, record: ArmResult | Effect, twin: ArmResult | Effect) -> bool:
        """Tell whether the outcomes share a word: a lone p is met twice by chance.

        A sentence's own words for a value stay where the cell's have nothing of them.
        """
        if record.outcome_id == twin.outcome_id:
            return True
        first, second = (self._words.get(each.outcome_id or "", set()) for each in (record, twin))
        return bool(first & second)


def with_twins(
    records: Sequence[ArmResult | Effect], findings: Findings, outcomes: Iterable[Outcome]
) -> list[ArmResult | Effect]:
    """Return records of sentences, those that repeat a table as the table has them."""
    twins = TableTwins(findings.arm_results, findings.effects, outcomes)
    return [twins.told(record) for record in records]


def _words_of(outcome: Outcome) -> set[str]:
    names = " ".join(filter(None, (outcome.name, outcome.abbreviation, *outcome.aliases)))
    return set(re.findall(r"[^\W\d_]{4,}", names.casefold()))


def _turned(effect: Effect, twin: Effect) -> str | None:
    """The sentence's direction, if its arms stand in the table's order."""
    if (effect.arm_id_1, effect.arm_id_2) == (twin.arm_id_1, twin.arm_id_2):
        return effect.direction
    return None if effect.direction != "no_difference" else effect.direction


def _result_key(result: ArmResult) -> Hashable | None:
    if result.value is None:
        return None
    if result.dispersion is not None or result.lower is not None:
        return (result.value, result.dispersion, result.lower, result.upper)
    places = result.decimals or 0
    digits = f"{abs(result.value):.{places}f}".replace(".", "").lstrip("0")
    if places == 0 or len(digits) < MIN_DIGITS:
        return None
    return (result.value,)


def _effect_key(effect: Effect) -> Hashable | None:
    if effect.estimate is not None:
        if effect.ci_lower is None:
            return None
        return (abs(effect.estimate), effect.ci_lower, effect.ci_upper)
    if effect.p_operator != "=" or effect.p_value is None or effect.p_value < 0.001:
        return None
    if len(f"{effect.p_value:g}") < len("0.123"):
        return None
    return (effect.p_value,)
