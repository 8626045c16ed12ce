"""Finds the outcomes that a paper names in abstract and text: instruments and stated roles."""

from __future__ import annotations

import re
from dataclasses import replace

from miner.extract.outcomes.definitions import Definition, find_definitions
from miner.extract.outcomes.matching import make_outcome, match_outcome, normalise
from miner.extract.outcomes.patterns import (
    INSTRUMENT_NAME,
    INSTRUMENT_WORD,
    NOT_INSTRUMENT,
    NOT_OUTCOME,
)
from miner.extract.outcomes.roles import find_stated
from miner.extract.outcomes.scales import scales_by_name
from miner.model import Document, Extraction, Findings, Outcome, Rejected, Span

VERSION = 1
_READ = ("abstract", "paragraph", "list_item")
# Sections that tell of other people's studies.
_ELSEWHERE = re.compile(
    r"introduction|background|discussion|conclusion|limitation|reference", re.IGNORECASE
)


def extract(document: Document, findings: Findings) -> Extraction:
    """Find instruments and outcomes with a stated role.

    Parameters
    ----------
    document : Document
        The paper.
    findings : Findings
        Not used; outcomes are found before results.

    Returns
    -------
    Extraction
        Outcomes in order of the text; stretches that were no names among the rejected.
    """
    records: dict[str, Outcome] = {}
    rejected: list[Rejected] = []
    for outcome in (*_defined(document), *_named(document)):
        if normalise(outcome.name) and not match_outcome(outcome.name, tuple(records.values())):
            records.setdefault(outcome.outcome_id, outcome)
    _add_scales(document, records)
    for stated in find_stated(document):
        if stated.reason:
            rejected.append(Rejected(stated.span, stated.reason, stated.rule))
            continue
        known = match_outcome(stated.name, tuple(records.values()))
        if known is None:
            outcome = make_outcome(
                document, stated.span, name=stated.name, version=VERSION, rule=stated.rule,
                outcome_role=stated.role, confidence=0.7,
            )  # fmt: skip
            if normalise(outcome.name):
                records.setdefault(outcome.outcome_id, outcome)
        elif known.outcome_role in ("unclear", "biomarker") or stated.role == "primary":
            records[known.outcome_id] = replace(known, outcome_role=stated.role)
    ordered = sorted(records.values(), key=lambda record: record.provenance.span)
    return Extraction(tuple(ordered), tuple(rejected))


def _defined(document: Document) -> list[Outcome]:
    """Instruments with an abbreviation: `Penn State Worry Questionnaire (PSWQ)`."""
    end = min(
        (block.span.start for block in document.blocks if block.kind == "reference"),
        default=len(document.text),
    )
    found = []
    for definition in find_definitions(document.text).values():
        if definition.span.start < end and _is_instrument(definition):
            long, span = _without_lead(definition)
            found.append(
                make_outcome(
                    document,
                    span,
                    name=long,
                    version=VERSION,
                    rule="instrument_defined",
                    instrument=long,
                    abbreviation=definition.short,
                    confidence=0.85,
                )
            )
    return found


def _is_instrument(definition: Definition) -> bool:
    short = (
        definition.short.removesuffix("s") if definition.short[:-1].isupper() else definition.short
    )
    return (
        bool(INSTRUMENT_WORD.search(definition.long))
        and not NOT_OUTCOME.match(short)
        and not NOT_INSTRUMENT.search(definition.long)
    )


def _without_lead(definition: Definition) -> tuple[str, Span]:
    """Drop what stands before the name itself: `modification from the ...`."""
    lead = re.match(r"^.*\b(?:the|our|an?|called|named)\s+(?=\S+\s+\S)", definition.long)
    cut = lead.end() if lead else 0
    return definition.long[cut:], Span(definition.span.start + cut, definition.span.end)


def _named(document: Document) -> list[Outcome]:
    """Instruments named in full without an abbreviation, outside of introduction and discussion."""
    found = []
    for block in document.blocks:
        if block.kind not in _READ or (block.section and _ELSEWHERE.search(block.section[0])):
            continue
        words = block.span.of(document.text)
        for match in INSTRUMENT_NAME.finditer(words):
            if NOT_INSTRUMENT.search(match.group()):
                continue
            span = Span(block.span.start + match.start(), block.span.start + match.end())
            found.append(
                make_outcome(
                    document,
                    span,
                    name=match.group(),
                    version=VERSION,
                    rule="instrument_named",
                    instrument=match.group(),
                    confidence=0.75,
                )
            )
    return found


def _add_scales(document: Document, records: dict[str, Outcome]) -> None:
    names: dict[str, str] = {}
    for outcome in records.values():
        for name in (outcome.abbreviation, outcome.instrument):
            if name:
                names.setdefault(name, outcome.outcome_id)
    for key, (limits, direction) in scales_by_name(document, names).items():
        low, high = limits or (None, None)
        records[key] = replace(records[key], scale_min=low, scale_max=high, better=direction)
