"""Group sizes that counts and their percentages must agree with: 391 (80.5%) is of 486."""

from __future__ import annotations

from collections.abc import Sequence

from miner.extract.forms.groups import Figure
from miner.stats.counts import denominators_for, percent_verdict


def fit_sizes(
    figures: Sequence[Figure], sizes: Sequence[int | None], known: Sequence[Sequence[int]]
) -> list[tuple[int | None, bool]]:
    """Hold the sizes of two arms against the percentages printed beside their counts.

    Parameters
    ----------
    figures : sequence of Figure
        One an arm.
    sizes : sequence of int or None
        The sizes found, one an arm.
    known : sequence of sequence of int
        Every size the paper gives for each arm.

    Returns
    -------
    list of (int or None, bool)
        The size of each arm that agrees, and whether it was worked out. A size printed
        with the figure is kept; of others, none that disagrees.
    """
    fitted = [
        _fitted(figure, n, others) for figure, n, others in zip(figures, sizes, known, strict=True)
    ]
    events = [figure.events for figure in figures]
    if None not in events:
        together = sum(count or 0 for count in events)
        if all(n == together for n, _ in fitted):
            # 26 (68.4%) v 12 (31.6%): each is a share of all events, not of its arm.
            return [(n, False) for n in sizes]
    return fitted


def _fitted(figure: Figure, n: int | None, others: Sequence[int]) -> tuple[int | None, bool]:
    events, percent = figure.events, figure.percent
    # A size printed with the figure is what the paper says, however the percentage was rounded.
    if figure.n or not events or percent is None or not 0 < percent <= 100:
        return n, False
    decimals = len(f"{percent:.6g}".partition(".")[2])
    if (
        n
        and n >= events
        and percent_verdict(events, n, percent, decimals=decimals) != "inconsistent"
    ):
        return n, False
    agreeing = {
        size for size in others
        if size >= events
        and percent_verdict(events, size, percent, decimals=decimals) == "consistent"
    }  # fmt: skip
    if len(agreeing) == 1:
        return agreeing.pop(), False
    kept = n if n is None or n < events else None
    if not decimals or percent <= 10.0**-decimals:
        return n, False  # the decimals of a whole percentage may have been cut off
    about = [100 * events / (percent + sign * 10.0**-decimals) for sign in (1, -1)]
    only = denominators_for(
        events, percent, decimals=decimals, least=int(about[0]), most=int(about[1]) + 1
    )
    return (only[0], True) if len(only) == 1 else (kept, False)
