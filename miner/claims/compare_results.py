"""A claim held against what each arm showed, where no comparison of arms is recorded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from miner.claims.align import (
    arm_terms,
    claimed_direction,
    closeness_of,
    direction_of,
    is_baseline,
    is_control,
    is_for_harm,
    outcome_concepts,
    series_of,
)
from miner.claims.compare import FAIR, WEAK, Match, compare_records, is_significant
from miner.claims.compare_sentences import compare_sentences
from miner.claims.concepts import BY_NAME
from miner.claims.evidence import EvidenceDocument
from miner.claims.parse import ClaimParts, Proposition
from miner.claims.words import expanded_terms
from miner.model import Arm, ArmResult, Effect, Outcome

# `It works` needs this many comparisons to be held against, and this share of them agreed.
MIN_VOTES = 3
MAJORITY = 0.6
# A majority of comparisons was right of such claims in 27 of 52 cases.
OVERALL = 0.4
# In units of the spread (or of the value before, without one): no change, and a clear one.
NO_CHANGE = 0.1
CLEAR_CHANGE = 0.5
# A change of so many standard errors is within chance: two-sided p above 0.13. Before and
# after are taken to correlate at 0.5, which makes the SD of the change that of the values.
WITHIN_CHANCE = 1.5


def compare_all(parts: ClaimParts, document: EvidenceDocument) -> tuple[Match, ...]:
    """Compare a claim with recorded effects, and with arm results where those are silent.

    Parameters
    ----------
    parts : ClaimParts
    document : EvidenceDocument

    Returns
    -------
    tuple of Match
        The surest first.
    """
    recorded = compare_records(parts, document)
    settled = {match.proposition for match in recorded}
    derived = [
        match
        for number, proposition in enumerate(parts.propositions)
        if number not in settled and proposition.says is not None
        for match in _compare(number, proposition, parts, document)
    ]
    settled |= {match.proposition for match in derived}
    if not settled:
        derived += _overall(parts, document)
        settled |= {match.proposition for match in derived}
    told = [m for m in compare_sentences(parts, document) if m.proposition not in settled]
    return tuple(sorted((*recorded, *derived, *told), key=lambda match: -match.strength))


def _overall(parts: ClaimParts, document: EvidenceDocument) -> list[Match]:
    """Hold `it works` against the primary outcomes, or against all, where none is called so."""
    number = next(
        (
            i
            for i, p in enumerate(parts.propositions)
            # "Lessons of the same length" tells of the design, not of what came out.
            if p.outcome is None and p.says in ("better", "worse", "none") and p.cue != "same"
        ),
        None,
    )
    if number is None or parts.outcomes:
        return []
    outcomes = {outcome.outcome_id: outcome for outcome in document.outcomes}
    votes: list[tuple[str, Effect, Outcome]] = []
    for effect in document.effects:
        outcome = outcomes.get(effect.outcome_id or "")
        if outcome is None or effect.scope != "between_arms" or is_baseline(effect.timepoint):
            continue
        vote = _vote(effect, outcome, document)
        if vote is not None:
            votes.append((vote, effect, outcome))
    primary = [vote for vote in votes if vote[2].outcome_role == "primary"]
    votes = primary or votes
    if len(votes) < MIN_VOTES and not primary:
        return []
    said = max(("better", "worse", "none"), key=lambda word: sum(v[0] == word for v in votes))
    share = sum(vote[0] == said for vote in votes) / len(votes)
    if share < MAJORITY:
        return []
    wanted = parts.propositions[number].says
    stance = "supports" if said == wanted else "contradicts"
    _, effect, outcome = next(vote for vote in votes if vote[0] == said)
    clash = ("direction",) if stance == "contradicts" else ()
    told = f"{sum(v[0] == said for v in votes)} of {len(votes)} comparisons of arms: {said}"
    return [
        Match(
            stance, OVERALL, effect, outcome, () if clash else ("direction",), clash, effect.provenance,
            effect.timepoint, told, number, 1.0,
        )
    ]  # fmt: skip


def _vote(effect: Effect, outcome: Outcome, document: EvidenceDocument) -> str | None:
    """`better`, `worse` or `none` for the treated arm; None where it cannot be told."""
    arms = {arm.arm_id: arm for arm in document.arms}
    first, second = arms.get(effect.arm_id_1 or ""), arms.get(effect.arm_id_2 or "")
    significant = is_significant(effect)
    if first is None or second is None or significant is None:
        return None
    if not significant:
        return "none"
    went = direction_of(effect, document)
    better = outcome.better
    if better == "unclear":
        named = [BY_NAME[name].better for name in outcome_concepts(outcome)]
        better = named[0] if len(set(named)) == 1 else "unclear"
    if went is None or better == "unclear":
        return None
    is_good = (went == "decrease") == (better == "lower")
    if is_control(first) and not is_control(second):
        is_good = not is_good
    return "better" if is_good else "worse"


def _compare(
    number: int, proposition: Proposition, parts: ClaimParts, document: EvidenceDocument
) -> Iterator[Match]:
    if proposition.outcome is None or parts.timepoint == "baseline":
        return
    for outcome in document.outcomes:
        if proposition.outcome not in outcome_concepts(outcome):
            continue
        if is_for_harm(proposition, parts, outcome):
            continue
        near = closeness_of(proposition, parts, outcome)
        found = (
            _within(proposition, parts, outcome, document)
            if _tells_of_one_arm(proposition)
            else _between(proposition, parts, outcome, document)
        )
        for stance, strength, clashed, place, said in found:
            yield Match(
                stance, strength, None, outcome, ("outcome",) + (() if clashed else ("direction",)),
                ("direction",) if clashed else (), place.provenance, place.timepoint, said, number, near,
            )  # fmt: skip


def _tells_of_one_arm(proposition: Proposition) -> bool:
    return proposition.arm is not None or proposition.scope != "between"


_Found = tuple[str, float, bool, ArmResult, str]


def _within(
    proposition: Proposition, parts: ClaimParts, outcome: Outcome, document: EvidenceDocument
) -> Iterator[_Found]:
    arm = _arm_meant(proposition, parts, document.arms)
    if arm is None:
        return
    before, after = series_of(document.arm_results, outcome.outcome_id, arm.arm_id)
    if before is None or after is None or before.value is None or after.value is None:
        return
    moved = _scaled(after.value - before.value, before, after)
    said = f"{arm.label} {before.value:g} before, {after.value:g} at {after.timepoint}"
    yield from _answer(proposition, outcome, moved, after, said, after.n)


def _between(
    proposition: Proposition, parts: ClaimParts, outcome: Outcome, document: EvidenceDocument
) -> Iterator[_Found]:
    treated = [arm for arm in document.arms if not is_control(arm)]
    controls = [arm for arm in document.arms if is_control(arm)]
    if len(treated) != 1 or len(controls) != 1:
        return
    first = _last(document.arm_results, outcome, treated[0])
    second = _last(document.arm_results, outcome, controls[0])
    if first is None or second is None or first.timepoint != second.timepoint:
        return
    if first.value is None or second.value is None:
        return
    moved = _scaled(first.value - second.value, first, second)
    if _subject_is_control(parts, treated[0], controls[0]):
        moved = -moved
    said = f"{treated[0].label} {first.value:g}, {controls[0].label} {second.value:g} at {first.timepoint}"
    size = 1.0 / (1.0 / first.n + 1.0 / second.n) if first.n and second.n else None
    yield from _answer(proposition, outcome, moved, first, said, size)


def _answer(
    proposition: Proposition,
    outcome: Outcome,
    moved: float,
    place: ArmResult,
    said: str,
    size: float | None,
) -> Iterator[_Found]:
    """Turn a difference in spreads into a stance; a middling one settles nothing.

    `size` is the number whose root turns a difference in spreads into standard errors.
    """
    if proposition.says == "none":
        if size and abs(moved) * math.sqrt(size) <= WITHIN_CHANCE:
            yield "supports", FAIR, False, place, said
        elif abs(moved) <= NO_CHANGE:
            yield "supports", WEAK, False, place, said
        elif abs(moved) >= CLEAR_CHANGE:
            yield "contradicts", FAIR, True, place, said
        return
    claimed = claimed_direction(proposition, outcome)
    if claimed is None:
        return
    sign = 1.0 if claimed == "increase" else -1.0
    if moved * sign >= CLEAR_CHANGE:
        yield "supports", FAIR, False, place, said
    elif moved * sign <= -NO_CHANGE:
        yield "contradicts", FAIR, True, place, said


def _scaled(difference: float, first: ArmResult, second: ArmResult) -> float:
    spreads = [
        r.dispersion
        for r in (first, second)
        if r.dispersion and r.dispersion_kind in ("sd", "unclear", None)
    ]
    if spreads:
        return difference / (sum(spreads) / len(spreads))
    size = abs(second.value or 0.0) or abs(first.value or 0.0)
    return 2.0 * difference / size if size else 0.0


def _last(results: Sequence[ArmResult], outcome: Outcome, arm: Arm) -> ArmResult | None:
    own = [
        result
        for result in results
        if result.outcome_id == outcome.outcome_id
        and result.arm_id == arm.arm_id
        and result.statistic in ("mean", "median")
        and result.timepoint
        and not is_baseline(result.timepoint)
    ]
    return own[-1] if own else None


def _arm_meant(proposition: Proposition, parts: ClaimParts, arms: Sequence[Arm]) -> Arm | None:
    """The one arm a clause tells of: the control, or the treated one."""
    if proposition.arm == "control":
        candidates = [arm for arm in arms if is_control(arm)]
    else:
        candidates = [arm for arm in arms if not is_control(arm)]
    if len(candidates) > 1:
        said = set(expanded_terms(parts.text))
        scored = [(len(arm_terms(arm) & said), arm) for arm in candidates]
        best = max(score for score, _ in scored)
        candidates = [arm for score, arm in scored if score == best]
    return candidates[0] if len(candidates) == 1 else None


def _subject_is_control(parts: ClaimParts, treated: Arm, control: Arm) -> bool:
    """Tell whether the claim compares the control with the treated arm, not the reverse."""
    if not parts.comparator:
        return False
    who = set(expanded_terms(parts.comparator))
    own = arm_terms(treated) - arm_terms(control)
    others = arm_terms(control) - arm_terms(treated)
    return len(who & own) > len(who & others) and not who & {"control", "placebo", "sham"}
