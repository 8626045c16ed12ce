"""Texts of documents for the report, the latest few kept."""

from __future__ import annotations

import sqlite3
from functools import lru_cache

from miner.store.reading import document_text

KEPT_TEXTS = 64


class Texts:
    """Gives the text of a stored document; '' for one that is not stored."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._read = lru_cache(maxsize=KEPT_TEXTS)(
            lambda document_id: document_text(connection, document_id)
        )

    def of(self, document_id: str | None) -> str:
        """Return a document's text."""
        return self._read(document_id) if document_id else ""
