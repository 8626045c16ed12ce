"""Quantities: golden cases, laws, and time on hostile text."""

from __future__ import annotations

import itertools
import time
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.text.numbers import find_numbers
from miner.text.quantities import find_intervals, find_p_values, find_quantities

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "golden/numbers/quantities.toml").read_text(encoding="utf-8")
)["case"]
FIELDS = (
    "kind", "value", "dispersion", "dispersion_kind", "lower", "upper", "level", "events", "n",
    "percent", "p_operator", "p_value",
)  # fmt: skip
SHARES = ("fraction_percent", "count_percent")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_quantities_golden(case: dict[str, Any]) -> None:
    text = case["text"]
    found = []
    for quantity in find_quantities(text):
        if quantity.kind == "number":
            continue
        fields = asdict(quantity)
        if quantity.kind in SHARES:
            fields["value"] = None  # it repeats the percentage
        shown = {name: fields[name] for name in FIELDS if fields[name] is not None}
        found.append({"quote": quantity.span.of(text), **shown})
    assert found == case["expect"]


@given(st.text(alphabet="0123456789.,-–(%)[] =±<pnCIto/SD\t", max_size=60))
def test_quantities_hold_every_number_once(text: str) -> None:
    quantities = find_quantities(text)
    for before, after in itertools.pairwise(quantities):
        assert before.span.end <= after.span.start
    for number in find_numbers(text):
        assert sum(quantity.span.overlaps(number.span) for quantity in quantities) >= 1


@given(st.text(alphabet="0123456789.,-–−(%)[] CIto", max_size=60))
def test_quantities_bounds_are_in_order(text: str) -> None:
    for quantity in find_intervals(text):
        assert quantity.lower is not None and quantity.upper is not None
        assert quantity.lower <= quantity.upper


@given(st.text(alphabet="0123456789.,·Pp=<> valueNS×−", max_size=40))
def test_quantities_p_values_are_probabilities(text: str) -> None:
    for quantity in find_p_values(text):
        assert quantity.p_value is None or 0 <= quantity.p_value <= 1


@pytest.mark.parametrize(
    "piece", ["1 ", "1,", "(1", "p ", "95% CI ", "a-b ", "1-", "one hundred ", "12 of "]
)
def test_quantities_take_linear_time(piece: str) -> None:
    started = time.process_time()
    find_quantities(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 8
