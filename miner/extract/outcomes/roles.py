"""Outcomes whose role a sentence states: `The primary outcome was pain intensity at rest`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from miner.extract.outcomes.listing import listed_names
from miner.extract.outcomes.naming import cut_to_name, why_no_name
from miner.extract.outcomes.passages import own_sentences
from miner.model import Document, Span

_RANK = r"(?P<rank>primary|secondary|main|principal|co-?primary|key\s+secondary|tertiary|exploratory|other|additional)"
_NOUN = (
    r"(?:(?:[a-z]+(?:-[a-z]+)?\s+){0,3}?(?:outcomes?|end[\s-]?points?)(?:\s+(?:measures?|variables?|parameters?|criteri(?:on|a)|assessments?|indicators?))?"
    r"|(?:[a-z]+\s+)?(?:efficacy|response|dependent|study|safety)\s+(?:measures?|variables?|parameters?|criteri(?:on|a)|assessments?))"
)
_OF = r"(?:\s+(?:of|for|in)\s+(?:this|the|our|both|these)[^,.;:()]{0,60}?)?(?:\s*\([^()]{1,30}\))?"
_COPULA = (
    r"\s*(?:\s(?:was|were|is|are|will\s+be|includ(?:es?|ed)|compris(?:es?|ed)|consist(?:s|ed)\s+of)(?:\s+(?:also|both|as\s+follows|the\s+following|chosen\s+to\s+be|considered\s+to\s+be|"
    r"defined\s+(?:as|by)|set\s+as|(?:assessed|measured|evaluated|determined)\s+(?:by|with|using)))?\s*:?|:)\s+"
)
_STATED = re.compile(
    rf"\b{_RANK}\s+{_NOUN}{_OF}{_COPULA}(?=(?P<what>.+))",
    re.IGNORECASE | re.DOTALL,
)
_SUBJECT = re.compile(
    rf"^(?P<what>.{{3,200}}?)\s+(?:was|were|served|formed|constituted|is|are)\s+(?:(?:chosen|used|defined|considered|selected|designated|regarded|specified|taken|set|measured|assessed|the)\s+)*(?:as\s+)?(?:the\s+|our\s+|an?\s+)?"
    rf"(?:pre-?specified\s+|a\s+priori\s+)?{_RANK}\s+{_NOUN}\b",
    re.IGNORECASE | re.DOTALL,
)
_BESIDE = re.compile(
    rf"(?:[(\[]|,\s)\s*(?:which\s+was\s+)?(?:the\s+|our\s+)?{_RANK}\s+{_NOUN}\s*(?:[)\]]|,)",
    re.IGNORECASE,
)
# The other rank begins a clause of its own.
_NEXT_RANK = re.compile(
    r"[,;]?\s*(?:\b(?:and|while|whereas|with)\s+)?(?:the\s+|our\s+)?\b(?:primary|secondary|tertiary|exploratory|additional|other)\s+(?:\w+\s+){0,2}?(?:outcomes?|end[\s-]?points?|measures?|variables?)\b",
    re.IGNORECASE,
)
_BOTH_RANKS = re.compile(r"\b(?:primary|secondary|main)\s+(?:and|or)\s+$", re.IGNORECASE)
_CUE = re.compile(r"outcome|end[\s-]?point|primary|secondary", re.IGNORECASE)
# What a sentence says in front of a name: "There was no significant difference in".
_OPENING = re.compile(
    r"^.*(?:[,;:]\s|\b(?:was|were|is|are|had|has|have|showed?|there|when|that)\s)\s*(?:no\s+|not\s+|also\s+)?(?:statistically\s+)?(?:significant(?:ly)?\s+)?",
    re.IGNORECASE | re.DOTALL,
)
_PLANNED_ONLY = re.compile(r"\bsample\s+size|\bpower\b|\bcalculat", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatedOutcome:
    """An outcome named with its role, where and by which rule; `reason` tells why it is no name."""

    role: str
    rule: str
    name: str
    span: Span
    reason: str = ""


def find_stated(document: Document) -> Iterator[StatedOutcome]:
    """Find the outcomes that sentences of the study's own parts call primary or secondary."""
    for sentence in own_sentences(document):
        words = sentence.of(document.text)
        if not _CUE.search(words):
            continue
        for match in _STATED.finditer(words):
            if not _BOTH_RANKS.search(words[: match.start()]):
                yield from _listed(match, sentence)
        if subject := _SUBJECT.match(words):
            yield from _listed(subject, sentence, rule="was_")
        if not _PLANNED_ONLY.search(words):
            yield from _beside(words, sentence)


def _listed(
    match: re.Match[str], sentence: Span, *, rule: str = "stated_"
) -> Iterator[StatedOutcome]:
    what = match["what"]
    end = _NEXT_RANK.search(what)
    role = _role(match["rank"])
    if end is not None:
        what = what[: end.start()]
    for start, name, reason in listed_names(what):
        begin = sentence.start + match.start("what") + start
        yield StatedOutcome(role, rule + role, name, Span(begin, begin + len(name)), reason)


def _beside(words: str, sentence: Span) -> Iterator[StatedOutcome]:
    """Read `apoptotic index (primary outcome)` and `log HF, the primary outcome, ...`."""
    for mark in _BESIDE.finditer(words):
        before = words[: mark.start()]
        opening = _OPENING.match(before)
        at = opening.end() if opening else 0
        offset, name = cut_to_name(before[at:])
        begin = sentence.start + at + offset
        role = _role(mark["rank"])
        if name:
            reason = "a count" if name[0].isdigit() else why_no_name(name)
            yield StatedOutcome(
                role, f"beside_{role}", name, Span(begin, begin + len(name)), reason
            )


def _role(rank: str) -> str:
    return "primary" if re.match(r"(?:co-?)?primary|main|principal", rank, re.I) else "secondary"
