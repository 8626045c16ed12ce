"""Can whole numbers give the printed mean and SD? GRIM, GRIMMER, DEBIT and the SD's bounds."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Any

import numpy as np

from miner.stats.arguments import (
    Numbers,
    as_count,
    as_finite,
    as_non_negative,
    as_proportion,
)
from miner.stats.rounding import SLACK, prints_as, rounding_interval


@dataclass(frozen=True, slots=True)
class GrimResult:
    """Whether a printed mean is possible, and the possible printed means next to it.

    `is_informative` is False where so many people (times items) were averaged that nearly
    every mean is possible: n times items of at least 10 to the decimals.
    """

    is_consistent: bool
    is_informative: bool
    nearest: tuple[float, float]


def is_grim_consistent(mean: Numbers, n: Numbers, *, decimals: int = 2, items: int = 1) -> Any:
    """Tell whether `n` whole scores can have the printed mean, halves rounded either way.

    Parameters
    ----------
    mean : float or array
        Mean as printed.
    n : int or array
        People, at least 1.
    decimals : int
        Printed decimals of the mean.
    items : int
        Whole-number items averaged into one score.

    References
    ----------
    Brown & Heathers (2017), Social Psychological and Personality Science 8(4):363-369.

    Examples
    --------
    >>> bool(is_grim_consistent(5.19, 28)), bool(is_grim_consistent(5.18, 28))
    (False, True)
    """
    printed, size = as_finite("mean", mean), as_count("n", n, least=1) * _items(items)
    below, above = np.floor(printed * size) / size, np.ceil(printed * size) / size
    return prints_as(below, printed, decimals) | prints_as(above, printed, decimals)


def check_grim(mean: float, n: int, *, decimals: int = 2, items: int = 1) -> GrimResult:
    """GRIM with the neighbouring possible means.

    Parameters
    ----------
    mean : float
        As printed, with `decimals` decimals.
    n : int
        People, each with whole scores on `items` items that are averaged.

    Returns
    -------
    GrimResult
        `is_informative` is False where n times items is so large that every mean is possible.

    Examples
    --------
    >>> check_grim(5.83, 50).nearest
    (5.82, 5.84)
    """
    size = float(as_count("n", n, least=1)) * _items(items)
    total = float(as_finite("mean", mean)) * size
    nearest = round(floor(total) / size, decimals), round(ceil(total) / size, decimals)
    return GrimResult(
        is_consistent=bool(is_grim_consistent(mean, n, decimals=decimals, items=items)),
        is_informative=size < 10**decimals,
        nearest=nearest,
    )


def is_grim_consistent_percent(percent: Numbers, n: Numbers, *, decimals: int = 1) -> Any:
    """Tell whether a whole number out of `n` gives the printed percentage.

    Examples
    --------
    >>> bool(is_grim_consistent_percent(67.4, 150)), bool(is_grim_consistent_percent(54.0, 150))
    (False, True)
    """
    share = as_finite("percent", percent) / 100
    if np.any((share < 0) | (share > 1)):
        raise ValueError(f"percent must lie between 0 and 100, got {percent}")
    return is_grim_consistent(share, n, decimals=decimals + 2)


def chance_of_grim_inconsistency(n: Numbers, *, decimals: int = 2, items: int = 1) -> Any:
    """Share of printable means that GRIM would call impossible, 0 where it cannot tell."""
    steps = 10.0**decimals
    return np.maximum(0.0, (steps - as_count("n", n, least=1) * _items(items)) / steps)


def is_grimmer_consistent(
    mean: float, sd: float, n: int, *, decimals: int = 2, sd_decimals: int | None = None,
    items: int = 1,
) -> bool:  # fmt: skip
    """Tell whether `n` whole scores can have the printed mean and SD together.

    A sum of squares must exist that is whole, gives the SD as printed and is odd or even as
    the sum of scores is.

    References
    ----------
    Allard (2018), Analytic-GRIMMER; Anaya (2016).

    Examples
    --------
    >>> is_grimmer_consistent(3.44, 2.47, 18), is_grimmer_consistent(5.23, 2.55, 31)
    (False, True)
    """
    as_non_negative("sd", sd)
    count = int(as_count("n", n, least=2))
    places = decimals if sd_decimals is None else sd_decimals
    low_sd, high_sd = (max(0.0, float(end)) for end in rounding_interval(sd, places))
    if not bool(is_grim_consistent(mean, count, decimals=decimals, items=items)):
        return False
    scale = float(_items(items)) ** 2
    low_mean, high_mean = rounding_interval(mean, decimals)
    sums = range(ceil(float(low_mean) * count * items - SLACK),
                 floor(float(high_mean) * count * items + SLACK) + 1)  # fmt: skip
    for total in sums:
        squared_mean = total**2 / count  # in item units
        low = (count - 1) * low_sd**2 * scale + squared_mean
        high = (count - 1) * high_sd**2 * scale + squared_mean
        first = ceil(low - 1e-9 * max(1.0, low))
        first += (first - total) % 2  # a sum of squares has the parity of its sum
        if first <= high + 1e-9 * max(1.0, high):
            return True
    return False


def is_debit_consistent(
    mean: Numbers, sd: Numbers, n: Numbers, *, decimals: int = 2, sd_decimals: int | None = None
) -> Any:
    """Tell whether 0-or-1 data can have the printed mean (a proportion) and SD.

    References
    ----------
    Heathers & Brown (2019), DEBIT.

    Examples
    --------
    >>> bool(is_debit_consistent(0.53, 0.50, 1683)), bool(is_debit_consistent(0.19, 0.35, 1683))
    (True, False)
    """
    as_proportion("mean", mean)
    as_non_negative("sd", sd)
    size = as_count("n", n, least=2)
    low, high = (np.clip(end, 0, 1) for end in rounding_interval(mean, decimals))
    at_low, at_high = low * (1 - low), high * (1 - high)
    holds_half = (low <= 0.5) & (high >= 0.5)
    factor = size / (size - 1)
    largest = np.sqrt(factor * np.where(holds_half, 0.25, np.maximum(at_low, at_high)))
    smallest = np.sqrt(factor * np.minimum(at_low, at_high))
    sd_low, sd_high = rounding_interval(sd, decimals if sd_decimals is None else sd_decimals)
    return ((smallest <= sd_high) & (largest >= sd_low))[()]


def sd_limits(
    mean: float, n: int, scale_min: float, scale_max: float, *, decimals: int = 2, items: int = 1
) -> tuple[float, float]:
    """Smallest and largest SD that `n` whole scores on a bounded scale can have.

    Parameters
    ----------
    mean : float
        Mean as printed, inside the scale.
    scale_min, scale_max : float
        Bounds of the scale, of one item where `items` are averaged.

    Returns
    -------
    tuple of float
        Smallest: all scores on two neighbouring values. Largest: all at the ends, but one.
        Both as rsprite2 rounds them are recovered by rounding to `decimals`.

    References
    ----------
    Heathers et al. (2018), SPRITE; rsprite2 `.sd_limits`.

    Examples
    --------
    >>> low, high = sd_limits(4.2, 5, 1, 7)
    >>> round(low, 2), round(high, 2)
    (0.45, 3.03)
    """
    count, bottom, top = int(as_count("n", n, least=2)), float(scale_min), float(scale_max)
    if not bottom < top:
        raise ValueError(f"a scale needs a minimum below its maximum, got {bottom} to {top}")
    low_mean, high_mean = rounding_interval(mean, decimals)
    if high_mean < bottom or low_mean > top:
        raise ValueError(f"mean {mean} lies outside the scale {bottom} to {top}")
    step = _items(items)
    whole = round(min(max(float(mean), bottom), top) * count * step)
    if not low_mean <= whole / (count * step) <= high_mean:
        whole = ceil(float(low_mean) * count * step)
    exact = min(max(whole / step, bottom * count), top * count)
    average = exact / count
    below = floor(average * step + SLACK) / step
    n_above = round((exact - below * count) * step)
    smallest = (
        n_above * (below + 1 / step - average) ** 2 + (count - n_above) * (below - average) ** 2
    )
    n_top = floor((exact - bottom * count) / (top - bottom) + SLACK)
    n_bottom = count - n_top
    squares = n_top * (top - average) ** 2 + n_bottom * (bottom - average) ** 2
    rest = exact - n_top * top - n_bottom * bottom
    if rest > SLACK and n_bottom:
        squares += (bottom + rest - average) ** 2 - (bottom - average) ** 2
    return sqrt(max(0.0, smallest) / (count - 1)), sqrt(max(0.0, squares) / (count - 1))


def _items(items: int) -> int:
    if items < 1 or items != int(items):
        raise ValueError(f"items must be a whole number of at least 1, got {items}")
    return int(items)
