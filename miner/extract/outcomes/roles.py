"""Outcomes whose role a sentence states: `The primary outcome was pain intensity at rest`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from miner.extract.outcomes.patterns import (
    HEAD,
    LIST_SPLIT,
    NO_NAME,
    ROLE_STATEMENTS,
    TAIL,
)
from miner.model import Document, Span
from miner.text.timepoints import find_timepoints

MAX_OUTCOME_WORDS = 12
_CUE = re.compile(r"outcome|end[\s-]?point", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatedOutcome:
    """An outcome named with its role, where and by which rule; `reason` tells why it is no name."""

    role: str
    rule: str
    name: str
    span: Span
    reason: str = ""


def find_stated(document: Document) -> Iterator[StatedOutcome]:
    """Find the outcomes that sentences call primary or secondary, in order of the text."""
    text = document.text
    for sentence in document.sentences:
        if not _CUE.search(text, sentence.start, sentence.end):
            continue
        words = sentence.of(text)
        told: set[str] = set()  # roles this sentence has told of, each in one way
        for rule, role, pattern in ROLE_STATEMENTS:
            match = pattern.search(words) if role not in told else None
            if match is None:
                continue
            told.add(role)
            base = sentence.start + match.start("what")
            for start, name in _listed(match["what"]):
                span = Span(base + start, base + start + len(name))
                yield StatedOutcome(role, rule, name, span, _why_not(name))


def _listed(what: str) -> Iterator[tuple[int, str]]:
    position = 0
    for piece in [*LIST_SPLIT.finditer(what), None]:
        end = piece.start() if piece else len(what)
        item = what[position:end]
        offset = position + len(item) - len(item.lstrip())
        item = item.strip()
        while head := HEAD.match(item):
            offset += head.end()
            item = item[head.end() :]
        item = TAIL.sub("", item).strip(" ,:")
        if len(item) >= 3 and re.search(r"[A-Za-z]{3}|[A-Z]{2}", item):
            yield offset, item
        if piece:
            position = piece.end()


def _why_not(name: str) -> str:
    """Return why a stretch is not the name of an outcome, empty where it may be one."""
    if len(name.split()) > MAX_OUTCOME_WORDS:
        return "too long for the name of an outcome"
    if NO_NAME.match(name):
        return "a clause, not the name of an outcome"
    moments = find_timepoints(name, bare=True)
    rest = name
    for moment in reversed(moments):
        rest = rest[: moment.span.start] + rest[moment.span.end :]
    if not re.search(r"[A-Za-z]{3}|[A-Z]{2}", rest):
        return "a moment, not an outcome"
    return ""
