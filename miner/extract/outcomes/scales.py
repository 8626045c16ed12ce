"""Ranges and directions of scales: `scores range from 0 to 52, higher scores mean more worry`."""

from __future__ import annotations

import re
from bisect import bisect_right

from miner.extract.outcomes.patterns import BETTER, HIGHER, SCALE_RANGE, WORSE
from miner.model import Document

# A range belongs to the instrument named last before it, no further away than this.
REACH_CHARS = 320
# Said of one item or answer, not of the score: "items are rated from 0 (never) to 4".
_OF_ITEMS = re.compile(
    r"\b(?:items?|each|per|likert|responses?|answers?|questions?|\w+-point|points?\s+scale|rated|alpha|reliab\w+|consisten\w+|target|maintain\w*|norm\w*)\b",
    re.IGNORECASE,
)
_OF_SCORE = re.compile(
    r"\b(?:total|sum\w*|overall|possible|scores?\s+(?:can\s+)?rang)", re.IGNORECASE
)
_LESS = re.compile(
    r"^(?:\w+\s+)?(?:lower|less|fewer|reduced|decreased|low|little|no|absence|lack)\b",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"^(?:\w+\s+)?(?:worse|poorer|poor|more\s+severe|greater\s+severity|impaired)\b", re.IGNORECASE
)
_GOOD = re.compile(r"^(?:\w+\s+)?(?:better|improved|good|superior)\b", re.IGNORECASE)


def _range(match: re.Match[str], before: str) -> tuple[float, float] | None:
    """Return the range of a score; `before` is what the sentence says in front of it."""
    low, high = float(match["low"]), float(match["high"])
    if not (low.is_integer() and high.is_integer() and 0 <= low < high):
        return None
    if high < 4 or 1900 < high < 2100:
        return None
    says_range = re.search(r"rang|var", match.group(), re.IGNORECASE)
    if not says_range and low not in (0, 1):
        return None  # "scores of 15 to 30" is whom a trial took in, "(10-18)" a class
    item = max((found.end() for found in _OF_ITEMS.finditer(before)), default=-1)
    score = max((found.end() for found in _OF_SCORE.finditer(before + match.group())), default=-1)
    return None if item > score else (low, high)


def read_direction(text: str) -> str:
    """Return which scores a passage calls better, `lower` or `higher`, `unclear` where not said."""
    match = HIGHER.search(text)
    return _direction(match) if match else "unclear"


def _direction(match: re.Match[str]) -> str:
    meaning = re.split(r",|\sand\s|\sor\s", match["meaning"])[0]
    if _BAD.match(meaning) or _GOOD.match(meaning):
        more_is_bad = bool(_BAD.match(meaning))
    else:
        worse, better = bool(WORSE.search(meaning)), bool(BETTER.search(meaning))
        if worse == better:
            return "unclear"
        more_is_bad = worse != bool(_LESS.match(meaning))
    if match["side"].lower() == "lower":
        more_is_bad = not more_is_bad
    return "lower" if more_is_bad else "higher"


Scales = dict[str, tuple[tuple[float, float] | None, str]]


def scales_by_name(document: Document, names: dict[str, str]) -> Scales:
    """Find range and direction of instruments.

    Parameters
    ----------
    document : Document
        The paper.
    names : dict
        Instrument key by each name it goes by.

    Returns
    -------
    dict
        (range or None, direction) by instrument key, the first statement of each kept. A
        statement belongs to the instrument named last before it, in its paragraph or heading.
    """
    if not names:
        return {}
    longest_first = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    ranges: dict[str, tuple[float, float]] = {}
    directions: dict[str, str] = {}
    for block in document.blocks:
        if block.kind not in ("abstract", "paragraph", "list_item"):
            continue
        words = block.span.of(document.text)
        statements = [*SCALE_RANGE.finditer(words), *HIGHER.finditer(words)]
        if not statements:
            continue
        mentions = [(match.end(), names[match.group()]) for match in pattern.finditer(words)]
        heading = pattern.search(block.section[-1]) if block.section else None
        for statement in statements:
            key = _owner(mentions, statement.start(), names[heading.group()] if heading else None)
            if key is None:
                continue
            if "side" in statement.groupdict():
                if (direction := _direction(statement)) != "unclear":
                    directions.setdefault(key, direction)
                continue
            before = re.split(r"[.;]\s", words[: statement.start()])[-1]
            if (found := _range(statement, before)) is not None:
                ranges.setdefault(key, found)
    return {
        key: (ranges.get(key), directions.get(key, "unclear")) for key in {*ranges, *directions}
    }


def _owner(mentions: list[tuple[int, str]], place: int, heading: str | None) -> str | None:
    index = bisect_right([end for end, _ in mentions], place + 1) - 1
    if index < 0:
        return heading
    return mentions[index][1] if place - mentions[index][0] <= REACH_CHARS else None
