"""Names that hold over all tables of a paper, and sentences that repeat a table's numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from miner.extract.outcomes import make_outcome
from miner.extract.prose_results.kinds import Kinds
from miner.extract.prose_results.table_twins import with_twins
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.outcome_names import OutcomeNames
from miner.extract.table_results.readings import CellReading
from miner.extract.table_results.resolve import _is_relative
from miner.model import ArmResult, Effect, Findings, Outcome, Rejected, SampleSize, Span, locate
from miner.readers.plain import read_plain

DOCUMENT = read_plain("Grip and stiffness of the climbers were measured.", document_id="d")
PROSE = locate(DOCUMENT, Span(0, 4), extractor="prose_results", version=1, rule="value_linker/x")
TABLE = replace(PROSE, extractor="table_results", table_id="t1", row=1, column=1)


def _outcome(name: str, **more: Any) -> Outcome:
    return make_outcome(DOCUMENT, Span(0, 4), name=name, version=1, **more)


def _cell(table: str, label: str, value: float, at: int = 0, **more: Any) -> CellReading:
    given: dict[str, Any] = {
        "kind": "arm_result", "table_id": table, "row": 1, "column": 1, "places": (Span(0, 1),),
        "rule": "value_pm", "confidence": 0.9, "outcome_label": label,
        "outcome_span": Span(at, at + 1), "arm_id": "a", "statistic": "mean", "value": value,
    }  # fmt: skip
    return CellReading(**(given | more))


def _notes(caption: str) -> Notes:
    return Notes(caption, "")


def _names(*tables: tuple[str, list[CellReading]], known: tuple[Outcome, ...] = ()) -> list[str]:
    named = OutcomeNames(DOCUMENT, known, [(cells, _notes(caption)) for caption, cells in tables])
    return [named.of(cell).name for _, cells in tables for cell in cells]


def test_rows_of_one_name_that_disagree_take_what_their_captions_have_of_their_own() -> None:
    found = _names(
        ("Strength of the left hand", [_cell("t1", "Grip", 31.0)]),
        ("Strength of the right hand", [_cell("t2", "Grip", 34.0, at=9)]),
    )
    assert found == ["Grip (left)", "Grip (right)"]


def test_rows_of_one_name_that_agree_are_one_outcome() -> None:
    found = _names(
        ("Strength in spring", [_cell("t1", "Grip", 31.0)]),
        ("Strength in spring and autumn", [_cell("t2", "Grip", 31.0, at=9)]),
    )
    assert found == ["Grip", "Grip"]


def test_a_subscale_that_the_notes_spell_out_is_not_its_scale() -> None:
    scale = _outcome("Climbing fear scale", abbreviation="CFS", aliases=("CFS-H",))
    spelled = {"CFS-H": "climbing fear scale-height"}
    notes = Notes("Fear", "", definitions=spelled)
    cell = _cell("t1", "CFS-H", 4.0)
    named = OutcomeNames(DOCUMENT, (scale,), [([cell], notes)]).of(cell)
    assert (named.name.casefold(), named.known) == ("climbing fear scale-height", None)


def test_baselines_of_two_tables_that_count_other_people_are_one_outcome() -> None:
    found = _names(
        ("Climbers at the start", [_cell("t1", "Grip", 31.0, timepoint="baseline", n=22)]),
        ("Grip of those who stayed", [_cell("t2", "Grip", 30.2, at=9, timepoint="baseline", n=19)]),
    )
    assert found == ["Grip", "Grip"]


def test_rows_of_one_name_below_one_heading_take_the_heading_above_it() -> None:
    found = _names(
        ("Strength", [
            _cell("t1", "Grip", 31.0, contexts=("Novices", "Left")),
            _cell("t1", "Grip", 38.0, at=9, contexts=("Experts", "Left")),
        ]),
    )  # fmt: skip
    assert found == ["Novices: Left: Grip", "Experts: Left: Grip"]


def test_subscales_do_not_take_the_name_of_the_scale_they_all_match() -> None:
    scale = _outcome("Climbing fear scale", aliases=("Fear of falling", "Fear of height"))
    found = _names(
        ("Fear", [_cell("t1", "Fear of falling", 4.0), _cell("t1", "Fear of height", 6.0, at=9)]),
        known=(scale,),
    )
    assert found == ["Fear of falling", "Fear of height"]


def _result(**more: Any) -> ArmResult:
    given: dict[str, Any] = {
        "arm_result_id": "r", "outcome_id": "words", "arm_id": "a", "statistic": "mean",
        "provenance": PROSE, "value": 31.2, "dispersion": 4.1, "decimals": 1,
    }  # fmt: skip
    return ArmResult(**(given | more))


def _effect(**more: Any) -> Effect:
    given: dict[str, Any] = {"effect_id": "e", "outcome_id": "words", "provenance": PROSE}
    return Effect(**(given | more))


@pytest.mark.parametrize(("cell_name", "taken"), [("Grip strength", True), ("Week 6", False)])
def test_a_value_that_one_cell_holds_takes_what_the_cell_says(cell_name: str, taken: bool) -> None:
    said, told = _outcome("strength of the grip"), _outcome(cell_name)
    cell = _result(outcome_id=told.outcome_id, arm_id="b", timepoint="6 weeks", provenance=TABLE)
    result = _result(outcome_id=said.outcome_id)
    (found,) = with_twins([result], Findings(arm_results=[cell]), [said, told])
    assert isinstance(found, ArmResult)
    assert found.outcome_id == (told if taken else said).outcome_id
    assert (found.arm_id, found.timepoint) == ("b", "6 weeks")
    assert found.provenance == PROSE


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [_result(outcome_id="grip", arm_id=arm, provenance=TABLE) for arm in "bc"],
        [_result(outcome_id="grip", dispersion=9.0, provenance=TABLE)],
    ],
)
def test_a_value_of_no_cell_or_of_two_stays_as_the_sentence_has_it(cells: list[ArmResult]) -> None:
    assert with_twins([_result()], Findings(arm_results=cells), []) == [_result()]


def test_a_number_of_two_digits_is_found_in_a_table_by_chance() -> None:
    bare = _result(value=3.1, dispersion=None)
    cell = replace(bare, outcome_id="grip", provenance=TABLE)
    assert with_twins([bare], Findings(arm_results=[cell]), []) == [bare]


def test_a_lone_p_is_a_cells_only_where_the_outcomes_share_a_word() -> None:
    outcomes = [_outcome("grip strength"), _outcome("stiffness of the hip")]
    grip, hip = (outcome.outcome_id for outcome in outcomes)
    row = _effect(
        outcome_id=grip, p_operator="=", p_value=0.037, provenance=TABLE, timepoint="6 weeks"
    )
    findings = Findings(effects=[row])
    for outcome_id, moment in ((grip, "6 weeks"), (hip, None)):
        said = _effect(outcome_id=outcome_id, p_operator="=", p_value=0.037)
        assert [each.timepoint for each in with_twins([said], findings, outcomes)] == [moment]


def test_no_share_of_people_on_a_scale_and_no_size_of_an_arm_is_a_result() -> None:
    means = _result(outcome_id="grip", provenance=TABLE)
    size = SampleSize("s", "a", "allocated", 40, PROSE)
    kinds = Kinds.of(Findings(arm_results=[means], sample_sizes=[size]))
    share = _result(outcome_id="grip", statistic="percent", value=31.0, unit="%")
    sized = _result(statistic="count", value=40.0, dispersion=None)
    falls = _result(statistic="count", value=12.0, dispersion=None)
    ratio = _effect(outcome_id="grip", effect_measure="odds_ratio", estimate=1.4)
    rejected: list[Rejected] = []
    kept = kinds.fitting([share, sized, falls, _result()], [ratio, _effect()], rejected)
    assert kept == ([falls, _result()], [_effect()])
    assert [each.reason for each in rejected] == [
        "a share of people on a scale", "the size of the arm", "a ratio of people on a scale",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("estimate", "risks", "relative"),
    [
        (37.0, [4.45, 7.02], True),
        (2.6, [4.45, 7.02], False),
        (37.0, [None, 7.02], False),
        (50.0, [0.0, 50.0], False),
    ],
)
def test_a_risk_reduction_may_be_a_share_of_the_other_arms_risk(
    estimate: float, risks: list[float | None], relative: bool
) -> None:
    cell = _cell("t1", "Falls", 0.0, effect_measure="risk_difference", estimate=estimate)
    assert _is_relative(cell, risks) is relative
