"""Numbers that belong together: fractions with percent, means with spread, intervals, p values.

Patterns are tried from the most to the least specific; what one has taken, a later one leaves
alone, and every number left over is a plain `number`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from miner.model.span import Span
from miner.text.numbers import MIDDLE_DOTS, Number, find_numbers
from miner.text.quantity_patterns import (
    BARE_FRACTION,
    BRACKET_SPREAD,
    BRACKETED,
    COUNT_PERCENT,
    FRACTION,
    INTERVAL,
    INTERVAL_HINT,
    LONE_NS,
    NAMED_SPREAD,
    P_VALUE,
    PERCENT_FRACTION,
    PLUS_MINUS,
    TO_ASCII,
    VALUE_INTERVAL,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One reading of one or more printed numbers.

    `kind` is `fraction_percent` (`96/2212 (4.3%)`; `percent` None where only the fraction is
    printed), `count_percent` (`12 (34%)`), `value_dispersion` (`4.6 ± 1.8`, `4.6 (1.8)`),
    `value_interval` (`0.85 (0.65-1.12)`), `interval` (`95% CI 1.2 to 3.4`), `p_value` or
    `number`. `dispersion_kind` is `sd`, `se`, `ci`, `iqr`, `range` or `unclear` and says for
    intervals what the bounds bound. `level` is the confidence level in percent. A p value
    printed as NS has `p_operator` `>` and no `p_value`. Fields that do not apply are None.
    """

    kind: str
    span: Span
    value: float | None = None
    decimals: int | None = None
    dispersion: float | None = None
    dispersion_kind: str | None = None
    lower: float | None = None
    upper: float | None = None
    level: float | None = None
    events: int | None = None
    n: int | None = None
    percent: float | None = None
    p_operator: str | None = None
    p_value: float | None = None


def find_quantities(text: str, *, start: int = 0, end: int | None = None) -> tuple[Quantity, ...]:
    """Find all quantities in a stretch of text, every number in exactly one of them.

    Parameters
    ----------
    text : str
        Any text; it is read as it stands.
    start, end : int
        Half-open range to look in, in characters of `text`.

    Returns
    -------
    tuple of Quantity
        In order, not overlapping. A pair in brackets that names neither spread nor unit
        (`4.6 (1.8)`) is `value_dispersion` of kind `unclear`: what it is, its context says.

    Examples
    --------
    >>> [q.kind for q in find_quantities("12/40 (30%) had 4.6 ± 1.8 (p = .04)")]
    ['fraction_percent', 'value_dispersion', 'p_value']
    """
    end = len(text) if end is None else end
    taken = list(_p_values(text, start, end))
    words = _outside(_word_intervals(text, start, end), taken)
    numbers = find_numbers(text, start=start, end=end)
    led = _number_led(text, numbers, end, taken, words, _LADDER)
    taken += led
    taken += _outside(iter(words), led)
    taken += _outside(_bracketed_intervals(text, start, end), taken)
    taken.sort(key=_by_start)
    taken += _outside((_plain(number) for number in numbers), taken)
    return tuple(sorted(taken, key=_by_start))


def find_intervals(text: str, *, start: int = 0, end: int | None = None) -> tuple[Quantity, ...]:
    """Find intervals, with (`value_interval`) or without (`interval`) the value they surround."""
    end = len(text) if end is None else end
    words = list(_word_intervals(text, start, end))
    numbers = find_numbers(text, start=start, end=end)
    led = _number_led(text, numbers, end, [], words, (_value_interval, _level_interval))
    return tuple(sorted([*led, *_outside(iter(words), led)], key=_by_start))


def find_p_values(text: str, *, start: int = 0, end: int | None = None) -> tuple[Quantity, ...]:
    """Find p values in all their forms: `p<.001`, `P = 0·04`, `p = 3×10−5`, `p = NS`."""
    end = len(text) if end is None else end
    return tuple(sorted(_p_values(text, start, end), key=_by_start))


def _by_start(quantity: Quantity) -> int:
    return quantity.span.start


def _outside(candidates: Iterator[Quantity], taken: list[Quantity]) -> list[Quantity]:
    """Keep the candidates that overlap nothing taken, in one pass over both in order."""
    before = sorted(taken, key=_by_start)
    kept: list[Quantity] = []
    index = 0
    for candidate in candidates:
        while index < len(before) and before[index].span.end <= candidate.span.start:
            index += 1
        if index == len(before) or not before[index].span.overlaps(candidate.span):
            kept.append(candidate)
    return kept


