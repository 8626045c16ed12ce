"""No cell of a CSV runs as a formula, and numbers and quotes stay what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.text.spreadsheets import safe_text


@given(st.text())
def test_spreadsheets_text_starts_no_formula_and_loses_nothing(text: str) -> None:
    safe = safe_text(text)
    assert safe == "=" or not safe.startswith(("=", "@", "\t", "\r"))
    assert (
        not safe.startswith(("+", "-"))
        or safe[1:].lstrip()[:1] in (*"0123456789.", "")
        or (safe[1:].lstrip()[:1].isdigit())
    )
    assert safe.endswith(text)
    assert len(safe) <= len(text) + 1


@pytest.mark.parametrize(
    "text", ["=", "-2.1 (-3 to -1)", "+ 0.5", "-.5", "pain", "−4", "", "1=1", "'=1"]
)
def test_spreadsheets_leave_text_that_is_no_formula(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x")', "@SUM(A1)", "+cmd|' /C calc'!A0", "-A1"]
)
def test_spreadsheets_disarm_quotes_too(text: str) -> None:
    assert safe_text(text, is_quote=True) == f"'{text}"


def test_spreadsheets_keep_the_item_of_a_list_as_quoted() -> None:
    assert safe_text("- Anaemia", is_quote=True) == "- Anaemia"
    assert safe_text("- Anaemia") == "'- Anaemia"
