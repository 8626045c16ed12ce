"""Checks of effect records: the test of each, and its interval."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.checks.build import Places, make_check
from miner.extract.checks.effect_intervals import check_interval
from miner.extract.checks.judge_statistic import Circumstances, judge_statistic
from miner.extract.checks.misreadings import test_was_misread
from miner.extract.checks.tests_in_text import OTHER_BRACKET, reported_p
from miner.model import Check, Document, Effect, Findings, SampleSize
from miner.text.test_statistics import TestStatistic


def check_effects(
    document: Document, places: Places, findings: Findings, read_already: frozenset[str]
) -> Iterator[Check]:
    """Check every effect; `read_already` holds ids whose test was checked in the text."""
    total = _total_n(findings.sample_sizes)
    tests: set[tuple[object, ...]] = set()
    for effect in findings.effects:
        where = effect.provenance
        # One printed test may belong to several records of a row: d, B, and the test itself.
        place = where.row if where.table_id is not None else where.span.start
        test = (effect.test, effect.test_value, effect.p_value, where.table_id, place)
        is_read = effect.effect_id in read_already or test in tests
        if effect.test_value is not None and not is_read:
            tests.add(test)
            yield from _test_check(document, places, effect)
        if effect.ci_lower is not None and effect.ci_upper is not None:
            yield from check_interval(document, places, effect, total)


def _test_check(document: Document, places: Places, effect: Effect) -> Iterator[Check]:
    if effect.p_value is None or effect.test is None or effect.test_value is None:
        return
    where = effect.provenance
    if effect.test == "Q" and re.search(r"\bQ[1-4]\b", where.quote):
        return  # a quartile
    if effect.test == "r" and re.search(r"[rR]\s?(?:2|²)\s?[=<>]", where.quote):
        return  # variance explained
    if test_was_misread(document, effect) or OTHER_BRACKET.search(where.quote):
        return
    statistic = TestStatistic(
        test=effect.test, value=effect.test_value,
        value_decimals=places.decimals_of(effect.test_value, where), value_operator="=",
        df1=effect.df1, df2=effect.df2, p_operator=effect.p_operator or "=",
        p_value=effect.p_value, p_decimals=places.decimals_of(effect.p_value, where),
        span=where.span,
    )  # fmt: skip
    result = judge_statistic(statistic, Circumstances.around(effect.test, places))
    yield make_check(
        document, where.span, check="p_from_test", verdict=result.verdict,
        explanation=result.explanation, rule=f"record_{effect.test}",
        reported=reported_p(statistic), low=result.low, high=result.high,
        effect_id=effect.effect_id, derived_from=where.derived_from,
        confidence=0.9 * where.confidence,
    )  # fmt: skip


def _total_n(sizes: list[SampleSize]) -> int | None:
    """Return the largest count of people analysed or randomised, None where none is known."""
    for kind in ("analysed", "randomised", "allocated", "completed", "enrolled"):
        whole = [size.n for size in sizes if size.count_kind == kind and size.arm_id is None]
        if whole:
            return max(whole)
    return None
