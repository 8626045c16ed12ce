"""Effect sizes of two independent arms from means and SDs, with their sampling variances.

Differences are arm 1 minus arm 2. All functions broadcast over arrays and refuse NaN,
negative SDs and arms of fewer than two people. Small-sample correction is the exact J.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import special

from miner.stats.arguments import Numbers, as_count, as_finite, as_non_negative, as_positive


class EffectSize(NamedTuple):
    """An estimate with its sampling variance; both of the shape of the input."""

    estimate: Any
    variance: Any

    @property
    def standard_error(self) -> Any:
        """Square root of the variance."""
        return np.sqrt(self.variance)

    def interval(self, level: float = 0.95) -> tuple[Any, Any]:
        """Normal-theory confidence interval at `level`."""
        half = -special.ndtri((1 - level) / 2) * self.standard_error
        return self.estimate - half, self.estimate + half


def hedges_correction(df: Numbers, *, exact: bool = True) -> Any:
    """Small-sample correction factor J of a standardised mean difference.

    Parameters
    ----------
    df : float or array
        Degrees of freedom of the standardiser; n_1 + n_2 - 2 for two independent arms. At
        least 2.
    exact : bool
        The gamma-function form; False gives 1 - 3 / (4 df - 1).

    Returns
    -------
    float or array
        J, 0 < J < 1.

    References
    ----------
    Hedges (1981), J. Educ. Stat. 6(2):107-128; metafor `.cmicalc`.

    Examples
    --------
    >>> round(float(hedges_correction(38)), 4), round(float(hedges_correction(38, exact=False)), 4)
    (0.9801, 0.9801)
    """
    freedom = as_finite("df", df)
    if np.any(freedom < 2):
        raise ValueError(f"J needs at least 2 degrees of freedom, got {df}")
    if not exact:
        return 1 - 3 / (4 * freedom - 1)
    logarithm = special.gammaln(freedom / 2) - special.gammaln((freedom - 1) / 2)
    return np.exp(logarithm - 0.5 * np.log(freedom / 2))


def pooled_sd(sd_1: Numbers, n_1: Numbers, sd_2: Numbers, n_2: Numbers) -> Any:
    """SD pooled over two independent arms.

    Examples
    --------
    >>> float(pooled_sd(3.0, 10, 3.0, 20))
    3.0
    """
    first, second, count_1, count_2 = _spreads(sd_1, n_1, sd_2, n_2)
    total = (count_1 - 1) * first**2 + (count_2 - 1) * second**2
    return np.sqrt(total / (count_1 + count_2 - 2))


def mean_difference(
    mean_1: Numbers, sd_1: Numbers, n_1: Numbers, mean_2: Numbers, sd_2: Numbers, n_2: Numbers
) -> EffectSize:
    """Difference of means, with the variance of unequal SDs (Handbook 6.5.1).

    Examples
    --------
    >>> float(mean_difference(12, 3, 30, 10, 3, 30).estimate)
    2.0
    """
    first, second, count_1, count_2 = _spreads(sd_1, n_1, sd_2, n_2)
    difference = as_finite("mean_1", mean_1) - as_finite("mean_2", mean_2)
    return EffectSize(difference, first**2 / count_1 + second**2 / count_2)


def cohens_d(
    mean_1: Numbers, sd_1: Numbers, n_1: Numbers, mean_2: Numbers, sd_2: Numbers, n_2: Numbers
) -> EffectSize:
    """Difference of means over the pooled SD, not corrected for small samples.

    Examples
    --------
    >>> float(cohens_d(12, 4, 30, 10, 4, 30).estimate)
    0.5
    """
    spread = _not_zero(pooled_sd(sd_1, n_1, sd_2, n_2), "pooled SD")
    d = (as_finite("mean_1", mean_1) - as_finite("mean_2", mean_2)) / spread
    return EffectSize(d, smd_variance(d, n_1, n_2))


def hedges_g(
    mean_1: Numbers, sd_1: Numbers, n_1: Numbers, mean_2: Numbers, sd_2: Numbers, n_2: Numbers
) -> EffectSize:
    """Cohen d times the exact J: Cochrane's SMD.

    Returns
    -------
    EffectSize
        Variance 1/n_1 + 1/n_2 + g^2 / (2 (n_1 + n_2)), metafor's default ("LS").
    """
    d = cohens_d(mean_1, sd_1, n_1, mean_2, sd_2, n_2).estimate
    return correct_smd(d, n_1, n_2)


def correct_smd(d: Numbers, n_1: Numbers, n_2: Numbers) -> EffectSize:
    """Turn a Cohen d of two independent arms into Hedges g."""
    count_1, count_2 = as_count("n_1", n_1, least=2), as_count("n_2", n_2, least=2)
    g = as_finite("d", d) * hedges_correction(count_1 + count_2 - 2)
    return EffectSize(g, smd_variance(g, count_1, count_2))


def glass_delta(
    mean_1: Numbers, sd_1: Numbers, n_1: Numbers, mean_2: Numbers, sd_2: Numbers, n_2: Numbers,
    *, corrected: bool = False,
) -> EffectSize:  # fmt: skip
    """Difference of means over the SD of arm 2, the comparator.

    `corrected` multiplies by the exact J of n_2 - 1. Variance: metafor's SMD1,
    1/n_1 + 1/n_2 + delta^2 / (2 n_2).
    """
    _, second, count_1, count_2 = _spreads(sd_1, n_1, sd_2, n_2)
    delta = (as_finite("mean_1", mean_1) - as_finite("mean_2", mean_2)) / _not_zero(second, "SD")
    if corrected:
        delta = delta * hedges_correction(count_2 - 1)
    return EffectSize(delta, 1 / count_1 + 1 / count_2 + delta**2 / (2 * count_2))


def smd_variance(smd: Numbers, n_1: Numbers, n_2: Numbers) -> Any:
    """Large-sample variance of a standardised mean difference."""
    count_1, count_2 = as_count("n_1", n_1, least=2), as_count("n_2", n_2, least=2)
    return 1 / count_1 + 1 / count_2 + as_finite("smd", smd) ** 2 / (2 * (count_1 + count_2))


def ratio_of_means(
    mean_1: Numbers, sd_1: Numbers, n_1: Numbers, mean_2: Numbers, sd_2: Numbers, n_2: Numbers
) -> EffectSize:
    """Log of mean_1 / mean_2, both above 0 (Hedges, Gurevitch & Curtis 1999)."""
    first, second, count_1, count_2 = _spreads(sd_1, n_1, sd_2, n_2)
    top, bottom = as_positive("mean_1", mean_1), as_positive("mean_2", mean_2)
    variance = first**2 / (count_1 * top**2) + second**2 / (count_2 * bottom**2)
    return EffectSize(np.log(top / bottom), variance)


def log_mean(mean: Numbers, sd: Numbers, n: Numbers) -> EffectSize:
    """Log of one arm's mean (above 0) with variance sd^2 / (n mean^2)."""
    center, spread = as_positive("mean", mean), as_non_negative("sd", sd)
    return EffectSize(np.log(center), spread**2 / (as_count("n", n, least=2) * center**2))


def _spreads(sd_1: Numbers, n_1: Numbers, sd_2: Numbers, n_2: Numbers) -> tuple[Any, ...]:
    return (
        as_non_negative("sd_1", sd_1), as_non_negative("sd_2", sd_2),
        as_count("n_1", n_1, least=2), as_count("n_2", n_2, least=2),
    )  # fmt: skip


def _not_zero(spread: Any, name: str) -> Any:
    if np.any(spread == 0):
        raise ValueError(f"{name} is 0: a standardised difference is not defined")
    return spread
