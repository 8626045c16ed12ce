"""Which sentences speak of the study's own measurements, and under which headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from miner.model import Block, Document, Span

READ_KINDS = ("abstract", "paragraph", "list_item")
# Parts that tell of other people's studies, or of no study.
_ELSEWHERE = re.compile(
    r"\b(?:introduction|background|discussion|conclusions?|limitations?|references|contributions?|acknowledge?ments?|"
    r"competing|conflicts?|funding|abbreviations|pre-?publication|implications|comment)\b",
    re.IGNORECASE,
)
_MEASURES = re.compile(
    r"\b(?:outcomes?|measure(?:s|ments?)?|assessments?|instruments?|questionnaires?|end[\s-]?points?|evaluations?|"
    r"scales?|data\s+collection|variables)\b",
    re.IGNORECASE,
)
_RESULTS = re.compile(r"\b(?:results?|findings|analys[ei]s|statistic\w*)\b", re.IGNORECASE)


def own_blocks(document: Document) -> Iterator[Block]:
    """Yield the blocks of prose that tell what this study did and found."""
    for block in document.blocks:
        if block.kind not in READ_KINDS:
            continue
        if block.kind != "abstract" and block.section and _ELSEWHERE.search(block.section[0]):
            continue
        yield block


def own_sentences(document: Document) -> Iterator[Span]:
    """Yield the sentences of those blocks, in order."""
    blocks = list(own_blocks(document))
    at = 0
    for sentence in document.sentences:
        while at < len(blocks) and blocks[at].span.end <= sentence.start:
            at += 1
        if at == len(blocks):
            return
        if blocks[at].span.start <= sentence.start:
            yield sentence


def tells_measures(block: Block) -> bool:
    """Tell whether a block stands where a paper says what it measured: its methods, an abstract."""
    if block.kind == "abstract":
        return True
    return names_measures(block.section)


def names_measures(headings: Sequence[str]) -> bool:
    """Tell whether one of the headings announces measures, and none of them results."""
    return any(_MEASURES.search(heading) for heading in headings) and not any(
        _RESULTS.search(heading) for heading in headings
    )
