"""Where a panel names its arms: in head rows, in stub columns, or in section rows."""

from __future__ import annotations

from dataclasses import dataclass

from miner.extract.table_results.cell_values import read_value
from miner.extract.table_results.label_reader import LabelReader, is_contrast
from miner.extract.table_results.patterns import GENERIC_HEAD, REGRESSION_TABLE
from miner.extract.table_results.places import distinct


@dataclass(frozen=True, slots=True)
class HeadArms:
    """Head rows of arms, how many of their names carry a group size, and the names."""

    rows: frozenset[int]
    n_sized: int
    names: tuple[str, ...]


def find_head_arms(reader: LabelReader) -> HeadArms:
    """Find the head rows whose names are arms; the one with known arms where several could be."""
    found: dict[int, int] = {}
    sized: dict[int, int] = {}
    for row in reader.panel.head:
        labels = [
            reader.named(cell)
            for cell in distinct(reader.grid.rows[row][column] for column in reader.filled_columns)
            if cell.text and cell.row == row and cell.column >= reader.panel.n_stub
        ]
        names = [named.name for named in labels if named.name and not is_contrast(named)]
        with_n = sum(1 for named in labels if named.label.n is not None and named.name)
        sized[row] = with_n
        reader.arms.tell_apart(names)
        known = len({arm.arm_id for name in names if (arm := reader.arms.match(name))})
        if not known and len(labels) > 1 and all(named.label.timepoint for named in labels):
            continue  # "Entry (n = 87)", "Follow-up 1 (n = 80)"
        if reader.arms.are_arms(names, has_n=with_n) or (
            len(set(names)) == len(names) and _are_compared(reader, row, names)
        ):
            found[row] = known
    best = max(found.values(), default=0)
    rows = frozenset(row for row, known in found.items() if known == best or known >= 2)
    arm_names = tuple(
        named.name
        for row in sorted(rows)
        for cell in distinct(reader.grid.rows[row])
        if cell.text and (named := reader.named(cell)).name
    )
    return HeadArms(rows, max((sized[row] for row in found), default=0), arm_names)


def _are_compared(reader: LabelReader, row: int, names: list[str]) -> bool:
    """Names over columns of one form, beside a test or below a corner that is the outcome."""
    if not reader.arms.may_be_arms(names) or not 2 <= len(names) <= 4:
        return False
    columns = [
        c for c in reader.filled_columns
        if (cell := reader.grid.at(row, c)) and cell.text and reader.named(cell).name in names
    ]  # fmt: skip
    forms = {
        value.form
        for c in columns
        for r in reader.panel.body
        if (value := read_value(reader.grid.text_at(r, c))) is not None
    }
    if len(forms) != 1 or not forms <= {"pm", "paren", "fraction_paren", "pm_interval", "triple"}:
        return False
    return _corner_is_outcome(reader) or (
        _has_p_column(reader) and not REGRESSION_TABLE.search(reader.notes.caption)
    )


def _has_p_column(reader: LabelReader) -> bool:
    """A column of p values without a name of its own compares the columns beside it."""
    labels = [
        reader.named(cell).label
        for row in reader.panel.head
        for cell in distinct(reader.grid.rows[row][column] for column in reader.filled_columns)
        if cell.text
    ]
    return any(label.parts[:1] == ("p",) and not label.name for label in labels)


def _corner_is_outcome(reader: LabelReader) -> bool:
    """The stub holds nothing but moments, so what is measured stands in the corner."""
    if not any(named.name and not GENERIC_HEAD.match(named.name) for named in reader.corner):
        return False
    stubs = [
        reader.named(cell).label
        for row in reader.panel.body
        if (cell := reader.grid.at(row, reader.panel.n_stub - 1)) and cell.text
    ]
    return bool(stubs) and all(label.timepoint and not label.name for label in stubs)


def find_stub_arms(reader: LabelReader, head: HeadArms) -> frozenset[int]:
    """Find the stub columns whose names are arms, where the head names none."""
    found = set()
    if head.rows:
        return frozenset()
    for column in range(reader.panel.n_stub):
        names = [
            reader.named(cell).name
            for row in reader.panel.body
            if (cell := reader.grid.at(row, column)) and cell.text and cell.column == column
            and reader.has_values(row)
        ]  # fmt: skip
        reader.arms.tell_apart(names)
        if reader.arms.are_arms(names, head=reader.stub_head(column), in_stub=True):
            found.add(column)
    return frozenset(found)


def find_section_arms(reader: LabelReader) -> frozenset[str]:
    """Find the names of section rows that are arms."""
    names = [
        reader.named(stub[-1][1]).name
        for row in reader.panel.body
        if not reader.has_values(row) and (stub := reader.stub_cells(row))
    ]
    return frozenset(names) if reader.arms.are_arms(names, in_stub=True) else frozenset()
