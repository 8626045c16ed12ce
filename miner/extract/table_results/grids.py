"""A table as rows of clean cells, split into panels that have one head each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from miner.extract.table_results.cell_values import read_value
from miner.extract.table_results.lost_spans import mend_head
from miner.extract.table_results.patterns import (
    DASHES,
    GROUP_N,
    NUMBER_LABEL,
    NUMERIC_CELL,
    SPEC_WORD,
    TRAILING_MARKS,
)
from miner.model import Document, Span, Table

MAX_CELLS = 40_000
MAX_COLUMNS = 120  # wider grids are data dumps; the columns beyond are not read
MAX_STUB_COLUMNS = 4

_TO_ASCII = str.maketrans(
    {"−": "-", "–": "-", "‒": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "·": ".",
     "∙": ".", "⋅": ".", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ",
     "\u2005": " ", "\u2006": " ", "\u2007": " ", "\u2008": " ", "\u200a": " ", "\u200b": " ",
     "＜": "<", "＞": ">", "＝": "=", "≦": "≤", "⩽": "≤", "≧": "≥", "⩾": "≥", "∗": "*", "（": "(",
     "）": ")", "［": "[", "］": "]", "∼": "~", "\n": " ", "\r": " "}
)  # fmt: skip

_MOMENTS = re.compile(
    r"^\W*(?:time|months?|weeks?|days?|hours?|years?|minutes?|(?:time|follow-?up)\s+in\s+(?:days|weeks|months|years))\b(?:\s*\(\w+\.?\))?\W*$",
    re.IGNORECASE,
)
_THIN_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f\u2008](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell without footnote marks: `text` to read, `marks` set apart, `span` of the whole."""

    text: str
    marks: tuple[str, ...]
    span: Span
    row: int
    column: int
    row_span: int
    column_span: int
    is_header: bool
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows that share a head: `head` and `body` are row numbers of the grid."""

    head: tuple[int, ...]
    body: tuple[int, ...]
    n_stub: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a table by place, spanning cells at each place they cover."""

    table: Table
    rows: tuple[tuple[GridCell | None, ...], ...]
    n_columns: int

    def at(self, row: int, column: int) -> GridCell | None:
        """Return the cell at a place, None for a hole."""
        return self.rows[row][column]

    def text_at(self, row: int, column: int) -> str:
        """Return the clean text at a place, empty for a hole."""
        cell = self.rows[row][column]
        return cell.text if cell else ""

    def is_numeric(self, row: int, column: int) -> bool:
        """Tell whether the cell at a place holds a value (a dash is none)."""
        return looks_numeric(self.text_at(row, column))


def mentions(text: str, name: str) -> bool:
    """Tell whether `name` stands in `text` as whole words."""
    start = text.find(name)
    while name and start >= 0:
        end = start + len(name)
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if not (before.isalnum() or after.isalnum()):
            return True
        start = text.find(name, start + 1)
    return False


def clean(text: str) -> str:
    """Return a label or value with one kind of minus sign, point and space."""
    text = _THIN_THOUSANDS.sub("", text)
    return " ".join(text.translate(_TO_ASCII).split())


@lru_cache(maxsize=8192)
def looks_numeric(text: str) -> bool:
    """Tell whether a clean cell text is a value rather than a label."""
    if not NUMERIC_CELL.match(text):
        return text[:1] in "nN(" and bool(re.match(r"\(?[nN]\s?=\s?\d+\)?\s?[:;,]\s?[-\d.]", text))
    if read_value(text) is not None:
        return True
    letters = sum(1 for character in text if character.isalpha())
    return letters * 3 <= len(text)  # "4 coil, 10 Hz" is a label


