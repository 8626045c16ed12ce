"""The one group that answers a row, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miner.extract.forms.groups import Figure, Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.question import Question
from miner.extract.forms.ranking import Fit, moment_of, other_features, outcome_features, weighed
from miner.extract.forms.sides import SideFinder, Sides
from miner.extract.forms.within import find_within_groups, is_within_arm
from miner.extract.forms.zero_events import find_zero_groups

# A group that fits less well is not what was asked for.
ACCEPTED = 0.55
# How much less another place may fit whose figures agree with the best one's.
SAME_RESULT = 0.45
_PARTIAL = frozenset(("percent_only", "no_spread"))
# Groups looked at with the encoder, by their words alone.
SHORT_LIST = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """The best group with its two arms, and the others in order."""

    fits: tuple[tuple[Fit, Sides | None], ...]
    best: tuple[Fit, Sides] | None
    margin: float


def figure_of(group: Group, label: str) -> Figure:
    """Return the group's figure of an arm."""
    return next(figure for figure in group.figures if figure.arm_label == label)


def choose_group(paper: Paper, question: Question, sides: SideFinder) -> Choice:
    """Score every group of a paper for a row and take the best, if it is good enough."""
    latest = _latest(paper)
    rough: list[tuple[float, int, Group, dict[str, float], Sides | None]] = []
    groups: Sequence[Group] = (*paper.groups, *sides.sentence_groups)
    if is_within_arm(*sides.asked):
        groups = find_within_groups(paper, sides)
    elif question.likely_type == "binary" and not question.is_negated:
        groups = (*groups, *find_zero_groups(paper, sides, question.text))
    for group in groups:
        if len(group.figures) < 2:
            continue
        features = outcome_features(paper, question, group) | other_features(
            question, group, latest
        )
        if features["recall"] <= 0 and not group.label:
            continue
        found = sides.assign([(figure.arm_label, figure.arm_id) for figure in group.figures])
        rough.append((weighed(features), group.order, group, features, found))
    rough.sort(key=lambda item: (-item[0], item[1]))
    fits = []
    for position, (_, _, group, features, found) in enumerate(rough[: SHORT_LIST * 2]):
        if position < SHORT_LIST:
            features["cosine"] = paper.similarity(question.text, group)
        score = weighed(features) + (0.15 * found.certainty if found else -0.3)
        fits.append((Fit(group, score, features), found))
    fits.sort(key=lambda item: (-item[0].score, item[0].group.order))
    usable = [(fit, found) for fit, found in fits if found is not None]
    if not usable or usable[0][0].score < ACCEPTED or "type_wrong" in usable[0][0].features:
        return Choice(tuple(fits), None, 0.0)
    margin = usable[0][0].score - usable[1][0].score if len(usable) > 1 else 1.0
    return Choice(tuple(fits), _fuller(usable), margin)


def _fuller(usable: Sequence[tuple[Fit, Sides]]) -> tuple[Fit, Sides]:
    """Take the place that says more where another says the same: counts beside percentages.

    A sentence often repeats a table's means without their SDs, or its percentages without counts.
    """
    best, sides = usable[0]
    if best.features.keys().isdisjoint(_PARTIAL):
        return usable[0]
    for fit, other in usable[1:]:
        if fit.score < best.score - SAME_RESULT or not fit.features.keys().isdisjoint(_PARTIAL):
            continue
        pairs = (
            (figure_of(best.group, sides.intervention), figure_of(fit.group, other.intervention)),
            (figure_of(best.group, sides.comparator), figure_of(fit.group, other.comparator)),
        )
        if all(_says_same(short, full) for short, full in pairs):
            return fit, other
    return usable[0]


def _says_same(short: Figure, full: Figure) -> bool:
    """Tell whether two figures are one result, one of them printed with fewer digits."""
    one, other = (
        figure.percent if figure.percent is not None else figure.value for figure in (short, full)
    )
    if one is None or other is None:
        return False
    return abs(one - other) <= 0.5 * 10.0 ** -(short.decimals or 0) + 1e-9


def _latest(paper: Paper) -> dict[str, float]:
    found: dict[str, float] = {}
    for group in paper.groups:
        if group.table_id and group.timepoint:
            moment = moment_of(group.timepoint)
            if moment is not None:
                found[group.table_id] = max(found.get(group.table_id, 0.0), moment)
    return found
