"""Effect mentions in prose: an estimate, its interval, its test and its p value, as one.

Atoms (estimates with a name, tests, p values) are found first; atoms with nothing but
punctuation between them then make one mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from miner.extract.prose_results.estimates import (
    Estimate,
    Interval,
    find_estimates,
    find_late_intervals,
)
from miner.extract.prose_results.measures import MEASURE_OF_RULE, RATIOS
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


_GAP = re.compile(
    r"[\s,;:()\[\]/]*(?:(?:and|with|an?|the|at|of|two|one|sided|tailed|-|Wald|effect\ssize|both|I-?\s?2\s?=?\s?\d{1,3}\s?%?|"
    r"[nN]\s?=\s?\d{1,6}|n\s[a-z ]{1,30}=\s?\d{1,6}|R2\s?=\s?\.?\d[\d.]*|MSE\s?=\s?[\d.]+|ε\s?=\s?[\d.]+)[\s,;:()\[\]/]*){0,4}"
)
_Atom = Estimate | Interval | TestStatistic | ReportedP
NO_DIFFERENCE = "no_difference"
_NO_DIFFERENCE = re.compile(
    r"\b(?:no\s+(?:statistically\s+|clinically\s+)?(?:significant\s+)(?:[\w-]+\s+){0,4}?(?:differences?|changes?|effects?|improvements?|interactions?|decreases?|increases?|reductions?)"
    r"|no\s+(?:between[-\s]group\s+|group\s+)?differences?\s+(?:were|was)?\s*(?:found|observed|seen|detected|noted|between)"
    r"|did\s+not\s+(?:significantly\s+differ|differ\s+(?:statistically\s+)?significantly|change\s+significantly|significantly\s+(?:change|improve|affect|reduce|increase|decrease))"
    r"|(?:was|were)\s+not\s+(?:statistically\s+)?significant(?:ly\s+different)?|did\s+not\s+reach\s+(?:statistical\s+)?significance"
    r"|no\s+(?:significant\s+)?changes\s+were\s+(?:observed|found|seen))\b",
    re.I,
)
_SUPPOSED = re.compile(
    r"\b(?:expect|hypothes|assum|anticipat|if\s+no|whether|except\s+for)\w*", re.I
)
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
    estimates = find_estimates(plain, tests, last_rule)
    p_values = [
        p
        for p in find_reported_p(plain)
        if not any(
            test.span.contains(p.span) for test in tests if not _is_estimate(test, estimates)
        )
    ]
    tests = tuple(test for test in tests if not _is_estimate(test, estimates))
    atoms: tuple[_Atom, ...] = (
        *estimates,
        *tests,
        *p_values,
        *find_late_intervals(plain, estimates),
    )
    mentions = [_shift(mention, sentence) for mention in _clusters(plain, sentence, atoms)]
    ratios = [estimate.rule for estimate in estimates if MEASURE_OF_RULE[estimate.rule] in RATIOS]
    return mentions, (ratios[-1] if ratios else None)


def _is_estimate(test: TestStatistic, estimates: list[Estimate]) -> bool:
    """A coefficient with its SE or interval is read as an estimate, not again as a test."""
    return test.test in ("B", "r") and any(
        estimate.span.overlaps(test.span) for estimate in estimates
    )


def find_no_difference(text: str, sentence: Span) -> list[EffectMention]:
    """Find "no significant difference" told without any figure.

    Examples
    --------
    >>> text = "Depression did not differ significantly between the groups."
    >>> [m.rule for m in find_no_difference(text, Span(0, len(text)))]
    ['no_difference']
    """
    match = _NO_DIFFERENCE.search(text, sentence.start, sentence.end)
    if match is None or _SUPPOSED.search(text, sentence.start, sentence.end):
        return []
    return [EffectMention("none", NO_DIFFERENCE, Span(*match.span()), sentence, confidence=0.7)]


# --- clusters ------------------------------------------------------------------------------


def _clusters(plain: str, sentence: Span, atoms: Sequence[_Atom]) -> Iterator[EffectMention]:
    """Join atoms that touch; a second estimate or a second test opens a new mention."""
    current: EffectMention | None = None
    for atom in sorted(atoms, key=lambda atom: (atom.span.start, atom.span.end)):
        span = atom.span
        touching = current is not None and (
            span.start <= current.span.end
            or _GAP.fullmatch(plain, current.span.end, span.start) is not None
        )
        joined = None
        if current is not None and touching:
            gap = plain[current.span.end : span.start] if span.start > current.span.end else ""
            joined = _join(current, span, atom, gap)
        if joined is None and isinstance(atom, Interval):
            continue  # an interval of something that is no effect
        if joined is None:
            if current is not None:
                yield current
            joined = _begin(span, atom, sentence)
        current = joined
    if current is not None:
        yield current


def _begin(span: Span, atom: _Atom, sentence: Span) -> EffectMention:
    if isinstance(atom, Estimate):
        interval = atom.interval
        return EffectMention(
            measure=_measure(atom),
            rule=atom.rule,
            span=span,
            sentence=sentence,
            estimate=atom.value,
            estimate_span=atom.value_span,
            ci_lower=interval.lower if interval else None,
            ci_upper=interval.upper if interval else None,
            ci_level=interval.level if interval else None,
            standard_error=atom.standard_error,
        )
    if isinstance(atom, TestStatistic):
        return _with_test(EffectMention("none", f"test_{atom.test}", span, sentence), atom)
    if isinstance(atom, Interval):
        raise ValueError("an interval alone is no effect")
    return EffectMention("none", "p_value", span, sentence, p=atom, confidence=0.7)


def _measure(estimate: Estimate) -> str:
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
            changed,
            measure="regression_coefficient",
            estimate=test.value,
            standard_error=test.standard_error,
            test=None,
        )
    return changed


def _join(current: EffectMention, span: Span, atom: _Atom, gap: str) -> EffectMention | None:
    union = _union(current.span, span)
    if isinstance(atom, Estimate):
        if current.estimate is not None:
            return None
        # "(P = .18; RR = 1.1)": the p stands before its estimate, in one bracket with it.
        if current.test is None and (")" in gap or "]" in gap or not gap.strip()):
            return None
        first = _begin(span, atom, current.sentence)
        return replace(first, span=union, test=current.test, p=current.p)
    if isinstance(atom, TestStatistic):
        if current.test is not None or current.estimate is None:
            return None
        return _with_test(current, atom)
    if isinstance(atom, Interval):
        if current.estimate is None or current.ci_lower is not None:
            return None
        return replace(
            current, ci_lower=atom.lower, ci_upper=atom.upper, ci_level=atom.level, span=union
        )
    return replace(current, p=atom, span=union) if current.p is None else None


def _union(first: Span, second: Span) -> Span:
    return Span(min(first.start, second.start), max(first.end, second.end))


def _shift(mention: EffectMention, sentence: Span) -> EffectMention:
    by = sentence.start
    return replace(
        mention,
        span=mention.span.shifted(by),
        estimate_span=mention.estimate_span.shifted(by) if mention.estimate_span else None,
    )
