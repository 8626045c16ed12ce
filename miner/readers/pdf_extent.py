"""How far a table reaches to the left and right: by its rules, its columns and its rows."""

from __future__ import annotations

from collections.abc import Sequence

from miner.readers.pdf_lines import Run
from miner.readers.pdf_shapes import Rule
from miner.readers.pdf_values import is_data

WIDER_REACH = 60.0  # points below the first rule in which a wider one may come
CAPTION_REACH = 90.0  # points from a caption's first line to the first rule below it
CUT_GAP = 36.0  # points between pieces of a rule cut at column edges


def merge_rules(rules: Sequence[Rule]) -> list[Rule]:
    """Join pieces of horizontal rules drawn cell by cell; vertical rules are left out."""
    ordered = sorted(
        (rule for rule in rules if rule.is_horizontal), key=lambda r: (round(r.top), r.x0)
    )
    merged: list[Rule] = []
    for rule in ordered:
        for index in range(len(merged) - 1, max(-1, len(merged) - 12), -1):
            other = merged[index]
            if (
                abs(other.top - rule.top) <= 1.6
                and rule.x0 - other.x1 <= 2.5
                and other.x0 - rule.x1 <= 2.5
            ):
                merged[index] = Rule(min(other.x0, rule.x0), min(other.top, rule.top),
                                     max(other.x1, rule.x1), max(other.bottom, rule.bottom), True)  # fmt: skip
                break
        else:
            merged.append(rule)
    return sorted(merged, key=lambda r: (r.top, r.x0))


def first_rule(start: Run, rules: Sequence[Rule]) -> Rule | None:
    """Return the first rule under the caption; one just above counts when none is below."""
    for rule in rules:
        if rule.x1 - rule.x0 < 60 or not (rule.x0 < start.x1 and rule.x1 > start.x0):
            continue
        if -2 < rule.top - start.baseline < CAPTION_REACH:
            return rule
    return None


def extent_of(start: Run, first: Rule | None, rules: Sequence[Rule], runs: Sequence[Run], width: float,
            gutter: tuple[float, float] | None) -> tuple[float, float]:  # fmt: skip
    """Return the left and right edge of the table under a caption."""
    if first is not None:
        x0, x1 = first.x0, first.x1
        for rule in rules:  # a short rule under a heading may come before one across the table
            if (
                first.top < rule.top < first.top + WIDER_REACH
                and rule.x0 <= x0 + 2
                and rule.x1 >= x1 - 2
            ):
                x0, x1 = rule.x0, rule.x1
        for rule in rules:  # rules cut at column edges: take what lies on the same height
            if abs(rule.top - first.top) < 2:
                gap = max(rule.x0 - x1, x0 - rule.x1)
                if gap < CUT_GAP and not (gutter and _parts(gutter, x0, x1, rule)):
                    x0, x1 = min(x0, rule.x0), max(x1, rule.x1)
        return min(x0, start.x0), x1
    left = min((run.x0 for run in runs), default=0.0)
    right = max((run.x1 for run in runs), default=width)
    if gutter is None:
        return left, right
    if start.x0 >= gutter[1] - 4:
        return gutter[1] - 2, right
    if start.x1 > gutter[1]:
        return left, right
    below = sorted({round(r.baseline) for r in runs if 2 < r.baseline - start.baseline < 120})[:8]
    prose = 0
    for base in below:
        beside = [r for r in runs if abs(r.baseline - base) < 2 and r.x0 >= gutter[1] - 4]
        prose += any(r.width > 0.75 * (right - gutter[1]) for r in beside) or not beside
    if prose >= 0.6 * max(1, len(below)):
        return left, gutter[0] + 2
    return left, right


def _parts(gutter: tuple[float, float], x0: float, x1: float, rule: Rule) -> bool:
    """Tell whether a gutter lies between a rule and the extent found so far."""
    return (x1 <= gutter[0] + 4 and rule.x0 >= gutter[1] - 4) or (
        x0 >= gutter[1] - 4 and rule.x1 <= gutter[0] + 4
    )


def widened(x0: float, x1: float, top: float, bottom: float, runs: Sequence[Run],
            gutter: tuple[float, float] | None) -> tuple[float, float]:  # fmt: skip
    """Return the extent with columns that stand outside it on most of its rows.

    A rule may end short of the last column, and the first rule found may underline one heading.
    """
    here = [r for r in runs if top < r.baseline <= bottom + 1]
    rows = {round(r.baseline) for r in here if r.x0 < x1 and r.x1 > x0}
    if len(rows) < 3:
        return x0, x1
    for side in (-1, 1):
        outside = [
            r for r in here
            if (r.x0 >= x1 - 1 if side > 0 else r.x1 <= x0 + 1) and not _other_column(r, x0, x1, gutter)
            and any(abs(round(r.baseline) - row) <= 1 for row in rows) and (side < 0 or is_data(r.words))
        ]  # fmt: skip
        if len({round(r.baseline) for r in outside}) >= 0.5 * len(rows):
            x0 = min([x0, *(r.x0 for r in outside)])
            x1 = max([x1, *(r.x1 for r in outside)])
    return x0, x1


def _other_column(run: Run, x0: float, x1: float, gutter: tuple[float, float] | None) -> bool:
    return gutter is not None and (
        (x1 <= gutter[1] and run.x0 >= gutter[0]) or (x0 >= gutter[0] and run.x1 <= gutter[1])
    )
