"""Counts of people with their kind, arm and timepoint, as read at each place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from miner.extract.arms import match_arm
from miner.extract.arms.arm_counts import read_arm_counts, read_labels
from miner.extract.arms.beside import CountedLabel
from miner.extract.arms.labels import fold_label
from miner.extract.participant_counts import (
    PlacedCount,
    has_body,
    is_hopeless,
    part_of,
    read_counts,
)
from miner.extract.sample_sizes.kinds import KindReading, kind_after, read_analysis_set, read_kind
from miner.model.document import Document
from miner.model.span import Span
from miner.model.trial import Arm
from miner.text.timepoints import find_timepoints

TOTAL_AT_LEAST = 0.12
ARM_AT_LEAST = 0.25
IN_SET = 0.6  # how far a count is believed at the least that is one of the set of arm sizes
_SEXES = frozenset("boys girls boy girl males females male female".split())
ONE_SEX = "people of one sex"
NEAR_CHARS = 40  # of a count that little else marks as the study's


@dataclass(frozen=True, slots=True)
class SizeMention:
    """One reading of a count.

    `score` grows with the evidence that it belongs to the flow of this study; `reason` says why
    it does not, None where it may.
    """

    n: int
    span: Span
    kind: str | None
    rule: str
    score: float
    arm_id: str | None = None
    label: str | None = None
    part: str = "other"
    sentence: Span | None = None
    timepoint: str | None = None
    analysis_set: str | None = None
    of_n: int | None = None
    percent: float | None = None
    total: float = 0.0
    arm: float = 0.0
    reason: str | None = None
    per_arm: bool = False
    cue: str = "n_equals"
    noun: str | None = None
    of_sample: bool = False
    label_rule: str | None = None
    in_set: bool = False


def find_size_mentions(document: Document, arms: Sequence[Arm]) -> list[SizeMention]:
    """Read every count in the prose of a document.

    Parameters
    ----------
    document : Document
    arms : sequence of Arm
        The arms found before.

    Returns
    -------
    list of SizeMention
        In order of place, those that are no sample size with their `reason`.
    """
    counts = read_counts(document)
    sized = {arm.count: arm.label for arm in read_arm_counts(document)}
    found = [
        _of_arm(document.text, _read(document, count, counted, arms), sized[count], arms)
        if count in sized
        else _read(document, count, counted, arms)
        for count, counted in zip(counts, read_labels(document), strict=True)
    ]
    if has_body(document):
        found += _numerators(document, {count.mention.span.start for count in counts})
    return sorted(found, key=lambda mention: mention.span.start)


_NUMERATOR = re.compile(
    r"(?P<n>\b\d{1,6})\s?/\s?(?P<of>\d{1,6})\b[)\]]?\s*(?:[(\[]?(?P<percent>\d[\d.]*)\s?%[)\]]?)?\s*(?:of\s+)?(?:the\s+|these\s+|those\s+|all\s+)?(?P<rest>(?:[a-z-]+\s+){0,3}?"
    r"(?:patients|participants|subjects|individuals|people|adults|children|women|men|students|volunteers|inpatients|outpatients)\b[^.;:(]{0,60}|(?:completed|attended|consented|withdrew|dropped\s+out|received|declined|participated|were\s+lost)\b[^.;:(]{0,60})"
)
_WHOLE_KIND = re.compile(
    r"(screened|invited|approached|eligible|enrolled|recruited)\b", re.IGNORECASE
)
_WHOLE_KINDS = {
    "scree": "screened", "invit": "screened", "appro": "screened", "eligi": "eligible",
    "enrol": "enrolled", "recru": "enrolled",
}  # fmt: skip
_PERCENT_BEFORE = re.compile(r"(\d[\d.]*)\s?%\s*[(\[]\s*$")


def _numerators(document: Document, known: set[int]) -> list[SizeMention]:
    """Read `85% (35/41) of these participants completed the study`."""
    found = []
    for block in document.blocks:
        part = part_of(block)
        if part not in ("abstract", "methods", "results"):
            continue
        for match in _NUMERATOR.finditer(document.text, block.span.start, block.span.end):
            whole = _WHOLE_KIND.match(match["rest"])
            kind = kind_after(match["rest"][whole.end() if whole else 0 :])
            n, of_n = int(match["n"]), int(match["of"])
            if whole and n <= of_n:
                found.append(SizeMention(
                    n=of_n, span=Span(*match.span("of")), kind=_WHOLE_KINDS[whole[1].lower()[:5]],
                    rule="share_after", score=0.6, part=part, cue="share",
                ))  # fmt: skip
            if (
                kind is None
                or n > of_n
                or match.start("n") in known
                or kind in ("planned", "randomised")
            ):
                continue
            before = _PERCENT_BEFORE.search(
                document.text[max(0, match.start() - 14) : match.start()]
            )
            percent = match["percent"] or (before[1] if before else None)
            found.append(SizeMention(
                n=n, span=Span(*match.span("n")), kind=kind, rule="share_after", score=0.6,
                part=part, of_n=of_n, percent=float(percent) if percent else None, cue="share",
            ))  # fmt: skip
    return found


def _read(
    document: Document,
    count: PlacedCount,
    counted: CountedLabel | None,
    arms: Sequence[Arm],
) -> SizeMention:
    text, mention = document.text, count.mention
    if is_hopeless(count):
        return SizeMention(
            n=mention.n, span=mention.span, kind=None, rule=f"{mention.cue}_bare",
            score=max(count.total, count.arm), part=count.part, sentence=count.sentence,
            total=count.total, arm=count.arm, cue=mention.cue,
            reason="nothing says that it counts participants of this study",
        )  # fmt: skip
    reading = read_kind(text, count)
    arm = _arm_of(counted, arms)
    names_two = counted is not None and arm is None and _names_two(counted.label, arms)
    if arm is None and not names_two and reading.kind in _PART_KINDS:
        arm = _arm_before(text, count, arms)
    hyphened = _OF_ARM_GROUP.match(text, mention.span.end) if arm is None else None
    if hyphened is not None:  # `nine control-group participants`
        arm = match_arm(hyphened["label"], arms)
    if reading.per_arm or (
        count.part == "caption" and arm is not None and not _is_bare(counted, arm)
    ):
        arm = None
    is_whole_of_share = _is_whole_of_share(text, count)
    of_n, percent = _share(text, count)
    reason = _reason(text, count, reading, arm, of_n)
    if (
        arm is None
        and not names_two
        and _PAIRED_BEFORE.search(
            text[max(count.sentence.start, mention.span.start - 40) : mention.span.start]
        )
    ):
        reason = reason or "one of two counts side by side, their arms not told"
    if reason is None and is_whole_of_share and reading.kind in _PART_KINDS:
        reason = "the whole that a share is of"
    if reason is None and mention.n < 2 and reading.kind in (*_SIZE_KINDS, "eligible", "planned"):
        reason = "one person is no group"
    is_outcome = percent is not None and arm is not None and reading.side == "before"
    if reason is None and is_outcome and reading.kind == "analysed":
        reason = "those of an arm who had some outcome"
    if reason is None and _IN_PERCENT.search(
        text[max(0, mention.span.start - 60) : mention.span.start]
    ):
        reason = "a share of the people with some trait"
    words = count.sentence.of(text)
    return SizeMention(
        n=mention.n,
        span=mention.span,
        kind=_kind(count, reading),
        rule=f"{mention.cue}_{reading.side or 'bare'}",
        score=max(count.total, count.arm),
        arm_id=arm.arm_id if arm else None,
        label=counted.label if counted else None,
        part=count.part,
        sentence=count.sentence,
        timepoint=_timepoint(text, count)
        if reading.kind in ("completed", "analysed", "lost")
        else None,
        analysis_set=read_analysis_set(words) if reading.kind == "analysed" else None,
        of_n=of_n,
        percent=percent,
        total=max(count.total, 0.5) if names_two else count.total,
        arm=0.0 if names_two else count.arm,
        reason=reason,
        per_arm=reading.per_arm,
        cue=mention.cue,
        noun=mention.noun,
        of_sample=count.of_sample,
        label_rule=counted.rule if counted else None,
    )


def _of_arm(
    text: str, mention: SizeMention, label: CountedLabel, arms: Sequence[Arm]
) -> SizeMention:
    """Give a count of the set of the arms' sizes to its arm, whatever else it may be."""
    arm = next((a for a in arms if label.label in (a.label, a.long_label, *a.aliases)), None)
    arm = arm or match_arm(label.label, arms)
    if arm is None:
        return mention
    kind = mention.kind if mention.kind in _SIZE_KINDS else None
    start = mention.span.start
    if kind is None and _SHARE_BEFORE.search(text[max(0, start - 20) : start]):
        kind = "analysed"  # `96 of 152 in the light arm` had some outcome
    return replace(
        mention, arm_id=arm.arm_id, label=label.label, label_rule=label.rule, reason=None,
        kind=kind, per_arm=False,
        arm=max(mention.arm, IN_SET), total=0.0, in_set=True,
    )  # fmt: skip


