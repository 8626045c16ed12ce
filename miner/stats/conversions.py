"""One statistic turned into another: t, F, z, p to d; OR to d; d to r; variance explained."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import optimize, special

from miner.stats.arguments import (
    Numbers,
    as_count,
    as_finite,
    as_non_negative,
    as_positive,
    as_proportion,
)
from miner.stats.effect_sizes import EffectSize, correct_smd
from miner.stats.p_values import t_from_p


def d_from_t(t: Numbers, n_1: Numbers, n_2: Numbers) -> Any:
    """Cohen d of two independent arms from their t: t sqrt(1/n_1 + 1/n_2).

    Examples
    --------
    >>> round(float(d_from_t(2.5, 20, 20)), 4)
    0.7906
    """
    first, second = as_count("n_1", n_1, least=1), as_count("n_2", n_2, least=1)
    return as_finite("t", t) * np.sqrt(1 / first + 1 / second)


def d_from_f(f: Numbers, n_1: Numbers, n_2: Numbers) -> Any:
    """Size of Cohen d from an F with one numerator df; the sign comes from the means."""
    return d_from_t(np.sqrt(as_non_negative("F", f)), n_1, n_2)


def d_from_t_df(t: Numbers, df: Numbers, *, paired: bool = False) -> Any:
    """Cohen d from t and error df alone: 2 t / sqrt(df) for equal arms, t / sqrt(df) paired."""
    return as_finite("t", t) * (1 if paired else 2) / np.sqrt(as_positive("df", df))


def d_from_z(z: Numbers, n: Numbers, *, paired: bool = False) -> Any:
    """Cohen d from z and the total n, arms of equal size."""
    return as_finite("z", z) * (1 if paired else 2) / np.sqrt(as_count("n", n, least=2))


def d_interval_from_t(
    t: float, df: float, *, level: float = 0.95, paired: bool = False
) -> tuple[float, float]:
    """Exact interval of `d_from_t_df` by the noncentral t (pivot method, Steiger 2004)."""
    value, freedom = float(as_finite("t", t)), float(as_positive("df", df))
    scale = (1 if paired else 2) / np.sqrt(freedom)
    tail = (1 - level) / 2

    def limit(probability: float) -> float:
        reach = 10 + 2 * abs(value)
        return float(
            optimize.brentq(
                lambda shift: special.nctdtr(freedom, shift, value) - probability,
                value - reach, value + reach,
            )
        )  # fmt: skip

    return limit(1 - tail) * scale, limit(tail) * scale


def d_interval_from_z(z: float, n: float, *, level: float = 0.95) -> tuple[float, float]:
    """Interval of `d_from_z`."""
    half = -float(special.ndtri((1 - level) / 2))
    return float(d_from_z(z - half, n)), float(d_from_z(z + half, n))


def smd_from_t(t: Numbers, n_1: Numbers, n_2: Numbers) -> EffectSize:
    """Hedges g, with its variance, from an independent t."""
    return correct_smd(d_from_t(t, n_1, n_2), n_1, n_2)


def smd_from_p(p: Numbers, n_1: Numbers, n_2: Numbers) -> EffectSize:
    """Size of Hedges g from the two-tailed p of a t test; p says nothing of the sign."""
    df = as_count("n_1", n_1, least=2) + as_count("n_2", n_2, least=2) - 2
    return smd_from_t(t_from_p(p, df), n_1, n_2)


def d_from_odds_ratio(odds_ratio: Numbers) -> Any:
    """ln(OR) sqrt(3) / pi (Hasselblad & Hedges 1995).

    Examples
    --------
    >>> round(float(d_from_odds_ratio(0.2)), 3)
    -0.887
    """
    return np.log(as_positive("odds ratio", odds_ratio)) * np.sqrt(3) / np.pi


def odds_ratio_from_d(d: Numbers) -> Any:
    """exp(d pi / sqrt(3)), the inverse of `d_from_odds_ratio`."""
    return np.exp(as_finite("d", d) * np.pi / np.sqrt(3))


def d_from_odds_ratio_and_risk(odds_ratio: Numbers, baseline_risk: Numbers) -> Any:
    """d from an odds ratio and the comparator's risk, by probits (Chen, Cohen & Chen 2010).

    The better approximation where the outcome is rare.

    Examples
    --------
    >>> round(float(d_from_odds_ratio_and_risk(1.6814, 0.01)), 2)
    0.2
    """
    risk = as_proportion("baseline risk", baseline_risk, open_ends=True)
    odds = as_positive("odds ratio", odds_ratio) * risk / (1 - risk)
    return special.ndtri(odds / (1 + odds)) - special.ndtri(risk)


def r_from_d(d: Numbers, *, n_1: Numbers | None = None, n_2: Numbers | None = None) -> Any:
    """Point-biserial r from d; arms of equal size unless both sizes are given."""
    factor: Any = 4.0
    if n_1 is not None and n_2 is not None:
        first, second = as_count("n_1", n_1, least=1), as_count("n_2", n_2, least=1)
        factor = (first + second) ** 2 / (first * second)
    size = as_finite("d", d)
    return size / np.sqrt(size**2 + factor)


def d_from_r(r: Numbers) -> Any:
    """d = 2 r / sqrt(1 - r^2), arms of equal size."""
    value = as_finite("r", r)
    if np.any(np.abs(value) >= 1):
        raise ValueError(f"r must lie strictly between -1 and 1, got {r}")
    return 2 * value / np.sqrt(1 - value**2)


def fisher_z(r: Numbers, n: Numbers) -> EffectSize:
    """Fisher's z of a correlation with variance 1 / (n - 3)."""
    value = as_finite("r", r)
    if np.any(np.abs(value) >= 1):
        raise ValueError(f"r must lie strictly between -1 and 1, got {r}")
    return EffectSize(np.arctanh(value), 1 / (as_count("n", n, least=4) - 3))


def partial_eta_squared(f: Numbers, df1: Numbers, df2: Numbers) -> Any:
    """F df1 / (F df1 + df2).

    Examples
    --------
    >>> float(partial_eta_squared(4, 1, 36))
    0.1
    """
    value, first = as_non_negative("F", f), as_positive("df1", df1)
    return value * first / (value * first + as_positive("df2", df2))


def partial_omega_squared(f: Numbers, df1: Numbers, df2: Numbers) -> Any:
    """df1 (F - 1) / (df1 (F - 1) + N), with N = df1 + df2 + 1; may come out below 0."""
    value, first = as_non_negative("F", f), as_positive("df1", df1)
    total = first + as_positive("df2", df2) + 1
    return first * (value - 1) / (first * (value - 1) + total)


def cramers_v(chi2: Numbers, n: Numbers, rows: int, columns: int) -> Any:
    """Cramer's V, 0 to 1, of a table: sqrt(chi2 / (n (min(rows, columns) - 1))).

    Examples
    --------
    >>> round(float(cramers_v(10, 100, 2, 3)), 3)
    0.316
    """
    smaller = min(rows, columns)
    if smaller < 2:
        raise ValueError(f"Cramer's V needs at least 2 rows and columns, got {rows}, {columns}")
    return np.sqrt(as_non_negative("chi2", chi2) / (as_count("n", n, least=1) * (smaller - 1)))
