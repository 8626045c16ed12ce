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
    occupied: dict[tuple[int, int], bool] = {}
    cells: list[Cell] = []
    n_columns = 0
    row_number = 0
    head_rows = 0
    all_header_so_far = True
    for row, in_head in _rows(element):
        column = 0
        first = True
        only_headers = True
        for cell_element in row:
            name = local_name(cell_element)
            if name not in ("td", "th"):
                continue
            while occupied.pop((row_number, column), False):
                column += 1
            if column >= MAX_COLUMNS:
                break
            if not first:
                builder.raw("\t")
            first = False
            cell_start = builder.begin_cell()
            write_inline(builder, cell_element)
            span = builder.trimmed(cell_start)
            row_span = _span_of(cell_element, "rowspan")
            column_span = min(_span_of(cell_element, "colspan"), MAX_COLUMNS - column)
            only_headers = only_headers and name == "th"
            cells.append(
                Cell(
                    row_number, column, span, row_span, column_span, in_head or name == "th",
                    indent=_indent_of(cell_element),
                )
            )  # fmt: skip
            for below in range(1, row_span):
                for across in range(column_span):
                    occupied[(row_number + below, column + across)] = True
            column += column_span
            n_columns = max(n_columns, column)
        builder.raw("\n")
        all_header_so_far = all_header_so_far and (in_head or (only_headers and not first))
        if all_header_so_far:
            head_rows = row_number + 1
        row_number += 1
    if not cells:
        return None
    text_from = builder.trimmed(start)
    cells = [_clipped(cell, row_number) for cell in cells]
    contents = _contents(builder, cells)
    if head_rows == 0 or head_rows == row_number:
        head_rows = _guess_header_rows(cells, contents, row_number)
    return Table(
        table_id=table_id,
        span=text_from,
        n_rows=row_number,
        n_columns=n_columns,
        cells=tuple(cells),
        label=label,
        header_rows=head_rows,
        section_rows=_section_rows(cells, contents, row_number, n_columns, head_rows),
        section=section,
    )


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
