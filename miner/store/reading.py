"""Reading a run's record: rows in a fixed order, documents, failures, facts."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from miner.model import Document
from miner.store.bodies import unpack_document, unpack_text
from miner.store.tables import table_spec


def table_rows(connection: sqlite3.Connection, name: str) -> Iterator[dict[str, Any]]:
    """Give a public table's rows in their fixed order.

    Posts that stand on several pages or copies of one thread are given once, and so are
    their themes, claims and links; positions count through the thread.
    """
    if name == "posts":
        yield from _merged_posts(connection)
        return
    spec = table_spec(name)
    order = ", ".join(f'"{column}"' for column in spec.order_by)
    is_kept = _keeper(connection, name)
    for row in connection.execute(f"SELECT * FROM {spec.name} ORDER BY {order}, rowid"):
        if is_kept(row):
            yield dict(row)


def _keeper(connection: sqlite3.Connection, name: str) -> Callable[[sqlite3.Row], bool]:
    """Return what tells whether a row is about a post as it is given, not about its double."""
    doubles = _doubles(connection) if name in ("themes", "claims", "links") else frozenset()
    if not doubles:
        return lambda row: True
    if name == "links":
        claims = {row["claim_id"] for row in table_rows(connection, "claims")}
        return lambda row: row["claim_id"] in claims
    return lambda row: (row["document_id"], row["post_id"]) not in doubles


def _threads(connection: sqlite3.Connection) -> Iterator[list[dict[str, Any]]]:
    """Give each thread's posts in their order, doubles included."""
    rows = connection.execute(
        "SELECT posts.*, documents.path AS source_path FROM posts JOIN documents "
        "USING (document_id) "
        "ORDER BY thread_id, posts.position, posts.posted_at, documents.path, post_id"
    )
    for _, group in itertools.groupby(rows, key=lambda row: row["thread_id"]):
        posts = [dict(row) for row in group]
        names = {(post["position"], post["post_id"]) for post in posts}
        # Pages of a forum that numbers no posts each count from 1: then time tells the order.
        if len({position for position, _ in names}) < len(names) and all(
            post["posted_at"] for post in posts
        ):
            posts.sort(key=lambda post: (post["posted_at"], post["source_path"], post["position"]))
        yield posts


def _merged_posts(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for posts in _threads(connection):
        seen: set[str] = set()
        counter = 0
        for post in posts:
            if post["post_id"] in seen:
                continue
            seen.add(post["post_id"])
            post.pop("source_path")
            # A page from the middle of a thread keeps the numbers the forum gave it.
            counter = post["position"] = max(counter + 1, post["position"] or 0)
            yield post


def _doubles(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """Return document and id of posts that another page or copy of their thread gives."""
    repeated = connection.execute(
        "SELECT 1 FROM posts GROUP BY thread_id, post_id HAVING COUNT(*) > 1 LIMIT 1"
    ).fetchone()
    if repeated is None:
        return frozenset()
    doubles = set()
    for posts in _threads(connection):
        seen: set[str] = set()
        for post in posts:
            if post["post_id"] in seen:
                doubles.add((post["document_id"], post["post_id"]))
            seen.add(post["post_id"])
    return frozenset(doubles)


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


def document_text(connection: sqlite3.Connection, document_id: str) -> str:
    """Return the text of a stored document, '' when there is none of that id."""
    row = connection.execute(
        "SELECT body FROM document_bodies WHERE document_id = ?", (document_id,)
    ).fetchone()
    return unpack_text(row["body"]) if row else ""


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


def notes(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """List what a reader should know about documents that were read, by path."""
    return [
        dict(row) for row in connection.execute("SELECT * FROM notes ORDER BY path, kind, message")
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
