"""Known answers on reported tests, tables, counts and sizes, each within its own tolerance."""

from __future__ import annotations

import math
import re

import pytest
from known_answer_rows import NUMBER, agree, named, parametrise, printed_text, tolerance

from miner.stats import (
    binary,
    consistency,
    counts,
    intervals,
    pre_post,
)
from miner.stats.rounding import printed_decimals
from miner.text.number_expressions import evaluate_number
from miner.text.test_statistics import TestStatistic, find_reported_p, find_test_statistics


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
    wanted = re.findall(r"(\w+)=([\w.+-]+)", row["expected"])
    assert wanted, row["expected"]
    for name, raw in wanted:
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
            agree(row, [float(re.search(r"z=([\d.]+)", expected)[1])], [round(z, 3)])
            agree(row, [float(recomputed[1])], [float(consistency.compute_p("z", z))])
            return
        result = judge(first, "", text)
        assert result.value is not None
        agree(row, [float(recomputed[1])], [result.value])
        if "->" in expected:
            assert result.verdict == expected.split("-> ")[1].replace(" ", "_")


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
    operator, p = re.search(r"p ([<]?)(0?\.\d+)", text).groups()
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
        percent, n = re.search(r"printed ([\d.]+)% of (\d+)", text).groups()
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
