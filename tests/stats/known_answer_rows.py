"""The shared known answers as rows, and reading numbers out of their words.

Rows are data: each test reads its inputs out of the row's text. Nothing here holds an answer.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "shared/bench/statistics/known_answers.csv"


NUMBER = r"-?\d*\.?\d+(?:e-?\d+)?"


def load_rows() -> list[dict[str, str]]:
    if not SOURCE.exists():
        return []
    with SOURCE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


ROWS = load_rows()


def parametrise(*categories: str) -> pytest.MarkDecorator:
    rows = [row for row in ROWS if row["category"] in categories]
    if not rows:
        skip = pytest.mark.skip(reason="the shared folder with known answers is not here")
        return pytest.mark.parametrize("row", [pytest.param({}, marks=skip)])
    return pytest.mark.parametrize("row", rows, ids=[row["id"] for row in rows])


def numbers(text: str) -> list[float]:
    return [float(token) for token in re.findall(NUMBER, text)]


def named(name: str, text: str) -> list[float]:
    """Numbers after `name=` or `name `, a comma-separated list or bracketed pair."""
    match = re.search(rf"(?:^|[\s;,(]){re.escape(name)}\s*[= ]\s*\[?((?:{NUMBER}(?:,\s*)?)+)", text)
    return numbers(match[1]) if match else []


def tolerance(row: dict[str, str]) -> dict[str, float]:
    raw = row["tolerance"]
    if "(rel)" in raw:
        return {"rel": float(raw.split()[0])}
    return {"abs": float(raw) if raw else 1e-9}


def agree(row: dict[str, str], expected: list[float], computed: list[float]) -> None:
    assert expected, f"no expected value was read from {row['expected']!r}"
    assert computed == pytest.approx(expected, **tolerance(row)), row["id"]


def printed_text(row: dict[str, str]) -> str:
    match = re.match(r'text="(.*?)"(?:; options|$)', row["input"], re.DOTALL)
    assert match, row["input"]
    return match[1].replace("\\n", "\n")
