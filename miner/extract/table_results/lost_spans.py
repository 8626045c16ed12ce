"""Heads whose spans the source lost: `Drug | Placebo` above `Mean | SD | Mean | SD`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from miner.extract.table_results.patterns import SPEC_WORD

if TYPE_CHECKING:
    from miner.extract.table_results.grids import GridCell


def mend_head(rows: list[list[GridCell | None]], row: int) -> None:
    """Spread heads that stand above one column each over the columns that repeat below them.

    Where the source lost its spans, `Drug | Placebo` stands above `Mean | SD | Mean | SD | P`.
    """
    below = [cell if cell and cell.row == row + 1 else None for cell in rows[row + 1]]
    first = next((column for column, cell in enumerate(below) if cell and cell.text), None)
    if first is None:
        return
    if first == 0 and not _text(rows[row][0]) and not SPEC_WORD.fullmatch(_text(below[0])):
        first = 1  # `Test` is the stub's own head
    texts = [_text(cell) for cell in below[first:]]
    heads = [
        cell
        for cell in dict.fromkeys(rows[row][first:])
        if cell and cell.text and (cell.row, cell.row_span) == (row, 1)
    ]
    count = len(heads)
    if count == 1 and heads[0].column_span == 1 and all(SPEC_WORD.fullmatch(t) for t in texts if t):
        # One head above `n | Mean | SD | P` speaks of all of them.
        rows[row][first:] = [replace(heads[0], column=first, column_span=len(texts))] * len(texts)
        return
    for width in range(2, len(texts) // max(1, count) + 1):
        pattern = texts[:width]
        if count < 2 or not all(pattern) or len(set(pattern)) < width:
            continue
        if pattern * count != texts[: width * count] or texts[width * count :][:width] == pattern:
            continue
        if all(
            (head.column, head.column_span) == (first + width * place, width)
            for place, head in enumerate(heads)
        ):
            return
        if heads[-1].column + heads[-1].column_span > first + width * count:
            return
        for place, head in enumerate(heads):
            start = first + width * place
            moved = replace(head, column=start, column_span=width)
            rows[row][start : start + width] = [moved] * width
        return


def _text(cell: GridCell | None) -> str:
    return cell.text.lower() if cell else ""
