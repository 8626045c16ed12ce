"""What the words around a comparison say: significance, direction, scope and time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.extract.prose_results.effects import EffectMention
from miner.extract.prose_results.measures import RATIOS
from miner.extract.prose_results.rule_linker import Links
from miner.model import Span
from miner.text.timepoints import BASELINE, Timepoint, find_timepoints

ALPHA = 0.05
UNKNOWN = ""  # no word says what is compared
GROUP_MEASURES = frozenset(
    {"cohens_d", "hedges_g", "mean_difference", "standardised_mean_difference", "risk_difference"}
)
_BETWEEN_WORDS = re.compile(
    r"\b(?:between|than|versus|vs\.?|compared|comparison|intergroup|groups?|arms?|interaction|differ\w*)\b",
    re.I,
)
_WITHIN_WORDS = re.compile(
    r"\b(?:within[-\s]groups?|from\s+(?:before|the\s+(?:first|second|third))\b[^;.()]{0,40}\bto\b|from\s+baseline|pre-?\s?(?:to|and)\s?-?post|over\s+time|paired|(?:compared\s+(?:with|to)|versus|vs\.?)\s+(?:[\w-]+\s+){0,4}(?:baseline|pre-?treatment|before|prior\s+to|(?:week|month|day|visit)\s+0)\b|main\s+effect\s+of\s+time|pre-?post)\b",
    re.I,
)
_ASSOCIATION_WORDS = re.compile(
    r"\b(?:correlat\w+|associat\w+|predict\w*|regress\w+|risk\s+factors?|relationship)\b", re.I
)
_UP = re.compile(
    r"\b(?:higher|greater|more|increas\w+|rose|longer|larger|improv\w+|superior|elevated|better|positive(?:ly)?)\b",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:lower|less|fewer|decreas\w+|reduc\w+|fell|shorter|smaller|declin\w+|inferior|negative(?:ly)?|drop\w*)\b",
    re.I,
)
_NOT_SIGNIFICANT = re.compile(
    r"\b(?:no\s+(?:\w+\s+){0,2}(?:difference|effect|change|association|interaction)s?|not\s+(?:\w+\s+){0,3}(?:significant|differ\w*)|non-?significant|n\.?s\.?)\b",
    re.I,
)
_BETWEEN_ARMS = re.compile(
    r"\b(?:between|than\s+(?:in\s+)?the|differ\w*|interaction|versus\s+(?!(?:the\s+)?(?:baseline|pre|before)))\b",
    re.I,
)
# What a change is reckoned from is not when it was measured.
_REFERENCE = re.compile(
    r"\b(?:from|with|to|against|versus|vs\.?|than|for|relative\s+to|over|between|since|below|above|under)\s+(?:the\s+|their\s+|its\s+)?$",
    re.I,
)
FROM_TO = re.compile(r"\bfrom\s+[^;.]{0,30}?\d[^;]{0,40}?\bto\s+[^;.]{0,20}?\d")
COMPARED = re.compile(
    r"\b(?:than|compared|versus|vs\.?|between|differ\w*|both\s+groups|interaction)\b", re.I
)


# "on days 7 (57% vs 17%) and 21 (70% vs 33%)", "24 hours (..), 48 hours (..)": a later moment of a list.
_NEXT_MOMENT = re.compile(
    r"(?:\band|\bor|,)\s+(?:at\s+)?(?:days?\s+|weeks?\s+|months?\s+)?\d{1,3}\s*(?:\(|-?(?:hours?|h|days?|weeks?|months?|years?)\b)|"
    r"^\s*(?:\([^()]*\)\s*)?,?\s*(?:and|or)\s+(?:at\s+)?(?:the\s+)?(?:\d{1,3}(?![\d.%])|follow-?\s?up|end\b|last\b)",
    re.I,
)
_EARLIER_MOMENT = re.compile(
    r"\b\d{1,3}\s?-?(?:hours?|h|days?|weeks?|months?|years?)?\s*(?:,|/|,?\s?and|or)\s*(?:at\s+)?\d{1,3}\s?-?(?:hours?|h|days?|weeks?|months?|years?)\b\D*$",
    re.I,
)
_CHANGED = re.compile(
    r"\b(?:increas\w+|decreas\w+|reduc\w+|improv\w+|chang\w+|declin\w+|rose|fell|dropp\w+|worsen\w+)\b",
    re.I,
)
_COMPARATIVE = re.compile(
    r"\b(?:than|between|versus|vs\.?|compar\w+|differ\w*|higher|lower|greater|less|fewer|more|longer|shorter|superior|inferior|interaction|better|worse)\b",
    re.I,
)
# Words that name a moment of their own, so that one named before does not hold.
NAMES_TIME = re.compile(
    r"\b(?:hours?|days?|weeks?|months?|years?|follow-?\s?up|baseline|last|final|end|discharge|endpoint|visit|BL|pre|post|time\s?points?|T\d)\b",
    re.I,
)
# What comes after one of these is no longer said of the baseline.
_LATER = re.compile(
    r"\b(?:during|after|post|subsequent\w*|at\s+the\s+end|(?:increas|decreas|improv|reduc|declin|chang|worsen)\w*|fell|rose|dropped)\b",
    re.I,
)
_AND = re.compile(r"[^.;()\d]{0,20}\b(?:and|or|to|vs\.?|versus)\b[^.;()\d]{0,20}", re.I)


def judge_significance(mention: EffectMention, sentence: str) -> bool | None:
    """Say whether the comparison was significant at .05, from p, else interval, else words."""
    p = mention.p
    if p is not None and p.is_ns:
        return False
    if p is not None and p.value is not None:
        if p.operator == "<":
            return True if p.value <= ALPHA else None
        if p.operator == ">":
            return False if p.value >= ALPHA else None
        return p.value < ALPHA
    if mention.ci_lower is not None and mention.ci_upper is not None:
        null = 1.0 if mention.measure in RATIOS else 0.0
        return not mention.ci_lower <= null <= mention.ci_upper
    return False if _NOT_SIGNIFICANT.search(sentence) else None


def judge_direction(mention: EffectMention, words: str, significant: bool | None) -> str | None:
    """Say which way the number goes: from a ratio or a negative estimate, else from the words."""
    if significant is False:
        return "no_difference"
    if mention.estimate is not None and mention.measure in RATIOS:
        return "increase" if mention.estimate > 1 else "decrease" if mention.estimate < 1 else None
    if mention.estimate is not None and mention.estimate < 0:
        return "decrease"
    up, down = bool(_UP.search(words)), bool(_DOWN.search(words))
    if up != down:
        return "increase" if up else "decrease"
    return None


def judge_scope(
    mention: EffectMention, words: tuple[str, str], arm_1: str | None, arm_2: str | None
) -> str:
    """Say whether arms, moments within one arm or two variables are compared.

    `words` are the sentence and the clause before the comparison.
    """
    sentence, clause = words
    if mention.measure == "regression_coefficient" and arm_1 and arm_2 and COMPARED.search(clause):
        return "between_arms"
    if mention.measure in ("correlation", "regression_coefficient", "standardised_coefficient"):
        return "association"
    if arm_1 and arm_2:
        return "between_arms"
    if (
        arm_1
        and not arm_2
        and mention.measure == "none"
        and (
            FROM_TO.search(clause)
            or (_WITHIN_WORDS.search(sentence) and not COMPARED.search(clause))
        )
    ):
        return "within_arm"
    if is_change_within(sentence) or (
        mention.measure == "none"
        and not arm_2
        and _CHANGED.search(clause or sentence)
        and not _COMPARATIVE.search(sentence)
    ):
        return "within_arm"
    if mention.measure in GROUP_MEASURES:
        return "between_arms"
    if mention.measure in RATIOS and _ASSOCIATION_WORDS.search(sentence):
        return "association"
    return (
        "between_arms"
        if _BETWEEN_WORDS.search(sentence) or mention.measure in RATIOS
        else "association"
        if _ASSOCIATION_WORDS.search(sentence)
        else UNKNOWN
    )


def is_change_within(sentence: str) -> bool:
    """Tell whether a sentence tells of a change over time and compares no groups."""
    return bool(_WITHIN_WORDS.search(sentence)) and not _BETWEEN_ARMS.search(sentence)


def choose_timepoint(text: str, sentence: Span, value: Span, links: Links) -> str | None:
    """Take the linked timepoint, else the one before the value, else the sentence's only one."""
    for span in links.timepoints:
        if _NEXT_MOMENT.search(
            text[span.end : max(span.end, value.start)]
        ) or _EARLIER_MOMENT.search(text[max(sentence.start, span.start - 24) : span.end]):
            return None
        named = find_timepoints(text, start=span.start, end=span.end, bare=True)
        if named:
            return named[-1].label
    found = _moments(text, sentence)
    if not found:
        return None
    labels = list(dict.fromkeys(timepoint.label for timepoint in found))
    if labels == [BASELINE] and _LATER.search(text[found[-1].span.end : value.start]):
        return None
    if len(labels) == 1:
        only = found[0].span
        if _EARLIER_MOMENT.search(text[max(sentence.start, only.start - 24) : only.end]):
            return None  # "at 1 and 4 hours": one of several
        return (
            None if _NEXT_MOMENT.search(text[only.end : max(only.end, value.start)]) else labels[0]
        )
    before = [timepoint for timepoint in found if timepoint.span.end <= value.start]
    if len(before) > 1 and _AND.fullmatch(text[before[-2].span.end : before[-1].span.start]):
        return None
    if before and _NEXT_MOMENT.search(text[before[-1].span.end : value.start]):
        return None
    return before[-1].label if before else None


