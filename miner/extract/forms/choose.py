"""The one group that answers a row, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miner.extract.forms.groups import Figure, Group
from miner.extract.forms.outcome_words import OutcomeWords
from miner.extract.forms.paper import Paper
from miner.extract.forms.question import Question
from miner.extract.forms.ranking import (
    BARS,
    DEFAULT_WEIGHTS,
    Fit,
    describe_group,
    moment_of,
    score_of,
)
from miner.extract.forms.sides import SideFinder, Sides
from miner.extract.forms.support import Ranked, describe_support
from miner.extract.forms.zero_events import find_zero_groups

# A group that fits less well is not what was asked for.
ACCEPTED = 2.36
# The lead of a place where no other one has other figures.
NO_OTHER = 3.0
# How much less another place may fit whose figures agree with the best one's.
SAME_RESULT = 5.0
_PARTIAL = frozenset(("percent_only", "no_spread"))
# Groups looked at with the encoder, by their words alone.
SHORT_LIST = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """The best group with its two arms, and the others in order."""

    fits: tuple[tuple[Fit, Sides], ...]
    best: tuple[Fit, Sides] | None
    margin: float


def figure_of(group: Group, label: str) -> Figure:
    """Return the group's figure of an arm."""
    return next(figure for figure in group.figures if figure.arm_label == label)


def find_candidates(
    paper: Paper, question: Question, finder: SideFinder, ranked: Ranked
) -> list[tuple[Group, Sides, dict[str, float]]]:
    """Describe every group that has figures of both arms of a row, the likeliest first.

    The meaning of the words (`cosine`) is worked out for a short list only.
    """
    latest = _latest(paper)
    groups: Sequence[Group] = (*paper.groups, *finder.sentence_groups)
    if question.likely_type == "binary" and not question.is_negated and finder.before is None:
        groups = (*groups, *find_zero_groups(paper, finder, question.text))
    words = OutcomeWords(paper, question.text, finder.words)
    found: list[tuple[float, Group, Sides, dict[str, float]]] = []
    for group in groups:
        sides = finder.sides_of(group, question.timepoints)
        if sides is None:
            continue
        features = describe_group(words, question, group, sides, latest)
        if features["recall"] <= 0 and not group.label:
            continue
        rough = sum(DEFAULT_WEIGHTS.get(name, 0.0) * value for name, value in features.items())
        found.append((rough, group, sides, features))
    found.sort(key=lambda item: (-item[0], item[1].order))
    short = [(group, sides, features) for _, group, sides, features in found[:SHORT_LIST]]
    support = describe_support(
        paper.document.text, ranked, [(group, sides) for group, sides, _ in short]
    )
    for (group, _, features), more in zip(short, support, strict=True):
        features["cosine"] = paper.similarity(question.text, group)
        if "change_wrong" in features:
            more.pop("quoted", None)  # sentences tell changes where final values are asked for
        features.update(more)
    return short


def choose_group(
    paper: Paper, question: Question, finder: SideFinder, ranked: Ranked = ()
) -> Choice:
    """Score the groups of a paper for a row and take the best, if it is good enough.

    `ranked` are the sentences that answer the row best.
    """
    fits = [
        (Fit(group, score_of(features), features), sides)
        for group, sides, features in find_candidates(paper, question, finder, ranked)
    ]
    fits.sort(key=lambda item: (-item[0].score, item[0].group.order))
    usable = [item for item in fits if item[0].features.keys().isdisjoint(BARS)]
    if not usable or usable[0][0].score < ACCEPTED:
        return Choice(tuple(fits), None, 0.0)
    return Choice(tuple(fits), _fuller(usable), _margin(usable))


def _margin(usable: Sequence[tuple[Fit, Sides]]) -> float:
    """How far the best place leads the best one with other figures."""
    first = _shown(*usable[0])
    other = next((fit for fit, sides in usable if _shown(fit, sides) != first), None)
    return usable[0][0].score - other.score if other is not None else NO_OTHER


def _shown(fit: Fit, sides: Sides) -> tuple[float | None, ...]:
    figures = [figure_of(fit.group, label) for label in (sides.intervention, sides.comparator)]
    return tuple(figure.events if figure.events is not None else figure.value for figure in figures)


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
    """The last moment of each table, and of each label wherever it stands."""
    found: dict[str, float] = {}
    for group in paper.groups:
        if group.table_id and group.timepoint:
            moment = moment_of(group.timepoint)
            for key in (group.table_id, group.label.lower()):
                if key and moment is not None:
                    found[key] = max(found.get(key, 0.0), moment)
    return found
