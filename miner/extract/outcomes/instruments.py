"""Instruments: questionnaires, scales and tests that a study names, with their short forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from miner.extract.outcomes.definitions import Definition, find_definitions
from miner.extract.outcomes.matching import make_outcome, normalise
from miner.extract.outcomes.naming import why_no_name
from miner.extract.outcomes.passages import own_blocks, own_sentences
from miner.extract.outcomes.patterns import (
    INSTRUMENT_NAME,
    INSTRUMENT_WORD,
    NOT_INSTRUMENT,
    NOT_OUTCOME,
)
from miner.model import Document, Outcome, Rejected, Span

_CHOOSING = re.compile(
    r"\b(?:inclusion|exclusion|eligib\w+|excluded?|included\s+if|recruit\w+|diagnos\w+|screen\w*)\b",
    re.IGNORECASE,
)


# A word besides those that every instrument shares ("Scale Scores", "Health Survey").
_SAYS_WHAT = re.compile(
    rf"\b(?!(?:{INSTRUMENT_WORD.pattern}|health|total|summary|subscales?|items?|version|form|of|the|for|and)\b)[A-Za-z][\w’'-]{{2,}}",
    re.IGNORECASE,
)


def find_instruments(document: Document, version: int) -> tuple[list[Outcome], list[Rejected]]:
    """Find the instruments that a study itself used.

    Returns
    -------
    (list of Outcome, list of Rejected)
        One record an instrument, in no order; rejected are those that only serve to choose
        people, or that only other people's studies used.
    """
    kept, rejected = [], []
    sentences = [span.of(document.text) for span in own_sentences(document)]
    defined = list(_defined(document, version))
    for outcome in defined:
        reason = _why_not_used(outcome, sentences)
        if reason:
            rejected.append(Rejected(outcome.provenance.span, reason, outcome.provenance.rule))
        else:
            kept.append(outcome)
    known = [normalise(outcome.name) for outcome in defined]
    for outcome in _named(document, version):
        # "Clinical Global Impression" is part of "Clinical Global Impression severity scale".
        key = normalise(outcome.name)
        if key and not any(key in name or name in key for name in known):
            kept.append(outcome)
    return kept, rejected


def _why_not_used(outcome: Outcome, sentences: Sequence[str]) -> str:
    names = [re.escape(name) for name in (outcome.name, outcome.abbreviation) if name]
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?!\w)")
    holding = [words for words in sentences if pattern.search(words)]
    if not holding:
        return "an instrument of other studies"
    if all(_CHOOSING.search(words) for words in holding):
        return "an instrument to choose people by"
    return ""


def _defined(document: Document, version: int) -> Iterator[Outcome]:
    """Instruments with an abbreviation: `Penn State Worry Questionnaire (PSWQ)`."""
    end = min(
        (block.span.start for block in document.blocks if block.kind == "reference"),
        default=len(document.text),
    )
    for definition in find_definitions(document.text).values():
        if definition.span.start < end and _is_instrument(definition):
            long, span = _without_lead(definition)
            yield make_outcome(
                document, span, name=long, version=version, rule="instrument_defined",
                instrument=long, abbreviation=definition.short, confidence=0.85,
            )  # fmt: skip


def _is_instrument(definition: Definition) -> bool:
    short = (
        definition.short.removesuffix("s") if definition.short[:-1].isupper() else definition.short
    )
    return (
        bool(INSTRUMENT_WORD.search(definition.long))
        and not NOT_OUTCOME.match(short)
        and not NOT_INSTRUMENT.search(definition.long)
        and not why_no_name(_without_lead(definition)[0])
    )


def _without_lead(definition: Definition) -> tuple[str, Span]:
    """Drop what stands before the name itself: `modification from the ...`."""
    lead = re.match(r"^.*\b(?:the|our|an?|called|named)\s+(?=\S+\s+\S)", definition.long)
    cut = lead.end() if lead else 0
    return definition.long[cut:], Span(definition.span.start + cut, definition.span.end)


def _named(document: Document, version: int) -> Iterator[Outcome]:
    """Instruments named in full without an abbreviation, in the study's own parts."""
    for block in own_blocks(document):
        words = block.span.of(document.text)
        for match in INSTRUMENT_NAME.finditer(words):
            if NOT_INSTRUMENT.search(match.group()) or not _SAYS_WHAT.search(match.group()):
                continue
            span = Span(block.span.start + match.start(), block.span.start + match.end())
            yield make_outcome(
                document, span, name=match.group(), version=version, rule="instrument_named",
                instrument=match.group(), confidence=0.75,
            )  # fmt: skip
