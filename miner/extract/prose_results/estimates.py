"""Named estimates in a sentence: the measure's name, its number, interval and standard error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from miner.extract.prose_results.measures import (
    LIMITS,
    MEASURE_NAME,
    MEASURE_OF_RULE,
    NEEDS_INTERVAL_OR_P,
    RATIOS,
)
from miner.model.span import Span
from miner.text.test_statistics import TestStatistic, find_reported_p


@dataclass(frozen=True, slots=True)
class Interval:
    """A printed interval; `is_labelled` where it says what it is ("95% CI")."""

    lower: float
    upper: float
    level: float | None
    span: Span
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with the name of its measure; `span` runs from the name to the interval's end."""

    rule: str
    value: float
    value_span: Span
    span: Span
    interval: Interval | None = None
    standard_error: float | None = None


_NUMBER = r"(?<![\d.])(?:-\s?)?[$£€]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d{1,8})?|0,\d{1,5}(?!,)|\d{1,7}(?:\.\d{1,8})?|\.\d{1,8})(?![\d])(?!\.\d)"
_LEVEL = r"(?P<level>(?:9\d(?:\.\d{1,2})?|[58]0))\s{0,2}(?:%|per\s?cent)"
_CI_WORDS = (
    r"(?:C\.?\s?I\.?s?(?![A-Za-z])|CL\b|CrI\b|(?i:confiden(?:ce|t)|credib(?:le|ility))[-\s](?i:interval|limit|range|bound)s?"
    r"(?:\s?[(\[]\s?CIs?\s?[)\]])?|interval)"
)
_CI_LABEL = (
    rf"(?:{_LEVEL}(?:\s{{0,2}}[-,]?\s{{0,2}}{_CI_WORDS})?|{_CI_WORDS}(?:\s{{0,2}}[-,]?\s{{0,2}}[(\[]?\s?"
    r"(?P<level_after>9\d(?:\.\d{1,2})?)\s{0,2}%\s?[)\]]?)?)"
)
_JOIN = r"\s{0,2}(?:%|(?!(?:to|and|through)\b)[a-zA-Z/]{1,9})?\s{0,2}(?:to|and|through|-|,|;|/|\.\.)\s{0,2}"
_BOUNDS = rf"(?P<lower>{_NUMBER}){_JOIN}(?P<upper>{_NUMBER})"
_INTERVAL = re.compile(
    rf"""
    \s{{0,2}} (?:%|[a-zA-Z][a-zA-Z/°.²]{{0,11}})? \s{{0,2}}              # a unit: "-8.9 mm Hg ("
    (?P<open>[,;:]?\s{{0,2}}[\[(]?\s{{0,2}})
    (?:(?:with|and)\s(?:an?\s)?)?
    (?:(?P<label>{_CI_LABEL})\s{{0,2}}(?:[=:,;]|of|was|from|ranging\sfrom)?\s{{0,2}}[\[(]?\s{{0,2}})?
    {_BOUNDS}
    \s{{0,2}}(?:%|[a-z][A-Za-z/µ²·]{{0,10}}(?=\s?[;,)\]]))?\s?[\])]?
    """,
    re.VERBOSE,
)
_LABELLED_INTERVAL = re.compile(
    rf"(?P<label>{_CI_LABEL})\s{{0,2}}(?:[=:,;]|of|was|from)?\s{{0,2}}[\[(]?\s{{0,2}}{_BOUNDS}\s{{0,2}}%?\s?[\])]?"
)
_BETWEEN = (  # what may stand between a name and its number
    r"\s{0,2}(?:[\[(]\s?[A-Za-z’'. -]{1,24}\s?[\])]\s{0,2})?"
    rf"(?:[\[(,;]?\s{{0,2}}(?:{_CI_LABEL.replace('?P<level>', '?:').replace('?P<level_after>', '?:')})\s{{0,2}}[\])]?[,;:]?\s{{0,2}})?"
    r"(?:(?:per|for\seach|for\severy)\s(?:\d{1,4}(?:\.\d+)?[-\s]?%?\s?)?[A-Za-z][A-Za-z /-]{1,34}(?<![\s])[,;:]?\s{0,2})?"
    r"(?:[=:,;]|~|≈|was|were|is|of|at|as|\bequal(?:led|ed)?\sto)?\s{0,2}(?:=\s?)?"
)
_TIGHT = re.compile(
    rf"{_BETWEEN}[(\[]?\s{{0,1}}(?P<value>{_NUMBER})(?P<percent>\s{{0,2}}(?:%|percent))?"
)
_LOOSE = re.compile(
    rf"(?P<words>[^.;=]{{1,160}}?)\b(?:was|were|is|of|by|at|=|:)\s{{1,2}}(?P<value>{_NUMBER})(?P<percent>\s?%)?"
)
_FOLLOWER = re.compile(  # a further member of a list whose name stands earlier
    rf"(?<![\w.±/-])(?<![=<>]\s)(?<![=<>])(?P<value>{_NUMBER})(?=\s{{0,2}}[\[(,;])"
)
_TIMES = re.compile(
    rf"(?P<value>{_NUMBER})(?P<rest>.{{1,60}}?)\s(?:times|fold)\s(?:more|less|as|higher|lower|greater|the|increased)\s?"
    r"(?:likely|odds|risk|likelihood|frequent)?"
)
_SIGNED = re.compile(
    r"(?:(?<=[(\[])|(?<=[(\[]\s)|(?<=by\s)|(?<=of\s)|(?<=was\s))"
    r"(?P<value>[+-][$£€]?(?:\d{1,6}(?:\.\d{1,8})?|\.\d{1,8}))(?![\d])(?P<percent>\s?%)?"
)
_STANDARD_ERROR = re.compile(
    rf"[\s,;(\[]{{0,4}}(?:SE|S\.E\.|s\.e\.m?\.?|[Ss]tandard\s[Ee]rror(?:\s?[\[(]SE[\])])?)\s?[=:]?\s?(?P<se>{_NUMBER})"
)
_GARBLED_ETA = re.compile(r"\?\s?p?\s?2\s?=\s?(?P<value>0?\.\d{1,4})(?!\d)")


