"""Cells that show what one arm showed, split columns and rows put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from miner.extract.table_results.cell_context import (
    group_sizes,
    is_arm_change,
    is_size_row,
    outcome_of,
    parts_of,
    timepoint_of,
)
from miner.extract.table_results.cell_doubts import names_something, no_centre
from miner.extract.table_results.cell_values import CellValue, read_value
from miner.extract.table_results.grids import GridCell
from miner.extract.table_results.interpret import Meaning, interpret
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.patterns import (
    DASHES,
)
from miner.extract.table_results.places import ArmHere, Axes, Named, Place, Row
from miner.extract.table_results.readings import CellReading
from miner.model import Rejected, Span
from miner.text.timepoints import BASELINE

Key = tuple[object, ...]
_COUNTED = re.compile(
    r"^\W*(?:total\s+)?(?:numbers?|no\.?|counts?|frequency)\s+of\s+(?P<who>patients|participants|subjects|women|men|children|people|cases)?",
    re.IGNORECASE,
)
# A cell that names its own spread: `(SD = 0.03)` below the mean.
_SPREAD_WORDS: dict[str, tuple[str, ...]] = {
    "SD": ("sd",), "sd": ("sd",), "SE": ("se",), "SEM": ("se",), "se": ("se",)
}  # fmt: skip


@dataclass(slots=True)
class Group:
    """The cells of one outcome, arm and moment."""

    arm: ArmHere
    outcome: Named | None
    contexts: tuple[str, ...]
    subgroup: str | None
    timepoint: str | None
    is_change: bool
    n: int | None
    unit: str | None
    meanings: list[tuple[GridCell, Meaning]] = field(default_factory=list)


def read_arm_cells(
    axes: Axes, notes: Notes, caption_arm: ArmHere | None, caption_outcome: Named | None
) -> tuple[list[CellReading], list[Rejected]]:
    """Read every cell of a panel that belongs to one arm."""
    sizes = group_sizes(axes)
    groups: dict[Key, Group] = {}
    rejected: list[Rejected] = []
    bare: list[tuple[GridCell, Group, Meaning]] = []
    for row in axes.rows:
        if row.place.is_effect or (
            is_size_row(row.place) and not row.place.timepoint and not row.place.arm
        ):
            continue
        for column, head in axes.columns.items():
            cell = axes.grid.at(row.number, column)
            if (
                cell is None
                or (cell.row, cell.column) != (row.number, column)
                or (head.is_effect and not is_arm_change(axes, row.place, head))
            ):
                continue
            value = read_value(cell.text)
            if value is None or not value.figures or value.form == "p":
                if cell.text and cell.text not in DASHES and any(c.isdigit() for c in cell.text):
                    rejected.append(Rejected(cell.span, "a cell of a form not known", "cell_form"))
                continue
            if value.form == "pm_pair":
                if head.pair is None:
                    rejected.append(
                        Rejected(cell.span, "two values in one cell, arms not named", "cell_form")
                    )
                    continue
                for place, arm in enumerate(head.pair):
                    half = CellValue("pm", value.figures[2 * place : 2 * place + 2])
                    group = _group_of(axes, row, column, arm, notes, caption_outcome, sizes)
                    meaning = interpret(half, parts_of(row.place, head), notes)
                    if group.outcome is not None and not meaning.reason:
                        groups.setdefault(_key(group), group).meanings.append((cell, meaning))
                continue
            arm = (
                row.place.arm
                or head.arm
                or caption_arm
                or ArmHere("", cell.span, None, is_whole=True)
            )
            group = _group_of(axes, row, column, arm, notes, caption_outcome, sizes)
            if group.outcome is None or not names_something(group.outcome, group.contexts):
                rejected.append(Rejected(cell.span, "no outcome named for this cell", "no_outcome"))
                continue
            parts = _SPREAD_WORDS.get(value.words, parts_of(row.place, head))
            meaning = interpret(
                value, parts, notes, group_n=group.n,
                percent_unit=_is_unit(row.place, head),
            )  # fmt: skip
            if reason := no_centre(value, cell.text, meaning, group.outcome):
                rejected.append(Rejected(cell.span, reason, "cell_meaning"))
                continue
            if meaning.reason and (counted := _named_count(value, group.outcome)) is not None:
                meaning = counted
            is_whole_number = value.form == "number" and not value.figures[0].decimals
            if is_whole_number and (
                (meaning.reason and value.figures[0].value == 0 and not parts)
                or (meaning.rule == "percent_unit" and not row.place.percent_unit)
            ):
                bare.append((cell, group, meaning))
                continue
            if meaning.reason:
                rejected.append(Rejected(cell.span, meaning.reason, "cell_meaning"))
                continue
            groups.setdefault(_key(group), group).meanings.append((cell, meaning))
    _count_bare(groups, bare, rejected)
    _adopt_fragments(groups)
    _adopt_sizes(groups, axes)
    readings: list[CellReading] = []
    for group in groups.values():
        found, lost = _combined(group, axes, notes)
        readings.extend(found)
        rejected.extend(lost)
    return readings, rejected


def _named_count(value: CellValue, outcome: Named) -> Meaning | None:
    """`Number of falls | 12`: the row's own words say that a bare number is a count."""
    named = _COUNTED.match(outcome.label.text)
    if (
        named is None
        or value.form != "number"
        or value.figures[0].decimals
        or value.figures[0].value < 0
    ):
        return None
    count = value.figures[0].value
    events = int(count) if named["who"] else None
    return Meaning("count", count, 0, events=events, rule="count_named")


