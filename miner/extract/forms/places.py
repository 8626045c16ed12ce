"""Where a row's figures and evidence stand, in a reader's words."""

from __future__ import annotations

from miner.extract.forms.choose import figure_of
from miner.extract.forms.groups import Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.sides import Sides
from miner.model import Span


def name_place(paper: Paper, span: Span) -> str:
    """Name the page and section of a sentence."""
    block = paper.document.block_at(span.start)
    box = paper.document.box_of(span)
    parts = [f"page {box.page}" if box else "", " / ".join(block.section) if block else ""]
    told = ", ".join(part for part in parts if part)
    return told or (block.kind if block else "text")


def name_cells(paper: Paper, group: Group, sides: Sides) -> str:
    """Name the table, row and columns of two figures; rows and columns count from 1."""
    if group.table_id is None:
        return name_place(paper, group.span)
    table = paper.tables[group.table_id]
    first, second = figure_of(group, sides.intervention), figure_of(group, sides.comparator)
    cells = "; ".join(
        f"row {(figure.row or 0) + 1}, column {(figure.column or 0) + 1}"
        for figure in (first, second)
    )
    box = paper.document.box_of(first.span)
    page = f"page {box.page}, " if box else ""
    return f"{page}{table.label or table.table_id} ({cells})"


def row_text(paper: Paper, group: Group) -> str:
    """Return the text of the table row that holds a group's first figure."""
    table = paper.tables[group.table_id or ""]
    row = group.figures[0].row
    cells = [cell for cell in table.cells if cell.row == row and len(cell.span)]
    if not cells:
        return group.span.of(paper.document.text)
    start = min(cell.span.start for cell in cells)
    end = max(cell.span.end for cell in cells)
    return paper.document.text[start:end]
