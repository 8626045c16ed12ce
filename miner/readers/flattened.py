"""Text flattened out of a PDF: hard line ends joined, headings found, tables rebuilt."""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass

from miner.model import Cell, Document, Footnote, Mark, Metadata, Span, Table
from miner.readers.builder import TextBuilder
from miner.readers.flattened_lines import body_width, is_double_spaced, lines_of_text
from miner.readers.flattened_parts import Part, parts_of
from miner.readers.flattened_tables import TextGrid, build_text_grid, join_continued
from miner.readers.headings import section_path, tidy_heading
from miner.readers.identifiers import find_doi, find_registration
from miner.text.sentences import split_sentences

READER = "flattened/1"
LEAST_LINES = 20  # shorter texts are abstracts or posts

_PAPER_SIGN = re.compile(
    r"(?im)^\s*(?:abstract\b|(?:\d\.?\s+)?introduction\s*$|(?:\d\.?\s+)?(?:materials and )?methods\s*$|"
    r"references\s*$|(?:\d\.?\s+)?(?:discussion|results|conclusions?)\s*$|table\s+\d+[.:]\s)"
)
_RAISED = re.compile(r"(?<=[χη])2\b|(?<=η[pP])2\b|(?<=\bR)2\b|(?<=/m)2\b")


@dataclass(slots=True)
class _Held:
    """A table waiting for its continuation."""

    label: str
    caption: str
    grid: TextGrid
    notes: list[str]


def looks_flattened(text: str) -> bool:
    """Tell whether a text is a paper whose lines still end where they ended on the page.

    Parameters
    ----------
    text : str
        The whole text.

    Returns
    -------
    bool
        True when lines are of one width, break inside sentences, and parts of a paper are named.
    """
    lines = [line.strip() for line in text[:200_000].split("\n") if line.strip()]
    if len(lines) < LEAST_LINES or len(set(_PAPER_SIGN.findall(text[:400_000]))) < 2:
        return False
    width = sorted(len(line) for line in lines)[int(0.9 * (len(lines) - 1))]
    if not 35 <= width <= 150:
        return False
    long = [(line, after) for line, after in itertools.pairwise(lines) if len(line) > 0.6 * width]
    broken = sum(line[-1:] not in ".?!:" and after[:1].islower() for line, after in long)
    return broken >= 5 and broken >= 0.25 * len(long)


def read_flattened(text: str, *, path: str, document_id: str) -> Document:
    """Read a paper's text that was flattened out of a PDF, or whose sections are marked '##'.

    Parameters
    ----------
    text : str
        The text; line ends inside paragraphs are joined, so that `Document.text` differs.
    path : str
        Where it came from, for messages.
    document_id : str

    Returns
    -------
    Document
        Reader `flattened/1`; tables have `source` `flattened` and no boxes.
    """
    lines = lines_of_text(text)
    spaced = is_double_spaced(lines)
    parts = parts_of(lines, width=body_width(lines), double_spaced=spaced)
    writer = _Writer()
    for part in parts:
        writer.add(part)
    writer.flush_table()
    builder = writer.builder
    content = builder.text
    builder.marks.extend(
        Mark("superscript", Span(*match.span())) for match in _RAISED.finditer(content)
    )
    return Document(
        document_id=document_id, path=path, kind="paper", reader=READER, text=content,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        metadata=Metadata(title=writer.title, doi=find_doi(content[:6000]),
                          registration=find_registration(content)),
        blocks=tuple(builder.blocks), tables=tuple(writer.tables),
        marks=tuple(sorted(builder.marks, key=lambda mark: mark.span)),
        sentences=tuple(
            sentence for block in builder.blocks
            if block.kind in ("paragraph", "abstract", "caption", "footnote", "list_item")
            for sentence in split_sentences(content, block.span.start, block.span.end)
        ),
    )  # fmt: skip


def _is_title(part: Part) -> bool:
    """Tell whether the first words of a text are its title: short, and no sentence."""
    return (
        20 <= len(part.text) <= 300
        and part.role is None
        and part.text[-1] not in ".:;"
        and part.text[:1].isupper()
    )


