"""The step of counts whose own words tell none: from a neighbour, or from what they add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from miner.extract.sample_sizes.mention import SizeMention

NEIGHBOUR_CHARS = 120
_SUM_KINDS = ("randomised", "analysed", "completed", "enrolled")
_OPEN_KINDS = (None, "allocated", "enrolled", "received")  # a sum may tell the step more exactly


def share_kinds(mentions: Sequence[SizeMention]) -> list[SizeMention]:
    """Give an arm's count the kind of its neighbour: `9 withdrew from A and 11 from B`."""
    shared = list(mentions)
    order = range(len(shared))
    for step, places in ((-1, order), (1, reversed(order))):
        for i in places:
            other = i + step
            if not 0 <= other < len(shared) or shared[i].kind is not None:
                continue
            one, two = shared[i], shared[other]
            near = abs(one.span.start - two.span.start) < NEIGHBOUR_CHARS
            if (
                one.arm_id
                and two.arm_id
                and one.arm_id != two.arm_id
                and near
                and one.sentence == two.sentence
            ):
                shared[i] = replace(one, kind=two.kind)
    return shared


def name_kinds(mentions: Sequence[SizeMention], *, is_random: bool) -> list[SizeMention]:
    """Name the kind of readings whose own words tell none, by what their sentence or sum tells."""
    sums = _steps_of_sums(mentions, is_random=is_random)
    by_place: dict[object, dict[str, int]] = defaultdict(dict)
    for mention in mentions:
        if mention.arm_id is not None:
            by_place[_place(mention)][mention.arm_id] = mention.n
    named = []
    for mention in mentions:
        kind: str | None
        if mention.arm_id is None:
            kind = mention.kind or ("randomised" if is_random and mention.per_arm else "enrolled")
            is_randomised = kind == "allocated" and is_random
        else:
            sizes = by_place[_place(mention)]
            told = sums.get(sum(sizes.values())) if len(sizes) > 1 else None
            kind = _kind_in_arm(mention, told, is_random=is_random)
            is_open = mention.kind in _OPEN_KINDS or mention.part == "table"
            is_randomised = is_open and is_random and kind in ("allocated", "enrolled")
        named.append(replace(mention, kind="randomised" if is_randomised else kind))
    return named


def _steps_of_sums(mentions: Sequence[SizeMention], *, is_random: bool) -> dict[int, str]:
    """List the step at which the whole study has each number; of two steps, the earlier."""
    whole = [m for m in mentions if m.arm_id is None]
    most = max((m.n for m in whole if m.kind == "randomised"), default=0)
    sums: dict[int, str] = {}
    for step in _SUM_KINDS if is_random else ("enrolled", *_SUM_KINDS):
        for mention in whole:
            if mention.kind == step and (step != "randomised" or mention.n == most):
                sums.setdefault(mention.n, step)
    return sums


def _kind_in_arm(mention: SizeMention, told: str | None, *, is_random: bool) -> str | None:
    is_table = mention.part == "table"
    if mention.kind not in _OPEN_KINDS and not is_table:
        return mention.kind
    if told == "completed" and is_table:
        told = "analysed"  # a table's columns are of those analysed in it
    if mention.kind is None or is_table or told == "randomised":
        return told or mention.kind or _usual_kind(mention, is_random)
    return mention.kind


def _usual_kind(mention: SizeMention, is_random: bool) -> str:
    """Name the step of an arm's count that nothing tells."""
    if mention.part in ("table", "caption"):
        return "analysed"
    return "randomised" if is_random else "enrolled"


def _place(mention: SizeMention) -> tuple[object, ...]:
    if mention.part == "table":
        return ("table", mention.sentence, mention.rule, mention.timepoint)
    return (mention.sentence, mention.kind)