def build_grid(document: Document, table: Table) -> Grid | None:
    """Read a table's cells; None where it is empty or too large to be a results table."""
    if not table.cells or len(table.cells) > MAX_CELLS:
        return None
    n_columns = min(table.n_columns, MAX_COLUMNS)
    marks = _raised_marks(document, table)
    noted = frozenset(note.mark for note in table.footnotes if note.mark)
    rows: list[list[GridCell | None]] = [[None] * n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        if cell.column >= n_columns or cell.row >= table.n_rows:
            continue
        text, found = _clean_cell(document.text, cell.span, marks, noted)
        read = GridCell(
            text, found, cell.span, cell.row, cell.column, cell.row_span,
            min(cell.column_span, n_columns - cell.column), cell.is_header, cell.indent,
        )  # fmt: skip
        for row in range(cell.row, min(cell.row + cell.row_span, table.n_rows)):
            for column in range(cell.column, cell.column + read.column_span):
                rows[row][column] = read
    for row in range(min(table.header_rows, table.n_rows) - 1):
        mend_head(rows, row)
    return Grid(table, tuple(tuple(row) for row in rows), n_columns)


class _Marks:
    """The raised and lowered stretches of a document inside one table, by place."""

    def __init__(self, spans: list[tuple[Span, str]]) -> None:
        self.spans = spans
        self.starts = [span.start for span, _ in spans]

    def inside(self, span: Span) -> list[tuple[Span, str]]:
        first = bisect_left(self.starts, span.start)
        last = bisect_left(self.starts, span.end)
        return self.spans[first:last]


def _raised_marks(document: Document, table: Table) -> _Marks:
    kinds = ("superscript", "subscript", "footnote_mark")
    return _Marks(
        sorted(
            (mark.span, mark.kind)
            for mark in document.marks
            if mark.kind in kinds and table.span.contains(mark.span)
        )
    )


def _clean_cell(
    text: str, span: Span, marks: _Marks, noted: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    """Drop raised footnote signs, put lowered degrees of freedom in brackets."""
    pieces: list[str] = []
    found: list[str] = []
    position = span.start
    for mark, kind in marks.inside(span):
        if mark.start < position:
            continue
        before = text[position : mark.start]
        pieces.append(before)
        content = text[mark.start : mark.end]
        pieces.append(_in_place_of(content, kind, "".join(pieces).rstrip(), found, noted))
        position = mark.end
    pieces.append(text[position : span.end])
    cleaned = clean("".join(pieces))
    while match := TRAILING_MARKS.search(cleaned):
        found.extend(match.group().split())
        cleaned = (cleaned[: match.start()] + cleaned[match.end() :]).strip()
    return cleaned, tuple(found)


def _in_place_of(
    content: str, kind: str, before: str, found: list[str], noted: frozenset[str]
) -> str:
    bare = clean(content)
    if kind == "subscript":
        is_df = re.search(r"(?:\b[tF]|[χX]2?|2)$", before) and re.fullmatch(r"[\d,. ;/]+", bare)
        return f"({bare})" if is_df else content
    if before.endswith("^"):
        return content  # the reader has written the power out
    if re.search(r"(?:[x×*]\s?10|\b10|e)$", before) and re.fullmatch(r"[-+]?\d+", bare):
        return f"^{bare}"
    if re.search(r"[χΧXηω]p?$", before) and bare == "2":
        return "2"
    if re.search(
        r"(?<![A-Za-z])(?:[kcm]?m|m?s|h|kg|m?L|min|d|mm|VO|O|CO)$", before
    ) and re.fullmatch(r"-?[1-4]", bare):
        return content  # m2, s-1
    if re.fullmatch(r"\d{1,2}", bare) and bare not in noted and re.search(r"[A-Za-z]$", before):
        return content  # VAS10, CD4: part of the name, no note explains it
    found.extend(part for part in re.split(r"[\s,;]+", bare) if part)
    return " "


def split_panels(grid: Grid) -> list[Panel]:
    """Split a grid where a new head begins in the middle of it.

    Returns
    -------
    list of Panel
        Empty where the table holds no value at all.
    """
    n_rows = len(grid.rows)
    head_end = _head_end(grid, min(grid.table.header_rows, n_rows))
    starts: list[tuple[tuple[int, ...], int]] = [(tuple(range(head_end)), head_end)]
    row = head_end
    while row < n_rows:
        if row > starts[-1][1] and _is_new_head(grid, row):
            marked = all(cell.is_header for cell in grid.rows[row] if cell)
            end = row + 1
            while end < n_rows and marked and all(c.is_header for c in grid.rows[end] if c):
                end += 1
            head = tuple(range(row, end))
            starts.append(
                (head if marked or _replaces_all(grid, row) else (*range(head_end), *head), end)
            )
            row = end
        else:
            row += 1
    panels = []
    for index, (head, start) in enumerate(starts):
        stop = min(starts[index + 1][0][-1:] or (n_rows,)) if index + 1 < len(starts) else n_rows
        body = tuple(range(start, stop))
        n_stub = _count_stub_columns(grid, head, body)
        if n_stub < grid.n_columns and body:
            panels.append(Panel(head, body, n_stub))
    return panels


def _values_in(grid: Grid, row: int) -> tuple[int, int]:
    """Count value cells and label cells right of the first column."""
    values = labels = 0
    seen: set[int] = set()
    for cell in grid.rows[row][1:]:
        if cell is None or id(cell) in seen or not cell.text or cell.column == 0:
            continue
        seen.add(id(cell))
        if looks_numeric(cell.text):
            values += 1
        elif cell.text not in DASHES:
            labels += 1
    return values, labels


def _head_end(grid: Grid, marked: int) -> int:
    """Take rows of labels right below the marked head into it (`Item | n | (%)`)."""
    end = marked
    while (
        0 < end > 1
        and _values_in(grid, end - 1)[0] > max(1, grid.n_columns // 2)
        and not _is_second_line(grid, end - 1)
    ):
        end -= 1  # a head that swallowed the first rows of values
    for row in range(end, min(end + 3, len(grid.rows) - 1)):
        values, labels = _values_in(grid, row)
        if (values == 0 and labels >= 2 and labels >= (grid.n_columns - 1) // 2) or (
            values >= 2 and labels == 0 and _is_row_of_moments(grid, row)
        ):
            end = row + 1
        elif values or labels:
            break
    return end


def _is_second_line(grid: Grid, row: int) -> bool:
    """Doses or days below a head that spans them: the stub's cell hangs down from above."""
    stub = grid.at(row, 0)
    return stub is not None and stub.row < row and all(c.is_header for c in grid.rows[row] if c)


def _is_row_of_moments(grid: Grid, row: int) -> bool:
    """`Months | 6 | 12 | 24` heads the rows below it."""
    return bool(_MOMENTS.match(grid.text_at(row, 0))) and all(
        NUMBER_LABEL.match(cell.text) for cell in grid.rows[row][1:] if cell and cell.text
    )


def is_row_of_sizes(grid: Grid, row: int) -> bool:
    """Tell whether all cells of a row right of its label are group sizes: `n = 425`."""
    texts = [cell.text for cell in grid.rows[row][1:] if cell and cell.text and cell.column > 0]
    return len(texts) >= 2 and all(GROUP_N.fullmatch(text) for text in texts)


def _is_new_head(grid: Grid, row: int) -> bool:
    cells = [cell for cell in grid.rows[row] if cell]
    if not cells or row + 1 >= len(grid.rows):
        return False
    values, labels = _values_in(grid, row)
    if is_row_of_sizes(grid, row):
        return False
    if values == 0 and labels >= 2 and all(cell.is_header for cell in cells):
        return True
    if values or labels < max(2, (grid.n_columns - 1) // 2):
        return False
    below = next(
        (v for r in range(row + 1, min(row + 4, len(grid.rows))) if (v := _values_in(grid, r)[0])),
        0,
    )
    return below > 0


def _replaces_all(grid: Grid, row: int) -> bool:
    """A new head of pure statistic words (`Mean (SD)`) stands below the old one instead."""
    texts = [cell.text for cell in grid.rows[row][1:] if cell and cell.text]
    pure = sum(1 for text in texts if SPEC_WORD.fullmatch(text) or GROUP_N.fullmatch(text))
    return pure * 2 < len(texts)


def _count_stub_columns(grid: Grid, head: Sequence[int], body: Sequence[int]) -> int:
    """Count the columns at the left whose cells are labels rather than values."""
    count = 0
    for column in range(min(grid.n_columns, MAX_STUB_COLUMNS + 1)):
        values = labels = 0
        for row in body:
            cell = grid.at(row, column)
            if cell is None or not cell.text or cell.text in DASHES or cell.column != column:
                continue
            if cell.column_span >= grid.n_columns - 1:
                continue
            if looks_numeric(cell.text):
                values += 1
            else:
                labels += 1
        if values + labels == 0:
            if column and not _covered_from_left(grid, column, body):
                break
        elif (
            values > labels
            and not (column == 0 and _is_label_of_numbers(grid, head, body))
            and not (column == count and _holds_moments(grid, column, head, body))
        ) or (
            column
            and values * 3 > labels
            and labels
            and not (labels >= values and _has_no_head(grid, column, head))
        ):
            break
        count = column + 1
    return count


def _holds_moments(grid: Grid, column: int, head: Sequence[int], body: Sequence[int]) -> bool:
    """`Time in months` above 3, 6, 3, 6: labels of the rows, though they are numbers."""
    titles = [text for row in head if (text := grid.text_at(row, column))]
    cells = [cell for row in body if (cell := grid.at(row, column)) and cell.column == column]
    texts = [cell.text for cell in cells if cell.text]
    return (
        bool(titles)
        and _MOMENTS.match(titles[-1]) is not None
        and 1 < len(set(texts)) < len(texts)
        and all(NUMBER_LABEL.match(text) for text in texts)
    )


def _has_no_head(grid: Grid, column: int, head: Sequence[int]) -> bool:
    """A column of labels stands below a blank head, or below that of the column before it."""
    return all(
        not (cell := grid.at(row, column)) or not cell.text or cell.column < column for row in head
    )


def _covered_from_left(grid: Grid, column: int, body: Sequence[int]) -> bool:
    return any(
        (cell := grid.at(row, column)) and cell.text and cell.column < column for row in body
    )


def _is_label_of_numbers(grid: Grid, head: Sequence[int], body: Sequence[int]) -> bool:
    """A first column of numbers is still a stub where other columns hold values (`1-3 | 12 (40)`)."""
    return grid.n_columns > 1 and any(
        grid.is_numeric(row, column) for row in body[:20] for column in range(1, grid.n_columns)
    )
