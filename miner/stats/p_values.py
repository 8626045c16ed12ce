"""p values from test statistics, and the range of p that a rounded statistic allows.

All functions broadcast over arrays. Two-tailed unless told otherwise; F, chi2, Q and H are
one-sided by nature and `tails` does not touch them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special

from miner.stats.arguments import Numbers, as_finite, as_non_negative, as_positive, as_proportion
from miner.stats.rounding import rounding_interval

SIGNED_TESTS = ("t", "z", "r")
CHI2_TESTS = ("chi2", "Q", "H")
CHECKABLE_TESTS = (*SIGNED_TESTS, *CHI2_TESTS, "F")


def p_from_z(z: Numbers, *, tails: int = 2) -> Any:
    """p of a standard normal z.

    Examples
    --------
    >>> round(float(p_from_z(1.96)), 4)
    0.05
    """
    return _tails(tails) * special.ndtr(-np.abs(as_finite("z", z)))


def p_from_t(t: Numbers, df: Numbers, *, tails: int = 2) -> Any:
    """p of a t with `df` (above 0, fractions allowed) degrees of freedom."""
    value, freedom = as_finite("t", t), as_positive("df", df)
    return _tails(tails) / 2 * special.betainc(freedom / 2, 0.5, freedom / (freedom + value**2))


def p_from_f(f: Numbers, df1: Numbers, df2: Numbers) -> Any:
    """p of an F of at least 0 with `df1` and `df2` degrees of freedom."""
    value = as_non_negative("F", f)
    first, second = as_positive("df1", df1), as_positive("df2", df2)
    return special.betainc(second / 2, first / 2, second / (second + first * value))


def p_from_chi2(chi2: Numbers, df: Numbers) -> Any:
    """p of a chi-squared (or Q, or Kruskal-Wallis H) of at least 0."""
    return special.chdtrc(as_positive("df", df), as_non_negative("chi2", chi2))


def p_from_r(r: Numbers, df: Numbers, *, tails: int = 2) -> Any:
    """p of a correlation in -1 to 1 with `df` = n - 2, by t = r / sqrt((1 - r^2) / df)."""
    value, freedom = as_finite("r", r), as_positive("df", df)
    if np.any(np.abs(value) > 1):
        raise ValueError(f"r must lie between -1 and 1, got {r}")
    return _tails(tails) / 2 * special.betainc(freedom / 2, 0.5, 1 - value**2)


def compute_p(
    test: str,
    value: Numbers,
    *,
    df1: Numbers | None = None,
    df2: Numbers | None = None,
    tails: int = 2,
) -> Any:
    """p of a test statistic, by the name of the test.

    Parameters
    ----------
    test : {'t', 'F', 'z', 'r', 'chi2', 'Q', 'H'}
        Which statistic.
    value : float or array
        The statistic; shape is free, the answer has the same.
    df1, df2 : float or array, optional
        As printed: F has both, t and r carry theirs in `df2`, chi2, Q and H in `df1`.
    tails : {2, 1}
        Tails of t, z and r.

    Returns
    -------
    float or array
        p, 0 to 1.

    Raises
    ------
    ValueError
        Unknown test, missing degrees of freedom, or values out of range.

    References
    ----------
    statcheck 1.6.0, R/compute_p.R (Nuijten & Epskamp), for the set of tests.

    Examples
    --------
    >>> round(float(compute_p("F", 2.2, df1=2, df2=28)), 5)
    0.12959
    """
    if test == "z":
        return p_from_z(value, tails=tails)
    if test in ("t", "r"):
        function = p_from_t if test == "t" else p_from_r
        return function(value, _given(test, "df", df2 if df2 is not None else df1), tails=tails)
    if test in CHI2_TESTS:
        return p_from_chi2(value, _given(test, "df", df1 if df1 is not None else df2))
    if test == "F":
        return p_from_f(value, _given(test, "df1", df1), _given(test, "df2", df2))
    raise ValueError(f"no p value can be computed for test '{test}'; choose from "
                     f"{', '.join(sorted(CHECKABLE_TESTS))}")  # fmt: skip


def p_interval(
    test: str,
    value: Numbers,
    decimals: Numbers,
    *,
    df1: Numbers | None = None,
    df2: Numbers | None = None,
    tails: int = 2,
) -> tuple[Any, Any]:
    """Lowest and highest p that a statistic printed with `decimals` decimals allows.

    The statistic is taken anywhere in its rounding interval; p falls as its size grows. Where
    the interval reaches past a bound of the statistic (r beyond 1, F below 0), the bound counts.

    Examples
    --------
    >>> low, high = p_interval("t", 2.2, 1, df2=28)
    >>> round(float(low), 4), round(float(high), 4)
    (0.0325, 0.0403)
    """
    low, high = rounding_interval(value, decimals)
    if test in SIGNED_TESTS:
        printed = as_finite(test, value)
        if test == "r" and np.any(np.abs(printed) > 1):
            raise ValueError(f"r must lie between -1 and 1, got {value}")
        nearest = np.where(low * high <= 0, 0.0, np.minimum(np.abs(low), np.abs(high)))[()]
        furthest = np.maximum(np.abs(low), np.abs(high))
        if test == "r":
            furthest = np.minimum(furthest, 1.0)
    else:
        as_non_negative(test, value)
        nearest, furthest = np.maximum(low, 0.0), high
    return (
        compute_p(test, furthest, df1=df1, df2=df2, tails=tails),
        compute_p(test, nearest, df1=df1, df2=df2, tails=tails),
    )


def z_from_p(p: Numbers, *, tails: int = 2) -> Any:
    """Size of the z whose p is given (0 < p < 1)."""
    return -special.ndtri(as_proportion("p", p, open_ends=True) / _tails(tails))


def t_from_p(p: Numbers, df: Numbers, *, tails: int = 2) -> Any:
    """Size of the t whose p is given (0 < p < 1)."""
    probability = as_proportion("p", p, open_ends=True) / _tails(tails)
    return -special.stdtrit(as_positive("df", df), probability)


def _tails(tails: int) -> float:
    if tails not in (1, 2):
        raise ValueError(f"tails must be 1 or 2, got {tails}")
    return float(tails)


def _given(test: str, name: str, value: Numbers | None) -> Numbers:
    if value is None:
        raise ValueError(f"{test} needs {name} to be turned into a p value")
    return value
