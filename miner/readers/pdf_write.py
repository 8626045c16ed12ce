"""Paragraphs and tables to the text of a document, every line with its box."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from miner.model import Block, Box, Cell, Footnote, Mark, Span, Table
from miner.model import Line as PlacedLine
from miner.readers.pdf_layout import Line
from miner.readers.pdf_lines import Run, raised
from miner.readers.pdf_rows import DraftCell, DraftRow
from miner.readers.pdf_words import Frame, Word

_CITATION = re.compile(r"^[\[(]?\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\])]?$")
_EXPONENT = re.compile(r"^\s*[+\-−–]?\s*\d{1,3}\s*$")
_KEPT_PREFIX = frozenset(
    """self non post pre anti co multi well long short follow cross double single placebo high low
    mid semi half two three four five six one within between intra inter evidence group health
    patient treatment intention quality mind body open randomised randomized baseline time age
    sex dose risk test re meta""".split()
)
_NOTE_MARK = re.compile(r"^(\*{1,3}|[†‡§¶#¤^]{1,2}|\(?[a-z]\)|[a-z](?=\s[A-Z]))\s*")


class PdfWriter:
    """Writes blocks one after the other and remembers where everything went."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        self._parts: list[str] = []
        self._tail = ""
        self.length = 0
        self._vocabulary = vocabulary
        self.blocks: list[Block] = []
        self.lines: list[PlacedLine] = []
        self.marks: list[Mark] = []
        self.tables: list[Table] = []

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    def _put(self, piece: str) -> None:
        if piece:
            self._parts.append(piece)
            self.length += len(piece)
            self._tail = (self._tail + piece)[-60:]

    def _open(self) -> int:
        if self.length:
            self._put("\n\n")
        return self.length

    def paragraph(self, lines: Sequence[Line], kind: str, section: tuple[str, ...],
                  table_id: str | None = None) -> Span:  # fmt: skip
        """Write lines as one block, hyphens at line ends resolved."""
        return self.runs([(line.run, line.frame) for line in lines], kind, section, table_id)

    def runs(self, runs: Iterable[tuple[Run, Frame]], kind: str, section: tuple[str, ...],
             table_id: str | None = None) -> Span:  # fmt: skip
        """Write runs as one block."""
        start = self._open()
        for number, (run, frame) in enumerate(runs):
            self._line(run, frame, first=number == 0)
        span = Span(start, self.length)
        if len(span):
            self.blocks.append(Block(kind, span, section, table_id))
        return span

    def _line(self, run: Run, frame: Frame, *, first: bool) -> None:
        if not first:
            self._join(run.words[0].text)
        start = self.length
        for number, word in enumerate(run.words):
            if number and word.space_before:
                self._put(" ")
            self._word(word, raised(word, run))
        if self.length > start:
            box = frame.on_page(run.x0, run.top, run.x1, run.bottom)
            self.lines.append(PlacedLine(Span(start, self.length), _box(frame, box)))

    def _word(self, word: Word, level: str | None) -> None:
        if (
            level == "superscript"
            and _EXPONENT.match(word.text)
            and re.search(r"(?:^|\D)10\s?$", self._tail)
        ):
            self._put("^")  # 10 and a raised -5 must not read as 10-5
        before = self._tail[-1:]
        start = self.length
        self._put(word.text)
        if level is None:
            return
        cites = level == "superscript" and _CITATION.match(word.text) and len(word.text) > 1
        kind = "citation" if cites and re.match(r"[a-z.,;)]", before) else level
        self.marks.append(Mark(kind, Span(start, self.length)))

    def _join(self, following: str) -> None:
        """Write what parts two lines: nothing after a hyphen, else a space."""
        match = re.search(r"(\w+)-$", self._tail)
        if match is None or not following[:1].isalpha():
            self._put("" if match and following[:1].isdigit() else " ")
            return
        left, right = match.group(1), re.split(r"\W", following, maxsplit=1)[0]
        if not self._keeps_hyphen(left, right):
            self._parts[-1] = self._parts[-1][:-1]
            self._tail = self._tail[:-1]
            self.length -= 1
            last = self.lines[-1] if self.lines else None
            if last is not None and last.span.end == self.length + 1:
                self.lines[-1] = PlacedLine(Span(last.span.start, self.length), last.box)

    def _keeps_hyphen(self, left: str, right: str) -> bool:
        if not left[-1:].isalpha() or right[:1].isupper() or left.isupper():
            return True
        if (left + right).casefold() in self._vocabulary:
            return False
        if f"{left}-{right}".casefold() in self._vocabulary:
            return True
        return left.casefold() in _KEPT_PREFIX

    def table(self, rows: Sequence[tuple[DraftRow, Frame]], n_columns: int, *, table_id: str, label: str,
              caption: Span | None, section: tuple[str, ...]) -> None:  # fmt: skip
        """Write a grid: one row a line, cells divided by tabs; an empty label becomes None."""
        start = self._open()
        cells: list[Cell] = []
        sections: list[int] = []
        for number, (row, frame) in enumerate(rows):
            if number:
                self._put("\n")
            if row.is_section and not row.is_header:
                sections.append(number)
            column = 0
            while column < n_columns:
                if column:
                    self._put("\t")
                cell = row.cells.get(column)
                span = 1
                if cell is not None:
                    last = cell.column_span if not row.is_section else n_columns - column
                    span = max(1, min(last, n_columns - column, _free(row, column, n_columns)))
                content, box = self._cell(cell, frame)
                cells.append(
                    Cell(number, column, content, min(row.row_span_of.get(column, 1), len(rows) - number), span,
                         row.is_header, box)
                )  # fmt: skip
                column += span
        end = Span(start, self.length)
        self.blocks.append(Block("table", end, section, table_id))
        header = next((i for i, (row, _) in enumerate(rows) if not row.is_header), len(rows))
        self.tables.append(
            Table(table_id, end, len(rows), n_columns, tuple(_uncovered(cells)), label or None, caption, (), header,
                  tuple(sections), "layout", section)
        )  # fmt: skip

    def _cell(self, cell: DraftCell | None, frame: Frame) -> tuple[Span, Box | None]:
        start = self.length
        if cell is None:
            return Span(start, start), None
        box: Box | None = None
        for number, words in enumerate(cell.lines):
            run = Run(list(words)).settle()
            self._line(run, frame, first=number == 0)
            here = self.lines[-1].box
            box = here if box is None else box.union(here)
        return Span(start, self.length), box

    def notes(
        self, runs: Sequence[Run], frame: Frame, table_id: str, section: tuple[str, ...]
    ) -> None:
        """Write the notes below the table written last and tie them to it."""
        groups: list[list[Run]] = []
        for run in runs:
            if (groups and note_mark(run) is None and not _stands_alone(groups[-1])) or (
                groups and _stands_alone(groups[-1])
            ):
                groups[-1].append(run)
            else:
                groups.append([run])
        notes = []
        for group in groups:
            span = self.runs([(run, frame) for run in group], "footnote", section, table_id)
            notes.append(Footnote(note_mark(group[0]), span))
        last = self.tables[-1]
        self.tables[-1] = Table(
            last.table_id, last.span, last.n_rows, last.n_columns, last.cells, last.label, last.caption,
            last.footnotes + tuple(notes), last.header_rows, last.section_rows, last.source, last.section,
        )  # fmt: skip


def note_mark(run: Run) -> str | None:
    """Return the sign a note begins with, None where it has none."""
    first = run.words[0]
    if raised(first, run) == "superscript" and len(first.text) <= 3:
        return first.text
    match = _NOTE_MARK.match(run.text)
    if match is None:
        return run.text if len(run.text) <= 2 else None
    return match.group(1).strip("()")


def _stands_alone(group: Sequence[Run]) -> bool:
    return len(group) == 1 and len(group[0].text) <= 2


def _free(row: DraftRow, column: int, n_columns: int) -> int:
    after = [other for other in row.cells if other > column]
    return (min(after) if after else n_columns) - column


def _box(frame: Frame, edges: tuple[float, float, float, float]) -> Box:
    x0, top, x1, bottom = (round(value, 2) for value in edges)
    return Box(frame.page, x0, top, x1, bottom)


def _uncovered(cells: Sequence[Cell]) -> list[Cell]:
    """Drop empty cells that a spanning cell from above covers."""
    covered = {
        (row, column)
        for cell in cells
        if cell.row_span > 1
        for row in range(cell.row + 1, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    return [cell for cell in cells if len(cell.span) or (cell.row, cell.column) not in covered]
