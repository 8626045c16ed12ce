"""Printed test statistics: `t(28) = 2.20, p = .03` and its many relatives.

`find_test_statistics` reads the statistic, its degrees of freedom and the p value that
belongs to it, each with the printed number of decimals, because 2.2 stands for 2.15 to 2.25.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.model.span import Span

P_WINDOW_CHARS = 90  # a p value further from its statistic belongs to something else


@dataclass(frozen=True, slots=True)
class TestStatistic:
    """One printed test: statistic, degrees of freedom and p value.

    `test` is one of t, F, z, r, chi2, Q, U, W, H, B (a coefficient with its standard error).
    t and r carry their degrees of freedom in `df2`, chi2, Q and H in `df1`, F in both.
    None means not printed. `is_ns` is True where "ns" stands in place of a p value.
    """

    __test__ = False  # pytest would otherwise take the class for a test case

    test: str
    value: float
    value_decimals: int
    value_operator: str
    df1: float | None
    df2: float | None
    p_operator: str | None
    p_value: float | None
    p_decimals: int | None
    span: Span
    is_ns: bool = False
    n: int | None = None
    standard_error: float | None = None
    standard_error_decimals: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReportedP:
    """A printed p value, or "ns" (then `operator` and `value` are None)."""

    operator: str | None
    value: float | None
    decimals: int | None
    span: Span
    is_ns: bool = False


_CHARACTERS = str.maketrans(
    {"−": "-", "–": "-", "‒": "-", "﹣": "-", "－": "-", "≤": "<", "⩽": "<", "≥": ">", "⩾": ">",
     "＝": "=", "＜": "<", "＞": ">", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2002": " ",
     "\u2003": " ", "\u200a": " ", "\u2005": " ", "\u2006": " ", "\u2007": " ", "\u2008": " ",
     "·": ".", "⋅": ".", "∙": ".", "\n": " ", "\r": " ",
     **{chr(code): " " for code in (*range(9), *range(14, 32))}}
)  # fmt: skip

# Old publishers' fonts leave control characters for signs; \x02 and \x04 stood for a minus.
_CONTROL_MINUS = re.compile(r"(?<=[=\s>])[\x02\x04](?=[\d.])")
_LOST_SPACES = re.compile(r"\?[=<>]\?(?=[?\d.\s-])")
_LOST_MINUS = re.compile(r"(?<=[=<>]\s)\?(?=\s?[\d.])|(?<=[=<>])\?(?=\s?[\d.])")

_NUMBER = r"-?\s{0,2}(?:\d{1,4},\d{1,2}(?=\s?[;)\]]|,\s|\.\s)(?!,\s?\d)|\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,10})?|\d{1,9}(?:\.\d{1,10})?|\.\d{1,10})(?![\d.]\d)"
_DF = r"\d{1,3}(?:,\d{3}){1,2}|\d{1,6}(?:\.\d{1,4})?"

_STATISTIC = re.compile(
    rf"""
    (?<![A-Za-z0-9.^\\-])
    (?P<name>
        (?P<chi2>(?:[χΧꭓ𝜒𝝌Χ]|chi|\bX|x(?=2\s?[(=])|\?)\s{{0,2}}-?\s?(?:2|²|squared?\b)|chi(?=\())
      | (?P<F>F(?:s(?=\s?[(\[]))?) | (?P<t>[tT]|ts(?=\s?[(\[])) | (?P<z>[zZ]) | (?P<r>[rR]ho|r(?:s)?|R(?=\s?=)|ρ)
      | (?P<Q>Q(?:T|B|W|b|w|M|E|[Bb]etween|[Ww]ithin|[Tt]otal|[Ee]rror)?)
      | (?P<U>U) | (?P<W>W) | (?P<H>H)
    )
    (?:\s?-?\s?(?:value|statistic|test|score)s?\b)?
    \s{{0,2}}
    (?:
        [\[(]\s{{0,2}}(?:d\.?f\.?\s{{0,2}}=?\s{{0,2}})?
            (?P<inside>(?:[^()\[\]<>]){{1,40}}?)
        \s{{0,2}}[\])]
      | (?P<lowered>\d{{1,5}}(?:\.\d{{1,3}})?(?:\s?[,;/]\s?\d{{1,5}}(?:\.\d{{1,3}})?)?)(?=\s{{0,5}}[=<>])
    )?
    \s{{0,5}}(?P<operator>[=<>]|:(?=\s?-?\d{{0,5}}\.\d)|(?<=\))b(?=\s?\d)|\bwas\b|\bof\b)\s{{0,5}}
    (?P<value>{_NUMBER})
    """,
    re.VERBOSE,
)
_P = re.compile(
    r"""
    (?<![A-Za-z0-9_.])
    (?:
        [pP]s?(?:\s?-?\s?values?)?\s{0,2}(?:\((?:two|one|2|1)[- ]?(?:tailed|sided)\)\s?)?\s{0,3}
        (?:(?P<operator>[=<>]=?|\bb\b|[bN](?=\s?0?\.\d)|\bwas\b|\bof\b)\s{0,5}
            (?P<value>-?(?:\d(?:\.\d{1,5})?\s?[x×*]\s?10\s?\^?\s?-\s?\d{1,3}
                     |[01]?\.\s?\d{1,12}(?:[eE]-?\d{1,3})?|0,\d{1,6}(?!,)|[01](?:\.0{1,6})?|\d{1,3}(?:\.\d{1,6})?))(?![\d%]|\.\d)
          |(?:[=,:]?\s?)(?P<p_ns>n\.?\s?s\.?(?![A-Za-z])))
      | (?P<ns>n\.\s?s\.|ns|NS)(?![A-Za-z\d])
    )
    """,
    re.VERBOSE,
)
_SIGNIFICANT_AT = re.compile(
    r"\bsignificant\s+at\s+(?:the\s+)?(?:p\s?[<=]\s?)?(?P<value>0?\.\d{1,4}|\d{1,2}(?=\s?%))(?P<percent>\s?%)?(?:\s+level)?"
)
_TWO_DF = re.compile(
    rf"^(?:d\.?f\.?1?\s?=?\s?)?(?P<df1>\d{{1,4}}(?:\.\d{{1,4}})?)\s?[,;/]\s?(?P<df2>{_DF})$"
)
_ONE_DF = re.compile(rf"^(?P<df>{_DF})(?:\s?[,;]\s?[Nn]\s?=\s?(?P<n>\d[\d,]{{0,9}}))?$")
_DF_AFTER = re.compile(
    rf"\A\s{{0,2}}[,;(]\s{{0,2}}\(?d\.?\s?f\.?\s?=\s?(?P<df1>{_DF})(?:\s?[,/]\s?(?P<df2>\d{{1,6}}(?:\.\d{{1,3}})?)(?![.\d]|\s?=))?"
)
# "Df 2,218 F = 10.77"
_DF_BEFORE = re.compile(
    rf"\b[Dd]\.?[Ff]\.?\s?=?\s?(?P<df1>\d{{1,4}})(?:\s?[,/]\s?(?P<df2>{_DF}))?\s?[,;:]?\s?\Z"
)
_COEFFICIENT = re.compile(
    rf"""
    (?<![A-Za-z0-9.])(?P<name>beta|β|[Bb](?=\s?=)|coefficient)\s{{0,2}}=\s{{0,2}}(?P<value>{_NUMBER})
    \s{{0,2}}[,;(]\s{{0,2}}\(?(?:SE|S\.E\.|s\.e\.|standard\ error)\s{{0,2}}=?\s{{0,2}}(?P<se>{_NUMBER})
    """,
    re.VERBOSE,
)
_NEEDS_P = frozenset({"F", "t", "z", "r", "Q", "U", "W", "H"})
_GROUPS = ("chi2", "F", "t", "z", "r", "Q", "U", "W", "H")


def find_test_statistics(
    text: str, *, start: int = 0, end: int | None = None
) -> tuple[TestStatistic, ...]:
    """Find printed tests with their p values, in order of appearance.

    Parameters
    ----------
    text : str
        Running text.
    start, end : int
        Part of `text` to look at; spans are in characters of the whole text.

    Returns
    -------
    tuple of TestStatistic
        A t with two degrees of freedom, or a z with any, is not read at all. Without degrees
        of freedom a statistic is kept only where a p value (or "ns") follows it: `F = 12`
        may as well count women.

    Examples
    --------
    >>> found, = find_test_statistics("The arms differed, t(28) = 2.20, p = .03.")
    >>> found.test, found.df2, found.value, found.p_operator, found.p_value
    ('t', 28.0, 2.2, '=', 0.03)
    """
    end = len(text) if end is None else end
    plain = unify_signs(text[start:end])
    starts = [(match.start(), match) for match in _STATISTIC.finditer(plain)]
    starts += [(match.start(), match) for match in _COEFFICIENT.finditer(plain)]
    starts.sort(key=lambda pair: pair[0])
    found = []
    for index, (_, match) in enumerate(starts):
        limit = starts[index + 1][0] if index + 1 < len(starts) else len(plain)
        read = _coefficient if match.re is _COEFFICIENT else _statistic
        statistic = read(plain, match, limit)
        if statistic is not None:
            found.append(_shifted(statistic, start))
    return tuple(found)


def find_reported_p(text: str, *, start: int = 0, end: int | None = None) -> tuple[ReportedP, ...]:
    """Find printed p values and "ns", page numbers (`p. 12`) left out.

    Examples
    --------
    >>> find_reported_p("see p. 01")
    ()
    """
    end = len(text) if end is None else end
    plain = unify_signs(text[start:end])
    found = (_reported_p(match, start) for match in _P.finditer(plain))
    return tuple(p for p in found if p is not None)


def unify_signs(text: str) -> str:
    """Unify signs and spaces one for one, so that positions stay."""
    plain = _CONTROL_MINUS.sub("-", text).translate(_CHARACTERS).replace("<bc>", "=   ")
    if "?" in plain:
        # "p?=?.03" lost its thin spaces, "t(68) = ?2.15" its minus sign.
        plain = _LOST_SPACES.sub(lambda match: " " + match[0][1:-1] + " ", plain)
        plain = _LOST_MINUS.sub("-", plain)
    return plain


def _statistic(plain: str, match: re.Match[str], limit: int) -> TestStatistic | None:
    test = next(name for name in _GROUPS if match[name])
    degrees = _degrees(test, match["inside"] or match["lowered"])
    if degrees is None:
        return None
    df1, df2, n = degrees
    stop = match.end()
    if match["inside"] is None and match["lowered"] is None:
        after = _DF_AFTER.match(plain[stop : stop + 40])
        if after and stop + after.end() <= limit:
            stop += after.end()
            df1, df2 = _place(test, _to_float(after["df1"]), _to_float(after["df2"]))
    start = match.start()
    if match["inside"] is None and df1 is None and df2 is None:
        before = _DF_BEFORE.search(plain, max(0, start - 24), start)
        if before and (test == "F") == bool(before["df2"]):
            df1, df2 = _place(test, _to_float(before["df1"]), _to_float(before["df2"]))
            start = before.start()
    p = _p_after(plain, stop, limit)
    if p is not None and df1 is None and df2 is None:
        # "t = 2.4, p < .05, df = 19"
        late = _DF_AFTER.match(plain[p.span.end : p.span.end + 40])
        if late and p.span.end + late.end() <= limit:
            df1, df2 = _place(test, _to_float(late["df1"]), _to_float(late["df2"]))
    if p is None and test in _NEEDS_P and df1 is None and df2 is None:
        return None
    operator = {"<": "<", ">": ">", "b": "<"}.get(match["operator"], "=")
    return TestStatistic(
        test=test,
        value=_value(match["value"]),
        value_decimals=_decimals(match["value"]),
        value_operator=operator,
        df1=df1,
        df2=df2,
        p_operator=p.operator if p else None,
        p_value=p.value if p else None,
        p_decimals=p.decimals if p else None,
        span=Span(start, p.span.end if p else stop),
        is_ns=bool(p and p.is_ns),
        n=n,
        name=match["name"],
    )


def _coefficient(plain: str, match: re.Match[str], limit: int) -> TestStatistic:
    p = _p_after(plain, match.end(), limit)
    return TestStatistic(
        test="B",
        value=_value(match["value"]),
        value_decimals=_decimals(match["value"]),
        value_operator="=",
        df1=None,
        df2=None,
        p_operator=p.operator if p else None,
        p_value=p.value if p else None,
        p_decimals=p.decimals if p else None,
        span=Span(match.start(), p.span.end if p else match.end()),
        is_ns=bool(p and p.is_ns),
        standard_error=_value(match["se"]),
        standard_error_decimals=_decimals(match["se"]),
        name=match["name"],
    )


def _p_after(plain: str, start: int, limit: int) -> ReportedP | None:
    """Return the first p value after a statistic, before the next one or the sentence's end."""
    window = plain[start : min(limit, start + P_WINDOW_CHARS)]
    match = _P.search(window)
    if match is None or re.search(r"[.;]\s+[A-Z]|\t", window[: match.start()]):
        return _level_after(window, start) if match is None else None
    return _reported_p(match, start)


def _level_after(window: str, start: int) -> ReportedP | None:
    """Read "was significant at the .05 level" as p < .05, unless it is denied."""
    match = _SIGNIFICANT_AT.search(window)
    if match is None:
        return None
    before = window[: match.start()]
    if re.search(r"[.;]\s+[A-Z]|\t|\bnot\b|\bn[o']t\b|\bnon-?$|\bin$", before):
        return None
    value = float(match["value"]) / (100 if match["percent"] else 1)
    decimals = _decimals(match["value"]) + (2 if match["percent"] else 0)
    return ReportedP("<", value, decimals, Span(match.start() + start, match.end() + start))


def _reported_p(match: re.Match[str], offset: int) -> ReportedP | None:
    span = Span(match.start() + offset, match.end() + offset)
    if match["p_ns"] or match["ns"]:
        return ReportedP(None, None, None, span, is_ns=True)
    sign, raw = match["operator"], re.sub(r"\s", "", match["value"]).replace(",", ".")
    operator = "<" if sign.startswith(("<", "b")) else ">" if sign.startswith((">", "N")) else "="
    power = re.fullmatch(r"([\d.]+)[x×*]10\^?(-\d+)", raw)
    if power:
        exponent = -int(power[2])
        return ReportedP(
            operator, float(f"{power[1]}e-{exponent}"), _decimals(power[1]) + exponent, span
        )
    mantissa, _, exponent_text = raw.lower().partition("e-")
    decimals = _decimals(mantissa) + (int(exponent_text) if exponent_text else 0)
    return ReportedP(operator, float(raw), decimals, span)


def _degrees(test: str, inside: str | None) -> tuple[float | None, float | None, int | None] | None:
    """Read what stands in the parentheses; None where it cannot be this test's df."""
    if inside is None:
        return None, None, None
    inside = inside.strip()
    one, two = _ONE_DF.match(inside), _TWO_DF.match(inside)
    if test == "F":
        return (_to_float(two["df1"]), _to_float(two["df2"]), None) if two else None
    if one is None or test == "z":
        return None
    n = int(one["n"].replace(",", "")) if one["n"] else None
    df1, df2 = _place(test, _to_float(one["df"]), None)
    return df1, df2, n


def _place(
    test: str, first: float | None, second: float | None
) -> tuple[float | None, float | None]:
    if test in ("t", "r"):
        return None, first
    return (first, second) if test == "F" else (first, None)


def _to_float(raw: str | None) -> float | None:
    return float(raw.replace(",", "")) if raw else None


def _value(raw: str) -> float:
    return float(re.sub(r"[\s,]", "", _point(raw)))


def _point(raw: str) -> str:
    """Write a decimal comma ("14,22") as a point; thousands marks stay."""
    return re.sub(r",(?=\d{1,2}$)", ".", raw)


def _decimals(raw: str) -> int:
    _, _, fraction = _point(raw).replace(" ", "").partition(".")
    return len(fraction)


def _shifted(statistic: TestStatistic, by: int) -> TestStatistic:
    if not by:
        return statistic
    values = {name: getattr(statistic, name) for name in TestStatistic.__slots__}
    return TestStatistic(**{**values, "span": statistic.span.shifted(by)})
