"""How sure a filled row is, between 0 and 1."""

from __future__ import annotations

import math

from miner.extract.forms.choose import Choice
from miner.extract.forms.direction import Verdict

# Set by hand, not fitted: score of the group, lead over the next, certainty of the arms.
_BIAS, _SCORE, _MARGIN, _ARMS, _LOOSE, _TEXT = -3.2, 2.2, 1.2, 1.6, -0.8, -0.7
_BLANK_CONFIDENCE = 0.5


def confidence_of(choice: Choice, has_result: bool, verdict: Verdict | None) -> float:
    """Return the probability that a row is right.

    Of a row with figures: that the figures are the ones asked for. Of a row without: how sure the
    direction is, at most `0.5`.
    """
    if choice.best is None or not has_result:
        return _BLANK_CONFIDENCE * (verdict.probability if verdict else 0.2)
    fit, sides = choice.best
    value = (
        _BIAS + _SCORE * min(fit.score, 1.6) + _MARGIN * min(choice.margin, 0.6)
        + _ARMS * sides.certainty + (_LOOSE if fit.group.is_loose else 0.0)
        + (_TEXT if fit.group.source != "table" else 0.0)
    )  # fmt: skip
    return 1.0 / (1.0 + math.exp(-value))
