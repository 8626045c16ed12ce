"""Numbers: golden cases, and laws that hold for every text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.text.numbers import MINUS_SIGNS, find_numbers, parse_number

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "golden/numbers/numbers.toml").read_text(encoding="utf-8")
)["case"]
ALPHABET = "0123456789.,·-–−()[]%/ =<an\t?×^eE:"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_numbers_golden(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [
        (number.span.of(text), number.value, number.decimals, number.is_percent, number.is_word)
        for number in find_numbers(text)
    ]
    assert found == [
        (
            e["quote"],
            e["value"],
            e.get("decimals", 0),
            e.get("percent", False),
            e.get("word", False),
        )
        for e in case["expect"]
    ]


@given(st.text(alphabet=ALPHABET, max_size=60))
def test_numbers_are_ordered_disjoint_and_inside(text: str) -> None:
    position = 0
    for number in find_numbers(text):
        assert position <= number.span.start < number.span.end <= len(text)
        position = number.span.end


@given(st.text(alphabet=ALPHABET, max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_numbers_of_a_range_are_those_of_the_text_inside_it(text: str, a: int, b: int) -> None:
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    inside = tuple(n for n in find_numbers(text) if start <= n.span.start and n.span.end <= end)
    assert find_numbers(text, start=start, end=end) == inside


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=3), st.sampled_from(MINUS_SIGNS))
def test_numbers_printed_values_come_back(value: Any, minus: str) -> None:
    number = parse_number(f"{value:.3f}".replace("-", minus))
    assert number is not None
    assert (number.value, number.decimals) == (float(value), 3)


@given(st.integers(1, 999_999))
def test_numbers_thousands_marks_change_nothing(value: int) -> None:
    texts = (f"{value}", f"{value:,}", f"{value:,}".replace(",", "\u202f"))
    assert {number.value for text in texts for number in find_numbers(text)} == {float(value)}


@pytest.mark.parametrize("token", ["12 (3)", "about 5", "", "n/a", "-", "SF-36", "3-4"])
def test_numbers_parse_number_rejects_anything_else(token: str) -> None:
    assert parse_number(token) is None


def test_numbers_parse_number_reads_decimal_comma() -> None:
    number = parse_number("12,34")
    assert number is not None and (number.value, number.decimals) == (12.34, 2)


def test_numbers_word_offsets_survive_letters_that_grow_when_lowered() -> None:
    text = "\u0130\u0130 forty-one adults"
    assert [number.span.of(text) for number in find_numbers(text)] == ["forty-one"]