def find_estimates(
    plain: str, tests: tuple[TestStatistic, ...], last_rule: str | None
) -> list[Estimate]:
    """Find the estimates of one sentence, those of a list that share one name included.

    Parameters
    ----------
    plain : str
        The sentence with unified signs.
    tests : tuple of TestStatistic
        Tests found in it.
    last_rule : str or None
        The ratio that the sentence before spoke of.
    """
    names = _names(plain)
    found: list[Estimate] = []
    for index, match in enumerate(names):
        limit = names[index + 1].start() if index + 1 < len(names) else len(plain)
        if found and match.start() < found[-1].span.end:
            continue
        estimate = _after_name(plain, match, limit)
        if estimate is not None:
            found.append(estimate)
    found += _garbled_eta(plain, tests)
    found += _signed_differences(plain, [estimate.span for estimate in found])
    taken = [estimate.span for estimate in found]
    found += [
        estimate
        for estimate in _times_more(plain)
        if not any(estimate.value_span.overlaps(span) for span in taken)
    ]
    found.sort(key=lambda estimate: estimate.span.start)
    taken = [estimate.span for estimate in found]
    first_ratio = next((m.start() for m in names if MEASURE_OF_RULE[_rule(m)] in RATIOS), None)
    found += _followers(plain, names, first_ratio, last_rule, taken)
    found.sort(key=lambda estimate: estimate.span.start)
    return found


def _names(plain: str) -> list[re.Match[str]]:
    """Find names of measures, without the abbreviation in brackets after a full name."""
    names: list[re.Match[str]] = []
    for match in MEASURE_NAME.finditer(plain):
        gap = plain[names[-1].end() : match.start()] if names else ""
        if gap.strip() in ("(", "[") and re.match(
            r"\s?[\])]", plain[match.end() : match.end() + 2]
        ):
            continue
        names.append(match)
    return names


def _rule(match: re.Match[str]) -> str:
    return match.lastgroup or ""


def _after_name(plain: str, name: re.Match[str], limit: int) -> Estimate | None:
    rule = _rule(name)
    tight = _TIGHT.match(plain, name.end())
    if tight is not None and tight.start("value") <= limit + 1:
        estimate = _with_tail(plain, rule, name.start(), tight)
        if estimate is not None and _is_plausible(plain, estimate):
            return estimate
    if MEASURE_OF_RULE[rule] not in RATIOS and rule not in (
        "weighted_difference",
        "difference",
        "smd",
        "risk_difference",
    ):
        return None
    position = name.end()
    loose = _LOOSE.match(plain, position)
    while loose is not None and loose.start("value") < limit:
        estimate = _with_tail(plain, rule, loose.start("value"), loose)
        if estimate is not None and estimate.interval is not None:
            return estimate
        loose = _LOOSE.match(plain, loose.end("value"))
    return None


