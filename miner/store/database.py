"""Opening the record of a run: one SQLite file with recorded migrations."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from miner.model.errors import StoreError

DATABASE_NAME = "miner.db"
LOCK_NAME = ".lock"


def open_database(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open the database of a run folder and bring it up to date.

    Parameters
    ----------
    folder : Path
        The run's folder.
    create : bool
        Make folder and database when they are not there.

    Raises
    ------
    StoreError
        If there is no run, the folder cannot be written, the file is not a database, or it
        was made by a newer version.
    """
    path = folder / DATABASE_NAME
    if create:
        _make_writable_folder(folder)
    elif not path.is_file():
        raise StoreError(f"{folder}: no {DATABASE_NAME} here; make one with 'miner run'")
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _migrate(connection, path)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be used as a run's database ({error})") from error
    return connection


def _make_writable_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be made ({error.strerror}); choose another --out"
        ) from (error)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"{folder}: not writable; choose another --out or change its rights")


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one transaction: all of it is kept, or none."""
    connection.execute("BEGIN IMMEDIATE")
    is_whole = False
    try:
        yield
        is_whole = True
    finally:
        if is_whole:
            connection.execute("COMMIT")
        elif connection.in_transaction:  # SQLite has rolled back itself when the disk is full
            connection.execute("ROLLBACK")


@contextlib.contextmanager
def run_lock(folder: Path) -> Iterator[None]:
    """Hold the folder for one run; the system frees it even when the run is killed.

    Raises
    ------
    StoreError
        If another run holds it.
    """
    _make_writable_folder(folder)
    try:
        handle = open(folder / LOCK_NAME, "w")  # noqa: SIM115 - held for the whole run
    except OSError as error:
        raise StoreError(f"{folder}: not writable ({error.strerror}); choose another --out") from (
            error
        )
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(
                f"{folder}: another run is writing here; wait for it or choose another --out"
            ) from error
        yield


def _migrations() -> list[tuple[int, str, str]]:
    folder = resources.files("miner.store") / "migrations"
    found = []
    for entry in folder.iterdir():
        if entry.name.endswith(".sql"):
            found.append((int(entry.name.split("_")[0]), entry.name, entry.read_text("utf-8")))
    return sorted(found)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY, name TEXT)"
    )
    done = {row["number"] for row in connection.execute("SELECT number FROM schema_migrations")}
    known = _migrations()
    unknown = done - {number for number, _, _ in known}
    if unknown:
        raise StoreError(
            f"{path}: made by a newer version of miner (schema {max(unknown)}); update miner"
        )
    for number, name, script in known:
        if number not in done:
            with transaction(connection):
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute("INSERT INTO schema_migrations VALUES (?, ?)", (number, name))


def _statements(script: str) -> Iterator[str]:
    """Split a script at its semicolons; `executescript` would end the transaction."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
