"""Abbreviations a paper defines: `Penn State Worry Questionnaire (PSWQ)`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from miner.model import Span

MAX_WORDS_BACK = 12

_SHORT = re.compile(
    r"[(\[]\s*(?P<short>[A-Za-z0-9][\w\-/+α-ω.]{0,13}(?:\s?[IVX\d]{1,3})?)\s*(?=[)\];,])"
)
_WORD = re.compile(r"[\w’'\-/+α-ω]+")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form, what it stands for, and where both stand."""

    short: str
    long: str
    span: Span


@lru_cache(maxsize=4)
def find_definitions(text: str) -> dict[str, Definition]:
    """Find the abbreviations defined in a text, the first definition of each.

    The letters of the short form must be found in order in the words before the bracket,
    the first at the beginning of a word (Schwartz and Hearst 2003, Pac Symp Biocomput).
    """
    found: dict[str, Definition] = {}
    for match in _SHORT.finditer(text):
        short = match["short"].strip()
        if short in found or not 2 <= len(short) <= 14 or not any(c.isupper() for c in short):
            continue
        window = text[max(0, match.start() - 120) : match.start()]
        window = re.split(r"[.;:()\[\]\n\t]\s*", window)[-1]
        long = _long_form(short, window)
        if long is not None:
            start = match.start() - len(window) + window.rindex(long)
            found[short] = Definition(short, long, Span(start, start + len(long)))
    return found


def _long_form(short: str, window: str) -> str | None:
    words = list(_WORD.finditer(window))[-MAX_WORDS_BACK:]
    if not words:
        return None
    letters = [c.lower() for c in short if c.isalnum()]
    digits = [c for c in letters if c.isdigit()]
    letters = [c for c in letters if not c.isdigit()]
    if not letters:
        return None
    position = len(window) - 1
    for index, letter in enumerate(reversed(letters)):
        is_first = index == len(letters) - 1
        while position >= 0 and (
            window[position].lower() != letter
            or (
                is_first
                and position > 0
                and (window[position - 1].isalnum() or window[position - 1] in "-’'")
            )
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    long = window[position + 1 :].strip()
    n_words = len(_WORD.findall(long))
    if (
        n_words > min(len(letters) + 5, len(letters) * 2 + 1)
        or n_words < 1
        or len(long) <= len(short)
    ):
        return None
    if digits and n_words == 1:
        return None
    return long
