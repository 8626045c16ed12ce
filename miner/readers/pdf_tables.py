"""Where the tables of a page stand: captions, rules and the stretch between them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from miner.readers.pdf_captions import FIGURE_LABEL, caption_label, is_caption
from miner.readers.pdf_columns import pieces_of
from miner.readers.pdf_extent import CAPTION_REACH, extent_of, first_rule, merge_rules, widened
from miner.readers.pdf_lines import Run, lines_of
from miner.readers.pdf_shapes import Rule
from miner.readers.pdf_values import is_data
from miner.readers.pdf_words import Word

SAME_EDGE = 10.0  # points; rules of one table end within this of each other

_CONTINUED = re.compile(r"\(?\s*cont(?:inued|['’]?d|\.)?\s*\)?\.?\s*$", re.IGNORECASE)
_FOOT_START = re.compile(
    r"^\s*(?:\*|†|‡|§|¶|#|\^|notes?\b|abbreviations?\b|legend\b|values?\b|data\b|source\b|key\b|"
    r"results\b|n\s*=|p\s*[<=]|[a-z]\)|[a-z0-9]\s?[A-Z]|[A-Z][A-Za-z0-9-]{1,9}\s*[,:=])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Region:
    """One table's place on a frame: caption above, grid words inside, notes below."""

    label: str
    caption: list[Run]
    x0: float
    top: float
    x1: float
    bottom: float
    rules: list[Rule]
    uprights: list[Rule] = field(default_factory=list)
    notes: list[Run] = field(default_factory=list)
    is_continued: bool = False


def find_regions(runs: Sequence[Run], rules: Sequence[Rule], *, width: float, height: float,
                 body_size: float, gutter: tuple[float, float] | None) -> list[Region]:  # fmt: skip
    """Find the tables of one frame by their captions.

    Parameters
    ----------
    runs : sequence of Run
        The frame's runs, running heads already out.
    rules : sequence of Rule
        Lines drawn in the frame.
    width, height : float
        Of the frame, in points.
    body_size : float
        Prevailing size of the document's prose.
    gutter : tuple of float, optional
        Left and right edge of the space between two columns of prose.

    Returns
    -------
    list of Region
        In order from the top.
    """
    level = merge_rules(rules)
    uprights = [rule for rule in rules if not rule.is_horizontal]
    starts = [run for run in runs if is_caption(run, runs, level, body_size, gutter)]
    figures = [run for run in runs if FIGURE_LABEL.match(run.text)]
    regions: list[Region] = []
    for start in sorted(starts, key=lambda r: (r.baseline, r.x0)):
        if any(_inside(start, region) for region in regions):
            continue
        region = _region(start, runs, level, starts + figures, width, height, body_size, gutter)
        if region is not None:
            region.uprights = [
                rule for rule in uprights
                if region.x0 - 4 <= rule.x0 <= region.x1 + 4 and rule.bottom > region.top and rule.top < region.bottom
            ]  # fmt: skip
            regions.append(region)
    return regions


def carried_region(above: Region, runs: Sequence[Run], rules: Sequence[Rule], *, height: float, body_size: float,
                   gutter: tuple[float, float] | None) -> Region | None:  # fmt: skip
    """Return where a table that filled the page before goes on without a caption, None if it does not."""
    first = min((run.baseline for run in runs), default=height)
    rows = lines_of([w for r in runs if r.baseline < first + 90 for w in r.words
                     if above.x0 - 4 <= w.x0 and w.x1 <= above.x1 + 8])[:5]  # fmt: skip
    data = sum(sum(is_data(piece) for piece in pieces_of(row)[1:]) >= 2 for row in rows)
    prose = any(
        _runs_like_prose(piece, 0.45 * (above.x1 - above.x0))
        for row in rows
        for piece in pieces_of(row)
    )
    if data < 2 or prose:
        return None
    x0, x1 = above.x0, above.x1
    top = first - 2.0 * body_size
    level = merge_rules(rules)
    mine = [r for r in level if r.x0 >= x0 - SAME_EDGE and r.x1 <= x1 + SAME_EDGE and top <= r.top]
    limit = min(
        (r.baseline - r.size for r in runs if caption_label(r.text) or FIGURE_LABEL.match(r.text)),
        default=height,
    )
    inside = [r for r in runs if r.x0 < x1 + 3 and r.x1 > x0 - 3 and r.baseline < limit]
    full = [r for r in mine if r.x1 - r.x0 >= 0.85 * (x1 - x0) and r.top < limit]
    bottom = bottom_of(full, inside, top, x0, x1, body_size, gutter, limit)
    if bottom is None:
        return None
    region = Region(
        above.label,
        [],
        x0,
        top,
        x1,
        bottom,
        [r for r in mine if r.top <= bottom + 2],
        is_continued=True,
    )
    region.notes = notes_below(region, inside, body_size)
    return region


