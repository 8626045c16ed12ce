"""How many people a two-arm trial needs: by the normal approximation, and by the t test."""

from __future__ import annotations

from math import ceil, isnan

from scipy import optimize, special

from miner.stats.arguments import as_count, as_finite, as_proportion


def n_per_arm_normal(d: float, *, alpha: float = 0.05, power: float = 0.8, tails: int = 2) -> int:
    """People per arm for a standardised difference `d`, 2 (z_a + z_b)^2 / d^2, rounded up.

    A person or two short of the t test's answer: compare `n_per_arm_t`.

    Examples
    --------
    >>> n_per_arm_normal(0.5), n_per_arm_t(0.5)
    (63, 64)
    """
    size, z = _inputs(d, alpha, power, tails)
    return ceil(2 * (z + float(special.ndtri(power))) ** 2 / size**2 - 1e-9)


def n_per_arm_t(d: float, *, alpha: float = 0.05, power: float = 0.8, tails: int = 2) -> int:
    """People per arm for an independent t test of a standardised difference `d`."""
    size, _ = _inputs(d, alpha, power, tails)
    n = max(2, n_per_arm_normal(d, alpha=alpha, power=power, tails=tails) - 2)
    while power_of_t(size, n, alpha=alpha, tails=tails) < power - 1e-9:
        n += 1
    return n


def power_of_t(d: float, n_per_arm: int, *, alpha: float = 0.05, tails: int = 2) -> float:
    """Power of an independent t test with equal arms, by the noncentral t.

    Examples
    --------
    >>> round(power_of_t(0.5, 64), 3)
    0.801
    """
    size = abs(float(as_finite("d", d)))
    count = float(as_count("n_per_arm", n_per_arm, least=2))
    df, shift = 2 * count - 2, size * (count / 2) ** 0.5
    critical = -float(special.stdtrit(df, alpha / tails))
    upper = 1 - _share_below(critical, df, shift)
    return upper + (_share_below(-critical, df, shift) if tails == 2 else 0.0)


def _share_below(t: float, df: float, shift: float) -> float:
    share = float(special.nctdtr(df, shift, t))
    # SciPy gives NaN for shares too small to compute, more than 7 units below the shift.
    return 0.0 if isnan(share) and t < shift else share


def n_per_arm_proportions(
    p_1: float, p_2: float, *, alpha: float = 0.05, power: float = 0.8, tails: int = 2
) -> int:
    """People per arm for a difference of two proportions, unpooled normal approximation.

    Examples
    --------
    >>> n_per_arm_proportions(0.6, 0.4)
    95
    """
    first, second = float(as_proportion("p_1", p_1)), float(as_proportion("p_2", p_2))
    _, z = _inputs(first - second, alpha, power, tails)
    spread = first * (1 - first) + second * (1 - second)
    total = (z + float(special.ndtri(power))) ** 2 * spread / (first - second) ** 2
    return ceil(total - 1e-9)


def detectable_d(n_per_arm: int, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """Smallest standardised difference that equal arms of this size detect by a t test."""
    as_proportion("power", power, open_ends=True)
    return float(optimize.brentq(lambda d: power_of_t(d, n_per_arm, alpha=alpha) - power, 1e-6, 50))


def _inputs(d: float, alpha: float, power: float, tails: int) -> tuple[float, float]:
    size = abs(float(as_finite("d", d)))
    if size == 0:
        raise ValueError("no sample size detects a difference of 0")
    if tails not in (1, 2):
        raise ValueError(f"tails must be 1 or 2, got {tails}")
    as_proportion("power", power, open_ends=True)
    return size, -float(special.ndtri(as_proportion("alpha", alpha, open_ends=True) / tails))
