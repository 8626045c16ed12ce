"""The counts of people of one document, read once for the arms and the sample sizes."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from miner.model.document import Block, Document
from miner.model.span import Span
from miner.text.count_roles import CountRole, find_count_roles
from miner.text.counts import CountMention, find_counts

_PROSE = frozenset(("title", "abstract", "paragraph", "list_item", "caption", "other", "quote"))
# Sections that speak of other people's studies, or of no study.
_ELSEWHERE = re.compile(
    r"^\W*(?:\d+[.\d]*\s*)?(?:introduction|background|discussion|conclusions?|references|bibliography|"
    r"acknowledge?ments?|funding|competing|conflicts?|declaration|authors?[’'\s]|abbreviations|"
    r"supporting|supplement|additional|pre-?publication|availability|data\s+availability|ethics\s+statement|"
    r"implications|limitations|literature|comment|footnotes|contributors)",
    re.IGNORECASE,
)
_RESULTS = re.compile(r"result|finding|participant\s+flow|recruitment|baseline", re.IGNORECASE)
_METHODS = re.compile(r"method|material|participant|procedure|design|subject|patient|sample|random|statist|intervention", re.IGNORECASE)
MOST_MENTIONS = 600  # a longer list is a review or a register; the first ones say what matters


@dataclass(frozen=True, slots=True)
class PlacedCount:
    """A count with its probabilities, sentence and part of the paper.

    `part` is `title`, `abstract`, `methods`, `results`, `caption` or `other`.
    """

    mention: CountMention
    arm: float
    total: float
    sentence: Span
    part: str


def part_of(block: Block) -> str | None:
    """Return which part of a paper a block belongs to, None where it tells of other studies."""
    if block.kind not in _PROSE:
        return None
    if block.kind in ("title", "abstract", "caption"):
        return block.kind
    if not block.section:
        return "other"
    top = block.section[0]
    if top.casefold() == "abstract":
        return "abstract"
    if _ELSEWHERE.match(top) and not _RESULTS.search(top):
        return None
    for name in block.section:
        if _RESULTS.search(name):
            return "results"
    for name in block.section:
        if _METHODS.search(name):
            return "methods"
    return "other"


@lru_cache(maxsize=4)
def read_counts(document: Document) -> tuple[PlacedCount, ...]:
    """Read every count in the prose of a document that may be about this study.

    Parameters
    ----------
    document : Document

    Returns
    -------
    tuple of PlacedCount
        In order of place; introduction, discussion, references and tables are left out.
    """
    citations = _citation_starts(document)
    mentions: list[CountMention] = []
    parts: list[str] = []
    for block in document.blocks:
        part = part_of(block)
        if part is None or len(mentions) > MOST_MENTIONS:
            continue
        for mention in find_counts(document.text, start=block.span.start, end=block.span.end):
            if mention.span.start not in citations:
                mentions.append(mention)
                parts.append(part)
    if not mentions:
        return ()
    starts = [sentence.start for sentence in document.sentences]
    roles = find_count_roles(document.text, mentions, document.sentences)
    return tuple(
        _placed(document, role, part, starts) for role, part in zip(roles, parts, strict=True)
    )


def _placed(document: Document, role: CountRole, part: str, starts: list[int]) -> PlacedCount:
    index = bisect_right(starts, role.mention.span.start) - 1
    sentence = document.sentences[index] if index >= 0 else role.mention.span
    if not sentence.contains(role.mention.span):
        sentence = role.mention.span
    return PlacedCount(role.mention, role.arm, role.total, sentence, part)


def _citation_starts(document: Document) -> set[int]:
    """List where citation numbers and superscripts begin: they count nothing."""
    starts: set[int] = set()
    for mark in document.marks:
        if mark.kind in ("citation", "superscript", "footnote_mark"):
            starts.update(range(mark.span.start, min(mark.span.end, mark.span.start + 40)))
    return starts