_SHARE_BEFORE = re.compile(r"(?:\d|[a-z])\s*(?:/|\b(?:out\s+)?of)\s*(?:the\s+)?$")
# Steps whose counts are sizes of an arm; the others are of people who are not, or no more, in it.
_SIZE_KINDS = ("randomised", "allocated", "enrolled", "received", "analysed", "completed")


_OF_ARM_GROUP = re.compile(r"\s+(?P<label>[\w+/&]+)-group\s+[a-z]+")
# `45 and 46 were analysed`: each count is of one arm, the second of them not of the whole study.
_PAIRED_BEFORE = re.compile(
    r"(?:^|[\s(])(?:\d{1,3}(?:,\d{3})+|\d{1,6}|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[- ]\w+)?|\w+teen|eleven|twelve|ten)\s+(?:and|versus|vs\.?)\s+$",
    re.IGNORECASE,
)


_ASIDE = re.compile(r"[a-z],\s+$|[(;]\s*$")  # `36 patients, 21 females, were randomised`


def _reason(
    text: str, count: PlacedCount, reading: KindReading, arm: Arm | None, of_n: int | None
) -> str | None:
    is_aside = _ASIDE.search(text[max(0, count.mention.span.start - 6) : count.mention.span.start])
    is_told = reading.kind is not None and reading.side == "after"
    if count.mention.cue == "slash" and (arm is None or count.arm < 0.5):
        return "the denominator of a share"
    is_cited = count.part == "other" and reading.is_other_study
    if reading.is_other_study and arm is None and (count.total < 0.5 or is_cited):
        return "another study is told of"
    is_bare_sex = reading.kind is None and count.total < 0.5
    if count.mention.noun in _SEXES and (is_bare_sex or is_aside):
        return ONE_SEX
    if reading.is_subgroup and count.total < 0.5 and arm is None:
        return "people with some trait, not a step of the study's flow"
    if count.total >= TOTAL_AT_LEAST or count.arm >= ARM_AT_LEAST:
        return None
    if is_told and reading.distance > NEAR_CHARS:
        return "the word for a step stands too far off"
    if reading.is_subgroup:
        return "people with some trait, not a step of the study's flow"
    if of_n is not None and reading.kind in _PART_KINDS and reading.side == "before":
        return None
    if arm is not None and reading.kind is not None and count.mention.cue == "verb":
        return None
    if count.mention.noun is not None or (is_told and count.mention.cue == "verb"):
        return None
    return "nothing says that it counts participants of this study"


