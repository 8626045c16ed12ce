"""p recomputed from every printed test: `t(28) = 2.20, p = .03`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.checks.build import Places, make_check, plain_decimals
from miner.extract.checks.judge_statistic import Circumstances, judge_statistic, lacks_df
from miner.model import Check, Document, Effect, Span
from miner.text.test_statistics import TestStatistic, find_test_statistics

OTHER_BRACKET = re.compile(r"\)\s*[a-z0-9][^()]*\(\s*[pP]")
_OTHER_CLAUSE = re.compile(r"(?i)\b(?:except|but|while|whereas|although|however)\b")
_SIGN = re.compile(r"[=<>≤≥⩽⩾＝＜＞:]|<bc>|\)b|\b(?:was|of)\b")


def check_tests_in_text(
    document: Document, places: Places, effects: list[Effect]
) -> Iterator[Check]:
    """Check each test printed in the running text and in table cells."""
    for stretch, _ in places.stretches:
        if _SIGN.search(document.text, stretch.start, stretch.end) is None:
            continue  # most cells: no statistic stands without its sign
        for found in find_test_statistics(document.text, start=stretch.start, end=stretch.end):
            if (found.p_value is None and not found.is_ns) or _is_no_test(document.text, found):
                continue
            sentence = places.sentence_around(found.span.start) or found.span
            around = Circumstances.around(found.test, places, sentence.of(document.text))
            result = judge_statistic(found, around)
            effect = _effect_over(found.span, effects, found)
            yield make_check(
                document, found.span, check="p_from_test", verdict=result.verdict,
                explanation=result.explanation, rule=f"printed_{found.test}",
                reported=reported_p(found), low=result.low, high=result.high,
                effect_id=effect.effect_id if effect else None,
            )  # fmt: skip


def _is_no_test(text: str, found: TestStatistic) -> bool:
    """Tell quartiles (`Q3 = 8`), hours (`t = 0`) and r squared from tests.

    Nor is anything checked where the p stands in another bracket than its statistic.
    """
    printed = found.span.of(text)
    if found.test == "Q" and re.match(r"Q[1-4]\b", printed):
        return True
    if found.test == "r" and re.match(r"[rR]\s?(?:2|²)\s?[=<>]", printed):
        return True
    if OTHER_BRACKET.search(printed.partition("=")[2]) or _OTHER_CLAUSE.search(printed):
        return True
    if found.test == "z" and re.match(r"[zZ]\s?-?\s?scores?", printed):
        return True
    return found.test == "t" and found.value_decimals == 0 and lacks_df(found)


def reported_p(found: TestStatistic) -> str:
    """Write the test and its p in one uniform way for the `reported` column."""
    degrees = ", ".join(f"{df:g}" for df in (found.df1, found.df2) if df is not None)
    name = f"{found.test}({degrees})" if degrees else found.test
    test = f"{name} {found.value_operator} {found.value:.{found.value_decimals}f}"
    if found.is_ns or found.p_value is None:
        return f"{test}, ns"
    places = found.p_decimals if found.p_decimals is not None else plain_decimals(found.p_value)
    return f"{test}, p {found.p_operator or '='} {found.p_value:.{places}f}"


def _effect_over(span: Span, effects: list[Effect], found: TestStatistic) -> Effect | None:
    """Return the effect record read from the same place, if one was."""
    for effect in effects:
        spans = (effect.provenance.span, *effect.provenance.derived_from)
        if effect.test_value is None or abs(effect.test_value) != abs(found.value):
            continue
        if any(span.overlaps(other) for other in spans):
            return effect
    return None
