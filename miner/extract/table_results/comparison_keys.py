"""What of rows and columns tells comparisons apart."""

from __future__ import annotations

from miner.extract.table_results.places import ArmHere, Axes, Row
from miner.extract.table_results.table_arms import is_control


def block_key(row: Row) -> tuple[object, ...]:
    """Rows of one outcome and moment, one for each arm, share this key."""
    return (tuple(named.span for named in row.place.names), row.place.timepoint)


def column_times(axes: Axes) -> list[tuple[int, str]]:
    """Return the value columns that name a moment, with it."""
    return [
        (column, place.timepoint) for column, place in axes.columns.items() if place.timepoint and not place.is_effect
    ]  # fmt: skip


def is_comparator(here: ArmHere) -> bool:
    """Tell whether an arm is what another is compared with."""
    if here.arm is not None and here.arm.role != "unclear":
        return here.arm.role != "intervention"
    return is_control(here.label)
