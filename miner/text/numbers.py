"""Numbers in running text and table cells, with their offsets.

One reader for the whole project: digits and words, thousands marks, every minus sign in use,
middle dots, leading-dot decimals and powers of ten. A number is read only as a whole token:
`SF-36`, `HbA1c`, `COVID-19`, `2nd`, dates, registry numbers and DOIs hold none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from miner.model.span import Span

MINUS_SIGNS = "\u2212\u2013\u2010\u2011\u2012\ufe63\uff0d-"
MIDDLE_DOTS = "\u00b7\u2219\u22c5\u2027"
THIN_SPACES = "\u00a0\u2009\u202f\u2008"
_SHORT = 2_000  # characters; shorter texts are read afresh, so that they push no paper out
# Longest unit written straight after a number that still leaves the number readable: `10mg`.
_UNITS = (
    r"(?:[kmµμnc]?[gGlLm]|mcg|IU|U|kcal|k?Da|mmol|mmHg|mM|nM|kPa|kJ|Hz|hz|"
    r"h|hr|hrs|s|sec|secs|min|mins|d|wk|wks|mo|y|yr|yrs|years?|weeks?|months?|days?|hours?|"
    r"x|CI|ml|vs)(?![A-Za-z])"
)

_NUMBER = re.compile(
    rf"""
    (?<![A-Za-z0-9_])                                   # never inside a word: HbA1c
    (?<![A-Za-z][{MINUS_SIGNS}])                        # nor joined to one: SF-36
    (?<![A-Za-z)\]][.,])                                # nor a citation mark: effect.12
    (?<!\d[.,:{MIDDLE_DOTS}])                           # nor the tail of 12.03.2014, 10:30
    (?P<sign>[{MINUS_SIGNS}][ {THIN_SPACES}]?)?
    (?:
        (?P<thousands>\d{{1,3}}(?:,\d{{3}})+(?![\d,])(?:[.{MIDDLE_DOTS}]\d+)?)
      | (?P<spaced>\d{{1,3}}(?:[{THIN_SPACES}]\d{{3}})+(?!\d)(?:[.{MIDDLE_DOTS}]\d+)?)
      | (?P<blank>[1-9]\d{{0,2}}(?:[ ]\d{{3}})+(?![\d%]|[.,]\d))
      | (?P<comma>0,\d+ | \d+,\d{{1,2}}(?=\s?%))
      | (?P<plain>\d+(?:[.{MIDDLE_DOTS}]\d+)? | [.{MIDDLE_DOTS}]\d+)
    )
    (?P<power>
        [ {THIN_SPACES}]?[×✕xX*][ {THIN_SPACES}]?10
        (?:\^[ ]?[{MINUS_SIGNS}]?|[ {THIN_SPACES}]?[{MINUS_SIGNS}])\d{{1,2}}(?!\d)
      | [eE][+{MINUS_SIGNS}]?\d{{1,3}}(?![\w.])
      | (?<=10)(?:\^[ ]?[{MINUS_SIGNS}]?|[\u2212])\d{{1,2}}(?!\d)
    )?
    (?![\d_])
    (?![.,:{MIDDLE_DOTS}]\d)                            # 12.03.2014 and 1,234,56 are no numbers
    (?!/[A-Za-z]{{3}}|-[A-Z])                            # DOIs; 5-HT
    (?=[^A-Za-z]|$|{_UNITS}|[a-h](?![A-Za-z]))          # `2nd`, `5HT` are words
    """,
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_PERCENT = re.compile(rf"[ {THIN_SPACES}]?(?:%|per[ -]?cent\b)")
# What may stand before a minus sign that is followed by a space: `(− 3.4`, `= − 3.4`.
_OPENS = frozenset("([{=<>≤≥:;,~" + MINUS_SIGNS)
_NO_COUNT_BEFORE = re.compile(
    r"(?i)(?:\d|table|figure|fig\.|week|day|month|year|phase|model|type|grade|stage|study|page|no\.)\s$"
)
_WORD_FOLLOWS = re.compile(r" [a-z]{3}")
_DATE_OR_REGISTRY = re.compile(r"\d{4}[-–]\d{2}[-–]\d{2}(?!\d)|\d{4}-\d{6}-\d{2}(?!\d)")

_ONES = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_JOIN = r"(?:\s?[-\u2010\u2011\u2013]\s?|\s)"
_ONE = "|".join(_ONES)
_UP_TO_99 = rf"(?:(?:{'|'.join(_TENS)})(?:{_JOIN}(?:{_ONE})\b)?|{'|'.join(_TEENS)}|{_ONE}|zero)"
_UP_TO_999 = (
    rf"(?:(?:{_UP_TO_99}|a){_JOIN}hundred(?:(?:{_JOIN}and)?{_JOIN}{_UP_TO_99}\b)?|{_UP_TO_99})"
)
_WORDS = re.compile(
    rf"""
    (?<![\w.])
    (?:(?:{_UP_TO_999}|a){_JOIN}(?:thousand|million)(?:,?(?:\s?and)?{_JOIN}{_UP_TO_999})?|{_UP_TO_999})
    (?![\w])
    (?!{_JOIN}(?:third|quarter|half|halve|fifth|tenth|fold|thousandth)s?\b)   # two-thirds
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STEMS = (*_ONES, *_TEENS, *_TENS, *_SCALES, "zero")
_WORD_PARTS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Number:
    """One number as printed.

    `span` covers sign, digits and power of ten, not a percent sign; `decimals` counts the
    digits printed after the point (2.0 has one), so that 2.0 stands for 1.95 to 2.05.
    """

    value: float
    decimals: int
    span: Span
    is_percent: bool = False
    is_word: bool = False


