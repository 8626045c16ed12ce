"""From readings of counts to sample sizes: one answer for each step, the others rejected."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from miner.extract.sample_sizes.mentions import ARM_AT_LEAST, TOTAL_AT_LEAST, SizeMention
from miner.model.document import Document
from miner.model.trial import Arm

ABSTRACT_TOTAL_AT_LEAST = 0.25
# Steps at which a study or an arm has one size only.
SINGLE_KINDS = ("randomised", "allocated", "enrolled", "planned")
_PART_WEIGHT = {"abstract": 1.5, "title": 1.2, "results": 1.2, "methods": 1.0, "other": 0.9, "caption": 0.6, "table": 0.8}
_TOTAL_KIND_WEIGHT = {
    "randomised": 1.25, "allocated": 1.15, "enrolled": 1.1, None: 1.0, "received": 0.9, "analysed": 0.85,
    "completed": 0.8, "eligible": 0.6, "screened": 0.45, "planned": 0.2, "lost": 0.1, "excluded": 0.1,
}  # fmt: skip
_CUE_WEIGHT = {"noun": 1.0, "n_equals": 0.9, "verb": 0.7, "marked": 0.4}
_THINGS = frozenset(
    "isolates samples biopsies lesions schools practices clusters villages households cancers tumors tumours eyes teeth".split()
)
_RANDOM = re.compile(r"\brandom(?:ly|i[sz])", re.IGNORECASE)
_ALLOCATED = re.compile(r"\b(?:random|allocat|assign)", re.IGNORECASE)
_FLOW_ONLY = ("screened", "excluded", "lost", "eligible", "planned", "completed", "analysed", "enrolled", "randomised")


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
    usable = [m for m in mentions if m.reason is None]
    is_random = _RANDOM.search(document.text) is not None
    total = best_total(mentions)
    placed: list[SizeMention] = []
    for mention in usable:
        settled = _settle(document.text, mention, total, is_random)
        if settled is None:
            rejected.append((mention, "no arm of this study and no step of its flow"))
        else:
            placed.append(settled)
    placed = _name_kinds(placed, total, is_random)
    placed, more = _without_needless_shares(placed)
    rejected += more
    kept, more = _one_each(placed, total)
    rejected += more
    kept.sort(key=lambda m: (m.span.start, m.span.end, m.arm_id or ""))
    rejected.sort(key=lambda pair: (pair[0].span.start, pair[0].span.end))
    return Resolved(tuple(kept), tuple(rejected), total)


def best_total(mentions: Sequence[SizeMention]) -> SizeMention | None:
    """Choose the reading that best gives the size of the whole study, None where none may.

    Of an abstract alone the likeliest mention wins; in a full paper the mentions of a value
    add up, and its step and its part of the paper count.
    """
    if not any(m.part in ("methods", "results") for m in mentions):
        best = max(mentions, key=lambda m: (m.total, -m.span.start), default=None)
        return best if best is not None and best.total >= ABSTRACT_TOTAL_AT_LEAST else None
    listed = [
        m for m in mentions
        if m.reason is None and m.total >= TOTAL_AT_LEAST and (m.arm_id is None or m.total >= 0.5)
    ]  # fmt: skip
    if not listed:
        return None
    groups = _by_value(listed)
    worth: dict[int, float] = {}
    for n, group in groups.items():
        weights = sorted((_evidence(m) for m in group), reverse=True)
        worth[n] = sum(weight / (place + 1) for place, weight in enumerate(weights))
    best_n = max(worth, key=lambda n: (worth[n], n))
    return max(groups[best_n], key=lambda m: (_evidence(m), -m.span.start))


def _evidence(mention: SizeMention) -> float:
    """Weigh one mention in a full paper, whose prose counts much that is not people."""
    weight = mention.total * _PART_WEIGHT[mention.part] * _TOTAL_KIND_WEIGHT[mention.kind]
    weight *= _CUE_WEIGHT.get(mention.cue, 0.3)
    if mention.noun in _THINGS:
        weight *= 0.5
    return weight * (1.6 if mention.of_sample else 1.0)


def _by_value(mentions: Iterable[SizeMention]) -> dict[int, list[SizeMention]]:
    groups: dict[int, list[SizeMention]] = defaultdict(list)
    for mention in mentions:
        groups[mention.n].append(mention)
    return groups


def _settle(
    text: str, mention: SizeMention, total: SizeMention | None, is_random: bool
) -> SizeMention | None:
    """Give a reading to its arm or to the whole study, None where it is neither's."""
    if mention.rule in ("table_head_n", "table_row_n"):
        return mention
    if mention.per_arm and mention.kind == "planned":
        return mention
    is_whole = mention.total >= max(TOTAL_AT_LEAST, mention.arm) or (
        total is not None and mention.n == total.n and mention.total >= 0.05
    )
    if mention.arm_id is not None and (mention.arm >= mention.total or mention.arm >= 0.4):
        if mention.kind in ("eligible", "screened"):
            mention = replace(mention, kind=None)  # said of all of them, the arms being a part
        told = mention.kind in ("lost", "excluded", "completed", "analysed", "received", "randomised", "allocated", "enrolled")
        return mention if mention.arm >= ARM_AT_LEAST or told else None
    if is_whole:
        return replace(mention, arm_id=None)
    explicit = mention.rule.endswith(("_after", "n_equals_before", "bracket_before"))
    if mention.arm_id is None and explicit and mention.kind in _FLOW_ONLY:
        # People of an arm that is not among the arms found are not the whole study's.
        if mention.arm >= 0.5 and mention.kind in ("randomised", "enrolled"):
            return None
        return mention
    return None


def _name_kinds(
    mentions: Sequence[SizeMention], total: SizeMention | None, is_random: bool
) -> list[SizeMention]:
    """Name the kind of readings whose own words tell none, by what their sentence or sum tells."""
    sums = {m.n: m.kind for m in mentions if m.arm_id is None and m.kind in ("randomised", "analysed", "completed", "enrolled")}
    by_place: dict[object, list[SizeMention]] = defaultdict(list)
    for mention in mentions:
        if mention.arm_id is not None:
            by_place[_place(mention)].append(mention)
    named = []
    for mention in mentions:
        kind = mention.kind
        if mention.arm_id is None:
            kind = kind or ("randomised" if is_random and total and mention.n == total.n and _says_random(mention) else "enrolled")
            if kind == "allocated" and is_random:
                kind = "randomised"
        elif kind in (None, "allocated", "enrolled", "received") or mention.part == "table":
            added = sum({m.arm_id: m.n for m in by_place[_place(mention)]}.values())
            many = len({m.arm_id for m in by_place[_place(mention)]}) > 1
            told = sums.get(added) if many else None
            kind = told or kind or ("analysed" if mention.part in ("table", "caption") else "randomised" if is_random else "enrolled")
            if kind == "allocated" and is_random:
                kind = "randomised"
            if kind == "enrolled" and is_random:
                kind = "randomised"
        named.append(replace(mention, kind=kind))
    return named


def _without_needless_shares(
    mentions: Sequence[SizeMention],
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    """Use the denominator of a share as an arm's size only where the arm has no other."""
    sized = {m.arm_id for m in mentions if not m.rule.startswith("slash")}
    kept, rejected = [], []
    for mention in mentions:
        if mention.rule.startswith("slash") and mention.arm_id in sized:
            rejected.append((mention, "the denominator of a share"))
        else:
            kept.append(mention)
    return kept, rejected


def _place(mention: SizeMention) -> tuple[object, ...]:
    if mention.part == "table":
        return ("table", mention.rule, mention.timepoint, mention.span.start // 4000)
    return (mention.sentence, mention.kind)


def _says_random(mention: SizeMention) -> bool:
    return mention.kind is None


def _one_each(
    mentions: Sequence[SizeMention], total: SizeMention | None
) -> tuple[list[SizeMention], list[tuple[SizeMention, str]]]:
    groups: dict[tuple[object, ...], list[SizeMention]] = defaultdict(list)
    rejected: list[tuple[SizeMention, str]] = []
    for mention in mentions:
        groups[(mention.arm_id, mention.kind, mention.per_arm)].append(mention)
    kept: list[SizeMention] = []
    for (arm_id, kind, _), group in groups.items():
        by_value = _by_value(group)
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
                rejected += [(m, "says again what another place says") for m in same if m is not best]
    return kept, rejected


def _winner(
    arm_id: object, by_value: dict[int, list[SizeMention]], total: SizeMention | None
) -> int:
    if arm_id is None and total is not None and total.n in by_value:
        return total.n
    worth = {
        n: sum(m.score * _PART_WEIGHT[m.part] for m in ms) for n, ms in by_value.items()
    }
    return max(worth, key=lambda n: (worth[n], n))
