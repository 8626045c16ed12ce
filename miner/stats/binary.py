"""Effects of counts and rates: RR, OR, RD on their analysis scale, and relatives.

Ratios are returned as logarithms, as they are analysed; take `exp` for the printed scale.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from miner.stats.arguments import (
    Numbers,
    as_count,
    as_finite,
    as_interval,
    as_non_negative,
    as_positive,
    as_proportion,
)
from miner.stats.effect_sizes import EffectSize


def log_risk_ratio(
    events_1: Numbers, n_1: Numbers, events_2: Numbers, n_2: Numbers, *, add: float = 0.5
) -> EffectSize:
    """Log risk ratio; `add` goes to every cell of a table that holds a 0.

    Examples
    --------
    >>> effect = log_risk_ratio(4, 123, 11, 139)
    >>> round(float(effect.estimate), 4), round(float(effect.variance), 4)
    (-0.8893, 0.3256)
    """
    a, b, c, d = cells(events_1, n_1, events_2, n_2, add=add)
    variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return EffectSize(np.log(a / (a + b)) - np.log(c / (c + d)), variance)


def log_odds_ratio(
    events_1: Numbers, n_1: Numbers, events_2: Numbers, n_2: Numbers, *, add: float = 0.5
) -> EffectSize:
    """Log odds ratio; `add` goes to every cell of a table that holds a 0."""
    a, b, c, d = cells(events_1, n_1, events_2, n_2, add=add)
    return EffectSize(np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d)


def risk_difference(
    events_1: Numbers, n_1: Numbers, events_2: Numbers, n_2: Numbers, *, add: float = 0.0
) -> EffectSize:
    """Difference of two risks, as a proportion (0.1 is ten percentage points)."""
    a, b, c, d = cells(events_1, n_1, events_2, n_2, add=add)
    size_1, size_2 = a + b, c + d
    return EffectSize(a / size_1 - c / size_2, a * b / size_1**3 + c * d / size_2**3)


def peto_log_odds_ratio(
    events_1: Numbers, n_1: Numbers, events_2: Numbers, n_2: Numbers
) -> EffectSize:
    """Peto's log odds ratio, (O - E) / V; needs at least one event and one non-event."""
    a, b, c, d = cells(events_1, n_1, events_2, n_2, add=0.0)
    size_1, size_2, total = a + b, c + d, a + b + c + d
    information = (a + c) * (b + d) * size_1 * size_2 / (total**2 * (total - 1))
    if np.any(information == 0):
        raise ValueError("Peto's odds ratio needs at least one event and one non-event")
    return EffectSize((a - (a + c) * size_1 / total) / information, 1 / information)


def phi_coefficient(events_1: Numbers, n_1: Numbers, events_2: Numbers, n_2: Numbers) -> EffectSize:
    """Correlation of a 2 by 2 table (multinomial variance, Bishop et al. 1975, p. 381)."""
    a, b, c, d = cells(events_1, n_1, events_2, n_2, add=0.0)
    total = a + b + c + d
    rows, columns = (a + b, c + d), (a + c, b + d)
    phi = (a * d - b * c) / np.sqrt(rows[0] * rows[1] * columns[0] * columns[1])
    row, column = rows[0] / total, columns[0] / total
    variance = (
        1 - phi**2
        + phi * (1 + phi**2 / 2) * (1 - 2 * row) * (1 - 2 * column)
        / np.sqrt(row * (1 - row) * column * (1 - column))
        - 0.75 * phi**2
        * ((1 - 2 * row) ** 2 / (row * (1 - row)) + (1 - 2 * column) ** 2 / (column * (1 - column)))
    )  # fmt: skip
    return EffectSize(phi, variance / total)


def odds_ratio_to_smd(
    events_1: Numbers, n_1: Numbers, events_2: Numbers, n_2: Numbers
) -> EffectSize:
    """Standardised mean difference from a 2 by 2 table, ln(OR) sqrt(3) / pi."""
    effect = log_odds_ratio(events_1, n_1, events_2, n_2)
    return EffectSize(effect.estimate * np.sqrt(3) / np.pi, effect.variance * 3 / np.pi**2)


