"""miner/text/timepoints.py against invented labels and sentences."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.text.timepoints import canonical_timepoint, find_timepoints, weeks_of

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "timepoints"
CASES = [
    case
    for name in ("develop", "absent")
    for case in tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40] or "empty")
def test_timepoints_golden(case: dict) -> None:
    found = find_timepoints(case["text"], bare=case.get("bare", False))
    assert [timepoint.label for timepoint in found] == case["expect"]


def test_timepoints_weeks_of_month_is_a_twelfth_of_a_year() -> None:
    weeks = weeks_of("6 months")
    assert weeks is not None
    assert abs(weeks - 26.09) < 0.01


def test_timepoints_two_moments_have_no_canonical_form() -> None:
    assert canonical_timepoint("week 4 / week 8") is None


@given(st.text(alphabet="0123456789 -weksmonthbaeliprt.,()", max_size=80), st.booleans())
def test_timepoints_are_ordered_and_quotable(text: str, bare: bool) -> None:
    found = find_timepoints(text, bare=bare)
    places = [timepoint.span for timepoint in found]
    assert places == sorted(places)
    assert all(a.end <= b.start for a, b in pairwise(places))
    assert all(0 <= place.start < place.end <= len(text) for place in places)


@given(st.integers(1, 99), st.sampled_from(["day", "week", "month", "year"]))
def test_timepoints_word_order_does_not_matter(value: int, unit: str) -> None:
    plural = unit if value == 1 else f"{unit}s"
    assert canonical_timepoint(f"{unit} {value}") == canonical_timepoint(f"{value} {plural}")
