"""Rows files: JSON Lines or CSV, one document a row, streamed however long they are."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import itertools
import json
import os
import zlib
from collections.abc import Iterator
from typing import IO, cast

from miner.model.errors import ReadError
from miner.readers.sources import Failure, Unit, content_hash

# One row larger than this is not a document.
MAX_ROW_CHARS = 16 * 1024 * 1024
HEAD_BYTES = 256 * 1024
# What every row must have: an id, and one of these. Column names of CSV, keys of JSON.
ID = "id"
WORDS = ("text", "sentences")
DELIMITERS = (",", ";", "\t")
# Put after the rows of a CSV, to see whether its last quoted cell ends.
LAST_LINE = "\0end of rows\0"

Row = tuple[int, bytes | Failure]


def rows_form(path: str, head: bytes) -> str | None:
    """Tell by name or content whether a source is a rows file: `csv`, `jsonl`, None if not.

    Parameters
    ----------
    path : str
    head : bytes
        The first bytes, unpacked.
    """
    name = path.lower().removesuffix(".gz")
    if name.endswith(".csv"):
        return "csv"
    if name.endswith((".jsonl", ".ndjson")):
        return "jsonl"
    first = head.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")[0]
    if first.startswith(b"{"):
        try:
            row = json.loads(first)
        except (ValueError, RecursionError):
            return None
        return "jsonl" if ID in row and any(name in row for name in WORDS) else None
    return "csv" if _delimiter_of(first.decode("utf-8", "replace")) else None


def head_of(path: str) -> bytes:
    """Return the first bytes of a file, unpacked; nothing where it cannot be opened."""
    try:
        if not os.path.isfile(path):
            return b""
        with _open(path) as stream:
            return stream.read(HEAD_BYTES)
    except (OSError, EOFError, zlib.error):
        return b""  # whoever reads it will say what is wrong


def row_units(path: str, form: str, *, data: bytes | None = None) -> Iterator[Unit | Failure]:
    """Give each row of a file as a unit; a broken row is a failure of its own.

    Parameters
    ----------
    path : str
    form : str
        `csv` or `jsonl`.
    data : bytes, optional
        The whole content, where it is not a file (standard input).

    Yields
    ------
    Unit or Failure
        Rows are told apart by path and position, and done again when the row changes.
    """
    try:
        with _open(path) if data is None else io.BytesIO(data) as stream:
            for number, row in (
                _csv_rows(stream, path) if form == "csv" else _json_rows(stream, path)
            ):
                if isinstance(row, Failure):
                    yield row
                else:
                    key = f"{path}#{number}"
                    yield Unit(key, key, content_hash(row), row, "row")
    except (OSError, EOFError, zlib.error) as error:
        yield Failure.of(path, "find", ReadError(f"{path}: cannot be read to its end ({error})"))


def _open(path: str) -> IO[bytes]:
    with open(path, "rb") as probe:
        zipped = probe.read(2) == b"\x1f\x8b"
    return cast(IO[bytes], gzip.open(path, "rb")) if zipped else open(path, "rb")


def _failed(where: str, why: str) -> Failure:
    return Failure.of(where, "read", ReadError(f"{where}: {why}"))


def _json_rows(stream: IO[bytes], path: str) -> Iterator[Row]:
    number = 0
    while line := stream.readline(MAX_ROW_CHARS + 1):
        number += 1
        if len(line) > MAX_ROW_CHARS:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_ROW_CHARS)
            why = f"row over {MAX_ROW_CHARS // 2**20} MB; split the document"
            yield number, _failed(f"{path}#{number}", why)
            continue
        line = line.removeprefix(codecs.BOM_UTF8).strip(b"\0 \t\r\n")
        if line:
            yield number, line
    if not number:
        yield 0, _failed(path, "empty; nothing to read")


def _csv_rows(stream: IO[bytes], path: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_ROW_CHARS)
    head = stream.read(HEAD_BYTES)
    delimiter = _delimiter_of(_first_line(head))
    if delimiter is None:
        why = "CSV without the columns 'id' and 'text'; name them in its first line"
        yield 0, _failed(path, why if head.strip() else "empty; nothing to read")
        return
    stream.seek(0)
    encoding = "utf-8-sig" if _is_utf8(head) else "cp1252"
    with io.TextIOWrapper(stream, encoding, errors="replace", newline="") as text:
        # A quoted cell that is still open at the end swallows the last line.
        reader = csv.DictReader(itertools.chain(text, [LAST_LINE]), delimiter=delimiter)
        yield from _csv_cells(reader, path)


def _csv_cells(reader: csv.DictReader[str], path: str) -> Iterator[Row]:
    first = next(iter(reader.fieldnames or ()))
    for number in itertools.count(1):
        where = f"{path}#{number}"
        try:
            row = next(reader)
        except csv.Error as error:
            yield number, _failed(where, f"broken CSV ({error}); check the quoting")
            continue
        if row[first] == LAST_LINE:
            return
        row.pop(None, None)  # cells beyond the header
        filled = {name: value for name, value in row.items() if value}
        if any(value.endswith(LAST_LINE) for value in filled.values()):
            yield (
                number,
                _failed(where, "cut short, a quoted cell does not end; is the file whole?"),
            )
            return
        yield number, json.dumps(filled, ensure_ascii=False, sort_keys=True).encode()


def _delimiter_of(header: str) -> str | None:
    """Return the delimiter under which a first line names the columns, None where none does."""
    for delimiter in DELIMITERS:
        try:
            names = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:
            continue
        if ID in names and any(name in names for name in WORDS):
            return delimiter
    return None


def _first_line(head: bytes) -> str:
    return (
        head.removeprefix(codecs.BOM_UTF8).splitlines()[0].decode("utf-8", "replace")
        if head
        else ""
    )


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # it may end inside a character
    except UnicodeDecodeError:
        return False
    return True
