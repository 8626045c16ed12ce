"""Files into documents. `find_units` says what there is to do, `read_unit` does one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from miner.model import Document
from miner.model.errors import ReadError
from miner.readers.formats import ReadOptions, choose_format
from miner.readers.row_documents import read_row
from miner.readers.rows import HEAD_BYTES, head_of, row_units, rows_form
from miner.readers.sources import Failure, Unit, content_hash, find_paths, load

__all__ = ["Failure", "Unit", "find_units", "read_sources", "read_unit", "with_rows"]


def find_units(arguments: Iterable[str]) -> Iterator[Unit | Failure]:
    """List the units of work behind sources, in a fixed order.

    Parameters
    ----------
    arguments : iterable of str
        Files, folders, globs, or `-`.

    Yields
    ------
    Unit or Failure
        A failure for each thing that is there but cannot be opened.
    """
    for found in find_paths(arguments):
        if isinstance(found, Failure):
            yield found
        else:
            yield from _units_of(found)


def _units_of(path: str) -> Iterator[Unit | Failure]:
    try:
        # Standard input cannot be read twice, so its bytes travel with the unit.
        piped = load(path) if path == "-" else None
        form = rows_form(path, head_of(path) if piped is None else piped[:HEAD_BYTES])
        if form is not None:
            yield from row_units(path, form, data=piped)
            return
        data = load(path) if piped is None else piped
    except Exception as error:
        yield Failure.of(path, "read", error)
        return
    yield Unit(path, path, content_hash(data), piped)


def with_rows(units: Iterable[Unit]) -> Iterator[Unit]:
    """Give units with their rows read again, for a list that was kept without them.

    A million rows need not lie in memory between being listed and being done.
    """
    path = ""
    rows: Iterator[Unit | Failure] = iter(())
    for unit in units:
        if unit.format != "row" or unit.data is not None:
            yield unit
            continue
        if unit.key.rpartition("#")[0] != path:
            path = unit.key.rpartition("#")[0]
            rows = _units_of(path)
        found = next((row for row in rows if isinstance(row, Unit) and row.key == unit.key), None)
        yield found if found is not None and found.sha256 == unit.sha256 else unit


def read_unit(unit: Unit, *, author_key: bytes) -> Iterator[Document]:
    """Read the documents of one unit one by one.

    Raises
    ------
    ReadError
        If it is empty, broken, or of no known kind; those before the broken part are given.
    """
    if unit.format == "row":
        if unit.data is None:
            raise ReadError(f"{unit.path}: changed while it was read; run again")
        yield read_row(unit.data, unit.path, author_key)
        return
    data = unit.data if unit.data is not None else load(unit.path)
    chosen = choose_format(data, unit.path)
    yield from chosen.read(data, unit.path, ReadOptions(author_key))


def read_sources(
    arguments: Iterable[str], *, author_key: bytes = b""
) -> Iterator[Document | Failure]:
    """Read sources one after the other, without a database.

    Yields
    ------
    Document or Failure
        In a fixed order; a failure never stops the rest.
    """
    for unit in find_units(arguments):
        if isinstance(unit, Failure):
            yield unit
            continue
        try:
            yield from read_unit(unit, author_key=author_key)
        except Exception as error:
            yield Failure.of(unit.path, "read", error, unit.key)
