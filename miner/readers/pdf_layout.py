"""The layout of pages: running heads out, columns found, lines put in reading order."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from miner.readers.pdf_lines import LEVEL_EM, Run
from miner.readers.pdf_words import Frame

HEAD_SHARE = 0.11  # of the page's height, where running heads stand
FOOT_SHARE = 0.91
LEAST_HEADINGS = 4
OUTER_ROWS = 3  # a running head is among the outermost rows of its page
PROSE_SHARE = 0.15  # of the page's width; narrower runs are no prose
LEAST_PAIRS = 5  # lines on either side that make a gutter
_DIGITS = re.compile(r"\d+")
_NEVER_FURNITURE = re.compile(r"^\s*(?:Table|TABLE|Tab\.|Fig|FIG|n\s*[(=]|[(%])")
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?(\d{1,5})(?:\s*(?:of|/)\s*\d{1,5})?$", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    """One line of one column: its runs, and the column's edges on that page."""

    run: Run
    frame: Frame
    left: float
    right: float
    column: int


@dataclass(slots=True)
class PageRuns:
    """A frame with its runs; `gutter` is the space between two columns of prose."""

    frame: Frame
    runs: list[Run]
    gutter: tuple[float, float] | None = None
    drawn: list[tuple[float, float, float, float]] = field(default_factory=list)


def drop_furniture(pages: Sequence[PageRuns]) -> None:
    """Remove running heads, page numbers and line numbers from the pages in place."""
    places: dict[str, list[tuple[int, float]]] = {}
    marginal = [_marginal(page) for page in pages]
    for page, here in zip(pages, marginal, strict=True):
        for run in here:
            places.setdefault(_folded(run.text), []).append((page.frame.page, run.baseline))
    numbered = _numbered(marginal)
    for page, here in zip(pages, marginal, strict=True):
        gone: set[int] = set()
        for run in here:
            match = _PAGE_NUMBER.match(run.text.strip())
            if match and int(match.group(1)) - page.frame.page in numbered:
                gone.add(id(run))
                gone.update(id(mate) for mate in here if abs(mate.baseline - run.baseline) < 3)
            elif _comes_back(run, places):
                gone.add(id(run))
        page.runs = [run for run in page.runs if id(run) not in gone]
        _drop_line_numbers(page)


def _marginal(page: PageRuns) -> list[Run]:
    """Return the runs of the outermost rows at the head and at the foot of a page."""
    height = page.frame.height
    near = [
        run
        for run in page.runs
        if run.baseline < HEAD_SHARE * height or run.baseline > FOOT_SHARE * height
    ]
    rows = sorted({round(run.baseline / 3) for run in near})
    outer = set(rows[:OUTER_ROWS]) | set(rows[-OUTER_ROWS:])
    counts = Counter(round(run.baseline / 3) for run in near)
    # headings of a table that goes on come back at one height too: they stand below its label,
    # or are more than a running head has parts
    label = min((run.baseline for run in near if _NEVER_FURNITURE.match(run.text)), default=height)
    return [
        run for run in near
        if round(run.baseline / 3) in outer and counts[round(run.baseline / 3)] < LEAST_HEADINGS
        and not (label < run.baseline < 0.5 * height)
    ]  # fmt: skip


def _comes_back(run: Run, places: dict[str, list[tuple[int, float]]]) -> bool:
    """Tell whether a run stands at the same height on another page, its digits aside."""
    if _NEVER_FURNITURE.match(run.text) or not any(ch.isalpha() for ch in run.text):
        return False
    pages = {
        page for page, baseline in places[_folded(run.text)] if abs(baseline - run.baseline) <= 4
    }
    return len(pages) >= 2


def _folded(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split()).casefold())


def _numbered(marginal: Sequence[Sequence[Run]]) -> set[int]:
    """Return the offsets between printed and counted page numbers that several pages agree on."""
    offsets: Counter[int] = Counter()
    for number, here in enumerate(marginal, start=1):
        for offset in {
            int(match.group(1)) - number for run in here if (match := _PAGE_NUMBER.match(run.text.strip()))
        }:  # fmt: skip
            offsets[offset] += 1
    return {offset for offset, count in offsets.items() if count >= max(2, 0.4 * len(marginal))}


def _drop_line_numbers(page: PageRuns) -> None:
    """Remove the numbers that manuscripts set beside their lines."""
    numbers = [run for run in page.runs if run.text.strip().isdigit() and len(run.text) <= 4]
    if len(numbers) < 12:
        return
    for edge, _count in Counter(round(run.x1 / 3) for run in numbers).most_common(2):
        column = sorted(
            (r for r in numbers if abs(r.x1 / 3 - edge) <= 1.5), key=lambda r: r.baseline
        )
        rising = sum(
            int(b.text) - int(a.text) in (1, 5) for a, b in itertools.pairwise(column)
        )  # fmt: skip
        outside = all(run.x1 <= other.x0 + 1 for run in column[:3] for other in page.runs
                      if other not in numbers and other.width > 60)  # fmt: skip
        if len(column) >= 12 and rising >= 0.9 * (len(column) - 1) and outside:
            gone = {id(run) for run in column}
            page.runs = [run for run in page.runs if id(run) not in gone]


def find_gutters(pages: Sequence[PageRuns]) -> None:
    """Find on each page the space between two columns of prose; None on one-column pages."""
    for page in pages:
        page.gutter = _gutter(page)
    borrow_gutters(pages)


