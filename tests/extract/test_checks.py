"""Golden cases of the checks in text, and checks of invented records."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from miner.extract.checks import EXTRACTOR, derive_effects, with_adjusted_confidence
from miner.model import Arm, ArmResult, Effect, Findings, Outcome, SampleSize, Span, locate
from miner.model.vocab import CHECKS, VERDICTS
from miner.readers.jats import read_jats
from miner.readers.plain import read_plain

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "checks"
CASES = [
    case
    for path in sorted(GOLDEN.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_checks_golden(case):
    document = read_plain(case["text"], document_id="invented")
    found = EXTRACTOR.extract(document, Findings()).records
    shown = [(each.check, each.verdict, each.provenance.quote.strip()) for each in found]
    wanted = [(each["check"], each["verdict"], each["quote"]) for each in case["expect"]]
    assert sorted(shown) == sorted(wanted)
    for each in case["expect"]:
        says = each.get("says", "")
        assert any(says in check.explanation for check in found if check.verdict == each["verdict"])


def test_checks_a_third_of_golden_cases_expect_nothing():
    assert sum(not case["expect"] for case in CASES) * 3 >= len(CASES)


def test_checks_are_quotable_named_and_stable():
    for case in CASES:
        document = read_plain(case["text"], document_id="invented")
        first, second = (EXTRACTOR.extract(document, Findings()).records for _ in range(2))
        assert first == second
        for check in first:
            span = check.provenance.span
            assert document.text[span.start : span.end] == check.provenance.quote
            assert check.check in CHECKS and check.verdict in VERDICTS
            assert check.provenance.basis == "derived"
        assert len({check.check_id for check in first}) == len(first)


# An invented trial: two arms, one outcome, measured before and twice after.
ROWS = """Baseline	30.13 (8.00)	26.00 (10.00)
Week 8	22.67 (9.00)	23.47 (11.00)	{d1}	-4.00 (-7.92 to -0.08)	p = 0.046
Week 20	16.20 (9.00)	23.53 (11.00)	{d2}	-8.10 (-12.00 to -4.20)	p < 0.001
"""


class Trial:
    """Records of the invented trial, each placed at its printed form."""

    def __init__(self, text: str, *, n_1: int = 19, n_2: int = 15):
        self.document = read_plain(text, document_id="invented")
        self.findings = Findings()
        where = self.place(text[:5])
        for arm_id, label in (("arm_1", "MOVE"), ("arm_2", "REST")):
            role = "intervention" if arm_id == "arm_1" else "waiting_list"
            self.findings.arms.append(Arm(arm_id, label, None, role, where))
        self.findings.outcomes.append(
            Outcome("outcome_1", "Ache", where, scale_min=0, scale_max=52)
        )
        self.n = {"arm_1": n_1, "arm_2": n_2}

    def place(self, printed: str):
        start = self.document.text.index(printed)
        return locate(
            self.document,
            Span(start, start + len(printed)),
            extractor="invented",
            version=1,
            rule="invented",
        )

    def mean(self, arm_id, timepoint, value, sd, printed, **more):
        result = ArmResult(
            f"{arm_id}_{timepoint}",
            "outcome_1",
            arm_id,
            "mean",
            self.place(printed),
            timepoint=timepoint,
            n=self.n[arm_id],
            value=value,
            dispersion=sd,
            dispersion_kind="sd",
            decimals=2,
        )
        self.findings.arm_results.append(replace(result, **more))

    def effect(self, timepoint, measure, estimate, printed, **more):
        self.findings.effects.append(
            Effect(
                f"effect_{timepoint}_{measure}_{estimate}",
                "outcome_1",
                self.place(printed),
                arm_id_1="arm_1",
                arm_id_2="arm_2",
                timepoint=timepoint,
                effect_measure=measure,
                estimate=estimate,
                **more,
            )
        )

    def checks(self, name):
        records = EXTRACTOR.extract(self.document, self.findings).records
        return [check for check in records if check.check == name]


@pytest.fixture
def trial():
    made = Trial(ROWS.format(d1="-0.52", d2="-1.20"))
    for timepoint, first, second in (
        ("baseline", "30.13 (8.00)", "26.00 (10.00)"),
        ("week 8", "22.67 (9.00)", "23.47 (11.00)"),
        ("week 20", "16.20 (9.00)", "23.53 (11.00)"),
    ):
        for arm_id, printed in (("arm_1", first), ("arm_2", second)):
            value, sd = (float(part.strip("()")) for part in printed.split())
            made.mean(arm_id, timepoint, value, sd, printed)
    return made


def test_checks_whole_scores_of_one_arm_accuse_the_other(trial):
    found = trial.checks("grim")
    wrong = [check for check in found if check.verdict == "inconsistent"]
    assert len(found) == 6 and len(wrong) == 3
    assert all("15 whole scores could" in check.explanation for check in wrong)
    assert {check.arm_result_id.split("_")[1] for check in wrong} == {"1"}


def test_checks_say_nothing_of_scores_not_shown_to_be_whole():
    made = Trial("26.04 (10.00)	23.47 (11.00)	30.13 (8.00)	22.67 (9.00)")
    made.mean("arm_2", "baseline", 26.04, 10, "26.04 (10.00)")
    made.mean("arm_2", "week 8", 23.47, 11, "23.47 (11.00)")
    made.mean("arm_1", "baseline", 30.13, 8, "30.13 (8.00)")
    made.mean("arm_1", "week 8", 22.67, 9, "22.67 (9.00)")
    assert made.checks("grim") == []


def many_rows(d_printed):
    """Five rows of one table whose d is the pre-post-control d; the last as given."""
    lines, rows = [], []
    for index in range(5):
        before = 40 + index
        after_1, after_2 = before - 6 - index, before - 1.5 * index
        d = ((after_1 - before) - (after_2 - before)) / 8.0
        printed = f"{d:.2f}" if index < 4 else d_printed
        lines.append(f"{before:.2f}	{after_1:.2f}	{after_2:.2f}	d = {printed}")
        rows.append((before, after_1, after_2, printed))
    made = Trial("\n".join(lines), n_1=20, n_2=20)
    for index, (before, after_1, after_2, printed) in enumerate(rows):
        line = made.document.text.splitlines()[index]
        for arm_id, after in (("arm_1", after_1), ("arm_2", after_2)):
            for when, value in (("baseline", before), ("week 8", after)):
                made.mean(arm_id, when, value, 8.0, line, outcome_id=f"outcome_{index}",
                          arm_result_id=f"{arm_id}_{when}_{index}")  # fmt: skip
        made.effect("week 8", "cohens_d", float(printed), f"d = {printed}")
        made.findings.effects[-1] = replace(
            made.findings.effects[-1], outcome_id=f"outcome_{index}", effect_id=f"effect_{index}"
        )
    return made


def test_checks_trace_d_to_the_authors_formula():
    verdicts = [check.verdict for check in many_rows("-0.50").checks("effect_from_arms")]
    assert verdicts == ["consistent"] * 5


def test_checks_find_the_row_that_another_formula_or_number_made():
    found = many_rows("-0.71").checks("effect_from_arms")
    wrong = [check for check in found if check.verdict == "inconsistent"]
    assert [check.effect_id for check in wrong] == ["effect_4"]
    assert "formula of the other rows" in wrong[0].explanation


def test_checks_leave_a_lone_estimate_of_a_model_alone(trial):
    trial.effect("week 8", "cohens_d", -0.90, "-0.52")
    (check,) = trial.checks("effect_from_arms")
    assert check.verdict == "not_checkable" and "model" in check.explanation


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


def test_checks_mean_outside_its_scale_and_impossible_sd():
    made = Trial("61.00 (4.00)	50.00 (20.00)	20.00 (9.00)	21.00 (9.00)	22.00 (9.00)")
    for when, value in (("week 30", "21.00"), ("week 40", "22.00")):
        made.mean("arm_1", when, float(value), 9.0, f"{value} (9.00)")
    made.mean("arm_1", "week 8", 61.0, 4.0, "61.00 (4.00)")
    made.mean("arm_2", "week 8", 50.0, 20.0, "50.00 (20.00)")
    made.mean("arm_2", "week 20", 20.0, 9.0, "20.00 (9.00)")
    found = made.checks("scale_range")
    assert [check.verdict for check in found] == ["inconsistent", "inconsistent"]
    assert "outside" in found[0].explanation
    assert "impossible" in found[1].explanation


def test_checks_range_that_no_result_fits_was_not_this_scales():
    made = Trial("61.00 (4.00)	63.00 (4.00)	20.00 (9.00)")
    made.mean("arm_1", "week 8", 61.0, 4.0, "61.00 (4.00)")
    made.mean("arm_2", "week 8", 63.0, 4.0, "63.00 (4.00)")
    made.mean("arm_2", "week 20", 20.0, 9.0, "20.00 (9.00)")
    assert made.checks("scale_range") == []


@pytest.mark.parametrize(("second", "verdict"), [(19, "consistent"), (18, "inconsistent")])
def test_checks_arms_sum_to_the_whole(second, verdict):
    text = f"We randomised 41 adults, 22 to MOVE and {second} to REST."
    made = Trial(text)
    for arm_id, n in ((None, 41), ("arm_1", 22), ("arm_2", second)):
        made.findings.sample_sizes.append(
            SampleSize(f"size_{n}", arm_id, "randomised", n, made.place(str(n)))
        )
    assert [check.verdict for check in made.checks("arm_sum")] == [verdict]


def test_checks_derive_effects_without_touching_reported_ones(trial):
    trial.effect("week 8", "cohens_d", -0.52, "-0.52")
    before = list(trial.findings.effects)
    derived = derive_effects(trial.document, trial.findings)
    assert trial.findings.effects == before
    assert {effect.effect_measure for effect in derived} == {
        "mean_difference", "hedges_g", "smd_unspecified",
    }  # fmt: skip
    assert all(effect.provenance.basis == "derived" for effect in derived)
    assert all(len(effect.provenance.derived_from) == 2 for effect in derived)
    difference = next(effect for effect in derived if effect.effect_measure == "mean_difference")
    assert difference.arm_id_1 == "arm_1" and difference.estimate == pytest.approx(-0.8)


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


@pytest.mark.parametrize(("start", "expected"), [("Scores", 1), ("Patients with scores", 0)])
def test_checks_range_seen_in_patients_is_not_the_scales(start, expected):
    text = f"{start} ran from 0 to 52. 61.00 (4.00)	20.00 (9.00)	21.00 (9.00)"
    made = Trial(text)
    made.mean("arm_1", "week 8", 61.0, 4.0, "61.00 (4.00)")
    made.mean("arm_2", "week 8", 20.0, 9.0, "20.00 (9.00)")
    made.mean("arm_2", "week 20", 21.0, 9.0, "21.00 (9.00)")
    assert len(made.checks("scale_range")) == expected


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


@pytest.mark.parametrize(("caption", "expected"), [("Change in Ache", 0), ("Ache of MOVE", 1)])
def test_checks_changes_lie_on_no_scale(caption, expected):
    paper = (
        f"<article><body><sec><title>Results</title><table-wrap><caption><p>{caption}</p></caption>"
        "<table><thead><tr><th>Scale</th><th>MOVE</th><th>REST</th></tr></thead><tbody><tr>"
        "<td>Ache</td><td>-7.25</td><td>3.10</td></tr><tr><td>Ache later</td><td>4.10</td><td>5.10</td>"
        "</tr></tbody></table></table-wrap></sec></body></article>"
    )
    made = Trial("Ache ran on")
    made.document = read_jats(paper.encode(), path="invented.nxml")
    for arm_id, when, value in (("arm_1", "week 8", "-7.25"), ("arm_2", "week 8", "3.10"),
                                ("arm_1", "week 9", "4.10"), ("arm_2", "week 9", "5.10")):  # fmt: skip
        made.mean(arm_id, when, float(value), None, value)
    assert len(made.checks("scale_range")) == expected


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
