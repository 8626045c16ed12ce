"""Which formula gives the printed effect? Each is tried on the arms' printed figures.

Standardised differences are computed in at least eight ways, and papers seldom say which.
Trying them all, each with the rounding of its inputs, shows which the authors used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import product
from math import sqrt

from miner.stats.arguments import as_count, as_finite, as_non_negative
from miner.stats.effect_sizes import hedges_correction
from miner.stats.rounding import rounding_interval

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ArmFigures:
    """Printed figures of one arm at one timepoint, with its baseline where it has one.

    `decimals` are those of the means, `sd_decimals` those of the SDs (the same where None).
    """

    n: int
    mean: float
    sd: float | None = None
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    decimals: int = 2
    sd_decimals: int | None = None

    def __post_init__(self) -> None:
        as_count("n", self.n, least=2)
        for name in ("mean", "baseline_mean"):
            if getattr(self, name) is not None:
                as_finite(name, getattr(self, name))
        for name in ("sd", "baseline_sd"):
            if getattr(self, name) is not None:
                as_non_negative(name, getattr(self, name))

    @property
    def change(self) -> Range | None:
        """Range of the change since baseline."""
        if self.baseline_mean is None:
            return None
        return _minus(self._mean(self.mean), self._mean(self.baseline_mean))

    def _mean(self, mean: float) -> Range:
        low, high = rounding_interval(mean, self.decimals)
        return float(low), float(high)

    def _spread(self, sd: float | None) -> Range | None:
        if sd is None:
            return None
        places = self.decimals if self.sd_decimals is None else self.sd_decimals
        low, high = rounding_interval(sd, places)
        return max(0.0, float(low)), float(high)


@dataclass(frozen=True, slots=True)
class Trace:
    """One formula, the range it gives, and whether the printed value falls in it.

    `flipped` marks a fit with the opposite sign (arm 2 minus arm 1, or better counted up).
    """

    formula: str
    low: float
    high: float
    fits: bool
    flipped: bool = False

    @property
    def middle(self) -> float:
        """Value from the figures as printed, to within their rounding."""
        return (self.low + self.high) / 2


FORMULA_WORDS = {
    "mean_difference": "the difference of the means",
    "change_difference": "the difference of the changes since baseline",
    "cohens_d": "Cohen d (pooled SD)",
    "hedges_g": "Hedges g (pooled SD, small-sample correction)",
    "cohens_d_average_sd": "d by the plain average of the two variances",
    "glass_delta": "Glass delta (comparator's SD)",
    "glass_delta_arm_1": "Glass delta (first arm's SD)",
    "dppc2_corrected": "the pre-post-control d (Morris dppc2) with small-sample correction",
    "dppc2": "the pre-post-control d (Morris dppc2) without small-sample correction",
    "dppc1_corrected": "the difference of two standardised changes (dppc1), corrected",
    "dppc1": "the difference of two standardised changes (dppc1)",
    "change_over_posttest_sd": "the difference of the changes over the pooled later SD",
    "change_over_posttest_sd_corrected": "the difference of the changes over the pooled later SD, with small-sample correction",
}


def trace_difference(
    printed: float, decimals: int, arm_1: ArmFigures, arm_2: ArmFigures
) -> tuple[Trace, ...]:
    """Try the unstandardised differences against a printed one.

    Examples
    --------
    >>> [trace.formula for trace in trace_difference(
    ...     2.0, 1, ArmFigures(20, 12.0, decimals=1), ArmFigures(20, 10.0, decimals=1)
    ... ) if trace.fits]
    ['mean_difference']
    """
    ranges: dict[str, Range | None] = {
        "mean_difference": _minus(arm_1._mean(arm_1.mean), arm_2._mean(arm_2.mean)),
        "change_difference": _minus(arm_1.change, arm_2.change),
    }
    return _judge(printed, decimals, ranges.items())


def trace_smd(
    printed: float, decimals: int, arm_1: ArmFigures, arm_2: ArmFigures
) -> tuple[Trace, ...]:
    """Try every standardised mean difference against a printed one.

    Parameters
    ----------
    printed, decimals
        The printed d, g or SMD.
    arm_1, arm_2 : ArmFigures
        Figures of the two arms at the timepoint.

    Returns
    -------
    tuple of Trace
        One a formula that the figures suffice for; those that fit say so. The sign may be
        either way round, as papers count benefit up or down.

    Examples
    --------
    >>> one = ArmFigures(20, 14.0, 4.0, 10.0, 4.0)
    >>> two = ArmFigures(20, 11.0, 4.0, 10.0, 4.0)
    >>> [trace.formula for trace in trace_smd(0.735, 3, one, two) if trace.fits]
    ['hedges_g', 'dppc2_corrected', 'change_over_posttest_sd_corrected']
    """
    df = arm_1.n + arm_2.n - 2
    j = float(hedges_correction(max(df, 2)))
    posttest = _minus(arm_1._mean(arm_1.mean), arm_2._mean(arm_2.mean))
    change = _minus(arm_1.change, arm_2.change)
    after = (arm_1._spread(arm_1.sd), arm_2._spread(arm_2.sd))
    before = (arm_1._spread(arm_1.baseline_sd), arm_2._spread(arm_2.baseline_sd))
    pooled_after, pooled_before = (
        _pooled(after, arm_1.n, arm_2.n),
        _pooled(before, arm_1.n, arm_2.n),
    )
    d, ppc = _over(posttest, pooled_after), _over(change, pooled_before)
    by_later = _over(change, pooled_after)
    changes = [
        (_over(arm.change, spread), float(hedges_correction(arm.n - 1)) if arm.n > 2 else None)
        for arm, spread in ((arm_1, before[0]), (arm_2, before[1]))
    ]
    ranges: list[tuple[str, Range | None]] = [
        ("cohens_d", d),
        ("hedges_g", _times(d, j)),
        ("cohens_d_average_sd", _over(posttest, _pooled(after, 2, 2))),
        ("glass_delta", _over(posttest, after[1])),
        ("glass_delta_arm_1", _over(posttest, after[0])),
        ("dppc2", ppc),
        ("dppc2_corrected", _times(ppc, j)),
        ("dppc1", _minus(changes[0][0], changes[1][0])),
        ("dppc1_corrected", _minus(_times(*changes[0]), _times(*changes[1]))),
        ("change_over_posttest_sd", by_later),
        ("change_over_posttest_sd_corrected", _times(by_later, j)),
    ]
    return _judge(printed, decimals, ranges)


def fits_with_other_sizes(
    printed: float,
    decimals: int,
    arm_1: ArmFigures,
    arm_2: ArmFigures,
    sizes: Iterable[int],
    *,
    trace: Callable[..., tuple[Trace, ...]] = trace_smd,
    formulas: tuple[str, ...] | None = None,
) -> tuple[tuple[int, int, str], ...]:
    """List (n_1, n_2, formula) out of `sizes` that would give the printed value.

    Use where the printed sizes fit no formula: it often is another n that was used.
    """
    tried = sorted(set(sizes))
    found = []
    for n_1, n_2 in product(tried, tried):
        if (n_1, n_2) == (arm_1.n, arm_2.n):
            continue
        traces = trace(printed, decimals, replace(arm_1, n=n_1), replace(arm_2, n=n_2))
        found += [
            (n_1, n_2, each.formula) for each in traces
            if each.fits and (formulas is None or each.formula in formulas)
        ]  # fmt: skip
    return tuple(found)


def _judge(
    printed: float, decimals: int, ranges: Iterable[tuple[str, Range | None]]
) -> tuple[Trace, ...]:
    low, high = (float(end) for end in rounding_interval(printed, decimals))
    traces = []
    for formula, span in ranges:
        if span is None:
            continue
        same = span[0] <= high and low <= span[1]
        flipped = -span[1] <= high and low <= -span[0]
        traces.append(Trace(formula, span[0], span[1], same or flipped, flipped and not same))
    return tuple(traces)


def _minus(first: Range | None, second: Range | None) -> Range | None:
    if first is None or second is None:
        return None
    return first[0] - second[1], first[1] - second[0]


def _times(span: Range | None, factor: float | None) -> Range | None:
    if span is None or factor is None:
        return None
    return span[0] * factor, span[1] * factor


def _over(span: Range | None, spread: Range | None) -> Range | None:
    if span is None or spread is None or spread[0] <= 0:
        return None
    quotients = [end / by for end in span for by in spread]
    return min(quotients), max(quotients)


def _pooled(spreads: tuple[Range | None, Range | None], n_1: int, n_2: int) -> Range | None:
    first, second = spreads
    if first is None or second is None:
        return None
    low, high = (
        sqrt(((n_1 - 1) * first[end] ** 2 + (n_2 - 1) * second[end] ** 2) / (n_1 + n_2 - 2))
        for end in (0, 1)
    )
    return low, high
