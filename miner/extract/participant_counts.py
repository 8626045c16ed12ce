"""The counts of people of one document, read once for the arms and the sample sizes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from miner.model.document import Block, Document
from miner.model.span import Span
from miner.text.count_roles import find_count_roles
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
_METHODS = re.compile(
    r"method|material|participant|procedure|design|subject|patient|sample|random|statist|intervention",
    re.IGNORECASE,
)
_SAMPLE_SECTION = re.compile(
    r"participant|subject|patient|sample|population|recruit|enrol|respondent|flow|characteristics|demographic",
    re.IGNORECASE,
)
_SAMPLE_SENTENCE = re.compile(
    r"\b(?:participated|took\s+part|were\s+(?:recruited|enrolled|included|studied|tested|randomi[sz]ed|randomly)|volunteered|(?:participants|subjects|patients|sample|respondents)\s+(?:were|was|included|comprised|consisted)|"
    r"gave\s+(?:\w+\s+){0,2}consent|we\s+(?:recruited|enrolled|included|studied|tested)|completed\s+the)",
    re.IGNORECASE,
)
MOST_SENTENCE_CHARS = 800
LONGEST_ABSTRACT = 4_500
MOST_MENTIONS = 600  # a longer list is a review or a register; the first ones say what matters


@dataclass(frozen=True, slots=True)
class PlacedCount:
    """A count with its probabilities, sentence and part of the paper.

    `part` is `title`, `abstract`, `methods`, `results`, `caption` or `other`; `of_sample` says
    that the section or sentence is the one that describes the participants.
    """

    mention: CountMention
    arm: float
    total: float
    sentence: Span
    part: str
    of_sample: bool = False


# Numbers of these cues count people only where the words around them say so.
WEAK_CUES = frozenset(("list", "marked", "start", "label", "of", "slash", "goes_on"))
HOPELESS_BELOW = 0.05


def is_hopeless(count: PlacedCount) -> bool:
    """Tell a number that neither its cue nor the model takes for a count of people."""
    return count.mention.cue in WEAK_CUES and max(count.arm, count.total) < HOPELESS_BELOW


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


def has_body(document: Document) -> bool:
    """Tell a full paper from an abstract alone: it has methods or results, or is long."""
    return len(document.text) > LONGEST_ABSTRACT or any(
        part_of(block) in ("methods", "results") for block in document.blocks
    )


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
    judged: list[PlacedCount] = []
    # Values are compared within one part of the paper, as they are within an abstract.
    for own in by_part(place_counts(document)):
        mentions = [count.mention for count in own]
        roles = find_count_roles(document.text, mentions, document.sentences)
        judged += [
            replace(count, arm=role.arm, total=role.total)
            for count, role in zip(own, roles, strict=True)
        ]
    judged.sort(key=lambda count: count.mention.span.start)
    return tuple(judged)


def by_part(counts: Sequence[PlacedCount]) -> list[list[PlacedCount]]:
    """Group counts by their part of the paper, parts in order of first mention."""
    parts: dict[str, list[PlacedCount]] = {}
    for count in counts:
        parts.setdefault(count.part, []).append(count)
    return list(parts.values())


def place_counts(document: Document) -> tuple[PlacedCount, ...]:
    """Find the counts of `read_counts` with their places, before any is judged."""
    citations = _citation_starts(document)
    starts = [sentence.start for sentence in document.sentences]
    placed: list[PlacedCount] = []
    for block in document.blocks:
        part = part_of(block)
        if part is None or len(placed) > MOST_MENTIONS:
            continue
        of_sample = any(_SAMPLE_SECTION.search(name) for name in block.section)
        placed += [
            _placed(document, mention, part, starts, of_sample=of_sample)
            for mention in find_counts(document.text, start=block.span.start, end=block.span.end)
            if mention.span.start not in citations
        ]
    placed.sort(key=lambda count: count.mention.span.start)
    return tuple(placed)


def _placed(
    document: Document, mention: CountMention, part: str, starts: list[int], *, of_sample: bool
) -> PlacedCount:
    span = mention.span
    index = bisect_right(starts, span.start) - 1
    sentence = document.sentences[index] if index >= 0 else span
    if not sentence.contains(span):
        sentence = span
    if len(sentence) > MOST_SENTENCE_CHARS:  # text without full stops: only what is near counts
        sentence = Span(
            max(sentence.start, span.start - MOST_SENTENCE_CHARS // 2),
            min(sentence.end, span.end + MOST_SENTENCE_CHARS // 2),
        )
    if part == "methods" and not of_sample:
        of_sample = _SAMPLE_SENTENCE.search(sentence.of(document.text)) is not None
    return PlacedCount(mention, 0.0, 0.0, sentence, part, of_sample)


def cell_words(document: Document, span: Span) -> str:
    """Return the text of a table cell without the footnote letters and signs raised in it."""
    marks, starts = _raised(document)
    pieces, position = [], span.start
    for mark in marks[bisect_right(starts, span.start - 1) :]:
        if mark.start >= span.end:
            break
        if mark.end <= span.end and mark.start >= position:
            pieces.append(document.text[position : mark.start])
            position = mark.end
    return "".join((*pieces, document.text[position : span.end]))


@lru_cache(maxsize=2)
def _raised(document: Document) -> tuple[list[Span], list[int]]:
    spans = sorted(
        mark.span
        for mark in document.marks
        if mark.kind in ("superscript", "footnote_mark")
        and len(mark.span) <= 3
        and not any(c.isdigit() for c in mark.span.of(document.text))
    )
    return spans, [span.start for span in spans]


def _citation_starts(document: Document) -> set[int]:
    """List where citation numbers and superscripts begin: they count nothing."""
    starts: set[int] = set()
    for mark in document.marks:
        if mark.kind in ("citation", "superscript", "footnote_mark"):
            starts.update(range(mark.span.start, min(mark.span.end, mark.span.start + 40)))
    return starts
