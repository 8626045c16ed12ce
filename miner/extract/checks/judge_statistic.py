"""Does the p of one printed test follow from its statistic, and what may explain it if not?

A p that does not fit is a finding only where nothing that the paper says, and no habit of
printing, accounts for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from miner.extract.checks.build import Places, plain_decimals
from miner.stats.consistency import Consistency, check_p, format_p
from miner.stats.intervals import loosen_p_range, printed_p_range
from miner.stats.p_values import SIGNED_TESTS, compute_p, p_interval
from miner.stats.rounding import rounding_interval
from miner.text.test_statistics import TestStatistic

ADJUSTED_P = re.compile(
    r"(?i)bonferroni|\bholm\b|holm[-–]|tukey|sidak|šid[aá]k|scheff|hochberg|false discovery|\bFDR\b|"
    r"(?:adjusted|corrected)\s+p\b|\bp(?:\s|-)?(?:values?)?\s*(?:were|was)?\s*(?:adjusted|corrected)|"
    r"multiple\s+(?:comparison|testing)|permutation|bootstrap|dunnett|games[- ]howell"
)
_ONE_TAILED = re.compile(
    r"(?i)\b(?:one|1)[- ]?(?:tailed|sided)|\bdirectional\s+(?:test|hypoth)|\bnon-?\s?inferior"
)
_RANK_TEST = re.compile(r"(?i)mann[-– ]?whitney|wilcoxon|rank[- ]?sum|signed[- ]rank")
_EXACT = re.compile(r"(?i)fisher|\bexact\b|yates|continuity correct|monte[- ]carlo")
_CORRECTED_DF = re.compile(r"(?i)greenhouse|geisser|huynh|welch|satterthwaite|kenward")
EXACT_TOLERANCE = 0.15  # share of z by which exact tests differ from their normal approximation


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a paper says that may account for a p that its statistic does not give.

    Parameters
    ----------
    one_tailed_here : bool
        The sentence speaks of a one-tailed test.
    one_tailed_somewhere : bool
        The paper does: which tests it means is not known.
    p_may_be_exact : bool
        The p may be that of an exact test, the statistic its normal approximation.
    p_may_be_adjusted : bool
        The paper adjusts p for several comparisons somewhere: a printed p above the recomputed
        one is then no error.
    df_may_be_corrected : bool
        The paper uses tests with corrected degrees of freedom, which are often not the ones
        printed.
    """

    one_tailed_here: bool
    one_tailed_somewhere: bool
    p_may_be_exact: bool
    p_may_be_adjusted: bool
    df_may_be_corrected: bool

    @classmethod
    def around(cls, test: str, places: Places, sentence: str = "") -> Circumstances:
        """Read them from the document, and from the test's sentence where there is one."""
        of_ranks = test == "z" and places.mentions(_RANK_TEST)
        return cls(
            one_tailed_here=_ONE_TAILED.search(sentence) is not None,
            one_tailed_somewhere=places.mentions(_ONE_TAILED),
            p_may_be_exact=_EXACT.search(sentence) is not None or of_ranks,
            p_may_be_adjusted=places.mentions(ADJUSTED_P),
            df_may_be_corrected=places.mentions(_CORRECTED_DF),
        )


def judge_statistic(found: TestStatistic, around: Circumstances) -> Consistency:
    """Compare the p of one printed test with the one its statistic gives.

    Returns
    -------
    Consistency
        An error only where neither the circumstances nor a habit of printing explains the
        difference; else `consistent` or, with the reason, `not_checkable`.
    """
    if found.test == "B":
        return _judge_coefficient(found)
    if lacks_df(found):
        return _judge_without_df(found)
    result = _compare(
        found, value_operator=found.value_operator, is_ns=found.is_ns,
        one_tailed_allowed=around.one_tailed_here,
    )  # fmt: skip
    if found.p_value == 0 and found.p_operator == "=" and result.is_error:
        return _judge_zero(found, result)
    if not result.is_error or result.value is None or not found.p_value:
        return result
    reason = _explanation(found, result, result.value, around)
    if reason is not None:
        return replace(result, verdict="not_checkable", explanation=reason)
    if _rounded_df_explains(found):
        return replace(
            result, verdict="consistent",
            explanation=f"The statistic gives p = {format_p(result.value)}, which agrees with the "
            "printed p as far as its rounded degrees of freedom tell.",
        )  # fmt: skip
    return _with_hint(found, result, around)


def lacks_df(found: TestStatistic) -> bool:
    """Tell whether the degrees of freedom that the test needs are not printed."""
    if found.test in ("t", "r", "chi2", "Q", "H"):
        return found.df1 is None and found.df2 is None
    return found.test == "F" and (found.df1 is None or found.df2 is None)


