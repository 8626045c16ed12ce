"""From readings of counts to sample sizes: one answer for each step, the others rejected."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from miner.extract.participant_counts import has_body
from miner.extract.sample_sizes.bounds import (
    above_arms,
    in_order_of_flow,
    outweighs,
    within_total,
)
from miner.extract.sample_sizes.mention import ARM_AT_LEAST, TOTAL_AT_LEAST, SizeMention
from miner.extract.sample_sizes.total import PART_WEIGHT, best_total, group_by_n
from miner.model.document import Document
from miner.model.trial import Arm

NEIGHBOUR_CHARS = 120
SIBLING_ARM = 0.4
# Steps at which a study or an arm has one size only.
SINGLE_KINDS = ("randomised", "allocated", "planned")
_RANDOM = re.compile(r"\brandom(?:ly|i[sz])", re.IGNORECASE)
_SUM_KINDS = ("randomised", "analysed", "completed", "enrolled")
_FLOW_ONLY = (
    "screened",
    "excluded",
    "lost",
    "eligible",
    "planned",
    "completed",
    "analysed",
    "enrolled",
    "randomised",
)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Readings kept as records and those rejected, each with its reason."""

    kept: tuple[SizeMention, ...]
    rejected: tuple[tuple[SizeMention, str], ...]
    total: SizeMention | None


def resolve_sizes(
    document: Document, mentions: Sequence[SizeMention], arms: Sequence[Arm]
) -> Resolved:
    """Decide which readings are sample sizes of this study.

    Parameters
    ----------
    document : Document
    mentions : sequence of SizeMention
        From prose and tables.
    arms : sequence of Arm

    Returns
    -------
    Resolved
        `total` is the reading that best gives the size of the whole study.
    """
    rejected = [(m, m.reason) for m in mentions if m.reason is not None]
    mentions = _raise_siblings(mentions)
    usable = [m for m in mentions if m.reason is None]
    is_random = _RANDOM.search(document.text) is not None
    total = best_total(mentions, is_full=has_body(document))
    if total is not None and any(outweighs(m, total, usable) for m in usable):
        total = None
    usable, more = within_total(usable, total, arms)
    rejected += more
    usable, more = above_arms(usable, total, arms)
    rejected += more
    placed: list[SizeMention] = []
    for mention in usable:
        settled = _settle(mention, total, has_arms=bool(arms))
        if settled is None:
            rejected.append((mention, "no arm of this study and no step of its flow"))
        else:
            placed.append(settled)
    placed = _name_kinds(_share_kinds(placed), is_random)
    placed, more = _without_needless_shares(placed)
    rejected += more
    kept, more = _one_each(placed, total)
    rejected += more
    kept, more = in_order_of_flow(kept, total)
    rejected += more
    kept.sort(key=lambda m: (m.span.start, m.span.end, m.arm_id or ""))
    rejected.sort(key=lambda pair: (pair[0].span.start, pair[0].span.end))
    return Resolved(tuple(kept), tuple(rejected), total)


def _raise_siblings(mentions: Sequence[SizeMention]) -> list[SizeMention]:
    """Believe all counts of a list where one is believed: `22 for MBSR, and 19 for RT`."""
    by_sentence: dict[object, list[SizeMention]] = defaultdict(list)
    for mention in mentions:
        if mention.arm_id is not None and mention.reason is None and mention.part != "table":
            by_sentence[mention.sentence].append(mention)
    raised = set()
    for group in by_sentence.values():
        if len({m.arm_id for m in group}) > 1 and max(m.arm for m in group) >= 0.35:
            raised |= {m.span for m in group if m.arm < SIBLING_ARM and m.total < 0.5}
    return [
        replace(m, arm=SIBLING_ARM, total=min(m.total, 0.1)) if m.span in raised else m
        for m in mentions
    ]


def _settle(
    mention: SizeMention, total: SizeMention | None, *, has_arms: bool
) -> SizeMention | None:
    """Give a reading to its arm or to the whole study, None where it is neither's."""
    if mention.part == "table" or mention.in_set:
        return mention
    if mention.per_arm and not has_arms:
        return None
    if mention.per_arm and (mention.kind == "planned" or mention.arm >= ARM_AT_LEAST):
        return replace(mention, arm_id=None)
    is_weak = mention.cue in ("list", "of", "marked", "start", "label", "bracket", "in_bracket")
    if (
        is_weak
        and mention.of_n is None
        and not mention.rule.endswith("_after")
        and max(mention.arm, mention.total) < 0.5
    ):
        return None
    is_whole = mention.total >= max(TOTAL_AT_LEAST, mention.arm) or (
        total is not None and mention.n == total.n and mention.total >= 0.05
    )
    is_named = mention.label_rule == "count_in_group" and mention.rule.endswith("_after")
    if mention.arm_id is not None and (
        mention.arm >= mention.total or mention.arm >= 0.4 or is_named
    ):
        if mention.kind in ("eligible", "screened"):
            mention = replace(mention, kind=None)  # said of all of them, the arms being a part
        if mention.rule.endswith("_bare") and mention.arm < 0.35:
            return None
        told = mention.kind in ("lost", "excluded", "completed", "randomised", "allocated")
        return mention if mention.arm >= ARM_AT_LEAST or told else None
    if is_whole:
        return replace(mention, arm_id=None)
    if mention.part == "caption" and mention.n < 2:
        return None
    if (
        mention.part == "caption"
        and mention.cue == "n_equals"
        and mention.arm_id is None
        and mention.label_rule != "bracket_label"
    ):
        return mention
    explicit = mention.rule.endswith(("_after", "n_equals_before", "bracket_before"))
    if mention.arm_id is None and explicit and mention.kind in _FLOW_ONLY:
        # People of an arm that is not among the arms found are not the whole study's.
        if has_arms and mention.arm >= 0.5 and mention.kind in ("randomised", "enrolled"):
            return None
        if (
            mention.kind in ("randomised", "planned", "eligible", "enrolled")
            and mention.noun is None
            and mention.total < 0.1
            and mention.cue != "share"
        ):
            return None
        return mention
    return None


