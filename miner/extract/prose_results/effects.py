"""Effect mentions in prose: an estimate, its interval, its test and its p value, as one.

Atoms (estimates with a name, tests, p values) are found first; atoms with nothing but
punctuation between them then make one mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from miner.extract.prose_results.measures import (
    LIMITS,
    MEASURE_NAME,
    MEASURE_OF_RULE,
    NEEDS_INTERVAL_OR_P,
    RATIOS,
)
from miner.model.span import Span
from miner.text.sentences import split_sentences
from miner.text.test_statistics import (
    ReportedP,
    TestStatistic,
    find_reported_p,
    find_test_statistics,
    unify_signs,
)


@dataclass(frozen=True, slots=True)
class EffectMention:
    """One comparison as printed. None where the sentence does not say.

    `measure` is of our vocabulary (`none` where only a test or a p value is printed), `span`
    covers all that was read and `estimate_span` the number itself. `sentence` is where it
    stands, and `list_position` its place among estimates that share one name or bracket.
    """

    measure: str
    rule: str
    span: Span
    sentence: Span
    estimate: float | None = None
    estimate_span: Span | None = None
    ci_lower: float | None = None
    ci_upper: float | None = None
    ci_level: float | None = None
    standard_error: float | None = None
    test: TestStatistic | None = None
    p: ReportedP | None = None
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class _Interval:
    lower: float
    upper: float
    level: float | None
    span: Span
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class _Estimate:
    rule: str
    value: float
    value_span: Span
    span: Span
    interval: _Interval | None = None
    standard_error: float | None = None


_NUMBER = (
    r"(?<![\d.])(?:-\s?)?[$£€]?(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,8})?|\d{1,7}(?:\.\d{1,8})?|\.\d{1,8})(?![\d])(?!\.\d)"
)
_LEVEL = r"(?P<level>(?:9\d(?:\.\d{1,2})?|[58]0))\s{0,2}(?:%|per\s?cent)"
_CI_WORDS = (
    r"(?:C\.?\s?I\.?s?(?![A-Za-z])|CL\b|CrI\b|(?:confiden(?:ce|t)|credib(?:le|ility))[-\s](?:interval|limit|range|bound)s?"
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
    \s{{0,2}}%?\s?[\])]?
    """,
    re.VERBOSE,
)
_BETWEEN = (  # what may stand between a name and its number
    r"\s{0,2}(?:[\[(]\s?[A-Za-z’'. -]{1,24}\s?[\])]\s{0,2})?"
    rf"(?:[\[(,;]?\s{{0,2}}(?:{_CI_LABEL.replace('?P<level>', '?:').replace('?P<level_after>', '?:')})\s{{0,2}}[\])]?[,;:]?\s{{0,2}})?"
    r"(?:(?:per|for\seach|for\severy)\s(?:\d{1,4}(?:\.\d+)?[-\s]?%?\s?)?[A-Za-z][A-Za-z /-]{1,34}(?<![\s])[,;:]?\s{0,2})?"
    r"(?:[=:,;]|~|≈|was|were|is|of|at|as|\bequal(?:led|ed)?\sto)?\s{0,2}(?:=\s?)?"
)
_TIGHT = re.compile(rf"{_BETWEEN}[(\[]?\s{{0,1}}(?P<value>{_NUMBER})(?P<percent>\s{{0,2}}(?:%|percent))?")
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
_STANDARD_ERROR = re.compile(rf"[\s,;(\[]{{0,4}}(?:SE|S\.E\.|s\.e\.m?\.?|standard\serror)\s?[=:]?\s?(?P<se>{_NUMBER})")
_GAP = re.compile(
    r"[\s,;:()\[\]/]*(?:(?:and|with|an?|the|at|of|two|one|sided|tailed|-|Wald|effect\ssize|both|I-?\s?2\s?=?\s?\d{1,3}\s?%?|"
    r"[nN]\s?=\s?\d{1,6}|n\s[a-z ]{1,30}=\s?\d{1,6}|R2\s?=\s?\.?\d[\d.]*|MSE\s?=\s?[\d.]+|ε\s?=\s?[\d.]+)[\s,;:()\[\]/]*){0,4}"
)
_GARBLED_ETA = re.compile(r"\?\s?p?\s?2\s?=\s?(?P<value>0?\.\d{1,4})(?!\d)")
MAX_SENTENCE_CHARS = 4000  # longer "sentences" are tables that lost their lines


