"""Effect sizes of designs with a baseline: within one arm, and pre-post-control.

Posttest, change and pre-post-control d answer different questions and must never be mixed.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from miner.stats.arguments import Numbers, as_count, as_finite, as_non_negative
from miner.stats.effect_sizes import EffectSize, hedges_correction, pooled_sd


def change_sd(sd_before: Numbers, sd_after: Numbers, correlation: Numbers) -> Any:
    """SD of change scores from the SDs before and after and their correlation.

    Examples
    --------
    >>> round(float(change_sd(4, 4, 0.5)), 6)
    4.0
    """
    before, after = as_non_negative("sd_before", sd_before), as_non_negative("sd_after", sd_after)
    r = _correlation(correlation)
    return np.sqrt(np.maximum(before**2 + after**2 - 2 * r * before * after, 0.0))


def smcr(
    mean_before: Numbers, mean_after: Numbers, sd_before: Numbers, n: Numbers, *,
    correlation: Numbers = 0.5, corrected: bool = True,
) -> EffectSize:  # fmt: skip
    """Standardised mean change of one arm, by the SD at baseline (raw score standardisation).

    Variance 2 (1 - r) / n + y^2 / (2 n); metafor's SMCR.
    """
    y = _change(mean_before, mean_after) / _spread(sd_before)
    count = as_count("n", n, least=3 if corrected else 2)
    if corrected:
        y = y * hedges_correction(count - 1)
    return EffectSize(y, 2 * (1 - _correlation(correlation)) / count + y**2 / (2 * count))


def smcr_unequal(
    mean_before: Numbers, mean_after: Numbers, sd_before: Numbers, sd_after: Numbers,
    n: Numbers, *, correlation: Numbers, corrected: bool = True,
) -> EffectSize:  # fmt: skip
    """SMCR with a variance that lets the SDs before and after differ (metafor's SMCRH).

    References
    ----------
    Bonett (2008), Psychological Methods 13(2):99-109.
    """
    before = _spread(sd_before)
    count = as_count("n", n, least=3)
    y = _change(mean_before, mean_after) / before
    if corrected:
        y = y * hedges_correction(count - 1)
    spread = change_sd(sd_before, sd_after, correlation)
    return EffectSize(y, spread**2 / (before**2 * (count - 1)) + y**2 / (2 * (count - 1)))


def smcc(
    mean_before: Numbers, mean_after: Numbers, sd_before: Numbers, sd_after: Numbers,
    n: Numbers, *, correlation: Numbers, corrected: bool = True,
) -> EffectSize:  # fmt: skip
    """Standardised mean change of one arm, by the SD of the changes (metafor's SMCC)."""
    y = _change(mean_before, mean_after) / _spread(change_sd(sd_before, sd_after, correlation))
    count = as_count("n", n, least=3 if corrected else 2)
    if corrected:
        y = y * hedges_correction(count - 1)
    return EffectSize(y, 1 / count + y**2 / (2 * count))


def dppc2(
    before_1: Numbers, after_1: Numbers, sd_before_1: Numbers, n_1: Numbers,
    before_2: Numbers, after_2: Numbers, sd_before_2: Numbers, n_2: Numbers,
    *, correlation: Numbers = 0.5, corrected: bool = True,
) -> EffectSize:  # fmt: skip
    """Pre-post-control d: difference of the changes over the pooled baseline SD.

    Parameters
    ----------
    before_1, after_1, sd_before_1, n_1
        Baseline mean, later mean, baseline SD and size of arm 1 (the intervention).
    before_2, after_2, sd_before_2, n_2
        The same of arm 2, the comparator.
    correlation : float
        Between baseline and later scores; used for the variance only.
    corrected : bool
        Multiply by the exact J of n_1 + n_2 - 2. Papers print both forms.

    References
    ----------
    Morris (2008), Organizational Research Methods 11(2):364-386, equations 8 to 10.

    Examples
    --------
    >>> round(float(dppc2(20, 26, 4, 50, 20, 22, 4, 50, corrected=False).estimate), 3)
    1.0
    """
    count_1, count_2 = as_count("n_1", n_1, least=2), as_count("n_2", n_2, least=2)
    spread = _spread(pooled_sd(sd_before_1, count_1, sd_before_2, count_2))
    y = (_change(before_1, after_1) - _change(before_2, after_2)) / spread
    if corrected:
        y = y * hedges_correction(count_1 + count_2 - 2)
    r = _correlation(correlation)
    variance = 2 * (1 - r) * (1 / count_1 + 1 / count_2) + y**2 / (2 * (count_1 + count_2))
    return EffectSize(y, variance)


def dppc1(
    before_1: Numbers, after_1: Numbers, sd_before_1: Numbers, n_1: Numbers,
    before_2: Numbers, after_2: Numbers, sd_before_2: Numbers, n_2: Numbers,
    *, correlation: Numbers = 0.5, corrected: bool = True,
) -> EffectSize:  # fmt: skip
    """Difference of two standardised changes, each by its own arm's baseline SD (Becker 1988)."""
    options: dict[str, Any] = {"correlation": correlation, "corrected": corrected}
    first = smcr(before_1, after_1, sd_before_1, n_1, **options)
    second = smcr(before_2, after_2, sd_before_2, n_2, **options)
    return EffectSize(first.estimate - second.estimate, first.variance + second.variance)


def crossover_difference(
    mean_1: Numbers, mean_2: Numbers, sd_difference: Numbers, n: Numbers
) -> EffectSize:
    """Paired difference of a cross-over trial, from the SD of the within-person differences.

    References
    ----------
    Cochrane Handbook 5.1, 16.4.6.

    Examples
    --------
    >>> effect = crossover_difference(7.0, 6.5, 2, 10)
    >>> float(effect.estimate), round(float(effect.standard_error), 3)
    (0.5, 0.632)
    """
    spread = as_non_negative("sd_difference", sd_difference)
    difference = as_finite("mean_1", mean_1) - as_finite("mean_2", mean_2)
    return EffectSize(difference, spread**2 / as_count("n", n, least=2))


def _change(before: Numbers, after: Numbers) -> Any:
    return as_finite("mean after", after) - as_finite("mean before", before)


def _spread(sd: Numbers) -> Any:
    spread = as_non_negative("sd", sd)
    if np.any(spread == 0):
        raise ValueError("SD is 0: a standardised change is not defined")
    return spread


def _correlation(correlation: Numbers) -> Any:
    r = as_finite("correlation", correlation)
    if np.any(np.abs(r) > 1):
        raise ValueError(f"correlation must lie between -1 and 1, got {correlation}")
    return r
