"""p recomputed from every printed test: `t(28) = 2.20, p = .03`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from miner.extract.checks.build import Places, make_check, plain_decimals
from miner.model import Check, Document, Effect, Span
from miner.stats.consistency import Consistency, check_p, format_p
from miner.stats.intervals import loosen_p_range, printed_p_range
from miner.stats.p_values import compute_p, p_interval
from miner.stats.rounding import rounding_interval
from miner.text.test_statistics import TestStatistic, find_test_statistics

ONE_TAILED = re.compile(
    r"(?i)\b(?:one|1)[- ]?(?:tailed|sided)|\bdirectional\s+(?:test|hypoth)|\bnon-?\s?inferior"
)
ADJUSTED_P = re.compile(
    r"(?i)bonferroni|\bholm\b|holm[-–]|tukey|sidak|šid[aá]k|scheff|hochberg|false discovery|\bFDR\b|"
    r"(?:adjusted|corrected)\s+p\b|\bp(?:\s|-)?(?:values?)?\s*(?:were|was)?\s*(?:adjusted|corrected)|"
    r"multiple\s+(?:comparison|testing)|permutation|bootstrap|dunnett|games[- ]howell"
)
OTHER_BRACKET = re.compile(r"\)\s*[a-z0-9][^()]*\(\s*[pP]")
_OTHER_CLAUSE = re.compile(r"(?i)\b(?:except|but|while|whereas|although|however)\b")
RANK_TEST = re.compile(r"(?i)mann[-– ]?whitney|wilcoxon|rank[- ]?sum|signed[- ]rank")
_EXACT = re.compile(r"(?i)fisher|\bexact\b|yates|continuity correct|monte[- ]carlo")
EXACT_TOLERANCE = 0.15  # share of z by which exact tests differ from their normal approximation
_SIGN = re.compile(r"[=<>≤≥⩽⩾＝＜＞:]|<bc>|\)b|\b(?:was|of)\b")
CORRECTED_DF = re.compile(r"(?i)greenhouse|geisser|huynh|welch|satterthwaite|kenward")


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
            result = judge_statistic(
                found,
                one_tailed_allowed=bool(ONE_TAILED.search(sentence.of(document.text))),
                one_tailed_elsewhere=places.mentions(ONE_TAILED),
                p_may_be_exact=_may_be_exact(found.test, sentence.of(document.text), places),
                p_may_be_adjusted=places.mentions(ADJUSTED_P),
                df_may_be_corrected=places.mentions(CORRECTED_DF),
            )
            effect = _effect_over(found.span, effects, found)
            yield make_check(
                document, found.span, check="p_from_test", verdict=result.verdict,
                explanation=result.explanation, rule=f"printed_{found.test}",
                reported=reported_p(found), low=result.low, high=result.high,
                effect_id=effect.effect_id if effect else None,
            )  # fmt: skip


def judge_statistic(
    found: TestStatistic,
    *,
    one_tailed_allowed: bool = False,
    one_tailed_elsewhere: bool = False,
    p_may_be_exact: bool = False,
    p_may_be_adjusted: bool = False,
    df_may_be_corrected: bool = False,
) -> Consistency:
    """Compare the p of one printed test with the one its statistic gives.

    Parameters
    ----------
    one_tailed_allowed : bool
        The sentence speaks of a one-tailed test.
    one_tailed_elsewhere : bool
        Another sentence of the paper does: which tests it means is not known.
    p_may_be_exact : bool
        The p may be that of an exact test, the statistic its normal approximation.
    p_may_be_adjusted : bool
        The paper adjusts p for several comparisons somewhere: a printed p above the recomputed
        one is then no error.
    df_may_be_corrected : bool
        The paper uses tests with corrected degrees of freedom, which are often not the ones
        printed.
    """
    if found.test == "B":
        return _judge_coefficient(found)
    if _lacks_df(found):
        return _judge_without_df(found)
    result = check_p(
        found.test, found.value, value_decimals=found.value_decimals, p_value=found.p_value,
        p_operator=found.p_operator, p_decimals=found.p_decimals, df1=found.df1, df2=found.df2,
        value_operator=found.value_operator, is_ns=found.is_ns,
        one_tailed_allowed=one_tailed_allowed,
    )  # fmt: skip
    if found.p_value == 0 and found.p_operator == "=" and result.is_error:
        return _judge_zero(found, result)
    if not result.is_error or result.value is None or found.p_value in (None, 0):
        return result
    larger_than_recomputed = found.p_value is not None and found.p_value > result.value
    if p_may_be_adjusted and larger_than_recomputed and found.p_operator != "<":
        return Consistency(
            "not_checkable",
            f"The statistic alone gives p = {format_p(result.value)}; the paper adjusts p for "
            "several comparisons, which may explain the larger p that is printed.",
            result.low, result.high, result.value,
        )  # fmt: skip
    if _fits_sphericity_correction(found):
        return Consistency(
            "not_checkable",
            f"By the printed degrees of freedom p = {format_p(result.value)}; the printed p fits "
            "them corrected for sphericity, as repeated measures often are.",
            result.low, result.high, result.value,
        )  # fmt: skip
    if df_may_be_corrected and _near(result, found):
        return Consistency(
            "not_checkable",
            f"By the printed degrees of freedom p = {format_p(result.value)}; the paper corrects "
            "degrees of freedom, which may explain the small difference.",
            result.low, result.high, result.value,
        )  # fmt: skip
    if p_may_be_exact and _fits_exact_test(found, result):
        return Consistency(
            "not_checkable",
            f"The statistic gives p = {format_p(result.value)}; the printed p may be that of an "
            "exact test, which differs a little.",
            result.low, result.high, result.value,
        )  # fmt: skip
    if _bracket_holds_n(found):
        return Consistency(
            "not_checkable",
            f"By the printed degrees of freedom p = {format_p(result.value)}; the printed p fits "
            "if the bracket holds the number of people.",
            result.low, result.high, result.value,
        )  # fmt: skip
    if _rounded_df_explain(found):
        return replace(
            result, verdict="consistent",
            explanation=f"The statistic gives p = {format_p(result.value)}, which agrees with the "
            "printed p as far as its rounded degrees of freedom tell.",
        )  # fmt: skip
    if _is_floor(found, result):
        return replace(
            result,
            explanation=f"{result.explanation.rstrip('.')}; p < {found.p_value:g} may be meant.",
        )
    if found.test in ("t", "z", "r") and not one_tailed_allowed and _is_one_tailed(found):
        if one_tailed_elsewhere:
            return Consistency(
                "not_checkable",
                f"Two-tailed the statistic gives p = {format_p(result.value)}; the printed p is "
                "that of a one-tailed test, which the paper speaks of elsewhere.",
                result.low, result.high, result.value,
            )  # fmt: skip
        return replace(
            result,
            explanation=f"{result.explanation.rstrip('.')}; the printed p would fit a one-tailed "
            "test, which the sentence does not speak of.",
        )  # fmt: skip
    return result


def _judge_zero(found: TestStatistic, result: Consistency) -> Consistency:
    """Read `p = .000` as software means it: below half a unit of its last decimal."""
    half = 0.5 * 10.0 ** -(found.p_decimals or 0)
    if not found.p_decimals or result.low is None or result.low >= half:
        return result
    return replace(
        result, verdict="consistent",
        explanation=f"p = {0:.{found.p_decimals}f} is software output for p < {half:g}, which the "
        f"statistic gives (p = {format_p(result.value or 0.0)}); a p value is never exactly 0.",
    )  # fmt: skip


def _is_one_tailed(found: TestStatistic) -> bool:
    if found.p_operator == ">" or not found.p_value:
        return False
    one = check_p(
        found.test, found.value, value_decimals=found.value_decimals, p_value=found.p_value,
        p_operator=found.p_operator, p_decimals=found.p_decimals, df1=found.df1, df2=found.df2,
        tails=1,
    )  # fmt: skip
    return not one.is_error


def _bracket_holds_n(found: TestStatistic) -> bool:
    """Tell whether an r has the p of two degrees of freedom less: `r(56)` of 56 people."""
    if found.test != "r" or found.df2 is None or found.df2 <= 3:
        return False
    judged = check_p(
        "r", found.value, value_decimals=found.value_decimals, p_value=found.p_value,
        p_operator=found.p_operator, p_decimals=found.p_decimals, df2=found.df2 - 2,
    )  # fmt: skip
    return judged.verdict == "consistent"


def _is_floor(found: TestStatistic, result: Consistency) -> bool:
    """Tell whether a p such as 0.001 or 0.0001 is the smallest the authors print."""
    if found.p_operator != "=" or not found.p_value or found.p_decimals is None:
        return False
    is_smallest = found.p_decimals >= 3 and abs(found.p_value - 10.0**-found.p_decimals) < 1e-12
    return is_smallest and result.high is not None and result.high < found.p_value


def _may_be_exact(test: str, sentence: str, places: Places) -> bool:
    """Tell whether a z is that of a rank test, or exact tests are named beside a statistic."""
    return _EXACT.search(sentence) is not None or (test == "z" and places.mentions(RANK_TEST))


def _fits_exact_test(found: TestStatistic, result: Consistency) -> bool:
    if result.low is None or result.high is None or found.p_value is None:
        return False
    low, high = loosen_p_range(result.low, result.high, EXACT_TOLERANCE)
    printed = printed_p_range(found.p_value, found.p_operator or "=", found.p_decimals or 2)
    return low <= printed[1] and printed[0] <= high


def _rounded_df_explain(found: TestStatistic) -> bool:
    """Tell whether df printed with decimals, such as 2.1, agree once their rounding counts."""
    choices = [
        [float(end) for end in rounding_interval(df, plain_decimals(df))]
        if df is not None and df != int(df) else [df]
        for df in (found.df1, found.df2)
    ]  # fmt: skip
    if all(len(choice) == 1 for choice in choices) or found.p_value is None:
        return False
    ranges = [
        p_interval(found.test, found.value, found.value_decimals, df1=df1, df2=df2)
        for df1 in choices[0]
        for df2 in choices[1]
    ]
    low, high = min(float(pair[0]) for pair in ranges), max(float(pair[1]) for pair in ranges)
    printed = printed_p_range(found.p_value, found.p_operator or "=", found.p_decimals or 2)
    return low <= printed[1] and printed[0] <= high


def _fits_sphericity_correction(found: TestStatistic) -> bool:
    """Tell whether an F of repeated measures has the p of corrected degrees of freedom.

    Both df are multiplied by an epsilon of 1 / df1 to 1, but papers often print them as they
    were before. Within-subject df2 is a multiple of df1.
    """
    if found.test != "F" or found.df1 is None or found.df2 is None or found.p_value is None:
        return False
    if found.df1 <= 1 or found.df2 % found.df1 or found.p_operator != "=":
        return False
    epsilons = np.linspace(1 / found.df1, 1, 200)
    ends = [max(0.0, float(end)) for end in rounding_interval(found.value, found.value_decimals)]
    p = np.concatenate([compute_p("F", end, df1=found.df1 * epsilons, df2=found.df2 * epsilons)
                        for end in ends])  # fmt: skip
    low, high = (float(end) for end in rounding_interval(found.p_value, found.p_decimals or 2))
    return bool(p.min() <= high and low <= p.max())


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
    return found.test == "t" and found.value_decimals == 0 and _lacks_df(found)


def reported_p(found: TestStatistic) -> str:
    """Write the test and its p in one uniform way for the `reported` column."""
    degrees = ", ".join(f"{df:g}" for df in (found.df1, found.df2) if df is not None)
    name = f"{found.test}({degrees})" if degrees else found.test
    test = f"{name} {found.value_operator} {found.value:.{found.value_decimals}f}"
    if found.is_ns or found.p_value is None:
        return f"{test}, ns"
    places = found.p_decimals if found.p_decimals is not None else plain_decimals(found.p_value)
    return f"{test}, p {found.p_operator or '='} {found.p_value:.{places}f}"


def _lacks_df(found: TestStatistic) -> bool:
    if found.test in ("t", "r"):
        return found.df1 is None and found.df2 is None
    if found.test in ("chi2", "Q", "H"):
        return found.df1 is None and found.df2 is None
    return found.test == "F" and (found.df1 is None or found.df2 is None)


def _judge_without_df(found: TestStatistic) -> Consistency:
    """Without df only a p below the lowest possible one is an error for certain."""
    reason = f"The degrees of freedom of {found.test} are not printed."
    if found.is_ns or found.p_value is None or found.p_operator not in ("=", "<"):
        return Consistency("not_checkable", reason)
    if found.test == "t":
        lowest = float(p_interval("z", found.value, found.value_decimals)[0])
    elif found.test == "chi2" and found.value >= 0:
        lowest = float(p_interval("chi2", found.value, found.value_decimals, df1=1)[0])
    else:
        return Consistency("not_checkable", reason)
    printed_high = found.p_value
    if found.p_operator == "=":
        printed_high = float(rounding_interval(found.p_value, found.p_decimals or 2)[1])
    if found.value_operator == "=" and 0 < printed_high < lowest:
        return Consistency(
            "decision_error" if found.p_value <= 0.05 < lowest else "inconsistent",
            f"Whatever its degrees of freedom, {found.test} = {found.value:g} gives p of at "
            f"least {format_p(lowest)}, more than is printed.",
            lowest, 1.0,
        )  # fmt: skip
    return Consistency("not_checkable", reason)


def _judge_coefficient(found: TestStatistic) -> Consistency:
    """Judge a coefficient by its ratio to its standard error, taken as z: loosely, for df
    are not known and multilevel models use t."""
    if not found.standard_error or found.p_value is None:
        return Consistency("not_checkable", "No standard error or p value to recompute from.")
    low, high = (abs(float(end)) for end in rounding_interval(found.value, found.value_decimals))
    se_low, se_high = (
        float(end)
        for end in rounding_interval(found.standard_error, found.standard_error_decimals or 0)
    )
    if se_low <= 0:
        return Consistency("not_checkable", "The standard error is printed too coarsely.")
    nearest = 0.0 if low * high <= 0 else min(low, high) / se_high
    furthest = max(low, high) / se_low
    p_low, p_high = float(compute_p("z", furthest)), float(compute_p("t", nearest, df2=10))
    printed = (0.0, found.p_value) if found.p_operator == "<" else (found.p_value, 1.0)
    if found.p_operator == "=":
        printed = tuple(
            float(end) for end in rounding_interval(found.p_value, found.p_decimals or 2)
        )  # type: ignore[assignment]
    if printed[0] <= p_high and p_low <= printed[1]:
        return Consistency("consistent", "Coefficient, standard error and p value agree.",
                           p_low, p_high)  # fmt: skip
    decision = (printed[1] <= 0.05 < p_low) or (printed[0] > 0.05 >= p_high)
    return Consistency(
        "decision_error" if decision else "inconsistent",
        f"Coefficient over standard error gives p between {format_p(p_low)} and "
        f"{format_p(p_high)}, which the printed p does not match.",
        p_low, p_high,
    )  # fmt: skip


def _near(result: Consistency, found: TestStatistic) -> bool:
    if result.value is None or found.p_value is None:
        return False
    return 0.33 <= (found.p_value + 1e-4) / (result.value + 1e-4) <= 3


def _effect_over(span: Span, effects: list[Effect], found: TestStatistic) -> Effect | None:
    """Return the effect record read from the same place, if one was."""
    for effect in effects:
        spans = (effect.provenance.span, *effect.provenance.derived_from)
        if effect.test_value is None or abs(effect.test_value) != abs(found.value):
            continue
        if any(span.overlaps(other) for other in spans):
            return effect
    return None
