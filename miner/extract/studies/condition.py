"""The condition that the people of a study have, from title and abstract."""

from __future__ import annotations

import re

from miner.extract.participant_counts import part_of
from miner.model.document import Document

_PEOPLE = (
    r"(?:patients?|participants|subjects|people|individuals|persons|adults|children|women|men|"
    r"adolescents|survivors|students|carers|caregivers|parents|nurses|athletes|smokers|employees|workers|residents|infants|mothers|veterans|outpatients|inpatients|volunteers|those|females|males|infants|youth)"
)
_NAME = r"(?P<name>[A-Za-z][\w’'/-]*(?:\s+(?!(?:who|were|was|are|is|had|have|has|at|by|on|to|from|after|before|during|randomi[sz]ed|receiving|undergoing|treated|using|through|over|aged|that|which|in|for|and\s+(?:their|the|its)|assigned|participated)\b)[\w’'/-]+){0,6})"
_PATTERNS = (
    re.compile(rf"\b{_PEOPLE}\s+(?:\w+\s+)?(?:with|suffering\s+from|diagnosed\s+with|who\s+(?:have|had)|living\s+with|having)\s+(?:a\s+|an\s+|the\s+|diagnosis\s+of\s+)?{_NAME}", re.IGNORECASE),
    re.compile(rf"\b(?:treatment|management|treating|prevention|therapy|relief|control)\s+(?:of|for)\s+{_NAME}", re.IGNORECASE),
    re.compile(r"\b(?:for|on|in)\s+(?P<name>(?:[\w’'-]+\s+){0,3}[\w’'-]*(?:pain|disorder|syndrome|disease|depression|anxiety|fibromyalgia|cancer|stress|insomnia|arthritis|migraine|headache|diabetes|asthma|obesity|hypertension|stroke|schizophrenia|infection|failure|injury|dementia|autism|symptoms|fatigue))\b", re.IGNORECASE),
)  # fmt: skip
_TAIL = re.compile(
    r"\s*(?:[:;,.(\[].*|\b(?:a|an|the|and|or|with|of|randomi[sz]ed|controlled|trial|study|pilot|protocol|comparison|patients|symptoms\s+and)\s*)$",
    re.IGNORECASE,
)
_TOO_VAGUE = frozenset(
    "high low the a an at least no or and one different various primary severe mild moderate".split()
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
    for text in texts:
        for pattern in _PATTERNS:
            match = pattern.search(text)
            if match is None:
                continue
            name = match["name"].strip()
            name = re.split(r"\b(?:with|who\s+have)\s+(?:a\s+|an\s+)?", name)[-1]
            for _ in range(3):
                name = _TAIL.sub("", name).strip()
            if 3 <= len(name) <= MOST_CHARS and name.lower().split()[0] not in _TOO_VAGUE:
                return name
    return None