def _inside(run: Run, region: Region) -> bool:
    return (
        region.top <= run.baseline <= region.bottom + 1
        and run.x0 < region.x1
        and run.x1 > region.x0
    )


def _region(start: Run, runs: Sequence[Run], rules: Sequence[Rule], stops: Sequence[Run], width: float,
            height: float, body_size: float, gutter: tuple[float, float] | None) -> Region | None:  # fmt: skip
    first = first_rule(start, rules)
    x0, x1 = extent_of(start, first, rules, runs, width, gutter)
    limit = min(
        (s.baseline - s.size for s in stops
         if s is not start and s.baseline > start.baseline + 2 and s.x0 < x1 and s.x1 > x0),
        default=height,
    )  # fmt: skip
    inside = [
        r
        for r in runs
        if r.x0 < x1 + 3 and r.x1 > x0 - 3 and start.baseline + 1 < r.baseline < limit
    ]
    caption, top = _caption(start, runs, first, x0, x1)
    mine = [
        r
        for r in rules
        if r.x0 >= x0 - SAME_EDGE and r.x1 <= x1 + SAME_EDGE and top - 3 <= r.top < limit
    ]
    full = [r for r in mine if r.x1 - r.x0 >= 0.85 * (x1 - x0)]
    bottom = bottom_of(full, inside, top, x0, x1, body_size, gutter, limit)
    if bottom is None or bottom - top < 8:
        return None
    x0, x1 = widened(x0, x1, top, min(bottom, limit), runs, gutter)
    label = caption_label(start.text) or start.text
    joined = " ".join(run.text for run in caption)
    region = Region(label, caption, x0, top, x1, bottom, [r for r in mine if r.top <= bottom + 2],
                    is_continued=bool(_CONTINUED.search(joined)))  # fmt: skip
    region.notes = notes_below(region, inside, body_size)
    return region


def _caption(
    start: Run, runs: Sequence[Run], first: Rule | None, x0: float, x1: float
) -> tuple[list[Run], float]:
    """Return the caption's lines and the height where the grid begins."""
    below = sorted(
        (r for r in runs if r is not start
         and r.baseline > start.baseline - (0.6 * start.size if r.x0 > start.x1 - 1 else 1)
         and r.x0 < x1 + 3 and r.x1 > x0 - 3 and r.baseline - start.baseline < CAPTION_REACH + 20),
        key=lambda r: (round(r.baseline), r.x0),
    )  # fmt: skip
    caption = [start]
    end = start.baseline
    pitch = 1.75 * start.size
    for run in below:
        if first is not None and first.top - 2 < run.baseline:
            break
        if run.baseline - end > pitch:
            break
        same_line = abs(run.baseline - end) <= 2
        mates = [] if same_line else [r for r in below if abs(r.baseline - run.baseline) <= 2]
        apart = any(b.x0 - a.x1 > 1.8 * start.size for a, b in itertools.pairwise(mates))
        if first is not None and apart and len(mates) > 1:
            first = None  # headings above the rule: no rule parts them from the caption
            break
        ends = len(mates) > 1 or abs(run.size - start.size) > 0.6 or _ends(caption[-1], start, run)
        if first is None and not same_line and ends:
            break
        caption.append(run)
        end = max(end, run.baseline)
    if first is not None and first.top >= end - 2:
        return caption, first.top - 1
    return caption, end + 0.28 * start.size


def _ends(last: Run, start: Run, run: Run) -> bool:
    """Tell whether a caption without a rule below it has ended before `run`."""
    return last.text.rstrip().endswith(".") and last.width < 0.7 * max(start.width, run.width)


