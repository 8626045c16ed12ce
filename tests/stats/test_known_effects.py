"""Known answers on effect sizes, conversions and imputation, each within its own tolerance."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pytest
from known_answer_rows import NUMBER, agree, named, numbers, parametrise

from miner.stats import (
    binary,
    conversions,
    effect_sizes,
    imputation,
    intervals,
    pre_post,
)


@parametrise("effect-convert")
def test_known_effect_convert(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    value = numbers(expected.split("=")[1])[:1]
    limits = named("CI95", expected)
    if text.startswith(("t_to_d", "F_to_d")):
        paired = "paired" in text
        df = (named("df2", text) or named("df", text))[0]
        t = named("t", text)[0] if text.startswith("t") else math.sqrt(named("F", text)[0])
        agree(row, value, [float(conversions.d_from_t_df(t, df, paired=paired))])
        agree(row, limits, list(conversions.d_interval_from_t(t, df, paired=paired)))
    elif text.startswith("z_to_d"):
        z, n = named("z", text)[0], named("n", text)[0]
        agree(row, value, [float(conversions.d_from_z(z, n))])
        agree(row, limits, list(conversions.d_interval_from_z(z, n)))
    elif "-> r" in text:
        agree(row, value, [float(conversions.r_from_d(named("d", text)[0]))])
    elif "-> RR" in text:
        ratio = binary.odds_ratio_to_risk_ratio(named("OR", text)[0], named("p0", text)[0])
        agree(row, value, [float(ratio)])
    elif "Chen" in text:
        d = conversions.d_from_odds_ratio_and_risk(named("OR", text)[0], named("p0", text)[0])
        agree(row, value, [float(d)])
    else:
        odds = math.exp(named("logOR", text)[0]) if "logOR" in text else named("OR", text)[0]
        agree(row, value, [float(conversions.d_from_odds_ratio(odds))])


def two_by_two(text: str) -> tuple[float, float, float, float]:
    cells = re.search(r"(\d+)/(\d+)/(\d+)/(\d+)", text)
    if cells:
        a, b, c, d = map(float, cells.groups())
        return a, a + b, c, c + d
    pair = re.search(r"(\d+)/(\d+) vs (\d+)/(\d+)", text)
    assert pair, text
    e_1, n_1, e_2, n_2 = map(float, pair.groups())
    return e_1, n_1, e_2, n_2


# Lengths of stay of Normand (1999), as metafor's documentation prints them: n, mean, SD.
STAY_1 = np.array([[155, 55, 47], [31, 27, 7], [75, 64, 17], [18, 66, 20]], dtype=float)


STAY_2 = np.array([[156, 75, 64], [32, 29, 4], [71, 119, 29], [18, 137, 48]], dtype=float)


def raw_effect(text: str) -> effect_sizes.EffectSize | None:
    tables: dict[str, Callable[..., effect_sizes.EffectSize]] = {
        "log RR": binary.log_risk_ratio,
        "log OR": binary.log_odds_ratio,
        "PHI": binary.phi_coefficient,
        "OR2D": binary.odds_ratio_to_smd,
        "PBIT": binary.probit_difference,
        "RD": binary.risk_difference,
    }
    for name, function in tables.items():
        if name in text and re.search(r"\d/\d", text):
            return function(*two_by_two(text))
    if "dat.normand1999" in text:
        function = effect_sizes.hedges_g if "SMD" in text else effect_sizes.ratio_of_means
        return function(STAY_1[:, 1], STAY_1[:, 2], STAY_1[:, 0],
                        STAY_2[:, 1], STAY_2[:, 2], STAY_2[:, 0])  # fmt: skip
    if "PAS" in text:
        return binary.arcsine_proportion(named("xi", text)[0], named("ni", text)[0])
    if "IRS" in text:
        return binary.root_rate(*numbers(text.replace("/", " "))[:2])
    if "MPORC" in text:
        _, b, c, _ = numbers(text.split("2x2")[1])
        return binary.paired_log_odds_ratio(b, c)
    if "MNLN" in text:
        return effect_sizes.log_mean(*(named(name, text)[0] for name in ("mean", "sd", "n")))
    if text.startswith("SMD from"):
        n_1, n_2 = map(float, re.search(r"n=(\d+)\+(\d+)", text).groups())
        if named("t", text):
            return conversions.smd_from_t(named("t", text)[0], n_1, n_2)
        return conversions.smd_from_p(named("p", text)[0], n_1, n_2)
    return None


@parametrise("effect-raw")
def test_known_effect_raw(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    if "same" in text:
        compare_same_inputs(row)
        return
    effect = raw_effect(text)
    assert effect is not None, f"no handler reads {text!r}"
    checks = {
        "yi": effect.estimate,
        "g": effect.estimate,
        "vi": effect.variance,
        "var": effect.variance,
        "se": effect.standard_error,
        "z": effect.estimate / effect.standard_error,
        "CI95": effect.interval(),
    }
    compared = 0
    for name, computed in checks.items():
        wanted = named(name, expected)
        if wanted:
            agree(row, wanted, list(np.atleast_1d(np.asarray(computed, dtype=float))))
            compared += 1
    if not named("yi", expected) and re.match(NUMBER, expected):
        agree(row, numbers(expected)[:1], [float(effect.estimate)])
        compared += 1
    assert compared


def compare_same_inputs(row: dict[str, str]) -> None:
    """Compare a row whose inputs stand in an earlier row that is held out."""
    if "SMCRH" not in row["input"]:
        pytest.skip("the inputs of this row stand in a row that is held out")
    # metafor's own test of its paired measures names these inputs.
    effect = pre_post.smcr_unequal(22, 26, 30**0.5, 20**0.5, 60, correlation=0.7)
    agree(row, named("yi", row["expected"]), [float(effect.estimate)])
    agree(row, named("vi", row["expected"]), [float(effect.variance)])


@parametrise("effect-prepost")
def test_known_effect_prepost(row: dict[str, str]) -> None:
    pattern = rf"pre ({NUMBER}) post ({NUMBER}) SDpre ({NUMBER}) SDpost ({NUMBER}) n ({NUMBER})"
    (b_1, a_1, s_1, _, n_1), (b_2, a_2, s_2, _, n_2) = [
        tuple(map(float, groups)) for groups in re.findall(pattern, row["input"])
    ]
    r = named("r", row["input"])[0]
    arms = (b_1, a_1, s_1, n_1, b_2, a_2, s_2, n_2)
    second = pre_post.dppc2(*arms, correlation=r)
    agree(row, named("dppc2", row["expected"]), [float(second.estimate)])
    agree(row, named("var", row["expected"]), [float(second.variance)])
    agree(row, named("dppc1", row["expected"]), [float(pre_post.dppc1(*arms).estimate)])


@parametrise("effect-impute", "effect-crossover", "combine-groups", "CI<->p")
def test_known_imputation(row: dict[str, str]) -> None:
    text = row["input"]
    if row["category"] == "effect-crossover":
        compare_crossover(row)
    elif row["category"] == "combine-groups":
        compare_combined_groups(row)
    elif "conv.fivenum" in text:
        compare_five_numbers(row)
    elif "conv.wald" in text:
        compare_wald(row)
    elif "group mean CI95" in text:
        compare_sd_from_interval(row)
    elif text.startswith("MD"):
        compare_sd_from_p(row)
    else:
        compare_interval_from_p(row)


def compare_five_numbers(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    given = {name: named(name, text)[0] for name in ("min", "q1", "med", "q3", "max", "n")
             if named(name, text)}  # fmt: skip
    n = int(given.pop("n"))
    compute = {
        ("min", "q1", "med", "q3", "max"): imputation.summary_from_five_numbers,
        ("min", "med", "max"): imputation.summary_from_range,
        ("q1", "med", "q3"): imputation.summary_from_quartiles,
    }[tuple(given)]
    made = compute(*given.values(), n, refuse_skewed=False)
    wanted = [*named("mean", expected), *named("sd", expected)]
    agree(row, wanted, [float(made.mean), float(made.sd)])


def compare_wald(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    if "conv.wald log" in text:
        center, low, high = np.log(numbers(text)[:3])
        effect = intervals.wald_from_ci(center, low, high)
        agree(row, named("yi", expected), [float(effect.estimate)])
    else:
        effect = intervals.wald_from_p(named("yi", text)[0], named("p", text)[0])
    agree(row, named("vi", expected), [float(effect.variance)])


def compare_sd_from_interval(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    low, high = map(float, re.search(r"CI95 ([\d.]+)-([\d.]+)", text).groups())
    n = named("n", text)[0]
    by_z = float(re.search(r"z form: ([\d.]+)", expected)[1])
    agree(row, named("SD", expected), [float(imputation.sd_from_ci(low, high, n))])
    agree(row, [by_z], [float(imputation.sd_from_ci(low, high, n, use_t=False))])


def compare_sd_from_p(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    n_1, n_2 = map(float, re.search(r"n (\d+)\+(\d+)", text).groups())
    difference = named("MD", text)[0]
    se = imputation.se_from_p(difference, named("P", text)[0], df=n_1 + n_2 - 2)
    agree(row, named("t", expected), [difference / float(se)])
    agree(row, named("SE", expected), [float(se)])
    agree(row, named("SD", expected), [float(imputation.sd_from_difference_se(se, n_1, n_2))])


def compare_crossover(row: dict[str, str]) -> None:
    figures = [named(name, row["input"])[0] for name in ("M_E", "M_C", "SDdiff", "n")]
    effect = pre_post.crossover_difference(*figures)
    agree(row, named("MD", row["expected"]), [float(effect.estimate)])
    agree(row, named("SE", row["expected"]), [float(effect.standard_error)])


def compare_combined_groups(row: dict[str, str]) -> None:
    groups = re.findall(rf"n (\d+) M ({NUMBER}) SD ({NUMBER})", row["input"])
    first, second = (imputation.Summary(*map(float, group)) for group in groups)
    both = imputation.combine_groups(first, second)
    agree(row, numbers(row["expected"]), [float(both.n), float(both.mean), float(both.sd)])


def compare_interval_from_p(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    is_ratio = text.startswith("ratio")
    estimate = (named("RR", text) or named("Est", text))[0]
    p = named("P", text)[0]
    z = float(intervals.z_from_p_approximately(p))
    center = math.log(estimate) if is_ratio else estimate
    agree(row, named("z", expected), [z])
    agree(row, named("SE", expected) or named("SE(ln)", expected), [abs(center) / z])
    made = intervals.ci_from_p(estimate, p, is_ratio=is_ratio, approximate=True)
    agree(row, named("CI95", expected), [float(end) for end in made])
