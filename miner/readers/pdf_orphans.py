"""Tables that no caption led to: rows of values found first, the nearest label second.

A caption may stand below its table or beside it, or be set so that it cannot be read.
"""

from __future__ import annotations

from collections.abc import Sequence

from miner.readers.pdf_captions import FIGURE_LABEL, caption_label
from miner.readers.pdf_extent import merge_rules
from miner.readers.pdf_lines import Run
from miner.readers.pdf_shapes import Rule
from miner.readers.pdf_tables import Region, bottom_of, notes_below
from miner.readers.pdf_values import is_data

LEAST_ROWS = 4  # rows with two values or more
HEADER_LINES = 8
UNLABELLED_ROWS = 6  # rows that make a table of a ruled block without any label
HEADER_REACH = 120.0  # points from the first values up to the rule over the header
LABEL_REACH = 70.0  # points from a table to its label


def orphan_regions(runs: Sequence[Run], rules: Sequence[Rule], *, height: float, body_size: float,
                   gutter: tuple[float, float] | None) -> list[Region]:  # fmt: skip
    """Find blocks of rows of values among the runs that no captioned table took.

    Parameters
    ----------
    runs : sequence of Run
        What is left of the page.
    rules : sequence of Rule
    height, body_size : float
        Height of the frame; prevailing size of the prose.
    gutter : tuple of float, optional

    Returns
    -------
    list of Region
        From the top; the label is empty where none stands near a block between rules.
    """
    level = merge_rules(rules)
    regions: list[Region] = []
    for cluster in _clusters(runs):
        baselines = [row[0].baseline for row in cluster]
        data = [run for row in cluster for run in row]
        side = _side(data, gutter)
        here = [r for r in runs if side[0] <= r.x0 and r.x1 <= side[1]]
        beside = [r for r in here if any(abs(r.baseline - base) < 1.5 for base in baselines)]
        x0, x1 = min(r.x0 for r in beside), max(r.x1 for r in beside)
        first, size = min(baselines), data[0].size
        top, caption = _climb(here, first, size, x0, x1)
        if not caption:
            top = min(top, _ruled_top(level, here, first, x0, x1))
        inside = [r for r in here if r.x0 < x1 + 3 and r.x1 > x0 - 3 and top < r.baseline]
        mine = [r for r in level if r.x0 >= x0 - 10 and r.x1 <= x1 + 10 and top - 3 <= r.top]
        full = [r for r in mine if r.x1 - r.x0 >= 0.85 * (x1 - x0)]
        bottom = bottom_of(full, inside, top, x0, x1, body_size, gutter, height)
        if bottom is None or bottom < max(baselines) - 1:
            bottom = max(baselines) + 0.3 * size
        caption = caption or _near(runs, top, bottom, x0, x1)
        label = caption_label(caption[0].text) if caption else None
        ruled = len({round(rule.top) for rule in full if rule.top <= bottom + 2}) >= 2
        if label is None and (len(cluster) < UNLABELLED_ROWS or not ruled):
            continue
        if any(
            region.top < first < region.bottom and region.x0 < x1 and region.x1 > x0
            for region in regions
        ):
            continue
        region = Region(
            label or "", caption, x0, top, x1, bottom, [r for r in mine if r.top <= bottom + 2]
        )
        taken = {id(run) for run in caption}
        region.notes = notes_below(region, [r for r in inside if id(r) not in taken], body_size)
        regions.append(region)
    return regions


def _clusters(runs: Sequence[Run]) -> list[list[list[Run]]]:
    """Group rows with two values or more that stand below each other."""
    rows: dict[int, list[Run]] = {}
    for run in runs:
        if is_data(run.words):
            rows.setdefault(round(run.baseline / 2), []).append(run)
    filled = sorted(
        (row for row in rows.values() if len(row) >= 2), key=lambda row: row[0].baseline
    )
    clusters: list[list[list[Run]]] = []
    for row in filled:
        last = clusters[-1][-1] if clusters else None
        if last is not None and row[0].baseline - last[0].baseline <= 5.0 * row[0].size:
            clusters[-1].append(row)
        else:
            clusters.append([row])
    return [cluster for cluster in clusters if len(cluster) >= LEAST_ROWS]


def _side(data: Sequence[Run], gutter: tuple[float, float] | None) -> tuple[float, float]:
    if gutter is not None:
        if all(run.x1 <= gutter[1] for run in data):
            return -1e9, gutter[1]
        if all(run.x0 >= gutter[0] for run in data):
            return gutter[0], 1e9
    return -1e9, 1e9


def _climb(
    runs: Sequence[Run], first: float, size: float, x0: float, x1: float
) -> tuple[float, list[Run]]:
    """Go up from the first row of values over header lines to the caption."""
    above = sorted(
        (r for r in runs if r.baseline < first - 1 and r.x0 < x1 and r.x1 > x0),
        key=lambda r: -r.baseline,
    )
    top, reached, lines = first - size, first, 0
    for run in above:
        if abs(run.baseline - reached) > 1.5:
            lines += 1
            if (
                reached - run.baseline > 2.6 * size
                or lines > HEADER_LINES
                or FIGURE_LABEL.match(run.text)
            ):
                break
        if caption_label(run.text):
            return run.baseline + 0.28 * run.size, [run]
        if run.width > 0.72 * (x1 - x0) and len(run.words) > 6:
            break
        reached = run.baseline
        top = min(top, run.baseline - run.size)
    return top, []


def _ruled_top(
    rules: Sequence[Rule], runs: Sequence[Run], first: float, x0: float, x1: float
) -> float:
    """Return the highest rule over a block with nothing but short lines between."""
    top = first
    for rule in sorted(rules, key=lambda r: -r.top):
        if not (
            rule.top < first and first - rule.top < HEADER_REACH
        ) or rule.x1 - rule.x0 < 0.85 * (x1 - x0):
            continue
        between = [r for r in runs if rule.top < r.baseline < top - 1 and r.x0 < x1 and r.x1 > x0]
        if any(r.width > 0.72 * (x1 - x0) and len(r.words) > 6 for r in between):
            break
        top = rule.top - 1
    return top


def _near(runs: Sequence[Run], top: float, bottom: float, x0: float, x1: float) -> list[Run]:
    """Return the label closest to a block, above, below or beside it."""
    best: tuple[float, float, Run] | None = None
    for run in runs:
        if caption_label(run.text) is None:
            continue
        apart = max(top - run.baseline, run.baseline - run.size - bottom, 0.0)
        across = max(x0 - run.x1, run.x0 - x1, 0.0)
        if (
            apart <= LABEL_REACH
            and across <= 160
            and (best is None or (apart + across, run.baseline) < best[:2])
        ):
            best = apart + across, run.baseline, run
    return [best[2]] if best else []