def find_effects(text: str, *, start: int = 0, end: int | None = None) -> tuple[EffectMention, ...]:
    """Find effect estimates, test statistics and p values with all that belongs to each.

    Parameters
    ----------
    text : str
        Running text: a sentence, an abstract, a paper.
    start, end : int
        Part to look at; spans are in characters of the whole text.

    Returns
    -------
    tuple of EffectMention
        In order of appearance.

    Examples
    --------
    >>> mention, = find_effects("Relapse was rarer (OR 0.52 [95% CI 0.31 to 0.87], p = .01).")
    >>> mention.measure, mention.estimate, mention.ci_lower, mention.ci_upper, mention.p.value
    ('odds_ratio', 0.52, 0.31, 0.87, 0.01)
    """
    end = len(text) if end is None else end
    found: list[EffectMention] = []
    last_rule: str | None = None
    for sentence in split_sentences(text, start, end):
        if len(sentence) > MAX_SENTENCE_CHARS:
            continue
        mentions, last_rule = find_effects_in_sentence(text, sentence, last_rule=last_rule)
        found.extend(mentions)
    return tuple(found)


def find_effects_in_sentence(
    text: str, sentence: Span, *, last_rule: str | None = None
) -> tuple[list[EffectMention], str | None]:
    """Find the effects of one sentence.

    `last_rule` is the ratio that the sentence before spoke of: lists go on over a full stop
    ("... OR 1.7 (1.5-2.1). Black race had lower odds (0.7, 0.6-0.8)."). The ratio to hand on
    is returned beside the mentions.
    """
    plain = unify_signs(sentence.of(text))
    tests = find_test_statistics(plain)
    estimates = _estimates(plain, tests, last_rule)
    p_values = [
        p for p in find_reported_p(plain)
        if not any(test.span.contains(p.span) for test in tests if not _is_estimate(test, estimates))
    ]
    tests = tuple(test for test in tests if not _is_estimate(test, estimates))
    mentions = [
        _shift(mention, sentence) for mention in _clusters(plain, sentence, estimates, tests, p_values)
    ]
    ratios = [estimate.rule for estimate in estimates if MEASURE_OF_RULE[estimate.rule] in RATIOS]
    return mentions, (ratios[-1] if ratios else None)


def _is_estimate(test: TestStatistic, estimates: list[_Estimate]) -> bool:
    """A coefficient with its SE is read as an estimate, not again as a test."""
    return test.test == "B" and any(
        estimate.span.overlaps(test.span) for estimate in estimates
    )


# --- estimates -----------------------------------------------------------------------------


