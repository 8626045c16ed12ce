"""Cells that show what one arm showed, split columns and rows put together again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from miner.extract.table_results.axes import ArmHere, Axes, Named, Place, Row
from miner.extract.table_results.cell_values import CellValue, read_value
from miner.extract.table_results.grids import GridCell
from miner.extract.table_results.interpret import Meaning, interpret
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.patterns import DASHES, GENERIC_HEAD, GROUP_SIZE_ROW, MEASURED_WORD, NUMBER_LABEL, TIME_HEAD
from miner.extract.table_results.readings import CellReading
from miner.model import Rejected, Span
from miner.text.timepoints import BASELINE, FOLLOW_UP, POST_TREATMENT


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
    sizes = _group_sizes(axes)
    groups: dict[tuple, Group] = {}
    rejected: list[Rejected] = []
    zeros: list[tuple[GridCell, Group]] = []
    for row in axes.rows:
        if row.place.is_effect or (_is_size_row(row.place) and not row.place.timepoint and not row.place.arm):
            continue
        for column, head in axes.columns.items():
            cell = axes.grid.at(row.number, column)
            if cell is None or (cell.row, cell.column) != (row.number, column) or head.is_effect and not is_arm_change(axes, row.place, head):
                continue
            value = read_value(cell.text)
            if value is None or not value.figures or value.form == "p":
                if cell.text and cell.text not in DASHES and any(c.isdigit() for c in cell.text):
                    rejected.append(Rejected(cell.span, "a cell of a form not known", "cell_form"))
                continue
            if value.form == "pm_pair":
                if head.pair is None:
                    rejected.append(Rejected(cell.span, "two values in one cell, arms not named", "cell_form"))
                    continue
                for place, arm in enumerate(head.pair):
                    half = CellValue("pm", value.figures[2 * place : 2 * place + 2])
                    group = _group_of(axes, row, head, arm, notes, caption_outcome, sizes)
                    meaning = interpret(half, _parts(row.place, head), notes)
                    if group.outcome is not None and not meaning.reason:
                        groups.setdefault(_key(group), group).meanings.append((cell, meaning))
                continue
            arm = row.place.arm or head.arm or caption_arm
            if arm is None:
                arm = ArmHere("", cell.span, None, is_whole=True)
            group = _group_of(axes, row, head, arm, notes, caption_outcome, sizes)
            if group.outcome is None:
                rejected.append(Rejected(cell.span, "no outcome named for this cell", "no_outcome"))
                continue
            parts = _parts(row.place, head)
            meaning = interpret(
                value, parts, notes, group_n=group.n,
                percent_unit=_is_unit(row.place, head, group.outcome),
            )  # fmt: skip
            if meaning.reason and _is_zero(value) and not parts:
                zeros.append((cell, group))
                continue
            if meaning.reason:
                rejected.append(Rejected(cell.span, meaning.reason, "cell_meaning"))
                continue
            groups.setdefault(_key(group), group).meanings.append((cell, meaning))
    _count_zeros(groups, zeros, rejected)
    _adopt_fragments(groups)
    _adopt_sizes(groups)
    readings: list[CellReading] = []
    for group in groups.values():
        found, lost = _combined(group, axes, notes)
        readings.extend(found)
        rejected.extend(lost)
    return readings, rejected


def _is_zero(value: CellValue) -> bool:
    return value.form == "number" and value.figures[0].value == 0 and not value.figures[0].decimals


def _count_zeros(groups: dict[tuple, Group], zeros: list[tuple[GridCell, Group]], rejected: list[Rejected]) -> None:
    """Read a bare 0 as no events where its column holds counts with percentages elsewhere."""
    counted = {
        cell.column for group in groups.values() for cell, meaning in group.meanings if meaning.rule.startswith("count_percent")
    }
    for cell, group in zeros:
        if cell.column in counted:
            groups.setdefault(_key(group), group).meanings.append((cell, Meaning("count", 0.0, 0, events=0, rule="count_zero")))
        else:
            rejected.append(Rejected(cell.span, "a number without a word that says what it is", "cell_meaning"))


def _is_unit(row: Place, head: Place, outcome: Named | None) -> bool:
    """Tell whether a percent sign may be the unit of what is measured."""
    return row.percent_unit or (head.percent_unit and not row.parts)


def is_arm_change(axes: Axes, row: Place, head: Place) -> bool:
    """Tell whether a `Difference` is that of one arm over time: it stands under or beside an arm."""
    if set(head.parts) - {"mean", "sd", "se", "ci", "percent"} != {"difference"} or head.contrast:
        return False
    return head.arm is not None or (row.arm is not None and axes.n_effect_columns == 1)


def _parts(row: Place, head: Place) -> tuple[str, ...]:
    if not row.parts:
        return tuple(part for part in head.parts if part != "difference")
    if row.names and head.parts and len(head.parts) == 1 and head.parts[0] in ("sd", "se", "n", "iqr", "percent"):
        return head.parts  # "Pain, mean (SD)" beside columns n | mean | SD
    return row.parts


def _adopt_fragments(groups: dict[tuple, Group]) -> None:
    """Give spreads and bounds whose head lacks the word "change" to the change beside them."""
    for key in list(groups):
        group = groups[key]
        if any(meaning.statistic for _, meaning in group.meanings):
            continue
        other = groups.get((*key[:-1], not key[-1]))
        if other is not None and any(meaning.statistic for _, meaning in other.meanings):
            other.meanings.extend(group.meanings)
            del groups[key]


def _adopt_sizes(groups: dict[tuple, Group]) -> None:
    """Make a bare n beside other values of the same row and arm the size of that arm there."""
    by_row: dict[tuple, list[tuple]] = {}
    for key, group in groups.items():
        for cell, _ in group.meanings:
            by_row.setdefault((cell.row, key[1], group.timepoint), []).append(key)
    for key in list(groups):
        group = groups[key]
        counts = [(cell, m) for cell, m in group.meanings if m.count is not None]
        if len(counts) != 1 or len(group.meanings) != 1 or counts[0][1].rule != "count_head":
            continue
        cell, meaning = counts[0]
        others = {other for other in by_row[(cell.row, key[1], group.timepoint)] if other != key}
        if others and group.subgroup is None:
            for other in others:
                groups[other].n = meaning.count
            del groups[key]


def _key(group: Group) -> tuple:
    arm = group.arm.arm.arm_id if group.arm.arm else group.arm.label
    outcome = group.outcome.span.start if group.outcome else -1
    return (outcome, arm, group.timepoint, group.subgroup, group.contexts, group.is_change)


def _is_size_row(place: Place) -> bool:
    """Tell whether a row gives the sizes of the arms and no outcome."""
    if place.names and not GROUP_SIZE_ROW.match(place.names[-1].name):
        return False
    return place.parts[:1] == ("n",) or bool(place.names)


def _group_sizes(axes: Axes) -> dict[tuple[str, str | None], int]:
    """Sizes of arms from heads, and from body rows that are nothing but n."""
    sizes: dict[tuple[str, str | None], int] = {}
    for place in axes.columns.values():
        if place.arm:
            n = place.n if place.n is not None else place.arm.n
            if n is not None:
                sizes.setdefault((place.arm.label, place.timepoint), n)
                sizes.setdefault((place.arm.label, None), n)
    for row in axes.rows:
        if _is_size_row(row.place) and row.place.timepoint is None:
            for column, place in axes.columns.items():
                value = read_value(axes.grid.text_at(row.number, column))
                if place.arm and value and value.form in ("number", "paren") and value.figures[0].decimals == 0:
                    sizes.setdefault((place.arm.label, None), int(value.figures[0].value))
    return sizes


def _one_moment(head: str, row: str) -> str:
    """Join the moments of both axes; `baseline` and the more exact one win."""
    if BASELINE in (head, row):
        return BASELINE
    vague = (POST_TREATMENT, FOLLOW_UP)
    if head in vague:
        return row
    return head if row in vague else f"{head}, {row}"


def timepoint_of(row: Place, head: Place, notes: Notes) -> str | None:
    """Return the moment of a cell: its row's, its column's, else the caption's."""
    if row.timepoint and head.timepoint and row.timepoint != head.timepoint:
        return _one_moment(head.timepoint, row.timepoint)
    own = row.timepoint or head.timepoint
    if own:
        return own
    if notes.is_baseline:
        return BASELINE
    return notes.timepoint


