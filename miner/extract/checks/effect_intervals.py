"""Estimate against interval, and interval against p and test, of one effect record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.checks.build import Places, make_check
from miner.extract.checks.judge_statistic import ADJUSTED_P
from miner.extract.checks.misreadings import (
    Z_TOLERANCE,
    interval_was_misread,
    of_one_analysis,
    p_was_misread,
)
from miner.model import Check, Document, Effect
from miner.model.vocab import RATIO_MEASURES, STANDARDISED_MEASURES
from miner.stats.consistency import Consistency
from miner.stats.intervals import (
    PrintedInterval,
    check_interval_p,
    check_symmetry,
    printed_p_range,
    statistic_range,
)
from miner.stats.rounding import rounding_interval

DIFFERENCES = (
    "mean_difference", "risk_difference", "regression_coefficient", "standardised_coefficient",
    *STANDARDISED_MEASURES,
)  # fmt: skip
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


def check_interval(
    document: Document, places: Places, effect: Effect, total: int | None
) -> Iterator[Check]:
    """Check estimate, interval, test and p of one effect against each other.

    Parameters
    ----------
    total : int or None
        People in the study, None where not known; bounds the degrees of freedom.

    Yields
    ------
    Check
        Nothing for measures whose interval has no middle to expect, such as correlations.
    """
    is_ratio = effect.effect_measure in RATIO_MEASURES
    if effect.estimate is None or not (is_ratio or effect.effect_measure in DIFFERENCES):
        return
    where = effect.provenance
    try:
        printed = printed_interval(effect, places, is_ratio=is_ratio)
    except ValueError as error:
        yield _impossible_interval(document, effect, str(error))
        return
    context = f"{places.context(where.span)} {places.table_words(where.table_id)}"
    symmetry = check_symmetry(printed, slack=SYMMETRY_SLACK)
    if symmetry.is_error:
        # A misread or misprinted limit would only be reported twice by the checks below.
        yield from _judge_lopsided(document, effect, printed, symmetry, context)
        return
    yield _record(document, effect, "ci_symmetry", "estimate_in_interval", symmetry)
    if effect.test in ("z", "t") and effect.scope != "association":
        yield from _check_statistic(document, places, effect, printed)
    if effect.p_value is not None:
        yield _check_p(document, places, effect, printed, total, context)


def _impossible_interval(document: Document, effect: Effect, reason: str) -> Check:
    where = effect.provenance
    return make_check(
        document, where.span, check="ci_symmetry",
        verdict="inconsistent" if "wrong way round" in reason else "not_checkable",
        explanation=f"{reason[0].upper()}{reason[1:]}.", rule="interval_itself",
        reported=_reported(effect), effect_id=effect.effect_id, confidence=0.7 * where.confidence,
    )  # fmt: skip


def _judge_lopsided(
    document: Document,
    effect: Effect,
    printed: PrintedInterval,
    symmetry: Consistency,
    context: str,
) -> Iterator[Check]:
    """Report an estimate off the middle, unless the method or a misreading accounts for it."""
    if not printed.is_ratio and BACK_TRANSFORMED.search(context):
        return  # such intervals are symmetrical on another scale
    rule = "estimate_in_interval"
    if _LOPSIDED.search(context) and _lies_inside(printed):
        rule = "lopsided_interval"
        symmetry = Consistency(
            "not_checkable", "The estimate is not the middle of its interval; one for medians, or "
            "a resampled one, need not have it there.", symmetry.low, symmetry.high,
        )  # fmt: skip
    elif interval_was_misread(document, effect, printed):
        rule = "misread_interval"
        symmetry = Consistency(
            "not_checkable", "Another interval of the row, or another kind of effect, fits the "
            "estimate better: it was probably misread.",
        )  # fmt: skip
    yield _record(document, effect, "ci_symmetry", rule, symmetry)


def _check_statistic(
    document: Document, places: Places, effect: Effect, printed: PrintedInterval
) -> Iterator[Check]:
    if effect.test_value is None:
        return
    result = check_interval_statistic(
        printed, effect.test_value, places.decimals_of(effect.test_value, effect.provenance),
        df=effect.df2 or effect.df1 if effect.test == "t" else None,
    )  # fmt: skip
    yield _record(
        document, effect, "p_from_ci", "statistic_from_interval", of_one_analysis(effect, result),
        reported=f"{effect.test} = {effect.test_value:g}; {_reported(effect)}",
    )  # fmt: skip


def _check_p(
    document: Document, places: Places, effect: Effect, printed: PrintedInterval,
    total: int | None, context: str,
) -> Check:  # fmt: skip
    rule = "p_from_interval"
    result = of_one_analysis(effect, _interval_p(printed, effect, places, total, context))
    if result.is_error and p_was_misread(document, places, effect, printed):
        rule = "misread_p"
        result = Consistency(
            "not_checkable", "Another p value of the row, or a ratio in place of a difference, "
            "fits the interval: it was probably misread.", result.low, result.high,
        )  # fmt: skip
    return _record(document, effect, "p_from_ci", rule, result)


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
    reason = _why_not_comparable(effect, context)
    if reason is not None:
        return Consistency("not_checkable", reason)
    decimals = places.decimals_of(effect.p_value, effect.provenance)
    df = effect.df2 if effect.test in ("t", "F") else None
    smallest = float(total - 2) if total and total > SMALLEST_DF + 2 else float(SMALLEST_DF)
    operator = effect.p_operator or "="
    result = check_interval_p(
        printed, effect.p_value, p_operator=operator, p_decimals=decimals,
        dfs=(None, df if df and df > 0 else smallest), z_tolerance=Z_TOLERANCE,
    )  # fmt: skip
    if result.verdict != "inconsistent":
        return result
    p_high = printed_p_range(effect.p_value, operator, decimals)[1]
    is_larger = result.high is not None and p_high > result.high
    reason = _why_different(printed, effect, places, context, is_larger=is_larger)
    if reason is not None:
        return Consistency("not_checkable", reason, result.low, result.high)
    return result


def _why_not_comparable(effect: Effect, context: str) -> str | None:
    """Say why the p beside an interval need not be that of the interval, None where it is."""
    if effect.effect_measure in STANDARDISED_MEASURES and effect.scope == "within_arm":
        return (
            "The interval of a standardised change and the p value of a paired test rest on "
            "different errors."
        )
    if effect.provenance.confidence < LEAST_CONFIDENCE:
        return "It is not sure enough which comparison the p value beside the interval is of."
    if OTHER_QUESTION.search(context):
        return (
            "The p value beside the interval may answer another question (trend, interaction, "
            "non-inferiority, medians)."
        )
    return None


def _why_different(
    printed: PrintedInterval, effect: Effect, places: Places, context: str, *, is_larger: bool
) -> str | None:
    """Say what accounts for a p that the interval does not give, None where nothing does."""
    if EXACT_TEST.search(context):
        return "The p value is that of an exact test, which the interval does not rest on."
    is_of_counts = printed.is_ratio or effect.effect_measure == "risk_difference"
    may_be_exact = is_of_counts and places.mentions(EXACT_TEST)
    if is_larger and (may_be_exact or places.mentions(ADJUSTED_P)):
        return (
            "The printed p is larger than the interval gives; the paper uses exact tests or "
            "adjusts p for several comparisons."
        )
    return None


def _record(
    document: Document, effect: Effect, check: str, rule: str, result: Consistency,
    *, reported: str | None = None,
) -> Check:  # fmt: skip
    where = effect.provenance
    return make_check(
        document, where.span, check=check, verdict=result.verdict,
        explanation=result.explanation, rule=rule, reported=reported or _reported(effect),
        low=result.low, high=result.high, effect_id=effect.effect_id, derived_from=where.derived_from,
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
