"""The size of the whole study: which of its counts gives it best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from miner.extract.participant_counts import WEAK_CUES
from miner.extract.sample_sizes.bounds import has_sibling
from miner.extract.sample_sizes.mention import (
    ONE_SEX,
    SURE_TOTAL,
    TOTAL_AT_LEAST,
    SizeMention,
)

NO_ARMS_SHARE = 0.5
BARE_ELSEWHERE = 0.7  # weight of a count of people in no section that tells of the study
LEAST_EVIDENCE = 0.25  # below it a full paper most likely counts no people at all
ABSTRACT_TOTAL_AT_LEAST = 0.25
WEAK_TOTAL_AT_LEAST = 0.5  # of a number that no noun or verb makes a count of people
LEAST_OF_BEST = 0.25  # of the best number's worth that one told as randomised must have
PART_WEIGHT = {
    "abstract": 1.5,
    "title": 1.2,
    "results": 1.2,
    "methods": 1.0,
    "other": 0.9,
    "caption": 0.6,
    "table": 0.8,
}
_TOTAL_KIND_WEIGHT = {
    "randomised": 1.7, "allocated": 1.4, "enrolled": 1.1, None: 1.0, "received": 0.9, "analysed": 0.85,
    "completed": 0.7, "eligible": 0.4, "screened": 0.3, "planned": 0.15, "lost": 0.1, "excluded": 0.1,
}  # fmt: skip
_CUE_WEIGHT = {"noun": 1.0, "n_equals": 0.9, "verb": 0.7, "marked": 0.4}
_THINGS = frozenset(
    "isolates samples biopsies lesions schools practices clusters villages households cancers tumors tumours eyes teeth knees hips".split()
)


def best_total(mentions: Sequence[SizeMention], *, is_full: bool) -> SizeMention | None:
    """Choose the reading that best gives the size of the whole study, None where none may.

    Of an abstract alone the likeliest mention wins; in a full paper the mentions of a value
    add up, and its step and its part of the paper count.
    """
    if not is_full:
        return _best_of_abstract(mentions)
    if not any(m.arm_id for m in mentions):
        # What looks like an arm's count in a study without arms is most often of all.
        mentions = [replace(m, total=m.total + NO_ARMS_SHARE * m.arm) for m in mentions]
    listed = [
        m for m in mentions
        if m.reason is None and m.total >= TOTAL_AT_LEAST and not m.per_arm and (m.arm_id is None or m.total >= 0.5)
    ]  # fmt: skip
    if not listed:
        return None
    groups = group_by_n(listed)
    added = _sums_of_arms(mentions)
    worth = _worths(groups, added)
    least = LEAST_OF_BEST * max(worth.values())
    randomised = [
        n for n in worth if worth[n] >= least and any(_is_told_randomised(m) for m in groups[n])
    ]
    best_n = max(randomised or worth, key=lambda n: (worth[n], n))
    # Both the randomised and the analysed add up: the randomised are the study's.
    larger = [
        n for n in worth
        if n > best_n and n in added and worth[n] >= 0.05 * worth[best_n]
        and any(m.kind == "randomised" and m.rule.endswith("_after") for m in groups[n])
    ]  # fmt: skip
    best_n = max(larger, default=best_n)
    if max(_evidence(m) for m in groups[best_n]) < LEAST_EVIDENCE:
        return None
    return max(groups[best_n], key=lambda m: (_evidence(m), -m.span.start))


def _best_of_abstract(mentions: Sequence[SizeMention]) -> SizeMention | None:
    """Choose the likeliest mention of an abstract alone, of more people than any arm has."""
    largest = max((m.n for m in mentions if m.in_set), default=0)
    whole = [
        m for m in mentions
        if not m.in_set and (m.n > largest or m.total >= SURE_TOTAL)
        and not has_sibling(m, mentions)
    ]  # fmt: skip
    both = [m for m in whole if m.reason != ONE_SEX and m.total >= ABSTRACT_TOTAL_AT_LEAST]
    best = max(both or whole, key=lambda m: (m.total, -m.span.start), default=None)
    least = WEAK_TOTAL_AT_LEAST if best and best.cue in WEAK_CUES else ABSTRACT_TOTAL_AT_LEAST
    return best if best is not None and best.total >= least else None


def _worths(groups: dict[int, list[SizeMention]], added: set[int]) -> dict[int, float]:
    """Weigh each number by its mentions, more where the arms add up to it."""
    worth: dict[int, float] = {}
    for n, group in groups.items():
        weights = sorted((_evidence(m) for m in group), reverse=True)
        worth[n] = sum(weight / (place + 1) for place, weight in enumerate(weights))
        worth[n] *= 1.5 if n in added else 1.0
    return worth


def _is_told_randomised(mention: SizeMention) -> bool:
    told = mention.kind == "randomised" and mention.rule.endswith(("_after", "noun_before"))
    told = told and mention.noun not in ("females", "males", "boys", "girls")
    told = told and not (mention.noun in _THINGS and mention.rule.endswith("_before"))
    return told and mention.total >= 0.15 and mention.cue in ("noun", "verb", "n_equals")


def _sums_of_arms(mentions: Sequence[SizeMention]) -> set[int]:
    """List what the arms' counts of one sentence or table head add up to."""
    places: dict[object, dict[str, int]] = defaultdict(dict)
    for mention in mentions:
        if mention.arm_id is not None and mention.cue != "slash":
            places[(mention.part, mention.sentence)].setdefault(mention.arm_id, mention.n)
    return {sum(sizes.values()) for sizes in places.values() if len(sizes) > 1}


def _evidence(mention: SizeMention) -> float:
    """Weigh one mention in a full paper, whose prose counts much that is not people."""
    weight = mention.total * PART_WEIGHT[mention.part] * _TOTAL_KIND_WEIGHT[mention.kind]
    weight *= _CUE_WEIGHT.get(mention.cue, 0.3)
    if mention.noun in _THINGS:
        weight *= 0.5
    if mention.kind is None and mention.part == "other":
        weight *= BARE_ELSEWHERE
    return weight * (1.6 if mention.of_sample else 1.0)


def group_by_n(mentions: Iterable[SizeMention]) -> dict[int, list[SizeMention]]:
    """Group mentions by their number."""
    groups: dict[int, list[SizeMention]] = defaultdict(list)
    for mention in mentions:
        groups[mention.n].append(mention)
    return groups
