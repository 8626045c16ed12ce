"""From the two figures of a group to the cells of a form; computed only where exact."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from miner.extract.forms.groups import Figure
from miner.stats.counts import events_from_percent
from miner.stats.imputation import sd_from_ci, sd_from_se

SIGNIFICANT_DIGITS = 6


@dataclass(slots=True)
class Side:
    """The cells of one arm, what was computed, and what could not be had."""

    n: int | None = None
    events: int | None = None
    mean: float | None = None
    sd: float | None = None
    derived: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def has_result(self) -> bool:
        """Tell whether more than the group size is known."""
        return self.events is not None or self.mean is not None


def loose_kind(figure: Figure, outcome_type: str | None) -> str:
    """Say what unexplained numbers must be, given the type asked for; `` where that is open."""
    form, _, parts = figure.rule.partition(":")
    named = set(parts.split())
    whole = figure.decimals == 0 and figure.value is not None and figure.value >= 0
    if outcome_type == "continuous":
        if figure.percent is not None or named & {
            "n",
            "percent",
            "events",
            "median",
            "iqr",
            "range",
        }:
            return ""
        return "mean" if form in ("pm", "paren", "pm_interval", "number") else ""
    if outcome_type == "binary" and whole and not named & {"mean", "sd", "se", "median"}:
        if form in ("fraction", "fraction_paren"):
            return "fraction"
        if (
            form == "number"
            and "percent" not in named
            and (figure.n is None or (figure.value or 0) <= figure.n)
        ):
            return "count"
        if form == "paren" and _fits(figure):
            return "count"
    return ""


def _fits(figure: Figure) -> bool:
    if figure.dispersion is None or figure.value is None or not 0 <= figure.dispersion <= 100:
        return False
    if not figure.n:
        return True
    return (
        figure.value <= figure.n and abs(100 * figure.value / figure.n - figure.dispersion) <= 1.0
    )


def explained(figure: Figure, outcome_type: str | None) -> Figure:
    """Give unexplained numbers the meaning that the row's type leaves open."""
    kind = loose_kind(figure, outcome_type)
    if kind == "mean":
        return replace(figure, statistic="mean", dispersion_kind="unclear")
    if kind == "fraction":
        total = int(figure.dispersion) if figure.dispersion is not None else None
        return replace(figure, statistic="count", events=int(figure.value or 0), n=total)
    if kind == "count":
        return replace(figure, statistic="count", events=int(figure.value or 0))
    return figure


def read_side(figure: Figure, n: int | None, others: Sequence[int] = ()) -> Side:
    """Read one arm's figure into cells.

    Parameters
    ----------
    figure : Figure
    n : int or None
        The arm's size.
    others : sequence of int
        Other sizes of the arm; where `n` fits a percentage with no count, the one that does.
    """
    side = Side(n=n)
    if figure.is_counted:
        _read_count(side, figure, others)
    elif figure.statistic in ("mean", "change"):
        _read_mean(side, figure)
    elif figure.statistic == "median":
        side.notes.append("only a median is reported")
    return side


def _read_count(side: Side, figure: Figure, others: Sequence[int]) -> None:
    if figure.events is not None:
        side.events = figure.events
        if side.n is not None and side.events > side.n:
            side.notes.append("more events than people: the group size is another's")
            side.n = None
        return
    percent = figure.percent if figure.percent is not None else figure.value
    if percent is None or not side.n or not 0 <= percent <= 100:
        side.notes.append("only a percentage is reported")
        return
    decimals = figure.decimals or 0
    events = events_from_percent(percent, side.n, decimals=decimals)
    if events is None and decimals:
        fitting = [
            size
            for size in others
            if events_from_percent(percent, size, decimals=decimals) is not None
        ]
        if len(fitting) == 1:
            side.n = fitting[0]
            events = events_from_percent(percent, side.n, decimals=decimals)
    if events is None:
        side.notes.append("the percentage fits several counts, or none")
        return
    side.events = events
    side.derived.append("events")


def _read_mean(side: Side, figure: Figure) -> None:
    side.mean = figure.value
    kind = figure.dispersion_kind
    if figure.dispersion is not None and kind in ("sd", "unclear", None):
        side.sd = figure.dispersion
        if kind != "sd":
            side.notes.append("the paper does not say whether the spread is an SD")
    elif figure.dispersion is not None and kind == "se" and side.n:
        side.sd = _rounded(float(sd_from_se(figure.dispersion, side.n)))
        side.derived.append("sd")
    elif (
        figure.interval_kind == "ci" and figure.lower is not None and figure.upper is not None
        and side.n is not None and side.n > 1 and figure.upper > figure.lower
    ):  # fmt: skip
        side.sd = _rounded(float(sd_from_ci(figure.lower, figure.upper, side.n)))
        side.derived.append("sd")
    else:
        side.notes.append("no SD is reported")


def _rounded(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(value) else value
