"""PDF with a text layer to a document: prose in reading order, tables as grids, boxes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from miner.model import Document, Metadata, ReadError
from miner.readers.headings import is_top_heading, section_path, tidy_heading
from miner.readers.identifiers import find_doi, find_registration
from miner.readers.pdf_assemble import PdfTable, PlacedFigure, assemble
from miner.readers.pdf_characters import FontStyles
from miner.readers.pdf_flow import Paragraph, classify
from miner.readers.pdf_layout import PageRuns, drop_furniture, find_gutters
from miner.readers.pdf_lines import runs_of
from miner.readers.pdf_rows import DraftRow
from miner.readers.pdf_words import Frame, read_page
from miner.readers.pdf_write import PdfWriter
from miner.text.sentences import split_sentences

READER = "pdf/2"
MAX_PAGES = 1_000  # a paper has fewer than a hundred; a book is not one document to mine
MAX_BYTES = 400_000_000
LEAST_FRAME_WORDS = 60  # fewer words in another direction are a stamp in the margin

_YEARS = tuple(
    re.compile(rf"{sign}[^.;\n]{{0,40}}?\b((?:19[89]|20[0-4])\d)\b(?!-\d)", re.IGNORECASE)
    for sign in (r"(?:©|\(c\)|\bcopyright\b)", r"\bpublished\b", r"\baccepted\b")
)
_NO_TITLE = re.compile(r"\bISSN\b|https?:|www\.|\bdoi\b|@", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


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
        Reader `pdf/2`; `lines` hold a box for each line and each table cell.

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
        raise ReadError(
            f"{path}: no text layer, its pages are images; run text recognition (OCR) on it first"
        )
    pages = [PageRuns(frame, runs_of(frame.words), None, frame.figures) for frame in main.values()]
    sides = [PageRuns(frame, runs_of(frame.words), None, frame.figures) for frame in extra]
    body_size = _body_size(pages)
    drop_furniture(pages)
    find_gutters(pages)
    found = assemble(pages, sides, body_size)
    return _document(found, pages, frames, data, path, body_size)


def _read_frames(data: bytes, path: str) -> list[Frame]:
    import pypdfium2
    from pypdfium2 import raw

    if len(data) > MAX_BYTES:
        raise ReadError(
            f"{path}: PDF of {len(data) // 1_000_000} MB; split it below {MAX_BYTES // 1_000_000} MB"
        )
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReadError(f"{path}: {_why(str(error), data)}") from None
    try:
        if len(pdf) > MAX_PAGES:
            raise ReadError(
                f"{path}: PDF of {len(pdf)} pages; split it into parts of at most {MAX_PAGES}"
            )
        if not len(pdf):
            raise ReadError(f"{path}: PDF without pages")
        fonts = FontStyles(raw)
        return [
            frame for number in range(len(pdf)) for frame in _page_frames(pdf, raw, number, fonts)
        ]
    finally:
        pdf.close()


def _page_frames(pdf: Any, raw: Any, number: int, fonts: FontStyles) -> list[Frame]:
    import pypdfium2

    try:
        page = pdf[number]
    except pypdfium2.PdfiumError:
        # one broken page does not lose the rest; a warning names it
        return [Frame(number + 1, 0, 0, (0.0, 0.0, 1.0, 1.0), [], [], [])]
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


def _document(found: list[Any], pages: Sequence[PageRuns], frames: Sequence[Frame], data: bytes, path: str,
              body_size: float) -> Document:  # fmt: skip
    paragraphs = [thing for thing in found if isinstance(thing, Paragraph)]
    classify(paragraphs, body_size)
    title = _mark_title(paragraphs, pages[0].frame)
    _mark_roles(paragraphs)
    vocabulary = frozenset(
        word.casefold()
        for thing in paragraphs
        for line in thing.lines
        for word in _WORD.findall(line.run.text)
    )
    found = _join_continued(found)
    _fill_labels([thing for thing in found if isinstance(thing, PdfTable)])
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
    front = text[:9000]
    sentences = tuple(
        sentence
        for block in writer.blocks if block.kind in ("paragraph", "abstract", "caption", "footnote", "list_item")
        for sentence in split_sentences(text, block.span.start, block.span.end)
    )  # fmt: skip
    digest = hashlib.sha256(data).hexdigest()
    n_pages = max(frame.page for frame in frames)
    return Document(
        document_id=f"sha256:{digest[:16]}", path=path, sha256=digest, kind="paper", reader=READER, text=text,
        metadata=Metadata(title=title, doi=find_doi(front), registration=find_registration(text),
                          year=_year_of(front), n_pages=n_pages),
        blocks=tuple(writer.blocks), tables=tuple(writer.tables), marks=tuple(writer.marks),
        lines=tuple(writer.lines), sentences=sentences, warnings=_warnings(frames, data),
    )  # fmt: skip


def _year_of(front: str) -> int | None:
    """Return the year of the copyright line, else of publication, else of acceptance."""
    for pattern in _YEARS:
        found = pattern.search(front)
        if found:
            return int(found.group(1))
    return None


def _warnings(frames: Sequence[Frame], data: bytes) -> tuple[str, ...]:
    cut = () if b"%%EOF" in data[-2048:] else ("the file is cut short; pages may be missing",)
    empty = sorted({f.page for f in frames} - {f.page for f in frames if f.words})
    if not empty:
        return cut
    return (
        *cut,
        f"no text on page {', '.join(map(str, empty))}",
    )


def _write_inside(writer: PdfWriter, placed: PlacedFigure, section: tuple[str, ...]) -> None:
    """Write the words of a drawing (a flow of participants, say), a block for each box of text."""
    groups: list[list[Any]] = []
    for run in placed.figure.inside:
        for group in reversed(groups[-12:]):
            last = group[-1]
            if (
                0 < run.baseline - last.baseline < 1.6 * last.size
                and run.x0 < last.x1
                and run.x1 > last.x0
            ):
                group.append(run)
                break
        else:
            groups.append([run])
    for group in groups:
        writer.runs([(run, placed.frame) for run in group], "other", section)


def _write_table(writer: PdfWriter, table: PdfTable, section: tuple[str, ...]) -> None:
    table_id = f"T{len(writer.tables) + 1}"
    frame = table.frame
    caption = None
    if table.region.caption:
        caption = writer.runs(
            [(run, frame) for run in table.region.caption], "caption", section, table_id
        )
    rows = [(row, frame) for row in table.draft.rows]
    for more in table.more:
        heads = [_row_texts(row) for row, _ in rows if row.is_header]
        rows += [
            (row, more.frame)
            for row in more.draft.rows
            if not (row.is_header and _row_texts(row) in heads)
        ]
    writer.table(rows, table.draft.n_columns, table_id=table_id,
                 label=table.region.label, caption=caption, section=section)  # fmt: skip
    for part in (table, *table.more):
        writer.notes(part.region.notes, part.frame, table_id, section)


def _row_texts(row: DraftRow) -> list[str]:
    return [cell.text for _, cell in sorted(row.cells.items())]


def _fill_labels(tables: Sequence[PdfTable]) -> None:
    """Name a table without a label where it stands between two whose numbers leave one out."""
    numbers = [re.fullmatch(r"(\D*)(\d+)", table.region.label) for table in tables]
    known = {match.group(0) for match in numbers if match}
    for before, table, after in zip(numbers, tables[1:], numbers[2:], strict=False):
        if table.region.label == "" and before and after:
            missing = f"{before.group(1)}{int(before.group(2)) + 1}"
            if int(after.group(2)) == int(before.group(2)) + 2 and missing not in known:
                table.region.label = missing


def _join_continued(found: Sequence[Any]) -> list[Any]:
    """Put the continuation of a table behind its first part where the columns are the same."""
    kept: list[Any] = []
    last: PdfTable | None = None
    for thing in found:
        if isinstance(thing, PdfTable):
            same = last is not None and thing.region.is_continued and (
                thing.region.label.casefold() == last.region.label.casefold()
            )  # fmt: skip
            if same and last is not None and thing.draft.n_columns == last.draft.n_columns:
                last.more.append(thing)
                continue
            last = thing
        kept.append(thing)
    return kept


def _mark_title(paragraphs: Sequence[Paragraph], frame: Frame) -> str | None:
    """Mark the largest words of the first page as the title and return them."""
    best: tuple[float, int] | None = None
    for index, paragraph in enumerate(paragraphs):
        line = paragraph.first
        if line.frame.page != frame.page or line.run.baseline > 0.62 * frame.height:
            continue
        text = paragraph.text
        if (
            _NO_TITLE.search(text)
            or len(text.split()) < 4
            or sum(ch.isalpha() for ch in text) < 20
            or paragraph.kind == "footnote"
        ):
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
            elif (
                role == "abstract"
                and is_top_heading(name)
                and "introduction" not in name
                and paragraph.first.frame.page == 1
            ):
                continue
            elif is_top_heading(name) or role == "abstract":
                role = "paragraph"
        elif paragraph.kind == "paragraph":
            if role == "front" and re.match(
                r"(?:Background|Objectives?|Aims?|Purpose|Context|Introduction)\s*[:.—]",
                paragraph.text,
            ):
                role = "abstract"
            if role == "abstract" and re.match(
                r"(?:key\s?words?|Keywords)\b", paragraph.text, re.IGNORECASE
            ):
                role = "paragraph"
                paragraph.kind = "other"
            elif role in ("abstract", "reference"):
                paragraph.kind = role
