"""Cells of a row that belong to one comparison, put together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from miner.extract.table_results.cell_context import is_arm_change
from miner.extract.table_results.cell_values import read_value
from miner.extract.table_results.effect_atoms import Atom, read_atom
from miner.extract.table_results.effect_patterns import BETWEEN, VERSUS, WITHIN
from miner.extract.table_results.grids import GridCell
from miner.extract.table_results.patterns import DASHES, EFFECT_PARTS
from miner.extract.table_results.places import Axes, Place, Row
from miner.model import Rejected

_MEASURE = {part: part for part in EFFECT_PARTS} | {"difference": "mean_difference"}


@dataclass(slots=True)
class Bundle:
    """The cells of one comparison in one row."""

    row: Row
    head: Place
    cells: list[GridCell] = field(default_factory=list)
    estimates: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    interval: tuple[float, float] | None = None
    standard_error: float | None = None
    test: str | None = None
    test_value: float | None = None
    df1: float | None = None
    df2: float | None = None
    p_operator: str | None = None
    p_value: float | None = None
    not_significant: bool = False
    columns: list[int] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was read that an effect could hold."""
        return (
            not self.estimates
            and self.test_value is None
            and self.p_value is None
            and not self.not_significant
        )


def read_bundles(axes: Axes, row: Row, rejected: list[Rejected]) -> list[Bundle]:
    """Put the cells of one row together by comparison; what cannot be read goes to `rejected`."""
    bundles: list[Bundle] = []
    current: Bundle | None = None
    previous = -2
    for column, head in axes.columns.items():
        by_row = row.place.is_effect and not head.is_effect
        if not (head.is_effect or by_row):
            continue
        if is_arm_change(axes, row.place, head) or row.place.parts == ("n",):
            continue
        cell = axes.grid.at(row.number, column)
        if (
            cell is None
            or (cell.row, cell.column) != (row.number, column)
            or not cell.text
            or cell.text in DASHES
        ):
            continue
        parts = row.place.parts if by_row else head.parts
        atom = read_atom(cell, parts)
        if isinstance(atom, str):
            if atom:
                rejected.append(Rejected(cell.span, atom, "effect_cell"))
            continue
        fresh = (
            current is None
            or (previous != column - 1 and not _only_blank(axes, row, previous, column))
            or scope_word(current.head) != scope_word(head)
            or not _same_comparison(current.head, head, row)
            or bool(current.seen & _kinds(atom))
        )
        if fresh:
            current = Bundle(row, _with_row_contrast(axes, row, head, column))
            bundles.append(current)
        assert current is not None
        _add(current, atom, cell, column)
        if current.head.contrast == "" and head.contrast:
            current.head = head
        previous = column
    return [bundle for bundle in bundles if not bundle.is_empty]


def _with_row_contrast(axes: Axes, row: Row, head: Place, column: int) -> Place:
    """A cell left of the numbers that names the comparison: `A vs placebo | 1.2 | 0.4-2.0`."""
    if column == axes.panel.n_stub:
        return head
    left = axes.grid.at(row.number, column - 1)
    if (
        left
        and left.row == row.number
        and VERSUS.search(left.text)
        and read_value(left.text) is None
    ):
        return replace(head, contrast=left.text)
    return head


def _kinds(atom: Atom) -> set[str]:
    """What a cell adds to a bundle; a second one of the same kind begins another bundle."""
    return {f"estimate {content[0]}" if key == "estimate" else key for key, content in atom.items()}


def _only_blank(axes: Axes, row: Row, previous: int, column: int) -> bool:
    return all(
        axes.columns[between].is_effect or not axes.grid.text_at(row.number, between)
        for between in range(max(previous + 1, axes.panel.n_stub), column)
    )


def scope_word(head: Place) -> str:
    """Return `within` where a head says that a test is within arms."""
    return _scope_of(head.text)


@lru_cache(maxsize=2048)
def _scope_of(text: str) -> str:
    return "within" if WITHIN.search(text) and not BETWEEN.search(text) else ""


def _same_comparison(one: Place, other: Place, row: Row) -> bool:
    if (one.arm.label if one.arm else None) != (other.arm.label if other.arm else None):
        return False
    if (
        one.contrast
        and other.contrast
        and VERSUS.search(one.contrast)
        and one.contrast != other.contrast
    ):
        return False
    if [named.name for named in one.names] != [named.name for named in other.names]:
        return False
    return (
        bool(row.place.timepoint)
        or None in (one.timepoint, other.timepoint)
        or one.timepoint == other.timepoint
    )


def _add(bundle: Bundle, atom: Atom, cell: GridCell, column: int) -> None:
    bundle.cells.append(cell)
    bundle.seen |= _kinds(atom)
    bundle.columns.append(column)
    for key, content in atom.items():
        if key == "estimate":
            measure, estimate, low, high = content
            bundle.estimates.append(
                {
                    "measure": _MEASURE[measure],
                    "value": estimate,
                    "low": low,
                    "high": high,
                    "cell": cell,
                }
            )
            if bundle.interval is not None and low is None and len(bundle.estimates) == 1:
                bundle.estimates[-1].update(low=bundle.interval[0], high=bundle.interval[1])
            continue
        if key == "interval":
            bundle.interval = content
            if bundle.estimates and bundle.estimates[-1]["low"] is None:
                low, high = content
                if low <= bundle.estimates[-1]["value"] <= high:
                    bundle.estimates[-1].update(low=low, high=high)
        elif key in ("lower", "upper") and bundle.estimates:
            bundle.estimates[-1]["low" if key == "lower" else "high"] = content
        elif key == "p":
            bundle.p_operator, bundle.p_value = content
        elif key == "test":
            name, bundle.test_value, bundle.df1, bundle.df2 = content
            bundle.test = name
        elif key == "se":
            bundle.standard_error = content
        elif key == "df":
            bundle.df1 = content
        elif key == "ns":
            bundle.not_significant = True