def _with_tail(plain: str, rule: str, start: int, match: re.Match[str]) -> Estimate | None:
    value = _number(match["value"])
    value_span = Span(match.start("value"), match.end("value"))
    stop = match.end()
    interval = _interval_after(plain, stop, value)
    stop = interval.span.end if interval else stop
    error = None
    se = _STANDARD_ERROR.match(plain, stop)
    if se is not None:
        error, stop = _number(se["se"]), se.end()
        interval = interval or _interval_after(plain, stop, value)
        stop = max(stop, interval.span.end) if interval else stop
    if rule == "risk_ratio" and match["percent"]:
        rule = "risk_difference"  # "ARR 12%" is an absolute reduction, not an adjusted ratio
    measure = MEASURE_OF_RULE[rule]
    if measure in RATIOS and (value <= 0 or match["percent"]):
        return None
    if abs(value) > LIMITS.get(measure, float("inf")):
        return None
    return Estimate(
        rule, value, value_span, Span(start, max(stop, value_span.end)), interval, error
    )


def _is_plausible(plain: str, estimate: Estimate) -> bool:
    """Abbreviations that also mean other things need an interval, an SE or a p value."""
    if estimate.rule not in NEEDS_INTERVAL_OR_P:
        return True
    if estimate.interval is not None or estimate.standard_error is not None:
        return True
    if estimate.rule == "difference":
        return False  # "the P value for the treatment effect was 0.054"
    after = plain[estimate.span.end : estimate.span.end + 60]
    if re.match(
        r"\s?(?:bpm|beats|breaths|/min|participants|patients|%|years|to\s\d|-\s?\d)", after
    ):
        return False
    if find_reported_p(after) and not re.search(r"[.;]\s[A-Z]", after.split("p")[0]):
        return True
    named_in_full = plain[estimate.span.start : estimate.value_span.start]
    if estimate.rule == "effect_size":
        return "." in plain[estimate.value_span.start : estimate.value_span.end]
    if MEASURE_OF_RULE[estimate.rule] in RATIOS:
        # "aOR = 1.69" without more: a decimal right after an equals sign or a full name.
        is_decimal = "." in plain[estimate.value_span.start : estimate.value_span.end]
        return is_decimal and (
            bool(re.search(r"ratio|risk|[=:]", named_in_full))
            or bool(re.match(r"\s?(?:[,;)\]]|respectively|and\b)", after))
        )
    return (
        estimate.rule in ("beta", "b")
        and bool(re.search(r"=", named_in_full))
        and bool(re.match(r"[\s,;]{1,3}(?:t|z|F)\s?[(=]", after))
    )


def _interval_after(plain: str, position: int, value: float) -> Interval | None:
    match = _INTERVAL.match(plain, position)
    if match is None:
        return None
    lower, upper = _number(match["lower"]), _number(match["upper"])
    label = match["label"]
    is_labelled = label is not None
    if not is_labelled:
        opener = match["open"].strip()
        if not opener or not lower <= value <= upper:
            return None
        if opener in (",", ";", ":") and not _decimals_agree(match):
            return None
    level = match["level"] or match["level_after"]
    if lower > upper:
        return None
    return Interval(
        lower, upper, float(level) if level else None, Span(position, match.end()), is_labelled
    )


def _decimals_agree(match: re.Match[str]) -> bool:
    """Bounds that nothing but a comma sets apart are bounds only if printed alike."""
    return "." in match["lower"] and "." in match["upper"]