def _kind(count: PlacedCount, reading: KindReading) -> str | None:
    if count.mention.cue == "slash":
        return "analysed"
    if reading.kind is None and count.part == "caption":
        return "analysed"
    return reading.kind


def _arm_of(counted: CountedLabel | None, arms: Sequence[Arm]) -> Arm | None:
    """Find the arm that a label names; a label that names two is the whole study's."""
    if counted is None:
        return None
    if _names_two(counted.label, arms):
        return None
    return match_arm(counted.label, arms) or (
        match_arm(counted.long, arms) if counted.long else None
    )


def _names_two(label: str, arms: Sequence[Arm]) -> bool:
    pieces = re.split(r"\s(?:or|and|versus|vs\.?)\s", label)
    return len(pieces) > 1 and len({a.arm_id for p in pieces if (a := match_arm(p, arms))}) > 1


def _is_bare(counted: CountedLabel | None, arm: Arm) -> bool:
    """Tell whether a label says little more than the arm's own name."""
    return counted is not None and len(fold_label(counted.label)) <= len(fold_label(arm.label)) + 1


_OF_GROUP = re.compile(
    r"\b(?:of|among|from|in)\s+(?:the\s+)?[^.;]{0,60}?\b(?:the\s+)?(?P<label>(?:[\w+/&'-]+\s){0,2}[\w+/&'-]+)\s+(?:groups?|arms?|conditions?)\s*(?:\([^)]{0,12}\)\s*)?,\s*(?:[^.;]{0,60}\band\s+|[^.;]{0,60},\s*)?$",
    re.IGNORECASE,
)


