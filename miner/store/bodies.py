"""A document as JSON and back, for `miner read`, the database and worker processes."""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import Any

from miner.model import (
    Block,
    Box,
    Cell,
    Document,
    Footnote,
    Line,
    Mark,
    Metadata,
    Post,
    Quotation,
    Span,
    Table,
)


def document_to_dict(document: Document) -> dict[str, Any]:
    """Turn a document into plain data; spans become objects with start and end."""
    return {
        "document_id": document.document_id,
        "path": document.path,
        "sha256": document.sha256,
        "kind": document.kind,
        "reader": document.reader,
        "metadata": asdict(document.metadata),
        "text": document.text,
        "blocks": [asdict(block) for block in document.blocks],
        "tables": [asdict(table) for table in document.tables],
        "marks": [asdict(mark) for mark in document.marks],
        "posts": [asdict(post) for post in document.posts],
        "lines": [asdict(line) for line in document.lines],
        "sentences": [asdict(sentence) for sentence in document.sentences],
        "warnings": list(document.warnings),
    }


def pack_document(document: Document) -> bytes:
    """Compress a document for the database; the same document gives the same bytes."""
    plain = document_to_dict(document)
    # Spans as pairs: half of a body is offsets.
    plain["sentences"] = [[span.start, span.end] for span in document.sentences]
    plain["lines"] = [
        [line.span.start, line.span.end, line.box.page, line.box.x0, line.box.top, line.box.x1,
         line.box.bottom]
        for line in document.lines
    ]  # fmt: skip
    return zlib.compress(json.dumps(plain, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6)


def unpack_document(body: bytes) -> Document:
    """Rebuild a document from what `pack_document` made."""
    plain = _unpacked(body)
    metadata = plain["metadata"]
    metadata["author_family_names"] = tuple(metadata["author_family_names"])
    return Document(
        document_id=plain["document_id"],
        path=plain["path"],
        sha256=plain["sha256"],
        kind=plain["kind"],
        reader=plain["reader"],
        text=plain["text"],
        metadata=Metadata(**metadata),
        blocks=tuple(
            Block(item["kind"], _span(item["span"]), tuple(item["section"]), item["table_id"])
            for item in plain["blocks"]
        ),
        tables=tuple(_table(item) for item in plain["tables"]),
        marks=tuple(
            Mark(item["kind"], _span(item["span"]), item["target"]) for item in plain["marks"]
        ),
        posts=tuple(_post(item) for item in plain["posts"]),
        lines=tuple(Line(Span(item[0], item[1]), Box(*item[2:])) for item in plain["lines"]),
        sentences=tuple(Span(start, end) for start, end in plain["sentences"]),
        warnings=tuple(plain["warnings"]),
    )


def unpack_text(body: bytes) -> str:
    """Return only the text of what `pack_document` made."""
    return str(_unpacked(body)["text"])


def _unpacked(body: bytes) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(zlib.decompress(body).decode("utf-8", "surrogatepass"))
    return plain


def _span(item: dict[str, int]) -> Span:
    return Span(item["start"], item["end"])


def _table(item: dict[str, Any]) -> Table:
    return Table(
        table_id=item["table_id"],
        span=_span(item["span"]),
        n_rows=item["n_rows"],
        n_columns=item["n_columns"],
        cells=tuple(
            Cell(
                cell["row"], cell["column"], _span(cell["span"]), cell["row_span"],
                cell["column_span"], cell["is_header"],
                Box(**cell["box"]) if cell["box"] else None, cell.get("indent", 0),
            )
            for cell in item["cells"]
        ),
        label=item["label"],
        caption=_span(item["caption"]) if item["caption"] else None,
        footnotes=tuple(Footnote(note["mark"], _span(note["span"])) for note in item["footnotes"]),
        header_rows=item["header_rows"],
        section_rows=tuple(item["section_rows"]),
        source=item["source"],
        section=tuple(item["section"]),
    )  # fmt: skip


def _post(item: dict[str, Any]) -> Post:
    return Post(
        post_id=item["post_id"],
        thread_id=item["thread_id"],
        position=item["position"],
        span=_span(item["span"]),
        own=tuple(_span(span) for span in item["own"]),
        quotations=tuple(
            Quotation(_span(quote["span"]), quote["source"], quote["post_id"])
            for quote in item["quotations"]
        ),
        author_key=item["author_key"],
        posted_at=item["posted_at"],
        permalink=item["permalink"],
        reply_to=item["reply_to"],
    )
