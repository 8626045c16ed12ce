"""The gate itself: floors hold, rise by themselves, and fall only with a reason."""

from __future__ import annotations

from gate import check_floors, pin_floors


def test_gate_a_figure_below_its_floor_is_told() -> None:
    assert check_floors({"counts": {"f1": 0.9}}, {"counts": {"f1": 0.89}}) == [
        "counts.f1: 0.8900 is below its floor 0.9000"
    ]


def test_gate_a_figure_no_longer_measured_is_told() -> None:
    assert len(check_floors({"counts": {"f1": 0.9}}, {"counts": {}})) == 1


def test_gate_topics_not_scored_this_time_are_left_alone() -> None:
    assert check_floors({"counts": {"f1": 0.9}}, {"stats": {"f1": 0.1}}) == []


def test_gate_floors_rise_and_do_not_fall_by_themselves() -> None:
    floors = {"counts": {"f1": 0.9}}
    assert pin_floors(floors, {"counts": {"f1": 0.8}})["counts"]["f1"] == 0.9
    assert pin_floors(floors, {"counts": {"f1": 0.95}})["counts"]["f1"] == 0.948


def test_gate_a_floor_falls_with_its_reason() -> None:
    pinned = pin_floors(
        {"counts": {"f1": 0.9}}, {"counts": {"f1": 0.8}}, lower_reason="gold mended"
    )
    assert pinned["counts"]["f1"] == 0.798
    assert pinned["_lowered"][0]["reason"] == "gold mended"
