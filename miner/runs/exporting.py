"""One table of a run, or all of them, into a file of another form."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from miner.export.frames import csv_row, write_csv, write_parquet
from miner.export.layouts import METAFOR_COLUMNS, REVMAN_COLUMNS, metafor_rows, revman_rows
from miner.export.workbook import write_workbook
from miner.model.errors import StoreError, UnknownNameError
from miner.runs.tables import CLAIM_TABLE, public_rows
from miner.store.database import open_database
from miner.store.reading import table_rows
from miner.store.tables import TABLE_NAMES

FORMS = (".csv", ".tsv", ".xlsx", ".parquet", ".jsonl")
Columns = tuple[tuple[str, str], ...]


def export_run(
    folder: Path, target: Path, *, table: str | None = None, layout: str | None = None
) -> int:
    """Write a table of a run to a file; return its number of rows.

    Parameters
    ----------
    folder : Path
        A run's folder.
    target : Path
        Its ending says the form: csv, tsv, xlsx, parquet, jsonl.
    table : str, optional
        A public table; None means the claim table, or every table for xlsx.
    layout : str, optional
        `metafor` or `revman`: effects or arm results as those programs read them.

    Raises
    ------
    UnknownNameError
        If the table or the form is unknown.
    StoreError
        If there is no run, or the file cannot be written.
    """
    form = target.suffix.lower()
    if form not in FORMS:
        raise UnknownNameError.among("file ending", form or target.name, FORMS)
    if table is not None and table not in TABLE_NAMES:
        raise UnknownNameError.among("table", table, TABLE_NAMES)
    connection = open_database(folder)
    try:
        if form == ".xlsx":
            names = [table] if table or layout else list(TABLE_NAMES)
            return write_workbook(
                target,
                (
                    (layout or name or CLAIM_TABLE, *_rows(connection, name, layout))
                    for name in names
                ),
            )
        columns, rows = _rows(connection, table, layout)
        return _WRITERS[form](target, columns, rows)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror})") from error
    finally:
        connection.close()


def _rows(
    connection: sqlite3.Connection, table: str | None, layout: str | None
) -> tuple[Columns, Iterable[dict[str, Any]]]:
    if layout is None:
        return public_rows(connection, table or CLAIM_TABLE)
    names = {
        "titles": {
            row["document_id"]: row["title"] or row["document_id"]
            for row in table_rows(connection, "documents")
        },
        "outcomes": {row["outcome_id"]: row["name"] for row in table_rows(connection, "outcomes")},
        "arms": {row["arm_id"]: row["label"] for row in table_rows(connection, "arms")},
    }
    if layout == "metafor":
        return METAFOR_COLUMNS, metafor_rows(table_rows(connection, "effects"), **names)
    return REVMAN_COLUMNS, revman_rows(table_rows(connection, "arm_results"), **names)


def _write_tsv(target: Path, columns: Columns, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    with open(target, "w", encoding="utf-8", errors="replace", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerow([name for name, _ in columns])
        for row in rows:
            count += 1
            writer.writerow(csv_row(row, columns))
    return count


def _write_jsonl(target: Path, columns: Columns, rows: Iterable[dict[str, Any]]) -> int:
    count = 0
    with open(target, "w", encoding="utf-8", errors="replace") as stream:
        for row in rows:
            count += 1
            plain = {name: row.get(name) for name, _ in columns}
            stream.write(json.dumps(plain, ensure_ascii=False) + "\n")
    return count


_WRITERS = {
    ".csv": write_csv,
    ".tsv": _write_tsv,
    ".parquet": write_parquet,
    ".jsonl": _write_jsonl,
}
