"""The cells of a table with every label that leads to them, whatever those labels name.

A form's row says which labels are arms, so none is taken for an arm here: a label is what stands
in a head, a stub or a section row, without group size, moment and statistic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from miner.extract.table_results.cell_context import parts_of
from miner.extract.table_results.cell_values import CellValue, read_value
from miner.extract.table_results.columns import ColumnReader
from miner.extract.table_results.grids import GridCell, build_grid, split_panels
from miner.extract.table_results.head_arms import find_head_arms
from miner.extract.table_results.label_reader import LabelReader
from miner.extract.table_results.notes import Notes, read_notes
from miner.extract.table_results.patterns import CORRELATION_TABLE, OTHER_SUBJECT
from miner.extract.table_results.places import Place, Row
from miner.extract.table_results.stub_rows import RowReader
from miner.extract.table_results.table_arms import TableArms
from miner.model import Document, Findings, Span, Table

MAX_CELLS = 4_000
# The level of an arm's name that a cell of two arms is split by: below all heads.
PAIR_LEVEL = 99
# Statistics that stand in a column of their own, and the one they stand beside.
_SECOND_PART: dict[tuple[str, ...], str] = {("sd",): "mean", ("se",): "mean", ("percent",): "n"}
_INLINE_N = re.compile(r"\(?[nN]\s?=\s?(\d+)\)?\s?[:;,]")


@dataclass(frozen=True, slots=True)
class Tag:
    """One label on a cell's way: `name` is what it names, `` where it only tells a moment."""

    axis: str
    level: int
    text: str
    name: str
    timepoint: str | None = None
    n: int | None = None
    is_change: bool = False

    @property
    def key(self) -> tuple[str, int, str]:
        """What tells the tag from others in its place."""
        return (self.axis, self.level, self.name.lower() or self.timepoint or "")


@dataclass(frozen=True, slots=True)
class LabelledCell:
    """A cell's value with its labels: rows from the outside in, then heads from the top down."""

    row: int
    column: int
    span: Span
    text: str
    value: CellValue
    tags: tuple[Tag, ...]
    parts: tuple[str, ...]
    n: int | None
    percent_unit: bool
    is_effect: bool


@dataclass(frozen=True, slots=True)
class LabelledTable:
    """A table's cells, what its caption and notes say, and which labels are known arms."""

    table: Table
    notes: Notes
    cells: tuple[LabelledCell, ...]
    corner: tuple[str, ...]
    arm_ids: Mapping[str, str]


def read_labelled(document: Document, table: Table, findings: Findings) -> LabelledTable | None:
    """Read the cells of a table with their labels; None where it holds no results."""
    grid = build_grid(document, table)
    if grid is None or sum(1 for row in grid.rows for cell in row if cell) > MAX_CELLS:
        return None
    notes = read_notes(document, table)
    if CORRELATION_TABLE.search(notes.caption) or OTHER_SUBJECT.search(notes.caption):
        return None
    arms = TableArms(findings.arms, notes)
    cells: list[LabelledCell] = []
    corner: list[str] = []
    for panel in split_panels(grid):
        labels = LabelReader(grid, panel, notes, arms)
        head = find_head_arms(labels)
        columns = ColumnReader(labels, head).columns()
        rows = RowReader(labels, head).rows(columns)
        corner += [named.label.text for named in labels.corner]
        cells += _cells(labels, rows, columns)
    names = {tag.name for cell in cells for tag in cell.tags if tag.name}
    known = {name: arm.arm_id for name in sorted(names) if (arm := arms.match(name)) is not None}
    return LabelledTable(table, notes, tuple(cells), tuple(dict.fromkeys(corner)), known)


