"""Places of values in a report: each quote in its surroundings once, values point to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

# Characters shown on either side of a quote.
CONTEXT_CHARS = 160
QUOTE_CHARS = 400


class Place(NamedTuple):
    """A quote with what stands before and after it, and where it is."""

    before: str
    quote: str
    after: str
    where: str


class Places:
    """Collects quotes in their surroundings; the same place twice is kept once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, int], int] = {}
        self.kept: list[Place] = []

    def add(self, row: Mapping[str, Any] | None, text: str) -> int | None:
        """Remember where a record stands; return the number of its place, None without one.

        Parameters
        ----------
        row : mapping or None
            A table's row with `document_id`, `char_start`, `char_end` and its other places.
        text : str
            The document's text.
        """
        if row is None or row["char_start"] is None or not text:
            return None
        key = (str(row["document_id"]), int(row["char_start"]), int(row["char_end"]))
        if key not in self._numbers:
            self._numbers[key] = len(self.kept)
            self.kept.append(place_of(text, key[1], key[2], where=where_of(row)))
        return self._numbers[key]


def place_of(text: str, start: int, end: int, *, where: str = "") -> Place:
    """Cut a quote and its surroundings out of a document's text.

    Parameters
    ----------
    text : str
        The document's text.
    start, end : int
        The quote, half-open.
    where : str
        Section, page or table cell, in words.
    """
    quote = text[start:end]
    if len(quote) > QUOTE_CHARS:
        quote = quote[:QUOTE_CHARS] + " …"
    before = text[max(0, start - CONTEXT_CHARS) : start]
    after = text[end : end + CONTEXT_CHARS]
    if start > CONTEXT_CHARS:
        before = "… " + before.partition(" ")[2]
    if end + CONTEXT_CHARS < len(text):
        after = after.rpartition(" ")[0] + " …"
    return Place(before, quote, after, where)


def where_of(row: Mapping[str, Any]) -> str:
    """Say in words where a record stands: section, page, table cell."""
    parts = []
    if row.get("section"):
        parts.append(str(row["section"]))
    if row.get("page"):
        parts.append(f"page {row['page']}")
    if row.get("table_id") and row.get("row") is not None:
        line, column = int(str(row["row"])) + 1, int(str(row["column"])) + 1
        parts.append(f"table {row['table_id']}, row {line}, column {column}")
    return " · ".join(parts)
