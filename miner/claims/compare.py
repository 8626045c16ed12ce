"""A claim held against a paper's records: same outcome, comparison, time, direction, certainty."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from miner.claims.align import (
    OPPOSITE,
    claimed_direction,
    closeness_of,
    compares_other_arms,
    direction_of,
    orientation_of,
    same_outcome,
    same_scope,
    same_time,
    weeks_of,
)
from miner.claims.evidence import EvidenceDocument
from miner.claims.parse import ClaimParts, Proposition
from miner.model import Arm, Effect, Outcome, Provenance
from miner.model.vocab import RATIO_MEASURES

# How sure a comparison of records makes us; wording alone stays below these.
SURE, FAIR, WEAK = 0.9, 0.75, 0.55
# An effect that is tied to no arm, or a comparison of which one arm is unknown, counts for less.
UNTIED = 0.5
# Cohen (1988) calls 0.2 small, 0.5 medium and 0.8 large; held at one decimal.
_BANDS = {
    "small": (0.1, 0.5), "medium": (0.4, 0.9), "moderate": (0.4, 0.9), "large": (0.8, math.inf),
}  # fmt: skip
# Outcomes this near to the closest one answer the same claim.
NEAR_OUTCOME = 0.15
_EFFECT_SIZE = re.compile(r"\b(small|medium|moderate|large)\s+(?:to\s+\w+\s+)?effects?\b", re.I)
_STANDARDISED = ("cohens_d", "hedges_g", "glass_delta", "smd_unspecified")


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
        close = [match for match in own if match.closeness >= nearest - NEAR_OUTCOME]
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
        candidates = same_outcome(proposition, parts, document, outcomes)
        candidates = same_time(parts, candidates)
        candidates = same_scope(proposition, parts, candidates, arms)
        for effect in candidates:
            match = _judge(parts, proposition, effect, document, outcomes, arms)
            if match is not None:
                near = closeness_of(proposition, parts, outcomes[effect.outcome_id or ""])
                found.append(replace(match, proposition=number, closeness=near))
    found.sort(key=lambda match: (-match.strength, match.place.span.start))
    return tuple(found)


def _judge(
    parts: ClaimParts,
    proposition: Proposition,
    effect: Effect,
    document: EvidenceDocument,
    outcomes: dict[str, Outcome],
    arms: dict[str, Arm],
) -> Match | None:
    """Compare one proposition with one effect; None where they cannot be compared."""
    significant = is_significant(effect)
    outcome = outcomes.get(effect.outcome_id or "")
    matched = ["outcome"]
    if parts.weeks is not None and weeks_of(effect.timepoint) is not None:
        matched.append("timepoint")

    def answer(
        stance: str, strength: float, agreed: Sequence[str], clashed: Sequence[str]
    ) -> Match:
        sure = strength if _is_tied(effect) else strength * UNTIED
        fits = _fits_magnitude(parts.magnitude, effect)
        if fits is not None and stance == "supports":
            agreed, clashed = (
                ((*agreed, "magnitude"), clashed) if fits else (agreed, (*clashed, "magnitude"))
            )
        return Match(
            stance, round(sure, 3), effect, outcome, tuple(matched) + tuple(agreed), tuple(clashed),
            effect.provenance, effect.timepoint,
        )  # fmt: skip

    if significant is None or compares_other_arms(parts, effect, arms):
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
        return None  # a difference alone says nothing of which way it went
    orientation = orientation_of(parts, effect, arms)
    if orientation == 0:
        return None  # of two treatments, which one the claim is for is not known
    if orientation < 0:
        real = OPPOSITE[real]
    if claimed == real:
        return answer("supports", SURE, ("direction", "significance"), ())
    if not _is_tied(effect):
        return None  # which arm is which is not known
    return answer("contradicts", SURE, (), ("direction",))


def _fits_magnitude(words: str | None, effect: Effect) -> bool | None:
    """Tell whether a standardised difference is as large as claimed; None where neither says."""
    size = _EFFECT_SIZE.search(words or "")
    if size is None or effect.estimate is None or effect.effect_measure not in _STANDARDISED:
        return None
    least, most = _BANDS[size.group(1).lower()]
    return least <= round(abs(effect.estimate), 1) < most


def _is_tied(effect: Effect) -> bool:
    if effect.scope == "between_arms":
        return effect.arm_id_1 is not None and effect.arm_id_2 is not None
    return effect.arm_id_1 is not None


def is_significant(effect: Effect) -> bool | None:
    """Tell whether an effect was significant: as recorded, by its p, or by its interval at 5%."""
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