def _count_bare(
    groups: dict[Key, Group],
    bare: list[tuple[GridCell, Group, Meaning]],
    rejected: list[Rejected],
) -> None:
    """Read a bare whole number as a count where its column holds counts with percentages."""
    counted = {
        cell.column
        for group in groups.values()
        for cell, meaning in group.meanings
        if meaning.rule.startswith("count_percent")
    }
    for cell, group, meaning in bare:
        if cell.column in counted:
            count = float(re.sub(r"[^\d]", "", cell.text) or 0)
            meaning = Meaning("count", count, 0, events=int(count), rule="count_beside_percents")
        if meaning.reason:
            rejected.append(Rejected(cell.span, meaning.reason, "cell_meaning"))
        else:
            groups.setdefault(_key(group), group).meanings.append((cell, meaning))


def _is_unit(row: Place, head: Place) -> bool:
    """Tell whether a percent sign may be the unit of what is measured."""
    return row.percent_unit or (head.percent_unit and not row.parts)


def _adopt_fragments(groups: dict[Key, Group]) -> None:
    """Give spreads and bounds whose head lacks the word "change" to the change beside them."""
    for key in list(groups):
        group = groups[key]
        if any(meaning.statistic for _, meaning in group.meanings):
            continue
        other = groups.get((*key[:-1], not key[-1]))
        if other is not None and any(meaning.statistic for _, meaning in other.meanings):
            other.meanings.extend(group.meanings)
            del groups[key]


def _adopt_sizes(groups: dict[Key, Group], axes: Axes) -> None:
    """Make a bare n beside other values of the same row and arm the size of that arm there."""
    by_row: dict[tuple[object, ...], list[Key]] = {}
    for key, group in groups.items():
        for cell, _ in group.meanings:
            by_row.setdefault((cell.row, key[1]), []).append(key)
    for key in list(groups):
        group = groups[key]
        counts = [(cell, m) for cell, m in group.meanings if m.count is not None]
        if len(counts) != 1 or len(group.meanings) != 1 or counts[0][1].rule != "count_head":
            continue
        cell, meaning = counts[0]
        if axes.columns[cell.column].names or group.subgroup is not None:
            continue  # "Male (n)" counts something of its own
        moment = axes.columns[cell.column].timepoint
        others = {
            other
            for other in by_row[(cell.row, key[1])]
            if other != key and other in groups and moment in (None, groups[other].timepoint)
        }
        for other in others:
            groups[other].n = meaning.count
        if others:
            del groups[key]


def _key(group: Group) -> Key:
    arm = group.arm.arm.arm_id if group.arm.arm else group.arm.label
    outcome = group.outcome.span.start if group.outcome else -1
    return (outcome, arm, group.timepoint, group.subgroup, group.contexts, group.is_change)


def _group_of(
    axes: Axes, row: Row, column: int, arm: ArmHere, notes: Notes,
    caption_outcome: Named | None, sizes: dict[tuple[str, str | None], int],
) -> Group:  # fmt: skip
    head = axes.columns[column]
    outcome, contexts, subgroup = outcome_of(axes, row.place, head, caption_outcome)
    timepoint = timepoint_of(row.place, head, notes)
    other = (
        head.arm if row.place.arm and head.arm and head.arm.label != row.place.arm.label else None
    )
    if other is not None:
        subgroup = ", ".join(part for part in (subgroup, other.label) if part)
    n = (
        head.n
        if head.n is not None
        else sizes.get((arm.label, head.timepoint), sizes.get((arm.label, None)))
    )
    n = row.sizes.get(column, n)
    if arm.n is not None and n is None:
        n = arm.n
    if row.place.n is not None and row.place.arm is None:
        arms = {place.arm.label for place in axes.columns.values() if place.arm}
        n = row.place.n if len(arms) < 2 else None  # `Baseline (n = 394)` counts both arms
    is_change = (
        (timepoint is None and notes.shows_changes)
        or (timepoint or "").startswith(f"{BASELINE} to ")
        or row.place.is_change
        or head.is_change
        or is_arm_change(axes, row.place, head)
        or "difference" in (*head.parts, *row.place.parts)
    )
    unit = outcome.label.unit if outcome else None
    return Group(arm, outcome, contexts, subgroup, timepoint, is_change, n, unit)


