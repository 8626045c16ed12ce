"""What else in a paper speaks for a result: sentences about the row, and the same figures again."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from miner.extract.forms.evidence import Passage
from miner.extract.forms.groups import Figure, Group
from miner.extract.forms.sides import Sides

Ranked = Sequence[tuple[float, Passage, Mapping[str, float]]]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def describe_support(
    text: str, ranked: Ranked, candidates: Sequence[tuple[Group, Sides]]
) -> list[dict[str, float]]:
    """Tell for each candidate what supports it.

    Parameters
    ----------
    text : str
        The document's.
    ranked : sequence of (score, passage, features)
        The sentences that answer the row best, the best first.
    candidates : sequence of (group, sides)

    Returns
    -------
    list of dict
        `spoken`: of a sentence, how near it is to the best one that answers the row, 0 to 1;
        `quoted`: of a table, whether one of the best sentences tells both of its figures;
        `again`: whether a candidate from another place shows the same two figures.
    """
    best = ranked[0][0] if ranked else 0.0
    nearness = {passage.span.start: math.exp(score - best) for score, passage, _ in ranked}
    told = [
        (nearness[passage.span.start], frozenset(_numbers(passage.span.of(text))))
        for _, passage, _ in ranked
    ]
    pairs = [_pair(group, sides) for group, sides in candidates]
    places: dict[tuple[str, ...], set[object]] = {}
    for (group, _), pair in zip(candidates, pairs, strict=True):
        places.setdefault(pair, set()).add(group.table_id or group.sentence_start)
    found = []
    for (group, _), pair in zip(candidates, pairs, strict=True):
        features: dict[str, float] = {}
        if group.source != "table":
            features["spoken"] = nearness.get(group.sentence_start or -1, 0.0)
        elif len(set(pair)) == 2 and all(len(number) > 1 for number in pair):
            features["quoted"] = max(
                (near for near, numbers in told if numbers.issuperset(pair)), default=0.0
            )
        if len(places[pair]) > 1 and len(pair) == 2:
            features["again"] = 1.0
        found.append(features)
    return found


def _pair(group: Group, sides: Sides) -> tuple[str, ...]:
    figures = [
        next(figure for figure in group.figures if figure.arm_label == label)
        for label in (sides.intervention, sides.comparator)
    ]
    shown = tuple(_shown(figure) for figure in figures)
    return tuple(value for value in shown if value)


def _shown(figure: Figure) -> str:
    """A figure's number as sentences repeat it: events, else the value with its decimals."""
    if figure.events is not None:
        return str(figure.events)
    value = figure.value if figure.value is not None else figure.percent
    if value is None:
        return ""
    return f"{abs(value):.{figure.decimals or 0}f}"


def _numbers(sentence: str) -> list[str]:
    return _NUMBER.findall(sentence.replace("·", ".").replace(",", ""))
