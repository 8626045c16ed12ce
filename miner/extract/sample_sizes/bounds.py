"""No arm has all the people of a study of several arms: which of two counts gives way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from miner.extract.sample_sizes.mention import ARM_AT_LEAST, TOTAL_AT_LEAST, SizeMention
from miner.model.trial import Arm

SURE_TOTAL = 0.5
LEAST_OF_EVEN = 0.3  # of an even share of the study that an arm has at the least
LIKE_SIZES = 1.6  # arms of one study differ by no more, most often


def has_sibling(mention: SizeMention, mentions: Sequence[SizeMention]) -> bool:
    """Tell the count of one arm, which another arm's stands beside, from the whole study's."""
    if mention.arm_id is None or mention.total >= SURE_TOTAL:
        return False
    beside = {
        other.arm_id: other.n for other in mentions
        if other.arm_id not in (None, mention.arm_id) and other.sentence == mention.sentence
        and other.arm >= ARM_AT_LEAST and other.n < LIKE_SIZES * mention.n
    }  # fmt: skip
    return (
        any(LIKE_SIZES * n > mention.n for n in beside.values())
        and mention.n < sum(beside.values()) * LIKE_SIZES
    )


def outweighs(mention: SizeMention, total: SizeMention, mentions: Sequence[SizeMention]) -> bool:
    """Tell an arm's count that is surer an arm's than a smaller total is the study's."""
    surer = mention.arm_id is not None and mention.n >= total.n and mention.arm > total.total
    return (
        surer
        and mention.part != "table"
        and (mention.n > total.n or has_sibling(mention, mentions))
    )


def within_total(
    mentions: Sequence[SizeMention], total: SizeMention | None, arms: Sequence[Arm]
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    """Refuse an arm's count that is all of the study's people or more; it may be the whole's."""
    kept: list[SizeMention] = []
    rejected: list[tuple[SizeMention, str]] = []
    for mention in mentions:
        too_many = total is not None and len(arms) > 1 and mention.n >= total.n
        if not too_many or mention.in_set or mention.arm_id is None:
            kept.append(mention)
        elif mention.total >= TOTAL_AT_LEAST and mention.part != "table":
            kept.append(replace(mention, arm_id=None))
        else:
            rejected.append(
                (mention, "an arm cannot have all the people of a study of several arms")
            )
    return kept, rejected


def above_arms(
    mentions: Sequence[SizeMention], total: SizeMention | None, arms: Sequence[Arm]
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    """Refuse a count of an early step that is far below the size that the arm has.

    `85 and 70 were enrolled in the substudy` beside `126/311 in arm A` are a part of the arm.
    """
    known = {m.arm_id: m.n for m in mentions if m.in_set}
    even = total.n / len(arms) if total is not None and arms else 0.0
    kept: list[SizeMention] = []
    rejected: list[tuple[SizeMention, str]] = []
    for mention in mentions:
        early = mention.kind not in (*_LATER, "excluded", "planned")
        least = known.get(mention.arm_id, LEAST_OF_EVEN * even)
        if early and mention.arm_id and not mention.in_set and mention.n < least:
            rejected.append((mention, "too few to be all of the arm"))
        else:
            kept.append(mention)
    return kept, rejected


MOST_ABOVE = 3
LEAST_SHARE = 0.3  # of the people of a study that a late step keeps at the least
_LATER = ("received", "completed", "analysed", "lost")


def in_order_of_flow(
    mentions: Sequence[SizeMention], total: SizeMention | None
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    """Refuse a count of a late step that is above what there was before it.

    Parameters
    ----------
    mentions : sequence of SizeMention
        One for each step, arm and moment.
    total : SizeMention or None
        The size of the whole study.

    Returns
    -------
    tuple
        Those kept, and those refused with their reason.
    """
    at_start: dict[str | None, int] = {}
    for mention in mentions:
        if mention.kind in ("randomised", "allocated", "enrolled", "eligible"):
            at_start[mention.arm_id] = max(at_start.get(mention.arm_id, 0), mention.n)
    if total is not None:
        at_start[None] = max(at_start.get(None, 0), total.n)
    kept: list[SizeMention] = []
    rejected: list[tuple[SizeMention, str]] = []
    for mention in mentions:
        start = at_start.get(mention.arm_id)
        room = start if start is None or mention.kind != "lost" else start - 1  # never all are lost
        if mention.kind in _LATER and room is not None and mention.n > room and not mention.in_set:
            rejected.append((mention, "more people than there were before this step"))
        elif mention.arm_id is None and (
            _is_part(mention, total) or _is_small_part(mention, total)
        ):
            rejected.append((mention, "a part of the study's people, or others than they"))
        else:
            kept.append(mention)
    return kept, rejected


def _is_small_part(mention: SizeMention, total: SizeMention | None) -> bool:
    """Tell `n = 20` of a caption, each group's of 80, and six of anything, from a late step."""
    if total is None or mention.kind not in ("received", "completed", "analysed"):
        return False
    is_marked = mention.cue in ("n_equals", "bracket")
    return mention.n < LEAST_SHARE * total.n or (is_marked and 2 * mention.n <= total.n)


def _is_part(mention: SizeMention, total: SizeMention | None) -> bool:
    if total is None or mention.kind != "enrolled":
        return False
    # Below the total: a part. Far above it and not told by a verb: other people.
    is_told = mention.rule.endswith("_after")
    return mention.n < total.n or (mention.n > MOST_ABOVE * total.n and not is_told)
