"""Checks of what arms showed, on invented records: whole scores, scales, effects from means."""

from __future__ import annotations

from dataclasses import replace

import pytest
from invented_trial import Trial, measured_trial

from miner.extract.checks import derive_effects
from miner.model import SampleSize
from miner.readers.jats import read_jats


@pytest.fixture
def trial():
    return measured_trial()


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


@pytest.mark.parametrize(("start", "expected"), [("Scores", 1), ("Patients with scores", 0)])
def test_checks_range_seen_in_patients_is_not_the_scales(start, expected):
    text = f"{start} ran from 0 to 52. 61.00 (4.00)	20.00 (9.00)	21.00 (9.00)"
    made = Trial(text)
    made.mean("arm_1", "week 8", 61.0, 4.0, "61.00 (4.00)")
    made.mean("arm_2", "week 8", 20.0, 9.0, "20.00 (9.00)")
    made.mean("arm_2", "week 20", 21.0, 9.0, "21.00 (9.00)")
    assert len(made.checks("scale_range")) == expected


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
