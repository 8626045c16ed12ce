"""One cell's text as a value: its form and its numbers, before anything is known of the table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from miner.text.test_statistics import find_test_statistics

MAX_VALUE_CHARS = 120


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as printed: `decimals` counts the digits after the point."""

    value: float
    decimals: int
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class CellValue:
    """What stands in a cell.

    `form` is the shape: `number`, `pm` (a ± b), `paren` (a (b)), `triple` (a (b to c)),
    `interval` (b to c), `fraction` (a/b), `fraction_paren` (a/b (c)), `pm_interval`
    (a ± b (c to d)), `paren_interval` (a (b) (c to d)), `p`, `test`, `value_p` (a (p = b)).
    `figures` are its numbers in order. `operator` belongs to a p value or a bound.
    """

    form: str
    figures: tuple[Figure, ...]
    operator: str | None = None
    p_value: float | None = None
    p_operator: str | None = None
    test: str | None = None
    df1: float | None = None
    df2: float | None = None
    words: str = ""


_TOKEN = re.compile(
    r"""
    (?P<num>(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+|\d+|\.\d+)(?:\s?[x×*]\s?10\s?\^?\s?-?\d{1,3}|[eE]-?\d{1,3}(?!\w))?)
  | (?P<pct>%)
  | (?P<pm>±|\+\s?/\s?-|\+\s?-)
  | (?P<dash>-)
  | (?P<open>[(\[{]) | (?P<close>[)\]}])
  | (?P<to>\bto\b|\.\.\.?|~|→)
  | (?P<comma>,) | (?P<semi>;) | (?P<slash>/) | (?P<of>\bof\b)
  | (?P<op>[<>=≤≥])
  | (?P<p>\b[pP](?:[\s-]?values?)?\b)
  | (?P<word>[A-Za-zµμ°×χ²]+\d?\.?)
  | (?P<plus>\+)
  | (?P<other>\S)
    """,
    re.VERBOSE,
)
# Words inside a value that do not change its shape.
_SILENT = re.compile(
    r"(?:SD|SEM?|sd|se|CI|ci|IQR|iqr|range|mean|Mean|median|years?|yrs?|yr|y|months?|mo|weeks?|wk|days?|d|hours?|hrs?|h|min|s|sec|"
    r"kg|g|mg|µg|μg|ng|pg|cm|mm|m|mL|ml|L|l|dL|dl|kcal|bpm|beats?|mmHg|mmol|nmol|pmol|IU|U|points?|patients?|n|N|m2|\$|€|£|US|x|"
    r"month|week|day|n=)\.?"
)
_GARBLED = re.compile(r"\d\.\.\d|\d\.\s\d|\d/\d+\s*$(?<=±.{12})|\?\d|\d\?\d")
_NOT_SIGNIFICANT = re.compile(
    r"^\(?(?:[pP]\s*[=:>]?\s*)?(?:n\.?\s?s\.?|N\.?S\.?|non?-?significant)\)?$"
)

_SHAPES = {
    "N": "number",
    "N±N": "pm",
    "N(±N)": "pm",
    "N±N(N±N)": "pm_pair",  # two arms in one cell
    "N(N)": "paren",
    "N,N": "pair",
    "N(N-N)": "triple", "N(NtN)": "triple", "N(N,N)": "triple", "N(N;N)": "triple", "N(N/N)": "triple",
    "N,N-N": "triple", "N;N-N": "triple", "NN-N": "triple", "N,NtN": "triple", "N;NtN": "triple", "NNtN": "triple",
    "N±N(N-N)": "pm_interval", "N±N(NtN)": "pm_interval", "N±N(N,N)": "pm_interval",
    "N(N)(N-N)": "paren_interval", "N(N)(NtN)": "paren_interval", "N(N)(N,N)": "paren_interval",
    "N(N),N-N": "paren_interval", "N(N),NtN": "paren_interval", "N(N)NtN": "paren_interval", "N(N)N-N": "paren_interval",
    "N(N;N-N)": "paren_interval", "N(N,N-N)": "paren_interval",
    "(N-N)": "interval", "(NtN)": "interval", "(N,N)": "interval", "(N;N)": "interval",
    "N-N": "interval", "NtN": "interval", "N;N": "interval",
    "(N)": "number",
    "(±N)": "number", "±N": "number",
    "N/N": "fraction", "NoN": "fraction",
    "N/N(N)": "fraction_paren", "NoN(N)": "fraction_paren", "N/N,N": "fraction_paren", "N/NN": "fraction_paren",
    "N(NoN)": "percent_fraction",
}  # fmt: skip


@lru_cache(maxsize=8192)
def read_value(text: str) -> CellValue | None:
    """Read a clean cell text; None where it holds no value or more than one could be meant.

    Examples
    --------
    >>> value = read_value("4.6 (1.8)")
    >>> value.form, [figure.value for figure in value.figures]
    ('paren', [4.6, 1.8])
    >>> read_value("1.00 ± 1..41") is None
    True
    """
    if not text or len(text) > MAX_VALUE_CHARS or not any(c.isdigit() for c in text):
        if text and _NOT_SIGNIFICANT.match(text):
            return CellValue("p", (), "ns")
        return None
    if _GARBLED.search(text):
        return None
    text = re.sub(r"(?<![\d.])[89]\d(?:\.\d)?\s?%\s?(?:CI|C\.I\.)\s?[:=,]?\s?", "", text)
    text = re.sub(r"^\(?[nN]\s?=\s?\d+\)?\s?[:;,]\s?", "", text)
    special = _read_p(text) or _read_test(text)
    if special is not None:
        return special
    return _read_shape(text)


