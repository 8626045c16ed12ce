"""Cells that look like results and are none: lone spreads, ratios, numbers of nothing named."""

from __future__ import annotations

import re

from miner.extract.table_results.cell_values import CellValue
from miner.extract.table_results.interpret import Meaning
from miner.extract.table_results.places import Named

_LONE_SPREAD = re.compile(r"\s*(?:\(|±|\+\s?/?\s?-)")  # "±2.7", "(9.46)" below its mean
_SEXES = re.compile(
    r"\b(?:m|f|males?|females?|wom[ae]n|m[ae]n|boys?|girls?)\s*[/:]\s*(?:m|f|males?|females?|wom[ae]n|m[ae]n|boys?|girls?)\b",
    re.IGNORECASE,
)
_TWO_THINGS = re.compile(r"[A-Za-z]{2,}\s*/\s*[A-Za-z]{2,}")  # "mild/severe", "ADR/AE"
# What is left of a label whose words all said how values are written: "or percentages".
_NO_HEAD = re.compile(
    r"\W*(?:(?:and|or|of|in|with|percentages?|proportions?|ranges?|numbers?|means?)\b\W*)+$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3}|[A-Z]{2}|[A-Za-z]+-?\d|\d[A-Z]")


def names_something(outcome: Named, contexts: tuple[str, ...]) -> bool:
    """Tell whether the words around a cell name anything that was measured."""
    if _NO_HEAD.match(outcome.name):
        return False
    words = " ".join([*contexts, outcome.name])
    return bool(_WORD.search(re.sub(r"\([^()]*\)|\bR\s?[2²]", " ", words)))


def no_centre(value: CellValue, printed: str, meaning: Meaning, outcome: Named) -> str | None:
    """Say why a number that looks like a result is none: a lone spread, a ratio of the sexes."""
    if (
        value.form == "number"
        and meaning.statistic in ("mean", "median")
        and _LONE_SPREAD.match(printed)
    ):
        return "a spread without its mean"
    if value.form == "fraction" and (
        _SEXES.search(outcome.label.text) or _TWO_THINGS.search(outcome.label.text)
    ):
        return "numbers of two things, no share"
    return None
