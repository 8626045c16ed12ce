"""miner/extract/outcomes against invented sentences: every outcome, nothing extra."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.extract.outcomes import EXTRACTOR, make_outcome, match_outcome, settle_outcomes
from miner.extract.outcomes.definitions import find_definitions
from miner.extract.outcomes.matching import normalise
from miner.extract.outcomes.naming import cut_to_name
from miner.model import ArmResult, Findings, Outcome, Span
from miner.readers.plain import read_plain

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "outcomes"
CASES = [
    case
    for name in ("develop", "absent")
    for case in tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))["case"]
]


def line(outcome: Outcome) -> str:
    limits = "-" if outcome.scale_max is None else f"{outcome.scale_min:g}-{outcome.scale_max:g}"
    parts = (
        outcome.outcome_role,
        outcome.name,
        outcome.abbreviation or "-",
        limits,
        outcome.better,
    )
    return " | ".join(parts)


def outcomes_of(text: str) -> tuple[Outcome, ...]:
    document = read_plain(text, document_id="doc")
    return EXTRACTOR.extract(document, Findings()).records


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_outcomes_golden(case: dict) -> None:
    assert [line(outcome) for outcome in outcomes_of(case["text"])] == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_outcomes_are_quotable(case: dict) -> None:
    document = read_plain(case["text"], document_id="doc")
    for outcome in EXTRACTOR.extract(document, Findings()).records:
        place = outcome.provenance
        assert place.quote == document.text[place.span.start : place.span.end]


def make(name: str, **more: Any) -> Outcome:
    document = read_plain("Some words of a paper.", document_id="doc")
    return make_outcome(document, Span(0, 4), name=name, version=1, **more)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("HWI", "worry"),
        ("Total HWI scores", "worry"),
        ("Harbour worry inventory", "worry"),
        ("HWI (worry)", "worry"),
        ("SF-36 vitality", "vitality"),
        ("SF36-Vitality", "vitality"),
        ("SF-36", None),
        ("Wor", None),
        ("", None),
    ],
)
def test_match_outcome_by_any_of_its_names(label: str, expected: str | None) -> None:
    known = {
        "worry": make("Harbour Worry Inventory", abbreviation="HWI"),
        "vitality": make("SF-36 vitality"),
        "mental": make("SF-36 mental health"),
    }
    found = match_outcome(label, tuple(known.values()))
    assert (found and found.name) == (known[expected].name if expected else None)


def test_match_outcome_two_candidates_are_none() -> None:
    first, second = (
        make("Pain at rest", abbreviation="PS"),
        make("Physical strain", abbreviation="PS"),
    )
    assert match_outcome("PS", (first, second)) is None


def test_same_name_has_the_same_id_however_it_is_spelt() -> None:
    assert make("Total pain scores").outcome_id == make("pain score").outcome_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Penn Harbour Questionnaire (PHQ-9)", {"PHQ-9": "Penn Harbour Questionnaire"}),
        ("tumour size (cm)", {}),
        ("as others found (SMITH)", {}),
        ("low-grade inflammation marker (LIM), and more", {"LIM": "low-grade inflammation marker"}),
    ],
)
def test_definitions_of_abbreviations(text: str, expected: dict[str, str]) -> None:
    assert {short: found.long for short, found in find_definitions(text).items()} == expected


@settings(deadline=None)
@given(st.text(alphabet="abcDEF (),.;0123 The primary outcome was score", max_size=120))
def test_outcomes_of_any_text_have_names_and_distinct_ids(text: str) -> None:
    found = outcomes_of(text)
    assert all(normalise(outcome.name) for outcome in found)
    assert len({outcome.outcome_id for outcome in found}) == len(found)


def result(outcome: Outcome, key: str) -> ArmResult:
    return ArmResult(key, outcome.outcome_id, None, "mean", outcome.provenance, value=4.0)


def named_by(outcome: Outcome, extractor: str) -> Outcome:
    return replace(outcome, provenance=replace(outcome.provenance, extractor=extractor))


def test_settle_joins_wordings_of_sentences_to_the_outcome_of_the_table() -> None:
    table = named_by(make("Grip strength"), "table_results")
    worded = named_by(make("mean change in grip strength at week 8"), "prose_results")
    other = named_by(make("back pain"), "prose_results")
    results = [result(table, "a"), result(worded, "b"), result(other, "c")]
    settled = settle_outcomes(Findings(outcomes=[table, worded, other], arm_results=results))
    assert [outcome.name for outcome in settled.outcomes] == ["Grip strength", "back pain"]
    assert [each.outcome_id for each in settled.arm_results] == [
        table.outcome_id, table.outcome_id, other.outcome_id,
    ]  # fmt: skip


def test_settle_drops_outcomes_whose_results_were_given_up() -> None:
    stated, unused = make("fatigue"), named_by(make("mild"), "prose_results")
    assert settle_outcomes(Findings(outcomes=[stated, unused])).outcomes == [stated]


def test_settle_gives_a_subscale_its_instrument_and_role_but_no_range() -> None:
    whole = make(
        "Brook Health Survey", instrument="Brook Health Survey", abbreviation="BH-36",
        outcome_role="secondary", scale_min=0.0, scale_max=100.0,
    )  # fmt: skip
    part = named_by(make("BH36 vitality"), "table_results")
    settled = settle_outcomes(
        Findings(outcomes=[whole, part], arm_results=[result(part, "a")])
    ).outcomes[1]
    assert (settled.instrument, settled.abbreviation) == ("Brook Health Survey", "BH-36")
    assert (settled.outcome_role, settled.scale_max) == ("secondary", None)


def test_settle_twice_is_settle_once() -> None:
    first, second = (
        named_by(make(name), "prose_results") for name in ("higher grip strength", "grip strength")
    )
    once = settle_outcomes(
        Findings(outcomes=[first, second], arm_results=[result(first, "a"), result(second, "b")])
    )
    assert settle_outcomes(once) == once
    assert len(once.outcomes) == 1


@settings(deadline=None)
@given(st.text(alphabet="abcDE (),.;012 mean change in and the of at week 8 [)", max_size=80))
def test_a_name_cut_to_its_core_stands_in_the_stretch(words: str) -> None:
    start, name = cut_to_name(words)
    assert words[start : start + len(name)] == name


def test_settle_is_not_sure_of_what_people_are_like() -> None:
    age, grip = (named_by(make(name), "table_results") for name in ("Hoof size", "Grip strength"))
    results = [
        replace(result(age, "a"), timepoint="baseline"),
        replace(result(grip, "b"), timepoint="baseline"),
        replace(result(grip, "c"), timepoint="week 8"),
    ]
    found = settle_outcomes(Findings(outcomes=[age, grip], arm_results=results)).outcomes
    assert [outcome.provenance.rule for outcome in found] == [
        "baseline_characteristic", "named_by_result",
    ]  # fmt: skip
    assert found[0].provenance.confidence < 0.5 < found[1].provenance.confidence


def test_mentions_of_an_abstract_alone_are_quotable_and_named_once() -> None:
    text = (
        "We tried a warm pillow in 40 adults with neck pain. Pain intensity and sleep quality were "
        "measured for four weeks. Pain intensity fell by 12 mm more with the pillow. Sleep quality "
        "did not differ between the groups."
    )
    outcomes = outcomes_of(text)
    names = [normalise(outcome.name) for outcome in outcomes]
    assert {"pain intensity", "sleep quality"} <= set(names)
    assert len(set(names)) == len(names)
