"""Pages to paragraphs, tables and figures in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from miner.readers.pdf_captions import captions_stand_below
from miner.readers.pdf_figures import Figure, take_figures
from miner.readers.pdf_flow import Flow, Paragraph, usual_edges, usual_pitches
from miner.readers.pdf_grid import Draft, build_grid
from miner.readers.pdf_layout import Line, PageRuns, borrow_gutters, reading_order
from miner.readers.pdf_orphans import orphan_regions
from miner.readers.pdf_tables import Region, carried_region, find_regions
from miner.readers.pdf_words import Frame


@dataclass(slots=True)
class PdfTable:
    """A table with its grid, on its way into the document."""

    region: Region
    draft: Draft
    frame: Frame
    more: list[PdfTable] = field(default_factory=list)


@dataclass(slots=True)
class PlacedFigure:
    """A figure with the page it stands on."""

    figure: Figure
    frame: Frame


def assemble(pages: Sequence[PageRuns], sides: Sequence[PageRuns], body_size: float) -> list[Any]:
    """Return paragraphs, tables and figures in reading order."""
    tables: dict[int, list[PdfTable]] = {}
    last: PdfTable | None = None
    under = captions_stand_below([page.runs for page in (*pages, *sides)])
    for page in pages:
        tables[id(page)] = _take_tables(page, body_size, last, captions_below=under)
        found = tables[id(page)]
        last = found[-1] if found and _fills_page(found[-1], page) else None
    for page in sides:
        tables[id(page)] = _take_tables(page, body_size, None, captions_below=under)
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
        placed.append(
            (
                runs[-1].baseline,
                min(r.x0 for r in runs),
                max(r.x1 for r in runs),
                PlacedFigure(figure, frame),
            )
        )
    floats: dict[int, list[Any]] = {}
    for bottom, x0, x1, thing in sorted(placed, key=lambda item: (item[0], item[1])):
        number = next(
            (
                i
                for i, line in enumerate(lines)
                if line.run.baseline > bottom and line.left < x1 and line.right > x0
            ),
            len(lines),
        )
        floats.setdefault(number, []).append(thing)
    return floats


def _add_side(flow: Flow, side: PageRuns, tables: Sequence[PdfTable]) -> None:
    """Add a frame of text that runs in another direction than the page's own."""
    for table in tables:
        flow.aside(table)
    lines = reading_order(side)
    if lines:
        flow.aside(Paragraph(lines, "other"))


def _fills_page(table: PdfTable, page: PageRuns) -> bool:
    """Tell whether nothing but furniture stands below a table, and it has no notes yet."""
    region = table.region
    below = [
        r
        for r in page.runs
        if r.baseline > region.bottom + 2 and r.x0 < region.x1 and r.x1 > region.x0
    ]
    return not below and not region.notes and region.bottom > 0.6 * page.frame.height


def _take_tables(
    page: PageRuns, body_size: float, above: PdfTable | None, *, captions_below: bool
) -> list[PdfTable]:
    frame = page.frame
    carried = None
    if above is not None and above.frame.angle == frame.angle:
        carried = carried_region(above.region, page.runs, frame.rules, height=frame.height, body_size=body_size,
                                 gutter=page.gutter)  # fmt: skip
    tables = _grids(page, [carried]) if carried is not None else []
    regions = [] if captions_below else find_regions(page.runs, frame.rules, width=frame.width, height=frame.height,
                           body_size=body_size, gutter=page.gutter)  # fmt: skip
    tables += _grids(page, regions)
    orphans = orphan_regions(
        page.runs, frame.rules, height=frame.height, body_size=body_size, gutter=page.gutter
    )
    return [*tables, *_grids(page, orphans)]


def _grids(page: PageRuns, regions: Sequence[Region]) -> list[PdfTable]:
    """Build the grids of a page's regions; their runs leave the page."""
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
        tables.append(PdfTable(region, draft, page.frame))
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
            line.column != group[-1].column
            or line.run.baseline - group[-1].run.baseline > 1.6 * line.run.size
        ):
            yield Paragraph(group, "footnote")
            group = []
        group.append(line)
    if group:
        yield Paragraph(group, "footnote")
