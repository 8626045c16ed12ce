"""Where a record was read from, and by what."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from miner.model.span import Span

if TYPE_CHECKING:
    from miner.model.document import Document


@dataclass(frozen=True, slots=True)
class Provenance:
    """The place of one record and the rule that read it.

    `quote` equals `document.text[span.start:span.end]`. `page` and the box are None for
    sources without pages; `table_id`, `row`, `column` are None outside tables.
    """

    document_id: str
    span: Span
    quote: str
    extractor: str
    extractor_version: int
    rule: str
    confidence: float = 1.0
    basis: str = "reported"
    section: str | None = None
    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    table_id: str | None = None
    row: int | None = None
    column: int | None = None
    derived_from: tuple[Span, ...] = field(default=())


def locate(
    document: Document,
    span: Span,
    *,
    extractor: str,
    version: int,
    rule: str,
    confidence: float = 1.0,
    basis: str = "reported",
    derived_from: tuple[Span, ...] = (),
) -> Provenance:
    """Fill in section, page, box and table cell of a span of `document`.

    Parameters
    ----------
    document : Document
        The document that the span was read from.
    span : Span
        Place of the value, in characters of `document.text`.
    extractor, version, rule
        Registry name of the extractor, its version, and the pattern or model that fired.
    confidence : float
        0 to 1.
    basis : str
        `reported`, or `derived` with the spans it came from in `derived_from`.

    Returns
    -------
    Provenance
    """
    block = document.block_at(span.start)
    cell_place = document.cell_at(span.start)
    box = document.box_of(span)
    table_id, row, column = cell_place if cell_place else (None, None, None)
    return Provenance(
        document_id=document.document_id,
        span=span,
        quote=span.of(document.text),
        extractor=extractor,
        extractor_version=version,
        rule=rule,
        confidence=confidence,
        basis=basis,
        section=" / ".join(block.section) if block and block.section else None,
        page=box.page if box else None,
        x0=box.x0 if box else None,
        top=box.top if box else None,
        x1=box.x1 if box else None,
        bottom=box.bottom if box else None,
        table_id=table_id if table_id else (block.table_id if block else None),
        row=row,
        column=column,
        derived_from=derived_from,
    )


def stable_id(prefix: str, *parts: object) -> str:
    """Make a short id that depends only on `parts`, the same on every run and machine."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return f"{prefix}_{hashlib.blake2s(joined.encode(), digest_size=8).hexdigest()}"