def _cells(
    labels: LabelReader, rows: Sequence[Row], columns: dict[int, Place]
) -> Iterator[LabelledCell]:
    grid = labels.grid
    heads = _heads(columns)
    counted = [column for column, place in columns.items() if _counts_all(place)]
    for row in rows:
        own = _tags("row", row.place)
        n_row = _whole(grid.at(row.number, counted[0])) if len(counted) == 1 else None
        for column, head in columns.items():
            cell = grid.at(row.number, column)
            if cell is None or (cell.row, cell.column) != (row.number, column):
                continue
            value = read_value(cell.text)
            if value is None or not value.figures:
                continue
            if value.form == "pm_pair" and head.pair is None:
                value = CellValue("pm", value.figures[:2])  # its change beside it in brackets
            covering = [at for at in range(column, column + cell.column_span) if at in heads]
            tags = own + _common([heads[at] for at in covering])
            sized = _INLINE_N.match(cell.text)
            if value.form == "pm_pair" and head.pair is not None:
                yield from _both_arms(row, column, cell, head, tags)
                continue
            yield LabelledCell(
                row.number, column, cell.span, cell.text, value, tags,
                _parts(row.place, [columns[at] for at in covering]),
                int(sized[1]) if sized else row.sizes.get(column, _size(tags)) or n_row,
                row.place.percent_unit or (head.percent_unit and not row.place.parts),
                row.place.is_effect or head.is_effect or value.form in ("p", "test"),
            )  # fmt: skip


def _heads(columns: Mapping[int, Place]) -> dict[int, tuple[Tag, ...]]:
    """The labels above each column; a bare `SD` or `%` is of the arm whose column it follows."""
    heads: dict[int, tuple[Tag, ...]] = {}
    for column, place in sorted(columns.items()):
        own = _tags("head", place)
        left = columns.get(column - 1)
        if not own and left is not None and _SECOND_PART.get(place.parts, "") in left.parts:
            own = heads[column - 1]
        heads[column] = own
    return heads


def _counts_all(place: Place) -> bool:
    """Tell whether a column of a bare `n` gives the size of every arm of a row."""
    return (
        place.parts == ("n",)
        and place.arm is None
        and not any(named.label.name for named in place.path)
    )


def _whole(cell: GridCell | None) -> int | None:
    return int(cell.text) if cell is not None and cell.text.isdigit() else None


def _both_arms(
    row: Row, column: int, cell: GridCell, head: Place, tags: tuple[Tag, ...]
) -> Iterator[LabelledCell]:
    """`3.0 ± 1.5 (4.3 ± 2.0)` below `Intervention (control)`: a cell for each."""
    figures = read_value(cell.text).figures  # type: ignore[union-attr]
    labels = [arm.label for arm in head.pair or ()]
    tags = tuple(
        replace(tag, name="") if all(label in tag.text for label in labels) else tag for tag in tags
    )
    for place, arm in enumerate(head.pair or ()):
        named = Tag("head", PAIR_LEVEL, arm.label, arm.label)
        half = CellValue("pm", figures[2 * place : 2 * place + 2])
        yield LabelledCell(
            row.number, column, cell.span, cell.text, half, (*tags, named), head.parts, None,
            False, False,
        )  # fmt: skip


def _common(paths: Sequence[tuple[Tag, ...]]) -> tuple[Tag, ...]:
    """The heads above all columns that a cell covers."""
    first, *others = paths
    return tuple(tag for tag in first if all(tag in other for other in others))


def _parts(row: Place, heads: Sequence[Place]) -> tuple[str, ...]:
    """The statistics named for a cell; a cell below `n` and `%` at once holds neither."""
    found = [parts_of(row, head) for head in heads]
    return found[0] if all(parts == found[0] for parts in found) else row.parts


def _size(tags: Sequence[Tag]) -> int | None:
    sizes = [tag.n for tag in tags if tag.n is not None]
    return sizes[-1] if sizes else None


def _tags(axis: str, place: Place) -> tuple[Tag, ...]:
    found: list[Tag] = []
    for named in place.path:
        label = named.label
        if label.name or label.timepoint or label.n is not None:
            found.append(
                Tag(
                    axis, len(found), label.text, label.name, label.timepoint, label.n,
                    label.is_change,
                )
            )  # fmt: skip
    return tuple(found)
