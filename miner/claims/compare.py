"""A claim held against a paper's records: same outcome, comparison, time, direction, certainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from miner.claims.concepts import BY_NAME, concepts_in
from miner.claims.evidence import EvidenceDocument
from miner.claims.parse import ClaimParts, Proposition
from miner.claims.words import expanded_terms, terms
from miner.model import Arm, ArmResult, Effect, Outcome, Provenance
from miner.model.vocab import RATIO_MEASURES
from miner.text.timepoints import BASELINE, find_timepoints

# Timepoints within this share of each other are the same visit: 12 weeks and 3 months.
SAME_TIME = 0.2
# How sure a comparison of records makes us; wording alone stays below these.
SURE, FAIR, WEAK = 0.9, 0.75, 0.55
# An effect read from prose that is tied to no arm counts for less.
UNTIED = 0.75

CONTROL_ROLES = ("active_comparator", "usual_care", "waiting_list", "placebo", "healthy_control")
_CONTROL_WORDS = frozenset(
    terms(
        "control controls placebo sham dummy fake waiting waitlist waited usual standard comparator "
        "untreated relaxation education wait"
    )
)
_OPPOSITE = {"increase": "decrease", "decrease": "increase"}


@dataclass(frozen=True, slots=True)
class Match:
    """One record compared with one proposition of a claim.

    `stance` is the public word; `matched` and `clashed` name the parts of the claim.
    `effect` is None where the arms' own results were compared, of which `place` is one.
    """

    stance: str
    strength: float
    effect: Effect | None
    outcome: Outcome | None
    matched: tuple[str, ...]
    clashed: tuple[str, ...]
    place: Provenance
    timepoint: str | None = None
    said: str = ""
    proposition: int = 0
    closeness: float = 0.0

    @property
    def effect_id(self) -> str | None:
        """Id of the compared effect."""
        return self.effect.effect_id if self.effect else None


def verdict_of(matches: Sequence[Match]) -> tuple[str | None, float, Match | None]:
    """Join the comparisons of a claim: stance, strength, and the record that decides.

    Each proposition is decided by the records whose outcome is closest to its words; where
    those disagree, the surest decides and supports win a tie (the claim holds at some time).
    One contradicted proposition contradicts the claim.
    """
    deciding: list[Match] = []
    for number in sorted({match.proposition for match in matches}):
        own = [match for match in matches if match.proposition == number]
        nearest = max(match.closeness for match in own)
        close = [match for match in own if match.closeness >= nearest - 0.15]
        deciding.append(max(close, key=lambda match: (match.strength, match.stance == "supports")))
    if not deciding:
        return None, 0.0, None
    against = [match for match in deciding if match.stance == "contradicts"]
    best = max(against or deciding, key=lambda match: match.strength)
    return best.stance, best.strength, best


def compare_records(parts: ClaimParts, document: EvidenceDocument) -> tuple[Match, ...]:
    """Compare a claim with the effects of a paper.

    Parameters
    ----------
    parts : ClaimParts
    document : EvidenceDocument

    Returns
    -------
    tuple of Match
        Every comparison that could be made, the surest first; empty where no record is of
        an outcome that the claim names.
    """
    outcomes = {outcome.outcome_id: outcome for outcome in document.outcomes}
    arms = {arm.arm_id: arm for arm in document.arms}
    found: list[Match] = []
    for number, proposition in enumerate(parts.propositions):
        if proposition.says is None:
            continue
        candidates = _same_outcome(proposition, parts, document, outcomes)
        candidates = _same_time(parts, candidates)
        candidates = _same_scope(proposition, parts, candidates, arms)
        for effect in candidates:
            match = _judge(parts, proposition, effect, document, outcomes, arms)
            if match is not None:
                near = closeness_of(proposition, parts, outcomes[effect.outcome_id or ""])
                found.append(replace(match, proposition=number, closeness=near))
    found.sort(key=lambda match: (-match.strength, match.place.span.start))
    return tuple(found)


def outcome_concepts(outcome: Outcome) -> frozenset[str]:
    """Return the concepts an outcome stands for: of its name, else of its instrument."""
    named = concepts_in(outcome.name)
    if not named:
        named = concepts_in(" ; ".join((outcome.instrument or "", outcome.abbreviation or "", *outcome.aliases)))
    return frozenset(named)


def _same_outcome(
    proposition: Proposition,
    parts: ClaimParts,
    document: EvidenceDocument,
    outcomes: dict[str, Outcome],
) -> list[Effect]:
    wanted = proposition.outcome
    claim_terms = set(terms(proposition.clause.of(parts.text)))
    chosen: list[Effect] = []
    for effect in document.effects:
        outcome = outcomes.get(effect.outcome_id or "")
        if outcome is None:
            continue
        if wanted is not None:
            if wanted in outcome_concepts(outcome):
                chosen.append(effect)
        else:
            named = set(terms(outcome.name))
            if named and len(named & claim_terms) >= max(1, round(0.6 * len(named))):
                chosen.append(effect)
    return chosen


_PLAIN = frozenset(terms("score scores total overall change level levels questionnaire scale index percent average mean"))


def closeness_of(proposition: Proposition, parts: ClaimParts, outcome: Outcome) -> float:
    """Share of an outcome's own words that the claim has too: `scalp pain` is not `pain`."""
    named = set(terms(outcome.name)) - _PLAIN
    if not named:
        return 0.5
    said = set(expanded_terms(parts.text))
    concept = BY_NAME.get(proposition.outcome or "")
    if concept is not None:
        spoken = {t for m in concept.pattern.finditer(outcome.name) for t in terms(m.group(0))}
        said |= spoken
        if not spoken and named:
            return 0.5
    return len(named & said) / len(named)


