"""Harms: adverse events that a study watched for, and where a symptom counts as one."""

from __future__ import annotations

import re

from miner.extract.outcomes.passages import own_sentences
from miner.model import Document, Span

_HARM = re.compile(
    r"\b(?:(?:serious|severe|treatment-emergent|treatment-related|drug-related|other|major|minor)\s+)?(?:adverse\s+(?:drug\s+)?(?:events?|effects?|reactions?)|side[\s-]?effects?|"
    r"(?:intra|post|peri)-?operative\s+complications?)\b",
    re.IGNORECASE,
)
_WATCHED = re.compile(
    r"\b(?:record\w*|report\w*|monitor\w*|observ\w*|occur\w*|assess\w*|experienc\w*|incidence|frequen\w+|rates?|no|none|documented|noted|safety|tolerab\w+)\b",
    re.IGNORECASE,
)
_NO_HARM_OF_STUDY = re.compile(
    r"\b(?:consent|informed\s+(?:of|about)|known|previous(?:ly)?|history|may\s+(?:cause|have)|exclu\w+|such\s+as)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\badverse\b|\bside[\s-]?effects?\b|\bsafety\b|\btolerab|\btoxicit|\bcomplications?\b|\bharms?\b",
    re.IGNORECASE,
)
_MIXED_PLACE = re.compile(
    r"\b(?:efficacy|baseline|characteristics|demographic|outcomes?)\b", re.IGNORECASE
)


def find_harm(document: Document) -> Span | None:
    """Return the first place that names adverse events as something this study looked for."""
    for sentence in own_sentences(document):
        words = sentence.of(document.text)
        harm = _HARM.search(words)
        if harm and _WATCHED.search(words) and not _NO_HARM_OF_STUDY.search(words):
            return Span(sentence.start + harm.start(), sentence.start + harm.end())
    return None


def stands_among_harms(document: Document, span: Span) -> bool:
    """Tell whether a place lies in a table, or under a heading, that is about harms alone."""
    cell = document.cell_at(span.start)
    if cell is not None:
        table = next(table for table in document.tables if table.table_id == cell[0])
        caption = table.caption.of(document.text) if table.caption else ""
        return _is_about_harms(caption)
    block = document.block_at(span.start)
    return block is not None and any(_is_about_harms(heading) for heading in block.section[1:])


def _is_about_harms(words: str) -> bool:
    return bool(_PLACE.search(words)) and not _MIXED_PLACE.search(words)
