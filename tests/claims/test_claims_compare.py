from __future__ import annotations

from dataclasses import replace

import pytest
from claim_builders import ARMS, PAIN, SLEEP, effect, paper, place, result, with_records

from miner.claims.compare import compare_records, verdict_of
from miner.claims.compare_results import compare_all
from miner.claims.parse import parse_claim
from miner.model import Arm, Span


@pytest.mark.parametrize(
    ("claim", "found", "stance", "part"),
    [
        ("Yoga reduced pain more than the waiting list.", effect(), "supports", "direction"),
        ("Yoga raised pain compared with the waiting list.", effect(), "contradicts", "direction"),
        ("Yoga reduced pain more than the waiting list.", effect(significant=False), "contradicts", "significance"),
        ("Yoga eased pain no more than the waiting list.", effect(significant=False), "supports", "significance"),
        ("Yoga made no difference to pain compared with waiting.", effect(), "contradicts", "significance"),
        ("People on the waiting list had more pain than those who did yoga.", effect(), "supports", "direction"),
        ("Yoga improved pain compared with the waiting list.", effect(), "supports", "direction"),
    ],
)  # fmt: skip
def test_compare_records_judges_direction_and_significance(claim, found, stance, part) -> None:
    said, strength, match = verdict_of(compare_records(parse_claim(claim), with_records(found)))
    assert said == stance
    assert strength >= 0.75
    assert part in (match.matched if stance == "supports" else match.clashed)


def test_compare_records_is_silent_on_an_outcome_that_was_not_compared() -> None:
    parts = parse_claim("Yoga reduced fatigue more than the waiting list.")
    assert compare_records(parts, with_records(effect())) == ()


def test_compare_records_keeps_to_the_time_of_the_claim() -> None:
    yoga_trial = with_records(
        effect("early", timepoint="8 weeks", significant=False),
        effect("late", timepoint="12 months", significant=True),
    )
    late = parse_claim("A year later yoga had reduced pain more than the waiting list.")
    assert [m.effect_id for m in compare_records(late, yoga_trial)] == ["late"]
    any_time = parse_claim("Yoga reduced pain more than the waiting list.")
    assert {m.stance for m in compare_records(any_time, yoga_trial)} == {"supports", "contradicts"}


def test_compare_records_leaves_out_baseline() -> None:
    yoga_trial = with_records(effect(timepoint="baseline", significant=False))
    assert (
        compare_records(parse_claim("Yoga reduced pain more than waiting did."), yoga_trial) == ()
    )


def test_compare_all_uses_arm_results_where_no_effect_is_recorded() -> None:
    yoga_trial = with_records(
        results=(
            result("a1", "baseline", 20), result("a1", "post-treatment", 12),
            result("a2", "baseline", 20), result("a2", "post-treatment", 20),
        )
    )  # fmt: skip
    rose = compare_all(
        parse_claim("Pain was higher with yoga than on the waiting list."), yoga_trial
    )
    still = compare_all(parse_claim("On the waiting list pain did not change."), yoga_trial)
    assert verdict_of(rose)[0] == "contradicts"
    assert verdict_of(still)[0] == "supports"


def test_compare_all_settles_nothing_on_a_middling_difference() -> None:
    yoga_trial = with_records(
        results=(result("a1", "post-treatment", 20), result("a2", "post-treatment", 20.4))
    )
    assert compare_all(parse_claim("Yoga lowered pain compared with waiting."), yoga_trial) == ()


def test_verdict_of_is_contradicted_by_one_clashing_clause() -> None:
    yoga_trial = with_records(effect("pain"), effect("sleep", outcome="o2", significant=False))
    parts = parse_claim("Yoga reduced pain but improved sleep too, compared with the waiting list.")
    assert verdict_of(compare_records(parts, yoga_trial))[0] == "contradicts"
    assert verdict_of(())[0] is None


def test_compare_records_does_not_credit_the_treatment_with_what_befell_the_controls() -> None:
    waited = effect("waited", arm_id_1="a2", arm_id_2=None, scope="within_arm")
    practised = effect("practised", arm_id_1="a1", arm_id_2=None, scope="within_arm")
    claim = parse_claim("Stretching reduced pain.")
    assert compare_records(claim, with_records(waited)) == ()
    found = compare_records(claim, with_records(waited, practised))
    assert [match.effect_id for match in found] == ["practised"]
    control = parse_claim("On the waiting list pain fell.")
    assert [m.effect_id for m in compare_records(control, with_records(waited))] == ["waited"]


def test_compare_records_does_not_judge_a_benefit_by_an_adverse_event() -> None:
    sore = replace(PAIN, name="Pain at the site of injection", outcome_role="harm")
    yoga_trial = replace(with_records(effect(significant=False)), outcomes=(sore,))
    assert compare_all(parse_claim("Yoga eased pain more than the waiting list."), yoga_trial) == ()
    assert compare_all(parse_claim("Yoga caused more pain than the waiting list."), yoga_trial)


def test_compare_records_is_silent_where_no_direction_is_known() -> None:
    yoga_trial = with_records(effect(direction=None))
    parts = parse_claim("Yoga reduced pain more than the waiting list.")
    assert compare_records(parts, yoga_trial) == ()


def test_compare_records_takes_no_side_between_two_treatments_the_claim_does_not_name() -> None:
    arms = (
        replace(ARMS[0], label="Group A"),
        replace(ARMS[1], label="Group B", role="intervention"),
    )
    yoga_trial = replace(with_records(effect()), arms=arms)
    assert (
        compare_records(parse_claim("Heavy mesh caused less pain than light mesh."), yoga_trial)
        == ()
    )


def test_compare_records_leaves_out_comparisons_of_arms_the_claim_does_not_name() -> None:
    tai = Arm("a3", "tai chi", None, "intervention", place(4))
    yoga_trial = replace(
        with_records(effect("yoga"), effect("tai", arm_id_1="a3", significant=False)),
        arms=(*ARMS, tai),
    )
    parts = parse_claim("Tai chi reduced pain more than doing nothing.")
    assert [match.effect_id for match in compare_records(parts, yoga_trial)] == ["tai"]


def test_compare_records_turns_scales_on_which_more_is_better() -> None:
    tired = replace(PAIN, name="Fatigue", instrument="FACIT-F", better="higher")
    yoga_trial = replace(with_records(effect(direction="increase")), outcomes=(tired,))
    match = compare_records(parse_claim("Yoga lowered fatigue more than waiting."), yoga_trial)[0]
    assert match.stance == "supports"


def test_parse_claim_gives_those_who_stayed_put_to_the_other_arm() -> None:
    parts = parse_claim("Those on yoga had less pain; those on the mat stayed at the same pain.")
    assert [(p.says, p.arm) for p in parts.propositions] == [
        ("decrease", None), ("none", "control"),
    ]  # fmt: skip


def test_compare_records_reads_larger_improvements_as_benefit() -> None:
    text = "Larger improvements in pain were seen with yoga."
    source = paper("p1", "Yoga for back pain", text)
    span = source.sentences[1][0]
    told = replace(
        effect(direction="increase"),
        provenance=replace(place(), span=Span(span.start, span.start + 6)),
    )
    yoga = replace(source, outcomes=(PAIN, SLEEP), arms=ARMS, effects=(told,))
    match = compare_records(parse_claim("Yoga reduced pain more than waiting."), yoga)[0]
    assert match.stance == "supports"
