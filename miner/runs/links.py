"""Linking every claim to the evidence of everything mined."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from miner.claims import link_claims, quoted_evidence, resolve_mentions
from miner.claims.evidence import EvidenceDocument
from miner.claims.index import EvidenceIndex
from miner.claims.link import VERSION
from miner.claims.mentions import Catalogue, build_catalogue
from miner.claims.reading import judge_name
from miner.model import Document, Link
from miner.runs.evidence import open_index, save_index
from miner.store.database import transaction
from miner.store.reading import load_document, read_fact, write_fact
from miner.store.records import load_records
from miner.store.tables import record_row, table_spec
from miner.store.writing import insert_rows
from miner.text.model_folder import models_signature

FACT = "links_made_from"


def link_base(connection: sqlite3.Connection, *, show_progress: bool = False) -> int:
    """Link the claims of posts and articles to the mined papers; return the number of links.

    Links of an unchanged evidence base are kept; only claims that have none are looked up.
    One source document is one transaction, so an interrupted run goes on where it stopped.
    """
    folder = _folder_of(connection)
    if folder is None:
        return 0
    sources = _sources(connection)
    if not sources:
        _forget_stale(connection)
        return 0
    index = open_index(connection, folder)
    made_from = f"{index.stamp} {VERSION} {judge_name()} {models_signature()}"
    with transaction(connection):
        _forget_stale(connection)
        if read_fact(connection, FACT) != made_from:
            connection.execute("DELETE FROM links")
            write_fact(connection, FACT, made_from)
    todo = [name for name in sources if _unlinked(connection, name)]
    catalogue = build_catalogue(index.documents.values()) if todo else Catalogue()
    made = 0
    for number, document_id in enumerate(todo, start=1):
        document = load_document(connection, document_id)
        if document is not None:
            made += _link_document(connection, document, index, catalogue)
        if show_progress:
            print(f"\rlinking {number}/{len(todo)}", end="", file=sys.stderr, flush=True)
    if todo:
        save_index(connection, folder, index)
        if show_progress:
            print(file=sys.stderr)
    return made


def _link_document(
    connection: sqlite3.Connection, document: Document, index: EvidenceIndex, catalogue: Catalogue
) -> int:
    wanted = _unlinked(connection, document.document_id)
    claims = [
        claim
        for claim in load_records(connection, "claims", document.document_id)
        if claim.claim_id in wanted
    ]
    text = "\n".join(part for part in (document.metadata.title, document.text) if part)
    mentions = resolve_mentions(text, index, catalogue, own_id=document.document_id)
    quoted: EvidenceDocument | None = quoted_evidence(document)
    links = link_claims(
        claims,
        index,
        named={document.document_id: tuple(mention.document_id for mention in mentions)},
        quoted={document.document_id: quoted} if quoted else None,
    )
    with transaction(connection):
        insert_rows(connection, table_spec("links"), [_row(link) for link in links])
    return len(links)


def _row(link: Link) -> dict[str, object]:
    row = record_row(link)
    row["document_id"] = link.document_id
    return row


def _sources(connection: sqlite3.Connection) -> list[str]:
    """Documents whose claims are looked up: all but papers, which are the evidence."""
    rows = connection.execute(
        "SELECT DISTINCT claims.document_id AS name FROM claims JOIN documents USING (document_id) "
        "WHERE documents.kind != 'paper' ORDER BY name"
    )
    return [row["name"] for row in rows]


def _unlinked(connection: sqlite3.Connection, document_id: str) -> set[str]:
    rows = connection.execute(
        "SELECT claim_id FROM claims WHERE document_id = ? "
        "AND claim_id NOT IN (SELECT claim_id FROM links)",
        (document_id,),
    )
    return {row["claim_id"] for row in rows}


def _forget_stale(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM links WHERE claim_id NOT IN (SELECT claim_id FROM claims)")


def _folder_of(connection: sqlite3.Connection) -> Path | None:
    """Return the folder of the database, None for one in memory."""
    row = connection.execute("PRAGMA database_list").fetchone()
    return Path(row["file"]).parent if row["file"] else None
