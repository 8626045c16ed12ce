"""The list of formats: each is told by content, the first that says yes reads the source.

A new reader costs one module and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from miner.model import Document
from miner.model.errors import ReadError

# Raised when what a reader makes of the same bytes can change: a run then reads them again.
READERS_VERSION = 2
# A book has one; markup may be longer than its words.
MAX_TEXT_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What readers need besides the bytes. `author_key` keys the pseudonyms."""

    author_key: bytes


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `sniff` looks at the bytes and the name, `read` makes documents."""

    name: str
    sniff: Callable[[bytes, str], bool]
    read: Callable[[bytes, str, ReadOptions], Iterable[Document]]


def _is_pdf(data: bytes, path: str) -> bool:
    return b"%PDF-" in data[:1024]


def _read_pdf(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers.pdf import read_pdf

    return (read_pdf(data, path=path),)


def _head(data: bytes, length: int) -> bytes:
    """Return the first bytes without byte order mark; of UTF-16 every other one."""
    head = data[:length]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[2:].replace(b"\0", b"")
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")


def _is_jats(data: bytes, path: str) -> bool:
    head = _head(data, 20_000)
    return head.startswith(b"<") and b"<article" in head and b"<html" not in head[:2000].lower()


def _read_jats(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers.jats import read_jats

    return (read_jats(data, path=path),)


def decode(data: bytes, path: str) -> str:
    """Decode text: UTF-8 or UTF-16 as marked, else Windows-1252 as old forums use.

    Raises
    ------
    ReadError
        If the bytes are not text at all.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    sample = text[:20_000]
    control = sum(1 for char in sample if ord(char) < 32 and char not in "\t\n\r\f\v")
    if "\0" in sample[:4096] or control > len(sample) * 0.02:
        raise ReadError(f"{path}: binary data, not a paper or thread; is the name right?")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_pubmed(data: bytes, path: str) -> bool:
    from miner.readers.citations import looks_like_pubmed

    return looks_like_pubmed(data)


def _read_pubmed(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers.citations import read_pubmed

    return read_pubmed(data, path=path)


def _is_thread_json(data: bytes, path: str) -> bool:
    from miner.readers.thread_json import looks_like_thread_json

    return looks_like_thread_json(data)


def _read_thread_json(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers.thread_json import read_thread_json

    return read_thread_json(data, path=path, author_key=options.author_key)


def _is_html(data: bytes, path: str) -> bool:
    head = _head(data, 4096).lower()
    return head.startswith(b"<") and any(
        sign in head for sign in (b"<!doctype html", b"<html", b"<head", b"<body", b"<div", b"<p>")
    )


def _with_end(document: Document, data: bytes) -> Document:
    """Note that a page breaks off: what a browser saved ends with its end tag."""
    page = data.lower()
    if b"<html" not in page[:4096] or b"</html" in page[-20_000:]:
        return document
    told = "the page ends without </html>; it may be cut short, and its end missing"
    return replace(document, warnings=(*document.warnings, told))


def _is_forum(data: bytes, path: str) -> bool:
    from miner.readers.forum_html import forum_of

    return _is_html(data, path) and forum_of(data) is not None


def _read_forum(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers.forum_html import read_forum_page

    return (_with_end(read_forum_page(data, path=path, author_key=options.author_key), data),)


def _is_html_paper(data: bytes, path: str) -> bool:
    from miner.readers.html_paper import looks_like_paper_page

    return _is_html(data, path) and looks_like_paper_page(data)


def _read_html_paper(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers.html_paper import read_html_paper

    return (_with_end(read_html_paper(data, path=path), data),)


def _read_article(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers.article_html import read_article_page

    return (_with_end(read_article_page(data, path=path, author_key=options.author_key), data),)


def _is_export(data: bytes, path: str) -> bool:
    from miner.readers.citations import looks_like_export

    return looks_like_export(data)


def _read_export(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers.citations import read_export

    return read_export(decode(data, path), path=path)


def _is_text(data: bytes, path: str) -> bool:
    return data[:1] not in (b"{", b"[") and not data[:512].lstrip().startswith(b"<?xml")


def _read_text(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers import pasted_thread
    from miner.readers.flattened import looks_flattened, read_flattened
    from miner.readers.plain import read_plain
    from miner.readers.sources import content_hash
    from miner.readers.text_kind import text_kind

    if len(data) > MAX_TEXT_BYTES:
        raise ReadError(
            f"{path}: text of {len(data) // 2**20} MB, a document has at most "
            f"{MAX_TEXT_BYTES // 2**20}; split it, or give rows as .jsonl"
        )
    text = decode(data, path)
    document_id = f"sha256:{content_hash(data)[:16]}"
    if pasted_thread.looks_like_pasted_thread(text):
        read = pasted_thread.read_pasted_thread
        return (read(text, path=path, document_id=document_id, author_key=options.author_key),)
    if looks_flattened(text):
        return (read_flattened(text, path=path, document_id=document_id),)
    if text_kind(text) == "paper":
        return (read_plain(text, document_id=document_id, path=path),)
    read = pasted_thread.read_pasted_article
    return (read(text, path=path, document_id=document_id, author_key=options.author_key),)


FORMATS: tuple[Format, ...] = (
    Format("pdf", _is_pdf, _read_pdf),
    Format("pubmed", _is_pubmed, _read_pubmed),
    Format("jats", _is_jats, _read_jats),
    Format("thread_json", _is_thread_json, _read_thread_json),
    Format("forum", _is_forum, _read_forum),
    Format("html_paper", _is_html_paper, _read_html_paper),
    Format("article", _is_html, _read_article),
    Format("export", _is_export, _read_export),
    Format("text", _is_text, _read_text),
)


def choose_format(data: bytes, path: str) -> Format:
    """Return the first format that recognises the bytes.

    Raises
    ------
    ReadError
        If none does.
    """
    for candidate in FORMATS:
        if candidate.sniff(data, path):
            return candidate
    raise ReadError(f"{path}: of no known kind; 'miner read --help' lists the formats")
