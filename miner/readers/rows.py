"""Rows files: `.jsonl` or `.csv`, one document a row, streamed however long they are."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from miner.model import Block, Document, Metadata, Post, Span, pseudonym
from miner.model.errors import ReadError
from miner.readers.identifiers import find_doi, find_registration
from miner.readers.plain import read_plain
from miner.readers.sources import Failure, Unit, content_hash

READER = "rows/1"
# One row larger than this is not a document.
MAX_ROW_CHARS = 16 * 1024 * 1024
KINDS = ("paper", "article", "post")


def is_rows_path(path: str) -> bool:
    """Tell whether a name is that of a rows file (its rows are checked one by one)."""
    return path.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson", ".csv"))


def row_units(path: str) -> Iterator[Unit | Failure]:
    """Give each row of a file as a unit; a broken row is a failure of its own.

    Row documents are told apart by path and position, and done again when the row changes.
    """
    if path.lower().removesuffix(".gz").endswith(".csv"):
        rows: Iterator[tuple[int, bytes | Failure]] = _csv_rows(path)
    else:
        rows = _json_rows(path)
    try:
        for number, row in rows:
            key = f"{path}#{number}"
            if isinstance(row, Failure):
                yield row
            else:
                yield Unit(key, key, content_hash(row), row, "row")
    except OSError as error:
        yield Failure.of(path, "find", ReadError(f"{path}: cannot be read ({error})"))


def _open(path: str) -> IO[bytes]:
    with open(path, "rb") as probe:
        zipped = probe.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if zipped else open(path, "rb")  # type: ignore[return-value]


def _json_rows(path: str) -> Iterator[tuple[int, bytes | Failure]]:
    with _open(path) as stream:
        number = 0
        while line := stream.readline(MAX_ROW_CHARS + 1):
            number += 1
            where = f"{path}#{number}"
            if len(line) > MAX_ROW_CHARS:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MAX_ROW_CHARS)
                limit = MAX_ROW_CHARS // 2**20
                problem = ReadError(f"{where}: row over {limit} MB; split the document")
                yield number, Failure.of(where, "read", problem)
            elif line.strip():
                yield number, line.strip()


def _csv_rows(path: str) -> Iterator[tuple[int, bytes | Failure]]:
    csv.field_size_limit(MAX_ROW_CHARS)
    with _open(path) as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
        reader = csv.DictReader(text)
        number = 0
        while True:
            number += 1
            where = f"{path}#{number}"
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                problem = ReadError(f"{where}: broken CSV ({error}); check the quoting")
                yield number, Failure.of(where, "read", problem)
                continue
            row.pop(None, None)  # cells beyond the header
            filled = {name: value for name, value in row.items() if value}
            yield number, json.dumps(filled, ensure_ascii=False, sort_keys=True).encode()


def read_row(data: bytes, path: str, author_key: bytes) -> Document:
    """Make a document of one row.

    Parameters
    ----------
    data : bytes
        The row as JSON: `id`, `text` (or `sentences` for a paper), optional `title`,
        `kind`, `url`, `author`, `posted_at`, `thread_id`, `reply_to`.
    path : str
        File and row number, for messages.
    author_key : bytes
        Key of the pseudonyms.

    Raises
    ------
    ReadError
        If the row is not an object, or has no id or no text, or an unknown kind.
    """
    row = _parse(data, path)
    kind = str(row.get("kind") or "paper").strip().lower()
    if kind not in KINDS:
        raise ReadError(f"{path}: unknown kind '{kind[:40]}'; choose from {', '.join(KINDS)}")
    identifier = str(row.get("id") if row.get("id") is not None else "").strip()
    if not identifier:
        raise ReadError(f"{path}: row without an 'id'")
    if kind == "post":
        return _post_document(row, identifier, data, path, author_key)
    sentences = row.get("sentences")
    if isinstance(sentences, list) and sentences:
        return _sentence_document(row, identifier, [str(item) for item in sentences], data, path)
    document = read_plain(
        _text_of(row, path), document_id=identifier, path=path, title=_optional(row, "title"),
        kind=kind,
    )  # fmt: skip
    return _with(document, data, row)


def _parse(data: bytes, path: str) -> dict[str, Any]:
    try:
        row = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{path}: not a JSON row ({str(error)[:80]})") from error
    if not isinstance(row, dict):
        raise ReadError(f"{path}: a row must be an object with 'id' and 'text'")
    return row


def _text_of(row: dict[str, Any], path: str) -> str:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ReadError(f"{path}: row without 'text'")
    return text


def _optional(row: dict[str, Any], name: str) -> str | None:
    value = row.get(name)
    return str(value).strip() or None if value is not None else None


def _with(document: Document, data: bytes, row: dict[str, Any]) -> Document:
    url = _optional(row, "url")
    metadata = replace(
        document.metadata,
        url=url,
        doi=_optional(row, "doi") or (find_doi(url) if url else None),
        pmid=_optional(row, "pmid"),
        pmcid=_optional(row, "pmcid"),
        registration=find_registration(document.text) if document.kind == "paper" else None,
    )
    return replace(document, reader=READER, sha256=content_hash(data), metadata=metadata)


def _sentence_document(
    row: dict[str, Any], identifier: str, sentences: list[str], data: bytes, path: str
) -> Document:
    """A paper given as sentences keeps exactly those, so that positions mean the same."""
    parts: list[str] = []
    spans: list[Span] = []
    at = 0
    for sentence in sentences:
        parts.append(sentence)
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    text = " ".join(parts)
    document = Document(
        document_id=identifier,
        path=path,
        sha256="",
        kind=str(row.get("kind") or "paper").strip().lower(),
        reader=READER,
        text=text,
        metadata=Metadata(title=_optional(row, "title")),
        blocks=(Block("abstract", Span(0, len(text)), ("Abstract",)),) if text else (),
        sentences=tuple(spans),
    )
    return _with(document, data, row)


def _post_document(
    row: dict[str, Any], identifier: str, data: bytes, path: str, author_key: bytes
) -> Document:
    text = _text_of(row, path)
    author = _optional(row, "author")
    whole = Span(0, len(text))
    thread_id = _optional(row, "thread_id") or identifier
    post = Post(
        post_id=identifier,
        thread_id=thread_id,
        position=1,
        span=whole,
        own=(whole,),
        author_key=pseudonym(author, author_key) if author else None,
        posted_at=_optional(row, "posted_at"),
        permalink=_optional(row, "url"),
        reply_to=_optional(row, "reply_to"),
    )
    document = read_plain(
        text, document_id=identifier, path=path, title=_optional(row, "title"), kind="post"
    )
    return replace(_with(document, data, row), posts=(post,))
