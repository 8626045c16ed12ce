"""No arm has all the people of a study of several arms: which of two counts gives way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from miner.extract.sample_sizes.mentions import ARM_AT_LEAST, TOTAL_AT_LEAST, SizeMention
from miner.model.trial import Arm

SURE_TOTAL = 0.5
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
        if not too_many or mention.arm_id is None:
            kept.append(mention)
        elif mention.total >= TOTAL_AT_LEAST and mention.part != "table":
            kept.append(replace(mention, arm_id=None))
        else:
            rejected.append(
                (mention, "an arm cannot have all the people of a study of several arms")
            )
    return kept, rejected
