"""Checks of intervals, tests and p values, on invented records."""

from __future__ import annotations

from dataclasses import replace

import pytest
from invented_trial import Trial, measured_trial

from miner.extract.checks import EXTRACTOR, with_adjusted_confidence
from miner.model import Effect, Findings, Span, locate
from miner.readers.jats import read_jats


@pytest.fixture
def trial():
    return measured_trial()


def test_checks_interval_and_p(trial):
    trial.effect("week 8", "mean_difference", -4.0, "-4.00 (-7.92 to -0.08)	p = 0.046",
                 ci_lower=-7.92, ci_upper=-0.08, ci_level=95.0, p_operator="=", p_value=0.046)  # fmt: skip
    assert {check.verdict for check in trial.checks("p_from_ci")} == {"consistent"}
    assert {check.verdict for check in trial.checks("ci_symmetry")} == {"consistent"}


@pytest.mark.parametrize(
    ("estimate", "lower", "upper", "p", "check", "verdict"),
    [
        (-4.0, -7.92, -0.08, 0.38, "p_from_ci", "decision_error"),
        (4.0, -7.92, -0.08, 0.046, "ci_symmetry", "inconsistent"),
        (-4.0, -0.08, -7.92, 0.046, "ci_symmetry", "inconsistent"),
        (-4.0, -7.92, -0.08, 1.4, "p_from_ci", "not_checkable"),
    ],
)
def test_checks_interval_errors(trial, estimate, lower, upper, p, check, verdict):
    trial.effect("week 8", "mean_difference", estimate, "-4.00 (-7.92 to -0.08)", ci_lower=lower,
                 ci_upper=upper, ci_level=95.0, p_operator="=", p_value=p)  # fmt: skip
    assert [each.verdict for each in trial.checks(check)] == [verdict]


def test_checks_coarse_interval_says_so(trial):
    text = "-0.05 (-0.21 to 0.11) z = -0.66 p = 0.509"
    made = Trial(text)
    made.effect("week 8", "regression_coefficient", -0.05, text, ci_lower=-0.21, ci_upper=0.11,
                ci_level=95.0, test="z", test_value=-0.66, p_operator="=", p_value=0.509)  # fmt: skip
    found = [check for check in made.checks("p_from_ci") if "z =" in (check.reported or "")]
    assert [check.verdict for check in found] == ["consistent"]
    assert "coarsely" in found[0].explanation


@pytest.mark.parametrize(
    ("text", "estimate", "lower", "upper", "verdict"),
    [
        # Fold changes with a sign: 1.07 is the middle of 1 / 1.62 to 1.86 on the logarithm.
        ("costs 1.07 (-1.62 to 1.86)", 1.07, -1.62, 1.86, "not_checkable"),
        ("costs 1.60 (-2.69 to 1.05)", 1.60, -2.69, 1.05, "inconsistent"),
        ("score -0.77 (-1.62 to 3.16)", -0.77, -1.62, 3.16, "inconsistent"),
        ("median 0.20 (0.00 to 2.00)", 0.20, 0.0, 2.0, "not_checkable"),
        ("mean 0.20 (0.00 to 2.00)", 0.20, 0.0, 2.0, "inconsistent"),
        ("median 3.00 (0.00 to 2.00)", 3.00, 0.0, 2.0, "inconsistent"),
    ],
)
def test_checks_lopsided_intervals(text, estimate, lower, upper, verdict):
    made = Trial(text)
    made.effect("week 8", "mean_difference", estimate, text, ci_lower=lower, ci_upper=upper,
                ci_level=95.0)  # fmt: skip
    assert [check.verdict for check in made.checks("ci_symmetry")] == [verdict]


def test_checks_lower_confidence_of_records_that_disagree():
    text = "-0.77 (-1.62 to 3.16)	costs 1.07 (-1.62 to 1.86)	-4.00 (-7.92 to -0.08)"
    made = Trial(text)
    for estimate, lower, upper in ((-0.77, -1.62, 3.16), (1.07, -1.62, 1.86), (-4, -7.92, -0.08)):
        printed = f"{estimate:.2f} ({lower:.2f} to {upper:.2f})"
        made.effect("week 8", "mean_difference", estimate, printed, ci_lower=lower,
                    ci_upper=upper, ci_level=95.0)  # fmt: skip
    made.findings.add(EXTRACTOR.extract(made.document, made.findings).records)
    before = [effect.provenance.confidence for effect in made.findings.effects]
    after = with_adjusted_confidence(made.findings).effects
    shares = [effect.provenance.confidence / old for effect, old in zip(after, before, strict=True)]
    assert shares == pytest.approx([0.8, 0.5, 1.0])
    assert [effect.provenance.confidence for effect in made.findings.effects] == before
    assert [replace(effect, provenance=where.provenance)
            for effect, where in zip(after, made.findings.effects, strict=True)] == made.findings.effects  # fmt: skip


