"""Writing a unit's rows, and asking what is done already.

A unit is what is read as one piece of work: a file, or a row of a rows file. Nothing here opens
a transaction: the caller holds one around all that belongs together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from miner.store.tables import TABLES, TableSpec, table_spec


def unit_is_done(
    connection: sqlite3.Connection, unit_key: str, sha256: str, signature: str
) -> bool:
    """Tell whether a unit of this content was done with these versions, and did not fail."""
    row = connection.execute(
        "SELECT 1 FROM units WHERE unit_key = ? AND sha256 = ? AND signature = ? AND NOT EXISTS "
        "(SELECT 1 FROM failures WHERE failures.unit_key = units.unit_key)",
        (unit_key, sha256, signature),
    ).fetchone()
    return row is not None


def forget_unit(connection: sqlite3.Connection, unit_key: str) -> None:
    """Remove a unit with its failures and the documents that no other unit holds."""
    for row in connection.execute(
        "SELECT document_id FROM unit_documents WHERE unit_key = ?", (unit_key,)
    ).fetchall():
        connection.execute("DELETE FROM documents WHERE document_id = ?", (row["document_id"],))
    connection.execute("DELETE FROM units WHERE unit_key = ?", (unit_key,))
    connection.execute("DELETE FROM failures WHERE unit_key = ?", (unit_key,))
    connection.execute("DELETE FROM notes WHERE unit_key = ?", (unit_key,))


def copy_units(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the keys of units of which a document was left out as a copy."""
    rows = connection.execute("SELECT DISTINCT unit_key FROM notes WHERE kind = 'copy'")
    return frozenset(row["unit_key"] for row in rows)


def units_left_out(connection: sqlite3.Connection, unit_key: str) -> list[str]:
    """List the units whose document was left out as a copy of one that this unit holds.

    When this unit is done again its document may be another one; then theirs counts.
    """
    rows = connection.execute(
        "SELECT DISTINCT notes.unit_key AS other FROM notes JOIN unit_documents USING (document_id) "
        "WHERE notes.kind = 'copy' AND unit_documents.unit_key = ? ORDER BY other",
        (unit_key,),
    )
    return [row["other"] for row in rows]


def add_unit(
    connection: sqlite3.Connection, unit_key: str, path: str, sha256: str, signature: str
) -> None:
    """Record that a unit was done.

    Parameters
    ----------
    sha256 : str
        Of the unit's content.
    signature : str
        Of the versions of the extractors and models that did it; with another one, or other
        content, the unit is done again.

    Raises
    ------
    sqlite3.IntegrityError
        If the unit is there already; `forget_unit` comes first.
    """
    connection.execute(
        "INSERT INTO units (unit_key, path, sha256, signature) VALUES (?, ?, ?, ?)",
        (unit_key, path, sha256, signature),
    )


def holder_of(connection: sqlite3.Connection, document_id: str) -> tuple[str, str] | None:
    """Return unit key and content hash of a document that is stored, None when it is new."""
    row = connection.execute(
        "SELECT unit_key, sha256 FROM unit_documents JOIN documents USING (document_id) "
        "WHERE document_id = ?",
        (document_id,),
    ).fetchone()
    return (row["unit_key"], row["sha256"]) if row else None


def add_document(
    connection: sqlite3.Connection,
    unit_key: str,
    document_id: str,
    body: bytes,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
) -> None:
    """Store a document's rows and its packed body.

    Parameters
    ----------
    body : bytes
        The document as `store.bodies` packs it.
    tables : mapping of str to sequence of mapping
        Table name to rows, keys being column names; a table without rows may be missing.

    Raises
    ------
    sqlite3.IntegrityError
        If another unit holds a document of this id; see `holder_of`.
    """
    insert_rows(connection, table_spec("documents"), tables.get("documents", ()))
    connection.execute(
        "INSERT INTO document_bodies (document_id, body) VALUES (?, ?)", (document_id, body)
    )
    connection.execute(
        "INSERT INTO unit_documents (unit_key, document_id) VALUES (?, ?)", (unit_key, document_id)
    )
    for spec in TABLES:
        if spec.name != "documents":
            insert_rows(connection, spec, tables.get(spec.name, ()))


def add_failure(
    connection: sqlite3.Connection,
    unit_key: str,
    *,
    path: str,
    document_id: str | None,
    stage: str,
    error: str,
    message: str,
) -> None:
    """Record something that went wrong.

    Parameters
    ----------
    document_id : str or None
        None where the unit could not be read as a document.
    stage : str
        Where it went wrong: reading, an extractor by name, or a later stage.
    error : str
        Name of the exception's class.
    message : str
        One line: what, where, and what would help.
    """
    connection.execute(
        "INSERT INTO failures (unit_key, path, document_id, stage, error, message) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (unit_key, path, document_id, stage, error, message),
    )


def add_note(
    connection: sqlite3.Connection,
    unit_key: str,
    *,
    path: str,
    document_id: str,
    kind: str,
    message: str,
) -> None:
    """Record what a reader of the tables should know about a document.

    Parameters
    ----------
    kind : str
        `copy` where the unit's document was left out because another unit holds it, `warning`
        for a doubt of its reader.
    message : str
        One line.
    """
    connection.execute(
        "INSERT INTO notes (unit_key, path, document_id, kind, message) VALUES (?, ?, ?, ?, ?)",
        (unit_key, path, document_id, kind, message),
    )


def insert_rows(
    connection: sqlite3.Connection, spec: TableSpec, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Insert rows; keys that are no columns are ignored, missing ones stay empty."""
    names = spec.names
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    connection.executemany(
        f"INSERT INTO {spec.name} ({columns}) VALUES ({marks})",  # names come from our specs
        [tuple(row.get(name) for name in names) for row in rows],
    )
