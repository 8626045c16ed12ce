"""Check records, and the places in the document that the checks look at."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from miner.model import Block, Check, Document, Provenance, Span, locate, stable_id
from miner.text.numbers import find_numbers
from miner.text.sentences import split_sentences

NAME = "checks"
VERSION = 2
UNREAD_BLOCKS = frozenset({"reference", "title", "heading"})
CONTEXT_CHARS = 300  # beside a value, where its printed form is looked for


def make_check(
    document: Document,
    span: Span,
    *,
    check: str,
    verdict: str,
    explanation: str,
    rule: str,
    reported: str | None = None,
    low: float | None = None,
    high: float | None = None,
    effect_id: str | None = None,
    arm_result_id: str | None = None,
    derived_from: tuple[Span, ...] = (),
    confidence: float = 0.9,
) -> Check:
    """Build one record; its id depends on what was checked and where, not on the outcome."""
    provenance = locate(
        document, span, extractor=NAME, version=VERSION, rule=rule, confidence=confidence,
        basis="derived", derived_from=derived_from or (span,),
    )  # fmt: skip
    return Check(
        check_id=stable_id(
            "check", document.document_id, check, rule, span.start, span.end, effect_id,
            arm_result_id, reported,
        ),
        check=check,
        verdict=verdict,
        explanation=explanation,
        provenance=provenance,
        effect_id=effect_id,
        arm_result_id=arm_result_id,
        reported=reported,
        recomputed_low=low,
        recomputed_high=high,
    )  # fmt: skip


class Places:
    """Sentences, readable stretches and printed forms of one document, worked out once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.stretches: tuple[tuple[Span, Block | None], ...] = tuple(_stretches(document))
        sentences = document.sentences or tuple(
            sentence
            for span, _ in self.stretches
            for sentence in split_sentences(self.text, span.start, span.end)
        )
        self.sentences = tuple(sorted(sentences))
        self._starts = [sentence.start for sentence in self.sentences]
        self._mentions: dict[re.Pattern[str], bool] = {}

    def mentions(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether the document says something anywhere; searched once."""
        if pattern not in self._mentions:
            self._mentions[pattern] = pattern.search(self.text) is not None
        return self._mentions[pattern]

    def sentence_around(self, position: int) -> Span | None:
        """Return the sentence that holds a character, None between sentences."""
        index = bisect_right(self._starts, position) - 1
        if index < 0 or position >= self.sentences[index].end:
            return None
        return self.sentences[index]

    def sentences_before(self, position: int, count: int) -> tuple[Span, ...]:
        """Return up to `count` sentences that end before the one at `position`."""
        index = max(0, bisect_right(self._starts, position) - 1)
        return self.sentences[max(0, index - count) : index]

    def context(self, span: Span) -> str:
        """Return the words a value stands among: its sentence, or its table's row and caption."""
        sentence = self.sentence_around(span.start)
        parts = [self.text[max(0, span.start - 80) : span.end + 80]]
        if sentence is not None and len(sentence) < 2_000:
            parts = [sentence.of(self.text)]
        return " ".join(parts)

    def table_words(self, table_id: str | None) -> str:
        """Return caption, header rows and footnotes of a table, empty where there is none."""
        table = self.document.table(table_id) if table_id else None
        if table is None:
            return ""
        spans = [table.caption] if table.caption else []
        spans += [note.span for note in table.footnotes]
        spans += [cell.span for cell in table.cells if cell.row < max(1, table.header_rows)]
        return " ".join(span.of(self.text) for span in spans)

    def decimals_of(self, value: float, provenance: Provenance) -> int:
        """Find how many decimals a recorded value was printed with.

        The record holds 2.0 where the paper may print 2.0 or 2.00. The printed form is looked
        for in the quote, the row of its table and its sentence; the value's own digits are
        used where it is not found, which errs towards the wider rounding interval.
        """
        own = plain_decimals(value)
        for span in self._where_printed(provenance):
            printed = [
                number.decimals
                for number in find_numbers(self.text, start=span.start, end=span.end)
                if abs(abs(number.value) - abs(value)) < 1e-12
            ]
            if printed:
                return max(own, min(printed))
        return own

    def _where_printed(self, provenance: Provenance) -> Iterator[Span]:
        yield provenance.span
        yield from provenance.derived_from
        table = self.document.table(provenance.table_id) if provenance.table_id else None
        if table is not None and provenance.row is not None:
            row = [cell.span for cell in table.cells if cell.row == provenance.row]
            yield from row
        sentence = self.sentence_around(provenance.span.start)
        if sentence is not None:
            yield sentence
        start = max(0, provenance.span.start - CONTEXT_CHARS)
        yield Span(start, min(len(self.text), provenance.span.end + CONTEXT_CHARS))


def plain_decimals(value: float) -> int:
    """Count the decimals of a float as Python would print it.

    Examples
    --------
    >>> plain_decimals(2.0), plain_decimals(0.015), plain_decimals(1e-05)
    (0, 3, 5)
    """
    written = repr(float(value))
    if "e" in written:
        mantissa, _, exponent = written.partition("e")
        places = len(mantissa.partition(".")[2].rstrip("0"))
        return max(0, places - int(exponent))
    return len(written.partition(".")[2].rstrip("0"))


def _stretches(document: Document) -> Iterator[tuple[Span, Block | None]]:
    """Yield the stretches of text to read, table cells one by one, references left out."""
    if not document.blocks:
        yield Span(0, len(document.text)), None
        return
    for block in document.blocks:
        if block.kind in UNREAD_BLOCKS or re.search(
            r"(?i)\breferences?\b|bibliography", " ".join(block.section[-1:])
        ):
            continue
        if block.kind != "table":
            yield block.span, block
            continue
        table = document.table(block.table_id) if block.table_id else None
        if table is None:
            yield block.span, block
            continue
        for cell in table.cells:
            if len(cell.span) > 3:
                yield cell.span, block
