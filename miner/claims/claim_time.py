"""When a claim says its outcome stood: weeks after the start, or before it."""

from __future__ import annotations

import re

from miner.text.timepoints import BASELINE, find_timepoints

_PERIOD = re.compile(
    r"\b(?P<count>\d{1,3}|half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)[ -](?:(?:whole|full|good|further|more)\s)?"
    r"(?P<unit>days?|weeks?|months?|years?)\b(?P<after>[^,.;]{0,40})",
    re.I,
)
_WORD_COUNTS = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0,
    "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "twelve": 12.0, "half a": 0.5,
    "half an": 0.5,
}  # fmt: skip
_WEEKS = {"day": 1 / 7, "week": 1.0, "month": 52.18 / 12, "year": 52.18}
_LATER = re.compile(
    r"^\s*(?:later|on\b|after|afterwards|follow|down the line|since|past)|^\s*(?:check|visit|mark)",
    re.I,
)
_STILL = re.compile(
    r"\b(?:still|lasting|lasted|long-term|held|holding|keeps?|maintained|sustained|later|after|for a whole|at)\b[^.;]{0,60}$",
    re.I,
)
_BEFORE_START = re.compile(
    r"\bbefore (?:the |any )?(?:\w+ ){0,4}(?:began|begun|started?|starting|beginning)\b|\bat the (?:outset|very start|start of the)\b|\bto begin with\b|\bon day one\b|\bfrom the (?:start|outset)\b",
    re.I,
)
_OF_TREATMENT = re.compile(
    r"\s*(?:of|course|program\w*|class\w*|sessions?|mindfulness|training|trial)\b", re.I
)


def find_claim_time(text: str) -> tuple[float | None, str | None]:
    """Find when a claim says its outcome stood: weeks and words, (None, None) when it does not.

    A duration of the treatment itself (`an eight-week course`) is no timepoint.
    """
    for match in _PERIOD.finditer(text):
        unit = match.group("unit").lower().rstrip("s")
        count_text = match.group("count").lower()
        after = match.group("after")
        later = _LATER.match(after)
        before = text[: match.start()]
        if not later and not _STILL.search(before[-60:]):
            continue
        if _OF_TREATMENT.match(after) and not _STILL.search(before[-10:]):
            continue
        count = float(count_text) if count_text.isdigit() else _WORD_COUNTS.get(count_text)
        if count is not None:
            return count * _WEEKS[unit], match.group(0)[: len(match.group(0)) - len(after)].strip()
    for found in find_timepoints(text):
        return (None if found.label == BASELINE else found.weeks), found.label
    if _BEFORE_START.search(text):
        return None, BASELINE
    return None, None