def moment_of_headings(section: tuple[str, ...]) -> str | None:
    """Return the one timepoint that the nearest heading names ("Results at 25 weeks")."""
    for heading in reversed(section):
        labels = {timepoint.label for timepoint in find_timepoints(heading)} - {BASELINE}
        if labels:
            return labels.pop() if len(labels) == 1 else None
    return None


def moment_of_sentences(text: str, sentences: Sequence[Span]) -> str | None:
    """Return the timepoint that the last of some sentences to name any names alone."""
    for sentence in reversed(sentences):
        labels = {timepoint.label for timepoint in _moments(text, sentence)} - {BASELINE}
        if labels:
            return labels.pop() if len(labels) == 1 else None
    return None


def _moments(text: str, sentence: Span) -> list[Timepoint]:
    return [
        timepoint
        for timepoint in find_timepoints(text, start=sentence.start, end=sentence.end)
        if not timepoint.span.of(text).lower().startswith("within")  # mostly part of a name
        if timepoint.label != BASELINE
        or (
            not _REFERENCE.search(
                text[max(sentence.start, timepoint.span.start - 30) : timepoint.span.start]
            )
            and not text[timepoint.span.end : timepoint.span.end + 12]
            .lstrip()
            .startswith(("adjust", "value", "-to"))
        )
    ]
