"""Headings of a flattened table: one line of words to as many headings as there are columns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from miner.readers.flattened_units import Token, tokens_of

# What tables of trials head their columns with, as printed, brackets and all.
_STATISTIC = re.compile(
    r"""(?ix) ^(?:
      (?:m|mean|means|median|mdn|adjusted\ means?|ls\ means?)\s*(?:±|\(|\[|,|/)?\s*(?:sd|se|sem|s\.d\.|s\.e\.|iqr|range|95%\ ci)?[)\]]?
    | (?:n|no\.?|number|events?)\s*(?:\(|\[|,|/)?\s*%?[)\]]?
    | %\s*(?:\(n\))? | sd | se | sem | iqr | range
    | (?:cohen['’]?s\s*)?[dgrtfzbβηu] (?:\s*\([^)]*\))?
    | hedges['’]?\s*g (?:\s*\([^)]*\))?
    | (?:mean\ |adjusted\ )?difference (?:\s*\([^)]*\))?
    | (?:or|rr|hr|irr|md|smd|es|nnt|beta|estimate|effect\ size) (?:\s*\([^)]*\))?
    | (?:\(|\[)?\s*95\s*%\s*(?:ci|c\.i\.|confidence\ interval)\s*[)\]]?
    | (?:χ2|x2|chi-square|chi2|statistic|test|df) (?:\s*\([^)]*\))?
    | \(?\s*p\s*[)]? | p[\s-]*values? | sig\.? | significance
    | baseline | pre(?:-?(?:test|treatment|intervention))? | post(?:-?(?:test|treatment|intervention))?
    | follow-?up | total | change
    )$""",
)
_COUNTED = re.compile(r"^\S.*[(\[]\s*[nN]\s*=\s*\d[\d,]*\s*[)\]]$")
_COUNT_ALONE = re.compile(r"^[(\[]\s*[nN]\s*=\s*\d[\d,]*\s*[)\]]$")
_COUNTED_STATISTIC = re.compile(
    r"^(?P<arm>\S.*[(\[]\s*[nN]\s*=\s*\d[\d,]*\s*[)\]])\s+(?P<statistic>\S.*)$"
)
_HEADERISH = re.compile(
    r"(?i)[(\[]\s*n\s*=|\b(?:sd|se|sem|iqr|95\s*%\s*ci|p[- ]?values?|mean|median|baseline|group|control|intervention)\b|"
    r"\(\s*p\s*\)|\bn\s*\(%\)|(?<!\w)p$"
)
_LABEL_HEADING = re.compile(
    r"""(?ix) ^(?:(?:baseline|demographic|clinical|outcome|study|patients?['’]?|participants?['’]?|primary|secondary)\s+)*
    (?:characteristics?|variables?|outcomes?|measures?|parameters?|items?|domains?|scales?|tests?|factors?
      |symptoms?|events?|instruments?|biomarkers?|time(?:\ point)?|groups?|scores?)
    (?:\s+at\s+(?:baseline|entry|inclusion|screening))?$"""
)
MAX_TOKENS = 60


def opens_header(line: str) -> bool:
    """Tell whether a line begins with a word that heads the column of labels."""
    first = line.split(" ")[0]
    return (
        len(line.split()) > 1 and _LABEL_HEADING.match(first) is not None and not line.endswith(".")
    )


def is_headerish(line: str) -> bool:
    """Tell whether a line has words that head columns of trials' tables."""
    return _HEADERISH.search(line) is not None


def split_header(line: str, n_columns: int, bracketed: Sequence[bool]) -> list[str] | None:
    """Cut a header line into a heading for the labels (may be empty) and one for each column.

    Parameters
    ----------
    line : str
        The header as one line.
    n_columns : int
        Number of value columns.
    bracketed : sequence of bool
        For each column whether its values carry brackets.

    Returns
    -------
    list of str or None
        `n_columns + 1` headings, the first for the labels; None where no cut makes sense.

    Examples
    --------
    >>> split_header("Measure Yoga (n = 20) Walking (n = 21) p", 3, [True, True, False])
    ['Measure', 'Yoga (n = 20)', 'Walking (n = 21)', 'p']
    """
    tokens = tokens_of(line)
    if not tokens or len(tokens) > MAX_TOKENS or n_columns < 1:
        return None

    @cache
    def best(start: int, column: int) -> tuple[float, tuple[int, ...]]:
        """Best score and cuts for the tokens from `start` on, `column` still to be headed."""
        if column == n_columns:
            return (0.0, ()) if start == len(tokens) else (-1e9, ())
        found: tuple[float, tuple[int, ...]] = (-1e9, ())
        for end in range(start + 1, len(tokens) - (n_columns - column - 1) + 1):
            rest, cuts = best(end, column + 1)
            if rest <= -1e9:
                continue
            score = _worth(tokens[start:end], line, bracketed[column]) + rest
            if score > found[0]:
                found = score, (end, *cuts)
        return found

    ranked: list[tuple[float, int, tuple[int, ...]]] = []
    for first in range(0, len(tokens) - n_columns + 1):
        score, cuts = best(first, 0)
        if cuts:
            ranked.append((score + _label_worth(tokens[:first], line), -first, cuts))
    if not ranked:
        return None
    _, negative, cuts = max(ranked)
    first = -negative
    edges = [first, *cuts]
    label = line[: tokens[first].start].strip() if first else ""
    return [label, *(_text(tokens[a:b], line) for a, b in itertools.pairwise(edges))]


def _text(tokens: Sequence[Token], line: str) -> str:
    return line[tokens[0].start : tokens[-1].end] if tokens else ""


def _label_worth(tokens: Sequence[Token], line: str) -> float:
    if not tokens:
        return 0.0
    text = _text(tokens, line)
    if _COUNTED.match(text) or _STATISTIC.match(text) or text[0] in "([":
        return -2.0
    if _LABEL_HEADING.match(text):
        return 1.2
    return 0.6 - 0.1 * len(tokens)


def _worth(tokens: Sequence[Token], line: str, bracketed: bool) -> float:
    """Return how well a stretch of words heads a column with or without brackets."""
    text = _text(tokens, line)
    ends_in_bracket = text.endswith((")", "]"))
    if _COUNT_ALONE.match(text):
        return 1.8
    if tokens[0].text[0] in "([" and not _STATISTIC.match(text):
        return -2.0
    if text.count("(") != text.count(")"):
        return -3.0
    score = -0.6 if text[:1].islower() and len(tokens) > 1 and len(tokens[0].text) > 1 else 0.0
    counted = _COUNTED_STATISTIC.match(text)
    if _STATISTIC.match(text):
        score += 2.0
        counted_brackets = ends_in_bracket or "±" in text
        score += 0.5 if counted_brackets == bracketed else -0.5
    elif counted and _STATISTIC.match(counted.group("statistic").strip()):
        score += 2.6
        score += 0.5 if counted.group("statistic").endswith((")", "]")) == bracketed else -0.5
    elif _COUNTED.match(text):
        score += 2.0
    else:
        score += 0.3 - 0.35 * (len(tokens) - 1)
        score += 0.3 if text[:1].isupper() else 0.0
        if re.search(r"[)\]]\s+\S", text):
            score -= 0.8
    return score
