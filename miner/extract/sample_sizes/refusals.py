"""Why a count of people in its place is no sample size of this study."""

from __future__ import annotations

import re

from miner.extract.participant_counts import PlacedCount
from miner.extract.sample_sizes.kinds import KindReading
from miner.extract.sample_sizes.mention import (
    ARM_AT_LEAST,
    ONE_SEX,
    PART_KINDS,
    SIZE_KINDS,
    TOTAL_AT_LEAST,
)
from miner.extract.sample_sizes.owners import Owner
from miner.extract.sample_sizes.shares import is_whole_of_share

NEAR_CHARS = 40  # of a count that little else marks as the study's
NO_EVIDENCE = "nothing says that it counts participants of this study"
OUTCOME = "those of an arm who had some outcome"
TRAIT = "people with some trait, not a step of the study's flow"
_SEXES = frozenset("boys girls boy girl males females male female".split())
_SEX_AFTER = re.compile(r"\s*,?\s*(?:(?:fe)?males?|(?:wo)?men|boys|girls)\b", re.IGNORECASE)
# `(328 women, 126 men)`: each count stands beside the other sex's.
_SEX = r"(?:(?:fe)?males?|(?:wo)?men|boys|girls)"
_SEX_BESIDE = re.compile(rf"\s+{_SEX}\s*[,;]?\s*(?:and\s+|/\s*)?\d+\s+{_SEX}\b", re.IGNORECASE)
_SEX_BEFORE = re.compile(rf"\d+\s+{_SEX}\s*[,;]?\s*(?:and\s+|/\s*)?$", re.IGNORECASE)
_SECOND_MARKED = re.compile(r"(?:[;,]|\band)\s+[nN]\s*=\s*$")
_ASIDE = re.compile(r"[a-z],\s+$|[(;]\s*$")  # `36 patients, 21 females, were randomised`
# `45 and 46 were analysed`: each count is of one arm, the second of them not of the whole study.
_PAIRED_BEFORE = re.compile(
    r"(?:^|[\s(])(?:\d{1,3}(?:,\d{3})+|\d{1,6}|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[- ]\w+)?|\w+teen|eleven|twelve|ten)\s+(?:\(\s*\d[\d.]*\s?%\s*\)\s*)?(?:and|versus|vs\.?)\s+$",
    re.IGNORECASE,
)
_OF_EACH_PLACE = re.compile(
    r"\s+(?:[a-z-]+\s+){0,4}?(?:(?:in|at|from|for)\s+(?:each|every)|per)\s+"
    r"(?:study|experiment|meal|session|period|day|block|class|family|hospital|cent(?:re|er)|site|school|clinic|country|ward|practice|village)\b",
    re.IGNORECASE,
)
_MEAN_OF = re.compile(
    r"\b(?:(?:median|mean|average)\s+(?:number\s+)?|in\s+groups\s+)of\s+$", re.IGNORECASE
)
_OUTCOME_AFTER = re.compile(
    r"\s+[^.;,:\d]{0,70}\b(?:died|experienced|developed|showed|reported|relapsed|responded|achieved|suffered|improved)\b",
    re.IGNORECASE,
)
_SHARE_BRACKET = re.compile(r"\d\s?%\s*[(\[]\s*$")  # `was 58% (204 of 350)`
_AMONG_THEM = re.compile(r"\bincluding\s+$", re.IGNORECASE)
_PAIRED_AFTER = re.compile(r"\s+and\s+\d[\d,]*\s+[a-z]")
_IN_PERCENT = re.compile(r"\d\s*%\s+(?:of\s+)?[^.;()%]{0,30}\(\s*[nN]\s*=\s*$")


def find_reason(
    text: str,
    count: PlacedCount,
    reading: KindReading,
    owner: Owner,
    share: tuple[int | None, float | None],
) -> str | None:
    """Say why a count is no size of this study or of its arms, None where it may be one.

    Parameters
    ----------
    text : str
    count : PlacedCount
    reading : KindReading
        What the count counts.
    owner : Owner
        Whose count it is.
    share : tuple
        The whole that it is a share of, and the percentage, as printed beside it.
    """
    return (
        _of_others(count, reading, owner)
        or _of_one_sex(text, count, reading)
        or _without_evidence(count, reading, owner, share)
        or _beside_others(text, count, reading, owner)
        or _with_outcome(text, count, reading, owner, share[1])
    )


