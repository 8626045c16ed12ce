"""Tables drawn with lines around their cells: the lines decide."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from miner.readers.pdf_columns import Column, columns_between
from miner.readers.pdf_lines import Run, lines_of
from miner.readers.pdf_rows import DraftCell, DraftRow
from miner.readers.pdf_shapes import Rule
from miner.readers.pdf_tables import Region
from miner.readers.pdf_words import Word


def _clusters(values: Sequence[float], within: float) -> list[float]:
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] <= within:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


def upright_columns(region: Region, lines: Sequence[Run]) -> list[Column] | None:
    """Return the columns that upright lines draw, None where the table has no such lines."""
    height = region.bottom - region.top
    inner: list[float] = []
    for x in _clusters([(rule.x0 + rule.x1) / 2 for rule in region.uprights], 3.0):
        drawn = sum(
            min(rule.bottom, region.bottom) - max(rule.top, region.top)
            for rule in region.uprights if abs((rule.x0 + rule.x1) / 2 - x) <= 3.0
        )  # fmt: skip
        if drawn >= 0.5 * height and region.x0 + 8 < x < region.x1 - 8:
            inner.append(x)
    if not inner:
        return None
    return columns_between(inner, lines, region.x0, region.x1)


def bordered_rows(lines: Sequence[Run], words: Sequence[Word], columns: Sequence[Column],
                  region: Region) -> list[DraftRow] | None:  # fmt: skip
    """Return the rows between horizontal lines, None where rows are not ruled."""
    level = [rule for rule in region.rules if rule.x1 - rule.x0 >= 0.12 * (region.x1 - region.x0)]
    edges = _clusters([rule.top for rule in level] + [region.top, region.bottom], 3.5)
    bands = [(a, b) for a, b in itertools.pairwise(edges) if b - a > 4]
    filled = [
        band for band in bands if any(band[0] < line.baseline <= band[1] + 1 for line in lines)
    ]
    if len(filled) < max(3, 0.4 * len(lines)):
        return None
    owner = _merge_bands(bands, columns, level, region.uprights)
    rows = [DraftRow(baseline=band[1]) for band in bands]
    for row_index, band in enumerate(bands):
        for column_index, column in enumerate(columns):
            if owner[row_index][column_index] != (row_index, column_index):
                continue
            area = [
                (r, c) for r, marks in enumerate(owner) for c, mark in enumerate(marks)
                if mark == (row_index, column_index)
            ]  # fmt: skip
            bottom = bands[max(r for r, _ in area)][1]
            right = columns[max(c for _, c in area)].right
            inside = [w for w in words if band[0] - 1 < _middle(w) <= bottom + 1
                      and column.left <= (w.x0 + w.x1) / 2 < right]  # fmt: skip
            if inside:
                cell = DraftCell([line.words for line in lines_of(inside)], column_index,
                                 len({c for _, c in area}))  # fmt: skip
                rows[row_index].cells[column_index] = cell
                rows[row_index].row_span_of[column_index] = len({r for r, _ in area})
    rows = [row for row in rows if row.cells]
    _mark_header(rows)
    return rows


def _middle(word: Word) -> float:
    return word.baseline - 0.3 * word.size


def _merge_bands(bands: Sequence[tuple[float, float]], columns: Sequence[Column],
                 level: Sequence[Rule], uprights: Sequence[Rule]) -> list[list[tuple[int, int]]]:  # fmt: skip
    """Give each place of the grid the cell it belongs to: no line between means one cell."""
    owner = [[(r, c) for c in range(len(columns))] for r in range(len(bands))]
    for row, (top, bottom) in enumerate(bands):
        middle = (top + bottom) / 2
        for c in range(1, len(columns)):
            if not any(abs((u.x0 + u.x1) / 2 - columns[c].left) <= 4 and u.top - 1 <= middle <= u.bottom + 1
                       for u in uprights):  # fmt: skip
                owner[row][c] = owner[row][c - 1]
    for row in range(1, len(bands)):
        edge = bands[row][0]
        for c, column in enumerate(columns):
            middle = (column.x0 + column.x1) / 2
            whole = owner[row][c] == (row, c)
            if whole and not any(
                abs(rule.top - edge) <= 4 and rule.x0 - 2 <= middle <= rule.x1 + 2 for rule in level
            ):
                owner[row][c] = owner[row - 1][c]
    return owner


def _mark_header(rows: Sequence[DraftRow]) -> None:
    for row in rows:
        texts = [cell.text for cell in row.values]
        numeric = sum(text[:1].isdigit() or text[:1] in "<−-" for text in texts)
        if texts and numeric > 0.3 * len(texts):
            return
        row.is_header = True
        if row is rows[0] and not any(span > 1 for span in row.row_span_of.values()) and all(
            cell.column_span == 1 for cell in row.cells.values()
        ):  # fmt: skip
            return
