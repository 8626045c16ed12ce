"""Results that belong together: one outcome at one time, with a figure for each arm."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from miner.extract.table_results import CellReading
from miner.model import ArmResult, Document, Findings, Span
from miner.text.quantities import find_quantities

COUNTED = ("count", "percent")
# The statistic of numbers that no word explains: the row's type may say what they are.
LOOSE = "loose"
# How far behind a count its percentage may end: ` (72.6%)`.
PERCENT_CHARS = 10
# What differs between the figures of a group: a name (mostly the arm's), or only the moment.
SLOTS = ("name", "time")


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
    the table's words; of prose, `caption` is the sentence. `slot` is one of SLOTS; `arms_around`
    are known arms that all figures share.
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
    slot: str = "name"
    arms_around: tuple[str, ...] = ()
    sentence_start: int | None = None

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
                tuple(_prose_figure(document.text, member, arms) for member in members),
                100_000 + len(groups),
                None, members[0].timepoint == "baseline", sentence_start=sentences[key].start,
            )
        )  # fmt: skip
    return groups


def _prose_figure(text: str, result: ArmResult, arms: Mapping[str, str]) -> Figure:
    percent = result.value if result.statistic == "percent" else None
    if result.statistic == "count":
        percent = _percent_beside(text, result)
    return Figure(
        arm_label=arms.get(result.arm_id or "", ""), arm_id=result.arm_id,
        statistic=result.statistic, span=result.provenance.span, n=result.n, value=result.value,
        decimals=result.decimals, dispersion=result.dispersion,
        dispersion_kind=result.dispersion_kind, lower=result.lower, upper=result.upper,
        interval_kind=result.dispersion_kind if result.dispersion_kind in ("ci", "iqr", "range") else None,
        events=result.events, percent=percent,
    )  # fmt: skip


def _percent_beside(text: str, result: ArmResult) -> float | None:
    """The percentage printed with a count."""
    span = result.provenance.span
    found = find_quantities(text, start=span.start, end=span.end + PERCENT_CHARS)
    return next((item.percent for item in found if item.events == result.events), None)
