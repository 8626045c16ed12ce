"""Writing what a run found: `tables/`, and the claim table that joins them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from miner.export.claim_table import COLUMNS, claim_table_rows
from miner.export.frames import write_csv, write_parquet
from miner.store.reading import table_rows
from miner.store.tables import TABLES, table_spec

CLAIM_TABLE = "claim_table"


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
    for name in (*(spec.name for spec in TABLES), CLAIM_TABLE):
        if only and name not in only:
            continue
        columns, rows = public_rows(connection, name)
        # Rows are streamed twice rather than held; the joined table is a list already.
        again = rows if isinstance(rows, list) else public_rows(connection, name)[1]
        counts[name] = write_csv(target / f"{name}.csv", columns, rows)
        write_parquet(target / f"{name}.parquet", columns, again)
    return counts


def public_rows(
    connection: sqlite3.Connection, name: str
) -> tuple[tuple[tuple[str, str], ...], Iterable[dict[str, Any]]]:
    """Return the columns and rows of a public table, the claim table included."""
    if name == CLAIM_TABLE:
        return COLUMNS, joined_claims(connection)
    return table_spec(name).columns, table_rows(connection, name)


def joined_claims(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Join the claims of posts and articles with their evidence.

    What papers claim of themselves stays in `claims`: it is evidence here, not a claim.
    """
    documents = list(table_rows(connection, "documents"))
    papers = {row["document_id"] for row in documents if row["kind"] == "paper"}
    return claim_table_rows(
        claims=[
            row for row in table_rows(connection, "claims") if row["document_id"] not in papers
        ],
        documents=documents,
        **{
            name: list(table_rows(connection, name))
            for name in (  # every table that a claim's row draws on
                "links",
                "posts",
                "themes",
                "effects",
                "outcomes",
                "sample_sizes",
                "studies",
                "checks",
            )
        },
    )