def _number_led(
    text: str,
    numbers: tuple[Number, ...],
    end: int,
    taken: list[Quantity],
    words: list[Quantity],
    ladder: tuple[Reader, ...],
) -> list[Quantity]:
    """Read at each number the first pattern of `ladder` that fits, from left to right."""
    barred = sorted([*taken, *words], key=_by_start)
    found: list[Quantity] = []
    position = index = 0
    for number in numbers:
        at = number.span.start
        while index < len(barred) and barred[index].span.end <= at:
            index += 1
        if at < position or (index < len(barred) and barred[index].span.start <= at):
            continue
        for read in ladder:
            quantity = read(text, at, end)
            if quantity is not None:
                found.append(quantity)
                position = quantity.span.end
                break
    return found


def _plain(number: Number) -> Quantity:
    return Quantity(
        "number", number.span, value=number.value, decimals=number.decimals,
        percent=number.value if number.is_percent else None,
    )  # fmt: skip


def _value(token: str) -> float:
    for mark in MIDDLE_DOTS:
        token = token.replace(mark, ".")
    plain = token.translate(TO_ASCII)
    if "10" in plain and (power := re.fullmatch(r"([\d.]*)[×xX*]?10\^?(-?\d+)", plain)):
        return (
            float(f"{power[1] or '1'}e{power[2]}") if "-" in plain or "^" in plain else float(plain)
        )
    return float(plain)


def _decimals(token: str) -> int:
    match = re.search(rf"[.{MIDDLE_DOTS}](\d+)", token)
    return len(match[1]) if match else 0


def _integer(token: str) -> int:
    return int(token.replace(",", ""))


def _p_values(text: str, start: int, end: int) -> Iterator[Quantity]:
    for match in P_VALUE.finditer(text, start, end):
        if match["ns"]:
            yield Quantity("p_value", Span(*match.span()), p_operator=">")
            continue
        value = _value(re.sub(r"^([01]),", r"\1.", match["value"]))
        if 0 <= value <= 1:
            yield Quantity(
                "p_value", Span(*match.span()), decimals=_decimals(match["value"]),
                p_operator=_p_operator(match["operator"]), p_value=value,
            )  # fmt: skip
    for match in LONE_NS.finditer(text, start, end):
        yield Quantity("p_value", Span(*match.span()), p_operator=">")


def _p_operator(printed: str) -> str:
    if any(sign in printed for sign in ("<", "≤", "⩽", "&lt;", "less")):
        return "<"
    if any(sign in printed for sign in (">", "≥", "⩾", "&gt;", "greater")):
        return ">"
    return "="


def _fraction(text: str, at: int, end: int) -> Quantity | None:
    match = FRACTION.match(text, at, end)
    if match is None:
        return None
    events, n = _integer(match["events"]), _integer(match["n"])
    # Without a percent sign only the arithmetic tells `96/2212 (4.3)` from a mean or citation.
    if match["sign"] in ")]" and not _is_share(events, n, match["percent"]):
        return None
    return _share(text, match, n, end) if events <= n else None


def _is_share(events: int, n: int, printed: str) -> bool:
    if not n:
        return False
    tolerance = 0.51 * 10.0 ** -_decimals(printed) + 1e-9
    return bool(abs(100 * events / n - _value(printed)) <= tolerance)


def _share(text: str, match: re.Match[str], n: int | None, end: int) -> Quantity | None:
    percent = _value(match["percent"])
    if percent > 100:
        return None
    return Quantity(
        "fraction_percent" if n is not None else "count_percent",
        Span(match.start(), _close(text, match, end)),
        value=percent, decimals=_decimals(match["percent"]),
        events=_integer(match["events"]), n=n, percent=percent,
    )  # fmt: skip


def _percent_fraction(text: str, at: int, end: int) -> Quantity | None:
    match = PERCENT_FRACTION.match(text, at, end)
    if match is None:
        return None
    n = _integer(match["n"]) if match["n"] else None
    if n is not None and _integer(match["events"]) > n:
        return None
    return _share(text, match, n, end)


def _count(text: str, at: int, end: int) -> Quantity | None:
    match = COUNT_PERCENT.match(text, at, end)
    if match is None:
        return None
    return _share(text, match, _integer(match["n"]) if match["n"] else None, end)


