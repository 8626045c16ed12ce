"""How sure a filled row is, between 0 and 1."""

from __future__ import annotations

import math

from miner.extract.forms.choose import ACCEPTED, Choice
from miner.extract.forms.direction import Verdict

# Logistic regression on the 262 filled rows of bench/numbers and of our own forms (right: every
# cell is the gold's), a document's rows weighing 1 / sqrt(n) each. With documents kept apart its
# Brier score is 0.215, and of the rows at 0.8 and above 29 of 35 are right.
_BIAS = -1.29
_WEIGHTS = {
    "score": 1.06, "margin": 0.59, "certainty": 0.30, "recall": 0.38, "counted": 1.01,
    "prose": -1.07, "loose": -0.41, "percent_only": -0.29, "no_size": -1.31, "quoted": -0.50,
    "spoken": -0.21, "again": 0.82,
}  # fmt: skip
SCORE_SCALE, MAX_MARGIN = 4.0, 3.0
# Figures surer than this are given, group sizes or not.
TOO_DOUBTFUL = 0.25
_BLANK_CONFIDENCE = 0.5


def confidence_of(
    choice: Choice, *, has_result: bool, has_sizes: bool, verdict: Verdict | None
) -> float:
    """Return the probability that a row is right.

    Of a row with figures: that the figures are the ones asked for. Of a row without: how sure the
    direction is, at most `0.5`.
    """
    if choice.best is None or not has_result:
        return _BLANK_CONFIDENCE * (verdict.probability if verdict else 0.2)
    return figures_confidence(choice, has_sizes=has_sizes)


def figures_confidence(choice: Choice, *, has_sizes: bool) -> float:
    """Return the probability that the figures of the group chosen are the ones asked for."""
    if choice.best is None:
        return 0.0
    fit, sides = choice.best
    found = {
        "score": (fit.score - ACCEPTED) / SCORE_SCALE,
        "margin": min(choice.margin, MAX_MARGIN) / MAX_MARGIN,
        "certainty": sides.certainty,
        "prose": float(fit.group.source != "table"),
        "loose": float(fit.group.is_loose),
        "counted": float(fit.group.is_counted),
        "no_size": float(not has_sizes),
    }
    for name in ("recall", "percent_only", "quoted", "spoken", "again"):
        found[name] = fit.features.get(name, 0.0)
    value = _BIAS + sum(_WEIGHTS[name] * found[name] for name in _WEIGHTS)
    return 1.0 / (1.0 + math.exp(-value))
