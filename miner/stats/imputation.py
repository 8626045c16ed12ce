"""What a paper did not print, from what it did (Cochrane Handbook 6.5.2 unless said).

Every result is derived: whoever stores it names the formula and the numbers it came from.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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
from miner.stats.p_values import t_from_p, z_from_p


class Summary(NamedTuple):
    """Size, mean and SD of one group."""

    n: Any
    mean: Any
    sd: Any


class SkewedError(ValueError):
    """The quantiles are too skewed for a mean and SD to be worked out from them."""


def sd_from_se(se: Numbers, n: Numbers) -> Any:
    """SE sqrt(n).

    Examples
    --------
    >>> float(sd_from_se(0.5, 16))
    2.0
    """
    return as_non_negative("se", se) * np.sqrt(as_count("n", n, least=2))


def se_from_sd(sd: Numbers, n: Numbers) -> Any:
    """SD / sqrt(n)."""
    return as_non_negative("sd", sd) / np.sqrt(as_count("n", n, least=2))


def critical_value(*, level: float = 0.95, df: Numbers | None = None) -> Any:
    """Two-sided critical value: of t where `df` is given, otherwise of z."""
    tail = (1 - float(as_proportion("level", level, open_ends=True))) / 2
    if df is None:
        return -special.ndtri(tail)
    return -special.stdtrit(as_positive("df", df), tail)


def sd_from_ci(
    lower: Numbers, upper: Numbers, n: Numbers, *, level: float = 0.95, use_t: bool = True
) -> Any:
    """SD of one arm from the interval of its mean, by t with n - 1 df (`use_t`) or z.

    Examples
    --------
    >>> round(float(sd_from_ci(30.0, 34.2, 25)), 3)
    5.087
    """
    low, high = as_interval("confidence interval", lower, upper)
    size = as_count("n", n, least=2)
    critical = critical_value(level=level, df=size - 1 if use_t else None)
    return np.sqrt(size) * (high - low) / (2 * critical)


def se_from_ci(
    lower: Numbers, upper: Numbers, *, level: float = 0.95, df: Numbers | None = None
) -> Any:
    """Standard error from an interval; pass logarithms for ratios."""
    low, high = as_interval("confidence interval", lower, upper)
    return (high - low) / (2 * critical_value(level=level, df=df))


def se_from_p(estimate: Numbers, p: Numbers, *, df: Numbers | None = None) -> Any:
    """Standard error from an estimate and its two-tailed p (0 < p < 1)."""
    critical = z_from_p(p) if df is None else t_from_p(p, df)
    return np.abs(as_finite("estimate", estimate)) / critical


def sd_from_difference_se(se: Numbers, n_1: Numbers, n_2: Numbers) -> Any:
    """SD common to two arms from the standard error of their mean difference."""
    first, second = as_count("n_1", n_1, least=1), as_count("n_2", n_2, least=1)
    return as_non_negative("se", se) / np.sqrt(1 / first + 1 / second)


def sd_from_iqr_width(q1: Numbers, q3: Numbers) -> Any:
    """(q3 - q1) / 1.35: normal data and large samples only; see `summary_from_quartiles`."""
    low, high = as_interval("interquartile range", q1, q3)
    return (high - low) / 1.35


def summary_from_quartiles(
    q1: float, median: float, q3: float, n: int, *, refuse_skewed: bool = True
) -> Summary:
    """Mean (Luo 2018) and SD (Wan 2014) from median and quartiles.

    Raises
    ------
    SkewedError
        Where the test of Shi et al. (2023) finds the sample skewed, unless
        `refuse_skewed=False`.

    Examples
    --------
    >>> summary = summary_from_quartiles(10, 15, 21, 60)
    >>> round(float(summary.mean), 3), round(float(summary.sd), 3)
    (15.353, 8.355)
    """
    low, middle, high, size = _quantiles(n, q1, median, q3)
    if refuse_skewed:
        _refuse(is_skewed_quartiles(low, middle, high, size), "quartiles")
    weight = 0.7 + 0.39 / size
    mean = weight * (low + high) / 2 + (1 - weight) * middle
    sd = (high - low) / (2 * special.ndtri((0.75 * size - 0.125) / (size + 0.25)))
    return Summary(size, mean, sd)


def summary_from_range(
    minimum: float, median: float, maximum: float, n: int, *, refuse_skewed: bool = True
) -> Summary:
    """Mean (Luo 2018) and SD (Wan 2014) from median and range; SkewedError as above."""
    low, middle, high, size = _quantiles(n, minimum, median, maximum)
    if refuse_skewed:
        _refuse(is_skewed_range(low, middle, high, size), "range")
    weight = 4 / (4 + size**0.75)
    mean = weight * (low + high) / 2 + (1 - weight) * middle
    sd = (high - low) / (2 * special.ndtri((size - 0.375) / (size + 0.25)))
    return Summary(size, mean, sd)


def summary_from_five_numbers(
    minimum: float, q1: float, median: float, q3: float, maximum: float, n: int,
    *, refuse_skewed: bool = True,
) -> Summary:  # fmt: skip
    """Mean (Luo 2018) and SD (Shi 2020) from all five numbers; SkewedError as above."""
    lowest, middle, highest, size = _quantiles(n, minimum, median, maximum)
    low, _, high, _ = _quantiles(n, q1, median, q3)
    as_interval("minimum and q1", lowest, low)
    as_interval("q3 and maximum", high, highest)
    if refuse_skewed:
        _refuse(is_skewed_five_numbers(lowest, low, middle, high, highest, size), "numbers")
    weight_range = 2.2 / (2.2 + size**0.75)
    weight_quartiles = 0.7 - 0.72 / size**0.55
    mean = (
        weight_range * (lowest + highest) / 2
        + weight_quartiles * (low + high) / 2
        + (1 - weight_range - weight_quartiles) * middle
    )
    weight_sd = 1 / (1 + 0.07 * size**0.6)
    from_range = (highest - lowest) / (2 * special.ndtri((size - 0.375) / (size + 0.25)))
    from_quartiles = (high - low) / (2 * special.ndtri((0.75 * size - 0.125) / (size + 0.25)))
    return Summary(size, mean, weight_sd * from_range + (1 - weight_sd) * from_quartiles)


def is_skewed_range(minimum: float, median: float, maximum: float, n: int) -> bool:
    """Skewness test from median and range, 5% level (Shi et al. 2023)."""
    if maximum == minimum:
        return False
    skew = abs(minimum + maximum - 2 * median) / (maximum - minimum)
    return bool(skew >= 1 / np.log(n + 9) + 2.5 / (n + 1))


def is_skewed_quartiles(q1: float, median: float, q3: float, n: int) -> bool:
    """Skewness test from median and quartiles, 5% level (Shi et al. 2023)."""
    if q3 == q1:
        return False
    return bool(abs(q1 + q3 - 2 * median) / (q3 - q1) >= 2.65 / np.sqrt(n) - 6 / n**2)


def is_skewed_five_numbers(
    minimum: float, q1: float, median: float, q3: float, maximum: float, n: int
) -> bool:
    """Skewness test from all five numbers, 5% level (Shi et al. 2023)."""
    by_range = 2.65 * np.log(0.6 * n) / np.sqrt(n)
    by_range *= abs(minimum + maximum - 2 * median) / max(maximum - minimum, 1e-300)
    by_quartiles = abs(q1 + q3 - 2 * median) / max(q3 - q1, 1e-300)
    return bool(max(by_range, by_quartiles) >= 3 / np.sqrt(n) - 40 / n**3)


def combine_groups(first: Summary, second: Summary) -> Summary:
    """One group out of two, as if their people had been one group (Handbook table 6.5.a).

    Examples
    --------
    >>> both = combine_groups(Summary(10, 5, 2), Summary(20, 8, 3))
    >>> int(both.n), round(float(both.mean), 4), round(float(both.sd), 4)
    (30, 7.0, 3.0343)
    """
    n_1, n_2 = as_count("n", first.n, least=1), as_count("n", second.n, least=1)
    mean_1, mean_2 = as_finite("mean", first.mean), as_finite("mean", second.mean)
    sd_1, sd_2 = as_non_negative("sd", first.sd), as_non_negative("sd", second.sd)
    n = n_1 + n_2
    squares = (n_1 - 1) * sd_1**2 + (n_2 - 1) * sd_2**2 + n_1 * n_2 / n * (mean_1 - mean_2) ** 2
    return Summary(n, (n_1 * mean_1 + n_2 * mean_2) / n, np.sqrt(squares / (n - 1)))


def design_effect(cluster_size: Numbers, intraclass_correlation: Numbers) -> Any:
    """1 + (m - 1) ICC: what to divide a cluster trial's n, or multiply a variance, by."""
    size = as_positive("cluster size", cluster_size)
    return 1 + (size - 1) * as_proportion("intraclass correlation", intraclass_correlation)


def _quantiles(n: int, *values: float) -> tuple[Any, Any, Any, Any]:
    low, middle, high = (float(as_finite("quantile", value)) for value in values)
    as_interval("quantiles", low, middle)
    as_interval("quantiles", middle, high)
    return low, middle, high, float(as_count("n", n, least=3))


def _refuse(skewed: bool, what: str) -> None:
    if skewed:
        raise SkewedError(f"the {what} are too skewed for a mean and SD to be worked out")
