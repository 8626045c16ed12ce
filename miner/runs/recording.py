"""Keeping what came of a unit: its documents, failures and notes, in one transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from miner.readers import Failure, Unit
from miner.runs.work import DocumentRows, UnitResult
from miner.store.database import transaction
from miner.store.writing import (
    add_document,
    add_failure,
    add_note,
    add_unit,
    forget_unit,
    holder_of,
)


@dataclass(slots=True)
class RunReport:
    """What a run did. `failures` and `notes` list one line each."""

    n_done: int = 0
    n_skipped: int = 0
    n_documents: int = 0
    failures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """0 all done, 1 some failed, 2 nothing usable."""
        if not self.failures:
            return 0 if self.n_done or self.n_skipped else 2
        return 1 if self.n_documents or self.n_skipped else 2

    def as_text(self) -> str:
        """Say in a few lines what there is now."""
        counted = ", ".join(f"{count} {name}" for name, count in self.rows.items() if count)
        return (
            f"{self.n_documents} documents read, {self.n_skipped} sources unchanged, "
            f"{len(self.failures)} failures\n{counted or 'no rows'}"
        )


def keep_result(
    connection: sqlite3.Connection, result: UnitResult, signature: str, report: RunReport
) -> None:
    """Keep one unit's results in one transaction."""
    unit = result.unit
    with transaction(connection):
        forget_unit(connection, unit.key)
        add_unit(connection, unit.key, unit.path, unit.sha256, signature)
        for document in result.documents:
            holder = holder_of(connection, document.document_id)
            if holder is not None:
                _keep_copy(connection, unit, document, holder, report)
                continue
            add_document(connection, unit.key, document.document_id, document.body, document.tables)
            report.n_documents += 1
            for warning in document.warnings:
                message = f"{unit.path}: {warning}"
                _keep_note(connection, unit, document.document_id, "warning", message, report)
        for failure in result.failures:
            keep_failure(connection, failure, report)
    report.n_done += 1


def _keep_copy(
    connection: sqlite3.Connection,
    unit: Unit,
    document: DocumentRows,
    holder: tuple[str, str],
    report: RunReport,
) -> None:
    """The same document twice (a copy, or zipped and not): the first one counts."""
    first, sha256 = holder
    if unit.format == "row" and document.sha256 != sha256:
        message = (
            f"{unit.path}: id '{document.document_id[:60]}' is that of {first} already; "
            "give each row its own"
        )
        failure = Failure(unit.path, "read", "ReadError", message, unit.key, document.document_id)
        keep_failure(connection, failure, report)
        return
    same = "the same as" if document.sha256 == sha256 else "another copy of"
    message = f"{unit.path}: left out, {same} {first} ({document.document_id})"
    _keep_note(connection, unit, document.document_id, "copy", message, report)


def _keep_note(
    connection: sqlite3.Connection,
    unit: Unit,
    document_id: str,
    kind: str,
    message: str,
    report: RunReport,
) -> None:
    add_note(
        connection, unit.key, path=unit.path, document_id=document_id, kind=kind, message=message
    )
    report.notes.append(message)


def keep_failure(connection: sqlite3.Connection, failure: Failure, report: RunReport) -> None:
    """Keep what went wrong; the caller holds the transaction."""
    add_failure(
        connection,
        failure.unit_key,
        path=failure.path,
        document_id=failure.document_id,
        stage=failure.stage,
        error=failure.error,
        message=failure.message,
    )
    report.failures.append(failure.message)
