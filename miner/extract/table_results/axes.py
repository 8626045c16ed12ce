"""The two axes of a panel: what each column head and each row's stub and sections say."""

from __future__ import annotations

import re
from dataclasses import replace

from miner.extract.table_results.columns import ColumnReader
from miner.extract.table_results.grids import Grid, Panel
from miner.extract.table_results.head_arms import find_head_arms
from miner.extract.table_results.label_reader import LabelReader
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.patterns import NUMBER_LABEL
from miner.extract.table_results.places import ArmHere, Axes, Place
from miner.extract.table_results.stub_rows import RowReader
from miner.extract.table_results.table_arms import TableArms

_PERSON = re.compile(
    r"\W*(?:patients?|cases?|subjects?|participants?|id|no\.?)\b(?:\s*(?:no|number|id|#|n)\b\.?)?\W*$",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Za-z#]{0,3}[\s-]?\d{1,4}[a-z]?\*?")


def read_axes(grid: Grid, panel: Panel, notes: Notes, arms: TableArms) -> Axes:
    """Understand a panel's heads, stub and sections."""
    labels = LabelReader(grid, panel, notes, arms)
    head = find_head_arms(labels)
    columns = ColumnReader(labels, head).columns()
    reader = RowReader(labels, head)
    rows = reader.rows(columns)
    found: dict[str, ArmHere] = {}
    for place in [*columns.values(), *(row.place for row in rows)]:
        if place.arm and not place.arm.is_whole:
            key = place.arm.arm.arm_id if place.arm.arm else place.arm.label
            known = found.get(key)
            if known is None or (known.n is None and place.arm.n is not None):
                found[key] = place.arm if known is None else replace(known, n=place.arm.n)
    columns = _without_descriptions(columns)
    if _is_of_people(labels):
        rows = []  # one row for each patient
    stubs = [row.place.names[-1].name for row in rows if row.place.names]
    levels = sum(1 for name in stubs if NUMBER_LABEL.match(name))
    return Axes(
        grid,
        panel,
        columns,
        tuple(rows),
        tuple(found.values()),
        labels.corner,
        levels * 2 > len(stubs) > 0,
        bool(reader.stub_arms) and panel.n_stub == 1,
    )


def _is_of_people(labels: LabelReader) -> bool:
    """Tell whether the stub numbers people: `Patient`, then 1, 2a, 3."""
    if not labels.panel.n_stub or not _PERSON.match(labels.stub_head(0)):
        return False
    firsts = [
        cell.text
        for row in labels.panel.body
        if (cell := labels.grid.at(row, 0)) and cell.row == row and cell.text
    ]
    coded = sum(1 for text in firsts if _CODE.fullmatch(text))
    return coded >= 3 and coded * 3 >= len(firsts) * 2 and coded == len(firsts)


def _without_common_names(columns: dict[int, Place]) -> dict[int, Place]:
    """Drop names that stand above every column of every arm (`Weaning mode`)."""
    of_arms = [place for place in columns.values() if place.arm and not place.arm.is_whole]
    if len({place.arm.label for place in of_arms if place.arm}) < 2:
        return columns
    common = set.intersection(*({named.span for named in place.names} for place in of_arms))
    if not common:
        return columns
    return {
        column: replace(
            place, names=tuple(named for named in place.names if named.span not in common)
        )
        for column, place in columns.items()
    }


def _without_descriptions(columns: dict[int, Place]) -> dict[int, Place]:
    """Drop names that tell no cell of an arm from another: of one arm each, or of all arms."""
    columns = _without_common_names(columns)
    names: dict[str, set[tuple[str, ...]]] = {}
    for place in columns.values():
        if place.arm and not place.arm.is_whole:
            names.setdefault(place.arm.label, set()).add(tuple(named.name for named in place.names))
    described = [next(iter(found)) for found in names.values() if len(found) == 1]
    filled = [found for found in described if found]
    if (
        len(names) < 2
        or len(described) != len(names)
        or len(filled) < 2
        or len(set(filled)) != len(filled)
    ):
        return columns
    return {
        column: replace(place, names=()) if place.arm and not place.arm.is_whole else place
        for column, place in columns.items()
    }
