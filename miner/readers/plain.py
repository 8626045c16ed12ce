"""Plain text: an abstract, an article, or any prose with blank lines between paragraphs."""

from __future__ import annotations

import hashlib
import re

from miner.model.document import Block, Document, Metadata
from miner.model.span import Span
from miner.text.sentences import split_sentences

READER = "plain/1"

_PARAGRAPH_GAP = re.compile(r"\n[ \t]*\n+")
_MARKED_HEADING = re.compile(r"^#{1,4}\s+(\S.*)$")
_HEADING_WORDS = re.compile(
    r"^(?:\d+(?:\.\d+)*\.?\s+)?(abstract|background|introduction|aims?|objectives?|methods?|"
    r"materials and methods|patients and methods|participants|results?|findings|discussion|"
    r"conclusions?|limitations|references|acknowledge?ments?|statistical analysis)\s*:?$",
    re.IGNORECASE,
)


def read_plain(
    text: str,
    *,
    document_id: str,
    path: str = "",
    title: str | None = None,
    kind: str = "paper",
) -> Document:
    """Read prose whose paragraphs are divided by blank lines.

    Parameters
    ----------
    text : str
        The text as it stands; it becomes `Document.text` unchanged.
    document_id : str
    path : str
        Where it came from, for messages.
    title : str, optional
        Known title; a title is never guessed from the text.
    kind : str
        One of the document kinds.

    Returns
    -------
    Document
    """
    blocks: list[Block] = []
    section: tuple[str, ...] = ()
    for start, end in _paragraphs(text):
        content = text[start:end]
        heading = _heading_of(content)
        if heading is not None:
            section = (heading,)
            blocks.append(Block("heading", Span(start, end), section))
            # A heading line glued to its paragraph ("## methods\nWe ...").
            continue
        first_line, newline, _ = content.partition("\n")
        heading = _heading_of(first_line) if newline else None
        if heading is not None:
            section = (heading,)
            cut = start + len(first_line)
            blocks.append(Block("heading", Span(start, cut), section))
            start = cut + 1
        role = "abstract" if section and section[0].casefold() == "abstract" else "paragraph"
        blocks.append(Block(role, Span(start, end), section))
    return Document(
        document_id=document_id,
        path=path,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        kind=kind,
        reader=READER,
        text=text,
        metadata=Metadata(title=title),
        blocks=tuple(blocks),
        sentences=tuple(
            sentence
            for block in blocks
            if block.kind != "heading"
            for sentence in split_sentences(text, block.span.start, block.span.end)
        ),
    )


def _paragraphs(text: str) -> list[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    cursor = 0
    for gap in _PARAGRAPH_GAP.finditer(text):
        bounds.append((cursor, gap.start()))
        cursor = gap.end()
    bounds.append((cursor, len(text)))
    trimmed = []
    for start, end in bounds:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip())
        tail = len(piece.rstrip())
        if tail > lead:
            trimmed.append((start + lead, start + tail))
    return trimmed


def _heading_of(line: str) -> str | None:
    line = line.strip()
    marked = _MARKED_HEADING.match(line)
    if marked and "\n" not in line:
        return marked.group(1).strip()
    if len(line) <= 60 and _HEADING_WORDS.match(line):
        return line.rstrip(":").strip()
    return None
