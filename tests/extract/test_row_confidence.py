"""How sure a result is: learnt weights over what the rest of its paper says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.extract.outcomes import make_outcome
from miner.extract.row_confidence import with_confidence
from miner.extract.row_confidence.apply import ABSTRACT_CHARS
from miner.extract.row_confidence.facts import facts_of
from miner.extract.row_confidence.features import features_of
from miner.extract.row_confidence.model import RowModel, row_model
from miner.model import Arm, ArmResult, Check, Document, Effect, Findings, Span, locate
from miner.readers.plain import read_plain

TEXT = "Walkers were randomly assigned to coaching or a leaflet. Their grip was measured. "
PAPER = read_plain(TEXT * (ABSTRACT_CHARS // len(TEXT) + 1), document_id="d")
PLACE = locate(PAPER, Span(0, 7), extractor="prose_results", version=1, rule="value_linker/number")
GRIP = make_outcome(PAPER, Span(63, 67), name="Grip", version=1)
ARMS = [
    Arm(label, label, None, "intervention", replace(PLACE, extractor="arms"))
    for label in ("coaching", "leaflet")
]


def _result(name: str, value: float, **more: Any) -> ArmResult:
    given: dict[str, Any] = {
        "outcome_id": GRIP.outcome_id, "arm_id": "coaching", "statistic": "mean",
        "provenance": PLACE, "value": value, "timepoint": "6 weeks",
    }  # fmt: skip
    return ArmResult(name, **(given | more))


def _findings(*results: ArmResult, effects: tuple[Effect, ...] = ()) -> Findings:
    return Findings(
        arms=list(ARMS), outcomes=[GRIP], arm_results=list(results), effects=list(effects)
    )


def _features(document: Document, findings: Findings) -> dict[str, float]:
    return features_of(document, findings.arm_results[0], facts_of(document, findings))


def test_two_values_for_one_question_dispute_each_other() -> None:
    lone = _findings(_result("a", 31.0))
    both = _findings(_result("a", 31.0), _result("b", 35.0))
    other = _findings(_result("a", 31.0), _result("b", 35.0, timepoint="baseline"))
    assert "prose_disputed" not in _features(PAPER, lone)
    assert _features(PAPER, both)["prose_disputed"] == 1.0
    assert "prose_disputed" not in _features(PAPER, other)


def test_a_lone_row_without_moment_is_told() -> None:
    found = _features(PAPER, _findings(_result("a", 31.0, timepoint=None)))
    assert found["prose_untimed"] == found["prose_alone"] == found["prose_bare"] == 1.0


@pytest.mark.parametrize("name", ["and grip", "grip at", "3 (grip", "grip of the"])
def test_torn_names_are_told(name: str) -> None:
    torn = replace(GRIP, name=name)
    findings = replace(_findings(_result("a", 31.0)), outcomes=[torn])
    assert _features(PAPER, findings)["outcome_torn"] == 1.0
    assert "outcome_torn" not in _features(PAPER, _findings(_result("a", 31.0)))


def test_the_model_knows_features_that_rows_have() -> None:
    findings = _findings(_result("a", 31.0))
    assert set(_features(PAPER, findings)) & set(row_model().weights)
    assert 0.0 < row_model().floor < 1.0


@given(st.dictionaries(st.sampled_from(sorted(row_model().weights)), st.floats(-5, 5)))
def test_confidence_is_a_probability(features: dict[str, float]) -> None:
    assert 0.0 <= row_model().confidence(features) <= 1.0


def test_confidence_rises_with_what_speaks_for_a_row() -> None:
    model = RowModel({"good": 1.0, "bad": -1.0}, 0.0, 0.5)
    found = [model.confidence(row) for row in ({"bad": 1.0}, {}, {"good": 1.0}, {"new": 9.0})]
    assert found == [0.27, 0.5, 0.73, 0.5]


def test_a_doubtful_result_goes_with_its_checks_unless_it_is_asked_for() -> None:
    nobody = Effect("e", None, PLACE, scope="association", p_value=0.04, p_operator="=")
    check = Check("c", "p_from_test", "inconsistent", "", PLACE, effect_id="e")
    findings = replace(_findings(_result("a", 31.0), effects=(nobody,)), checks=[check])
    kept = with_confidence(PAPER, findings, keep_doubtful=True)
    given_up = with_confidence(PAPER, findings)
    assert [each.effect_id for each in kept.effects] == ["e"]
    assert kept.checks == [check]
    assert kept.effects[0].provenance.confidence < row_model().floor
    assert (given_up.effects, given_up.checks) == ([], [])


def test_short_texts_keep_the_confidence_of_their_reader() -> None:
    short = read_plain(TEXT, document_id="d")
    findings = _findings(_result("a", 31.0))
    assert with_confidence(short, findings) is findings
