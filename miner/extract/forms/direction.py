"""The direction of a row's result: from statistics where there are any, from words where not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from miner.extract.forms.direction_cues import FEATURES, SIGNIFICANCE_LEVEL, read_cues
from miner.extract.forms.evidence import Asked, load_matcher
from miner.extract.forms.records import FormRow
from miner.model.vocab import DIRECTIONS

# How far the words of the best passages count for less.
PASSAGES = 3
MODEL_SHARE = 0.5
# What a p value of the very row asked for weighs against the words of sentences, in logits.
STATISTICS_LOGIT = 8.0
_DEFAULT_SIGNED = {
    "sign_near": 0.4,
    "sign_count": 0.4,
    "sign_quality": 0.4,
    "sign_numbers": 0.6,
    "sign_first": 0.2,
}
_DEFAULT_NONE = {
    "none": 1.3,
    "none_count": 0.4,
    "p_small": -1.4,
    "p_large": 1.0,
    "cue": -0.8,
    "no_arm": 0.5,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A direction with its probability."""

    direction: str
    probability: float


def judge_row(
    row: FormRow, passages: Sequence[tuple[float, str]], asked: Asked,
    statistics: Mapping[str, float],
) -> Verdict | None:  # fmt: skip
    """Decide the direction from the best passages and the statistics of the row.

    Parameters
    ----------
    row : FormRow
    passages : sequence of (score, text)
        The best first.
    asked : Asked
        The words of the row.
    statistics : mapping
        `sign` of the difference of the figures and `p` of the comparison, where known; `trust`,
        0 to 1, tells how surely they are the row's.
    """
    if not passages:
        return _from_statistics(statistics)
    best = passages[:PASSAGES]
    shares = [math.exp(score - best[0][0]) for score, _ in best]
    total = sum(shares)
    cues = [read_cues(text, row.outcome, asked) for _, text in best]
    mixed = {
        name: sum(share * cue.get(name, 0.0) for share, cue in zip(shares, cues, strict=True))
        / total
        for name in FEATURES
    }
    logits = _logits(cues[0], mixed)
    model = _read_by_model(row, best, shares)
    if model is not None:
        logits = [
            own + MODEL_SHARE * math.log(share + 1e-3)
            for own, share in zip(logits, model, strict=True)
        ]
    _add_statistics(logits, statistics)
    top = max(logits)
    shares = [math.exp(value - top) for value in logits]
    chosen = max(range(3), key=lambda place: (shares[place], -place))
    return Verdict(DIRECTIONS[chosen], shares[chosen] / sum(shares))


def _from_statistics(statistics: Mapping[str, float]) -> Verdict | None:
    if "p" not in statistics:
        return None
    if statistics["p"] >= SIGNIFICANCE_LEVEL:
        return Verdict("no_difference", 0.8)
    if statistics.get("sign"):
        return Verdict("increase" if statistics["sign"] > 0 else "decrease", 0.8)
    return None


def _add_statistics(logits: list[float], statistics: Mapping[str, float]) -> None:
    sign = statistics.get("sign", 0.0)
    strength = STATISTICS_LOGIT * statistics.get("trust", 1.0)
    if "p" in statistics:
        if statistics["p"] >= SIGNIFICANCE_LEVEL:
            logits[2] += strength
            return
        logits[2] -= strength / 2
    if sign:
        # Without a test the means alone say which way, never that there is a difference.
        logits[0 if sign > 0 else 1] += strength * (0.6 if "p" in statistics else 0.1)


@lru_cache(maxsize=1)
def _weights() -> tuple[tuple[Mapping[str, float], ...], tuple[Mapping[str, float], ...]]:
    """Weights of the best passage and of the mix, one mapping a direction."""
    model = load_matcher()
    if model and "direction" in model:
        first, mixed = model["direction"]["best"], model["direction"]["mixed"]
        return tuple(first[name] for name in DIRECTIONS), tuple(mixed[name] for name in DIRECTIONS)
    up = dict(_DEFAULT_SIGNED)
    down = {name: -value for name, value in _DEFAULT_SIGNED.items()}
    return ({}, {}, {}), (up, down, dict(_DEFAULT_NONE))


def _logits(best: Mapping[str, float], mixed: Mapping[str, float]) -> list[float]:
    of_best, of_mixed = _weights()
    return [
        sum(of_best[place].get(name, 0.0) * best.get(name, 0.0) for name in FEATURES)
        + sum(of_mixed[place].get(name, 0.0) * mixed.get(name, 0.0) for name in FEATURES)
        for place in range(3)
    ]


def _read_by_model(
    row: FormRow, best: Sequence[tuple[float, str]], shares: Sequence[float]
) -> list[float] | None:
    """What the reading model says of the passages; None where it is not installed."""
    from miner.text.reading_model import is_available, judge_direction

    if not is_available():
        return None
    prompt = f"{row.outcome} | {row.intervention} | {row.comparator}"
    judged = judge_direction([(prompt, text) for _, text in best])
    total = sum(share**2 for share in shares)
    return [
        sum(share**2 * float(line[place]) for share, line in zip(shares, judged, strict=True))
        / total
        for place in range(3)
    ]