def _followers(
    plain: str,
    names: list[re.Match[str]],
    first_ratio: int | None,
    last_rule: str | None,
    taken: list[Span],
) -> Iterator[Estimate]:
    """Members of a list that share the name of the first: "ORs 1.4 (1.1-1.9) and 2.0 (1.2-3.1)"."""
    ends = [(match.end(), _rule(match)) for match in names]
    for match in _FOLLOWER.finditer(plain):
        span = Span(match.start("value"), match.end("value"))
        if any(span.overlaps(other) for other in taken):
            continue
        before = [rule for end, rule in ends if end <= span.start]
        rule = before[-1] if before else (last_rule if first_ratio is None else None)
        if rule is None or MEASURE_OF_RULE[rule] not in RATIOS | {
            "mean_difference",
            "smd_unspecified",
            "correlation",
        }:
            continue
        if plain[match.end() : match.end() + 3].lstrip().startswith("%"):
            continue
        value = _number(match["value"])
        interval = _interval_after(plain, match.end(), value)
        if interval is None or not interval.lower <= value <= interval.upper:
            continue
        if not before and (interval.is_labelled or not _in_brackets(plain, span.start)):
            continue
        if MEASURE_OF_RULE[rule] in RATIOS and interval.lower <= 0:
            continue
        if not interval.is_labelled and re.search(
            r"\b(?:median|mean|average|IQR|range|aged?)\b[^.;]{0,50}$", plain[: span.start]
        ):
            continue
        if not interval.is_labelled and "." not in match["value"]:
            continue
        yield Estimate(rule, value, span, Span(span.start, interval.span.end), interval)


def _in_brackets(plain: str, position: int) -> bool:
    return plain[:position].rstrip().endswith(("(", "["))


def _times_more(plain: str) -> Iterator[Estimate]:
    """Odds told in words: "2.6 (95% CI 1.3 to 6.9) times more likely"."""
    if "times" not in plain and "fold" not in plain:
        return
    for match in _TIMES.finditer(plain):
        head = plain[match.start() : match.end()]
        for number in re.finditer(rf"(?<![\w.-])(?P<value>{_NUMBER})", head):
            value = _number(number["value"])
            if head[number.end() :].lstrip().startswith("%"):
                continue
            interval = _interval_after(head, number.end(), value)
            if (
                interval is None
                or not interval.lower <= value
                or not interval.is_labelled
                or interval.lower <= 0
            ):
                continue
            rule = "risk_ratio" if "risk" in match[0] else "odds_ratio"
            start = match.start() + number.start("value")
            yield Estimate(
                rule,
                value,
                Span(start, match.start() + number.end("value")),
                Span(start, match.start() + interval.span.end),
                interval,
            )


def _signed_differences(plain: str, taken: list[Span]) -> Iterator[Estimate]:
    """Differences told by their sign alone: "higher peak (+1.6 mmol/L, 95% CI 1.0 to 2.2)"."""
    for match in _SIGNED.finditer(plain):
        if any(span.start <= match.start() < span.end for span in taken):
            continue
        estimate = _with_tail(plain, "difference", match.start("value"), match)
        if estimate is not None and estimate.interval is not None and estimate.interval.is_labelled:
            yield estimate


def _garbled_eta(plain: str, tests: tuple[TestStatistic, ...]) -> Iterator[Estimate]:
    """After an F test, "?2 = .03" can only be eta squared: its letter was lost on the way."""
    for match in _GARBLED_ETA.finditer(plain):
        near = [
            test
            for test in tests
            if test.test == "F" and 0 <= match.start() - test.span.start <= 90
        ]
        inside = any(
            test.test == "chi2" and test.span.start == match.start() and test.df1 for test in tests
        )
        before = plain[max(0, match.start() - 40) : match.start()]
        if (near or re.search(r"p\s?[<=>]\s?\.?\d[\d.]*[,;]?\s*$", before)) and not inside:
            yield Estimate(
                "eta_squared",
                _number(match["value"]),
                Span(match.start("value"), match.end("value")),
                Span(match.start(), match.end()),
            )


def _number(raw: str) -> float:
    raw = re.sub(r"(?<![\d])0,(?=\d)", "0.", raw)  # a decimal comma: thousands never start with 0
    return float(re.sub(r"[\s,$£€+]", "", raw))


def find_late_intervals(plain: str, estimates: list[Estimate]) -> Iterator[Interval]:
    """Labelled intervals that no estimate took: "b = .12, p = .04, 95% CI [.01, .23]"."""
    taken = [estimate.span for estimate in estimates]
    for match in _LABELLED_INTERVAL.finditer(plain):
        lower, upper = _number(match["lower"]), _number(match["upper"])
        span = Span(*match.span())
        if lower <= upper and not any(span.overlaps(other) for other in taken):
            level = match["level"] or match["level_after"]
            yield Interval(lower, upper, float(level) if level else None, span, True)