def _has_whole(axes: Axes) -> bool:
    """Tell whether one of the heads is `Overall`: then its neighbours are subgroups."""
    return any(place.arm is not None and place.arm.is_whole for place in axes.columns.values())


def outcome_of(
    axes: Axes, row: Place, head: Place, caption_outcome: Named | None
) -> tuple[Named | None, tuple[str, ...], str | None]:
    """Return the outcome's label, the labels around it, and the subgroup, of a cell."""
    names = [named for named in row.names if not GENERIC_HEAD.match(named.name)]
    if not names and row.names and MEASURED_WORD.match(row.names[-1].name):
        names = [row.names[-1]]
    level = None
    if names and (axes.stub_is_level or NUMBER_LABEL.match(names[-1].name)):  # a number is a level of something, no outcome
        level, names = names[-1].name, names[:-1]
    heads = [named for named in head.names if not GENERIC_HEAD.match(named.name)]
    if heads and row.arm is not None and not names and _has_whole(axes):
        return caption_outcome, (), ", ".join(named.name for named in heads)
    corner = [
        named for named in axes.corner
        if named.name and not GENERIC_HEAD.match(named.name) and not TIME_HEAD.search(named.name)
    ]  # fmt: skip
    if level is not None:
        if not names and not heads:
            return None, (), None
        chosen = names[-1] if names else heads[-1]
        others = ", ".join([level, *(named.name for named in heads if named is not chosen)])
        return chosen, tuple(named.name for named in names[:-1]), others
    if names:
        around = tuple(named.name for named in (*corner, *names[:-1]))
        subgroup = ", ".join(named.name for named in heads) or None
        if row.arm is not None and heads and not head.arm:
            return heads[-1], tuple(n.name for n in (*names, *heads[:-1])), None
        return names[-1], around, subgroup
    if heads and (head.arm is None or (row.parts and not row.is_effect)):
        return heads[-1], tuple(named.name for named in (*corner, *heads[:-1])), None
    subgroup = ", ".join(named.name for named in heads) or None
    if corner:
        return corner[-1], (), subgroup
    return caption_outcome, (), subgroup


