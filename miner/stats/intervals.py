"""Estimate, confidence interval and p value: each follows from the other two.

Differences are taken as printed, ratios on the logarithm. Every printed number stands for its
rounding interval, so the answers are ranges.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
from scipy import special

from miner.stats.arguments import Numbers, as_finite, as_positive, as_proportion
from miner.stats.consistency import Consistency, format_p
from miner.stats.effect_sizes import EffectSize
from miner.stats.imputation import critical_value, se_from_ci, se_from_p
from miner.stats.p_values import p_from_t, p_from_z
from miner.stats.rounding import rounding_interval

Z_SLACK = 0.1


@dataclass(frozen=True, slots=True)
class PrintedInterval:
    """An estimate with its interval, as printed.

    Parameters
    ----------
    estimate, lower, upper : float
        As printed; for ratios not logged and above 0.
    estimate_decimals, limit_decimals : int
        Printed decimals.
    level : float
        Confidence level as a proportion, 0.95 for 95%.
    is_ratio : bool
        RR, OR, HR or rate ratio: symmetrical on the logarithm, no effect at 1.

    Raises
    ------
    ValueError
        NaN, limits the wrong way round, a level outside 0 to 1, a ratio that is not above 0.
    """

    estimate: float
    lower: float
    upper: float
    estimate_decimals: int
    limit_decimals: int
    level: float = 0.95
    is_ratio: bool = False

    def __post_init__(self) -> None:
        for name in ("estimate", "lower", "upper"):
            as_finite(name, getattr(self, name))
            if self.is_ratio and getattr(self, name) < 0:
                raise ValueError(f"a ratio cannot be negative: {name} {getattr(self, name)}")
        if self.lower > self.upper:
            raise ValueError(
                f"interval has its limits the wrong way round: {self.lower} to {self.upper}"
            )
        as_proportion("level", self.level, open_ends=True)

    def boxes(self) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
        """Ranges of estimate, lower and upper limit on the analysis scale."""
        pairs = (
            (self.estimate, self.estimate_decimals),
            (self.lower, self.limit_decimals),
            (self.upper, self.limit_decimals),
        )
        estimate, lower, upper = (self._scaled(*rounding_interval(*pair)) for pair in pairs)
        return estimate, lower, upper

    def _scaled(self, low: Any, high: Any) -> tuple[float, float]:
        if not self.is_ratio:
            return float(low), float(high)
        return (float(np.log(low)) if low > 0 else -inf), float(np.log(high))


def wald_from_ci(
    estimate: Numbers, lower: Numbers, upper: Numbers, *, level: float = 0.95,
    df: Numbers | None = None,
) -> EffectSize:  # fmt: skip
    """Estimate and variance from an interval; pass logarithms for ratios.

    References
    ----------
    metafor `conv.wald`; Altman & Bland (2011), BMJ 343:d2304.
    """
    se = se_from_ci(lower, upper, level=level, df=df)
    return EffectSize(as_finite("estimate", estimate), se**2)


def wald_from_p(estimate: Numbers, p: Numbers, *, df: Numbers | None = None) -> EffectSize:
    """Estimate and variance from its two-tailed p (0 < p < 1)."""
    return EffectSize(as_finite("estimate", estimate), se_from_p(estimate, p, df=df) ** 2)


def p_from_ci(
    estimate: Numbers, lower: Numbers, upper: Numbers, *, level: float = 0.95,
    is_ratio: bool = False, df: Numbers | None = None,
) -> Any:  # fmt: skip
    """Two-tailed p from an estimate and its interval, by z or, with `df`, by t.

    Examples
    --------
    >>> round(float(p_from_ci(-26.38, -40.87, -11.89)), 5)
    0.00036
    """
    values = [estimate, lower, upper]
    if is_ratio:
        values = [np.log(as_positive("ratio", value)) for value in values]
    effect = wald_from_ci(values[0], values[1], values[2], level=level, df=df)
    if np.any(effect.variance == 0):
        raise ValueError("the interval has no width")
    statistic = effect.estimate / effect.standard_error
    return p_from_z(statistic) if df is None else p_from_t(statistic, df)


def ci_from_p(
    estimate: Numbers, p: Numbers, *, level: float = 0.95, is_ratio: bool = False,
    approximate: bool = False,
) -> tuple[Any, Any]:  # fmt: skip
    """Interval from an estimate and its two-tailed p.

    `approximate` uses Altman & Bland's z = -0.862 + sqrt(0.743 - 2.404 ln p) (BMJ 2011;343:
    d2090) in place of the exact z.

    Examples
    --------
    >>> low, high = ci_from_p(0.30, 0.034, is_ratio=True)
    >>> round(float(low), 2), round(float(high), 2)
    (0.1, 0.91)
    """
    center = np.log(as_positive("ratio", estimate)) if is_ratio else as_finite("estimate", estimate)
    if approximate:
        z = z_from_p_approximately(p)
        half = critical_value(level=level) * np.abs(center) / z
    else:
        half = critical_value(level=level) * wald_from_p(center, p).standard_error
    low, high = center - half, center + half
    return (np.exp(low), np.exp(high)) if is_ratio else (low, high)


def z_from_p_approximately(p: Numbers) -> Any:
    """Altman & Bland's z from a two-tailed p (BMJ 2011;343:d2090)."""
    probability = as_proportion("p", p, open_ends=True)
    return -0.862 + np.sqrt(0.743 - 2.404 * np.log(probability))


