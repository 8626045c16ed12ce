"""Labels of the people that a share is of: `(16/38) in the walking group`."""

from __future__ import annotations

import re

from miner.extract.arms.beside import BEFORE_CHARS, CountedLabel, place_label
from miner.extract.arms.labels import clean_label, is_label
from miner.model.span import Span

_SHARE_AFTER = re.compile(
    r"^\s*(?:,?\s*[\d.]+\s*%\s*)?[)\]]?\s*(?:\([^)]{1,20}\)\s*)?(?:[\w-]+\s+){0,6}?(?:in|on|of|for|with|receiving|treated\s+with|given)\s+(?:the\s+)?(?P<label>[\w+/&'-]+(?:\s[\w+/&'-]+){0,3}?)(?:\s+(?:groups?|arms?|patients)\b|\s*[(,.;)]|$|\s+(?:and|vs|versus|compared|than|at|after|during)\b)",
    re.IGNORECASE,
)
_SHARE_BEFORE = re.compile(
    r"\b(?:in|for|of|with|receiving)\s+(?:the\s+)?(?P<label>(?:[\w+/&'-]+\s){0,3}?[\w+/&'-]+)\s+(?:groups?|arms?)\b[^;.]{0,50}$",
    re.IGNORECASE,
)


# `the gefitinib arm (7/71)`, `group A: 9 out of 45`, `patients receiving placebo was 60% (nine of 15)`.
_OWNER = (
    re.compile(
        r"(?P<label>[A-Za-z][\w+/&’'-]*(?:\s[\w+/&’'-]+){0,4}?)(?:\s+(?:groups?|arms?|patients|participants))?"
        r"\s*(?:[(\[]|[:=]\s*(?:[\d.]+\s*%\s*[(\[]?)?)\s*\d+\s*(?:/|(?:out\s+)?of)\s*$"
    ),
    re.compile(
        r"\b(?:in|of|with|for|receiving|given|the)\s+(?:the\s+)?(?P<label>[\w+/&’'-]+(?:\s[\w+/&’'-]+){0,3}?)"
        r"(?:\s+(?:groups?|arms?|patients|participants))?\s*(?:[(\[][^()\[\]]{1,20}[)\]])?,?\s+"
        r"(?:was|were|had|showed|the\s+rate\s+was)\s(?:[^.;,]|\.\d){0,50}?(?:\d+|[a-z]+)\s*(?:/|(?:out\s+)?of)\s*$"
    ),
)


def find_owner_of_share(text: str, count: Span, sentence: Span) -> CountedLabel | None:
    """Read whose share it is from the words before it, for a count known to be an arm's."""
    start = max(sentence.start, count.start - BEFORE_CHARS)
    for pattern in _OWNER:
        match = pattern.search(text[start : count.start])
        if match is None:
            continue
        label = clean_label(_LAST_STEP.split(match["label"])[-1])
        if is_label(label):
            place = place_label(text, label, start + match.start("label"), count.start)
            return CountedLabel(label, place, "owner_of_share")
    return None


_LAST_STEP = re.compile(
    r"\b(?:in|with|for|to|and|than|versus|vs\.?|receiving|given|the|of|or)\s+", re.IGNORECASE
)


def find_share_label(text: str, count: Span, sentence: Span) -> CountedLabel | None:
    """Read whose share a denominator belongs to: `(16/38) in the walking group`."""
    if not re.search(r"(?:/|\bof)\s*$", text[max(0, count.start - 4) : count.start]):
        return None
    after = _SHARE_AFTER.match(text[count.end : min(sentence.end, count.end + 90)])
    base = count.end
    if after is None:
        base = max(sentence.start, count.start - 90)
        after = _SHARE_BEFORE.search(text[base : count.start])
    if after is None:
        return None
    label = clean_label(after["label"])
    if not is_label(label):
        return None
    return CountedLabel(
        label,
        place_label(text, label, base + after.start("label"), base + after.end("label")),
        "share_of_group",
    )
