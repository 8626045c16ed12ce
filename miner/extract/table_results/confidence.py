"""How far a reading of a table can be trusted, by what in it was seen to go wrong.

The amounts come from reading random rows against their sources: rows of a subgroup, of a label
that did not come apart cleanly, of an arm that only the table names or of two moments at once
were right about half as often as the others.
"""

from __future__ import annotations

import re
from dataclasses import replace

from miner.extract.table_results.readings import CellReading

LEAST = 0.3
MAX_NAME_CHARS = 60
_UNCLEAN = re.compile(
    r"^\W*[\d(]|[(\[]\s|\s[)\]]|\b(?:of|at|in|and|or|from|to|by|for|with)\W*$|:\s*$"
)
_TWO_MOMENTS = re.compile(r",|^[A-Z]\w{0,3}\d?$")


def with_doubts(reading: CellReading) -> CellReading:
    """Return a reading with its confidence lowered by all that speaks against it."""
    doubt = sum(_doubts(reading))
    if not doubt:
        return reading
    return replace(reading, confidence=round(max(LEAST, reading.confidence - doubt), 2))


def _doubts(reading: CellReading) -> list[float]:
    label = reading.outcome_label or ""
    found = []
    if reading.subgroup:
        found.append(0.2)
    if _UNCLEAN.search(label) or len(label) > MAX_NAME_CHARS:
        found.append(0.15)
    if len(reading.contexts) > 1:
        found.append(0.1)
    if reading.timepoint and _TWO_MOMENTS.search(reading.timepoint):
        found.append(0.15)
    if reading.kind == "arm_result" and reading.arm_id is None:
        found.append(0.1)
    if reading.kind == "arm_result" and reading.rule == "count_head" and reading.percent is None:
        found.append(0.15)
    if reading.kind == "effect" and not any(reading.arm_ids):
        found.append(0.1)
    return found