def bottom_of(full: list[Rule], inside: Sequence[Run], top: float, x0: float, x1: float, body_size: float,
            gutter: tuple[float, float] | None, limit: float) -> float | None:  # fmt: skip
    """Return where the grid ends: at its last rule before prose begins again."""
    edges = [rule.bottom for rule in full if rule.top > top + 6]
    reached: float | None = None
    previous = top
    for edge in edges:
        between = [r for r in inside if previous < r.baseline <= edge + 1]
        if _has_prose(between, x0, x1, body_size, gutter):
            break
        reached = edge
        previous = edge
    if (
        reached is not None
        and len([e for e in edges if e <= reached]) >= 2
        and not _rows_go_on(inside, reached)
    ):
        return reached
    flowing = _flowing_bottom(inside, top, x0, x1, body_size, gutter)
    if reached is None or flowing is None:
        return flowing if reached is None else reached
    # one rule after the top: it closes the table, or only the header
    return max(reached, flowing) if _rows_go_on(inside, reached) else reached


def _rows_go_on(inside: Sequence[Run], edge: float) -> bool:
    """Tell whether rows of values follow a rule closely, so that it is not the last."""
    below = [r for r in inside if edge < r.baseline]
    if not below:
        return False
    rows = lines_of([w for r in below for w in r.words if r.baseline < edge + 60])[:4]
    if not rows or rows[0].baseline - edge > 2.6 * rows[0].size:
        return False
    return sum(sum(is_data(piece) for piece in pieces_of(row)[1:]) >= 1 for row in rows) >= 2


def _has_prose(between: Sequence[Run], x0: float, x1: float, body_size: float,
               gutter: tuple[float, float] | None) -> bool:  # fmt: skip
    """Tell whether three lines in a row run like prose rather than like cells."""
    column = (x1 - x0) if gutter is None else min(x1 - x0, gutter[0] - 30)
    streak = 0
    lines: dict[int, list[Run]] = {}
    for run in between:
        lines.setdefault(round(run.baseline), []).append(run)
    for base in sorted(lines):
        wide = [r for r in lines[base] if r.width > 0.8 * column and abs(r.size - body_size) < 0.4]
        streak = streak + 1 if wide else 0
        if streak >= 4:
            return True
    return False


def _flowing_bottom(inside: Sequence[Run], top: float, x0: float, x1: float, body_size: float,
                    gutter: tuple[float, float] | None) -> float | None:  # fmt: skip
    """Return the end of a table without a closing rule: where rows of cells stop."""
    rows = lines_of([w for r in inside if r.baseline > top for w in r.words])
    column = (
        (x1 - x0)
        if gutter is None or x1 <= gutter[1] or x0 >= gutter[0]
        else min(gutter[0] - x0, x1 - gutter[1])
    )
    last: float | None = None
    loose = 0
    previous = top
    pitch = 0.0
    for row in rows:
        step = row.baseline - previous
        pieces = pieces_of(row, gap_em=1.1)
        prose = any(_runs_like_prose(piece, column) for piece in pieces)
        prose = prose and not any(is_data(piece) for piece in pieces[1:])
        if (
            last is not None
            and step > max(2.0 * pitch, 3.0 * row.size)
            and (prose or len(pieces) < 2)
        ):
            break
        previous = row.baseline
        if len(pieces) >= 2 and not prose:
            pitch = step if not pitch else min(max(step, row.size), 1.5 * pitch)
            last = row.baseline + 0.3 * row.size
            loose = 0
            continue
        loose += 3 if prose else 1
        if loose >= (5 if last is not None else 9) or (prose and len(pieces) >= 2 and loose >= 3):
            break
    return last


def _runs_like_prose(piece: Sequence[Word], column: float) -> bool:
    """Tell whether a piece of a line fills its column with small words."""
    small = sum(word.text[:1].islower() for word in piece)
    return (
        piece[-1].x1 - piece[0].x0 > 0.72 * column and len(piece) >= 5 and small >= 0.5 * len(piece)
    )


def notes_below(region: Region, inside: Sequence[Run], body_size: float) -> list[Run]:
    """Return the notes under a grid: small lines that follow it closely."""
    below = sorted(
        (r for r in inside if r.baseline > region.bottom - 1),
        key=lambda r: (round(r.baseline), r.x0),
    )
    notes: list[Run] = []
    end = region.bottom
    for run in below:
        if run.x0 < region.x0 - 6 or run.x1 > region.x1 + 12:
            continue
        if run.baseline - end > (2.6 if not notes else 1.8) * run.size:
            break
        small = run.size < body_size - 0.35
        if (
            not small
            and not (notes and abs(notes[0].size - run.size) < 0.3)
            and not _FOOT_START.match(run.text)
        ):
            break
        if not small and notes and run.baseline - end > 1.5 * run.size:
            break
        notes.append(run)
        end = max(end, run.baseline)
    return notes
