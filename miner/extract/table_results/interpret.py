"""From a cell's form and the statistics its labels name to what the numbers mean."""

from __future__ import annotations

from dataclasses import dataclass

from miner.extract.table_results.cell_values import CellValue, Figure
from miner.extract.table_results.notes import Notes

SPREADS = ("sd", "se")
CENTRES = ("mean", "median")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The numbers of one cell by role; `reason` tells why a cell was not read."""

    statistic: str | None = None
    value: float | None = None
    decimals: int | None = None
    dispersion: float | None = None
    dispersion_kind: str | None = None
    lower: float | None = None
    upper: float | None = None
    interval_kind: str | None = None
    events: int | None = None
    percent: float | None = None
    n: int | None = None
    count: int | None = None  # a bare n: a group size or a number of events
    rule: str = ""
    reason: str = ""


def interpret(
    value: CellValue,
    parts: tuple[str, ...],
    notes: Notes,
    *,
    group_n: int | None = None,
    percent_unit: bool = False,
) -> Meaning:
    """Say what a cell of an arm shows.

    Parameters
    ----------
    value : CellValue
        The cell's form and numbers.
    parts : tuple of str
        Statistics named along the cell's axes, row before column.
    notes : Notes
        What the table's caption and footnotes say.
    group_n : int or None
        Size of the arm, to tell `12 (34)` apart: 34 percent, or a standard deviation.
    percent_unit : bool
        Whether a percent sign in the labels may be the unit of a mean.
    """
    wanted = tuple(part for part in parts if part in _ARM_PARTS)
    if percent_unit:
        wanted = tuple(part for part in wanted if part != "percent")
    reader = _FORMS.get(value.form)
    if reader is None:
        return Meaning(reason=f"a {value.form} is no result of one arm")
    return reader(value.figures, wanted, notes, group_n, percent_unit)


_ARM_PARTS = frozenset(
    (
        "mean",
        "sd",
        "se",
        "median",
        "iqr",
        "range",
        "ci",
        "n",
        "percent",
        "events",
        "ci_lower",
        "ci_upper",
        "iqr_lower",
        "iqr_upper",
    )
)


def _spread(parts: tuple[str, ...], notes: Notes) -> str:
    named = [part for part in parts if part in SPREADS]
    if len(named) == 1:
        return named[0]
    return notes.spread or notes.paper_spread or "unclear"


def _is_count(figure: Figure) -> bool:
    return figure.decimals == 0 and figure.value >= 0 and not figure.is_percent


def fits_percent(count: Figure, percent: Figure, n: int) -> bool:
    """Tell whether `count` of `n` is printed as `percent`, allowing one unit of rounding."""
    if n <= 0 or count.value > n:
        return False
    return bool(abs(100 * count.value / n - percent.value) <= 10.0**-percent.decimals + 1e-9)


def _pm(
    figures: tuple[Figure, ...], parts: tuple[str, ...], notes: Notes, n: int | None, unit: bool
) -> Meaning:
    centre = "median" if "median" in parts and "mean" not in parts else "mean"
    first, second = figures[0], figures[1]
    if "events" in parts and "mean" not in parts:
        return Meaning(reason="a ± b under a head for counts")
    return Meaning(
        centre, first.value, first.decimals, second.value, _spread(parts, notes), rule="value_pm"
    )


def _paren(
    figures: tuple[Figure, ...], parts: tuple[str, ...], notes: Notes, n: int | None, unit: bool
) -> Meaning:
    first, second = figures
    percent_fits = _is_count(first) and 0 <= second.value <= 100
    if second.is_percent and _is_count(first):
        return _count(first, second, "count_percent_sign")
    if first.is_percent and _is_count(second):
        return _count(second, first, "percent_count_sign")
    is_measured = "percent" in parts and set(parts) & set(SPREADS)  # "% (SD)"
    if ("percent" in parts and not is_measured) or "n" in parts or "events" in parts:
        if "percent" in parts and "n" in parts and parts.index("percent") < parts.index("n"):
            return (
                _count(second, first, "percent_count_head")
                if _is_count(second) and 0 <= first.value <= 100
                else Meaning(reason="no percent and count")
            )
        if not percent_fits:
            return Meaning(reason="head says n (%), the cell does not fit")
        if n and first.value > n and "n" not in parts:
            return Meaning(reason="more events than people")
        if n and "percent" in parts and not fits_percent(first, second, n):
            if {"mean", "sd"} & set(parts):
                return Meaning(reason="n (%) and mean (SD) both named")
            if "n" not in parts and "events" not in parts:
                return Meaning(reason="a (b) below a percent sign, b is not a's share")
        return _count(first, second, "count_percent_head")
    if "median" in parts and "mean" not in parts:
        if "iqr" in parts or "sd" in parts or "range" in parts:
            kind = "iqr" if "iqr" in parts else "range" if "range" in parts else "sd"
            return Meaning(
                "median", first.value, first.decimals, second.value, kind, rule="median_paren"
            )
        return Meaning(reason="a median with a spread not named")
    if "mean" in parts or set(parts) & set(SPREADS):
        kind = _spread(parts, notes)
        is_named = kind != "unclear" or bool(set(parts) & set(SPREADS))
        if not is_named and percent_fits and n and fits_percent(first, second, n):
            return _count(first, second, "count_percent_fits")
        return Meaning(
            "mean", first.value, first.decimals, second.value, kind, rule="mean_paren_head"
        )
    return _paren_by_notes(first, second, notes, n, percent_fits)


def _paren_by_notes(
    first: Figure, second: Figure, notes: Notes, n: int | None, percent_fits: bool
) -> Meaning:
    """`a (b)` without a word beside it: the group size decides, then the notes if they say one thing."""
    if percent_fits and n and fits_percent(first, second, n):
        return _count(first, second, "count_percent_fits")
    says_mean = notes.spread is not None
    says_count = "n_percent" in notes.shows
    if says_mean and (not _is_count(first) or not says_count):
        return Meaning(
            "mean", first.value, first.decimals, second.value, notes.spread, rule="mean_paren_note"
        )
    if says_count and percent_fits and not says_mean and n is None:
        return _count(first, second, "count_percent_note")
    if "median_iqr" in notes.shows and not says_mean and not says_count:
        return Meaning(
            "median", first.value, first.decimals, second.value, "iqr", rule="median_paren_note"
        )
    if (
        first.decimals and second.decimals and notes.paper_spread == "sd" and not notes.shows & {"median_iqr", "median_range", "percent"}
        and first.decimals <= second.decimals
    ):  # fmt: skip
        return Meaning(
            "mean", first.value, first.decimals, second.value, "sd", rule="mean_paren_paper"
        )
    return Meaning(reason="a (b) without a word that says what they are")


def _count(count: Figure, percent: Figure, rule: str) -> Meaning:
    return Meaning(
        "count", count.value, 0, events=int(count.value), percent=percent.value, rule=rule
    )


def _triple(
    figures: tuple[Figure, ...], parts: tuple[str, ...], notes: Notes, n: int | None, unit: bool
) -> Meaning:
    first, low, high = figures
    centre, kind = None, None
    if "median" in parts and "mean" not in parts:
        centre = "median"
        kind = (
            "iqr"
            if "iqr" in parts
            else "range"
            if "range" in parts
            else "ci"
            if "ci" in parts
            else None
        )
        if kind is None:
            kind = (
                "iqr"
                if "median_iqr" in notes.shows
                else "range"
                if "median_range" in notes.shows
                else "unclear"
            )
    elif "ci" in parts or "range" in parts or "iqr" in parts:
        kind = "ci" if "ci" in parts else "range" if "range" in parts else "iqr"
        centre = "median" if kind == "iqr" else "mean" if "mean" in parts or kind == "ci" else None
        if ("percent" in parts and "mean" not in parts) or (
            unit and "mean" not in parts and "mean" not in notes.shows
        ):
            centre = "percent"
        if centre is None:
            centre = "median" if "median_range" in notes.shows else None
    elif "mean" in parts and ("ci" in notes.shows):
        centre, kind = "mean", "ci"
    elif not parts and "median_iqr" in notes.shows and "ci" not in notes.shows:
        centre, kind = "median", "iqr"
    elif (
        not parts
        and "median_range" in notes.shows
        and notes.spread is None
        and "ci" not in notes.shows
    ):
        centre, kind = "median", "range"
    elif not parts and "ci" in notes.shows and notes.spread is None:
        centre, kind = "mean", "ci"
    if centre is None or kind is None:
        return Meaning(reason="a (b to c) without a word that says what they are")
    if not low.value <= first.value <= high.value:
        return Meaning(reason="value outside its interval")
    return Meaning(
        centre, first.value, first.decimals, None, kind, low.value, high.value, kind, rule="value_interval"
    )  # fmt: skip


def _pm_interval(
    figures: tuple[Figure, ...], parts: tuple[str, ...], notes: Notes, n: int | None, unit: bool
) -> Meaning:
    first, spread, low, high = figures
    kind = "ci" if "ci" in parts else "range" if "range" in parts else None
    if kind is None:  # "mean ± SD (median, IQR)": what stands in brackets may be no bounds
        return _pm(figures[:2], parts, notes, n, unit)
    return Meaning(
        "mean",
        first.value,
        first.decimals,
        spread.value,
        _spread(parts, notes),
        low.value,
        high.value,
        kind,
        rule="value_pm_interval",
    )


def _number(
    figures: tuple[Figure, ...], parts: tuple[str, ...], notes: Notes, n: int | None, unit: bool
) -> Meaning:
    figure = figures[0]
    only = set(parts)
    if figure.is_percent and ("percent" in only or not only & {"mean", "median", "sd", "se"}):
        return Meaning(
            "percent", figure.value, figure.decimals, percent=figure.value, rule="percent_sign"
        )
    if {"mean", "percent"} < only and only & {"sd", "se"} and 0 <= figure.value <= 100:
        only = {"percent"}  # "M ± SD or %": a mean would stand with its spread
    if {"mean", "sd"} <= only and not figure.decimals:
        return Meaning(reason="a whole number alone below Mean (SD)")
    if only & {"mean"} and "n" not in only:
        return Meaning("mean", figure.value, figure.decimals, rule="mean_head")
    if only & {"median"} and "n" not in only:
        return Meaning("median", figure.value, figure.decimals, rule="median_head")
    if len(only) == 1 and only <= {"sd", "se"}:
        return Meaning(
            dispersion=figure.value,
            decimals=figure.decimals,
            dispersion_kind=parts[0],
            rule="spread_head",
        )
    if only == {"iqr"}:
        return Meaning(dispersion=figure.value, dispersion_kind="iqr", rule="spread_head")
    for kind in ("ci", "iqr"):
        if only == {f"{kind}_lower"}:
            return Meaning(lower=figure.value, interval_kind=kind, rule="bound_head")
        if only == {f"{kind}_upper"}:
            return Meaning(upper=figure.value, interval_kind=kind, rule="bound_head")
    if only & {"n", "events"} and _is_count(figure) and not only & {"percent", "mean", "sd"}:
        return Meaning(count=int(figure.value), rule="count_head")
    if "percent" in only and "n" not in only:
        return Meaning(
            "percent", figure.value, figure.decimals, percent=figure.value, rule="percent_head"
        )
    if only == {"n", "percent"} and figure.value == 0:
        return Meaning("count", 0.0, 0, events=0, rule="count_zero")
    if only:
        return Meaning(reason="one number under a head that names several statistics")
    return _number_by_notes(figure, notes, unit)


def _number_by_notes(figure: Figure, notes: Notes, unit: bool) -> Meaning:
    if unit and 0 <= figure.value <= 100:
        return Meaning(
            "percent", figure.value, figure.decimals, percent=figure.value, rule="percent_unit"
        )
    if notes.spread is not None:
        return Meaning(reason="a lone number in a table of means with their spread")
    if "mean" in notes.shows and not notes.shows & {"n_percent", "count", "percent"}:
        return Meaning("mean", figure.value, figure.decimals, rule="mean_note")
    if "mean" in notes.shows and figure.decimals and not notes.shows & {"percent"}:
        return Meaning("mean", figure.value, figure.decimals, rule="mean_note")
    if notes.shows & {"count", "n_percent"} and "mean" not in notes.shows and _is_count(figure):
        return Meaning(count=int(figure.value), rule="count_note")
    return Meaning(reason="a number without a word that says what it is")


def _interval(
    figures: tuple[Figure, ...], parts: tuple[str, ...], notes: Notes, n: int | None, unit: bool
) -> Meaning:
    for kind in ("ci", "iqr", "range"):
        if kind in parts:
            return Meaning(
                lower=figures[0].value,
                upper=figures[1].value,
                interval_kind=kind,
                rule="interval_head",
            )
    return Meaning(reason="an interval without a word that says which")


def _pair(
    figures: tuple[Figure, ...], parts: tuple[str, ...], notes: Notes, n: int | None, unit: bool
) -> Meaning:
    if (
        figures[0].value > figures[1].value
        or not set(parts) & {"ci", "iqr", "range"}
        or set(parts) & set(CENTRES)
    ):
        return Meaning(reason="a pair of numbers without a word that says what they are")
    return _interval(figures, parts, notes, n, unit)


def _fraction(
    figures: tuple[Figure, ...], parts: tuple[str, ...], notes: Notes, n: int | None, unit: bool
) -> Meaning:
    events, total = figures[0], figures[1]
    if events.value > total.value or not (_is_count(events) and _is_count(total)):
        return Meaning(reason="a/b that is no count of a group")
    is_named = unit or bool(set(parts) & {"n", "events", "percent"})
    if (
        len(figures) == 2
        and not is_named
        and (n is None or total.value > n * 1.02 or total.value * 4 < n)
    ):
        return Meaning(reason="a/b that may be no count of a group")
    percent = figures[2] if len(figures) > 2 else None
    if percent is not None and not fits_percent(events, percent, int(total.value)):
        return Meaning(reason="a/b (c) where c is not a's share of b")
    return Meaning(
        "count", events.value, 0, events=int(events.value), n=int(total.value),
        percent=percent.value if percent else None, rule="events_of_n",
    )  # fmt: skip


def _percent_fraction(
    figures: tuple[Figure, ...], parts: tuple[str, ...], notes: Notes, n: int | None, unit: bool
) -> Meaning:
    percent, events, total = figures
    return _fraction((events, total, percent), parts, notes, n, unit)


_FORMS = {
    "pm": _pm,
    "paren": _paren,
    "triple": _triple,
    "pm_interval": _pm_interval,
    "number": _number,
    "interval": _interval,
    "pair": _pair,
    "fraction": _fraction,
    "fraction_paren": _fraction,
    "percent_fraction": _percent_fraction,
}