def weeks_of(label: str | None) -> float | None:
    """Return the weeks a timepoint label stands for, None for one without a number."""
    if not label:
        return None
    return next((t.weeks for t in find_timepoints(label, bare=True) if t.weeks), None)


def is_baseline(label: str | None) -> bool:
    """Tell whether a timepoint label means before treatment; a change from baseline is not."""
    found = find_timepoints(label or "", bare=True)
    return bool(found) and all(timepoint.label == BASELINE for timepoint in found)


def _same_time(parts: ClaimParts, effects: list[Effect]) -> list[Effect]:
    """Keep effects of the claim's time; without one, those that are not of baseline."""
    if parts.timepoint == BASELINE:
        return [effect for effect in effects if is_baseline(effect.timepoint)]
    after = [effect for effect in effects if not is_baseline(effect.timepoint)]
    if parts.weeks is None:
        if parts.timepoint is None:
            return after
        same = [e for e in after if (e.timepoint or "").lower() == parts.timepoint.lower()]
        return same or after
    timed = [(effect, weeks_of(effect.timepoint)) for effect in after]
    same = [
        effect
        for effect, weeks in timed
        if weeks is not None and abs(weeks - parts.weeks) <= SAME_TIME * max(weeks, parts.weeks)
    ]
    if same:
        return same
    return [effect for effect, weeks in timed if weeks is None]


def _same_scope(
    proposition: Proposition, parts: ClaimParts, effects: list[Effect], arms: dict[str, Arm]
) -> list[Effect]:
    """Keep comparisons of the kind the claim makes; a bare claim of benefit is between arms."""
    between = [effect for effect in effects if effect.scope == "between_arms"]
    within = [effect for effect in effects if effect.scope == "within_arm"]
    if proposition.arm == "control":
        controls = [e for e in within if e.arm_id_1 in arms and is_control(arms[e.arm_id_1])]
        return controls
    if proposition.scope == "within":
        return _of_arm(parts, within, arms) or within
    if proposition.scope == "between":
        return between
    return between or _of_arm(parts, within, arms) or within


def _of_arm(parts: ClaimParts, effects: list[Effect], arms: dict[str, Arm]) -> list[Effect]:
    claim_terms = set(terms(parts.text))
    scored = [
        (len(arm_terms(arms[effect.arm_id_1]) & claim_terms), effect)
        for effect in effects
        if effect.arm_id_1 in arms
    ]
    best = max((score for score, _ in scored), default=0)
    return [effect for score, effect in scored if score == best and best > 0]


def arm_terms(arm: Arm) -> set[str]:
    return set(terms(" ".join((arm.label, arm.long_label or "", *arm.aliases))))


def is_control(arm: Arm) -> bool:
    """Tell whether an arm is what a treatment is compared with."""
    return arm.role in CONTROL_ROLES or bool(set(terms(arm.label)) & _CONTROL_WORDS)


def direction_of(effect: Effect, document: EvidenceDocument) -> str | None:
    """Return which way arm 1 stands to arm 2 (or after to before), None where unknown.

    From the arms' own results where they stand at the same time; else as recorded; else from
    the sign of the estimate, except within an arm, where papers print a fall as a plus.
    """
    shown = _shown_direction(effect, document.arm_results)
    if shown is not None:
        return shown
    if effect.direction in _OPPOSITE:
        return effect.direction
    unsigned = effect.effect_measure in ("none", *_UNSIGNED)
    if effect.estimate is None or unsigned or effect.scope == "within_arm":
        return None
    null = 1.0 if effect.effect_measure in RATIO_MEASURES else 0.0
    if effect.estimate == null:
        return None
    return "increase" if effect.estimate > null else "decrease"


_UNSIGNED = ("eta_squared", "partial_eta_squared", "omega_squared", "cramers_v", "nnt")


def _shown_direction(effect: Effect, results: Sequence[ArmResult]) -> str | None:
    if effect.scope == "within_arm":
        series = series_of(results, effect.outcome_id, effect.arm_id_1)
        before, after = series
        if before is None or after is None or before.value == after.value:
            return None
        return "increase" if (after.value or 0.0) > (before.value or 0.0) else "decrease"
    first = _value(results, effect, effect.arm_id_1)
    second = _value(results, effect, effect.arm_id_2)
    if first is None or second is None or first == second:
        return None
    return "increase" if first > second else "decrease"


