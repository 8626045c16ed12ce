"""Whose count it is: the arm that the words beside a count name, or the whole study."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from miner.extract.arms import match_arm
from miner.extract.arms.beside import CountedLabel
from miner.extract.arms.labels import fold_label
from miner.extract.participant_counts import PlacedCount
from miner.extract.sample_sizes.kinds import KindReading
from miner.extract.sample_sizes.mention import (
    IN_SET,
    PART_KINDS,
    SIZE_KINDS,
    SURE_TOTAL,
    SizeMention,
)
from miner.model.trial import Arm

_OF_ARM_GROUP = re.compile(r"\s+(?P<label>[\w+/&]+)-group\s+[a-z]+")
_OF_GROUP = re.compile(
    r"\b(?:of|among|from|in)\s+(?:the\s+)?[^.;]{0,60}?\b(?:the\s+)?(?P<label>(?:[\w+/&'-]+\s){0,2}[\w+/&'-]+)\s+(?:groups?|arms?|conditions?)\s*(?:\([^)]{0,12}\)\s*)?,\s*(?:[^.;]{0,60}\band\s+|[^.;]{0,60},\s*)?$",
    re.IGNORECASE,
)
_PUT_INTO = re.compile(
    r"(?![^.;]{0,200}\b(?:either|or|one)\b)(?!.{0,90}\d)[^.;:,()]{0,70}?\b(?:assigned|allocated|random(?:ly|i[sz]ed))\s+(?:\w+\s+)?(?:in)?to\s+(?:the\s+)?"
    r"(?P<label>(?:(?!(?:and|or)\b)[\w+/&'-]+\s){0,3}?[\w+/&'-]+)\s+(?:group|arm)\b(?!\s*(?:\([^()]*\)\s*)?(?:,|and\b|versus\b|vs\b))",
    re.IGNORECASE,
)
# `105 were randomised: 54 to usual care and 51 to therapy`: the name is of the 54.
_SPLIT_AFTER = re.compile(
    r"\s+(?:[a-z-]+\s+){0,4}?(?:random(?:ly|i[sz]ed)|allocated|assigned)(?:\s+\w+)?\s*[:(]\s*\d",
    re.IGNORECASE,
)
_GOT = re.compile(
    r"(?![^.;]{0,160}\b(?:either|or)\b)\s+(?:[a-z-]+\s+){0,3}?(?:(?:were|was)\s+(?:treated\s+with|given)|received)\s+"
    r"(?P<label>(?:[\w+/&'-]+\s){0,2}[\w+/&'-]+)\b",
    re.IGNORECASE,
)
_TOTAL_OF = re.compile(r"\btotal\s+(?:sample\s+)?(?:size\s+)?of\s+$", re.IGNORECASE)
_SHARE_BEFORE = re.compile(r"(?:\d|[a-z])\s*(?:/|\b(?:out\s+)?of)\s*(?:the\s+)?$")


@dataclass(frozen=True, slots=True)
class Owner:
    """The arm that a count is of, None for the whole study's.

    `names_two` says that the words beside it name two arms together, `is_said` that the count's
    own verb puts its people into the arm.
    """

    arm: Arm | None
    names_two: bool = False
    is_said: bool = False


def find_owner(
    text: str,
    count: PlacedCount,
    counted: CountedLabel | None,
    arms: Sequence[Arm],
    reading: KindReading,
) -> Owner:
    """Find the arm that a count of people is of.

    Parameters
    ----------
    text : str
    count : PlacedCount
    counted : CountedLabel or None
        The name that stands beside the count.
    arms : sequence of Arm
    reading : KindReading
        What the count counts.
    """
    if _SPLIT_AFTER.match(text, count.mention.span.end):
        return Owner(None)
    names_two = counted is not None and _names_two(counted.label, arms)
    arm = None if counted is None or names_two else _named(counted, arms)
    if arm is None and not names_two and reading.kind in PART_KINDS:
        arm = _arm_before(text, count, arms)
    hyphened = _OF_ARM_GROUP.match(text, count.mention.span.end) if arm is None else None
    if hyphened is not None:  # `nine control-group participants`
        arm = match_arm(hyphened["label"], arms)
    if reading.per_arm or (
        count.part == "caption" and arm is not None and not _is_bare(counted, arm)
    ):
        arm = None
    if reading.kind == "planned" and _TOTAL_OF.search(
        text[max(0, count.mention.span.start - 40) : count.mention.span.start]
    ):
        return Owner(None)
    if arm is None and not names_two and not reading.per_arm:
        arm = _arm_put_into(text, count, arms) or _arm_got(text, count, arms)
        return Owner(arm, is_said=arm is not None)
    return Owner(arm, names_two)


def give_to_arm(
    text: str, mention: SizeMention, label: CountedLabel, arms: Sequence[Arm]
) -> SizeMention:
    """Give a count of the set of the arms' sizes to its arm, whatever else it may be."""
    arm = next((a for a in arms if label.label in (a.label, a.long_label, *a.aliases)), None)
    arm = arm or match_arm(label.label, arms)
    if arm is None:
        return mention
    kind = mention.kind if mention.kind in SIZE_KINDS else None
    start = mention.span.start
    if kind is None and _SHARE_BEFORE.search(text[max(0, start - 20) : start]):
        kind = "analysed"  # `96 of 152 in the light arm` had some outcome
    return replace(
        mention, arm_id=arm.arm_id, label=label.label, label_rule=label.rule, reason=None,
        kind=kind, per_arm=False,
        arm=max(mention.arm, IN_SET), total=0.0, in_set=True,
    )  # fmt: skip


def _named(counted: CountedLabel, arms: Sequence[Arm]) -> Arm | None:
    return match_arm(counted.label, arms) or (
        match_arm(counted.long, arms) if counted.long else None
    )


def _names_two(label: str, arms: Sequence[Arm]) -> bool:
    """Tell a label that names two arms: its count is of both."""
    pieces = re.split(r"\s(?:or|and|versus|vs\.?)\s", label)
    return len(pieces) > 1 and len({a.arm_id for p in pieces if (a := match_arm(p, arms))}) > 1


def _is_bare(counted: CountedLabel | None, arm: Arm) -> bool:
    """Tell whether a label says little more than the arm's own name."""
    return counted is not None and len(fold_label(counted.label)) <= len(fold_label(arm.label)) + 1


def _arm_put_into(text: str, count: PlacedCount, arms: Sequence[Arm]) -> Arm | None:
    """Read the arm of `Eight volunteers were randomly assigned to the control group`."""
    match = _PUT_INTO.match(text, count.mention.span.end, count.sentence.end)
    return (
        match_arm(match["label"], arms)
        if match and len(arms) > 1 and count.total < SURE_TOTAL
        else None
    )


def _arm_got(text: str, count: PlacedCount, arms: Sequence[Arm]) -> Arm | None:
    """Read the arm of `396 children were treated with succimer`: what they got names it."""
    match = _GOT.match(text, count.mention.span.end, count.sentence.end)
    if match is None or len(arms) < 2 or count.total >= SURE_TOTAL:
        return None
    words = match["label"].split()
    named = (match_arm(" ".join(words[:end]), arms) for end in range(len(words), 0, -1))
    return next((arm for arm in named if arm is not None), None)


def _arm_before(text: str, count: PlacedCount, arms: Sequence[Arm]) -> Arm | None:
    """Read the arm of `Of the 39 in the MBSR group, 2 dropped out`."""
    match = _OF_GROUP.search(text, count.sentence.start, count.mention.span.start)
    return match_arm(match["label"].split("the ")[-1], arms) if match else None
