"""Tables that come with markup (JATS, HTML): rows and cells with spans into a grid."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from miner.model.document import Cell, Footnote, Table
from miner.model.span import Span
from miner.readers.builder import TextBuilder
from miner.readers.safe_xml import local_name

# Wider tables than this are layout or damage; the rest of a row is dropped.
MAX_COLUMNS = 400
MAX_SPAN = 400
MAX_INDENT = 40
_DIGIT = re.compile(r"\d")

InlineWriter = Callable[[TextBuilder, Any], None]


def write_grid(
    builder: TextBuilder,
    element: Any,
    *,
    table_id: str,
    label: str | None,
    section: tuple[str, ...],
    write_inline: InlineWriter,
) -> Table | None:
    """Write a `table` element's cells as lines and tabs and return its grid.

    Parameters
    ----------
    builder : TextBuilder
        Receives the cells' text; the caller adds the caption before and footnotes after.
    element : lxml element
        The `table`, or anything that holds `tr` elements.
    write_inline : callable
        Writes one cell's content in the reader's own way.

    Returns
    -------
    Table or None
        None for a table without any cell.
    """
    start = builder.open()
    grid = _GridWriter(builder, write_inline)
    for row, in_head in _rows(element):
        grid.write_row(row, in_head=in_head)
    if not grid.cells:
        return None
    span = builder.trimmed(start)
    cells = [_clipped(cell, grid.n_rows) for cell in grid.cells]
    contents = _contents(builder, cells)
    head_rows = grid.head_rows
    if head_rows == 0 or head_rows == grid.n_rows:
        head_rows = _guess_header_rows(cells, contents, grid.n_rows)
    return Table(
        table_id=table_id,
        span=span,
        n_rows=grid.n_rows,
        n_columns=grid.n_columns,
        cells=tuple(cells),
        label=label,
        header_rows=head_rows,
        section_rows=_section_rows(cells, contents, grid.n_rows, grid.n_columns, head_rows),
        section=section,
    )


class _GridWriter:
    """Writes rows one by one and keeps where each cell stands once spans have pushed it."""

    def __init__(self, builder: TextBuilder, write_inline: InlineWriter) -> None:
        self.cells: list[Cell] = []
        self.n_rows = 0
        self.n_columns = 0
        self.head_rows = 0
        self._builder = builder
        self._write_inline = write_inline
        self._occupied: set[tuple[int, int]] = set()  # by cells that span rows from above

    def write_row(self, row: Any, *, in_head: bool) -> None:
        column = 0
        names: set[str] = set()
        for element in row:
            name = local_name(element)
            if name not in ("td", "th"):
                continue
            column = self._next_free(column)
            if column >= MAX_COLUMNS:
                break
            if names:
                self._builder.raw("\t")
            names.add(name)
            column += self._write_cell(element, column, is_head=in_head or name == "th")
        self._builder.raw("\n")
        are_all_heads_above = self.head_rows == self.n_rows
        if are_all_heads_above and (in_head or names == {"th"}):
            self.head_rows += 1
        self.n_rows += 1

    def _next_free(self, column: int) -> int:
        while (self.n_rows, column) in self._occupied:
            self._occupied.remove((self.n_rows, column))
            column += 1
        return column

    def _write_cell(self, element: Any, column: int, *, is_head: bool) -> int:
        """Write one cell; return how many columns it spans."""
        start = self._builder.begin_cell()
        self._write_inline(self._builder, element)
        span = self._builder.trimmed(start)
        row_span = _span_of(element, "rowspan")
        column_span = min(_span_of(element, "colspan"), MAX_COLUMNS - column)
        self.cells.append(
            Cell(
                self.n_rows,
                column,
                span,
                row_span,
                column_span,
                is_head,
                indent=_indent_of(element),
            )
        )
        self._occupied.update(
            (self.n_rows + below, column + across)
            for below in range(1, row_span)
            for across in range(column_span)
        )
        self.n_columns = max(self.n_columns, column + column_span)
        return column_span


def _rows(element: Any) -> list[tuple[Any, bool]]:
    """List the `tr` elements of this table (not of tables inside it) with their thead state."""
    found: list[tuple[Any, bool]] = []
    stack: list[tuple[Any, bool]] = [(child, False) for child in reversed(list(element))]
    while stack:
        node, in_head = stack.pop()
        name = local_name(node)
        if name == "tr":
            found.append((node, in_head))
        elif name in ("thead", "tbody", "tfoot", "table", "tgroup"):
            stack.extend((child, name == "thead") for child in reversed(list(node)))
    return found


def _span_of(element: Any, attribute: str) -> int:
    value = element.get(attribute) or "1"
    return max(1, min(int(value), MAX_SPAN)) if value.isdigit() else 1


def _indent_of(element: Any) -> int:
    """Count the hard blanks before a cell's first word; line breaks are the file's own layout."""
    lead = ""
    for piece in element.itertext():
        lead += piece
        if lead.strip():
            break
    lead = lead[: len(lead) - len(lead.lstrip())]
    return 0 if "\n" in lead else min(len(lead), MAX_INDENT)


def _clipped(cell: Cell, n_rows: int) -> Cell:
    if cell.row + cell.row_span <= n_rows:
        return cell
    return replace(cell, row_span=n_rows - cell.row)


def _contents(builder: TextBuilder, cells: list[Cell]) -> list[str]:
    text = builder.tail_from(cells[0].span.start)
    origin = cells[0].span.start
    return [text[cell.span.start - origin : cell.span.end - origin] for cell in cells]


def _guess_header_rows(cells: list[Cell], contents: list[str], n_rows: int) -> int:
    """Without a thead: the first row, and those below it that hold no value of their own."""
    if n_rows < 2:
        return 0
    for row in range(min(4, n_rows)):
        values = [
            content
            for cell, content in zip(cells, contents, strict=True)
            if cell.row == row and cell.column > 0
        ]
        if any(
            re.match(r"^[\s(<>=−–-]*[\d.·]+(?!\s*(?:weeks?|months?|days?|years?|mg))", value)
            for value in values
        ):
            return row
    return 1


def _section_rows(
    cells: list[Cell], contents: list[str], n_rows: int, n_columns: int, head_rows: int
) -> tuple[int, ...]:
    """Rows below the head whose only text stands in one cell at the left or across them all."""
    by_row: dict[int, list[tuple[Cell, str]]] = {}
    for cell, content in zip(cells, contents, strict=True):
        by_row.setdefault(cell.row, []).append((cell, content))
    found = []
    for row in range(head_rows, n_rows - 1):
        filled = [(cell, content) for cell, content in by_row.get(row, []) if content.strip()]
        if len(filled) != 1 or n_columns < 2:
            continue
        cell, content = filled[0]
        spans_all = cell.column_span >= n_columns - 1
        if (cell.column == 0 or spans_all) and (spans_all or cell.row_span == 1):
            found.append(row)
    return tuple(found)


def footnote_from(text: str, span: Span) -> Footnote:
    """Split a footnote's sign from its words where it has one."""
    match = re.match(r"\s*([*†‡§¶‖#]{1,3}|[a-z](?=[\s)A-Z])|\d(?=[\s)A-Z]))[)\s.]*", span.of(text))
    if match is None or match.end() >= len(span):
        return Footnote(None, span)
    return Footnote(match.group(1), Span(span.start + match.end(), span.end))
