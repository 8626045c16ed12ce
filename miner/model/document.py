"""A source as the miner sees it: text stored once, everything else spans over it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from miner.model.forum import Post
from miner.model.span import Box, Span


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text with a role; blocks do not overlap, except that a post holds quotes.

    `section` is the path of headings above it, e.g. ("Methods", "Participants").
    A block of kind `table` covers a whole table's cells; `table_id` ties captions, tables
    and footnotes together.
    """

    kind: str
    span: Span
    section: tuple[str, ...] = ()
    table_id: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch set apart in the source: a citation, superscript, subscript, footnote mark."""

    kind: str
    span: Span
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `row` and `column` from 0, of its top left corner in the grid.

    `indent` counts the blanks its text began with, which rank a row below the one above it.
    """

    row: int
    column: int
    span: Span
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    box: Box | None = None
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note below a table; `mark` is the sign that points to it, None for a general note."""

    mark: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells. Empty cells are kept with empty spans; rows may be ragged.

    `section_rows` are rows whose one text labels the rows below; `header_rows` the number
    of rows at the top that head columns. `source` says how the grid came to be:
    `marked` (JATS, HTML), `layout` (PDF word positions) or `flattened` (lines of text).
    """

    table_id: str
    span: Span
    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]
    label: str | None = None
    caption: Span | None = None
    footnotes: tuple[Footnote, ...] = ()
    header_rows: int = 1
    section_rows: tuple[int, ...] = ()
    source: str = "marked"
    section: tuple[str, ...] = ()

    def grid(self, text: str) -> list[list[str]]:
        """Return the table as rows of strings, spanning cells repeated over their area."""
        rows = [[""] * self.n_columns for _ in range(self.n_rows)]
        for cell in self.cells:
            content = cell.span.of(text)
            for row in range(cell.row, min(cell.row + cell.row_span, self.n_rows)):
                for column in range(
                    cell.column, min(cell.column + cell.column_span, self.n_columns)
                ):
                    rows[row][column] = content
        return rows


@dataclass(frozen=True, slots=True)
class Line:
    """Where a stretch of text stands on a page."""

    span: Span
    box: Box


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the source says of itself; None where it does not."""

    title: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    registration: str | None = None
    journal: str | None = None
    year: int | None = None
    language: str | None = None
    licence: str | None = None
    url: str | None = None
    n_pages: int | None = None
    retracted_notice: str | None = None
    author_family_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """One source, read. Compare and hash by `document_id` and `sha256`."""

    document_id: str
    path: str
    sha256: str
    kind: str
    reader: str
    text: str
    metadata: Metadata = field(default_factory=Metadata)
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    marks: tuple[Mark, ...] = ()
    posts: tuple[Post, ...] = ()
    lines: tuple[Line, ...] = ()
    sentences: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.document_id, self.sha256))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Document)
            and self.document_id == other.document_id
            and self.sha256 == other.sha256
            and self.text == other.text
        )

    @cached_property
    def _ordered_blocks(self) -> tuple[list[int], list[Block]]:
        blocks = sorted(self.blocks, key=lambda block: (block.span.start, -block.span.end))
        return [block.span.start for block in blocks], blocks

    @cached_property
    def _ordered_cells(self) -> tuple[list[int], list[tuple[str, Cell]]]:
        pairs = [
            (table.table_id, cell)
            for table in self.tables
            for cell in table.cells
            if len(cell.span)
        ]
        pairs.sort(key=lambda pair: pair[1].span.start)
        return [cell.span.start for _, cell in pairs], pairs

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.span.start for line in self.lines]

    def block_at(self, position: int) -> Block | None:
        """Return the innermost block around a character, None between blocks."""
        starts, blocks = self._ordered_blocks
        index = bisect_right(starts, position) - 1
        for candidate in reversed(blocks[max(0, index - 20) : index + 1]):
            if candidate.span.start <= position < candidate.span.end:
                return candidate
        return None

    def cell_at(self, position: int) -> tuple[str, int, int] | None:
        """Return (table_id, row, column) of the cell around a character, None outside."""
        starts, pairs = self._ordered_cells
        index = bisect_right(starts, position) - 1
        if index < 0:
            return None
        table_id, cell = pairs[index]
        if cell.span.start <= position < cell.span.end:
            return table_id, cell.row, cell.column
        return None

    def box_of(self, span: Span) -> Box | None:
        """Return the box around a span on its first page, None for sources without pages."""
        if not self.lines:
            return None
        index = max(0, bisect_right(self._line_starts, span.start) - 1)
        box: Box | None = None
        for line in self.lines[index:]:
            if line.span.start >= max(span.end, span.start + 1):
                break
            if line.span.overlaps(span):
                box = line.box if box is None else box.union(line.box)
        return box

    def table(self, table_id: str) -> Table | None:
        """Return the table of that id, None where there is none."""
        return next((table for table in self.tables if table.table_id == table_id), None)
