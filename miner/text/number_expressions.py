"""The value of a number written as a small expression: `-2/5`, `2^2`, `fifteen percent`."""

from __future__ import annotations

import re

from miner.text.numbers import find_numbers, parse_number

_PLAIN = r"[-\u2212]?\s?\d+(?:\.\d+)?|[-\u2212]?\.\d+"
_FRACTION = re.compile(rf"({_PLAIN})\s?/\s?(\d+(?:\.\d+)?)")
_POWER = re.compile(rf"({_PLAIN})\s?\^\s?\(?({_PLAIN})\)?")
MAX_EXPONENT = 300


def evaluate_number(text: str) -> float | None:
    """Return the value of `text` where it is one number and nothing else, else None.

    Percentages are proportions: 15 percent is 0.15.

    Examples
    --------
    >>> evaluate_number("-2/5"), evaluate_number("2^3"), evaluate_number("twenty percent")
    (-0.4, 8.0, 0.2)
    >>> evaluate_number("1/0") is None
    True
    """
    stripped = text.strip()
    fraction = _FRACTION.fullmatch(stripped)
    if fraction:
        bottom = _to_float(fraction[2])
        return _to_float(fraction[1]) / bottom if bottom else None
    power = _POWER.fullmatch(stripped)
    if power:
        base, exponent = _to_float(power[1]), _to_float(power[2])
        too_large = abs(exponent) > MAX_EXPONENT or abs(base) > 1e6
        if too_large or (base == 0 and exponent < 0) or (base < 0 and exponent % 1):
            return None
        try:
            return float(base**exponent)
        except OverflowError:
            return None
    number = parse_number(stripped)
    if number is None:
        found = find_numbers(stripped)
        if len(found) != 1 or found[0].span.start != 0:
            return None
        if not re.fullmatch(r"\s*(?:%|per\s?cent)?", stripped[found[0].span.end :]):
            return None
        number = found[0]
    is_percent = number.is_percent or bool(re.search(r"(?:%|per\s?cent)$", stripped))
    return number.value / 100 if is_percent else number.value


def _to_float(raw: str) -> float:
    return float(raw.replace("\u2212", "-").replace(" ", ""))
