"""Does the printed p follow from the printed statistic?

Rules of statcheck 1.6.0 (R/error_test.R, R/decision_error_test.R), with both roundings of a
half accepted, so that a correctly printed result is never flagged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from miner.stats.arguments import Numbers, as_finite, as_proportion
from miner.stats.p_values import CHECKABLE_TESTS, SIGNED_TESTS, compute_p, p_interval
from miner.stats.rounding import round_half_down, round_half_up

TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Consistency:
    """Outcome of one comparison of printed numbers.

    `low` and `high` bound what the other printed numbers allow, `value` is the recomputed
    number from the figures as printed; all None where nothing could be recomputed.
    """

    verdict: str
    explanation: str
    low: float | None = None
    high: float | None = None
    value: float | None = None

    @property
    def is_error(self) -> bool:
        """True for `inconsistent` and `decision_error`."""
        return self.verdict in ("inconsistent", "decision_error")

    @property
    def is_decision_error(self) -> bool:
        """True where the error changes what counts as significant."""
        return self.verdict == "decision_error"


def p_disagrees(
    p_low: Numbers,
    p_high: Numbers,
    p_value: Numbers,
    *,
    p_operator: str = "=",
    p_decimals: int = 3,
    value_operator: str = "=",
) -> Any:
    """Tell where a printed p is impossible given the range of the recomputed p.

    Parameters
    ----------
    p_low, p_high : float or array
        p at the far and the near end of the statistic's rounding interval.
    p_value : float or array
        p as printed, 0 to 1.
    p_operator, value_operator : {'=', '<', '>'}
        Sign before the p and before the statistic.
    p_decimals : int
        Printed decimals of p.

    Returns
    -------
    bool or array of bool
    """
    low, high = as_finite("p_low", p_low), as_finite("p_high", p_high)
    printed = as_proportion("p", p_value)
    highest_printed, lowest_printed = high, low
    if p_operator == "=":
        highest_printed = round_half_up(high, p_decimals)
        lowest_printed = round_half_down(low, p_decimals)
    too_high, too_low = printed > highest_printed + TINY, printed < lowest_printed - TINY
    if value_operator == "<":  # the true p lies above the recomputed one
        if p_operator == "=":
            return printed < round_half_down(high, p_decimals) - TINY
        return printed < high - TINY if p_operator == "<" else np.zeros_like(too_low)
    if value_operator == ">":  # the true p lies below it
        if p_operator == "=":
            return printed > round_half_up(low, p_decimals) + TINY
        return printed > low + TINY if p_operator == ">" else np.zeros_like(too_low)
    if p_operator == "=":
        return too_high | too_low
    return too_low if p_operator == "<" else too_high


def check_p(
    test: str,
    value: float,
    *,
    value_decimals: int,
    p_value: float | None,
    p_operator: str | None = "=",
    p_decimals: int | None = None,
    df1: float | None = None,
    df2: float | None = None,
    value_operator: str = "=",
    alpha: float = 0.05,
    tails: int = 2,
    one_tailed_allowed: bool = False,
    alpha_is_significant: bool = True,
    zero_is_error: bool = True,
    is_ns: bool = False,
) -> Consistency:
    """Compare a printed p with the one recomputed from its statistic.

    Parameters
    ----------
    test, value, df1, df2
        As for `compute_p`.
    value_decimals, p_decimals : int
        Printed decimals.
    p_value, p_operator
        As printed. For "ns" pass `is_ns=True`: it is read as p > alpha.
    value_operator : {'=', '<', '>'}
        Sign before the statistic.
    one_tailed_allowed : bool
        The sentence speaks of a one-tailed test: a p that is right for one tail then passes.
    alpha_is_significant : bool
        Whether p = alpha counts as significant.
    zero_is_error : bool
        Whether `p = .000` is an error in itself: p is never 0.

    Returns
    -------
    Consistency
        `not_checkable`, with the reason, where numbers are missing or out of range.

    Examples
    --------
    >>> check_p("t", 1.2, value_decimals=2, p_value=0.03, p_decimals=2, df2=28).verdict
    'decision_error'
    """
    if is_ns:
        p_operator, p_value, p_decimals = ">", alpha, 2
    if p_value is None:
        return Consistency("not_checkable", "No p value is printed beside the test.")
    p_operator = p_operator or "="
    p_decimals = 3 if p_decimals is None else p_decimals
    if test not in CHECKABLE_TESTS:
        return Consistency("not_checkable", f"p cannot be recomputed from {test} alone.")
    try:
        as_proportion("p", p_value)
        point, low, high = _recompute(
            test, value, value_decimals, df1, df2, tails=tails, is_bound=value_operator != "="
        )
    except ValueError as error:
        return Consistency("not_checkable", f"Not checkable: {error}.")
    is_zero = p_value == 0 and (p_operator == "<" or (p_operator == "=" and zero_is_error))
    if not is_zero and not p_disagrees(
        low, high, p_value, p_operator=p_operator, p_decimals=p_decimals,
        value_operator=value_operator,
    ):  # fmt: skip
        return Consistency("consistent", f"The statistic gives p = {format_p(point)}, which "
                           "agrees with the printed p.", low, high, point)  # fmt: skip
    if one_tailed_allowed and tails == 2 and test in SIGNED_TESTS:
        one = check_p(
            test, value, value_decimals=value_decimals, p_value=p_value, p_operator=p_operator,
            p_decimals=p_decimals, df1=df1, df2=df2, value_operator=value_operator, alpha=alpha,
            tails=1, alpha_is_significant=alpha_is_significant, zero_is_error=zero_is_error,
        )  # fmt: skip
        if not one.is_error:
            return one
    decision = decision_differs(
        point, p_value, p_operator=p_operator, value_operator=value_operator, alpha=alpha,
        alpha_is_significant=alpha_is_significant,
    )  # fmt: skip
    return Consistency(
        "decision_error" if decision else "inconsistent",
        _explain(point, p_value, p_operator, alpha, decision),
        low, high, point,
    )  # fmt: skip


def _recompute(
    test: str, value: float, decimals: int, df1: float | None, df2: float | None,
    *, tails: int, is_bound: bool,
) -> tuple[float, float, float]:  # fmt: skip
    """Return p from the statistic as printed, and the lowest and highest its rounding allows."""
    point = float(compute_p(test, value, df1=df1, df2=df2, tails=tails))
    low, high = p_interval(test, value, decimals, df1=df1, df2=df2, tails=tails)
    if is_bound:  # `t > 2` is no rounded statistic: its bound is exact
        return point, point, point
    return point, float(low), float(high)


def decision_differs(
    recomputed: float,
    p_value: float,
    *,
    p_operator: str = "=",
    value_operator: str = "=",
    alpha: float = 0.05,
    alpha_is_significant: bool = True,
) -> bool:
    """Tell whether printed and recomputed p stand on different sides of alpha.

    Parameters
    ----------
    recomputed, p_value : float
        0 to 1.
    p_operator, value_operator : {'=', '<', '>'}
        Sign before the p and before the statistic.

    Returns
    -------
    bool
        False where a sign leaves open on which side the printed or the true p stands.
    """
    below = recomputed <= alpha if alpha_is_significant else recomputed < alpha
    if p_operator == ">":
        said: bool | None = False if p_value >= alpha else None
    elif p_operator == "<":
        said = True if p_value <= alpha else None
    else:
        said = p_value <= alpha if alpha_is_significant else p_value < alpha
    if said is None or (value_operator == "<" and below) or (value_operator == ">" and not below):
        return False
    return said != below


def format_p(p: float) -> str:
    """Write p the way a paper would.

    Examples
    --------
    >>> format_p(0.04321), format_p(0.0000123)
    ('0.043', '0.000012')
    """
    if p == 0 or p < 1e-7:
        return "0.0000001 or less"
    decimals = 3
    while round(p, decimals) < 9.5 * 10**-decimals and decimals < 8:
        decimals += 1
    return f"{p:.{decimals}f}"


def _explain(point: float, p_value: float, operator: str, alpha: float, decision: bool) -> str:
    if p_value == 0:
        return (f"A p value cannot be {operator} 0; the statistic gives "
                f"p = {format_p(point)}.")  # fmt: skip
    text = f"The statistic gives p = {format_p(point)}, but p {operator} {p_value:g} is printed"
    if decision:
        side = "not significant" if point > alpha else "significant"
        return f"{text}: by the statistic the result is {side} at {alpha:g}."
    return f"{text}."