def _compare(found: TestStatistic, **changed: Any) -> Consistency:
    """Recompute p from the printed figures, some of them changed."""
    figures = {
        "value_decimals": found.value_decimals, "p_value": found.p_value,
        "p_operator": found.p_operator, "p_decimals": found.p_decimals,
        "df1": found.df1, "df2": found.df2,
    }  # fmt: skip
    return check_p(found.test, found.value, **(figures | changed))


def _explanation(
    found: TestStatistic, result: Consistency, p: float, around: Circumstances
) -> str | None:
    """Say what may account for a p that does not fit, None where nothing known does."""
    assert found.p_value is not None
    if around.p_may_be_adjusted and found.p_value > p and found.p_operator != "<":
        return (
            f"The statistic alone gives p = {format_p(p)}; the paper adjusts p for "
            "several comparisons, which may explain the larger p that is printed."
        )
    if _fits_sphericity_correction(found):
        return (
            f"By the printed degrees of freedom p = {format_p(p)}; the printed p fits "
            "them corrected for sphericity, as repeated measures often are."
        )
    if around.df_may_be_corrected and _near(result, found):
        return (
            f"By the printed degrees of freedom p = {format_p(p)}; the paper corrects "
            "degrees of freedom, which may explain the small difference."
        )
    if around.p_may_be_exact and _fits_exact_test(found, result):
        return (
            f"The statistic gives p = {format_p(p)}; the printed p may be that of an "
            "exact test, which differs a little."
        )
    if _bracket_holds_n(found):
        return (
            f"By the printed degrees of freedom p = {format_p(p)}; the printed p fits "
            "if the bracket holds the number of people."
        )
    return None


def _with_hint(found: TestStatistic, result: Consistency, around: Circumstances) -> Consistency:
    """Add to an error what the authors may have meant; a one-tailed test may excuse it."""
    assert found.p_value is not None and result.value is not None
    if _is_floor(found, result):
        hint = f"p < {found.p_value:g} may be meant."
    elif found.test not in SIGNED_TESTS or around.one_tailed_here or not _is_one_tailed(found):
        return result
    elif around.one_tailed_somewhere:
        return replace(
            result, verdict="not_checkable",
            explanation=f"Two-tailed the statistic gives p = {format_p(result.value)}; the printed "
            "p is that of a one-tailed test, which the paper speaks of elsewhere.",
        )  # fmt: skip
    else:
        hint = "the printed p would fit a one-tailed test, which the sentence does not speak of."
    return replace(result, explanation=f"{result.explanation.rstrip('.')}; {hint}")


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
    return not _compare(found, tails=1).is_error


def _bracket_holds_n(found: TestStatistic) -> bool:
    """Tell whether an r has the p of two degrees of freedom less: `r(56)` of 56 people."""
    if found.test != "r" or found.df2 is None or found.df2 <= 3:
        return False
    return _compare(found, df1=None, df2=found.df2 - 2).verdict == "consistent"


def _is_floor(found: TestStatistic, result: Consistency) -> bool:
    """Tell whether a p such as 0.001 or 0.0001 is the smallest the authors print."""
    if found.p_operator != "=" or not found.p_value or found.p_decimals is None:
        return False
    is_smallest = found.p_decimals >= 3 and abs(found.p_value - 10.0**-found.p_decimals) < 1e-12
    return is_smallest and result.high is not None and result.high < found.p_value


def _near(result: Consistency, found: TestStatistic) -> bool:
    if result.value is None or found.p_value is None:
        return False
    return 0.33 <= (found.p_value + 1e-4) / (result.value + 1e-4) <= 3


def _fits_exact_test(found: TestStatistic, result: Consistency) -> bool:
    if result.low is None or result.high is None:
        return False
    low, high = loosen_p_range(result.low, result.high, EXACT_TOLERANCE)
    return _reaches_printed_p(found, low, high)


def _reaches_printed_p(found: TestStatistic, low: float, high: float) -> bool:
    printed = _printed_p(found)
    return printed is not None and low <= printed[1] and printed[0] <= high


def _printed_p(found: TestStatistic) -> tuple[float, float] | None:
    """Return the range of p that the printed one stands for, None where none is printed."""
    if found.p_value is None:
        return None
    return printed_p_range(found.p_value, found.p_operator or "=", found.p_decimals or 2)


def _rounded_df_explains(found: TestStatistic) -> bool:
    """Tell whether df printed with decimals, such as 2.1, agree once their rounding counts."""
    choices = [
        [float(end) for end in rounding_interval(df, plain_decimals(df))]
        if df is not None and df != int(df) else [df]
        for df in (found.df1, found.df2)
    ]  # fmt: skip
    if all(len(choice) == 1 for choice in choices):
        return False
    ranges = [
        p_interval(found.test, found.value, found.value_decimals, df1=df1, df2=df2)
        for df1 in choices[0]
        for df2 in choices[1]
    ]
    low, high = min(float(pair[0]) for pair in ranges), max(float(pair[1]) for pair in ranges)
    return _reaches_printed_p(found, low, high)


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
    printed = _printed_p(found)
    if not found.standard_error or printed is None:
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