def _combined(group: Group, axes: Axes, notes: Notes) -> tuple[list[CellReading], list[Rejected]]:
    """Join centre, spread, bounds and counts of a group into readings."""
    centres = [
        (cell, m)
        for cell, m in group.meanings
        if m.statistic in ("mean", "median", "count", "percent")
    ]
    fragments = [(cell, m) for cell, m in group.meanings if m.statistic is None]
    by_statistic: dict[str, list[tuple[GridCell, Meaning]]] = {}
    for pair in centres:
        by_statistic.setdefault(pair[1].statistic or "", []).append(pair)
    if any(len(pairs) > 1 for pairs in by_statistic.values()):
        return [], [
            Rejected(cell.span, "two values for one outcome, arm and timepoint", "ambiguous")
            for cell, _ in group.meanings
        ]
    counts = [(cell, m) for cell, m in fragments if m.count is not None]
    group_n = group.n
    if counts and (set(by_statistic) & {"mean", "median"}):
        if len(counts) == 1:
            group_n = counts[0][1].count
    elif counts and len(counts) == 1:
        cell, meaning = counts[0]
        percent = by_statistic.pop("percent", None)
        events = float(meaning.count or 0)
        by_statistic["count"] = [(cell, Meaning("count", events, 0, events=meaning.count,
                                  percent=percent[0][1].percent if percent else None, rule=meaning.rule))]  # fmt: skip
    elif len(counts) > 1:
        return [], [
            Rejected(cell.span, "several counts for one outcome, arm and timepoint", "ambiguous")
            for cell, _ in counts
        ]
    readings = []
    for statistic, pairs in by_statistic.items():
        cell, meaning = pairs[0]
        meaning, places = _with_fragments(cell, meaning, fragments, set(by_statistic))
        readings.append(
            _reading(group, cell, places, meaning, meaning.n or group_n, axes, notes, statistic)
        )
    return readings, []


def _with_fragments(
    cell: GridCell,
    meaning: Meaning,
    fragments: Iterable[tuple[GridCell, Meaning]],
    others: set[str],
) -> tuple[Meaning, tuple[Span, ...]]:
    places = [cell.span]
    for other, fragment in fragments:
        kind = fragment.dispersion_kind or fragment.interval_kind
        if kind is None or fragment.count is not None:
            continue
        belongs = "median" if kind in ("iqr", "range") and "median" in others else "mean"
        if (
            meaning.statistic != belongs
            and not (meaning.statistic == "median" and "mean" not in others)
            and not (meaning.statistic == "percent" and kind == "ci")
        ):
            continue
        if fragment.dispersion is not None and meaning.dispersion is None:
            meaning = replace(meaning, dispersion=fragment.dispersion, dispersion_kind=kind)
            places.append(other.span)
        if fragment.lower is not None and meaning.lower is None:
            meaning = replace(meaning, lower=fragment.lower, interval_kind=kind)
            places.append(other.span)
        if fragment.upper is not None and meaning.upper is None:
            meaning = replace(meaning, upper=fragment.upper, interval_kind=kind)
            places.append(other.span)
    if meaning.dispersion is None and meaning.dispersion_kind is None:
        meaning = replace(meaning, dispersion_kind=meaning.interval_kind)
    return meaning, tuple(dict.fromkeys(places))


_CONFIDENCE = {
    "value_pm": 0.95, "mean_paren_head": 0.95, "count_percent_sign": 0.97, "count_percent_fits": 0.97,
    "count_percent_head": 0.95, "events_of_n": 0.95, "mean_paren_note": 0.85, "mean_head": 0.9,
    "mean_paren_paper": 0.7, "mean_note": 0.7, "count_note": 0.7, "percent_unit": 0.75, "count_percent_note": 0.8,
}  # fmt: skip


def _reading(
    group: Group, cell: GridCell, places: tuple[Span, ...], meaning: Meaning, n: int | None,
    axes: Axes, notes: Notes, statistic: str,
) -> CellReading:  # fmt: skip
    confidence = _CONFIDENCE.get(meaning.rule, 0.9)
    if group.arm.arm is None:
        confidence -= 0.3 if group.arm.is_whole else 0.05
    outcome = group.outcome
    return CellReading(
        kind="arm_result",
        table_id=axes.grid.table.table_id,
        row=cell.row,
        column=cell.column,
        places=places,
        rule=meaning.rule,
        confidence=round(confidence, 2),
        outcome_label=outcome.name if outcome else None,
        outcome_span=outcome.span if outcome else None,
        contexts=group.contexts,
        subgroup=group.subgroup,
        timepoint=group.timepoint,
        arm_label=group.arm.label or None,
        is_whole_study=group.arm.is_whole,
        arm_span=group.arm.span,
        arm_id=group.arm.arm.arm_id if group.arm.arm else None,
        statistic="change"
        if group.is_change and statistic in ("mean", "percent", "median")
        else statistic,
        n=n,
        value=meaning.value,
        decimals=meaning.decimals,
        dispersion=meaning.dispersion,
        dispersion_kind=meaning.dispersion_kind,
        lower=meaning.lower,
        upper=meaning.upper,
        interval_kind=meaning.interval_kind,
        events=meaning.events,
        percent=meaning.percent,
        unit=group.unit,
        scale_min=outcome.label.scale_min if outcome else None,
        scale_max=outcome.label.scale_max if outcome else None,
        is_baseline_table=notes.is_baseline,
    )
