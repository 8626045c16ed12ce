"""The record of a run in SQLite. Only this package knows SQL."""

from __future__ import annotations

from miner.store.bodies import document_to_dict, pack_document, unpack_document
from miner.store.database import open_database, run_lock, transaction
from miner.store.tables import PLACE_COLUMNS, TABLE_NAMES, TABLES, TableSpec, record_row

__all__ = [
    "PLACE_COLUMNS", "TABLES", "TABLE_NAMES", "TableSpec", "document_to_dict", "open_database",
    "pack_document", "record_row", "run_lock", "transaction", "unpack_document",
]  # fmt: skip
