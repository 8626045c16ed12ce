"""Results that belong together: one outcome at one time, with a figure for each arm."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from miner.extract.forms.loose_cells import LOOSE
from miner.extract.table_results import CellReading
from miner.model import ArmResult, Document, Findings, Span, Table

COUNTED = ("count", "percent")


@dataclass(frozen=True, slots=True)
class Figure:
    """What one arm showed, wherever it stands."""

    arm_label: str
    arm_id: str | None
    statistic: str
    span: Span
    n: int | None = None
    value: float | None = None
    decimals: int | None = None
    dispersion: float | None = None
    dispersion_kind: str | None = None
    lower: float | None = None
    upper: float | None = None
    interval_kind: str | None = None
    events: int | None = None
    percent: float | None = None
    row: int | None = None
    column: int | None = None
    rule: str = ""

    @property
    def is_counted(self) -> bool:
        """Tell whether people are counted rather than something measured."""
        return self.statistic in COUNTED


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of several arms for one outcome at one time.

    `label` names the outcome, `around` what stands over it (section rows, heads), `caption`
    the table's words; of prose, `caption` is the sentence.
    """

    source: str
    label: str
    around: tuple[str, ...]
    caption: str
    timepoint: str | None
    subgroup: str | None
    figures: tuple[Figure, ...]
    order: int
    table_id: str | None = None
    is_baseline: bool = False
    effects: tuple[CellReading, ...] = field(default=())

    @property
    def is_counted(self) -> bool:
        """Tell whether the figures are counts or percentages."""
        return self.figures[0].is_counted

    @property
    def is_loose(self) -> bool:
        """Tell whether the table does not say what the numbers are."""
        return self.figures[0].statistic == LOOSE

    @property
    def is_change(self) -> bool:
        """Tell whether the figures are changes from baseline."""
        return self.figures[0].statistic == "change"

    @property
    def span(self) -> Span:
        """The place of the first figure."""
        return self.figures[0].span


def find_table_groups(
    readings: Iterable[CellReading], tables: Mapping[str, Table], text: str
) -> list[Group]:
    """Put the readings of tables together by outcome, time, subgroup and kind of statistic."""
    gathered: dict[tuple[object, ...], list[CellReading]] = {}
    effects: dict[tuple[object, ...], list[CellReading]] = {}
    for reading in readings:
        place = (reading.table_id, reading.outcome_label, reading.contexts, reading.subgroup)
        if reading.kind == "effect":
            effects.setdefault((*place[:3], reading.row), []).append(reading)
        elif (reading := _named(reading)).arm_label and reading.statistic:
            place = (*place[:3], reading.subgroup)
            kind = "count" if reading.statistic in COUNTED else reading.statistic
            gathered.setdefault((*place, reading.timepoint, kind), []).append(reading)
    groups: list[Group] = []
    for key, members in gathered.items():
        table = tables[members[0].table_id]
        caption = table.caption.of(text) if table.caption else ""
        for split in _split(members):
            rows = {member.row for member in split}
            first = split[0]
            near = [
                effect
                for row in sorted(rows)
                for effect in effects.get((*key[:3], row), ())
                if effect.subgroup in (None, first.subgroup) or first.subgroup is None
            ]
            groups.append(
                Group(
                    "table", first.outcome_label or "", first.contexts, caption, first.timepoint,
                    first.subgroup, tuple(figure_from(member) for member in split), len(groups),
                    first.table_id, first.is_baseline_table or first.timepoint == "baseline",
                    tuple(near),
                )
            )  # fmt: skip
    return groups


def _named(reading: CellReading) -> CellReading:
    """Take the words of a head that names no known arm for an arm's name; the row may ask for it."""
    if reading.arm_label is None and reading.subgroup:
        return replace(reading, arm_label=reading.subgroup, subgroup=None)
    if reading.is_whole_study:
        return replace(reading, arm_label=None)
    return reading


def _split(members: list[CellReading]) -> list[list[CellReading]]:
    """Where an arm stands twice, split by row, or by column where arms stand in rows."""
    if len({member.arm_label for member in members}) == len(members):
        return [members]
    for axis in ("row", "column"):
        lines: dict[int, list[CellReading]] = {}
        for member in members:
            lines.setdefault(getattr(member, axis), []).append(member)
        if all(len({m.arm_label for m in line}) == len(line) for line in lines.values()) and any(
            len(line) > 1 for line in lines.values()
        ):
            return list(lines.values())
    # An arm that stands twice in one place cannot be told apart from itself: it is left out.
    counts = Counter(member.arm_label for member in members)
    kept = [member for member in members if counts[member.arm_label] == 1]
    return [kept] if kept else []


def figure_from(reading: CellReading) -> Figure:
    """Return what a cell says of one arm."""
    return Figure(
        arm_label=reading.arm_label or "", arm_id=reading.arm_id,
        statistic=reading.statistic or "", span=reading.span, n=reading.n, value=reading.value,
        decimals=reading.decimals, dispersion=reading.dispersion,
        dispersion_kind=reading.dispersion_kind, lower=reading.lower, upper=reading.upper,
        interval_kind=reading.interval_kind, events=reading.events, percent=reading.percent,
        row=reading.row, column=reading.column, rule=reading.rule,
    )  # fmt: skip


def find_prose_groups(document: Document, findings: Findings) -> list[Group]:
    """Put the arm results of sentences together by sentence, outcome, time and statistic."""
    names = {outcome.outcome_id: outcome.name for outcome in findings.outcomes}
    arms = {arm.arm_id: arm.label for arm in findings.arms}
    starts = [span.start for span in document.sentences]
    gathered: dict[tuple[object, ...], list[ArmResult]] = {}
    sentences: dict[tuple[object, ...], Span] = {}
    for result in findings.arm_results:
        if result.provenance.table_id is not None or result.arm_id is None:
            continue
        place = bisect_right(starts, result.provenance.span.start) - 1
        if place < 0:
            continue
        kind = "count" if result.statistic in COUNTED else result.statistic
        key: tuple[object, ...] = (place, result.outcome_id, result.timepoint, kind)
        gathered.setdefault(key, []).append(result)
        sentences[key] = document.sentences[place]
    groups: list[Group] = []
    for key, members in gathered.items():
        first: dict[str | None, ArmResult] = {}
        for member in members:
            first.setdefault(member.arm_id, member)
        if len(first) != len(members) or len(first) < 2:
            continue  # the same arm twice: which value is meant cannot be told
        sentence = sentences[key].of(document.text)
        groups.append(
            Group(
                "prose", names.get(members[0].outcome_id or "", ""), (), sentence,
                members[0].timepoint, None,
                tuple(_prose_figure(member, arms) for member in members), 100_000 + len(groups),
                None, members[0].timepoint == "baseline",
            )
        )  # fmt: skip
    return groups


def _prose_figure(result: ArmResult, arms: Mapping[str, str]) -> Figure:
    is_percent = result.statistic == "percent"
    return Figure(
        arm_label=arms.get(result.arm_id or "", ""), arm_id=result.arm_id,
        statistic=result.statistic, span=result.provenance.span, n=result.n, value=result.value,
        decimals=result.decimals, dispersion=result.dispersion,
        dispersion_kind=result.dispersion_kind, lower=result.lower, upper=result.upper,
        interval_kind=result.dispersion_kind if result.dispersion_kind in ("ci", "iqr", "range") else None,
        events=result.events, percent=result.value if is_percent else None,
    )  # fmt: skip
