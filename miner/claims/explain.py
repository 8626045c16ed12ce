"""What was gathered about a claim and a paper, and one line that tells it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from miner.claims.compare import Match
from miner.claims.evidence import EvidenceDocument
from miner.claims.figures import Found
from miner.claims.overclaim import find_overclaims
from miner.claims.parse import ClaimParts
from miner.claims.wording import STANCE_ORDER


@dataclass(slots=True)
class Gathered:
    """What was gathered about one claim and one paper before deciding."""

    passages: list[tuple[int, ...]]
    wording: np.ndarray
    bearing: dict[int, float]
    matches: tuple[Match, ...] = ()
    figures: list[Found] = field(default_factory=list)
    lost_figures: list[str] = field(default_factory=list)
    other_figures: list[tuple[str, str]] = field(default_factory=list)
    missing: tuple[str, ...] = ()
    told: bool = False


def matched_parts(reading: Gathered, match: Match | None) -> tuple[str, ...]:
    """Name the parts of the claim that the paper confirms."""
    names = list(match.matched) if match else []
    if reading.figures:
        names.append("number")
    return tuple(dict.fromkeys(names))


def clashed_parts(reading: Gathered, match: Match | None) -> tuple[str, ...]:
    """Name the parts of the claim that the paper speaks against."""
    names = list(match.clashed) if match else []
    if reading.other_figures:
        names.append("number")
    return tuple(dict.fromkeys(names))


def explain(
    claim: str,
    parts: ClaimParts,
    document: EvidenceDocument,
    reading: Gathered,
    match: Match | None,
    stance: str,
    positions: tuple[int, ...],
) -> str:
    """Say in one line which parts of the claim matched and which clashed."""
    said: list[str] = []
    matched, clashed = matched_parts(reading, match), clashed_parts(reading, match)
    if matched:
        said.append("matched: " + ", ".join(matched))
    if clashed:
        said.append("clashed: " + ", ".join(clashed))
    if match is not None:
        said.append(describe_match(match))
        if match.effect is not None and match.said:
            said.append(match.said)
    for found in reading.figures[:2]:
        said.append(f"'{found.figure.words}' stands in the paper")
    for words, other in reading.other_figures[:2]:
        said.append(f"the claim says '{words}', the paper '{other}'")
    others_said = {words for words, _ in reading.other_figures}
    for words in [w for w in reading.lost_figures if w not in others_said][:2]:
        said.append(f"'{words}' was not found beside the claim's words")
    if reading.told and match is None and stance == STANCE_ORDER[0]:
        said.append("the paper tells it as background, not as its own finding")
    elif reading.missing:
        said.append("not studied by this paper: " + ", ".join(reading.missing))
    others = sorted({m.timepoint for m in reading.matches if m.stance != stance and m.timepoint})
    if others and stance != "not_enough_information":
        said.append("otherwise at: " + ", ".join(others[:3]))
    if not said:
        said.append(
            "judged by wording alone" if stance != STANCE_ORDER[2] else "no sentence settles it"
        )
    evidence = " ".join(document.sentences[i][1] for i in positions[:1])
    said.extend(find_overclaims(claim, parts, document, stance, evidence=evidence))
    return "; ".join(said)


def describe_match(match: Match) -> str:
    """Describe a compared effect in the words of its table: outcome, time, estimate, p."""
    effect = match.effect
    pieces = [match.outcome.name if match.outcome else "effect"]
    if effect is None:
        return f"{pieces[0]}: {match.said}" if match.outcome else f"the paper says: {match.said}"
    if effect.timepoint:
        pieces.append(f"at {effect.timepoint}")
    if effect.estimate is not None:
        pieces.append(f"{effect.effect_measure.replace('_', ' ')} {_plain(effect.estimate)}")
    if effect.ci_lower is not None and effect.ci_upper is not None:
        pieces.append(f"CI {_plain(effect.ci_lower)} to {_plain(effect.ci_upper)}")
    if effect.p_value is not None:
        pieces.append(f"p {effect.p_operator or '='} {_plain(effect.p_value)}")
    elif effect.significant is not None:
        pieces.append("significant" if effect.significant else "not significant")
    return " ".join(pieces)


def _plain(value: float) -> str:
    return f"{value:g}" if math.isfinite(value) else str(value)
