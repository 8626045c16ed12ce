"""Arms: golden cases, identity, and matching of labels."""

from __future__ import annotations

import time
from typing import Any

import pytest
from golden_counts import load, read

from miner.extract.arms import EXTRACTOR, match_arm
from miner.extract.arms.definitions import find_definitions
from miner.extract.arms.labels import clean_label, fold_label, role_of
from miner.model import Findings
from miner.readers.plain import read_plain


@pytest.mark.parametrize("case", load("arms/develop.toml"), ids=lambda case: case["id"])
def test_arms_golden(case: dict[str, Any]) -> None:
    document, findings = read(case["text"])
    assert [{"label": a.label, "role": a.role} for a in findings.arms] == case["expect"]
    for arm in findings.arms:
        assert arm.provenance.quote == arm.provenance.span.of(document.text)


@pytest.mark.parametrize("case", load("arms/absent.toml"), ids=lambda case: case["id"])
def test_arms_absent(case: dict[str, Any]) -> None:
    assert read(case["text"])[1].arms == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("TCT", "TCT"), ("the TCT group", "TCT"), ("tai chi training", "TCT"),
        ("waiting list", "WL"), ("wait-list controls", "WL"), ("intervention group", "TCT"),
        ("controls", "WL"), ("aerobic exercise", None), ("TCT and WL", None), ("", None),
    ],
)  # fmt: skip
def test_arms_match_arm(label: str, expected: str | None) -> None:
    text = (
        "Adults were randomly assigned to tai chi training (TCT; n = 40) or a waiting list "
        "(WL; n = 41). The TCT group improved, the WL group did not."
    )
    arms = read(text)[1].arms
    found = match_arm(label, arms)
    assert (found.label if found else None) == expected


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ("the MBSR group", "MBSR"), ("either darbepoetin 200 mg weekly", "darbepoetin"),
        ("an 8-week yoga programme", "yoga programme"), ("to receive placebo", "placebo"),
        ("FEC", "FEC"), ("Group A", "Group A"),
    ],
)  # fmt: skip
def test_arms_clean_label(raw: str, label: str) -> None:
    assert clean_label(raw) == label


def test_arms_fold_label_ignores_words_that_all_arms_share() -> None:
    assert fold_label("the MBSR group") == fold_label("MBSR participants") == ("mbsr",)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("sham tDCS", "placebo"), ("wait-list", "waiting_list"), ("treatment as usual", "usual_care"),
        ("healthy controls", "healthy_control"), ("attention control", "active_comparator"),
        ("yoga", None),
    ],
)  # fmt: skip
def test_arms_role_of(label: str, role: str | None) -> None:
    assert role_of(label) == role


def test_arms_definitions_need_fitting_initials() -> None:
    text = "mindful walking (MW), women (SD), attachment-based compassion therapy (ABCT)"
    assert find_definitions(text) == {
        "MW": "mindful walking", "ABCT": "attachment-based compassion therapy",
    }  # fmt: skip


@pytest.mark.parametrize(
    "piece", ["the A group and ", "(n = 3) or ", "randomly assigned to A or B ", "control "]
)
def test_arms_take_linear_time(piece: str) -> None:
    document = read_plain(piece * (50_000 // len(piece)), document_id="long")
    started = time.process_time()
    EXTRACTOR.extract(document, Findings())
    assert time.process_time() - started < 10
