"""Arguments turned into arrays and refused, with the reason, where they make no sense."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = float | npt.NDArray[Any] | Sequence[float]
"""A number or an array of numbers; functions of `stats` broadcast over them."""


def as_finite(name: str, value: Numbers) -> Any:
    """Return `value` as floats; NaN, infinity and non-numbers raise ValueError.

    Examples
    --------
    >>> as_finite("t", float("nan"))
    Traceback (most recent call last):
    ...
    ValueError: t must be a finite number, got nan
    """
    try:
        array = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be a number, got {value!r}") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be a finite number, got {value}")
    return array[()]


def as_positive(name: str, value: Numbers) -> Any:
    """Return `value` as floats above 0."""
    array = as_finite(name, value)
    if np.any(array <= 0):
        raise ValueError(f"{name} must be above 0, got {value}")
    return array


def as_non_negative(name: str, value: Numbers) -> Any:
    """Return `value` as floats of at least 0."""
    array = as_finite(name, value)
    if np.any(array < 0):
        raise ValueError(f"{name} must not be negative, got {value}")
    return array


def as_count(name: str, value: Numbers, *, least: int = 0) -> Any:
    """Return `value` as floats that are whole and at least `least`."""
    array = as_finite(name, value)
    if np.any(array != np.floor(array)) or np.any(array < least):
        raise ValueError(f"{name} must be a whole number of at least {least}, got {value}")
    return array


def as_proportion(name: str, value: Numbers, *, open_ends: bool = False) -> Any:
    """Return `value` as floats in 0 to 1; `open_ends` leaves out 0 and 1 themselves."""
    array = as_finite(name, value)
    outside = (array <= 0) | (array >= 1) if open_ends else (array < 0) | (array > 1)
    if np.any(outside):
        kind = "strictly between 0 and 1" if open_ends else "between 0 and 1"
        raise ValueError(f"{name} must lie {kind}, got {value}")
    return array


def as_interval(name: str, lower: Numbers, upper: Numbers) -> tuple[Any, Any]:
    """Return both limits as floats; an interval the wrong way round raises ValueError."""
    low, high = as_finite(f"{name} lower limit", lower), as_finite(f"{name} upper limit", upper)
    if np.any(low > high):
        raise ValueError(f"{name} has its limits the wrong way round: {lower} to {upper}")
    return low, high
