"""No arm has all the people of a study of several arms: which of two counts gives way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from miner.extract.sample_sizes.mention import ARM_AT_LEAST, TOTAL_AT_LEAST, SizeMention
from miner.model.trial import Arm

LIKELY_TOTAL = 0.5
LEAST_OF_EVEN = 0.3  # of an even share of the study that an arm has at the least
LIKE_SIZES = 1.6  # arms of one study differ by no more, most often
LATE_STEPS = ("received", "completed", "analysed", "lost")


def has_sibling(mention: SizeMention, mentions: Sequence[SizeMention]) -> bool:
    """Tell the count of one arm, which another arm's stands beside, from the whole study's."""
    if mention.arm_id is None or mention.total >= LIKELY_TOTAL:
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
        early = mention.kind not in (*LATE_STEPS, "excluded", "planned")
        least = known.get(mention.arm_id, LEAST_OF_EVEN * even)
        if early and mention.arm_id and not mention.in_set and mention.n < least:
            rejected.append((mention, "too few to be all of the arm"))
        else:
            kept.append(mention)
    return kept, rejected
