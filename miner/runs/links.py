"""Linking every claim to the evidence of everything mined."""

from __future__ import annotations

import sqlite3


def link_base(connection: sqlite3.Connection, *, show_progress: bool = False) -> int:
    """Link the claims of posts and articles to the mined papers; return the number of links."""
    return 0
