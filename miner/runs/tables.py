"""Writing what a run found: `tables/`."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from miner.export.frames import write_csv, write_parquet
from miner.store.reading import table_rows
from miner.store.tables import TABLES


def write_tables(
    connection: sqlite3.Connection, folder: Path, *, only: tuple[str, ...] = ()
) -> dict[str, int]:
    """Write each table as CSV and Parquet and return its number of rows.

    Parameters
    ----------
    connection : sqlite3.Connection
    folder : Path
        The run's folder; files go to `tables/` in it.
    only : tuple of str
        Names of the tables to write; empty for all.
    """
    target = folder / "tables"
    target.mkdir(exist_ok=True)
    counts = {}
    for spec in TABLES:
        if only and spec.name not in only:
            continue
        counts[spec.name] = write_csv(
            target / f"{spec.name}.csv", spec.columns, table_rows(connection, spec.name)
        )
        write_parquet(
            target / f"{spec.name}.parquet", spec.columns, table_rows(connection, spec.name)
        )
    return counts
