"""Forest plots: each outcome's effects across papers, as geometry that a page draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from miner.model.vocab import RATIO_MEASURES

TICKS = 6
# Share of the axis left free on either side, per cent.
MARGIN = 4.0


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One effect with its interval; `place` is the number of the place it was read from."""

    document_id: str
    study: str
    timepoint: str
    comparison: str
    estimate: float
    lower: float
    upper: float
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Forest:
    """A plot: rows with their positions along the axis, in per cent of its width.

    A row comes with the places of its lower limit, estimate and upper limit.
    """

    title: str
    measure: str
    rows: tuple[tuple[ForestRow, float, float, float], ...]
    ticks: tuple[tuple[float, str], ...]
    null: float | None


def make_forest(rows: Sequence[ForestRow], *, title: str, measure: str) -> Forest:
    """Lay effects of one measure out along one axis.

    Parameters
    ----------
    rows : sequence of ForestRow
        All of one measure; ratios lie on a log axis around 1, others around 0.
    title : str
    measure : str
        An effect measure of the vocabulary.

    Examples
    --------
    >>> row = ForestRow("d", "Smith 2019", "", "", -1.0, -2.0, 0.0)
    >>> plot = make_forest([row], title="pain", measure="mean_difference")
    >>> [label for _, label in plot.ticks], plot.null == plot.rows[0][3]
    (['-2', '-1.5', '-1', '-0.5', '0'], True)
    """
    is_ratio = measure in RATIO_MEASURES
    scale = math.log if is_ratio else float
    null = 1.0 if is_ratio else 0.0
    ends = [end for row in rows for end in (row.lower, row.upper)] + [null]
    low, high = scale(min(ends)), scale(max(ends))
    width = (high - low) or 1.0

    def place(value: float) -> float:
        return round(MARGIN + (100 - 2 * MARGIN) * (scale(value) - low) / width, 2)

    marks = ratio_ticks(min(ends), max(ends)) if is_ratio else ticks(low, high)
    return Forest(
        title,
        measure,
        tuple((row, place(row.lower), place(row.estimate), place(row.upper)) for row in rows),
        tuple((place(mark), f"{mark:g}") for mark in marks),
        place(null),
    )


def ticks(low: float, high: float) -> list[float]:
    """Return round numbers within a range: steps of 1, 2 or 5 times a power of ten."""
    width = (high - low) or 1.0
    step = 10 ** math.floor(math.log10(width / TICKS))
    step *= next(factor for factor in (1, 2, 5, 10) if step * factor * TICKS >= width)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def ratio_ticks(low: float, high: float) -> list[float]:
    """Return round ratios within a range of ratios, 1 always among them."""
    fine = [base * 10**power for power in range(-4, 5) for base in (1, 2, 5)]
    marks = [mark for mark in fine if low <= mark <= high]
    if len(marks) < 3:
        marks = [round(mark, 10) for mark in ticks(low, high) if mark > 0]
    elif len(marks) > TICKS + 2:
        marks = [mark for mark in marks if math.log10(mark).is_integer()]
    return sorted({1.0, *marks})
