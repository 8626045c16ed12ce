"""Counts that must add up: percentages, sums of arms, flow of participants, df and n."""

from __future__ import annotations

from collections.abc import Sequence

from miner.stats.arguments import as_count, as_finite, as_non_negative
from miner.stats.rounding import (
    SLACK,
    prints_as,
    round_half_down,
    round_half_up,
    rounding_interval,
    truncate,
)


def percent_verdict(events: int, n: int, percent: float, *, decimals: int) -> str:
    """Compare a printed percentage with its count.

    Parameters
    ----------
    events, n : int
        Count and denominator, 0 <= events <= n, n at least 1.
    percent : float
        As printed, 0 to 100.
    decimals : int
        Printed decimals.

    Returns
    -------
    str
        `consistent` (halves rounded up or down), `truncated` (digits cut off instead of
        rounded) or `inconsistent`.

    Examples
    --------
    >>> percent_verdict(2, 3, 66.7, decimals=1), percent_verdict(2, 3, 66.6, decimals=1)
    ('consistent', 'truncated')
    """
    exact = exact_percent(events, n)
    as_finite("percent", percent)
    unit = 10.0**-decimals
    for rounded in (round_half_up(exact, decimals), round_half_down(exact, decimals)):
        if abs(float(rounded) - percent) < 0.01 * unit:
            return "consistent"
    if abs(float(truncate(exact, decimals)) - percent) < 0.01 * unit:
        return "truncated"
    return "inconsistent"


def exact_percent(events: int, n: int) -> float:
    """100 events / n."""
    count, size = float(as_count("events", events)), float(as_count("n", n, least=1))
    if count > size:
        raise ValueError(f"events must not exceed n, got {events} of {n}")
    return 100 * count / size


def events_from_percent(percent: float, n: int, *, decimals: int) -> int | None:
    """Return the one count out of `n` that prints as `percent`; None where none or several do.

    Examples
    --------
    >>> events_from_percent(34.3, 35, decimals=1), events_from_percent(34, 350, decimals=0)
    (12, None)
    """
    low, high = (float(end) / 100 for end in rounding_interval(percent, decimals))
    size = float(as_count("n", n, least=1))
    first, last = max(0, -int(-(low * size - SLACK) // 1)), min(size, high * size + SLACK)
    return first if first <= last < first + 1 else None


def denominators_for(
    events: int, percent: float, *, decimals: int, least: int, most: int
) -> tuple[int, ...]:
    """List the n in `least` to `most` of which `events` are the printed percentage.

    Examples
    --------
    >>> denominators_for(12, 34.3, decimals=1, least=30, most=40)
    (35,)
    """
    return tuple(
        n for n in range(max(least, events, 1), most + 1)
        if bool(prints_as(exact_percent(events, n), percent, decimals))
    )  # fmt: skip


def adds_up(total: int, parts: Sequence[int]) -> bool:
    """Tell whether the parts sum to the total.

    Examples
    --------
    >>> adds_up(41, (22, 19)), adds_up(41, (22, 18))
    (True, False)
    """
    return sum(int(as_count("part", part)) for part in parts) == int(as_count("total", total))


def flow_holds(start: int, losses: Sequence[int], rest: int) -> bool:
    """Tell whether `start` less all losses leaves `rest`.

    Examples
    --------
    >>> flow_holds(90, (14, 6), 70)
    True
    """
    return adds_up(start, (*losses, rest))


def df_from_sizes(test: str, sizes: Sequence[int], *, paired: bool = False) -> tuple[float, float]:
    """Degrees of freedom that a plain test over groups of these sizes has.

    Parameters
    ----------
    test : {'t', 'F'}
        t of two independent arms (or one, paired), F of a one-way analysis of variance.

    Returns
    -------
    df1, df2
        df1 is 1 for a t.

    Examples
    --------
    >>> df_from_sizes("t", (20, 22)), df_from_sizes("F", (10, 10, 10))
    ((1.0, 40.0), (2.0, 27.0))
    """
    counts = [float(as_count("n", size, least=1)) for size in sizes]
    if test not in ("t", "F"):
        raise ValueError(f"no df rule for test '{test}'; choose from F, t")
    if paired or len(counts) == 1:
        return 1.0, counts[0] - 1
    if test == "t" and len(counts) != 2:
        raise ValueError(f"a t test compares two groups, got {len(counts)}")
    return float(len(counts) - 1), sum(counts) - len(counts)


def t_squared_is_f(t: float, f: float, *, t_decimals: int, f_decimals: int) -> bool:
    """Tell whether a printed t and a printed F(1, df) can be the same test.

    Examples
    --------
    >>> t_squared_is_f(2.1, 4.45, t_decimals=1, f_decimals=2)
    True
    """
    as_non_negative("F", f)
    low, high = (float(end) for end in rounding_interval(abs(t), t_decimals))
    f_low, f_high = (float(end) for end in rounding_interval(f, f_decimals))
    return max(low, 0.0) ** 2 <= f_high and high**2 >= f_low