def test_checks_decimal_comma_is_no_pair_of_limits():
    text = "difference 1.2, 95% CI from -1,42 to 3,90"
    made = Trial(text)
    made.effect("week 8", "mean_difference", 1.2, text, ci_lower=-1, ci_upper=42, ci_level=95.0)
    assert [check.verdict for check in made.checks("ci_symmetry")] == ["not_checkable"]


@pytest.mark.parametrize(
    ("head", "verdicts"), [("T-test p-value", []), ("T-test", ["decision_error"])]
)
def test_checks_p_under_a_head_of_tests_is_no_statistic(head, verdicts):
    paper = (
        "<article><body><sec><title>Results</title><table-wrap><caption><p>Ache</p></caption>"
        f"<table><thead><tr><th>Scale</th><th>{head}</th><th>Mixed model P</th></tr></thead>"
        "<tbody><tr><td>Ache</td><td>0.37</td><td>0.03</td></tr></tbody></table></table-wrap>"
        "</sec></body></article>"
    )
    document = read_jats(paper.encode(), path="invented.nxml")
    start = document.text.index("0.37")
    where = locate(
        document, Span(start, start + 4), extractor="invented", version=1, rule="invented"
    )
    findings = Findings(effects=[Effect("effect", None, where, test="t", test_value=0.37,
                                        p_operator="=", p_value=0.03)])  # fmt: skip
    found = EXTRACTOR.extract(document, findings).records
    assert [check.verdict for check in found if check.check == "p_from_test"] == verdicts


def test_checks_leave_a_p_of_the_next_bracket_alone():
    text = "week 6 (P = 0.04, t = 2.10) and week 12 (P = 0.02, t = 2.42)"
    made = Trial(text)
    made.effect("week 6", "none", None, "t = 2.10) and week 12 (P = 0.02", test="t",
                test_value=2.10, p_operator="=", p_value=0.02)  # fmt: skip
    assert made.checks("p_from_test") == []


@pytest.mark.parametrize(("p", "verdicts"), [("0.016", []), ("0.017", ["decision_error"])])
def test_checks_t_and_p_of_different_sub_heads_are_of_different_tests(p, verdicts):
    paper = (
        "<article><body><sec><title>Results</title><table-wrap><caption><p>Ache</p></caption><table>"
        "<thead><tr><th>Arm</th><th colspan='2'>t value</th><th colspan='2'>P value</th></tr>"
        "<tr><th></th><th>Sign score</th><th>Pain score</th><th>Sign score</th><th>Pain score</th></tr>"
        "</thead><tbody><tr><td>Walk</td><td>-0.42</td><td>-0.14</td><td>0.016</td><td>0.017</td></tr>"
        "</tbody></table></table-wrap></sec></body></article>"
    )
    document = read_jats(paper.encode(), path="invented.nxml")
    start = document.text.index("-0.14")
    where = locate(
        document, Span(start, start + 5), extractor="invented", version=1, rule="invented"
    )
    findings = Findings(effects=[Effect("effect", None, where, test="t", test_value=-0.14,
                                        p_operator="=", p_value=float(p))])  # fmt: skip
    found = EXTRACTOR.extract(document, findings).records
    assert [check.verdict for check in found if check.check == "p_from_test"] == verdicts


@pytest.mark.parametrize(
    ("confidence", "verdict"), [(0.45, "not_checkable"), (0.8, "decision_error")]
)
def test_checks_unsure_records_accuse_nobody_of_another_p(confidence, verdict):
    text = "+0.5 kg (-0.42 to 1.42, p = 0.017)"
    made = Trial(text)
    made.effect("week 8", "mean_difference", 0.5, text, ci_lower=-0.42, ci_upper=1.42,
                ci_level=95.0, p_operator="=", p_value=0.017)  # fmt: skip
    effect = made.findings.effects[0]
    where = replace(effect.provenance, confidence=confidence)
    made.findings.effects[0] = replace(effect, provenance=where)
    assert [check.verdict for check in made.checks("p_from_ci")] == [verdict]
