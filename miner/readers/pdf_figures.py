"""Figures: their captions, and the words inside drawings, which are no prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from miner.readers.pdf_captions import FIGURE_LABEL, is_mid_line
from miner.readers.pdf_layout import PageRuns
from miner.readers.pdf_lines import Run

_CAPTION = re.compile(
    r"^\s*(?:Fig(?:ure|\.)?|FIG(?:URE|\.)?|Scheme|Chart)\s*\.?\s*[-–]?\s*[A-Z]?\d{1,2}[A-Za-z]?\s*(?P<rest>.*)$",
    re.DOTALL,
)


@dataclass(slots=True)
class Figure:
    """A caption's runs and the runs of the drawing above it."""

    caption: list[Run]
    inside: list[Run]


def take_figures(page: PageRuns, body_size: float) -> list[Figure]:
    """Take captions of figures and words inside drawings out of a page's runs.

    Parameters
    ----------
    page : PageRuns
        Its runs lose those of the figures.
    body_size : float
        Prevailing size of the prose.

    Returns
    -------
    list of Figure
        From the top of the page.
    """
    figures: list[Figure] = []
    for start in sorted(
        (r for r in page.runs if _is_caption(r, page, body_size)), key=lambda r: r.baseline
    ):
        if not any(run is start for run in page.runs):
            continue
        caption = _caption(start, page)
        gone = {id(run) for run in caption}
        rest = [run for run in page.runs if id(run) not in gone]
        inside = _inside(caption, rest, page, body_size)
        gone |= {id(run) for run in inside}
        page.runs = [run for run in page.runs if id(run) not in gone]
        figures.append(Figure(caption, inside))
    return figures


def _is_caption(run: Run, page: PageRuns, body_size: float) -> bool:
    match = _CAPTION.match(run.text)
    if match is None:
        return False
    rest = match.group("rest")
    if is_mid_line(run, page.runs, page.gutter):
        return False
    score = int(rest[:1] in ".:|–—" or not rest)
    score += run.words[0].bold or run.words[0].text.isupper()
    score += abs(run.size - body_size) > 0.4
    if re.match(r"[.:|]?\s*[a-z(]", rest) and not run.words[0].bold:
        score -= 1
    return score >= 1


def _caption(start: Run, page: PageRuns) -> list[Run]:
    caption = [start]
    end = start.baseline
    left, right = start.x0 - 3, max(start.x1, start.x0 + 60)
    column = _column(start, page)
    for run in sorted(page.runs, key=lambda r: (r.baseline, r.x0)):
        if run is start or run.baseline < start.baseline - 1:
            continue
        if run.baseline - end > 1.7 * start.size:
            break
        beside = abs(run.baseline - start.baseline) < 2 and run.x0 > start.x1
        if not column[0] - 4 <= run.x0 <= column[1]:
            continue
        if not beside and (
            abs(run.size - start.size) > 0.5
            or run.x0 > right
            or run.x0 < left - 30
            or FIGURE_LABEL.match(run.text)
        ):
            continue
        caption.append(run)
        end = max(end, run.baseline)
        right = max(right, run.x1)
    return caption


def _column(run: Run, page: PageRuns) -> tuple[float, float]:
    width = page.frame.width
    if page.gutter is None or run.x0 < page.gutter[0] < run.x1:
        return 0.0, width
    return (0.0, page.gutter[1]) if run.x1 <= page.gutter[1] else (page.gutter[0], width)


def _inside(
    caption: Sequence[Run], rest: Sequence[Run], page: PageRuns, body_size: float
) -> list[Run]:
    """Return the runs above a caption up to the nearest line of prose."""
    x0 = min(run.x0 for run in caption)
    x1 = max(run.x1 for run in caption)
    drawn = [
        box for box in page.drawn
        if box[3] <= caption[0].baseline + 4 and box[2] > x0 and box[0] < x1 and box[3] - box[1] > 4
    ]  # fmt: skip
    if not drawn:
        return []
    column = _column(caption[0], page)
    full = column[1] - column[0] if page.gutter is not None else 0.8 * page.frame.width
    across = page.gutter is not None and (
        x0 < page.gutter[0] < x1 or any(b[0] < page.gutter[0] < b[2] - 20 for b in drawn)
    )
    if across:
        column = (0.0, page.frame.width)
    inside: list[Run] = []
    for run in sorted(rest, key=lambda r: -r.baseline):
        if run.baseline > caption[0].baseline or run.x1 < column[0] or run.x0 > column[1]:
            continue
        wide = run.width > 0.55 * min(full, 0.5 * page.frame.width if page.gutter else full)
        covered = any(
            b[0] - 2 <= run.x0 and run.x1 <= b[2] + 2 and b[1] - 2 <= run.baseline <= b[3] + 2
            for b in drawn
        )
        if wide and abs(run.size - body_size) < 0.5 and not covered:
            break
        if run.baseline < min(b[1] for b in drawn) - 14:
            break
        inside.append(run)
    return sorted(inside, key=lambda r: (r.baseline, r.x0))