def _estimates(
    plain: str, tests: tuple[TestStatistic, ...], last_rule: str | None
) -> list[_Estimate]:
    names = _names(plain)
    found: list[_Estimate] = []
    for index, match in enumerate(names):
        limit = names[index + 1].start() if index + 1 < len(names) else len(plain)
        if found and match.start() < found[-1].span.end:
            continue
        estimate = _after_name(plain, match, limit)
        if estimate is not None:
            found.append(estimate)
    found += _garbled_eta(plain, tests)
    taken = [estimate.span for estimate in found]
    found += [
        estimate for estimate in _times_more(plain)
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
        if gap.strip() in ("(", "[") and re.match(r"\s?[\])]", plain[match.end() : match.end() + 2]):
            continue
        names.append(match)
    return names


def _rule(match: re.Match[str]) -> str:
    return match.lastgroup or ""


def _after_name(plain: str, name: re.Match[str], limit: int) -> _Estimate | None:
    rule = _rule(name)
    tight = _TIGHT.match(plain, name.end())
    if tight is not None and tight.start("value") <= limit + 1:
        estimate = _with_tail(plain, rule, name.start(), tight)
        if estimate is not None and _is_plausible(plain, estimate):
            return estimate
    if MEASURE_OF_RULE[rule] not in RATIOS and rule not in ("weighted_difference", "difference", "smd", "risk_difference"):
        return None
    position = name.end()
    loose = _LOOSE.match(plain, position)
    while loose is not None and loose.start("value") < limit:
        estimate = _with_tail(plain, rule, loose.start("value"), loose)
        if estimate is not None and estimate.interval is not None:
            return estimate
        loose = _LOOSE.match(plain, loose.end("value"))
    return None


def _with_tail(
    plain: str, rule: str, start: int, match: re.Match[str]
) -> _Estimate | None:
    value = _number(match["value"])
    value_span = Span(match.start("value"), match.end("value"))
    stop = match.end()
    interval = _interval_after(plain, stop, value)
    error = None
    if interval is not None:
        stop = interval.span.end
    else:
        se = _STANDARD_ERROR.match(plain, stop)
        if se is not None:
            error, stop = _number(se["se"]), se.end()
            interval = _interval_after(plain, stop, value)
            stop = interval.span.end if interval else stop
    measure = MEASURE_OF_RULE[rule]
    if measure in RATIOS and (value <= 0 or match["percent"]):
        return None
    if abs(value) > LIMITS.get(measure, float("inf")):
        return None
    return _Estimate(rule, value, value_span, Span(start, max(stop, value_span.end)), interval, error)


def _is_plausible(plain: str, estimate: _Estimate) -> bool:
    """Abbreviations that also mean other things need an interval, an SE or a p value."""
    if estimate.rule not in NEEDS_INTERVAL_OR_P:
        return True
    if estimate.interval is not None or estimate.standard_error is not None:
        return True
    after = plain[estimate.span.end : estimate.span.end + 60]
    if re.match(r"\s?(?:bpm|beats|breaths|/min|participants|patients|%|years|to\s\d|-\s?\d)", after):
        return False
    if find_reported_p(after) and not re.search(r"[.;]\s[A-Z]", after.split("p")[0]):
        return True
    named_in_full = plain[estimate.span.start : estimate.value_span.start]
    if MEASURE_OF_RULE[estimate.rule] in RATIOS:
        # "aOR = 1.69" without more: a decimal right after an equals sign or a full name.
        is_decimal = "." in plain[estimate.value_span.start : estimate.value_span.end]
        return is_decimal and (
            bool(re.search(r"ratio|risk|[=:]", named_in_full)) or bool(re.match(r"\s?(?:[,;)\]]|respectively|and\b)", after))
        )
    return estimate.rule in ("beta", "b") and bool(re.search(r"=", named_in_full)) and bool(
        re.match(r"[\s,;]{1,3}(?:t|z|F)\s?[(=]", after)
    )


def _interval_after(plain: str, position: int, value: float) -> _Interval | None:
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
    return _Interval(
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
) -> Iterator[_Estimate]:
    """Members of a list that share the name of the first: "ORs 1.4 (1.1-1.9) and 2.0 (1.2-3.1)"."""
    ends = [(match.end(), _rule(match)) for match in names]
    for match in _FOLLOWER.finditer(plain):
        span = Span(match.start("value"), match.end("value"))
        if any(span.overlaps(other) for other in taken):
            continue
        before = [rule for end, rule in ends if end <= span.start]
        rule = before[-1] if before else (last_rule if first_ratio is None else None)
        if rule is None or MEASURE_OF_RULE[rule] not in RATIOS | {"mean_difference", "smd_unspecified", "correlation"}:
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
        if not interval.is_labelled and re.search(r"\b(?:median|mean|average|IQR|range|aged?)\b[^.;]{0,50}$", plain[: span.start]):
            continue
        if not interval.is_labelled and "." not in match["value"]:
            continue
        yield _Estimate(rule, value, span, Span(span.start, interval.span.end), interval)


def _in_brackets(plain: str, position: int) -> bool:
    return plain[:position].rstrip().endswith(("(", "["))


def _times_more(plain: str) -> Iterator[_Estimate]:
    """Odds told in words: "2.6 (95% CI 1.3 to 6.9) times more likely"."""
    for match in _TIMES.finditer(plain):
        head = plain[match.start() : match.end()]
        for number in re.finditer(rf"(?<![\w.-])(?P<value>{_NUMBER})", head):
            value = _number(number["value"])
            if head[number.end() :].lstrip().startswith("%"):
                continue
            interval = _interval_after(head, number.end(), value)
            if interval is None or not interval.lower <= value or not interval.is_labelled or interval.lower <= 0:
                continue
            rule = "risk_ratio" if "risk" in match[0] else "odds_ratio"
            start = match.start() + number.start("value")
            yield _Estimate(
                rule, value, Span(start, match.start() + number.end("value")),
                Span(start, match.start() + interval.span.end), interval,
            )


def _garbled_eta(plain: str, tests: tuple[TestStatistic, ...]) -> Iterator[_Estimate]:
    """After an F test, "?2 = .03" can only be eta squared: its letter was lost on the way."""
    for match in _GARBLED_ETA.finditer(plain):
        near = [test for test in tests if test.test == "F" and 0 <= match.start() - test.span.start <= 90]
        inside = any(test.test == "chi2" and test.span.start == match.start() and test.df1 for test in tests)
        before = plain[max(0, match.start() - 40) : match.start()]
        if (near or re.search(r"p\s?[<=>]\s?\.?\d[\d.]*[,;]?\s*$", before)) and not inside:
            yield _Estimate(
                "eta_squared", _number(match["value"]), Span(match.start("value"), match.end("value")),
                Span(match.start(), match.end()),
            )


def _number(raw: str) -> float:
    return float(re.sub(r"[\s,$£€]", "", raw))


# --- clusters ------------------------------------------------------------------------------


def _clusters(
    plain: str,
    sentence: Span,
    estimates: list[_Estimate],
    tests: tuple[TestStatistic, ...],
    p_values: list[ReportedP],
) -> Iterator[EffectMention]:
    """Join atoms that touch; a second estimate or a second test opens a new mention."""
    atoms: list[tuple[Span, object]] = [(atom.span, atom) for atom in (*estimates, *tests, *p_values)]
    atoms.sort(key=lambda atom: (atom[0].start, atom[0].end))
    current: EffectMention | None = None
    for span, atom in atoms:
        touching = current is not None and (
            span.start <= current.span.end
            or _GAP.fullmatch(plain, current.span.end, span.start) is not None
        )
        joined = _join(current, span, atom) if current is not None and touching else None
        if joined is None:
            if current is not None:
                yield current
            joined = _begin(span, atom, sentence)
        current = joined
    if current is not None:
        yield current


def _begin(span: Span, atom: object, sentence: Span) -> EffectMention:
    if isinstance(atom, _Estimate):
        interval = atom.interval
        return EffectMention(
            measure=_measure(atom), rule=atom.rule, span=span, sentence=sentence,
            estimate=atom.value, estimate_span=atom.value_span,
            ci_lower=interval.lower if interval else None,
            ci_upper=interval.upper if interval else None,
            ci_level=interval.level if interval else None,
            standard_error=atom.standard_error,
        )
    if isinstance(atom, TestStatistic):
        return _with_test(EffectMention("none", f"test_{atom.test}", span, sentence), atom)
    assert isinstance(atom, ReportedP)
    return EffectMention("none", "p_value", span, sentence, p=atom, confidence=0.7)


def _measure(estimate: _Estimate) -> str:
    measure = MEASURE_OF_RULE[estimate.rule]
    if estimate.rule == "beta" and (estimate.interval or estimate.standard_error):
        # A beta with its standard error or interval is in units of the outcome.
        return "regression_coefficient"
    return measure


def _with_test(mention: EffectMention, test: TestStatistic) -> EffectMention:
    changed = replace(mention, test=test, span=_union(mention.span, test.span))
    if test.p_value is not None or test.is_ns:
        p = ReportedP(test.p_operator, test.p_value, test.p_decimals, test.span, is_ns=test.is_ns)
        changed = replace(changed, p=changed.p or p)
    if test.test == "r" and mention.estimate is None and abs(test.value) <= 1:
        changed = replace(changed, measure="correlation", estimate=test.value, rule="test_r")
    if test.test == "B" and mention.estimate is None:
        changed = replace(
            changed, measure="regression_coefficient", estimate=test.value,
            standard_error=test.standard_error, test=None,
        )
    return changed


def _join(current: EffectMention, span: Span, atom: object) -> EffectMention | None:
    union = _union(current.span, span)
    if isinstance(atom, _Estimate):
        if current.estimate is not None or (current.test is None):
            return None
        first = _begin(span, atom, current.sentence)
        return replace(first, span=union, test=current.test, p=current.p)
    if isinstance(atom, TestStatistic):
        if current.test is not None or current.estimate is None:
            return None
        return _with_test(current, atom)
    if current.p is not None:
        return None
    assert isinstance(atom, ReportedP)
    return replace(current, p=atom, span=union)


def _union(first: Span, second: Span) -> Span:
    return Span(min(first.start, second.start), max(first.end, second.end))


def _shift(mention: EffectMention, sentence: Span) -> EffectMention:
    by = sentence.start
    return replace(
        mention,
        span=mention.span.shifted(by),
        estimate_span=mention.estimate_span.shifted(by) if mention.estimate_span else None,
    )