def _arm_before(text: str, count: PlacedCount, arms: Sequence[Arm]) -> Arm | None:
    """Read the arm of `Of the 39 in the MBSR group, 2 dropped out`."""
    match = _OF_GROUP.search(text, count.sentence.start, count.mention.span.start)
    return match_arm(match["label"].split("the ")[-1], arms) if match else None


# Steps that a part of the people takes: `73 of the 84 participants completed` says it of the 73.
_PART_KINDS = ("completed", "lost", "excluded", "analysed", "received", "eligible")
_IN_PERCENT = re.compile(r"\d\s*%\s+(?:of\s+)?[^.;()%]{0,30}\(\s*[nN]\s*=\s*$")
_NUMBER_OF = re.compile(
    r"(?:\d[\d,]*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty(?:[- ]\w+)?|hundred\s+\w+)|\d\s*%?\))\s+(?:\w+\s)?(?:out\s+)?of\s+(?:the|these|those|our|all)?\s*$",
    re.IGNORECASE,
)


def _is_whole_of_share(text: str, count: PlacedCount) -> bool:
    start = max(count.sentence.start, count.mention.span.start - 45)
    return _NUMBER_OF.search(text[start : count.mention.span.start]) is not None


_SHARE = re.compile(
    r"(?:\s*[(\[](?P<first>\d[\d.]*)\s?%[)\]])?\s*(?:(?:[a-z-]+\s){0,2}?(?:out\s+)?of\s+(?:the\s+|these\s+|a\s+total\s+of\s+)?(?P<of>\d{1,6})\b(?!\s*%|[.,]\d))?"
    r"(?:\s*(?:[a-z-]+\s){0,3}?[,(\[]\s?(?P<last>\d[\d.]*)\s?%)?",
)


def _share(text: str, count: PlacedCount) -> tuple[int | None, float | None]:
    """Read `of 84` and `(87%)` beside a count."""
    match = _SHARE.match(text, count.mention.span.end, count.mention.span.end + 80)
    if match is None:
        return None, None
    of_n = int(match["of"]) if match["of"] and int(match["of"]) >= count.mention.n else None
    printed = (match["first"] or match["last"] or "").rstrip(".")
    percent = float(printed) if re.fullmatch(r"\d+(?:\.\d+)?", printed) else None
    return of_n, percent if percent is None or percent <= 100 else None


def _timepoint(text: str, count: PlacedCount) -> str | None:
    found = find_timepoints(text, start=count.sentence.start, end=count.sentence.end)
    if not found:
        return None
    place = count.mention.span.start
    return min(found, key=lambda t: (abs(t.span.start - place), t.span.start)).label
