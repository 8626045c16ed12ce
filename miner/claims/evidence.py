"""Evidence as claims see it: a paper's sentences and records as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from miner.claims.words import terms
from miner.model import (
    Arm,
    ArmResult,
    Check,
    Document,
    Effect,
    Outcome,
    SampleSize,
    Span,
    Study,
)

Sentence = tuple[Span, str, str]

ABSTRACT = "Abstract"
TITLE = "Title"
# A source without a marked abstract and with at most this many sentences is one.
ABSTRACT_SENTENCES = 60
# Of a long source without marked sections, this many sentences stand for its abstract.
LEAD_SENTENCES = 20


@dataclass(frozen=True, eq=False)
class EvidenceDocument:
    """One mined paper.

    `sentences` are (span, text, section) in the order of `Document.sentences`, so that a
    position in it is the public `sentence_index`, the text with white space folded;
    `table_rows` are rows of tables in the same form, cells divided by tabs. `source` is the
    document itself where places and verbatim quotes are wanted.
    """

    document_id: str
    title: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    registration: str | None = None
    year: int | None = None
    author_family_names: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    effects: tuple[Effect, ...] = ()
    arm_results: tuple[ArmResult, ...] = ()
    sample_sizes: tuple[SampleSize, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    arms: tuple[Arm, ...] = ()
    studies: tuple[Study, ...] = ()
    checks: tuple[Check, ...] = ()
    table_rows: tuple[Sentence, ...] = ()
    source: Document | None = None

    def quote(self, span: Span) -> str:
        """Return the words at a span as they stand in the source; "" where it is not kept."""
        return span.of(self.source.text) if self.source is not None else ""

    def around(self, span: Span) -> str:
        """Return the table row or sentence that a span stands in; "" where it is in neither.

        A bare cell (`p = 0.30`) tells a reader nothing.
        """
        for place, text, _ in (*self.table_rows, *self.sentences):
            if place.overlaps(span):
                return self.quote(place) or text
        return ""

    @cached_property
    def head(self) -> tuple[int, ...]:
        """Positions of the sentences of title and abstract, or what stands for them."""
        marked = [
            position
            for position, (_, _, section) in enumerate(self.sentences)
            if section.startswith((ABSTRACT, TITLE))
        ]
        if marked:
            return tuple(marked)
        if len(self.sentences) <= ABSTRACT_SENTENCES:
            return tuple(range(len(self.sentences)))
        return tuple(range(LEAD_SENTENCES))

    @cached_property
    def sentence_terms(self) -> tuple[frozenset[str], ...]:
        """Content terms of each sentence."""
        return tuple(frozenset(terms(text)) for _, text, _ in self.sentences)

    @property
    def head_text(self) -> str:
        """Title and abstract as one text."""
        parts = [self.title or ""] + [self.sentences[i][1] for i in self.head]
        return " ".join(part for part in parts if part)

    @property
    def is_long(self) -> bool:
        """Tell whether there is a body beyond the abstract."""
        return len(self.head) < len(self.sentences)


def evidence_of(
    document: Document,
    *,
    effects: Iterable[Effect] = (),
    arm_results: Iterable[ArmResult] = (),
    sample_sizes: Iterable[SampleSize] = (),
    outcomes: Iterable[Outcome] = (),
    arms: Iterable[Arm] = (),
    studies: Iterable[Study] = (),
    checks: Iterable[Check] = (),
) -> EvidenceDocument:
    """Turn a read document and its records into evidence.

    Parameters
    ----------
    document : Document
        As a reader or the store gives it.
    effects, arm_results, sample_sizes, outcomes, arms, studies, checks
        Records extracted from it.

    Returns
    -------
    EvidenceDocument
    """
    metadata = document.metadata
    return EvidenceDocument(
        document_id=document.document_id,
        title=metadata.title,
        doi=metadata.doi,
        pmid=metadata.pmid,
        pmcid=metadata.pmcid,
        registration=metadata.registration,
        year=metadata.year,
        author_family_names=tuple(metadata.author_family_names),
        sentences=tuple(
            (span, " ".join(span.of(document.text).split()), _section_of(document, span))
            for span in document.sentences
        ),
        effects=tuple(effects),
        arm_results=tuple(arm_results),
        sample_sizes=tuple(sample_sizes),
        outcomes=tuple(outcomes),
        arms=tuple(arms),
        studies=tuple(studies),
        checks=tuple(checks),
        table_rows=_table_rows(document),
        source=document,
    )


def _section_of(document: Document, span: Span) -> str:
    block = document.block_at(span.start)
    if block is None:
        return ""
    if block.kind == "title":
        return TITLE
    path = " / ".join(block.section)
    if block.kind == "abstract" and not path.startswith(ABSTRACT):
        return f"{ABSTRACT} / {path}" if path else ABSTRACT
    return path


def _table_rows(document: Document) -> tuple[Sentence, ...]:
    rows: list[Sentence] = []
    for table in document.tables:
        by_row: dict[int, list[Span]] = {}
        for cell in table.cells:
            if len(cell.span):
                by_row.setdefault(cell.row, []).append(cell.span)
        for row in sorted(by_row):
            spans = by_row[row]
            content = "\t".join(" ".join(span.of(document.text).split()) for span in spans)
            start = min(span.start for span in spans)
            end = max(span.end for span in spans)
            rows.append((Span(start, end), content, table.label or table.table_id))
    return tuple(rows)
