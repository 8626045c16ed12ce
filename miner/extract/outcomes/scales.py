"""Ranges and directions of scales: `scores range from 0 to 52, higher scores mean more worry`."""

from __future__ import annotations

import re
from bisect import bisect_right

from miner.extract.outcomes.patterns import BETTER, HIGHER, SCALE_RANGE, WORSE
from miner.model import Document

# A range belongs to the instrument named last before it, no further away than this.
REACH_CHARS = 320


def read_range(text: str) -> tuple[float, float] | None:
    """Return the range of scores that a passage states, None where there is none."""
    for match in SCALE_RANGE.finditer(text):
        if (found := _range(match)) is not None:
            return found
    return None


def _range(match: re.Match[str]) -> tuple[float, float] | None:
    low, high = float(match["low"]), float(match["high"])
    says_range = re.search(r"rang|var", match.group(), re.IGNORECASE)
    if not says_range and low not in (0, 1):
        return None  # "scores of 15 to 30" is whom a trial took in, "(10-18)" a class
    if 0 <= low < high and high >= 4 and not 1900 < high < 2100:
        return low, high
    return None


def read_direction(text: str) -> str:
    """Return which scores a passage calls better, `lower` or `higher`, `unclear` where not said."""
    match = HIGHER.search(text)
    return _direction(match) if match else "unclear"


def _direction(match: re.Match[str]) -> str:
    meaning = match["meaning"]
    worse: object = WORSE.search(meaning)
    better: object = BETTER.search(meaning)
    if worse and better:  # "worse quality of life": the adjective decides
        worse = re.match(
            r"(?:\w+\s+){0,2}(?:worse|poorer|more\s+severe|impaired)", meaning, re.IGNORECASE
        )
        better = re.match(r"(?:\w+\s+){0,2}(?:better|improved|good)", meaning, re.IGNORECASE)
    if bool(worse) == bool(better):
        return "unclear"
    high_is_bad = bool(worse)
    if match["side"].lower() == "lower":
        high_is_bad = not high_is_bad
    return "lower" if high_is_bad else "higher"


def scales_by_name(
    document: Document, names: dict[str, str]
) -> dict[str, tuple[tuple[float, float] | None, str]]:
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
        (range or None, direction) by instrument key, the first statement of each kept.
    """
    if not names:
        return {}
    pattern = re.compile(
        r"(?<![\w-])(?:"
        + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
        + r")(?!\w)"
    )
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
        places = [end for end, _ in mentions]
        for statement in statements:
            index = bisect_right(places, statement.start() + 1) - 1
            if index < 0 or statement.start() - places[index] > REACH_CHARS:
                continue
            key = mentions[index][1]
            if "side" in statement.groupdict():
                if (direction := _direction(statement)) != "unclear":
                    directions.setdefault(key, direction)
            elif (found := _range(statement)) is not None:
                ranges.setdefault(key, found)
    return {
        key: (ranges.get(key), directions.get(key, "unclear")) for key in {*ranges, *directions}
    }
