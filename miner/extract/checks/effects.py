"""Estimate against interval against p against test, for each effect record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.checks.build import Places, make_check
from miner.extract.checks.misreadings import (
    STANDARDISED,
    Z_TOLERANCE,
    interval_was_misread,
    of_one_analysis,
    p_was_misread,
    test_was_misread,
)
from miner.extract.checks.tests_in_text import (
    ADJUSTED_P,
    CORRECTED_DF,
    ONE_TAILED,
    OTHER_BRACKET,
    RANK_TEST,
    judge_statistic,
    reported_p,
)
from miner.model import Check, Document, Effect, Findings, SampleSize
from miner.model.vocab import RATIO_MEASURES
from miner.stats.consistency import Consistency
from miner.stats.intervals import (
    PrintedInterval,
    check_interval_p,
    check_symmetry,
    interval_contradicts_p,
    printed_p_range,
    statistic_range,
)
from miner.stats.rounding import rounding_interval
from miner.text.test_statistics import TestStatistic

DIFFERENCES = frozenset({
    "mean_difference", "risk_difference", "regression_coefficient",
    "standardised_coefficient", "cohens_d", "hedges_g", "glass_delta", "smd_unspecified",
})  # fmt: skip
# Intervals of d are noncentral, those of counts exact, many are bootstrapped: a little off
# the middle is the method, not a misprint.
SYMMETRY_SLACK = 0.3
SMALLEST_DF = 8
LEAST_CONFIDENCE = 0.5  # below it, prose was read with arms or scope unresolved
OTHER_QUESTION = re.compile(
    r"(?i)non[- ]?inferior|equivalen|interaction|heterogene|\btrend\b|superiority margin|"
    r"\bmedian|hodges|bayes|credib|log[- ]?rank|one[- ]?sided|one[- ]?tailed|\bwithin[- ]group"
)


BACK_TRANSFORMED = re.compile(
    r"(?i)log[- ]?transform|logarithm|geometric|anti-?log|back[- ]?transform"
)
# Intervals of medians and resampled ones need not have the estimate in their middle.
_LOPSIDED = re.compile(
    r"(?i)hodges|bootstrap|bias[- ]corrected|percentile|\bmedian|credib|posterior"
)
EXACT_TEST = re.compile(r"(?i)fisher|\bexact\b|mann[-–]?\s?whitney|wilcoxon|rank[- ]sum")


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
            yield from _interval_checks(document, places, effect, total)


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
    result = judge_statistic(
        statistic,
        one_tailed_elsewhere=places.mentions(ONE_TAILED),
        p_may_be_exact=effect.test == "z" and places.mentions(RANK_TEST),
        p_may_be_adjusted=places.mentions(ADJUSTED_P),
        df_may_be_corrected=places.mentions(CORRECTED_DF),
    )
    yield make_check(
        document, where.span, check="p_from_test", verdict=result.verdict,
        explanation=result.explanation, rule=f"record_{effect.test}",
        reported=reported_p(statistic), low=result.low, high=result.high,
        effect_id=effect.effect_id, derived_from=where.derived_from,
        confidence=0.9 * where.confidence,
    )  # fmt: skip


def _interval_checks(
    document: Document, places: Places, effect: Effect, total: int | None
) -> Iterator[Check]:
    is_ratio = effect.effect_measure in RATIO_MEASURES
    if effect.estimate is None or not (is_ratio or effect.effect_measure in DIFFERENCES):
        return
    where = effect.provenance
    reported = _reported(effect)
    try:
        printed = printed_interval(effect, places, is_ratio=is_ratio)
    except ValueError as error:
        yield make_check(
            document, where.span, check="ci_symmetry", verdict="inconsistent"
            if "wrong way round" in str(error) else "not_checkable",
            explanation=f"{str(error)[0].upper()}{str(error)[1:]}.", rule="interval_itself",
            reported=reported, effect_id=effect.effect_id, confidence=0.7 * where.confidence,
        )  # fmt: skip
        return
    context = f"{places.context(where.span)} {places.table_words(where.table_id)}"
    symmetry = check_symmetry(printed, slack=SYMMETRY_SLACK)
    if symmetry.is_error and not is_ratio and BACK_TRANSFORMED.search(context):
        return  # such intervals are symmetrical on another scale
    if symmetry.is_error and _LOPSIDED.search(context) and _lies_inside(printed):
        symmetry = Consistency(
            "not_checkable", "The estimate is not the middle of its interval; one for medians, or "
            "a resampled one, need not have it there.", symmetry.low, symmetry.high,
        )  # fmt: skip
        yield _record(document, effect, "ci_symmetry", "lopsided_interval", symmetry, reported)
        return
    if symmetry.is_error and interval_was_misread(document, effect, printed):
        symmetry = Consistency(
            "not_checkable", "Another interval of the row, or another kind of effect, fits the "
            "estimate better: it was probably misread.",
        )  # fmt: skip
        yield _record(document, effect, "ci_symmetry", "misread_interval", symmetry, reported)
        return
    yield _record(document, effect, "ci_symmetry", "estimate_in_interval", symmetry, reported)
    if symmetry.is_error:
        return  # a misread or misprinted limit would only be reported twice
    if (
        effect.test_value is not None
        and effect.test in ("z", "t")
        and effect.scope != "association"
    ):
        result = check_interval_statistic(
            printed, effect.test_value, places.decimals_of(effect.test_value, where),
            df=effect.df2 or effect.df1 if effect.test == "t" else None,
        )  # fmt: skip
        result = of_one_analysis(effect, result)
        yield _record(document, effect, "p_from_ci", "statistic_from_interval", result,
                      f"{effect.test} = {effect.test_value:g}; {reported}")  # fmt: skip
    if effect.p_value is not None:
        result = of_one_analysis(effect, _interval_p(printed, effect, places, total, context))
        rule = "p_from_interval"
        if result.is_error and p_was_misread(document, places, effect, printed):
            rule = "misread_p"
            result = Consistency(
                "not_checkable", "Another p value of the row, or a ratio in place of a difference, "
                "fits the interval: it was probably misread.", result.low, result.high,
            )  # fmt: skip
        yield _record(document, effect, "p_from_ci", rule, result, reported)


def _lies_inside(printed: PrintedInterval) -> bool:
    return printed.lower <= printed.estimate <= printed.upper


def printed_interval(effect: Effect, places: Places, *, is_ratio: bool) -> PrintedInterval:
    """Return estimate and interval of an effect with the decimals they were printed with."""
    assert effect.estimate is not None
    assert effect.ci_lower is not None and effect.ci_upper is not None
    where = effect.provenance
    limits = [places.decimals_of(value, where) for value in (effect.ci_lower, effect.ci_upper)]
    level = effect.ci_level if effect.ci_level is not None else 0.95
    return PrintedInterval(
        effect.estimate, effect.ci_lower, effect.ci_upper,
        places.decimals_of(effect.estimate, where),
        # One limit may end in a 0 that the record lost; both are printed alike.
        max(limits), level / 100 if level > 1 else level, is_ratio,
    )  # fmt: skip


def check_interval_statistic(
    printed: PrintedInterval, value: float, decimals: int, *, df: float | None = None
) -> Consistency:
    """Compare a printed z or t with estimate over standard error from the interval."""
    low, high = statistic_range(printed, df=df)
    first, last = (float(end) for end in rounding_interval(abs(value), decimals))
    near, far = sorted((abs(low), abs(high)))
    if low <= 0 <= high:
        near = 0.0
    point = _point_statistic(printed, df)
    if first <= far and near <= last:
        if point is not None and abs(abs(point) - abs(value)) > 0.04 * max(1.0, abs(value)):
            return Consistency(
                "consistent",
                f"The interval gives {abs(point):.2f}, not {abs(value):.{decimals}f}, but it is "
                f"rounded so coarsely that anything from {near:.2f} to {far:.2f} is possible.",
                near, far, point,
            )  # fmt: skip
        return Consistency("consistent", "Estimate, interval and test statistic agree.",
                           near, far, point)  # fmt: skip
    slack = 0.1 * max(abs(value), far)
    verdict = "inconsistent" if (first > far + slack or last < near - slack) else "consistent"
    return Consistency(
        verdict,
        f"The estimate over its standard error, from the interval, lies between {near:.2f} and "
        f"{far:.2f}, but {abs(value):.{decimals}f} is printed"
        + (", a difference that another variance estimate explains." if verdict == "consistent" else "."),
        near, far, point,
    )  # fmt: skip


def _interval_p(
    printed: PrintedInterval, effect: Effect, places: Places, total: int | None, context: str
) -> Consistency:
    assert effect.p_value is not None
    if effect.effect_measure in STANDARDISED and effect.scope == "within_arm":
        return Consistency("not_checkable", "The interval of a standardised change and the p "
                           "value of a paired test rest on different errors.")  # fmt: skip
    if effect.provenance.confidence < LEAST_CONFIDENCE:
        return Consistency("not_checkable", "It is not sure enough which comparison the p value "
                           "beside the interval is of.")  # fmt: skip
    if OTHER_QUESTION.search(context):
        return Consistency(
            "not_checkable",
            "The p value beside the interval may answer another question (trend, interaction, "
            "non-inferiority, medians).",
        )  # fmt: skip
    decimals = places.decimals_of(effect.p_value, effect.provenance)
    df = effect.df2 if effect.test in ("t", "F") else None
    smallest = float(total - 2) if total and total > SMALLEST_DF + 2 else float(SMALLEST_DF)
    dfs: tuple[float | None, ...] = (None, df if df and df > 0 else smallest)
    operator = effect.p_operator or "="
    result = check_interval_p(
        printed, effect.p_value, p_operator=operator, p_decimals=decimals, dfs=dfs,
        z_tolerance=Z_TOLERANCE,
    )  # fmt: skip
    if result.verdict != "inconsistent":
        return result
    if EXACT_TEST.search(context) and not interval_contradicts_p(
        printed, effect.p_value, operator, decimals
    ):
        return Consistency("not_checkable", "The p value is that of an exact test, which the "
                           "interval does not rest on.", result.low, result.high)  # fmt: skip
    if not places.mentions(ADJUSTED_P) and not (
        (printed.is_ratio or effect.effect_measure == "risk_difference")
        and places.mentions(EXACT_TEST)
    ):
        return result
    p_high = printed_p_range(effect.p_value, operator, decimals)[1]
    if (
        result.high is not None
        and p_high > result.high
        and not interval_contradicts_p(printed, effect.p_value, operator, decimals)
    ):
        return Consistency("not_checkable", "The printed p is larger than the interval gives; the "
                           "paper uses exact tests or adjusts p for several comparisons.",
                           result.low, result.high)  # fmt: skip
    return result


def _record(
    document: Document, effect: Effect, check: str, rule: str, result: Consistency, reported: str
) -> Check:
    where = effect.provenance
    return make_check(
        document, where.span, check=check, verdict=result.verdict,
        explanation=result.explanation, rule=rule, reported=reported, low=result.low,
        high=result.high, effect_id=effect.effect_id, derived_from=where.derived_from,
        confidence=0.9 * where.confidence,
    )  # fmt: skip


def _point_statistic(printed: PrintedInterval, df: float | None) -> float | None:
    exact = PrintedInterval(
        printed.estimate, printed.lower, printed.upper, 9, 9, printed.level, printed.is_ratio
    )
    low, high = statistic_range(exact, df=df)
    return (low + high) / 2 if abs(high - low) < 1 else None


def _reported(effect: Effect) -> str:
    parts = [f"{effect.estimate:g} ({effect.ci_lower:g} to {effect.ci_upper:g})"]
    if effect.p_value is not None:
        parts.append(f"p {effect.p_operator or '='} {effect.p_value:g}")
    return ", ".join(parts)


def _total_n(sizes: list[SampleSize]) -> int | None:
    """Return the largest count of people analysed or randomised, None where none is known."""
    for kind in ("analysed", "randomised", "allocated", "completed", "enrolled"):
        whole = [size.n for size in sizes if size.count_kind == kind and size.arm_id is None]
        if whole:
            return max(whole)
    return None
