"""The condition that the people of a study have, from title and abstract."""

from __future__ import annotations

import re

from miner.extract.participant_counts import part_of
from miner.model.document import Document

_PEOPLE = (
    r"(?:patients?|participants|subjects|people|individuals|persons|adults|children|women|men|"
    r"adolescents|survivors|students|carers|caregivers|parents|nurses|athletes|smokers|employees|workers|residents|infants|mothers|veterans|outpatients|inpatients|volunteers|those|females|males|infants|youth)"
)
_NAME = r"(?P<name>[A-Za-z][\w’'/-]*(?:\s+(?!(?:who|were|was|are|is|had|have|has|at|by|on|to|from|after|before|during|randomi[sz]ed|receiving|undergoing|attending|showing|experiencing|admitted|presenting|scheduled|requiring|vs|versus|treated|using|through|over|aged|that|which|in|for|and\s+(?:their|the|its)|assigned|participated)\b)[\w’'/-]+){0,6})"
_PATTERNS = (
    re.compile(rf"\b{_PEOPLE}\s+(?:(?!treated|managed|compared|randomi[sz]ed|provided|supplied|implanted)\w+\s+)?(?:with|suffering\s+from|diagnosed\s+with|who\s+(?:have|had)|living\s+with|having)\s+(?:a\s+|an\s+|the\s+|diagnosis\s+of\s+)?{_NAME}", re.IGNORECASE),
    re.compile(rf"\b(?:treatment|management|treating|prevention|therapy|relief|control)\s+(?:of|for)\s+{_NAME}", re.IGNORECASE),
    re.compile(r"\b(?:for|on|in)\s+(?P<name>(?:[\w’'-]+\s+){0,3}[\w’'-]*(?:pain|disorder|syndrome|disease|depression|anxiety|fibromyalgia|cancer|stress|insomnia|arthritis|migraine|headache|diabetes|asthma|obesity|hypertension|stroke|schizophrenia|infection|failure|injury|dementia|autism|symptoms|fatigue))\b", re.IGNORECASE),
)  # fmt: skip
_TAIL = re.compile(
    r"\s*(?:[:;,.(\[].*|\b(?:a|an|the|and|or|with|of|randomi[sz]ed|controlled|trial|study|pilot|protocol|comparison|patients|symptoms\s+and|unsuitable|ineligible|eligible|continues?|remains?|requires?)\s*)$",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(
    r"^(?:the\s+)?(?:recovery|management|treatment|prevention|risk|onset|severity|symptoms|prophylaxis|history|outcomes?)\s+(?:of|for)\s+",
    re.IGNORECASE,
)
_COMBINED = re.compile(r"\s+(?:combined|together|plus|compared|as\s+well)\b", re.IGNORECASE)
# Words that begin no condition, and words that are none by themselves.
_VAGUE = re.compile(
    r"^(?:skin\s+types?\b|(?:high|low|the|a|an|at|least|no|or|and|one|different|various|primary|better|worse|good|poor|"
    r"regular|normal|long|received|state|lower|higher|increased|decreased|reduced|reducing|improving|preventing|indications?)\b|"
    r"(?:severe|mild|moderate|disease|symptoms?|treatment|surgery|therapy|care|[A-Z]{2,4}T)$|.*\b(?:history|should|future|received|use\s+for)\b|.*\s\d+$)",
    re.IGNORECASE,
)
MOST_CHARS = 70


def find_condition(document: Document) -> str | None:
    """Name the condition studied as title or abstract prints it, None where neither does."""
    spans = [b.span for b in document.blocks if part_of(b) == "title"]
    texts = [span.of(document.text) for span in spans]
    if document.metadata.title and not texts:
        texts.append(document.metadata.title)
    texts += [
        b.span.of(document.text) for b in document.blocks if part_of(b) in ("abstract", "other")
    ][:4]
    for place, text in enumerate(texts):
        for pattern in _PATTERNS:
            match = pattern.search(text)
            name = _trimmed(match["name"]) if match else ""
            # Beside the title, what is treated must be a word of the title or a full name.
            is_named = pattern is _PATTERNS[0] or (pattern is _PATTERNS[2] and " " in name)
            is_told = place == 0 or is_named or _is_in(name, texts[0])
            if is_told and 3 <= len(name) <= MOST_CHARS and not _VAGUE.match(name):
                return name
    return None


def _trimmed(name: str) -> str:
    name = _COMBINED.split(name.strip())[0]
    name = _OF_WHAT.sub("", re.split(r"\b(?:with|who\s+have)\s+(?:a\s+|an\s+)?", name)[-1])
    for _ in range(3):
        name = _TAIL.sub("", name).strip()
    return name


def _is_in(name: str, title: str) -> bool:
    return bool(name) and name.split()[-1].lower() in title.lower()
