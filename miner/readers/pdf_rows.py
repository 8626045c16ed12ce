"""Lines of a table's body to rows: wrapped labels and values joined, section rows told apart."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from miner.readers.pdf_columns import Column, pieces_of
from miner.readers.pdf_lines import Run, join_words
from miner.readers.pdf_words import Word

_OPEN_ENDS = ("±", "–", "-", "−", ",", "(", "[", "/", " to", " and", " or", " of", ":", "=", "+")


@dataclass(slots=True)
class DraftCell:
    """Words of one cell, line by line."""

    lines: list[list[Word]]
    column: int
    column_span: int = 1

    @property
    def text(self) -> str:
        """The cell's text with its lines joined."""
        return " ".join(join_words(line) for line in self.lines)


@dataclass(slots=True)
class DraftRow:
    """Cells by column; `baseline` is that of the last line taken in."""

    cells: dict[int, DraftCell] = field(default_factory=dict)
    baseline: float = 0.0
    is_header: bool = False
    is_section: bool = False
    row_span_of: dict[int, int] = field(default_factory=dict)

    @property
    def label(self) -> DraftCell | None:
        """The cell of the first column."""
        return self.cells.get(0)

    @property
    def values(self) -> list[DraftCell]:
        """The cells after the first column."""
        return [cell for column, cell in sorted(self.cells.items()) if column > 0]


def cells_of(line: Run, columns: Sequence[Column]) -> dict[int, DraftCell]:
    """Sort the words of one line into the columns."""
    pieces = pieces_of(line)
    if len(pieces) == 1 and line.x0 < columns[0].right and len(columns) > 1:
        return {0: DraftCell([list(line.words)], 0, _span(line.x0, line.x1, columns))}
    found: dict[int, DraftCell] = {}
    previous: Word | None = None
    at = 0
    for word in line.words:
        middle = (word.x0 + word.x1) / 2
        column = next(
            (i for i, c in enumerate(columns) if c.left <= middle < c.right), len(columns) - 1
        )
        if (
            previous is not None
            and column > at
            and word.x0 - previous.x1 < 0.42 * line.size
            and word.x0 < columns[column].x0 - 1
        ):
            column = at  # an overlong cell runs into its neighbour's strip
        if (
            previous is not None
            and not word.space_before
            and word.x0 - previous.x1 < 0.15 * line.size
        ):
            column = at
        column = max(column, at)
        if column in found:
            found[column].lines[0].append(word)
        else:
            found[column] = DraftCell([[word]], column)
        previous, at = word, column
    return found


def _span(x0: float, x1: float, columns: Sequence[Column]) -> int:
    return max(1, sum(column.left < x1 - 1 and column.x0 < x1 - 1 for column in columns))


def build_rows(lines: Sequence[Run], columns: Sequence[Column]) -> list[DraftRow]:
    """Join a body's lines into rows.

    Parameters
    ----------
    lines : sequence of Run
        The lines from the top.
    columns : sequence of Column

    Returns
    -------
    list of DraftRow
        Rows with a label and no values are marked as section rows.
    """
    pitch = _pitch(lines)
    edge = max((columns[0].x1, *(() if len(columns) < 2 else (columns[1].x0 - 3,))))
    rows: list[DraftRow] = []
    for line in lines:
        cells = cells_of(line, columns)
        row = DraftRow(cells, line.baseline)
        if rows and _continues(rows[-1], row, pitch, edge, line.size):
            _absorb(rows[-1], row)
        else:
            rows.append(row)
    for row in rows:
        row.is_section = row.label is not None and not row.values and len(columns) > 1
    return rows


def _pitch(lines: Sequence[Run]) -> float:
    steps = sorted(b.baseline - a.baseline for a, b in itertools.pairwise(lines))
    return steps[len(steps) // 2] if steps else 12.0


def _wraps(last: DraftCell, following: DraftCell, edge: float) -> bool:
    """Tell whether the first word of `following` had no room on the last line of `last`."""
    end = last.lines[-1][-1].x1
    first = following.lines[0][0]
    return end + 0.25 * first.size + (first.x1 - first.x0) > edge - 0.3 * first.size


def _continues(above: DraftRow, row: DraftRow, pitch: float, edge: float, size: float) -> bool:
    step = row.baseline - above.baseline
    if step < 0.72 * pitch and step < 0.95 * size:
        # lines set closer than lines can be: a label centred against its values
        return not (above.label and row.label and above.values and row.values)
    if step > 1.6 * pitch and step > 1.7 * size:
        return False
    if row.label is not None and not row.values:
        return (
            above.label is not None
            and bool(above.values)
            and _label_goes_on(above.label, row.label, edge)
        )
    if row.label is not None:
        if above.label is None or above.values or above.label.column_span > 2:
            return False
        return (
            _starts_low(row.label)
            and _wraps(above.label, row.label, edge)
            and not _indented(above.label, row.label)
        )
    if above.label is not None and not above.values:
        return all(
            cell.column_span == 1 for cell in above.cells.values()
        ) and not above.label.text.endswith(":")
    return all(_value_goes_on(above, cell) for cell in row.cells.values())


def _indented(above: DraftCell, label: DraftCell) -> bool:
    return label.lines[0][0].x0 > above.lines[0][0].x0 + 2.0


def _starts_low(label: DraftCell) -> bool:
    text = label.text
    return text[:1].islower() or text[:1] in "(),;/&+%–-"


def _label_goes_on(above: DraftCell, label: DraftCell, edge: float) -> bool:
    text = above.text.rstrip()
    opened = text.count("(") > text.count(")")
    if opened or text.endswith(_OPEN_ENDS):
        return True
    if _starts_low(label) and _indented(above, label):
        return True
    if not _wraps(above, label, edge):
        return False
    if _starts_low(label):
        return True
    return _indented(above, label) and len(label.text) <= len(text) + 12


def _value_goes_on(above: DraftRow, cell: DraftCell) -> bool:
    before = above.cells.get(cell.column)
    if before is None:
        return False
    old, new = before.text.rstrip(), cell.text
    if old.endswith(_OPEN_ENDS) or old.count("(") > old.count(")"):
        return True
    return (
        new[:1] in "([±–-%)"
        or new[:1].islower()
        or (new[:1].isalpha() and not any(c.isdigit() for c in old + new))
    )


def _absorb(above: DraftRow, row: DraftRow) -> None:
    for column, cell in row.cells.items():
        if column in above.cells:
            above.cells[column].lines.extend(cell.lines)
        else:
            above.cells[column] = cell
    above.baseline = row.baseline