def statistic_range(printed: PrintedInterval, *, df: float | None = None) -> tuple[float, float]:
    """Smallest and largest estimate / SE that the printed numbers allow, with its sign."""
    estimate, lower, upper = printed.boxes()
    critical = float(critical_value(level=printed.level, df=df))
    widest = (upper[1] - lower[0]) / (2 * critical)
    narrowest = max(0.0, (upper[0] - lower[1]) / (2 * critical))
    corners = [
        0.0 if end == 0 else end / spread if spread > 0 else inf * np.sign(end)
        for end in estimate
        for spread in (narrowest, widest)
    ]
    return float(min(corners)), float(max(corners))


def p_range(printed: PrintedInterval, *, df: float | None = None) -> tuple[float, float]:
    """Lowest and highest p that the printed estimate and interval allow."""
    low, high = statistic_range(printed, df=df)
    near = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    far = max(abs(low), abs(high))
    return _p(far, df), _p(near, df)


def check_interval_p(
    printed: PrintedInterval,
    p_value: float,
    *,
    p_operator: str = "=",
    p_decimals: int = 3,
    dfs: tuple[float | None, ...] = (None,),
    z_tolerance: float = 0.0,
) -> Consistency:
    """Compare a printed p with its printed estimate and interval.

    Parameters
    ----------
    dfs : tuple
        Degrees of freedom that may have been used, None for z; p may follow from any.
    z_tolerance : float
        Slack for tests of another kind than the interval (score, exact, rank tests), as a
        share of z; 0.1 is added where it is not 0, as p near 1 says little.

    Returns
    -------
    Consistency
        `decision_error` where interval and p contradict each other on the null value.

    Examples
    --------
    >>> printed = PrintedInterval(-3.48, -10.07, 3.12, 2, 2)
    >>> check_interval_p(printed, 0.302).verdict, check_interval_p(printed, 0.002).verdict
    ('consistent', 'decision_error')
    """
    try:
        as_proportion("p", p_value)
    except ValueError as error:
        return Consistency("not_checkable", f"Not checkable: {error}.")
    ranges = [p_range(printed, df=df) for df in dfs]
    low, high = min(pair[0] for pair in ranges), max(pair[1] for pair in ranges)
    if z_tolerance:
        low, high = loosen_p_range(low, high, z_tolerance)
    p_low, p_high = printed_p_range(p_value, p_operator, p_decimals)
    if low <= p_high and p_low <= high:
        return Consistency("consistent", "Estimate, interval and p value agree.", low, high)
    alpha = 1 - printed.level
    contradiction = interval_contradicts_p(printed, p_value, p_operator, p_decimals)
    said = f"p {p_operator} {p_value:.{p_decimals}f}"
    span = f"p between {format_p(low)} and {format_p(high)}"
    if contradiction:
        side = "includes" if p_high <= alpha * 1.0001 else "excludes"
        return Consistency(
            "decision_error",
            f"The {100 * printed.level:g}% interval {side} no effect, but {said} is printed; "
            f"the interval gives {span}.", low, high,
        )  # fmt: skip
    return Consistency(
        "inconsistent", f"The estimate and its interval give {span}, but {said} is printed.",
        low, high,
    )  # fmt: skip


