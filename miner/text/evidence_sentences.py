"""Pick the sentences of a passage that a claim is most likely judged by, from words alone."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

STEM_CHARS = 6
CONCLUSION_BONUS = 0.6  # The last sentence of an abstract is its conclusion.
_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    """
    a an the of in and or to for with is are was were be been by on that as at from this which
    than has have had it its their there these those we our not no can may could would will do
    does did such also between among during after before into about more most other
    """.split()
)


def choose_sentences(claim: str, sentences: Sequence[str], *, limit: int = 4) -> tuple[int, ...]:
    """Choose the sentences that share most with a claim.

    Parameters
    ----------
    claim : str
    sentences : sequence of str
        Of one abstract or passage, in reading order.
    limit : int
        How many to keep at most.

    Returns
    -------
    tuple of int
        Positions in `sentences`, in reading order.

    Notes
    -----
    Words weigh more the fewer sentences of the passage hold them; the last sentence gets a
    bonus. Ties go to the earlier sentence.

    Examples
    --------
    >>> choose_sentences("Zinc shortens colds.", ["We ran a trial.", "Colds were shorter on zinc.",
    ...                  "Age was noted.", "It works."], limit=2)
    (1, 3)
    """
    if limit < 1:
        raise ValueError(f"limit must be at least 1, got {limit}")
    words = [_stems(sentence) for sentence in sentences]
    asked = _stems(claim)
    if len(sentences) <= limit:
        return tuple(range(len(sentences)))
    frequency = Counter(word for held in words for word in held)
    total = len(sentences)
    scores = []
    for position, held in enumerate(words):
        shared = sum(math.log(1 + total / frequency[word]) for word in sorted(asked & held))
        score = shared / (len(held) + 8) ** 0.25
        scores.append(score + (CONCLUSION_BONUS if position == total - 1 else 0.0))
    order = sorted(range(total), key=lambda position: (-scores[position], position))
    return tuple(sorted(order[:limit]))


@lru_cache(maxsize=65_536)
def _stems(text: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[:STEM_CHARS] for word in words if word not in _STOP)
