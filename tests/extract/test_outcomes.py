"""miner/extract/outcomes against invented sentences: every outcome, nothing extra."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.extract.outcomes import EXTRACTOR, make_outcome, match_outcome
from miner.extract.outcomes.definitions import find_definitions
from miner.extract.outcomes.matching import normalise
from miner.model import Findings, Outcome, Span
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


def make(name: str, **more: str) -> Outcome:
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