def _share_kinds(mentions: Sequence[SizeMention]) -> list[SizeMention]:
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


def _name_kinds(mentions: Sequence[SizeMention], is_random: bool) -> list[SizeMention]:
    """Name the kind of readings whose own words tell none, by what their sentence or sum tells."""
    sums: dict[int, str] = {}
    steps = _SUM_KINDS if is_random else ("enrolled", *_SUM_KINDS)
    whole = [m for m in mentions if m.arm_id is None]
    most = max((m.n for m in whole if m.kind == "randomised"), default=0)
    for step in steps:  # one number at two steps is that of the earlier
        for mention in whole:
            if mention.kind == step and (step != "randomised" or mention.n == most):
                sums.setdefault(mention.n, step)
    by_place: dict[object, list[SizeMention]] = defaultdict(list)
    for mention in mentions:
        if mention.arm_id is not None:
            by_place[_place(mention)].append(mention)
    named = []
    for mention in mentions:
        kind = mention.kind
        if mention.arm_id is None:
            kind = kind or ("randomised" if is_random and mention.per_arm else "enrolled")
            if kind == "allocated" and is_random:
                kind = "randomised"
        elif kind in (None, "allocated", "enrolled", "received") or mention.part == "table":
            added = sum({m.arm_id: m.n for m in by_place[_place(mention)]}.values())
            many = len({m.arm_id for m in by_place[_place(mention)]}) > 1
            told = sums.get(added) if many else None
            if told == "completed" and mention.part == "table":
                told = "analysed"  # a table's columns are of those analysed in it
            if kind is None or mention.part == "table" or told == "randomised":
                kind = told or kind or _usual_kind(mention, is_random)
            if kind in ("allocated", "enrolled") and is_random:
                kind = "randomised"
        named.append(replace(mention, kind=kind))
    return named


def _usual_kind(mention: SizeMention, is_random: bool) -> str:
    """Name the step of an arm's count that nothing tells."""
    if mention.part in ("table", "caption"):
        return "analysed"
    return "randomised" if is_random else "enrolled"


def _without_needless_shares(
    mentions: Sequence[SizeMention],
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    """Use the denominator of a share as an arm's size only where the arm has no other."""
    sized = {m.arm_id for m in mentions if not m.rule.startswith("slash")}
    kept, rejected = [], []
    for mention in mentions:
        if mention.rule.startswith("slash") and mention.arm_id in sized and not mention.in_set:
            rejected.append((mention, "the denominator of a share"))
        else:
            kept.append(mention)
    return kept, rejected


def _place(mention: SizeMention) -> tuple[object, ...]:
    if mention.part == "table":
        return ("table", mention.sentence, mention.rule, mention.timepoint)
    return (mention.sentence, mention.kind)


def _one_each(
    mentions: Sequence[SizeMention], total: SizeMention | None
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    groups: dict[tuple[object, ...], list[SizeMention]] = defaultdict(list)
    rejected: list[tuple[SizeMention, str]] = []
    for mention in mentions:
        groups[(mention.arm_id, mention.kind, mention.per_arm)].append(mention)
    kept: list[SizeMention] = []
    randomised = {m.n for m in mentions if m.arm_id is None and m.kind == "randomised"}
    for (arm_id, kind, _), group in groups.items():
        if arm_id is None and kind == "enrolled":
            group, more = _without_echoes(group, randomised)
            rejected += more
        by_value = group_by_n(group)
        if kind in SINGLE_KINDS and len(by_value) > 1:
            winner = _winner(arm_id, by_value, total)
            rejected += [
                (m, f"{by_value[winner][0].n} is better supported as {kind}")
                for n, ms in by_value.items() if n != winner for m in ms
            ]  # fmt: skip
            by_value = {winner: by_value[winner]}
        for ms in by_value.values():
            for moment in sorted({m.timepoint or "" for m in ms}):
                same = [m for m in ms if (m.timepoint or "") == moment]
                best = max(same, key=lambda m: (m.part != "table", m.score, -m.span.start))
                kept.append(best)
                rejected += [
                    (m, "says again what another place says") for m in same if m is not best
                ]
    return kept, rejected


def _without_echoes(
    group: list[SizeMention], randomised: set[int]
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    """Drop bare counts of participants beside those that the paper says were enrolled."""
    told = [m for m in group if m.rule.endswith("_after")]
    best = max(group, key=lambda m: (m.score * PART_WEIGHT[m.part], -m.span.start))
    kept = told or ([best] if not randomised else [])
    dropped = [
        (m, "a bare count; the enrolled are told elsewhere")
        for m in group
        if not any(m is k for k in kept)
    ]
    return kept, dropped


def _winner(
    arm_id: object, by_value: dict[int, list[SizeMention]], total: SizeMention | None
) -> int:
    if arm_id is None and total is not None and total.n in by_value:
        return total.n
    known = [n for n, ms in by_value.items() if any(m.in_set for m in ms)]
    if known:
        return known[0]
    worth = {
        n: sum(
            m.score
            * PART_WEIGHT[m.part]
            * (0.4 if m.rule.endswith("_bare") and m.cue != "n_equals" else 1.0)
            for m in ms
        )
        for n, ms in by_value.items()
    }
    return max(worth, key=lambda n: (worth[n], n))
