"""The list of formats: each is told by content, the first that says yes reads the source.

A new reader costs one module and one line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from miner.model import Document
from miner.model.errors import ReadError


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


def _is_jats(data: bytes, path: str) -> bool:
    head = data[:20_000].lstrip(b"\xef\xbb\xbf \t\r\n")
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


def _is_anything(data: bytes, path: str) -> bool:
    return True


def _read_text(data: bytes, path: str, options: ReadOptions) -> Iterable[Document]:
    from miner.readers.plain import read_plain
    from miner.readers.sources import content_hash

    text = decode(data, path)
    return (read_plain(text, document_id=f"sha256:{content_hash(data)[:16]}", path=path),)


FORMATS: tuple[Format, ...] = (
    Format("pdf", _is_pdf, _read_pdf),
    Format("jats", _is_jats, _read_jats),
    Format("text", _is_anything, _read_text),
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