def interval_contradicts_p(
    printed: PrintedInterval, p_value: float, p_operator: str = "=", p_decimals: int = 3
) -> bool:
    """Tell whether the interval excludes no effect while p is above alpha, or the reverse.

    A limit, or a p, that may be exactly at the border by its rounding contradicts nothing.
    """
    _, lower, upper = printed.boxes()
    alpha = 1 - printed.level
    p_low, p_high = printed_p_range(p_value, p_operator, p_decimals)
    excludes = lower[0] > 0 or upper[1] < 0
    includes = lower[1] < 0 < upper[0]
    return (excludes and p_low > alpha * 1.0001) or (includes and p_high < alpha * 0.9999)


def check_symmetry(printed: PrintedInterval, *, slack: float = 0.0) -> Consistency:
    """Tell whether the estimate lies in, and in the middle of, its interval.

    Parameters
    ----------
    slack : float
        Share of half the interval's width that the estimate may be off the middle beyond
        rounding; exact and bootstrapped intervals are not quite symmetrical.

    Examples
    --------
    >>> check_symmetry(PrintedInterval(0.87, 0.54, 1.40, 2, 2, is_ratio=True)).verdict
    'consistent'
    >>> check_symmetry(PrintedInterval(8.7, 0.5, 1.4, 1, 1)).verdict
    'inconsistent'
    """
    estimate, lower, upper = printed.boxes()
    if estimate[1] < lower[0] or estimate[0] > upper[1]:
        return Consistency(
            "inconsistent",
            f"The estimate {printed.estimate:.{printed.estimate_decimals}f} lies outside its "
            f"interval {printed.lower:.{printed.limit_decimals}f} to "
            f"{printed.upper:.{printed.limit_decimals}f}.",
            printed.lower, printed.upper,
        )  # fmt: skip
    if not np.isfinite([*estimate, *lower, *upper]).all():
        return Consistency("not_checkable", "A ratio printed as 0 has no logarithm.")
    middle_low, middle_high = (lower[0] + upper[0]) / 2, (lower[1] + upper[1]) / 2
    extra = slack * (upper[1] - lower[0]) / 2
    back = np.exp if printed.is_ratio else float
    low, high = float(back(middle_low)), float(back(middle_high))
    if estimate[0] <= middle_high + extra and middle_low - extra <= estimate[1]:
        return Consistency("consistent", "The estimate is the middle of its interval.", low, high)
    scale = " on the log scale" if printed.is_ratio else ""
    return Consistency(
        "inconsistent",
        f"The middle of the interval{scale} is "
        f"{float(back((middle_low + middle_high) / 2)):.{printed.estimate_decimals}f}, not "
        f"{printed.estimate:.{printed.estimate_decimals}f}.",
        low, high,
    )  # fmt: skip


def printed_p_range(p_value: float, p_operator: str, p_decimals: int) -> tuple[float, float]:
    """Range of p that a printed p stands for.

    Examples
    --------
    >>> printed_p_range(0.05, "<", 2)
    (0.0, 0.05)
    >>> [round(end, 4) for end in printed_p_range(0.03, "=", 2)]
    [0.025, 0.035]
    """
    if p_operator == "<":
        return 0.0, p_value
    if p_operator == ">":
        return p_value, 1.0
    low, high = rounding_interval(p_value, p_decimals)
    return max(0.0, float(low)), min(1.0, float(high))


def loosen_p_range(low: float, high: float, tolerance: float) -> tuple[float, float]:
    """Widen a range of p for tests of another kind (exact, rank, score tests).

    Each end moves by `tolerance` as a share of its z, and by 0.1 more, as p near 1 says little.
    """
    far = -float(special.ndtri(max(low, 1e-300) / 2)) * (1 + tolerance) + Z_SLACK
    near = -float(special.ndtri(min(high, 1.0) / 2)) * (1 - tolerance) - Z_SLACK
    return _p(far, None), _p(max(0.0, near), None)


def _p(statistic: float, df: float | None) -> float:
    if statistic == inf:
        return 0.0
    return float(p_from_z(statistic) if df is None else p_from_t(statistic, df))