def probit_difference(
    events_1: Numbers, n_1: Numbers, events_2: Numbers, n_2: Numbers
) -> EffectSize:
    """Standardised mean difference from a 2 by 2 table by probits (Glass et al. 1981)."""
    a, b, c, d = cells(events_1, n_1, events_2, n_2, add=0.5)
    size_1, size_2 = a + b, c + d
    z_1, z_2 = special.ndtri(a / size_1), special.ndtri(c / size_2)
    variance = sum(
        2 * np.pi * p * (1 - p) * np.exp(z**2) / size
        for p, z, size in ((a / size_1, z_1, size_1), (c / size_2, z_2, size_2))
    )
    return EffectSize(z_1 - z_2, variance)


def arcsine_proportion(events: Numbers, n: Numbers) -> EffectSize:
    """asin(sqrt(events / n)) with variance 1 / (4 n)."""
    count, size = _pair(events, n, "")
    return EffectSize(np.arcsin(np.sqrt(count / size)), 1 / (4 * size))


def root_rate(events: Numbers, time: Numbers) -> EffectSize:
    """Square root of an incidence rate with variance 1 / (4 time)."""
    duration = as_positive("time", time)
    return EffectSize(np.sqrt(as_non_negative("events", events) / duration), 1 / (4 * duration))


def paired_log_odds_ratio(only_first: Numbers, only_second: Numbers) -> EffectSize:
    """Conditional log odds ratio of matched pairs, from the two discordant counts."""
    first, second = as_positive("only_first", only_first), as_positive("only_second", only_second)
    return EffectSize(np.log(first / second), 1 / first + 1 / second)


def nnt_from_difference(
    difference: float, lower: float | None = None, upper: float | None = None
) -> tuple[float, float | None, float | None]:
    """Number needed to treat from a risk difference and its interval, limits inverted.

    Parameters
    ----------
    difference, lower, upper : float
        As proportions, not percent; 0 < |difference| <= 1.

    Returns
    -------
    nnt, lower, upper
        The limits come from the opposite ends of the interval; both are None where the
        interval holds 0, since the NNT then runs through infinity.

    References
    ----------
    Altman (1998), BMJ 317:1309-1312.

    Examples
    --------
    >>> nnt, low, high = nnt_from_difference(0.25, 0.1, 0.5)
    >>> nnt, low, high
    (4.0, 2.0, 10.0)
    """
    size = float(as_finite("difference", difference))
    if size == 0 or abs(size) > 1:
        raise ValueError(f"a risk difference must lie in -1 to 1 and not be 0, got {difference}")
    nnt = 1 / abs(size)
    if lower is None or upper is None:
        return nnt, None, None
    low, high = as_interval("risk difference", lower, upper)
    if low <= 0 <= high:
        return nnt, None, None
    ends = sorted((1 / abs(float(low)), 1 / abs(float(high))))
    return nnt, ends[0], ends[1]


def odds_ratio_to_risk_ratio(odds_ratio: Numbers, baseline_risk: Numbers) -> Any:
    """Risk ratio from an odds ratio and the risk in the comparator (Zhang & Yu 1998).

    Examples
    --------
    >>> round(float(odds_ratio_to_risk_ratio(3.5, 0.4)), 2)
    1.75
    """
    ratio, risk = as_positive("odds ratio", odds_ratio), as_proportion("risk", baseline_risk)
    return ratio / (1 - risk + risk * ratio)


def cells(
    events_1: Numbers, n_1: Numbers, events_2: Numbers, n_2: Numbers, *, add: float
) -> tuple[Any, Any, Any, Any]:
    """Return events and non-events of both arms, `add` put in where a cell is 0."""
    count_1, size_1 = _pair(events_1, n_1, "_1")
    count_2, size_2 = _pair(events_2, n_2, "_2")
    a, b, c, d = count_1, size_1 - count_1, count_2, size_2 - count_2
    extra = np.where((a == 0) | (b == 0) | (c == 0) | (d == 0), add, 0.0)[()]
    return a + extra, b + extra, c + extra, d + extra


def _pair(events: Numbers, n: Numbers, which: str) -> tuple[Any, Any]:
    count, size = as_count(f"events{which}", events), as_count(f"n{which}", n, least=1)
    if np.any(count > size):
        raise ValueError(f"events{which} must not exceed n{which}, got {events} of {n}")
    return count, size
