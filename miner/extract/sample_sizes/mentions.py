"""Counts of people with their kind, arm and timepoint, as read at each place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from miner.extract.arms import match_arm
from miner.extract.arms.counted import find_counted_label
from miner.extract.participant_counts import PlacedCount, read_counts
from miner.extract.sample_sizes.kinds import read_analysis_set, read_kind
from miner.model.document import Document
from miner.model.span import Span
from miner.model.trial import Arm
from miner.text.quantities import Quantity, find_quantities
from miner.text.timepoints import find_timepoints

TOTAL_AT_LEAST = 0.12
ARM_AT_LEAST = 0.25


@dataclass(frozen=True, slots=True)
class SizeMention:
    """One reading of a count.

    `score` grows with the evidence that it belongs to the flow of this study; `reason` says why
    it does not, None where it may.
    """

    n: int
    span: Span
    kind: str | None
    rule: str
    score: float
    arm_id: str | None = None
    label: str | None = None
    part: str = "other"
    sentence: Span | None = None
    timepoint: str | None = None
    analysis_set: str | None = None
    of_n: int | None = None
    percent: float | None = None
    total: float = 0.0
    arm: float = 0.0
    reason: str | None = None
    per_arm: bool = False
    cue: str = "n_equals"
    noun: str | None = None
    of_sample: bool = False


def find_size_mentions(document: Document, arms: Sequence[Arm]) -> list[SizeMention]:
    """Read every count in the prose of a document.

    Parameters
    ----------
    document : Document
    arms : sequence of Arm
        The arms found before.

    Returns
    -------
    list of SizeMention
        In order of place, those that are no sample size with their `reason`.
    """
    shares: dict[int, list[Quantity]] = {}
    return [_read(document, count, arms, shares) for count in read_counts(document)]


def _read(
    document: Document,
    count: PlacedCount,
    arms: Sequence[Arm],
    shares: dict[int, list[Quantity]],
) -> SizeMention:
    text, mention = document.text, count.mention
    reading = read_kind(text, count)
    counted = find_counted_label(text, mention.span, count.sentence)
    arm = match_arm(counted.label, arms) if counted else None
    if arm is None and counted is not None and counted.long:
        arm = match_arm(counted.long, arms)
    reason = _reason(count, reading.is_subgroup, reading.is_other_study, arm, counted is not None)
    words = count.sentence.of(text)
    of_n, percent = _share(text, count, shares)
    return SizeMention(
        n=mention.n,
        span=mention.span,
        kind="analysed" if mention.cue == "slash" else reading.kind,
        rule=f"{mention.cue}_{reading.side or 'bare'}",
        score=max(count.total, count.arm),
        arm_id=arm.arm_id if arm else None,
        label=counted.label if counted else None,
        part=count.part,
        sentence=count.sentence,
        timepoint=_timepoint(text, count) if reading.kind in ("completed", "analysed", "lost") else None,
        analysis_set=read_analysis_set(words) if reading.kind == "analysed" else None,
        of_n=of_n,
        percent=percent,
        total=count.total,
        arm=count.arm,
        reason=reason,
        per_arm=reading.per_arm,
        cue=mention.cue,
        noun=mention.noun,
        of_sample=count.of_sample,
    )


def _reason(
    count: PlacedCount, is_subgroup: bool, is_other_study: bool, arm: Arm | None, has_label: bool
) -> str | None:
    if count.mention.cue == "slash" and (arm is None or count.arm < 0.5):
        return "the denominator of a share"
    if is_other_study and count.total < 0.5 and arm is None:
        return "another study is told of"
    if count.total >= TOTAL_AT_LEAST or count.arm >= ARM_AT_LEAST:
        return None
    if is_subgroup:
        return "people with some trait, not a step of the study's flow"
    return "nothing says that it counts participants of this study" if count.mention.noun is None else None


def _share(
    text: str, count: PlacedCount, shares: dict[int, list[Quantity]]
) -> tuple[int | None, float | None]:
    """Read `of 84` and `(87%)` beside a count."""
    start = count.sentence.start
    if start not in shares:
        shares[start] = [
            q for q in find_quantities(text, start=start, end=count.sentence.end)
            if q.kind in ("fraction_percent", "count_percent")
        ]  # fmt: skip
    for quantity in shares[start]:
        if quantity.span.contains(count.mention.span) and quantity.events == count.mention.n:
            return quantity.n, quantity.percent
    after = re.match(
        r"\s*(?:\([^)]{1,12}\)\s*)?(?:out\s+)?of\s+(?:the\s+|these\s+|a\s+total\s+of\s+)?(\d{1,6})\b(?!\s*%)",
        text[count.mention.span.end : count.mention.span.end + 50],
    )
    return (int(after[1]) if after and int(after[1]) >= count.mention.n else None), None


def _timepoint(text: str, count: PlacedCount) -> str | None:
    found = find_timepoints(text, start=count.sentence.start, end=count.sentence.end)
    if not found:
        return None
    place = count.mention.span.start
    return min(found, key=lambda t: (abs(t.span.start - place), t.span.start)).label
