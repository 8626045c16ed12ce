"""Gives each result of a paper its confidence, and leaves out those that are likely wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from miner.extract.row_confidence.facts import Facts, facts_of
from miner.extract.row_confidence.features import features_of
from miner.extract.row_confidence.model import row_model
from miner.model import ArmResult, Document, Effect, Findings

Record = TypeVar("Record", ArmResult, Effect)
ABSTRACT_CHARS = 5000  # shorter texts hold no tables and few names: the model knows papers only


def with_confidence(
    document: Document, findings: Findings, *, keep_doubtful: bool = False
) -> Findings:
    """Return findings whose results say how sure they are; the doubtful ones are gone.

    Parameters
    ----------
    document : Document
    findings : Findings
        Of this document, all extractors done.
    keep_doubtful : bool
        Keep also results below the model's floor.

    Returns
    -------
    Findings
        Checks of a result that is gone are gone with it.
    """
    if len(document.text) <= ABSTRACT_CHARS:
        return findings
    facts = facts_of(document, findings)
    floor = 0.0 if keep_doubtful else row_model().floor
    results = _judged(document, findings.arm_results, facts, floor)
    effects = _judged(document, findings.effects, facts, floor)
    gone = {each.arm_result_id for each in findings.arm_results}
    gone -= {each.arm_result_id for each in results}
    gone |= {each.effect_id for each in findings.effects} - {each.effect_id for each in effects}
    return replace(
        findings,
        arm_results=results,
        effects=effects,
        checks=[
            check
            for check in findings.checks
            if check.effect_id not in gone and check.arm_result_id not in gone
        ],
    )


def _judged(document: Document, records: list[Record], facts: Facts, floor: float) -> list[Record]:
    judged = []
    for record in records:
        confidence = row_model().confidence(features_of(document, record, facts))
        if confidence >= floor:
            place = replace(record.provenance, confidence=confidence)
            judged.append(replace(record, provenance=place))
    return judged
