"""Counts of people with their kind, arm and timepoint, as read at each place of the prose."""

from __future__ import annotations

from collections.abc import Sequence

from miner.extract.arms.arm_counts import read_arm_counts, read_labels
from miner.extract.arms.beside import CountedLabel
from miner.extract.participant_counts import PlacedCount, has_body, is_hopeless, read_counts
from miner.extract.sample_sizes.kinds import KindReading, read_analysis_set, read_kind
from miner.extract.sample_sizes.mention import SizeMention
from miner.extract.sample_sizes.owners import Owner, find_owner, give_to_arm
from miner.extract.sample_sizes.refusals import NO_EVIDENCE, find_reason
from miner.extract.sample_sizes.shares import find_shares, read_share
from miner.model.document import Document
from miner.model.trial import Arm
from miner.text.timepoints import find_timepoints

LATE_KINDS = ("completed", "analysed", "lost")  # steps that happen at some moment


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
    counts = read_counts(document)
    sized = {arm.count: arm.label for arm in read_arm_counts(document)}
    found: list[SizeMention] = []
    for count, counted in zip(counts, read_labels(document), strict=True):
        mention = _read(document, count, counted, arms)
        if count in sized:
            mention = give_to_arm(document.text, mention, sized[count], arms)
        found.append(mention)
    if has_body(document):
        found += find_shares(document, {count.mention.span.start for count in counts})
    return sorted(found, key=lambda mention: mention.span.start)


def _read(
    document: Document, count: PlacedCount, counted: CountedLabel | None, arms: Sequence[Arm]
) -> SizeMention:
    if is_hopeless(count):
        return _hopeless(count)
    text, mention = document.text, count.mention
    reading = read_kind(text, count)
    owner = find_owner(text, count, counted, arms, reading)
    share = read_share(text, count)
    total, arm = _evidence(count, owner)
    is_late = reading.kind in LATE_KINDS
    is_analysed = reading.kind == "analysed"
    return SizeMention(
        n=mention.n,
        span=mention.span,
        kind=_kind(count, reading),
        rule=f"{mention.cue}_{reading.side or 'bare'}",
        score=max(count.total, count.arm),
        arm_id=owner.arm.arm_id if owner.arm else None,
        label=counted.label if counted else None,
        part=count.part,
        sentence=count.sentence,
        timepoint=_timepoint(text, count) if is_late else None,
        analysis_set=read_analysis_set(count.sentence.of(text)) if is_analysed else None,
        of_n=share[0],
        percent=share[1],
        total=total,
        arm=arm,
        reason=find_reason(text, count, reading, owner, share),
        per_arm=reading.per_arm,
        cue=mention.cue,
        noun=mention.noun,
        of_sample=count.of_sample,
        label_rule=counted.rule if counted else None,
    )


def _evidence(count: PlacedCount, owner: Owner) -> tuple[float, float]:
    """Return how likely a count is the whole study's and an arm's, its words considered."""
    if owner.names_two:
        return max(count.total, 0.5), 0.0
    if owner.is_said:
        return min(count.total, 0.1), max(count.arm, 0.5)
    return count.total, count.arm


def _hopeless(count: PlacedCount) -> SizeMention:
    return SizeMention(
        n=count.mention.n, span=count.mention.span, kind=None, rule=f"{count.mention.cue}_bare",
        score=max(count.total, count.arm), part=count.part, sentence=count.sentence,
        total=count.total, arm=count.arm, cue=count.mention.cue, reason=NO_EVIDENCE,
    )  # fmt: skip


def _kind(count: PlacedCount, reading: KindReading) -> str | None:
    is_share = count.mention.cue == "slash"
    if is_share or (reading.kind is None and count.part == "caption"):
        return "analysed"
    return reading.kind


def _timepoint(text: str, count: PlacedCount) -> str | None:
    found = find_timepoints(text, start=count.sentence.start, end=count.sentence.end)
    if not found:
        return None
    place = count.mention.span.start
    return min(found, key=lambda t: (abs(t.span.start - place), t.span.start)).label
