"""What the two axes of a panel say of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from miner.extract.table_results.grids import Grid, GridCell, Panel
from miner.extract.table_results.labels import Label
from miner.extract.table_results.patterns import EFFECT_PARTS, TEST_PARTS
from miner.model import Arm, Span
from miner.text.timepoints import BASELINE


@dataclass(frozen=True, slots=True)
class Named:
    """A label with its place."""

    label: Label
    span: Span

    @property
    def name(self) -> str:
        """Return what the label names."""
        return self.label.name


@dataclass(frozen=True, slots=True)
class ArmHere:
    """The arm that an axis names; `arm` is None for one that only this table names."""

    label: str
    span: Span
    arm: Arm | None
    n: int | None = None
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What one axis (a column's heads, or a row's sections and stub) says of its cells.

    `path` holds every label that was read for it, outermost first, whatever it was taken for.
    """

    arm: ArmHere | None = None
    timepoint: str | None = None
    parts: tuple[str, ...] = ()
    names: tuple[Named, ...] = ()
    n: int | None = None
    is_change: bool = False
    percent_unit: bool = False
    contrast: str = ""
    n_arms_named: int = 0
    under_effect: bool = False
    text: str = ""
    pair: tuple[ArmHere, ArmHere] | None = None
    path: tuple[Named, ...] = ()

    @property
    def is_effect(self) -> bool:
        """Tell whether the statistics named compare rather than describe."""
        return self.under_effect or any(
            part in EFFECT_PARTS or part in TEST_PARTS or part == "p" for part in self.parts
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A body row with values."""

    number: int
    place: Place
    is_section_with_values: bool = False
    sizes: Mapping[int, int] = field(default_factory=dict)  # of the rows below, by column


@dataclass(frozen=True, slots=True)
class Axes:
    """A panel understood: columns by number, rows in order, arms in order of appearance."""

    grid: Grid
    panel: Panel
    columns: dict[int, Place]
    rows: tuple[Row, ...]
    arms: tuple[ArmHere, ...]
    corner: tuple[Named, ...]
    stub_is_level: bool = False
    arms_in_stub: bool = False

    @property
    def n_effect_columns(self) -> int:
        """Count the columns whose heads name a comparison."""
        return sum(1 for place in self.columns.values() if place.is_effect)


def time_word(text: str) -> str | None:
    """Return the unit of time that a short head like `Month` consists of."""
    if len(text) >= 25:
        return None
    unit = re.search(r"\b(?:minute|min|hour|day|week|month|year)s?\b", text, re.IGNORECASE)
    return unit.group() if unit else None


def code_label(code: str, moment: str) -> str:
    """Write a time code with its meaning: `PT4 (4 weeks)`."""
    return BASELINE if moment == BASELINE else f"{code} ({moment})"


def combined(above: str | None, below: str | None) -> str | None:
    """Join the moments of two heads, one above the other."""
    if above is None or below is None or above == below:
        return below or above
    if above.split()[0] in below or BASELINE in (above, below):
        return below
    return f"{above}, {below}"


def joined_parts(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """A lower head replaces the statistic above it, but an effect's name stays with its parts."""
    if not below:
        return above
    effects = tuple(part for part in above if part in EFFECT_PARTS)
    if effects and not any(part in EFFECT_PARTS for part in below) and "mean" in below:
        return (*effects, *(part for part in below if part != "mean"))
    return below


def distinct(cells: Iterable[GridCell | None]) -> list[GridCell]:
    """Return each cell once, however many places it covers."""
    seen: dict[int, GridCell] = {}
    for cell in cells:
        if cell is not None:
            seen.setdefault(id(cell), cell)
    return list(seen.values())
