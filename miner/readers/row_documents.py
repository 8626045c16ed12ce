"""One row of a rows file into a document."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from miner.model import Block, Document, Metadata, Post, Span, pseudonym
from miner.model.errors import ReadError
from miner.readers.identifiers import find_doi, find_registration
from miner.readers.person_links import is_person_link
from miner.readers.plain import read_plain
from miner.readers.privacy import NameCover
from miner.readers.sources import content_hash

READER = "rows/1"
KINDS = ("paper", "article", "post")


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
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    try:
        row = json.loads(text)
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
    if url and document.kind == "post" and is_person_link(url):
        url = None
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
    author = _optional(row, "author")
    cover = NameCover([author] if author else [], author_key)
    title = _optional(row, "title")
    document = read_plain(
        cover.cover(_text_of(row, path)), document_id=identifier, path=path, kind="post",
        title=cover.cover(title) if title else None,
    )  # fmt: skip
    document = _with(document, data, row)
    whole = Span(0, len(document.text))
    post = Post(
        post_id=identifier,
        thread_id=_optional(row, "thread_id") or identifier,
        position=1,
        span=whole,
        own=(whole,),
        author_key=pseudonym(author, author_key) if author else None,
        posted_at=_optional(row, "posted_at"),
        permalink=document.metadata.url,
        reply_to=_optional(row, "reply_to"),
    )
    return replace(document, posts=(post,))
