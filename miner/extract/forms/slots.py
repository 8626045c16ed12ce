"""Results of a table that differ in one label only: any label may be the arm that a row asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from miner.extract.forms.cell_figures import LabelledFigure, find_figures
from miner.extract.forms.groups import COUNTED, Figure, Group
from miner.extract.forms.table_lines import LabelledTable, Tag
from miner.extract.table_results import CellReading
from miner.extract.table_results.cell_context import joined_moment
from miner.extract.table_results.patterns import GENERIC_HEAD
from miner.text.timepoints import BASELINE

MAX_LABELS = 24


def find_slot_groups(
    table: LabelledTable, caption: str, effects: Sequence[CellReading]
) -> list[Group]:
    """Put together the figures whose labels are the same but for one.

    The one that differs is the name of the figure (`arm_label`); where only its moment differs,
    the moment is. The other labels say what was measured, when, of whom.
    """
    lines: dict[tuple[object, ...], list[tuple[str, LabelledFigure, Tag]]] = {}
    for item in find_figures(table):
        kind = "count" if item.figure.statistic in COUNTED else item.figure.statistic
        for place, tag in enumerate(item.tags):
            rest = tuple(
                (*other.key, other.timepoint)
                for other in item.tags[:place] + item.tags[place + 1 :]
            )
            line = item.figure.column if tag.axis == "row" else item.figure.row
            slot = (tag.axis, tag.level, line, kind, rest)
            if tag.name:
                lines.setdefault((*slot, "name", tag.timepoint), []).append((tag.name, item, tag))
            if tag.timepoint:
                lines.setdefault((*slot, "time", tag.name), []).append((tag.timepoint, item, tag))
    groups: list[Group] = []
    for key, members in lines.items():
        for run in _runs(members):
            if 2 <= len(run) <= MAX_LABELS:
                groups.append(_group(table, caption, str(key[5]), run, effects))
    groups.sort(
        key=lambda group: (group.figures[0].row, group.figures[0].column, group.figures[1].row)
    )
    return groups


def _runs(
    members: Sequence[tuple[str, LabelledFigure, Tag]],
) -> Iterator[list[tuple[str, LabelledFigure, Tag]]]:
    """Cut a line where a label comes again: the same rows below another, unnamed, section."""
    run: list[tuple[str, LabelledFigure, Tag]] = []
    for member in members:
        if any(member[0].lower() == known[0].lower() for known in run):
            yield run
            run = []
        run.append(member)
    yield run


def _group(
    table: LabelledTable, caption: str, varies: str,
    run: Sequence[tuple[str, LabelledFigure, Tag]], effects: Sequence[CellReading],
) -> Group:  # fmt: skip
    _, first, slot = run[0]
    common = [tag for tag in first.tags if tag is not slot]
    if varies == "time":
        common.append(slot)
    names = [tag for tag in common if tag.name]
    rows = [tag for tag in names if tag.axis == "row" and not GENERIC_HEAD.match(tag.name)]
    chosen = rows[-1] if rows else names[-1] if names else None
    around = (
        *(text for text in table.corner if not GENERIC_HEAD.match(text)),
        *(tag.name for tag in names if tag is not chosen),
    )
    moment = _moment(table, [tag for tag in (*common, slot) if varies == "name" or tag is not slot])
    arms_around = tuple(
        dict.fromkeys(table.arm_ids[tag.name] for tag in names if tag.name in table.arm_ids)
    )
    same = arms_around[0] if varies == "time" and len(arms_around) == 1 else None
    figures = tuple(
        replace(item.figure, arm_label=label, arm_id=table.arm_ids.get(label, same))
        for label, item, _ in run
    )
    return Group(
        "table", chosen.name if chosen else "", around, caption,
        None if varies == "time" else moment, None, figures, 0, table.table.table_id,
        varies == "name" and (moment == BASELINE or (moment is None and table.notes.is_baseline)),
        _near(effects, [item.figure for _, item, _ in run], slot.axis), varies, arms_around,
    )  # fmt: skip


def _moment(table: LabelledTable, tags: Sequence[Tag]) -> str | None:
    """The moment that all labels of a result tell together, else the caption's."""
    moment: str | None = None
    for tag in tags:
        if tag.timepoint and tag.timepoint != moment:
            moment = tag.timepoint if moment is None else joined_moment(tag.timepoint, moment)
    if moment is None and table.notes.is_baseline:
        return BASELINE
    return moment or table.notes.timepoint


def _near(
    effects: Sequence[CellReading], figures: Sequence[Figure], axis: str
) -> tuple[CellReading, ...]:
    """The comparisons printed beside figures: in their row, or in their column right below."""
    rows = {figure.row for figure in figures}
    columns = {figure.column for figure in figures}
    if axis == "head":
        return tuple(effect for effect in effects if effect.row in rows)
    last = max(row for row in rows if row is not None)
    return tuple(
        effect
        for effect in effects
        if effect.row in rows or (effect.column in columns and effect.row == last + 1)
    )