def find_numbers(text: str, *, start: int = 0, end: int | None = None) -> tuple[Number, ...]:
    """Find every number that lies wholly inside a stretch of text.

    Parameters
    ----------
    text : str
        Any text; it is read as it stands.
    start, end : int
        Half-open range to look in, in characters of `text`. A token cut by the range is left
        out rather than read in part.

    Returns
    -------
    tuple of Number
        In order, not overlapping. A dash after a digit or a word is a range or a hyphen, any
        other dash before a digit is a minus sign.

    Examples
    --------
    >>> [number.value for number in find_numbers("Forty-one of 1,204; d = −0·50 on the SF-36")]
    [41.0, 1204.0, -0.5]
    """
    if len(text) < _SHORT:
        numbers = _read_all(text)
        starts = [number.span.start for number in numbers]
    else:
        numbers, starts = _all_numbers(text)
    end = len(text) if end is None else end
    first = bisect_left(starts, start)
    last = bisect_left(starts, end)
    if last > first and numbers[last - 1].span.end > end:
        last -= 1
    return numbers[first:last]


def parse_number(token: str) -> Number | None:
    """Read a token that is a number and nothing else but spaces and a percent sign.

    Parameters
    ----------
    token : str
        E.g. the text of a table cell; a decimal comma is accepted here (`12,34`).

    Returns
    -------
    Number or None
        None where the token is anything else.
    """
    found = find_numbers(token)
    if len(found) == 1:
        number = found[0]
        rest = token[: number.span.start] + token[number.span.end :]
        if rest.strip() in ("", "%"):
            return number
    european = re.fullmatch(rf"\s*([{MINUS_SIGNS}]?\d+),(\d{{1,2}}|\d{{4,}})\s*(%?)\s*", token)
    if european is None:
        return None
    value = float(_ascii_minus(european[1]) + "." + european[2])
    span = Span(european.start(1), european.end(2))
    return Number(value, len(european[2]), span, is_percent=bool(european[3]))


@lru_cache(maxsize=2)
def _all_numbers(text: str) -> tuple[tuple[Number, ...], list[int]]:
    """Read a whole text once; extractors ask for stretches of the same text many times."""
    numbers = _read_all(text)
    return numbers, [number.span.start for number in numbers]


def _read_all(text: str) -> tuple[Number, ...]:
    skipped = [match.span() for match in _DATE_OR_REGISTRY.finditer(text)]
    numbers = _digit_numbers(text, skipped) + _word_numbers(text)
    numbers.sort(key=lambda number: number.span.start)
    return tuple(numbers)


def _digit_numbers(text: str, skipped: list[tuple[int, int]]) -> list[Number]:
    found: list[Number] = []
    position, skip = 0, iter([*skipped, (len(text) + 1, len(text) + 1)])
    skip_start, skip_end = next(skip)
    while digit := _DIGIT.search(text, position):
        # Sign, space and point may stand before the digit; the text before them holds no number.
        match = _NUMBER.search(text, max(position, digit.start() - 3))
        if match is None:
            break
        if match["blank"] and not _is_spaced_count(text, match):
            # `Table 3 150 patients`: the first group stands alone, the rest is read next.
            head = match["blank"].split(" ")[0]
            position = match.start("blank") + len(head)
            found.append(Number(float(head), 0, Span(match.start("blank"), position)))
            continue
        position = match.end()
        while skip_end <= match.start():
            skip_start, skip_end = next(skip)
        if match.start() >= skip_start or _is_garbled(text, match.start()):
            continue
        found.append(_read_match(text, match))
    return found


