"""Columns of a table without borders: strips of the page that no row's words cross."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from miner.readers.pdf_lines import Run
from miner.readers.pdf_words import Word

BIN = 0.5  # points
LEAST_STRIP_EM = 0.25  # a narrower empty strip is chance
LEAST_GAP_EM = 0.5  # rows' median gap across a strip; a word space is 0.25
NARROW_EM = 0.5
SET_APART_EM = 0.9
PIECE_EM = 0.75  # gap that parts two pieces of a line when columns are not known yet

_OPENING = ("(", "[", "±", "+/-", "%")


@dataclass(frozen=True, slots=True)
class Column:
    """One column's strip, from separator to separator, and the words' own extent in it."""

    left: float
    right: float
    x0: float
    x1: float


def pieces_of(line: Run, *, gap_em: float = PIECE_EM) -> list[list[Word]]:
    """Split a line's words at wide gaps."""
    pieces: list[list[Word]] = [[line.words[0]]]
    reach = line.words[0].x1
    for word in line.words[1:]:
        if word.x0 - reach > gap_em * line.size:
            pieces.append([word])
        else:
            pieces[-1].append(word)
        reach = max(reach, word.x1)
    return pieces


def find_columns(body: Sequence[Run], header: Sequence[Run], x0: float, x1: float) -> list[Column]:
    """Infer the columns of a table from the lines of its body.

    Parameters
    ----------
    body : sequence of Run
        Lines below the header.
    header : sequence of Run
        Lines of the header; they decide where the body leaves a doubt.
    x0, x1 : float
        Edges of the table in points.

    Returns
    -------
    list of Column
        From left to right; one when no strip is empty.
    """
    rows = [line for line in body if len(pieces_of(line)) > 1]
    if len(rows) < 2:
        rows = [line for line in (*header, *body) if len(pieces_of(line)) > 1]
    if not rows:
        return [Column(x0, x1, x0, x1)]
    size = sorted(line.size for line in rows)[len(rows) // 2]
    strips = _empty_strips(rows, x0, x1, 0)
    kept = [strip for strip in strips if _is_separator(strip, rows, size)]
    kept = _drop_chance(kept, rows, size, x1)
    kept = _add_tolerant(kept, rows, x0, x1, size)
    kept = [strip for strip in kept if not _joins_value(strip, kept, rows, header, x0, x1)]
    return columns_between([(a + b) / 2 for a, b in kept], rows, x0, x1)


def _empty_strips(
    rows: Sequence[Run], x0: float, x1: float, tolerance: int
) -> list[tuple[float, float]]:
    n_bins = max(1, int((x1 - x0) / BIN) + 2)
    change = [0] * (n_bins + 1)
    for line in rows:
        covered: list[tuple[int, int]] = []
        for word in line.words:
            first = min(n_bins, max(0, int((word.x0 - x0) / BIN)))
            last = min(n_bins, max(first, int((word.x1 - x0) / BIN + 0.5)))
            if covered and first <= covered[-1][1]:
                covered[-1] = (covered[-1][0], max(covered[-1][1], last))
            else:
                covered.append((first, last))
        for first, last in covered:
            change[first] += 1
            change[last] -= 1
    strips: list[tuple[float, float]] = []
    depth = 0
    start: int | None = None
    for index in range(n_bins):
        depth += change[index]
        if depth <= tolerance:
            start = index if start is None else start
        elif start is not None:
            if start > 0:
                strips.append((x0 + start * BIN, x0 + index * BIN))
            start = None
    return strips


def _gaps(strip: tuple[float, float], rows: Sequence[Run], left_edge: float = -1e9,
          right_edge: float = 1e9) -> list[float]:  # fmt: skip
    """Return for each row with words on both sides how far apart the nearest two stand."""
    middle = (strip[0] + strip[1]) / 2
    gaps: list[float] = []
    for line in rows:
        left = [word.x1 for word in line.words if left_edge < word.x1 <= middle + 0.5]
        right = [word.x0 for word in line.words if middle - 0.5 <= word.x0 < right_edge]
        if left and right:
            gaps.append(min(right) - max(left))
    return gaps


def _is_separator(strip: tuple[float, float], rows: Sequence[Run], size: float) -> bool:
    if strip[1] - strip[0] < LEAST_STRIP_EM * size:
        return False
    gaps = sorted(_gaps(strip, rows))
    if not gaps:
        return False
    return gaps[len(gaps) // 2] >= LEAST_GAP_EM * size and gaps[-1] >= 0.7 * size


def _drop_chance(strips: Sequence[tuple[float, float]], rows: Sequence[Run], size: float,
                 x1: float) -> list[tuple[float, float]]:  # fmt: skip
    """Drop narrow strips that are word spaces of one overlong label: few rows stand to their right."""
    kept: list[tuple[float, float]] = []
    for index, strip in enumerate(strips):
        right_edge = strips[index + 1][0] if index + 1 < len(strips) else x1 + 50
        filled = sum(
            any(strip[1] - 1 <= w.x0 and w.x1 <= right_edge + 1 for w in line.words)
            for line in rows
        )
        if strip[1] - strip[0] >= NARROW_EM * size or filled >= max(2, 0.25 * len(rows)):
            kept.append(strip)
    return kept


def _add_tolerant(kept: list[tuple[float, float]], rows: Sequence[Run], x0: float, x1: float,
                  size: float) -> list[tuple[float, float]]:  # fmt: skip
    """Add strips that a few overlong cells cross, where both sides stay well filled."""
    tolerance = len(rows) // 9
    if not tolerance:
        return kept
    for strip in _empty_strips(rows, x0, x1, tolerance):
        if strip[1] - strip[0] < 0.5 * size or any(a < strip[1] and strip[0] < b for a, b in kept):
            continue
        bounds = [x0, *(edge for pair in kept for edge in pair), x1]
        left_edge = max(edge for edge in bounds if edge <= strip[0])
        right_edge = min(edge for edge in bounds if edge >= strip[1])
        left = sum(
            any(left_edge <= w.x0 and w.x1 <= strip[0] + 1 for w in line.words) for line in rows
        )
        right = sum(
            any(strip[1] - 1 <= w.x0 and w.x1 <= right_edge + 1 for w in line.words)
            for line in rows
        )
        inner = sorted(_gaps(strip, rows, left_edge, right_edge))
        wide = inner and inner[len(inner) // 4] >= LEAST_GAP_EM * size
        if min(left, right) >= 4 * tolerance and wide and _is_separator(strip, rows, size):
            kept = sorted([*kept, strip])
    return kept


def _joins_value(strip: tuple[float, float], kept: Sequence[tuple[float, float]], rows: Sequence[Run],
                 header: Sequence[Run], x0: float, x1: float) -> bool:  # fmt: skip
    """Tell whether a strip runs inside one value, as between a count and its percentage."""
    index = list(kept).index(strip)
    right_edge = kept[index + 1][0] if index + 1 < len(kept) else x1
    left_edge = kept[index - 1][1] if index else x0
    if index == 0:
        return False
    firsts = []
    for line in rows:
        inside = [w for w in line.words if w.x0 >= strip[1] - 1 and w.x1 <= right_edge + 1]
        if inside:
            firsts.append(inside[0].text)
    if not firsts:
        return False
    opening = sum(text.startswith(_OPENING) for text in firsts)
    if opening < 0.8 * len(firsts):
        return False
    if any(text.startswith("±") for text in firsts):
        return True
    size = sorted(line.size for line in rows)[len(rows) // 2]
    if min(_gaps(strip, rows, left_edge, right_edge), default=0.0) > SET_APART_EM * size:
        return False  # set as columns of their own, whatever the header says
    # a header of its own makes it a column of its own
    for line in header:
        for piece in pieces_of(line, gap_em=0.5):
            if piece[0].x0 >= strip[0] - 1 and piece[-1].x1 <= right_edge + 2:
                return not any(
                    other[0].x0 >= left_edge - 1 and other[-1].x1 <= strip[1] + 1
                    for other in pieces_of(line, gap_em=0.5)
                )
    return True


def columns_between(
    borders: Sequence[float], lines: Sequence[Run], x0: float, x1: float
) -> list[Column]:
    """Return the columns that borders part, each with the reach of the words it holds.

    Parameters
    ----------
    borders : sequence of float
        Places between columns, from left to right, in points.
    lines : sequence of Run
        The lines whose words count; a word belongs where its middle lies.
    x0, x1 : float
        Left and right edge of the table; outer columns reach 50 points beyond.
    """
    edges = [x0 - 50, *borders, x1 + 50]
    columns = []
    for left, right in itertools.pairwise(edges):
        words = [w for line in lines for w in line.words if left <= (w.x0 + w.x1) / 2 < right]
        columns.append(
            Column(
                left,
                right,
                min((w.x0 for w in words), default=left),
                max((w.x1 for w in words), default=right),
            )
        )
    return columns
