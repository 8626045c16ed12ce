"""Cells that a table does not explain: kept as printed, for rows that say what they look for.

The reader of tables leaves a cell out when no word says what its numbers are, or when its head
names no known arm. A form's row knows more: the arms by name, and whether people are counted.
"""

from __future__ import annotations

from collections.abc import Iterable

from miner.extract.table_results import CellReading
from miner.extract.table_results.axes import read_axes
from miner.extract.table_results.cell_context import group_sizes, outcome_of, parts_of, timepoint_of
from miner.extract.table_results.cell_values import CellValue, read_value
from miner.extract.table_results.grids import build_grid, split_panels
from miner.extract.table_results.notes import read_notes
from miner.extract.table_results.patterns import CORRELATION_TABLE, OTHER_STUDIES
from miner.extract.table_results.places import Axes, Place, Row
from miner.extract.table_results.table_arms import TableArms
from miner.model import Document, Findings, Span, Table

LOOSE = "loose"
# Shapes whose numbers a row's type can explain.
FORMS = ("number", "pm", "paren", "triple", "fraction", "fraction_paren", "pm_interval")


def find_loose_cells(
    document: Document, table: Table, findings: Findings, known: Iterable[CellReading]
) -> list[CellReading]:
    """Return the cells of results that `known` readings of the table do not cover."""
    grid = build_grid(document, table)
    if grid is None:
        return []
    notes = read_notes(document, table)
    if CORRELATION_TABLE.search(notes.caption) or OTHER_STUDIES.search(notes.caption):
        return []
    covered = {span for reading in known for span in reading.places}
    arms = TableArms(findings.arms, notes)
    found: list[CellReading] = []
    for panel in split_panels(grid):
        axes = read_axes(grid, panel, notes, arms)
        sizes = group_sizes(axes)
        for row in axes.rows:
            if row.place.is_effect:
                continue
            for column, head in axes.columns.items():
                cell = grid.at(row.number, column)
                if (
                    cell is None or head.is_effect or cell.span in covered
                    or (cell.row, cell.column) != (row.number, column)
                ):  # fmt: skip
                    continue
                value = read_value(cell.text)
                if value is None or value.form not in FORMS or not value.figures:
                    continue
                reading = _reading(axes, row, head, value, cell.span, column, table, sizes)
                if reading is not None:
                    moment = timepoint_of(row.place, head, notes)
                    found.append(_with(reading, moment, notes.is_baseline))
    return found


def _with(reading: CellReading, moment: str | None, is_baseline: bool) -> CellReading:
    from dataclasses import replace

    return replace(reading, timepoint=moment, is_baseline_table=is_baseline)


def _reading(
    axes: Axes, row: Row, head: Place, value: CellValue, span: Span, column: int, table: Table,
    sizes: dict[tuple[str, str | None], int],
) -> CellReading | None:  # fmt: skip
    outcome, contexts, subgroup = outcome_of(axes, row.place, head, None)
    arm = row.place.arm or head.arm
    label = arm.label if arm else None
    if label is None and subgroup:
        label, subgroup = subgroup, None  # the head's own words stand for an arm not known
    if label is None and outcome is not None and row.place.names and head.names:
        label = outcome.name  # arms in the rows, what was measured in the heads
        outcome = head.names[-1]
    if not label:
        return None
    parts = parts_of(row.place, head)
    first = value.figures[0]
    second = value.figures[1] if len(value.figures) > 1 else None
    is_range = value.form in ("triple", "pm_interval") and len(value.figures) >= 3
    return CellReading(
        kind="arm_result", table_id=table.table_id, row=row.number, column=column, places=(span,),
        rule=f"{value.form}:{' '.join(parts)}", confidence=0.5,
        outcome_label=outcome.name if outcome else None,
        outcome_span=outcome.span if outcome else None, contexts=contexts, subgroup=subgroup,
        arm_label=label, arm_id=arm.arm.arm_id if arm and arm.arm else None, statistic=LOOSE,
        n=head.n if head.n is not None else sizes.get((label, None), arm.n if arm else None),
        value=first.value, decimals=first.decimals,
        dispersion=second.value if second and value.form != "triple" else None,
        percent=first.value if first.is_percent else (second.value if second and second.is_percent else None),
        lower=value.figures[-2].value if is_range else None,
        upper=value.figures[-1].value if is_range else None,
        is_whole_study=False,
    )  # fmt: skip