def series_of(
    results: Sequence[ArmResult], outcome_id: str | None, arm_id: str | None
) -> tuple[ArmResult | None, ArmResult | None]:
    """Return an arm's means before and last after treatment; None for what is not reported."""
    own = [
        result
        for result in results
        if result.outcome_id == outcome_id
        and result.arm_id == arm_id
        and arm_id is not None
        and result.statistic in ("mean", "median")
        and result.value is not None
    ]
    before = [result for result in own if is_baseline(result.timepoint)]
    after = [result for result in own if result.timepoint and not is_baseline(result.timepoint)]
    if len(before) != 1 or not after:
        return None, None
    return before[0], after[-1]


def _value(results: Sequence[ArmResult], effect: Effect, arm_id: str | None) -> float | None:
    if arm_id is None:
        return None
    found = {
        result.value
        for result in results
        if result.arm_id == arm_id
        and result.outcome_id == effect.outcome_id
        and result.timepoint == effect.timepoint
        and result.value is not None
    }
    return found.pop() if len(found) == 1 else None


def claimed_direction(proposition: Proposition, outcome: Outcome | None) -> str | None:
    """Return which way a proposition says the number went, `better` resolved by the outcome."""
    says = proposition.says
    if says in _OPPOSITE:
        return says
    better = outcome.better if outcome and outcome.better != "unclear" else "unclear"
    if better == "unclear" and proposition.outcome in BY_NAME:
        better = BY_NAME[proposition.outcome].better
    if better == "unclear" or says not in ("better", "worse"):
        return None
    wants_lower = (better == "lower") == (says == "better")
    return "decrease" if wants_lower else "increase"


def _orientation(parts: ClaimParts, effect: Effect, arms: dict[str, Arm]) -> int:
    """1 when the claim's subject is arm 1, -1 when it is arm 2, 0 when that is not clear."""
    first, second = arms.get(effect.arm_id_1 or ""), arms.get(effect.arm_id_2 or "")
    if effect.scope != "between_arms" or first is None or second is None:
        return 1
    flipped = is_control(first) and not is_control(second)
    if parts.comparator:
        who = set(terms(parts.comparator))
        own = arm_terms(first) - arm_terms(second)
        other = arm_terms(second) - arm_terms(first)
        control_first = is_control(first) and bool(who & _CONTROL_WORDS)
        control_second = is_control(second) and bool(who & _CONTROL_WORDS)
        near_first = len(who & own) + control_first
        near_second = len(who & other) + control_second
        if near_first > near_second:
            return -1
        if near_second > near_first:
            return 1
    return -1 if flipped else 1


def _judge(
    parts: ClaimParts,
    proposition: Proposition,
    effect: Effect,
    document: EvidenceDocument,
    outcomes: dict[str, Outcome],
    arms: dict[str, Arm],
) -> Match | None:
    """Compare one proposition with one effect; None where they cannot be compared."""
    significant = _is_significant(effect)
    outcome = outcomes.get(effect.outcome_id or "")
    matched = ["outcome"]
    if parts.weeks is not None and weeks_of(effect.timepoint) is not None:
        matched.append("timepoint")

    def answer(stance: str, strength: float, agreed: Sequence[str], clashed: Sequence[str]) -> Match:
        sure = strength if effect.arm_id_1 is not None else strength * UNTIED
        return Match(
            stance, round(sure, 3), effect, outcome, tuple(matched) + tuple(agreed), tuple(clashed),
            effect.provenance, effect.timepoint,
        )  # fmt: skip

    if significant is None:
        return None
    wants_none = proposition.says == "none" or parts.significant is False
    if wants_none:
        if not significant:
            return answer("supports", SURE, ("significance",), ())
        return answer("contradicts", FAIR, (), ("significance",))
    if not significant:
        return answer("contradicts", SURE if parts.significant else FAIR, (), ("significance",))
    claimed = claimed_direction(proposition, outcome)
    real = direction_of(effect, document)
    if claimed is None or real is None:
        return answer("supports", WEAK, ("significance",), ())
    if _orientation(parts, effect, arms) < 0:
        real = _OPPOSITE[real]
    if claimed == real:
        return answer("supports", SURE, ("direction", "significance"), ())
    return answer("contradicts", SURE, (), ("direction",))


def _is_significant(effect: Effect) -> bool | None:
    if effect.significant is not None:
        return effect.significant
    if effect.p_value is not None:
        if effect.p_operator == "<" or effect.p_operator == "=":
            return effect.p_value < 0.05 or (effect.p_operator == "<" and effect.p_value <= 0.05)
        return False if effect.p_value >= 0.05 else None
    if effect.ci_lower is not None and effect.ci_upper is not None:
        null = 1.0 if effect.effect_measure in RATIO_MEASURES else 0.0
        return not effect.ci_lower <= null <= effect.ci_upper
    return None
