"""How sure a filled row is, between 0 and 1."""

from __future__ import annotations

import math

from miner.extract.forms.choose import Choice
from miner.extract.forms.direction import Verdict

# Logistic regression on the 173 filled rows of bench/numbers (right: every cell is the gold's),
# a document's rows weighing 1 / sqrt(n) each. With documents kept apart its Brier score is 0.217
# and it puts no row at 0.9: so few papers cannot teach it to be surer.
_BIAS = -1.02
_WEIGHTS = {
    "score": 1.35, "margin": 0.31, "certainty": 0.20, "recall": 0.75, "prose": -0.91,
    "loose": -0.29, "percent_only": -0.16, "no_spread": -0.69, "no_size": -0.86,
    "time_silent": -0.18,
}  # fmt: skip
MAX_SCORE, MAX_MARGIN = 9.0, 3.0
# Figures surer than this are given, group sizes or not.
TOO_DOUBTFUL = 0.40
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
        "score": min(fit.score, MAX_SCORE) / MAX_SCORE,
        "margin": min(choice.margin, MAX_MARGIN) / MAX_MARGIN,
        "certainty": sides.certainty,
        "recall": fit.features["recall"],
        "prose": float(fit.group.source != "table"),
        "loose": float(fit.group.is_loose),
        "no_size": float(not has_sizes),
        **{name: fit.features.get(name, 0.0) for name in ("percent_only", "no_spread")},
        "time_silent": fit.features.get("time_silent", 0.0),
    }
    value = _BIAS + sum(_WEIGHTS[name] * found[name] for name in _WEIGHTS)
    return 1.0 / (1.0 + math.exp(-value))
