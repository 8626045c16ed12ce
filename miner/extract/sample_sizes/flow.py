"""What the flow of people through a study allows: which counts cannot stand where they were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from miner.extract.sample_sizes.bounds import LATE_STEPS, LIKELY_TOTAL
from miner.extract.sample_sizes.mention import SizeMention
from miner.extract.sample_sizes.one_each import SINGLE_KINDS
from miner.model.trial import Arm

MOST_ABOVE = 3
LEAST_SHARE = 0.3  # of the people of a study, or of an arm, that a late step keeps at the least
LEAST_BEFORE = 0.75  # of the people of a study; fewer were never all who might have come in
MOST_LOST = 0.75  # more are those of whom an outcome is told
LEAST_STUDY = 5
_START = ("randomised", "allocated", "enrolled", "eligible")
_KEPT_STEPS = ("received", "completed", "analysed")
_BEFORE_THE_STUDY = ("screened", "eligible")


@dataclass(frozen=True, slots=True)
class _Flow:
    """How many people there are: in the whole study, at the start of each arm, at an arm's steps."""

    total: int | None
    is_begun: bool  # the total is of people taken into the study, not of those looked at
    n_arms: int
    at_start: dict[str | None, int]
    of_arms: frozenset[tuple[str | None, int]]


def in_order_of_flow(
    mentions: Sequence[SizeMention], total: SizeMention | None, arms: Sequence[Arm]
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    """Refuse the counts that the others of the study contradict.

    Parameters
    ----------
    mentions : sequence of SizeMention
        One for each step, arm and moment.
    total : SizeMention or None
        The size of the whole study.
    arms : sequence of Arm

    Returns
    -------
    tuple
        Those kept, and those refused with their reason.
    """
    flow = _flow_of(mentions, total, arms)
    parts = _parts(mentions) | _in_tables_of_parts(mentions, flow)
    kept: list[SizeMention] = []
    rejected: list[tuple[SizeMention, str]] = []
    for mention in mentions:
        reason = None if mention.in_set else _reason_in_arm(mention, flow)
        if reason is None and mention.arm_id is None:
            reason = _reason_in_whole(mention, flow)
        if reason is None and id(mention) in parts:
            reason = "a part of those whom the sentence or the table tells of first"
        if reason is None:
            kept.append(mention)
        else:
            rejected.append((mention, reason))
    return kept, rejected


def _flow_of(
    mentions: Sequence[SizeMention], total: SizeMention | None, arms: Sequence[Arm]
) -> _Flow:
    at_start: dict[str | None, int] = {}
    for mention in mentions:
        if mention.kind in _START:
            at_start[mention.arm_id] = max(at_start.get(mention.arm_id, 0), mention.n)
    if total is not None:
        at_start[None] = max(at_start.get(None, 0), total.n)
    is_begun = total is not None and total.kind not in (*_BEFORE_THE_STUDY, "planned")
    flow = _Flow(total.n if total else None, is_begun, len(arms), at_start, frozenset())
    of_arms = frozenset(
        (m.kind, m.n) for m in mentions if m.arm_id is not None and not _reason_in_arm(m, flow)
    )
    return replace(flow, of_arms=of_arms)


def _reason_in_arm(mention: SizeMention, flow: _Flow) -> str | None:
    """Compare a late step of an arm, or of the study, with what it began with."""
    start = flow.at_start.get(mention.arm_id)
    if start is None or mention.kind not in LATE_STEPS:
        return None
    room = start if mention.kind != "lost" else start - 1  # never all are lost
    if mention.n > room:
        return "more people than there were before this step"
    if mention.kind == "lost" and mention.n > MOST_LOST * start and start > 4:
        return "so many are not lost"
    is_kept = mention.kind in _KEPT_STEPS and mention.part != "table"
    if mention.arm_id is not None and is_kept and mention.n < LEAST_SHARE * start:
        return "too few to be all of the arm"
    return None


def _reason_in_whole(mention: SizeMention, flow: _Flow) -> str | None:
    """Compare a count of the whole study, or of each arm, with the size of the study."""
    total = flow.total
    if mention.kind in SINGLE_KINDS and not mention.arm_id and mention.n < LEAST_STUDY:
        return "too few for a study: studies, groups or sessions are counted"
    largest = max((n for arm_id, n in flow.at_start.items() if arm_id is not None), default=0)
    if mention.kind == "enrolled" and mention.n < largest:
        return "fewer than one arm has"
    if total is None:
        return None
    if mention.per_arm:
        if flow.n_arms > 1 and mention.n >= total:
            return "an arm cannot have all the people of a study of several arms"
        too_few = mention.n * max(flow.n_arms, 1) < LEAST_SHARE * total
        return "too few to be all of an arm" if too_few else None
    is_sure = mention.total >= LIKELY_TOTAL
    if mention.kind in ("randomised", "allocated") and 2 * mention.n <= total and not is_sure:
        return "a part of the study's people, or others than they"
    if flow.is_begun and mention.kind in _BEFORE_THE_STUDY and mention.n < LEAST_BEFORE * total:
        return "fewer than came into the study"
    if mention.kind in _KEPT_STEPS and _is_small_part(mention, total):
        return "a part of the study's people, or others than they"
    is_step = mention.kind in (*_KEPT_STEPS, "randomised", "allocated")
    if is_step and mention.n < total and (mention.kind, mention.n) in flow.of_arms:
        return "told of one arm as well"
    if mention.kind == "enrolled" and _is_not_all(mention, total):
        return "a part of the study's people, or others than they"
    return None


def _is_small_part(mention: SizeMention, total: int) -> bool:
    """Tell `n = 20` of a caption, each group's of 80, and six of anything, from a late step."""
    is_marked = mention.cue in ("n_equals", "bracket")
    return mention.n < LEAST_SHARE * total or (is_marked and 2 * mention.n <= total)


def _is_not_all(mention: SizeMention, total: int) -> bool:
    # Below the total: a part. Far above it and not told by a verb: other people.
    is_told = mention.rule.endswith("_after")
    return mention.n < total or (mention.n > MOST_ABOVE * total and not is_told)


def _parts(mentions: Sequence[SizeMention]) -> set[int]:
    """List the counts of a sentence that stand after a larger one of the same arm and step.

    `191 infants (87 in A, 104 in B) were analysed, including 138 who were breast-fed (52 in A, 86
    in B)`; in a caption without arms, all numbers of a list.
    """
    groups: dict[tuple[object, ...], list[SizeMention]] = defaultdict(list)
    for mention in mentions:
        is_listed = mention.part == "caption" and mention.rule.endswith("_bare")
        is_step = mention.part != "table" and mention.kind in _KEPT_STEPS and not mention.in_set
        if is_step and (mention.arm_id is not None or is_listed):
            key = (mention.sentence, mention.arm_id, mention.kind, mention.timepoint)
            groups[key].append(mention)
    parts: set[int] = set()
    for group in groups.values():
        if len({m.n for m in group}) < 2:
            continue
        first = group[0] if group[0].arm_id is not None else None
        parts |= {id(m) for m in group if m is not first and (first is None or m.n < first.n)}
    return parts


def _in_tables_of_parts(mentions: Sequence[SizeMention], flow: _Flow) -> set[int]:
    """List the counts of tables whose people at baseline are a part of the arm only."""
    of_parts = {
        m.sentence for m in mentions
        if m.part == "table" and m.timepoint == "baseline" and m.arm_id is not None
        and m.n < LEAST_BEFORE * flow.at_start.get(m.arm_id, 0)
    }  # fmt: skip
    return {id(m) for m in mentions if m.part == "table" and m.sentence in of_parts}
