"""PDF with a text layer to a document: prose in reading order, tables as grids, boxes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from miner.model import Document, Metadata, ReadError
from miner.readers.headings import is_top_heading, section_path, tidy_heading
from miner.readers.identifiers import find_doi, find_registration
from miner.readers.pdf_figures import Figure, take_figures
from miner.readers.pdf_flow import Flow, Paragraph, classify, usual_edges, usual_pitches
from miner.readers.pdf_grid import Draft, build_grid
from miner.readers.pdf_layout import (
    Line,
    PageRuns,
    borrow_gutters,
    drop_furniture,
    find_gutters,
    reading_order,
)
from miner.readers.pdf_lines import runs_of
from miner.readers.pdf_tables import Region, find_regions
from miner.readers.pdf_words import FontStyles, Frame, read_page
from miner.readers.pdf_write import PdfWriter
from miner.text.sentences import split_sentences

READER = "pdf/1"
MAX_PAGES = 1_000  # a paper has fewer than a hundred; a book is not one document to mine
MAX_BYTES = 400_000_000
LEAST_FRAME_WORDS = 60  # fewer words in another direction are a stamp in the margin

_YEAR = re.compile(r"(?:©|\(c\)|copyright|published|accepted|received|[A-Z][a-z]+)\D{0,30}\b((?:19[89]|20[0-4])\d)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(slots=True)
class PdfTable:
    """A table with its grid, on its way into the document."""

    region: Region
    draft: Draft
    frame: Frame


@dataclass(slots=True)
class PlacedFigure:
    """A figure with the page it stands on."""

    figure: Figure
    frame: Frame


def read_pdf(data: bytes, *, path: str) -> Document:
    """Read a PDF that has a text layer.

    Parameters
    ----------
    data : bytes
        The file.
    path : str
        Where it came from, for messages.

    Returns
    -------
    Document
        Reader `pdf/1`; `lines` hold a box for each line and each table cell.

    Raises
    ------
    ReadError
        Encrypted, broken, without text, or longer than `MAX_PAGES`.
    """
    frames = _read_frames(data, path)
    main: dict[int, Frame] = {}
    extra: list[Frame] = []
    for frame in frames:
        if frame.page not in main:
            main[frame.page] = frame
        elif len(frame.words) >= LEAST_FRAME_WORDS:
            extra.append(frame)
    if not any(len(frame.words) > 3 for frame in main.values()):
        raise ReadError(f"{path}: no text layer, its pages are images; run text recognition (OCR) on it first")
    pages = [PageRuns(frame, runs_of(frame.words), None, frame.figures) for frame in main.values()]
    sides = [PageRuns(frame, runs_of(frame.words), None, frame.figures) for frame in extra]
    body_size = _body_size(pages)
    drop_furniture(pages)
    find_gutters(pages)
    found = _assemble(pages, sides, body_size)
    return _document(found, pages, frames, data, path, body_size)


def _read_frames(data: bytes, path: str) -> list[Frame]:
    import pypdfium2
    from pypdfium2 import raw

    if len(data) > MAX_BYTES:
        raise ReadError(f"{path}: PDF of {len(data) // 1_000_000} MB; split it below {MAX_BYTES // 1_000_000} MB")
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"{path}: {_why(str(error), data)}") from None
    try:
        if len(pdf) > MAX_PAGES:
            raise ReadError(f"{path}: PDF of {len(pdf)} pages; split it into parts of at most {MAX_PAGES}")
        if not len(pdf):
            raise ReadError(f"{path}: PDF without pages")
        fonts = FontStyles(raw)
        return [frame for number in range(len(pdf)) for frame in _page_frames(pdf, raw, number, fonts)]
    finally:
        pdf.close()


def _page_frames(pdf: Any, raw: Any, number: int, fonts: FontStyles) -> list[Frame]:
    import pypdfium2

    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:
        return []  # one broken page does not lose the rest; the warning below names it
    try:
        return read_page(raw, page, number + 1, fonts)
    finally:
        page.close()


def _why(message: str, data: bytes) -> str:
    if "password" in message.lower():
        return "PDF is encrypted; save a copy without a password"
    if "security" in message.lower():
        return "PDF uses a protection that cannot be read; save a copy without it"
    if b"%%EOF" not in data[-2048:]:
        return "PDF is broken or cut short; fetch it again"
    return "PDF is broken; open it in a viewer and save a fresh copy"


def _body_size(pages: Sequence[PageRuns]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for run in page.runs:
            if run.width > 0.25 * page.frame.width:
                sizes[run.size] += len(run.text)
    return max(sizes.items(), key=lambda item: (item[1], item[0]))[0] if sizes else 10.0


def _assemble(pages: Sequence[PageRuns], sides: Sequence[PageRuns], body_size: float) -> list[Any]:
    """Return paragraphs, tables and figures in reading order."""
    tables = {id(page): _take_tables(page, body_size) for page in (*pages, *sides)}
    figures = {id(page): take_figures(page, body_size) for page in pages}
    borrow_gutters(pages)
    ordered = {id(page): reading_order(page) for page in pages}
    flow = Flow(body_size, usual_pitches(line for page in pages for line in ordered[id(page)]))
    for page in pages:
        lines = ordered[id(page)]
        edges = usual_edges(lines)
        small = _bottom_notes(lines, body_size, page.frame.height)
        waiting: list[Line] = []
        floats = _floats_by_line(lines, tables[id(page)], figures[id(page)], page.frame)
        for number, line in enumerate(lines):
            for thing in floats.get(number, ()):
                flow.aside(thing)
            if id(line) in small and not flow.in_references:
                waiting.append(line)
                continue
            flow.add(line, edges[line.column])
        for paragraph in _note_paragraphs(waiting):
            flow.aside(paragraph)
        for thing in floats.get(len(lines), ()):
            flow.aside(thing)
        for side in sides:
            if side.frame.page == page.frame.page:
                _add_side(flow, side, tables[id(side)])
    return flow.finish()


def _floats_by_line(lines: Sequence[Line], tables: Sequence[PdfTable], figures: Sequence[Figure],
                    frame: Frame) -> dict[int, list[Any]]:  # fmt: skip
    """Give each float the number of the line that stands below it in the order of reading."""
    placed: list[tuple[float, float, float, Any]] = [
        (t.region.bottom, t.region.x0, t.region.x1, t) for t in tables
    ]
    for figure in figures:
        runs = figure.caption
        placed.append((runs[-1].baseline, min(r.x0 for r in runs), max(r.x1 for r in runs), PlacedFigure(figure, frame)))
    floats: dict[int, list[Any]] = {}
    for bottom, x0, x1, thing in sorted(placed, key=lambda item: (item[0], item[1])):
        number = next(
            (i for i, line in enumerate(lines) if line.run.baseline > bottom and line.left < x1 and line.right > x0),
            len(lines),
        )
        floats.setdefault(number, []).append(thing)
    return floats


def _add_side(flow: Flow, side: PageRuns, tables: Sequence[PdfTable]) -> None:
    """Add a frame of text that runs in another direction than the page's own."""
    for table in tables:
        flow.aside(table)
    lines = reading_order(side)
    if not tables and lines:
        flow.aside(Paragraph(lines, "other"))


