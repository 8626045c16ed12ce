"""Which records speak of what a claim speaks of: outcome, time, arms, and which way they went."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.claims.concepts import BY_NAME, concepts_in
from miner.claims.evidence import EvidenceDocument
from miner.claims.parse import ClaimParts, Proposition
from miner.claims.words import expanded_terms, terms
from miner.model import Arm, ArmResult, Effect, Outcome
from miner.model.vocab import RATIO_MEASURES
from miner.text.timepoints import BASELINE, find_timepoints

# Timepoints within this share of each other are the same visit: 12 weeks and 3 months.
SAME_TIME = 0.2
CONTROL_ROLES = ("active_comparator", "usual_care", "waiting_list", "placebo", "healthy_control")
_CONTROL_WORDS = frozenset(
    terms(
        "control controls placebo sham dummy fake waiting waitlist waited usual standard comparator "
        "untreated relaxation education wait"
    )
)
ADVERSE = re.compile(r"\b(?:adverse|side[- ]effects?|complications?|tolerat\w+)\b", re.I)
OPPOSITE = {"increase": "decrease", "decrease": "increase"}


def outcome_concepts(outcome: Outcome) -> frozenset[str]:
    """Return the concepts an outcome stands for: of its name, else of its instrument."""
    named = concepts_in(outcome.name)
    if not named:
        named = concepts_in(
            " ; ".join((outcome.instrument or "", outcome.abbreviation or "", *outcome.aliases))
        )
    return frozenset(named)


def is_for_harm(proposition: Proposition, parts: ClaimParts, outcome: Outcome) -> bool:
    """Tell whether an outcome is an adverse event while the claim tells of a benefit.

    `Scalp pain` among adverse events is not the pain that was treated.
    """
    if outcome.outcome_role != "harm" and not ADVERSE.search(outcome.name):
        return False
    return "side effects" not in parts.outcomes and proposition.says not in ("increase", "worse")


def same_outcome(
    proposition: Proposition,
    parts: ClaimParts,
    document: EvidenceDocument,
    outcomes: dict[str, Outcome],
) -> list[Effect]:
    """Return the effects of outcomes that a proposition names."""
    wanted = proposition.outcome
    claim_terms = set(terms(proposition.clause.of(parts.text)))
    chosen: list[Effect] = []
    for effect in document.effects:
        outcome = outcomes.get(effect.outcome_id or "")
        if outcome is None or is_for_harm(proposition, parts, outcome):
            continue
        if wanted is not None:
            if wanted in outcome_concepts(outcome):
                chosen.append(effect)
        else:
            named = set(terms(outcome.name))
            if len(named) >= 2 and len(named & claim_terms) >= max(2, round(0.6 * len(named))):
                chosen.append(effect)
    return chosen


_PLAIN = frozenset(
    terms(
        "score scores total overall change level levels questionnaire scale index percent average mean"
    )
)


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


def same_time(parts: ClaimParts, effects: list[Effect]) -> list[Effect]:
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


def same_scope(
    proposition: Proposition, parts: ClaimParts, effects: list[Effect], arms: dict[str, Arm]
) -> list[Effect]:
    """Keep comparisons of the kind the claim makes; a bare claim of benefit is between arms."""
    between = [effect for effect in effects if effect.scope == "between_arms"]
    within = [effect for effect in effects if effect.scope == "within_arm"]
    if proposition.arm == "control":
        controls = [e for e in within if e.arm_id_1 in arms and is_control(arms[e.arm_id_1])]
        return controls
    if proposition.scope == "within":
        return _of_arm(parts, within, arms) or _of_treated(within, arms)
    if proposition.scope == "between":
        return between
    return between or _of_arm(parts, within, arms) or _of_treated(within, arms)


def _of_treated(effects: list[Effect], arms: dict[str, Arm]) -> list[Effect]:
    """Leave out what befell the controls: it tells nothing of the treatment."""
    return [e for e in effects if e.arm_id_1 not in arms or not is_control(arms[e.arm_id_1])]


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
    """Return the terms of an arm's names."""
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
    if effect.direction in OPPOSITE:
        told = _told_of_benefit(effect, document)
        return effect.direction if told is None else told
    unsigned = effect.effect_measure in ("none", *_UNSIGNED)
    if effect.estimate is None or unsigned or effect.scope == "within_arm":
        return None
    null = 1.0 if effect.effect_measure in RATIO_MEASURES else 0.0
    if effect.estimate == null:
        return None
    return "increase" if effect.estimate > null else "decrease"


_LARGER = re.compile(
    r"\b(?:larger|greater|bigger|more|higher|stronger)\s+(?:\w+\s+)?(?P<what>improvements?|reductions?|decreases?|declines?|drops?)\b",
    re.I,
)


def _told_of_benefit(effect: Effect, document: EvidenceDocument) -> str | None:
    """Which way `larger improvements in fatigue` went; None where the words are others."""
    larger = _LARGER.search(document.around(effect.provenance.span))
    if larger is None:
        return None
    if not larger.group("what").lower().startswith("improve"):
        return "decrease"
    outcome = next((o for o in document.outcomes if o.outcome_id == effect.outcome_id), None)
    named = {BY_NAME[name].better for name in outcome_concepts(outcome)} if outcome else set()
    better = outcome.better if outcome and outcome.better != "unclear" else "unclear"
    if better == "unclear" and len(named) == 1:
        better = named.pop()
    return {"lower": "decrease", "higher": "increase"}.get(better)


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
    usual = BY_NAME[proposition.outcome].better if proposition.outcome in BY_NAME else "unclear"
    if says in OPPOSITE:
        # A scale on which more fatigue is a lower number.
        turned = outcome is not None and {outcome.better, usual} == {"lower", "higher"}
        return OPPOSITE[says] if turned else says
    better = outcome.better if outcome and outcome.better != "unclear" else "unclear"
    better = usual if better == "unclear" else better
    if better == "unclear" or says not in ("better", "worse"):
        return None
    wants_lower = (better == "lower") == (says == "better")
    return "decrease" if wants_lower else "increase"


def orientation_of(parts: ClaimParts, effect: Effect, arms: dict[str, Arm]) -> int:
    """1 when the claim's subject is arm 1, -1 when it is arm 2, 0 when that is not clear.

    Of two active arms the claim must name one.
    """
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
    if flipped or (is_control(second) and not is_control(first)):
        return -1 if flipped else 1
    said = set(expanded_terms(parts.text))
    only_first = len((arm_terms(first) - arm_terms(second)) & said)
    only_second = len((arm_terms(second) - arm_terms(first)) & said)
    return (only_first > only_second) - (only_second > only_first)


def compares_other_arms(parts: ClaimParts, effect: Effect, arms: dict[str, Arm]) -> bool:
    """Tell whether an effect of a trial of several arms compares none that the claim names.

    Of a trial of two arms there is but one comparison.
    """
    first, second = arms.get(effect.arm_id_1 or ""), arms.get(effect.arm_id_2 or "")
    if effect.scope != "between_arms" or first is None or second is None or len(arms) < 3:
        return False
    said = set(expanded_terms(parts.text))
    shared = arm_terms(first) & arm_terms(second)
    named = {i for i, arm in arms.items() if (arm_terms(arm) - shared) & said}
    return bool(named) and not named & {effect.arm_id_1, effect.arm_id_2}
