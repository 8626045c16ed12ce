"""Worker processes that die or hang."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from miner.readers import Unit
from miner.runs import pool
from miner.runs.work import Stages, UnitResult


def behave(unit: Unit, stages: Stages) -> UnitResult:
    """Die, hang or answer as the unit's name says; runs in a real worker process."""
    if "die" in unit.path:
        os._exit(9)
    if "hang" in unit.path:
        import time

        time.sleep(60)
    return UnitResult(unit)


@pytest.fixture
def behaving(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "do_unit", behave)


def results(names: list[str], *, seconds: float = 30.0) -> list[UnitResult]:
    units = (Unit(name, name, "0") for name in names)
    return list(pool.do_units(units, Stages(b"k"), workers=2, seconds=seconds))


@pytest.mark.usefixtures("behaving")
def test_pool_a_dying_worker_costs_one_unit() -> None:
    names = ["a", "b", "die", "c", "d", "e"]
    done = results(names)
    assert [result.unit.path for result in done] == names
    assert [result.unit.path for result in done if result.failures] == ["die"]
    assert "ended the worker" in done[2].failures[0].message


@pytest.mark.usefixtures("behaving")
def test_pool_a_hanging_worker_is_given_up() -> None:
    done = results(["a", "hang", "b"], seconds=6.0)
    assert [bool(result.failures) for result in done] == [False, True, False]
    assert Path(done[1].unit.path).name == "hang"