def _take_tables(page: PageRuns, body_size: float) -> list[PdfTable]:
    frame = page.frame
    regions = find_regions(page.runs, frame.rules, width=frame.width, height=frame.height,
                           body_size=body_size, gutter=page.gutter)  # fmt: skip
    tables: list[PdfTable] = []
    for region in regions:
        outside = {id(run) for run in (*region.caption, *region.notes)}
        words = [
            word for run in page.runs if id(run) not in outside for word in run.words
            if region.top < word.baseline <= region.bottom + 1
            and region.x0 - 4 <= (word.x0 + word.x1) / 2 <= region.x1 + 8
        ]  # fmt: skip
        draft = build_grid(words, region)
        if draft is None:
            continue
        inside = {id(word) for word in words}
        page.runs = [
            run for run in page.runs
            if id(run) not in outside and not any(id(word) in inside for word in run.words)
        ]  # fmt: skip
        tables.append(PdfTable(region, draft, frame))
    return tables


def _bottom_notes(lines: Sequence[Line], body_size: float, height: float) -> set[int]:
    """Return small lines in the lower part of a page with no line of normal size below them."""
    normal = [line.run for line in lines if line.run.size >= body_size - 0.7]
    if not normal:
        return set()
    return {
        id(line) for line in lines
        if line.run.size < body_size - 0.7 and line.run.baseline > 0.6 * height and not any(
            run.baseline > line.run.baseline and run.x0 < line.run.x1 and run.x1 > line.run.x0 for run in normal
        )
    }  # fmt: skip


def _note_paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    group: list[Line] = []
    for line in lines:
        if group and (
            line.column != group[-1].column or line.run.baseline - group[-1].run.baseline > 1.6 * line.run.size
        ):
            yield Paragraph(group, "footnote")
            group = []
        group.append(line)
    if group:
        yield Paragraph(group, "footnote")


