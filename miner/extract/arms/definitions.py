"""Abbreviations that a text defines: `mindful walking (MW)`, `MW: mindful walking`."""

from __future__ import annotations

import re
from functools import lru_cache

from miner.extract.arms.labels import clean_label

_DEFINED = re.compile(
    r"\(\s*(?P<short>[A-Z][A-Za-z0-9/+-]{0,9}[A-Z0-9]?)(?:\s*[;,][^()]{0,40})?\s*\)"
)
_LISTED = re.compile(r"\b(?P<short>[A-Z][A-Z0-9+-]{1,8})\s*[:=]\s*(?P<long>[A-Za-z][^.;:,=]{3,70})")
_WORD = re.compile(r"[A-Za-z0-9]+")
LONGEST_NAME = 90


@lru_cache(maxsize=2)
def find_definitions(text: str) -> dict[str, str]:
    """Map every abbreviation defined in a text to its long form, the first definition winning.

    The letters of the short form must run backwards through the words before it (Schwartz and
    Hearst 2003, Pac Symp Biocomput 8:451-462), so that `women (SD` defines nothing.
    """
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        short = match["short"]
        if short in found or sum(c.isalpha() for c in short) < 1:
            continue
        long = _long_form(
            short, text[max(0, match.start() - LONGEST_NAME) : match.start()].rstrip()
        )
        if long:
            found[short] = long
    for match in _LISTED.finditer(text):
        if match["short"] not in found:
            long = _forward(match["short"], match["long"])
            if long:
                found[match["short"]] = long
    return found


def _long_form(short: str, before: str) -> str | None:
    letters = [c for c in short.lower() if c.isalnum()]
    position = len(before) - 1
    lowered = before.lower()
    for place in range(len(letters) - 1, -1, -1):
        while position >= 0 and not (
            lowered[position] == letters[place]
            and (place > 0 or position == 0 or not lowered[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    long = before[position + 1 :]
    words = _WORD.findall(long)
    if not words or len(words) > 2 * len(letters) + 3 or len(long) <= len(short):
        return None
    if re.search(r"[;.()]\s", long):
        return None
    return clean_label(long) or None


def _forward(short: str, long: str) -> str | None:
    initials = [word[0].lower() for word in _WORD.findall(long)]
    letters = [c.lower() for c in short if c.isalpha()]
    position = 0
    for count, initial in enumerate(initials, start=1):
        if position < len(letters) and initial == letters[position]:
            position += 1
            if position == len(letters):
                return clean_label(" ".join(long.split()[:count])) or None
    return None