def _of_others(count: PlacedCount, reading: KindReading, owner: Owner) -> str | None:
    if count.mention.cue == "slash" and (owner.arm is None or count.arm < 0.5):
        return "the denominator of a share"
    is_cited = count.part == "other" and reading.is_other_study
    if reading.is_other_study and owner.arm is None and (count.total < 0.5 or is_cited):
        return "another study is told of"
    return None


def _of_one_sex(text: str, count: PlacedCount, reading: KindReading) -> str | None:
    if count.mention.cue == "n_equals":  # `(n = 92; 43 females, ... and n = 49 males)`
        before = text[max(0, count.mention.span.start - 12) : count.mention.span.start]
        is_sex = _SEX_AFTER.match(text, count.mention.span.end)
        return ONE_SEX if is_sex and _SECOND_MARKED.search(before) else None
    before = text[max(0, count.mention.span.start - 40) : count.mention.span.start]
    if _SEX_BEFORE.search(before) or _SEX_BESIDE.match(text, count.mention.span.end):
        return ONE_SEX
    if count.mention.noun not in _SEXES:
        return None
    is_aside = _ASIDE.search(text[max(0, count.mention.span.start - 6) : count.mention.span.start])
    is_bare = reading.kind is None and count.total < 0.5
    return ONE_SEX if is_bare or is_aside else None


def _without_evidence(
    count: PlacedCount,
    reading: KindReading,
    owner: Owner,
    share: tuple[int | None, float | None],
) -> str | None:
    """Refuse what neither the model nor the words beside it take for a size."""
    is_told = reading.kind is not None and reading.side == "after"
    if reading.is_subgroup and count.total < 0.5 and owner.arm is None:
        return TRAIT
    if count.total >= TOTAL_AT_LEAST or count.arm >= ARM_AT_LEAST:
        return None
    if is_told and reading.distance > NEAR_CHARS:
        return "the word for a step stands too far off"
    if reading.is_subgroup:
        return TRAIT
    if share[0] is not None and reading.kind in PART_KINDS and reading.side == "before":
        return None
    if owner.arm is not None and reading.kind is not None and count.mention.cue == "verb":
        return None
    if count.mention.noun is not None or (is_told and count.mention.cue == "verb"):
        return None
    return NO_EVIDENCE


def _beside_others(text: str, count: PlacedCount, reading: KindReading, owner: Owner) -> str | None:
    """Refuse counts by the numbers and the words right beside them."""
    start, end = count.mention.span.start, count.mention.span.end
    near = text[max(count.sentence.start, start - NEAR_CHARS) : start]
    is_paired = _PAIRED_BEFORE.search(near) or _PAIRED_AFTER.match(text, end)
    if owner.arm is None and not owner.names_two and is_paired:
        return "one of two counts side by side, their arms not told"
    is_whole = reading.kind == "randomised" and not owner.arm and not reading.per_arm
    is_share = reading.kind in PART_KINDS or is_whole
    if is_share and is_whole_of_share(text, count):
        return "the whole that a share is of"
    if count.mention.n < 2 and reading.kind in (*SIZE_KINDS, "eligible", "planned"):
        return "one person is no group"
    if _OF_EACH_PLACE.match(text, end):
        return "people of one place or part among several"
    return "a mean of counts" if _MEAN_OF.search(near) else None


def _with_outcome(
    text: str, count: PlacedCount, reading: KindReading, owner: Owner, percent: float | None
) -> str | None:
    """Refuse counts of those of an arm, or of all, who had some outcome or trait."""
    start, end = count.mention.span.start, count.mention.span.end
    near = text[max(count.sentence.start, start - NEAR_CHARS) : start]
    is_bare_in_body = reading.kind is None and count.part in ("methods", "results")
    if owner.arm is not None and is_bare_in_body and _OUTCOME_AFTER.match(text, end):
        return OUTCOME
    is_before = reading.side == "before"
    if is_before and reading.kind != "completed" and _SHARE_BRACKET.search(near):
        return "a share of the people with some outcome"
    if is_before and owner.arm is None and count.total < 0.5 and _AMONG_THEM.search(near):
        return "a part of the people told of before"
    is_share = percent is not None and owner.arm is not None and reading.side != "after"
    is_told = reading.kind is not None or count.part in ("abstract", "other", "title")
    if is_share and (not is_told or reading.kind == "analysed"):
        return OUTCOME
    if _IN_PERCENT.search(text[max(0, start - 60) : start]):
        return "a share of the people with some trait"
    return None