def _bare_fraction(text: str, at: int, end: int) -> Quantity | None:
    match = BARE_FRACTION.match(text, at, end)
    if match is None or (at and text[at - 1] == "/"):
        return None
    events, n = _integer(match["events"]), _integer(match["n"])
    if not 0 < n >= events:
        return None
    return Quantity("fraction_percent", Span(*match.span()), events=events, n=n)


def _plus_minus(text: str, at: int, end: int) -> Quantity | None:
    match = PLUS_MINUS.match(text, at, end)
    return _spread(text, match, "unclear", end) if match else None


def _named_spread(text: str, at: int, end: int) -> Quantity | None:
    match = NAMED_SPREAD.match(text, at, end)
    return _spread(text, match, "sd" if match["sd"] else "se", end) if match else None


def _bracket_spread(text: str, at: int, end: int) -> Quantity | None:
    match = BRACKET_SPREAD.match(text, at, end)
    return _spread(text, match, "unclear", end) if match else None


def _spread(text: str, match: re.Match[str], kind: str, end: int) -> Quantity:
    return Quantity(
        "value_dispersion", Span(match.start(), _close(text, match, end)),
        value=_value(match["value"]), decimals=_decimals(match["value"]),
        dispersion=_value(match["spread"]), dispersion_kind=kind,
    )  # fmt: skip


def _value_interval(text: str, at: int, end: int) -> Quantity | None:
    match = VALUE_INTERVAL.match(text, at, end)
    if match is None:
        return None
    kind, level = _bounds_kind(match)
    between = text[match.end("value") : match.start("lower")]
    lower, upper = _value(match["lower"]), _value(match["upper"])
    if lower > upper or (kind == "unclear" and not re.search(r"[(\[{]", between)):
        return None
    return Quantity(
        "value_interval", Span(at, _close(text, match, end)), value=_value(match["value"]),
        decimals=_decimals(match["value"]), dispersion_kind=kind, lower=lower, upper=upper,
        level=level,
    )  # fmt: skip


def _close(text: str, match: re.Match[str], end: int) -> int:
    """Take the closing bracket into the span where the opening one is in it, else leave it out."""
    stop = match.end()
    inside = match[0].count("(") + match[0].count("[") - match[0].count(")") - match[0].count("]")
    if inside < 0 and text[stop - 1] in ")]":
        return stop - 1
    return stop + 1 if inside > 0 and stop < end and text[stop] in ")]" else stop


def _bounds_kind(match: re.Match[str]) -> tuple[str, float | None]:
    if match["iqr"]:
        return "iqr", None
    if match["range"]:
        return "range", None
    level = match["level"] or match["level_after"]
    label = match[0][: match.start("lower") - match.start()]
    is_ci = bool(level) or re.search(r"C\.?\s?I|onfidence|Cr|redible", label) is not None
    return ("ci", _value(level) if level else None) if is_ci else ("unclear", None)


def _level_interval(text: str, at: int, end: int) -> Quantity | None:
    match = INTERVAL.match(text, at, end)
    return _interval(match, *_bounds_kind(match), _close(text, match, end)) if match else None


def _word_intervals(text: str, start: int, end: int) -> Iterator[Quantity]:
    position = start
    for hint in INTERVAL_HINT.finditer(text, start, end):
        at = hint.start()
        if at < position or (at and (text[at - 1].isalnum() or text[at - 1] == ".")):
            continue
        quantity = _level_interval(text, at, end)
        if quantity is not None:
            position = quantity.span.end
            yield quantity


def _bracketed_intervals(text: str, start: int, end: int) -> Iterator[Quantity]:
    for match in BRACKETED.finditer(text, start, end):
        # Whole numbers in brackets are mostly citations or dates.
        if _decimals(match["lower"]) and _decimals(match["upper"]):
            quantity = _interval(match, "unclear", None, match.end())
            if quantity is not None:
                yield quantity


def _interval(match: re.Match[str], kind: str, level: float | None, end: int) -> Quantity | None:
    lower, upper = _value(match["lower"]), _value(match["upper"])
    if lower > upper:
        return None
    return Quantity(
        "interval", Span(match.start(), end), decimals=_decimals(match["lower"]),
        dispersion_kind=kind, lower=lower, upper=upper, level=level,
    )  # fmt: skip


Reader = Callable[[str, int, int], Quantity | None]
_LADDER: tuple[Reader, ...] = (
    _level_interval,
    _fraction,
    _value_interval,
    _count,
    _percent_fraction,
    _plus_minus,
    _named_spread,
    _bracket_spread,
    _bare_fraction,
)
