"""Reading a run's record: rows in a fixed order, documents, failures, facts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from miner.model import Document
from miner.store.bodies import unpack_document
from miner.store.tables import table_spec


def table_rows(connection: sqlite3.Connection, name: str) -> Iterator[dict[str, Any]]:
    """Give a public table's rows in their fixed order.

    Posts that stand on several pages or copies of one thread are given once, and their
    positions counted through the thread.
    """
    if name == "posts":
        yield from _merged_posts(connection)
        return
    spec = table_spec(name)
    order = ", ".join(f'"{column}"' for column in spec.order_by)
    for row in connection.execute(f"SELECT * FROM {spec.name} ORDER BY {order}, rowid"):
        yield dict(row)


def _merged_posts(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    seen: set[tuple[str, str]] = set()
    thread, counter = None, 0
    for row in connection.execute(
        "SELECT posts.*, documents.path AS source_path FROM posts JOIN documents "
        "USING (document_id) "
        "ORDER BY thread_id, posts.position, posts.posted_at, documents.path, post_id"
    ):
        plain = dict(row)
        plain.pop("source_path")
        key = (plain["thread_id"], plain["post_id"])
        if key in seen:
            continue
        seen.add(key)
        counter = counter + 1 if plain["thread_id"] == thread else 1
        thread = plain["thread_id"]
        # A page from the middle of a thread keeps the numbers the forum gave it.
        plain["position"] = max(counter, plain["position"] or 0)
        counter = plain["position"]
        yield plain


def document_ids(connection: sqlite3.Connection, kind: str | None = None) -> list[str]:
    """List document ids in order, of one kind or all."""
    rows = connection.execute(
        "SELECT document_id FROM documents WHERE ? IS NULL OR kind = ? ORDER BY document_id",
        (kind, kind),
    )
    return [row["document_id"] for row in rows]


def load_document(connection: sqlite3.Connection, document_id: str) -> Document | None:
    """Return a stored document, None when there is none of that id."""
    row = connection.execute(
        "SELECT body FROM document_bodies WHERE document_id = ?", (document_id,)
    ).fetchone()
    return unpack_document(row["body"]) if row else None


def rows_of(connection: sqlite3.Connection, name: str, document_id: str) -> list[dict[str, Any]]:
    """Return one document's rows of a table in their fixed order."""
    spec = table_spec(name)
    order = ", ".join(f'"{column}"' for column in spec.order_by)
    return [
        dict(row)
        for row in connection.execute(
            f"SELECT * FROM {spec.name} WHERE document_id = ? ORDER BY {order}", (document_id,)
        )
    ]


def failures(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """List what went wrong, by path and stage."""
    return [
        dict(row)
        for row in connection.execute("SELECT * FROM failures ORDER BY path, stage, message")
    ]


def count_rows(connection: sqlite3.Connection, name: str) -> int:
    """Count the rows of a stored table."""
    return int(connection.execute(f"SELECT COUNT(*) FROM {table_spec(name).name}").fetchone()[0])


def read_fact(connection: sqlite3.Connection, name: str) -> str | None:
    """Return a fact about the base, None when it was never written."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return row["value"] if row else None


def write_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a fact about the base."""
    connection.execute(
        "INSERT INTO facts (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )
