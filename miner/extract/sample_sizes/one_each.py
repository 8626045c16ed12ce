"""One answer for each step and arm: of several readings the best, the others rejected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from miner.extract.sample_sizes.mention import SizeMention
from miner.extract.sample_sizes.total import PART_WEIGHT, group_by_n

# Steps at which a study or an arm has one size only.
SINGLE_KINDS = ("randomised", "allocated", "planned")

Refused = list[tuple[SizeMention, str]]


def without_needless_shares(
    mentions: Sequence[SizeMention],
) -> tuple[list[SizeMention], Refused]:
    """Use the denominator of a share as an arm's size only where the arm has no other."""
    sized = {m.arm_id for m in mentions if not m.rule.startswith("slash")}
    kept, rejected = [], []
    for mention in mentions:
        if mention.rule.startswith("slash") and mention.arm_id in sized and not mention.in_set:
            rejected.append((mention, "the denominator of a share"))
        else:
            kept.append(mention)
    return kept, rejected


def one_each(
    mentions: Sequence[SizeMention], total: SizeMention | None
) -> tuple[list[SizeMention], Refused]:
    """Choose one reading for each step and arm where only one can be, and one of echoes."""
    groups: dict[tuple[object, ...], list[SizeMention]] = defaultdict(list)
    for mention in mentions:
        groups[(mention.arm_id, mention.kind, mention.per_arm)].append(mention)
    kept: list[SizeMention] = []
    rejected: Refused = []
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
        for same in by_value.values():
            best, more = _best_of_moments(same)
            kept += best
            rejected += more
    return kept, rejected


def _best_of_moments(mentions: Sequence[SizeMention]) -> tuple[list[SizeMention], Refused]:
    """Keep the best place that tells one number at each moment."""
    kept: list[SizeMention] = []
    rejected: Refused = []
    for moment in sorted({m.timepoint or "" for m in mentions}):
        same = [m for m in mentions if (m.timepoint or "") == moment]
        best = max(same, key=lambda m: (m.part != "table", m.score, -m.span.start))
        kept.append(best)
        rejected += [(m, "says again what another place says") for m in same if m is not best]
    return kept, rejected


def _without_echoes(
    group: list[SizeMention], randomised: set[int]
) -> tuple[list[SizeMention], Refused]:
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
