"""What a printed number stands for: 2.0 is anything from 1.95 to 2.05."""

from __future__ import annotations

from typing import Any

import numpy as np

from miner.stats.arguments import Numbers, as_count, as_finite

SLACK = 1e-9  # of one unit in the last printed digit: absorbs binary representation only


def rounding_interval(value: Numbers, decimals: Numbers) -> tuple[Any, Any]:
    """Return the range of values that print as `value` with `decimals` decimals.

    Parameters
    ----------
    value : float or array
        Number as printed.
    decimals : int or array
        Printed decimals, at least 0.

    Returns
    -------
    low, high : float or array
        Closed on both sides, since papers round halves either way.

    Examples
    --------
    >>> low, high = rounding_interval(2.0, 1)
    >>> round(float(low), 6), round(float(high), 6)
    (1.95, 2.05)
    """
    printed = as_finite("value", value)
    half = 0.5 * 10.0 ** -as_count("decimals", decimals) * (1 + SLACK)
    return printed - half, printed + half


def round_half_up(value: Numbers, decimals: int) -> Any:
    """Round halves away from zero, as people and most programs do."""
    scaled = as_finite("value", value) * 10.0**decimals
    return np.sign(scaled) * np.floor(np.abs(scaled) + 0.5 + SLACK) / 10.0**decimals


def round_half_down(value: Numbers, decimals: int) -> Any:
    """Round halves towards zero, as some programs do."""
    scaled = as_finite("value", value) * 10.0**decimals
    return np.sign(scaled) * np.ceil(np.abs(scaled) - 0.5 - SLACK) / 10.0**decimals


def truncate(value: Numbers, decimals: int) -> Any:
    """Cut off the digits that are not printed."""
    scaled = as_finite("value", value) * 10.0**decimals
    return np.sign(scaled) * np.floor(np.abs(scaled) + SLACK) / 10.0**decimals


def prints_as(value: Numbers, printed: Numbers, decimals: Numbers) -> Any:
    """Tell whether `value` rounds, by either rule for halves, to `printed`."""
    low, high = rounding_interval(printed, decimals)
    exact = as_finite("value", value)
    return (exact >= low) & (exact <= high)


def printed_decimals(token: str) -> int:
    """Count the decimals of a printed number.

    Examples
    --------
    >>> printed_decimals("2.00"), printed_decimals(".5"), printed_decimals("12")
    (2, 1, 0)
    """
    _, _, fraction = token.strip().replace("·", ".").partition(".")
    return sum(character.isdigit() for character in fraction)
