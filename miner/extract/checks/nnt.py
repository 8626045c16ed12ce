"""Numbers needed to treat, against the difference of rates printed beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil

from miner.extract.checks.build import Places, make_check
from miner.model import Check, Document, Span
from miner.stats.binary import nnt_from_difference
from miner.stats.rounding import rounding_interval
from miner.text.quantities import Quantity, find_quantities

_NNT = re.compile(r"\bNNTs?\b|[Nn]umbers?[- ]needed[- ]to[- ](?:treat|harm)")
_DIFFERENCE = re.compile(
    r"(?i)risk (?:reduction|difference)|\bARR\b|\bARI\b|rate difference|increased by|reduced by|"
    r"absolute (?:increase|difference|risk)|probability of success|difference"
)
NNT_CHARS = 60  # between the word and its value


def check_nnts(document: Document, places: Places) -> Iterator[Check]:
    """Check each NNT: its limits are numbers of people, and one over the risk difference."""
    seen: set[int] = set()
    for stretch, _ in places.stretches:
        for match in _NNT.finditer(document.text, stretch.start, stretch.end):
            sentence = places.sentence_around(match.start())
            if sentence is None:
                continue
            value = _value_after(document.text, match.end(), sentence.end)
            if value is None or value.span.start in seen:
                continue
            seen.add(value.span.start)
            difference = _difference_before(document.text, sentence, match.start())
            yield from _judge(document, value, difference)


def _value_after(text: str, start: int, end: int) -> Quantity | None:
    stop = min(end, start + NNT_CHARS + 60)
    for quantity in find_quantities(text, start=start, end=stop):
        if quantity.span.start > start + NNT_CHARS:
            return None
        gap = text[start : quantity.span.start]
        if quantity.kind in ("number", "value_interval") and quantity.value is not None:
            return quantity if re.search(r"[=:]|\bwas\b|\bof\b|\bis\b", gap) else None
    return None


def _difference_before(text: str, sentence: Span, end: int) -> Quantity | None:
    found = [
        quantity
        for quantity in find_quantities(text, start=sentence.start, end=end)
        if quantity.kind in ("value_interval", "number") and quantity.value is not None
        and "%" in quantity.span.of(text) + text[quantity.span.end : quantity.span.end + 2]
        and _DIFFERENCE.search(text, sentence.start, quantity.span.start)
    ]  # fmt: skip
    return found[-1] if found else None


def _judge(document: Document, value: Quantity, difference: Quantity | None) -> Iterator[Check]:
    assert value.value is not None
    printed = " ".join(value.span.of(document.text).split())
    tail = document.text[value.span.start : value.span.end + 3]
    limits_in_percent = value.lower is not None and re.search(
        r"\d\s?%\s*(?:to|and|,|[-–−])\s*-?\d[\d.]*\s?%", tail
    )
    if limits_in_percent:
        yield make_check(
            document, value.span, check="nnt_from_rates", verdict="inconsistent",
            explanation="The limits of this number needed to treat are printed with '%', but it "
            "counts people.", rule="nnt_limits_with_percent", reported=f"NNT {printed}",
        )  # fmt: skip
    if difference is None or not difference.value or abs(difference.value) > 100:
        return
    size = abs(difference.value) / 100
    lower, upper = difference.lower, difference.upper
    pair = (None, None) if lower is None or upper is None else (lower / 100, upper / 100)
    try:
        nnt, low, high = nnt_from_difference(size, *pair)
    except ValueError:
        return
    sides = rounding_interval(abs(difference.value), difference.decimals or 0)
    nearest, furthest = 100 / float(sides[1]), 100 / max(float(sides[0]), 1e-9)
    fits = _fits(abs(value.value), value.decimals or 0, nearest, furthest)
    if fits and value.lower is not None and value.upper is not None and low and high:
        fits = (
            abs(value.lower - low) <= 0.1 + 0.03 * low
            and abs(value.upper - high) <= 0.1 + 0.1 * high
        )
    interval = f" ({low:.1f} to {high:.1f})" if low and high else ""
    yield make_check(
        document, value.span, check="nnt_from_rates",
        verdict="consistent" if fits else "inconsistent",
        explanation=f"One over the difference of {abs(difference.value):g}% is {nnt:.2f}{interval}, "
        + ("which the printed number needed to treat matches." if fits else
           f"but {printed} is printed."),
        rule="nnt_from_difference", reported=f"NNT {printed}", low=nearest, high=furthest,
        derived_from=(difference.span, value.span), confidence=0.8,
    )  # fmt: skip


def _fits(printed: float, decimals: int, nearest: float, furthest: float) -> bool:
    """Accept rounding to the nearest and, as is usual for an NNT, upwards."""
    if printed == int(printed):
        decimals = 0  # `6.00` is a whole number of people that software printed
    low, high = (float(end) for end in rounding_interval(printed, decimals))
    if low <= furthest and nearest <= high:
        return True
    unit = 10.0**-decimals
    return (
        ceil(nearest / unit - 1e-9) * unit - 1e-9
        <= printed
        <= ceil(furthest / unit - 1e-9) * unit + 1e-9
    )
