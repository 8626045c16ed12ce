"""Names of arms where a paper says to what people were assigned: `assigned to MBSR or usual care`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.arms.labels import clean_label, is_label
from miner.model.span import Span

MOST_WORDS = 6
LONG_LIST = 160  # a longer list is split at `or` alone: its commas belong to the names
_ALLOCATED = re.compile(
    r"\b(?:random(?:ly|i[sz]ed)?|assigned|allocated|allocation|distributed|divided)\b[^.;]{0,60}?\b(?:to|into|between)\b\s+"
    r"(?:receive\s+|undergo\s+|one\s+of\s+(?:two|three|four|2|3|4)\s+(?:groups|arms|conditions|treatments)\s*[:,]?\s*|(?:two|three|four)\s+(?:[\w-]+\s)?(?:groups|arms|conditions)\s*[:,(]\s*)?"
    r"(?P<list>(?:either\s+)?[^.;:]{3,220})",
    re.IGNORECASE,
)
_OR = re.compile(
    r"\s*,?\s+(?:or|versus|vs\.?)\s+(?:to\s+)?|\s*,\s+(?:and\s+)?(?=[a-z])", re.IGNORECASE
)
_OR_ONLY = re.compile(r"\s*,?\s+(?:or|versus|vs\.?)\s+(?:to\s+)?", re.IGNORECASE)
_HOW = re.compile(
    r"\s(?:for\s+\d|at\s+a\s|in\s+a\s+\d|by\s|using\s|with\s+(?:a|an)\s+\d|stratified|according)"
)


def find_allocated(text: str, place: Span) -> Iterator[list[tuple[str, Span]]]:
    """Yield the names in every list of what people were assigned to.

    Parameters
    ----------
    text : str
    place : Span
        Where to look.

    Yields
    ------
    list of tuple
        Names with their places, in order; pieces of the list that name no arm are left out.
    """
    for match in _ALLOCATED.finditer(text, place.start, place.end):
        listed = _HOW.split(match["list"])[0]
        if " or " not in listed and " versus " not in listed:
            continue
        splitter = _OR if "," in listed and len(listed) < LONG_LIST else _OR_ONLY
        names = list(_names(text, match.start("list"), listed, splitter))
        if names:
            yield names


def _names(
    text: str, start: int, listed: str, splitter: re.Pattern[str]
) -> Iterator[tuple[str, Span]]:
    position = 0
    for gap in [*splitter.finditer(listed), None]:
        stop = gap.start() if gap else len(listed)
        piece = listed[position:stop]
        label = clean_label(piece.split(" and ")[0] if len(piece) > 60 else piece)
        begin = start + position
        at = text.find(label, begin, begin + len(piece)) if label else -1
        if at >= 0 and is_label(label) and len(label.split()) <= MOST_WORDS:
            yield label, Span(at, at + len(label))
        position = gap.end() if gap else stop
