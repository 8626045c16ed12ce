"""Values in a line of flattened text: one unit for each cell, and the label before them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

MINUS = r"−–‐‑\-"
_NUMBER = rf"[{MINUS}+]?(?:\d[\d,]*(?:[.·]\d+)?|[.·]\d+)"
_MARKS = r"(?:\*{1,3}|[†‡§¶#]{1,2}|[a-e](?:,[a-e])*)?"
_VALUE = re.compile(rf"[<>≤≥=~≈]{{0,2}}{_NUMBER}%?(?:(?:[–—/:]|-|to){_NUMBER}%?)?{_MARKS}[,;]?")
_PLUS_MINUS = re.compile(rf"[<>≤≥]?{_NUMBER}%?±{_NUMBER}%?{_MARKS}")
_BRACKETED = re.compile(
    rf"[(\[]\s*(?:[<>≤≥=~≈]{{0,2}}\s*{_NUMBER}\s*%?|ns|NS)"
    rf"(?:\s*(?:,|;|to|/|–|—|-|−|\s)\s*(?:[<>≤≥=]{{0,2}}\s*{_NUMBER}\s*%?))*\s*[)\]]\)?{_MARKS}"
)
_NOTHING = re.compile(rf"[{MINUS}—…]|\.\.\.|NS|ns|N/?A|n/a|NR|[Rr]ef(?:erence|\.)?")
_TOKEN = re.compile(
    r"\([^()]*(?:\([^()]*\)[^()]*)*\)\)?\S{0,2}(?=\s|$|\()|\[[^\[\]]*\]\S{0,2}|[^\s(\[]+|\S"
)
_COUNTING = re.compile(
    r"(?:^|(?<![,(])\s)(?:week|month|day|visit|session|grade|stage|class|type|phase|model|item|step|wave|time|"
    r"quartile|tertile)\s*$",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"[.·](\d+)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a bracketed group; `start` and `end` count in the line's text."""

    text: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What stands in one cell: a number with what belongs to it."""

    text: str

    @property
    def shape(self) -> tuple[str, int, int]:
        """Kind of value and the decimals of its parts; cells of a column share it."""
        text = self.text
        if _NOTHING.fullmatch(text):
            return ("nothing", -1, -1)
        head, bracket, tail = text.partition("(") if "(" in text else text.partition("[")
        if "±" in text:
            kind = "plus_minus"
        elif not bracket:
            kind = "plain"
        elif re.search(r"[<>≤=]|ns", tail, re.IGNORECASE):
            kind = "value_p"
        elif re.search(rf"\d\s*(?:[–—,;]|to|-|−)\s*[{MINUS}]?\d", tail):
            kind = "value_range"
        else:
            kind = "value_bracket"
        return (kind, _decimals(head), _decimals(tail))


def _decimals(text: str) -> int:
    found = _DECIMALS.search(text)
    return len(found.group(1)) if found else 0


def tokens_of(line: str) -> list[Token]:
    """Split a line into words and bracketed groups."""
    tokens = []
    for match in _TOKEN.finditer(line):
        text = match.group(0)
        tokens.append(Token(text, match.start(), match.end(), _kind(text)))
    return tokens


def _kind(text: str) -> str:
    if text[0] in "([":
        return "bracket" if _BRACKETED.fullmatch(text) else "word"
    if _VALUE.fullmatch(text):
        return "value"
    if _PLUS_MINUS.fullmatch(text):
        return "pair"
    if text in ("±", "+/-", "+/−"):
        return "sign"
    if text in ("to", "<", ">", "≤", "≥", "="):
        return "link"
    return "nothing" if _NOTHING.fullmatch(text) else "word"


def split_line(line: str) -> tuple[str, list[Unit]]:
    """Split a line into its label and the values after it.

    Parameters
    ----------
    line : str
        One line of text, trimmed.

    Returns
    -------
    str
        The label, empty when the line holds values only.
    list of Unit
        The values; empty when the line does not end in values.

    Examples
    --------
    >>> split_line("Night waking (0-7) 3.10 (1.20) 2.90 (1.10) 0.44")
    ('Night waking (0-7)', [Unit(text='3.10 (1.20)'), Unit(text='2.90 (1.10)'), Unit(text='0.44')])
    """
    tokens = tokens_of(line)
    first = len(tokens)
    while first and tokens[first - 1].kind != "word":
        first -= 1
    while first and first < len(tokens) and tokens[first].kind in ("bracket", "sign", "link"):
        first += 1  # a scale's range after a label, not a value
    if (
        0 < first < len(tokens) - 1
        and tokens[first].text.isdigit()
        and _COUNTING.search(line[: tokens[first].start])
    ):
        first += 1  # 'Week 8', 'Grade 3': the number names the row
    units = units_of(tokens[first:])
    label = line[: tokens[first].start].rstrip() if first < len(tokens) else line
    return (label, units) if units else (line, [])


def units_of(tokens: Sequence[Token]) -> list[Unit]:
    """Group value tokens into units: a number with its bracket, sign or range."""
    groups: list[list[str]] = []
    brackets = 0
    joins = False
    for token in tokens:
        follows = groups and token.kind == "bracket" and brackets < (1 if token.text[0] == "(" else 2) and (
            not _NOTHING.fullmatch(groups[-1][0])
        )  # fmt: skip
        if groups and (
            follows
            or joins
            or token.kind == "sign"
            or (token.kind == "link" and token.text == "to")
        ):
            groups[-1].append(token.text)
            brackets += token.kind == "bracket"
            joins = token.kind in ("sign", "link")
            continue
        groups.append([token.text])
        brackets = int(token.kind == "bracket")
        joins = token.kind == "link"
    return [Unit(" ".join(group)) for group in groups]


def column_shapes(
    rows: Sequence[Sequence[Unit]], n_columns: int
) -> list[Counter[tuple[str, int, int]]]:
    """Count the shapes of each column over the rows that are full."""
    shapes: list[Counter[tuple[str, int, int]]] = [Counter() for _ in range(n_columns)]
    for row in rows:
        if len(row) == n_columns:
            for column, unit in enumerate(row):
                shapes[column][unit.shape] += 1
    return shapes


def place_units(
    units: Sequence[Unit], shapes: Sequence[Counter[tuple[str, int, int]]]
) -> list[int] | None:
    """Choose the columns of a row that has fewer values than columns, keeping their order.

    Parameters
    ----------
    units : sequence of Unit
        The row's values.
    shapes : sequence of Counter
        Shapes of each column's values in full rows.

    Returns
    -------
    list of int or None
        Column of each unit, None when two placements fit equally well.
    """
    n_units, n_columns = len(units), len(shapes)
    if n_units == n_columns:
        return list(range(n_columns))
    fits = [[_fit(unit.shape, shape) for shape in shapes] for unit in units]
    best: dict[tuple[int, int], list[tuple[float, tuple[int, ...]]]] = {(0, -1): [(0.0, ())]}
    for index in range(n_units):
        following: dict[tuple[int, int], list[tuple[float, tuple[int, ...]]]] = {}
        for (_, last), options in best.items():
            for column in range(last + 1, n_columns - (n_units - index) + 1):
                gap = 0.05 * (column - last - 1) if last >= 0 else 0.0
                place = following.setdefault((index + 1, column), [])
                place.extend(
                    (score + fits[index][column] - gap, (*path, column)) for score, path in options
                )
        best = {key: sorted(options, reverse=True)[:2] for key, options in following.items()}
    ranked = sorted((option for options in best.values() for option in options), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < 0.02):
        return None
    return list(ranked[0][1])


def fit_of(units: Sequence[Unit], shapes: Sequence[Counter[tuple[str, int, int]]]) -> float:
    """Return how well values suit columns one by one, 1 where all have the columns' shapes."""
    return sum(_fit(unit.shape, shape) for unit, shape in zip(units, shapes, strict=True)) / max(
        1, len(units)
    )


def _fit(shape: tuple[str, int, int], column: Counter[tuple[str, int, int]]) -> float:
    """Return how well a value suits a column, 1 for a shape all of its values have."""
    total = sum(column.values())
    if not total or shape[0] == "nothing":
        return 0.3
    scores = 0.0
    for other, count in column.items():
        if other[0] == "nothing":
            continue
        same = (
            1.0
            if other[0] == shape[0]
            else 0.5
            if {other[0], shape[0]} == {"value_p", "value_bracket"}
            else -0.5
        )
        same -= 0.2 * (other[1] != shape[1]) + 0.3 * (other[2] != shape[2])
        scores += same * count
    return scores / total