def borrow_gutters(pages: Sequence[PageRuns]) -> None:
    """Give pages without a gutter that of other pages where nothing but a heading crosses it.

    Called again when tables and figures are out, for pages with few lines of prose.
    """
    known = Counter(
        (round(page.frame.width), round(page.gutter[0] / 4), round(page.gutter[1] / 4))
        for page in pages
        if page.gutter is not None
    )
    for page in pages:
        if page.gutter is None and known:
            page.gutter = _borrowed(
                page,
                [
                    (a * 4.0, b * 4.0)
                    for (width, a, b), _ in known.most_common(3)
                    if abs(width - page.frame.width) < 2
                ],
            )


def _borrowed(
    page: PageRuns, candidates: Sequence[tuple[float, float]]
) -> tuple[float, float] | None:
    """Return another page's gutter where it fits: a last page may hold a few lines only."""
    for end, start in candidates:
        middle = (end + start) / 2
        left = [run for run in page.runs if run.x1 < middle]
        right = [run for run in page.runs if run.x0 > middle]
        across = len(page.runs) - len(left) - len(right)
        widest = [max((run.width for run in side), default=0.0) for side in (left, right)]
        if min(len(left), len(right)) >= 3 and across <= 2 and min(widest) > 0.6 * (end - 40):
            return middle - 1, middle + 1
    return None


def _gutter(page: PageRuns) -> tuple[float, float] | None:
    return _gutter_of(page.runs, 0.0, page.frame.width)


def _gutter_of(
    runs: Sequence[Run], left_edge: float, right_edge: float
) -> tuple[float, float] | None:
    """Return the gutter between the left edge shared by most lines on the right and what ends before it."""
    width = right_edge - left_edge
    prose = [run for run in runs if PROSE_SHARE * width < run.width < 0.62 * width]
    best: tuple[int, float, float] | None = None
    starts: Counter[int] = Counter(
        round(run.x0 / 2) for run in prose if 0.2 * width < run.x0 - left_edge < 0.8 * width
    )
    for start, _count in starts.most_common(6):
        edge = 2.0 * start
        right = [run for run in prose if abs(run.x0 - edge) <= 3]
        left = [run for run in prose if edge - 0.2 * width < run.x1 <= edge - 2 and run.x0 < edge - 0.2 * width]  # fmt: skip
        pairs = min(len(left), len(right))
        if pairs < LEAST_PAIRS:
            continue
        end = max(run.x1 for run in left)
        if best is None or (pairs, -edge) > (best[0], -best[1]):
            best = pairs, edge, end
    if best is None:
        return None
    _, edge, end = best
    # numbers of references and first-line letters may stand left of the prose
    begin = min((run.x0 for run in runs if end + 1 < run.x0 <= edge + 3), default=edge)
    return (min(end, begin - 1), begin)


def reading_order(page: PageRuns) -> list[Line]:
    """Put a page's runs in reading order: bands across the page, columns inside a band."""
    runs = sorted(page.runs, key=lambda run: (run.baseline, run.x0))
    if not runs:
        return []
    left_edge = min(run.x0 for run in runs)
    right_edge = max(run.x1 for run in runs)
    if page.gutter is None:
        return _merge(runs, page, left_edge, right_edge, 0)
    end, start = page.gutter
    ordered: list[Line] = []
    columns: tuple[list[Run], list[Run]] = ([], [])
    across: list[Run] = []

    def flush_columns() -> None:
        ordered.extend(_column_lines(columns[0], page, left_edge, end, 0))
        ordered.extend(_column_lines(columns[1], page, start, right_edge, 1))
        columns[0].clear()
        columns[1].clear()

    for run in runs:
        side = 0 if run.x1 <= start - 0.5 else 1 if run.x0 >= end + 0.5 else None
        if side is None:
            flush_columns()
            across.append(run)
            continue
        if across and abs(run.baseline - across[-1].baseline) <= LEVEL_EM * run.size:
            across.append(run)  # the rest of a line that crosses the gutter
            continue
        if across:
            ordered.extend(_merge(across, page, left_edge, right_edge, 2))
            across = []
        columns[side].append(run)
    flush_columns()
    ordered.extend(_merge(across, page, left_edge, right_edge, 2))
    return ordered


def _column_lines(
    runs: Sequence[Run], page: PageRuns, left: float, right: float, column: int
) -> list[Line]:
    """Read one side of the page; it may hold two columns itself, as where a page has three."""
    inner = _gutter_of(runs, left, right) if len(runs) >= 4 * LEAST_PAIRS else None
    if inner is None or not _parts_cleanly(runs, inner):
        return _merge(runs, page, left, right, column)
    first = [run for run in runs if run.x1 <= inner[1] - 0.5]
    second = [run for run in runs if run.x0 >= inner[0] + 0.5]
    return [
        *_merge(first, page, left, inner[0], 3 + 2 * column),
        *_merge(second, page, inner[1], right, 4 + 2 * column),
    ]


def _parts_cleanly(runs: Sequence[Run], gutter: tuple[float, float]) -> bool:
    """Tell whether each run lies on one side of a gutter."""
    return all(run.x1 <= gutter[1] - 0.5 or run.x0 >= gutter[0] + 0.5 for run in runs)


def _merge(
    runs: Sequence[Run], page: PageRuns, left: float, right: float, column: int
) -> list[Line]:
    """Join runs on one baseline into lines."""
    lines: list[Line] = []
    group: list[Run] = []
    for run in runs:
        if group and run.baseline - group[0].baseline > max(
            1.0, 0.3 * min(run.size, group[0].size)
        ):
            lines.append(_line(group, page, left, right, column))
            group = []
        group.append(run)
    if group:
        lines.append(_line(group, page, left, right, column))
    return lines


def _line(group: Sequence[Run], page: PageRuns, left: float, right: float, column: int) -> Line:
    if len(group) == 1:
        return Line(group[0], page.frame, left, right, column)
    words = [word for run in sorted(group, key=lambda r: r.x0) for word in run.words]
    return Line(Run(words).settle(), page.frame, left, right, column)
