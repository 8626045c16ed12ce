"""Files into documents. `find_units` says what there is to do, `read_unit` does one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from miner.model import Document
from miner.readers.formats import ReadOptions, choose_format
from miner.readers.rows import is_rows_path, read_row, row_units
from miner.readers.sources import Failure, Unit, content_hash, find_paths, load

__all__ = ["Failure", "Unit", "find_units", "read_sources", "read_unit"]


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
        elif is_rows_path(found):
            yield from row_units(found)
        else:
            try:
                data = load(found)
            except Exception as error:
                yield Failure.of(found, "read", error)
                continue
            # Standard input cannot be read twice, so its bytes travel with the unit.
            yield Unit(found, found, content_hash(data), data if found == "-" else None)


def read_unit(unit: Unit, *, author_key: bytes) -> list[Document]:
    """Read the documents of one unit.

    Raises
    ------
    ReadError
        If it is empty, broken, or of no known kind.
    """
    if unit.format == "row" and unit.data is not None:
        return [read_row(unit.data, unit.path, author_key)]
    data = unit.data if unit.data is not None else load(unit.path)
    chosen = choose_format(data, unit.path)
    return list(chosen.read(data, unit.path, ReadOptions(author_key)))


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
