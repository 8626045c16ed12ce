"""Quotes in their surroundings, for people who want to see where a value stands."""

from __future__ import annotations

from dataclasses import dataclass

# Characters shown on either side of a quote.
CONTEXT_CHARS = 160
QUOTE_CHARS = 400


@dataclass(frozen=True, slots=True)
class Context:
    """A quote with what stands before and after it, and where it is."""

    before: str
    quote: str
    after: str
    where: str


def context_of(text: str, start: int, end: int, *, where: str = "") -> Context:
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
    return Context(before, quote, after, where)


def where_of(row: dict[str, object]) -> str:
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
