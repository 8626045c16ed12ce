"""Names of arms where a paper says what it compares: `walking versus rest`, `comparison of A with B`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.arms.labels import clean_label, is_label

MOST_WORDS = 7
_SIDE = r"(?:[\w+/&'’.-]+\s+){0,7}?[\w+/&'’-]+(?:\s*\([\w+/-]{1,12}\))?"
_END = (
    r"(?=\s*(?:[.,;:?—–]|$)|\s+(?:in|for|on|among|during|after|before|as|when|at|by|over|to\s+(?:treat|prevent|reduce|improve)|"
    r"was|were|is|are|who|that|which|with\s+(?:regard|respect)|using|under|following|undergoing|within|from)\b)"
)
_VERSUS = re.compile(
    rf"(?P<first>{_SIDE})\s+(?:versus|vs\.?|v|(?:as\s+)?compared\s+(?:with|to))\s+(?P<second>{_SIDE}){_END}",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    rf"\b(?:compar(?:e[sd]?|ing|ison)|difference\s+between|superiority)\s+(?:of\s+|between\s+)?(?:the\s+(?:[\w-]+\s+(?:and\s+[\w-]+\s+)?of\s+)?)?"
    rf"(?P<first>{_SIDE})\s+(?:versus|vs\.?|with|to|and|over)\s+(?:that\s+of\s+|those\s+of\s+)?(?P<second>{_SIDE}){_END}",
    re.IGNORECASE,
)
# What stands before the name of the first of the two: `the effect of`, `a randomised trial of`.
_HEAD = re.compile(
    r"^.*\b(?:of|that|whether|between|with|receiving|for|comparing|compare[sd]?|adding|in|to|on|using|from|by|the|a|an|is|are|and|than)\s+",
    re.IGNORECASE | re.DOTALL,
)


def find_compared(
    text: str, *, is_title: bool
) -> Iterator[tuple[tuple[str, int], tuple[str, int]]]:
    """Yield the two sides of each comparison that a title or a sentence of aims tells.

    Parameters
    ----------
    text : str
        A title, or one sentence.
    is_title : bool
        Only a title may name its two sides with no more than `versus` between them.

    Yields
    ------
    tuple
        For either side its label and where that begins in `text`.
    """
    patterns = (_VERSUS, _COMPARED) if is_title else (_COMPARED,)
    for pattern in patterns:
        for match in pattern.finditer(text):
            first, second = _side(match, "first"), _side(match, "second")
            if first is not None and second is not None:
                yield first, second


def _side(match: re.Match[str], name: str) -> tuple[str, int] | None:
    piece = match[name]
    head = _HEAD.match(piece) if name == "first" else None
    start = head.end() if head else 0
    label = clean_label(piece[start:])
    at = piece.find(label, start) if label else -1
    if at < 0 or not is_label(label) or len(label.split()) > MOST_WORDS:
        return None
    return label, match.start(name) + at