def _read_p(text: str) -> CellValue | None:
    match = re.fullmatch(
        r"\(?\s*(?:[pP](?:[\s-]?values?)?\s*)?(?P<op>[<>=≤≥]{1,2}|\bb\b)\s*(?P<v>\d*\.?\d+(?:\s?[x×*]\s?10\s?\^?\s?-\s?\d{1,3}|[eE]-?\d+)?)\s*\)?",
        text,
    )
    if match is None:
        match = re.fullmatch(
            r"\(?\s*[pP](?:[\s-]?values?)?\s*(?P<op>[=:]?)\s*(?P<v>\d?\.\d+|[01](?:\.0+)?)\s*\)?",
            text,
        )
        if match is None:
            return None
    figure = _figure(match["v"])
    if figure is None:
        return None
    operator = {"≤": "<", "≥": ">", "": "=", ":": "="}.get(match["op"], match["op"][:1])
    return CellValue("p", (figure,), operator)


def _read_test(text: str) -> CellValue | None:
    if "=" not in text:
        return None
    found = find_test_statistics(text)
    if len(found) != 1 or found[0].value_operator != "=":
        return None
    test = found[0]
    figure = Figure(test.value, test.value_decimals)
    return CellValue(
        "test", (figure,), None, test.p_value, test.p_operator, test.test, test.df1, test.df2
    )


def _read_shape(text: str) -> CellValue | None:
    tokens = [(match.lastgroup or "", match.group()) for match in _TOKEN.finditer(text)]
    shape: list[str] = []
    figures: list[Figure] = []
    words: list[str] = []
    negative = False
    index = 0
    while index < len(tokens):
        kind, token = tokens[index]
        following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        if kind == "num":
            figure = _figure(token)
            if figure is None:
                return None
            if negative:
                figure = Figure(-figure.value, figure.decimals)
            negative = False
            if following == "pct":
                figure = Figure(figure.value, figure.decimals, True)
                index += 1
            figures.append(figure)
            shape.append("N")
        elif kind == "dash":
            if negative:
                return None
            if shape and shape[-1] in ("N", ")") and following in ("num", "dash", "op"):
                shape.append("-")
            elif following == "num":
                negative = True
            else:  # a dash left hanging: a sign may stand on the wrong side
                return None
        elif kind == "pm":
            shape.append("±")
        elif kind == "open":
            shape.append("(")
        elif kind == "close":
            shape.append(")")
        elif kind in ("to", "comma", "semi", "slash", "of"):
            shape.append({"to": "t", "comma": ",", "semi": ";", "slash": "/", "of": "o"}[kind])
        elif kind == "p" or kind == "op":
            return _read_value_p(text)
        elif kind == "other" and token in "$€£":
            words.append(token)
        elif kind == "word":
            if not _SILENT.fullmatch(token):
                return None
            words.append(token)
        elif kind == "pct":
            if not figures:
                return None  # "25.0(%)": a sign without its number
        elif kind == "plus":
            if following != "num":
                return None
        else:
            return None
        index += 1
    joined = re.sub(r"\(\)|(?<=\()[,;]|[,;]$", "", "".join(shape))
    joined = re.sub(r",(?=\()", "", joined)
    form = _SHAPES.get(joined)
    if form is None or not _holds_together(form, figures):
        return None
    return CellValue(form, tuple(figures), words=" ".join(words))


def _read_value_p(text: str) -> CellValue | None:
    """`-3.57 (<0.001)`, `0.45 (p = 0.02)`, `12 (40), p=0.03`."""
    match = re.fullmatch(
        r"(?P<rest>.*?)[\s,;]*[(\[]?\s*(?:[pP](?:[\s-]?values?)?\s*)?(?P<op>[<>=≤≥])\s*(?P<v>\d?\.\d+|[01](?:\.0+)?)\s*[)\]]?",
        text,
    )
    if match is None or not match["rest"].strip():
        return None
    inner = read_value(match["rest"].strip())
    p_value = _figure(match["v"])
    if inner is None or p_value is None or inner.form in ("p", "value_p"):
        return None
    operator = {"≤": "<", "≥": ">"}.get(match["op"], match["op"])
    return CellValue(inner.form, inner.figures, None, p_value.value, operator, words=inner.words)


def _figure(token: str) -> Figure | None:
    power = re.fullmatch(r"(.+?)\s?(?:[x×*]\s?10\s?\^?\s?|[eE])\s?(-?\s?\d{1,3})", token)
    exponent = 0
    if power:
        token, exponent = power[1], int(power[2].replace(" ", ""))
    token = token.replace(",", "")
    if not re.fullmatch(r"\d*\.?\d+", token):
        return None
    decimals = len(token.split(".")[1]) if "." in token else 0
    if exponent:
        return Figure(float(f"{token}e{exponent}"), max(0, decimals - exponent))
    return Figure(float(token), decimals)


def _holds_together(form: str, figures: list[Figure]) -> bool:
    """Reject bounds in the wrong order and spreads below zero: the text was damaged."""
    if form in ("interval",):
        return figures[0].value <= figures[1].value
    if form in ("triple", "pm_interval", "paren_interval"):
        return figures[-2].value <= figures[-1].value
    if form in ("fraction", "fraction_paren"):
        return figures[1].value > 0 and figures[0].decimals == 0 == figures[1].decimals
    if form == "pm":
        return figures[1].value >= 0
    return True
