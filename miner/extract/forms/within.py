"""One arm before and after: rows whose comparator is the baseline of the intervention itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from miner.extract.forms.groups import COUNTED, Figure, Group, figure_from
from miner.extract.forms.paper import Paper
from miner.extract.forms.sides import NAMED, SIDE_LABELS, SideFinder, is_before
from miner.extract.table_results import CellReading
from miner.text.timepoints import BASELINE

# Two arms that fit the intervention's name about as well cannot be told apart.
ARM_LEAD = 0.05
WITHIN_ORDER = 300_000


def is_within_arm(intervention: str, comparator: str) -> bool:
    """Tell whether a row compares one arm with itself before treatment."""
    return is_before(intervention) != is_before(comparator)


def find_within_groups(paper: Paper, finder: SideFinder) -> list[Group]:
    """Pair every later figure of the row's arm with the baseline of the same arm and outcome.

    Parameters
    ----------
    paper : Paper
    finder : SideFinder
        Of a row one of whose arms is a baseline; the other names the arm.

    Returns
    -------
    list of Group
        Two figures each, labelled as the row's own sides.
    """
    named = 1 if is_before(finder.asked[0]) else 0
    rows: dict[tuple[object, ...], list[CellReading]] = {}
    for reading in paper.readings:
        if reading.kind == "effect" or not reading.statistic or reading.statistic == "change":
            continue
        kind = "count" if reading.statistic in COUNTED else reading.statistic
        place = (reading.table_id, reading.outcome_label, reading.contexts, reading.subgroup, kind)
        rows.setdefault(place, []).append(reading)
    groups: list[Group] = []
    for members in rows.values():
        label = _arm_of(paper, finder, named, members)
        own = [member for member in members if member.arm_label == label[0]] if label else []
        before = [member for member in own if member.timepoint == BASELINE]
        moments = Counter(member.timepoint for member in own)
        if len(before) != 1:
            continue
        table = paper.tables[before[0].table_id]
        caption = table.caption.of(paper.document.text) if table.caption else ""
        for after in own:
            if after.timepoint in (None, BASELINE) or moments[after.timepoint] != 1:
                continue
            group = Group(
                "table", after.outcome_label or "", after.contexts, caption, after.timepoint,
                after.subgroup, (), 0, after.table_id,
            )  # fmt: skip
            figures = [_sized(figure_from(reading), own) for reading in (after, before[0])]
            groups.append(_pair(group, *figures, named, len(groups)))
    return groups


def _sized(figure: Figure, own: Sequence[CellReading]) -> Figure:
    """The arm's size, where only one of its moments gives it."""
    sizes = {reading.n for reading in own if reading.n}
    return replace(figure, n=sizes.pop()) if figure.n is None and len(sizes) == 1 else figure


def _arm_of(
    paper: Paper, finder: SideFinder, named: int, members: Sequence[CellReading]
) -> tuple[str | None] | None:
    """The label of the row's arm among some readings; a study of one arm needs none."""
    labels = {member.arm_label: member.arm_id for member in members if member.arm_label}
    if not labels:
        return (None,) if len(paper.findings.arms) < 2 else None
    if len(labels) == 1 and len(paper.findings.arms) < 2:
        return (next(iter(labels)),)
    best = _best(finder, named, labels.items())
    return (best[0],) if best else None


def _best(
    finder: SideFinder, named: int, arms: Iterable[tuple[str, str | None]]
) -> tuple[str, str | None] | None:
    ranked = sorted(((-finder.score(named, *arm), arm[0], arm[1]) for arm in arms), key=lambda r: r[:2])  # fmt: skip
    if not ranked or -ranked[0][0] < NAMED:
        return None
    if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < ARM_LEAD:
        return None
    return ranked[0][1], ranked[0][2]


def _pair(group: Group, after: Figure, before: Figure, named: int, place: int) -> Group:
    labels = (SIDE_LABELS[named], SIDE_LABELS[1 - named])
    figures = tuple(
        replace(figure, arm_label=label)
        for figure, label in zip((after, before), labels, strict=True)
    )
    return replace(
        group, figures=figures, order=WITHIN_ORDER + place,
    )  # fmt: skip
