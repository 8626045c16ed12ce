"""How sure a record still is once its numbers were held against each other.

Numbers that should agree and do not are either misprinted or misread; both make a record less
sure, and a sign of misreading more so. The numbers themselves stay as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from miner.model import ArmResult, Check, Effect, Findings

MISREAD_RULES = frozenset({"misread_interval", "misread_p"})
Record = TypeVar("Record", Effect, ArmResult)
MISREAD = 0.5
DISAGREES = 0.8


def adjusted_confidence(confidence: float, checks: Iterable[Check]) -> float:
    """Lower a record's confidence by the worst of the checks of its numbers.

    Parameters
    ----------
    confidence : float
        As the extractor gave it, 0 to 1.
    checks : iterable of Check
        Those of this record alone.

    Returns
    -------
    float
        Never more than `confidence`; the same where everything agrees or nothing was checkable.
    """
    factors = [1.0]
    for check in checks:
        if check.provenance.rule in MISREAD_RULES:
            factors.append(MISREAD)
        elif check.verdict in ("inconsistent", "decision_error"):
            factors.append(DISAGREES)
    return confidence * min(factors)


def with_adjusted_confidence(findings: Findings) -> Findings:
    """Return findings whose effects and arm results carry their adjusted confidence."""
    of_record: dict[str, list[Check]] = defaultdict(list)
    for check in findings.checks:
        for record_id in (check.effect_id, check.arm_result_id):
            if record_id is not None:
                of_record[record_id].append(check)
    return replace(
        findings,
        effects=[_adjusted(each, of_record[each.effect_id]) for each in findings.effects],
        arm_results=[
            _adjusted(each, of_record[each.arm_result_id]) for each in findings.arm_results
        ],
    )


def _adjusted(record: Record, checks: list[Check]) -> Record:
    confidence = adjusted_confidence(record.provenance.confidence, checks)
    if confidence == record.provenance.confidence:
        return record
    return replace(record, provenance=replace(record.provenance, confidence=confidence))