class _Writer:
    """Writes parts into blocks; a table waits until its notes or continuation are seen."""

    def __init__(self) -> None:
        self.builder = TextBuilder()
        self.tables: list[Table] = []
        self.title: str | None = None
        self._section: tuple[str, ...] = ()
        self._held: _Held | None = None
        self._paragraph: list[str] = []
        self._role = "paragraph"
        self._floats: list[Part] = []

    def add(self, part: Part) -> None:
        """Write one part, or hold it back where it may go on."""
        if part.kind == "table":
            self._add_table(part)
            return
        if part.kind == "paragraph":
            if (
                self.builder.length == 0
                and not self._paragraph
                and self.title is None
                and _is_title(part)
            ):
                self.title = part.text
                self._write("title", part.text)
                return
            self._add_paragraph(part)
            return
        if part.kind in ("caption", "footnote"):
            # a float: the paragraph around it may go on behind it
            self._float_caption(part)
            return
        self.flush_table()
        self._flush_paragraph()
        if part.kind == "heading":
            self._heading(part)
        else:
            self._write(part.kind, part.text)

    def _heading(self, part: Part) -> None:
        name = tidy_heading(part.text)
        self._section = section_path(self._section, name, part.level)
        lowered = name.casefold()
        top = lowered.split(" ")[-1] if lowered[:1].isdigit() else lowered
        self._role = {"abstract": "abstract", "summary": "abstract", "references": "reference"}.get(
            top, "paragraph"
        )
        start = self.builder.open()
        self.builder.run(part.text)
        self.builder.close("heading", start, self._section)

    def _add_paragraph(self, part: Part) -> None:
        text = part.text
        if part.goes_on and self._paragraph:
            self._paragraph.append(text)
            return
        self._flush_paragraph()
        self.flush_table()
        self._paragraph = [text]
        if part.role:
            self._role = part.role

    def _flush_paragraph(self) -> None:
        if self._paragraph:
            joined = self._paragraph[0]
            for piece in self._paragraph[1:]:
                joined = (
                    joined[:-1] + piece
                    if joined.endswith("-") and piece[:1].islower()
                    else f"{joined} {piece}"
                )
            self._write(self._role, joined)
            self._paragraph = []
            if self._role == "abstract" and not self._section:
                self._role = "paragraph"

    def _float_caption(self, part: Part) -> None:
        self._floats.append(part)
        if not self._paragraph:
            self._flush_floats()

    def _flush_floats(self) -> None:
        floats, self._floats = self._floats, []
        for part in floats:
            self._write(part.kind, part.text)

    def _write(self, kind: str, text: str) -> Span | None:
        start = self.builder.open()
        self.builder.run(text)
        span = self.builder.close(kind, start, self._section)
        if kind not in ("caption", "footnote"):
            self._flush_floats()
        return span

    def _add_table(self, part: Part) -> None:
        grid = build_text_grid(part.rows)
        if (
            self._held is not None
            and part.is_continued
            and grid is not None
            and self._held.label == part.label
        ):
            joined = join_continued(self._held.grid, grid)
            if joined is not None:
                self._held.grid = joined
                self._held.notes.extend(part.notes)
                return
        self._flush_paragraph()
        self.flush_table()
        if grid is None:
            self._write("caption", part.text)
            for line, _gap in part.rows:
                self._write("other", line)
            for note in part.notes:
                self._write("footnote", note)
            return
        self._held = _Held(part.label, part.text, grid, list(part.notes))

    def flush_table(self) -> None:
        """Write the paragraph and the table held back, in this order."""
        if self._held is None:
            self._flush_paragraph()
            return
        held, self._held = self._held, None
        table_id = f"T{len(self.tables) + 1}"
        start = self.builder.open()
        self.builder.run(held.caption)
        caption = self.builder.close("caption", start, self._section, table_id)
        table = write_text_grid(self.builder, held.grid, table_id=table_id, label=held.label, caption=caption,
                                section=self._section)  # fmt: skip
        notes: list[Footnote] = []
        for note in held.notes:
            start = self.builder.open()
            self.builder.run(note)
            span = self.builder.close("footnote", start, self._section, table_id)
            if span is not None:
                notes.append(Footnote(None, span))
        self.tables.append(
            Table(table.table_id, table.span, table.n_rows, table.n_columns, table.cells, table.label, table.caption,
                  tuple(notes), table.header_rows, table.section_rows, "flattened", self._section)
        )  # fmt: skip


def write_text_grid(builder: TextBuilder, grid: TextGrid, *, table_id: str, label: str, caption: Span | None,
                    section: tuple[str, ...]) -> Table:  # fmt: skip
    """Write a rebuilt grid into a text: one row a line, cells divided by tabs."""
    start = builder.open()
    cells: list[Cell] = []
    for number, row in enumerate(grid.rows):
        if number:
            builder.raw("\n")
        column = 0
        while column < grid.n_columns:
            if column:
                builder.raw("\t")
            at = builder.begin_cell()
            builder.run(row.cells.get(column))
            width = row.spans.get(column, 1)
            cells.append(Cell(number, column, Span(at, builder.length), 1, width, row.is_header))
            column += width
    span = Span(start, builder.length)
    builder.close("table", start, section, table_id)
    header_rows = next((i for i, row in enumerate(grid.rows) if not row.is_header), len(grid.rows))
    sections = tuple(i for i, row in enumerate(grid.rows) if row.is_section)
    return Table(table_id, span, len(grid.rows), grid.n_columns, tuple(cells), label, caption, (), header_rows,
                 sections, "flattened", section)  # fmt: skip