def _is_spaced_count(text: str, match: re.Match[str]) -> bool:
    """Tell `60 000 women` and `n = 10 576` from two numbers that stand side by side."""
    before = text[max(0, match.start() - 10) : match.start()]
    if before.rstrip().endswith("="):
        return True
    return bool(_WORD_FOLLOWS.match(text, match.end())) and not _NO_COUNT_BEFORE.search(before)


def _is_garbled(text: str, start: int) -> bool:
    """Tell whether a `?` stands where a sign was lost, as in `r = ?.35`: its value is unknown."""
    return start > 0 and text[start - 1] == "?"


def _read_match(text: str, match: re.Match[str]) -> Number:
    start, end = match.span()
    plain = match["plain"]
    if plain is not None and end - start == len(plain) and plain.isdigit():
        follows = text[end : end + 2].lstrip(_PERCENT_LEADS)[:1]
        is_percent = follows in ("%", "p") and _PERCENT.match(text, end) is not None
        return Number(float(plain), 0, Span(start, end), is_percent=is_percent)
    digits = match[0][len(match["sign"] or "") : len(match[0]) - len(match["power"] or "")]
    is_negative = bool(match["sign"]) and _is_sign(text, start, len(match["sign"]))
    if match["sign"] and not is_negative:
        start += len(match["sign"])
    digits = digits.translate(_COMMA_DECIMALS if match["comma"] else _PLAIN_DIGITS)
    value = float(digits)
    decimals = len(digits) - digits.index(".") - 1 if "." in digits else 0
    if match["power"]:
        value, decimals = _apply_power(value, decimals, match["power"])
    if is_negative:
        value = -value
    percent = _PERCENT.match(text, match.end()) is not None
    return Number(value, decimals, Span(start, match.end()), is_percent=percent)


_EXPONENT = re.compile(r"[-+]?\d{1,3}$")


_PERCENT_LEADS = " " + THIN_SPACES
_PLAIN_DIGITS = {ord(c): "." for c in MIDDLE_DOTS} | {ord(c): None for c in ", " + THIN_SPACES}
_COMMA_DECIMALS = {**_PLAIN_DIGITS, ord(","): "."}


def _is_sign(text: str, start: int, length: int) -> bool:
    """Tell a minus sign from a range dash by what stands before it."""
    before = text[start - 1] if start else " "
    if before.isalnum() or before in ")]%.":
        return False
    if length == 1:
        return True
    before = text[max(0, start - 8) : start].rstrip()
    return not before or before[-1] in _OPENS or before.endswith((" to", " and", "|"))


def _apply_power(value: float, decimals: int, power: str) -> tuple[float, int]:
    # The exponent stands at the end; splitting at the base would lose that of `10^10`.
    found = _EXPONENT.search(_ascii_minus(power).replace(" ", ""))
    exponent = int(found[0]) if found else 0
    if power.lstrip(THIN_SPACES + " ")[0] in "^" + MINUS_SIGNS:
        value = 1.0  # `10−4` alone: the digits before were the base
    return float(f"{value!r}e{exponent}") if "e" not in repr(value) else value * 10**exponent, max(
        0, decimals - exponent
    )


def _ascii_minus(token: str) -> str:
    for sign in MINUS_SIGNS:
        token = token.replace(sign, "-")
    for space in THIN_SPACES:
        token = token.replace(space, "")
    return token


def _word_numbers(text: str) -> list[Number]:
    found: list[Number] = []
    position = 0
    for start in _word_starts(text):
        if start < position or (match := _WORDS.match(text, start)) is None:
            continue
        position = match.end()
        percent = _PERCENT.match(text, position) is not None
        value = float(_word_value(match[0]))
        found.append(Number(value, 0, Span(start, position), is_percent=percent, is_word=True))
    return found


def _word_starts(text: str) -> list[int]:
    """List where number words may begin; plain substring search is far faster than a regex."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals grow when lowered, and offsets would shift
        return [match.start() for match in _WORDS.finditer(text)]
    starts = set()
    for stem in _STEMS:
        at = lowered.find(stem)
        while at >= 0:
            if stem in _SCALES and lowered[max(0, at - 2) : at] in ("a ", "a-"):
                starts.add(at - 2)
            starts.add(at)
            at = lowered.find(stem, at + 1)
    return sorted(starts)


def _word_value(words: str) -> int:
    total = current = 0
    for word in _WORD_PARTS.findall(words.lower()):
        if word in ("thousand", "million"):
            total += max(current, 1) * _SCALES[word]
            current = 0
        elif word == "hundred":
            current = max(current, 1) * 100
        else:
            current += _ONES.get(word) or _TEENS.get(word) or _TENS.get(word) or 0
    return total + current
