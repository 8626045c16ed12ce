"""The header of a table: headings over one column or several, stacked in levels."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from miner.readers.pdf_columns import Column, pieces_of
from miner.readers.pdf_lines import Run
from miner.readers.pdf_rows import DraftCell, DraftRow
from miner.readers.pdf_shapes import Rule
from miner.readers.pdf_words import Word


def build_header(
    lines: Sequence[Run], columns: Sequence[Column], rules: Sequence[Rule]
) -> list[DraftRow]:
    """Turn header lines into rows of cells.

    Short rules under a heading tell that it spans the columns above which it stands, and
    part the levels; without them a heading that overlaps several columns spans these.

    Parameters
    ----------
    lines : sequence of Run
        The header's lines from the top.
    columns : sequence of Column
        Columns found from the body.
    rules : sequence of Rule
        Horizontal rules of the table.

    Returns
    -------
    list of DraftRow
        One row a level; empty without lines.
    """
    if not lines:
        return []
    spanners = _spanners(lines, rules)
    levels = _levels(lines, spanners, columns)
    rows: list[DraftRow] = []
    for level in levels:
        row = DraftRow(is_header=True, baseline=level[-1].baseline)
        below = [
            rule for rule in spanners if -2 < rule.top - level[-1].baseline < 1.2 * level[-1].size
        ]
        for line in level:
            pieces = _pieces(line, columns, below)
            for piece, (first, last) in zip(pieces, _shares(pieces, columns, below), strict=True):
                _place(row, piece, first, last)
        rows.append(row)
    for row, lower in itertools.pairwise(rows):
        _stretch(row, lower, columns)
    return rows


def _shares(pieces: Sequence[Sequence[Word]], columns: Sequence[Column],
            below: Sequence[Rule]) -> list[tuple[int, int]]:  # fmt: skip
    """Return the columns that each heading of a line covers; one rule may underline several."""
    covered = [_covered(piece, columns, below) for piece in pieces]
    for index, (first, last) in enumerate(covered):
        group = [i for i, other in enumerate(covered) if other == (first, last)]
        if last > first and len(group) > 1 and group[0] == index:
            cuts = [(pieces[i][-1].x1 + pieces[j][0].x0) / 2 for i, j in itertools.pairwise(group)]
            owner = [
                sum((columns[c].x0 + columns[c].x1) / 2 > cut for cut in cuts)
                for c in range(first, last + 1)
            ]
            for k, i in enumerate(group):
                mine = [first + c for c, who in enumerate(owner) if who == k]
                if mine:
                    covered[i] = mine[0], mine[-1]
    return covered


def _stretch(row: DraftRow, lower: DraftRow, columns: Sequence[Column]) -> None:
    """Let headings without a rule reach over columns to their right that only the row below heads."""
    starts = sorted(column for column in row.cells if column > 0)
    if not starts or any(row.cells[column].column_span > 1 for column in starts):
        return
    flush = all(row.cells[c].lines[0][0].x0 <= columns[c].x0 + 4 for c in starts)
    taken = {
        c for cell in row.cells.values() for c in range(cell.column, cell.column + cell.column_span)
    }
    free = [c for c in range(1, len(columns)) if c not in taken and c in lower.cells]
    if not free or any(c not in lower.cells for c in starts):
        return
    if flush:
        for position, start in enumerate(starts):
            end = starts[position + 1] if position + 1 < len(starts) else len(columns)
            span = 1
            while start + span < end and start + span in free:
                span += 1
            row.cells[start].column_span = span


def _spanners(lines: Sequence[Run], rules: Sequence[Rule]) -> list[Rule]:
    top, bottom = lines[0].top, lines[-1].baseline
    widest = max((rule.x1 - rule.x0 for rule in rules), default=0.0)
    return [
        rule for rule in rules
        if top < rule.top < bottom and rule.x1 - rule.x0 < 0.85 * widest
    ]  # fmt: skip


def _levels(
    lines: Sequence[Run], spanners: Sequence[Rule], columns: Sequence[Column]
) -> list[list[Run]]:
    """Part the lines at spanner rules, else after lines whose pieces span columns."""
    levels: list[list[Run]] = [[lines[0]]]
    for above, line in itertools.pairwise(lines):
        ruled = any(
            above.baseline - 1 < rule.top < line.baseline - 0.3 * line.size for rule in spanners
        )
        if ruled or (not spanners and _spans(above, columns) and not _spans(line, columns)):
            levels.append([line])
        else:
            levels[-1].append(line)
    return levels


def _spans(line: Run, columns: Sequence[Column]) -> bool:
    return any(
        last > first > 0
        for first, last in (_covered(piece, columns, []) for piece in pieces_of(line))
    )


def _pieces(line: Run, columns: Sequence[Column], below: Sequence[Rule]) -> list[list[Word]]:
    """Split a header line at wide gaps, and at narrow ones where two columns' headings meet."""
    pieces: list[list[Word]] = []
    for piece in pieces_of(line, gap_em=0.9):
        current = [piece[0]]
        for word in piece[1:]:
            gap = word.x0 - current[-1].x1
            before = _column(columns, (current[0].x0 + current[-1].x1) / 2)
            after = _column(columns, (word.x0 + word.x1) / 2)
            under_rule = any(
                rule.x0 - 3 <= current[0].x0 and word.x1 <= rule.x1 + 3 for rule in below
            )
            if after > before and gap > 0.42 * line.size and not under_rule:
                pieces.append(current)
                current = [word]
            else:
                current.append(word)
        pieces.append(current)
    return pieces


def _column(columns: Sequence[Column], x: float) -> int:
    return next(
        (i for i, column in enumerate(columns) if column.left <= x < column.right), len(columns) - 1
    )


def _covered(
    piece: Sequence[Word], columns: Sequence[Column], below: Sequence[Rule]
) -> tuple[int, int]:
    """Return the first and last column that a heading stands over."""
    x0, x1 = piece[0].x0, max(word.x1 for word in piece)
    middle = (x0 + x1) / 2
    for rule in below:
        if rule.x0 - 4 <= middle <= rule.x1 + 4:
            over = [
                i for i, c in enumerate(columns) if rule.x0 - 3 <= (c.x0 + c.x1) / 2 <= rule.x1 + 3
            ]
            if over:
                return over[0], over[-1]
    home = _column(columns, middle)
    over = [
        i for i, c in enumerate(columns)
        if min(x1, c.x1) - max(x0, c.x0) > 0.5 * min(x1 - x0, c.x1 - c.x0)
    ]  # fmt: skip
    if len(over) > 1 and over[0] > 0:
        return over[0], over[-1]
    return home, home


def _place(row: DraftRow, piece: Sequence[Word], first: int, last: int) -> None:
    for cell in row.cells.values():
        if cell.column <= first and last <= cell.column + cell.column_span - 1:
            cell.lines.append(list(piece))
            return
    for column in range(first, last + 1):
        if column in row.cells:
            first = column + 1 if column == first else first
    if first > last:
        first = last
    if first in row.cells:
        row.cells[first].lines.append(list(piece))
        return
    span = 1
    while first + span <= last and first + span not in row.cells:
        span += 1
    row.cells[first] = DraftCell([list(piece)], first, span)