def _document(found: list[Any], pages: Sequence[PageRuns], frames: Sequence[Frame], data: bytes, path: str,
              body_size: float) -> Document:  # fmt: skip
    paragraphs = [thing for thing in found if isinstance(thing, Paragraph)]
    classify(paragraphs, body_size)
    title = _mark_title(paragraphs, pages[0].frame)
    _mark_roles(paragraphs)
    vocabulary = frozenset(
        word.casefold() for thing in paragraphs for line in thing.lines for word in _WORD.findall(line.run.text)
    )
    writer = PdfWriter(vocabulary)
    section: tuple[str, ...] = ()
    for thing in found:
        if isinstance(thing, Paragraph):
            if thing.kind == "heading":
                section = section_path(section, tidy_heading(thing.text), thing.level)
            writer.paragraph(thing.lines, thing.kind, section)
        elif isinstance(thing, PlacedFigure):
            writer.runs([(run, thing.frame) for run in thing.figure.caption], "caption", section)
            if thing.figure.inside:
                _write_inside(writer, thing, section)
        else:
            _write_table(writer, thing, section)
    text = writer.text
    front = text[: 6000]
    sentences = tuple(
        sentence
        for block in writer.blocks if block.kind in ("paragraph", "abstract", "caption", "footnote", "list_item")
        for sentence in split_sentences(text, block.span.start, block.span.end)
    )  # fmt: skip
    digest = hashlib.sha256(data).hexdigest()
    year = _YEAR.search(front[:2500])
    n_pages = max(frame.page for frame in frames)
    return Document(
        document_id=f"sha256:{digest[:16]}", path=path, sha256=digest, kind="paper", reader=READER, text=text,
        metadata=Metadata(title=title, doi=find_doi(front), registration=find_registration(text),
                          year=int(year.group(1)) if year else None, n_pages=n_pages),
        blocks=tuple(writer.blocks), tables=tuple(writer.tables), marks=tuple(writer.marks),
        lines=tuple(writer.lines), sentences=sentences, warnings=_warnings(frames),
    )  # fmt: skip


def _warnings(frames: Sequence[Frame]) -> tuple[str, ...]:
    empty = sorted({f.page for f in frames} - {f.page for f in frames if f.words})
    if not empty:
        return ()
    return (f"no text on page {', '.join(map(str, empty))}",)


def _write_inside(writer: PdfWriter, placed: PlacedFigure, section: tuple[str, ...]) -> None:
    """Write the words of a drawing (a flow of participants, say), a block for each box of text."""
    groups: list[list[Any]] = []
    for run in placed.figure.inside:
        for group in reversed(groups[-12:]):
            last = group[-1]
            if 0 < run.baseline - last.baseline < 1.6 * last.size and run.x0 < last.x1 and run.x1 > last.x0:
                group.append(run)
                break
        else:
            groups.append([run])
    for group in groups:
        writer.runs([(run, placed.frame) for run in group], "other", section)


def _write_table(writer: PdfWriter, table: PdfTable, section: tuple[str, ...]) -> None:
    table_id = f"T{len(writer.tables) + 1}"
    frame = table.frame
    caption = writer.runs([(run, frame) for run in table.region.caption], "caption", section, table_id)
    writer.table([(row, frame) for row in table.draft.rows], table.draft.n_columns, table_id=table_id,
                 label=table.region.label, caption=caption, section=section)  # fmt: skip
    writer.notes(table.region.notes, frame, table_id, section)


def _mark_title(paragraphs: Sequence[Paragraph], frame: Frame) -> str | None:
    """Mark the largest words of the first page as the title and return them."""
    best: tuple[float, int] | None = None
    for index, paragraph in enumerate(paragraphs):
        line = paragraph.first
        if line.frame.page != frame.page or line.run.baseline > 0.62 * frame.height:
            continue
        text = paragraph.text
        if len(text.split()) < 4 or sum(ch.isalpha() for ch in text) < 20 or paragraph.kind == "footnote":
            continue
        size = round(line.run.size) + (0.4 if line.run.bold else 0.0)
        if best is None or size > best[0]:
            best = size, index
    if best is None:
        return None
    paragraphs[best[1]].kind = "title"
    return " ".join(paragraphs[best[1]].text.split())


def _mark_roles(paragraphs: Sequence[Paragraph]) -> None:
    """Tell abstract and references from other paragraphs by the headings before them."""
    role = "front"
    for paragraph in paragraphs:
        if paragraph.kind == "heading":
            name = tidy_heading(paragraph.text).casefold()
            if name in ("abstract", "summary"):
                role = "abstract"
            elif "references" in name or name in ("bibliography", "literature cited"):
                role = "reference"
            elif name.startswith(("keyword", "key word")):
                role = "front"
            elif role == "abstract" and is_top_heading(name) and "introduction" not in name and paragraph.first.frame.page == 1:
                continue
            elif is_top_heading(name) or role == "abstract":
                role = "paragraph"
        elif paragraph.kind == "paragraph":
            if role == "front" and re.match(r"(?:Background|Objectives?|Aims?|Purpose|Context|Introduction)\s*[:.—]", paragraph.text):
                role = "abstract"
            if role == "abstract" and re.match(r"(?:key\s?words?|Keywords)\b", paragraph.text, re.IGNORECASE):
                role = "paragraph"
                paragraph.kind = "other"
            elif role in ("abstract", "reference"):
                paragraph.kind = role
