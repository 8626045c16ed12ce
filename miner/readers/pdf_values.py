"""Whether words in a table read as a value or as a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.readers.pdf_lines import join_words
from miner.readers.pdf_words import Word

_NUMERIC = re.compile(r"^[<>≤≥=~≈±+−–-]*\s*[(\[]?[<>≤≥−–-]?\s?[.·]?\d")
_HEADING_WORDS = re.compile(
    r"\b(?:n\s*=|ci\b|mo\b|wks?\b|hr?s?\b|yrs?\b|min\b|mg\b|kg\b|ml\b|st\b|nd\b|rd\b|th\b|d\b)",
    re.IGNORECASE,
)
_VALUE_WORDS = re.compile(
    r"\b(?:to|and|vs|ref|reference|referent|ns|na|nd|se|sd|or|iqr)\b\.?", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+")
_NOTHING = frozenset(
    {
        "-",
        "–",
        "—",
        "−",
        "NS",
        "ns",
        "NA",
        "N/A",
        "n/a",
        "ref",
        "Ref",
        "Ref.",
        "Reference",
        "NR",
        "…",
        "...",
    }
)


def is_data(piece: Sequence[Word]) -> bool:
    """Tell whether a piece of a line reads as a value and not as a heading."""
    text = join_words(piece).strip()
    if not _NUMERIC.match(text):
        return text in _NOTHING
    if _HEADING_WORDS.search(text):
        return False
    words = _LETTERS.findall(_VALUE_WORDS.sub(" ", text))
    return all(len(word) <= 3 for word in words) and sum(map(len, words)) <= 4
