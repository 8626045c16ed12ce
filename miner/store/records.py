"""Stored rows back into records, for what works across documents."""

from __future__ import annotations

import sqlite3
from dataclasses import fields
from typing import Any

from miner.model import (
    Arm,
    ArmResult,
    Check,
    Claim,
    Effect,
    Findings,
    Outcome,
    Provenance,
    SampleSize,
    Span,
    Study,
)
from miner.store.reading import rows_of

RECORD_TYPES: dict[str, type] = {
    "studies": Study,
    "arms": Arm,
    "sample_sizes": SampleSize,
    "outcomes": Outcome,
    "arm_results": ArmResult,
    "effects": Effect,
    "checks": Check,
    "claims": Claim,
}
_TRUTHS = ("significant", "negated", "hedged")


def load_records(connection: sqlite3.Connection, name: str, document_id: str) -> list[Any]:
    """Return one document's records of a table, in their fixed order."""
    return [_record(RECORD_TYPES[name], row) for row in rows_of(connection, name, document_id)]


def load_findings(connection: sqlite3.Connection, document_id: str) -> Findings:
    """Return everything extracted from one paper."""
    findings = Findings()
    for name in RECORD_TYPES:
        if name != "claims":
            getattr(findings, name).extend(load_records(connection, name, document_id))
    return findings


def _record(kind: type, row: dict[str, Any]) -> Any:
    names = {field.name for field in fields(kind)}
    values = {name: value for name, value in row.items() if name in names}
    for name in _TRUTHS:
        if values.get(name) is not None:
            values[name] = bool(values[name])
    values["provenance"] = _provenance(row)
    return kind(**values)


def _provenance(row: dict[str, Any]) -> Provenance | None:
    if row["char_start"] is None:
        return None
    return Provenance(
        document_id=row["document_id"],
        span=Span(row["char_start"], row["char_end"]),
        quote=row["quote"],
        extractor=row["extractor"],
        extractor_version=row["extractor_version"],
        rule=row["rule"],
        confidence=row["confidence"],
        basis=row["basis"],
        section=row["section"],
        page=row["page"],
        x0=row["x0"],
        top=row["top"],
        x1=row["x1"],
        bottom=row["bottom"],
        table_id=row["table_id"],
        row=row["row"],
        column=row["column"],
    )
