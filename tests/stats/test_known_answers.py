"""Every row of the shared known answers, computed and compared within its own tolerance.

Rows are data: each handler reads its inputs out of the row's text. Nothing here holds an answer.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from miner.stats import (
    binary,
    consistency,
    conversions,
    counts,
    effect_sizes,
    grim,
    imputation,
    intervals,
    pre_post,
)
from miner.stats.rounding import printed_decimals
from miner.text.number_expressions import evaluate_number
from miner.text.test_statistics import TestStatistic, find_reported_p, find_test_statistics

SOURCE = Path(__file__).resolve().parents[3] / "shared/bench/statistics/known_answers.csv"
NUMBER = r"-?\d*\.?\d+(?:e-?\d+)?"


def load_rows() -> list[dict[str, str]]:
    if not SOURCE.exists():
        return []
    with SOURCE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


ROWS = load_rows()


def parametrise(*categories: str) -> pytest.MarkDecorator:
    rows = [row for row in ROWS if row["category"] in categories]
    if not rows:
        skip = pytest.mark.skip(reason="the shared folder with known answers is not here")
        return pytest.mark.parametrize("row", [pytest.param({}, marks=skip)])
    return pytest.mark.parametrize("row", rows, ids=[row["id"] for row in rows])


def numbers(text: str) -> list[float]:
    return [float(token) for token in re.findall(NUMBER, text)]


def named(name: str, text: str) -> list[float]:
    """Numbers after `name=` or `name `, a comma-separated list or bracketed pair."""
    match = re.search(rf"(?:^|[\s;,(]){re.escape(name)}\s*[= ]\s*\[?((?:{NUMBER}(?:,\s*)?)+)", text)
    return numbers(match[1]) if match else []


def tolerance(row: dict[str, str]) -> dict[str, float]:
    raw = row["tolerance"]
    if "(rel)" in raw:
        return {"rel": float(raw.split()[0])}
    return {"abs": float(raw) if raw else 1e-9}


def agree(row: dict[str, str], expected: list[float], computed: list[float]) -> None:
    assert expected, f"no expected value was read from {row['expected']!r}"
    assert computed == pytest.approx(expected, **tolerance(row)), row["id"]


def printed_text(row: dict[str, str]) -> str:
    match = re.match(r'text="(.*?)"(?:; options|$)', row["input"], re.DOTALL)
    assert match, row["input"]
    return match[1].replace("\\n", "\n")


# --- p values and parsing -------------------------------------------------------------------


def judge(found: TestStatistic, options: str, text: str) -> consistency.Consistency:
    def option(name: str) -> str | None:
        match = re.search(rf"{name} = ([\w.]+)", options)
        return match[1] if match else None

    return consistency.check_p(
        found.test,
        found.value,
        value_decimals=found.value_decimals,
        p_value=found.p_value,
        p_operator=found.p_operator,
        p_decimals=found.p_decimals,
        df1=found.df1,
        df2=found.df2,
        value_operator=found.value_operator,
        is_ns=found.is_ns,
        alpha=float(option("alpha") or 0.05),
        tails=1 if option("OneTailedTests") == "TRUE" else 2,
        one_tailed_allowed=option("OneTailedTxt") == "TRUE"
        and re.search(r"one.?(?:tailed|sided)|directional", text) is not None,
        alpha_is_significant=option("pEqualAlphaSig") != "FALSE",
        zero_is_error=option("pZeroError") != "FALSE",
    )


@parametrise("p-consistency")
def test_known_p_consistency(row: dict[str, str]) -> None:
    text = printed_text(row)
    (found,) = find_test_statistics(text)
    result = judge(found, row["input"], text)
    for name, raw in re.findall(r"(\w+)=([\w.+-]+)", row["expected"]):
        if name == "error":
            assert result.is_error == (raw == "true")
        elif name == "decision_error":
            assert result.is_decision_error == (raw == "true")
        else:
            assert name == "computed_p"
            assert result.value == pytest.approx(float(raw), **tolerance(row))


@parametrise("extract-stat")
def test_known_extract_stat(row: dict[str, str]) -> None:
    text, expected = printed_text(row), row["expected"]
    found = find_test_statistics(text)
    count = re.match(r"(\d+) (result|p)", expected)
    if count:
        things = found if count[2] == "result" else find_reported_p(text)
        assert len(things) == int(count[1])
        if not things or count[2] == "p":
            assert not things or things[0].is_ns == expected.endswith("ns")
            return
    first = found[0]
    kind = re.search(r"\b(t|F|Chi2|chi2|beta)(?:=|, |:|$)", expected)
    if kind:
        assert first.test == {"Chi2": "chi2", "beta": "B"}.get(kind[1], kind[1])
    df = re.search(r"\bdf(?:1|2)?=(\d+)", expected)
    if df:
        assert float(df[1]) in (first.df1, first.df2)
    for pattern, value in (
        (r"(?:value|t|F|chi2|beta)=([\d.]+)", first.value),
        (r"(?:^|[;,] )p[<=]([\d.]+)(?!\d)", first.p_value),
        (r"SE=([\d.]+)", first.standard_error),
    ):
        match = re.search(pattern, expected)
        if match and not (value is None and first.test == "chi2"):
            if value is first.p_value and "recalc" in expected[: match.start()]:
                continue
            if value is first.p_value and first.test == "chi2":
                continue
            assert value == pytest.approx(float(match[1].rstrip(".")))
    recomputed = re.search(r"(?:recalculatedP|p2(?:\(t\))?|; p)=(0?\.\d+)", expected)
    if recomputed and (first.test in ("t", "F", "chi2", "B")) and "recalc p" not in expected:
        if "p=." in recomputed[0]:
            return
        if first.test == "B":
            assert first.standard_error is not None
            z = first.value / first.standard_error
            agree(row, [float(re.search(r"z=([\d.]+)", expected)[1])], [round(z, 3)])  # type: ignore[index]
            agree(row, [float(recomputed[1])], [float(consistency.compute_p("z", z))])
            return
        result = judge(first, "", text)
        assert result.value is not None
        agree(row, [float(recomputed[1])], [result.value])
        if "->" in expected:
            assert result.verdict == expected.split("-> ")[1].replace(" ", "_")


# --- conversions ----------------------------------------------------------------------------


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
        n_1, n_2 = map(float, re.search(r"n=(\d+)\+(\d+)", text).groups())  # type: ignore[union-attr]
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
    text, expected = row["input"], row["expected"]
    get = lambda name: named(name, text)[0]  # noqa: E731
    if "conv.fivenum" in text:
        n = int(get("n"))
        if "min" in text and "q1" in text:
            made = imputation.summary_from_five_numbers(
                get("min"), get("q1"), get("med"), get("q3"), get("max"), n, refuse_skewed=False
            )
        elif "min" in text:
            made = imputation.summary_from_range(
                get("min"), get("med"), get("max"), n, refuse_skewed=False
            )
        else:
            made = imputation.summary_from_quartiles(
                get("q1"), get("med"), get("q3"), n, refuse_skewed=False
            )
        agree(row, [*named("mean", expected), *named("sd", expected)],
              [float(made.mean), float(made.sd)])  # fmt: skip
    elif "conv.wald log" in text:
        center, low, high = np.log(numbers(text)[:3])
        effect = intervals.wald_from_ci(center, low, high)
        agree(row, named("yi", expected), [float(effect.estimate)])
        agree(row, named("vi", expected), [float(effect.variance)])
    elif "conv.wald" in text:
        effect = intervals.wald_from_p(get("yi"), get("p"))
        agree(row, named("vi", expected), [float(effect.variance)])
    elif "group mean CI95" in text:
        low, high = map(float, re.search(r"CI95 ([\d.]+)-([\d.]+)", text).groups())  # type: ignore[union-attr]
        n = get("n")
        by_z = float(re.search(r"z form: ([\d.]+)", expected)[1])  # type: ignore[index]
        agree(row, named("SD", expected), [float(imputation.sd_from_ci(low, high, n))])
        agree(row, [by_z], [float(imputation.sd_from_ci(low, high, n, use_t=False))])
    elif text.startswith("MD"):
        n_1, n_2 = map(float, re.search(r"n (\d+)\+(\d+)", text).groups())  # type: ignore[union-attr]
        df = n_1 + n_2 - 2
        se = imputation.se_from_p(get("MD"), get("P"), df=df)
        agree(row, named("t", expected), [get("MD") / float(se)])
        agree(row, named("SE", expected), [float(se)])
        sd = imputation.sd_from_difference_se(se, n_1, n_2)
        agree(row, named("SD", expected), [float(sd)])
    elif row["category"] == "effect-crossover":
        effect = pre_post.crossover_difference(get("M_E"), get("M_C"), get("SDdiff"), get("n"))
        agree(row, named("MD", expected), [float(effect.estimate)])
        agree(row, named("SE", expected), [float(effect.standard_error)])
    elif row["category"] == "combine-groups":
        groups = re.findall(rf"n (\d+) M ({NUMBER}) SD ({NUMBER})", text)
        first, second = (imputation.Summary(*map(float, group)) for group in groups)
        both = imputation.combine_groups(first, second)
        agree(row, numbers(expected), [float(both.n), float(both.mean), float(both.sd)])
    else:
        compare_interval_from_p(row)


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


# --- GRIM and kin ---------------------------------------------------------------------------


def raw_named(name: str, text: str) -> str:
    match = re.search(rf"{name} ({NUMBER})", text)
    assert match, text
    return match[1]


@parametrise("GRIM", "GRIM-percent", "GRIMMER", "DEBIT", "SD-range")
def test_known_grim(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    verdict = expected.split()[0] == "consistent"
    n = int(re.search(r"\bn[ =](\d+)", text)[1])  # type: ignore[index]
    items_match = re.search(r"(\d+) items?", text)
    items = int(items_match[1]) if items_match else 1
    if row["category"] == "GRIM-percent":
        raw = re.match(r"([\d.]+)%", text)[1]  # type: ignore[index]
        places = printed_decimals(raw)
        assert bool(grim.is_grim_consistent_percent(float(raw), n, decimals=places)) == verdict
        return
    mean = raw_named("mean", text)
    places = printed_decimals(mean)
    if row["category"] == "GRIM":
        result = grim.check_grim(float(mean), n, decimals=places, items=items)
        assert result.is_consistent == verdict
        for nearest in re.findall(r"\d+\.\d+", expected):
            assert float(nearest) in result.nearest
    elif row["category"] == "GRIMMER":
        sd = raw_named("SD", text)
        assert verdict == grim.is_grimmer_consistent(
            float(mean), float(sd), n, decimals=places, sd_decimals=printed_decimals(sd)
        )
    elif row["category"] == "DEBIT":
        sd = raw_named("SD", text)
        assert verdict == bool(grim.is_debit_consistent(float(mean), float(sd), n, decimals=places))
    else:
        low, high = map(int, re.search(r"scale (\d+)-(\d+)", text).groups())  # type: ignore[union-attr]
        limits = grim.sd_limits(float(mean), n, low, high, decimals=places, items=items)
        wanted = numbers(expected.split("[")[1])
        assert [round(limit, 2) for limit in limits] == wanted


# --- a published table ----------------------------------------------------------------------


@parametrise("paper-table")
def test_known_paper_table(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    arms = re.findall(rf"n (\d+) base ({NUMBER}) \(({NUMBER})\) -> ({NUMBER})", text)
    (n_2, b_2, s_2, a_2), (n_1, b_1, s_1, a_1) = [tuple(map(float, arm)) for arm in arms]
    effect = pre_post.dppc2(b_1, a_1, s_1, n_1, b_2, a_2, s_2, n_2)
    wanted = named("dppc2", expected)[0]
    assert float(effect.estimate) == pytest.approx(wanted, abs=6e-4)
    assert float(effect.estimate) == pytest.approx(named("printed d", expected)[0], abs=0.025)
    estimate = re.search(rf"B ({NUMBER}) CI \[({NUMBER}), ({NUMBER})\]; z ({NUMBER})", text)
    assert estimate
    b, low, high, z = map(float, estimate.groups())
    wald = intervals.wald_from_ci(b, low, high)
    from_ci = float(wald.estimate / wald.standard_error)
    assert from_ci == pytest.approx(named("z from CI", expected)[0], abs=6e-4)
    assert from_ci == pytest.approx(z, abs=0.05)
    operator, p = re.search(r"p ([<]?)(0?\.\d+)", text).groups()  # type: ignore[union-attr]
    places = (
        printed_decimals(estimate[1]),
        max(printed_decimals(limit) for limit in estimate.groups()[1:3]),
    )
    printed = intervals.PrintedInterval(b, low, high, *(max(2, place) for place in places))
    verdict = intervals.check_interval_p(
        printed, float(p), p_operator=operator or "=", p_decimals=printed_decimals(p)
    ).verdict
    assert verdict == expected.split("verdict ")[1]


@parametrise("paper-text")
def test_known_paper_text(row: dict[str, str]) -> None:
    text, expected = row["input"], row["expected"]
    if "randomised" in text:
        for sum_ in expected.split("; "):
            left, right = sum_.split(" = ")
            sides = [re.split(r"\s*([+-])\s*", side) for side in (left, right)]
            for side in sides:
                assert all(token.isdigit() or token in "+-" for token in side)
            if "-" in left:
                start, *losses = map(int, left.split("-"))
                assert counts.flow_holds(start, losses, int(right))
            else:
                assert counts.adds_up(int(left), [int(part) for part in right.split("+")])
    elif "printed" in text:
        percent, n = re.search(r"printed ([\d.]+)% of (\d+)", text).groups()  # type: ignore[union-attr]
        events = int(expected.split("/")[0])
        verdict = counts.percent_verdict(
            events, int(n), float(percent), decimals=printed_decimals(percent)
        )
        assert verdict == "truncated" and "truncated" in expected
    elif " of " in text:
        events, n = map(int, re.findall(r"\d+", text))
        percent = expected.rstrip("%")
        assert (
            counts.percent_verdict(events, n, float(percent), decimals=printed_decimals(percent))
            == "consistent"
        )
    else:
        e_1, n_1, e_2, n_2 = map(int, re.findall(r"\d+", text))
        effect = binary.risk_difference(e_1, n_1, e_2, n_2)
        low, high = effect.interval()
        nnt, nnt_low, nnt_high = binary.nnt_from_difference(float(effect.estimate), low, high)
        wanted = re.search(
            rf"ARR ({NUMBER}) \[({NUMBER}), ({NUMBER})\]; NNT ({NUMBER}) -> (\d) \[({NUMBER}), ({NUMBER})\]",
            expected)  # fmt: skip
        assert wanted
        arr, arr_low, arr_high, ratio, whole, first, last = map(float, wanted.groups())
        assert [100 * float(v) for v in (effect.estimate, low, high)] == pytest.approx(
            [arr, arr_low, arr_high], abs=0.051
        )
        assert nnt == pytest.approx(ratio, abs=0.005) and math.ceil(nnt) == whole
        assert [nnt_low, nnt_high] == pytest.approx([first, last], abs=0.05)


@parametrise("number-words")
def test_known_number_words(row: dict[str, str]) -> None:
    assert evaluate_number(row["input"]) == pytest.approx(float(row["expected"]))


@parametrise("sample-size")
def test_known_sample_size(row: dict[str, str]) -> None:
    from miner.extract.registry import run_extractors
    from miner.readers.plain import read_plain

    text = re.fullmatch(r'text="(.*)"', row["input"], re.DOTALL)
    assert text is not None
    document = read_plain(text.group(1).replace("\\n", "\n"), document_id="known-answer")
    total = run_extractors(document).studies[0].n_total
    wanted = re.fullmatch(r"N=(\d+)", row["expected"])
    assert total == (int(wanted.group(1)) if wanted else None)