def _group_of(
    axes: Axes, row: Row, head: Place, arm: ArmHere, notes: Notes,
    caption_outcome: Named | None, sizes: dict[tuple[str, str | None], int],
) -> Group:  # fmt: skip
    outcome, contexts, subgroup = outcome_of(axes, row.place, head, caption_outcome)
    timepoint = timepoint_of(row.place, head, notes)
    other = head.arm if row.place.arm and head.arm and head.arm.label != row.place.arm.label else None
    if other is not None:
        subgroup = ", ".join(part for part in (subgroup, other.label) if part)
    n = head.n if head.n is not None else sizes.get((arm.label, head.timepoint), sizes.get((arm.label, None)))
    if row.place.n is not None and row.place.arm is None:
        n = row.place.n
    if arm.n is not None and n is None:
        n = arm.n
    is_change = row.place.is_change or head.is_change or is_arm_change(axes, row.place, head) or "difference" in (*head.parts, *row.place.parts)
    unit = outcome.label.unit if outcome else None
    return Group(arm, outcome, contexts, subgroup, timepoint, is_change, n, unit)


def _combined(group: Group, axes: Axes, notes: Notes) -> tuple[list[CellReading], list[Rejected]]:
    """Join centre, spread, bounds and counts of a group into readings."""
    centres = [(cell, m) for cell, m in group.meanings if m.statistic in ("mean", "median", "count", "percent")]
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
        return [], [Rejected(cell.span, "several counts for one outcome, arm and timepoint", "ambiguous") for cell, _ in counts]
    readings = []
    for statistic, pairs in by_statistic.items():
        cell, meaning = pairs[0]
        meaning, places = _with_fragments(cell, meaning, fragments, set(by_statistic))
        readings.append(_reading(group, cell, places, meaning, meaning.n or group_n, axes, notes, statistic))
    return readings, []


def _with_fragments(
    cell: GridCell, meaning: Meaning, fragments: Iterable[tuple[GridCell, Meaning]], others: set[str]
) -> tuple[Meaning, tuple[Span, ...]]:
    places = [cell.span]
    for other, fragment in fragments:
        kind = fragment.dispersion_kind or fragment.interval_kind
        if kind is None or fragment.count is not None:
            continue
        belongs = "median" if kind in ("iqr", "range") and "median" in others else "mean"
        if meaning.statistic != belongs and not (meaning.statistic == "median" and "mean" not in others) and not (
            meaning.statistic == "percent" and kind == "ci"
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
        statistic="change" if group.is_change and statistic in ("mean", "percent", "median") else statistic,
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
