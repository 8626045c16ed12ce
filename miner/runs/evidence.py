"""The evidence base of a run: its papers by id, and their index kept beside the database."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from pathlib import Path

from miner.claims import EvidenceDocument, EvidenceIndex, evidence_of, load_index
from miner.claims.reading import read_encoder
from miner.model.errors import StoreError
from miner.store.reading import document_ids, load_document
from miner.store.records import load_findings

INDEX_FOLDER = "index"
KEPT_PAPERS = 512


class StoredEvidence(Mapping[str, EvidenceDocument]):
    """The papers of a run, read from the database when asked for; the latest are kept."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._ids = document_ids(connection, "paper")
        self._known = frozenset(self._ids)
        self._kept: OrderedDict[str, EvidenceDocument] = OrderedDict()

    def __getitem__(self, document_id: str) -> EvidenceDocument:
        if document_id in self._kept:
            self._kept.move_to_end(document_id)
            return self._kept[document_id]
        if document_id not in self._known:
            raise KeyError(document_id)
        document = load_document(self._connection, document_id)
        if document is None:
            raise KeyError(document_id)
        findings = load_findings(self._connection, document_id)
        evidence = evidence_of(
            document,
            effects=findings.effects,
            arm_results=findings.arm_results,
            sample_sizes=findings.sample_sizes,
            outcomes=findings.outcomes,
            arms=findings.arms,
            studies=findings.studies,
            checks=findings.checks,
        )
        self._kept[document_id] = evidence
        if len(self._kept) > KEPT_PAPERS:
            self._kept.popitem(last=False)
        return evidence

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._known


def open_index(connection: sqlite3.Connection, folder: Path) -> EvidenceIndex:
    """Open the index of a run's papers; build what is missing and keep it.

    Parameters
    ----------
    connection : sqlite3.Connection
        The run's database.
    folder : Path
        The run's folder; the index lies in `index/` in it.

    Returns
    -------
    EvidenceIndex
        Over all papers of the run. A paper that was read anew or removed has the index
        built afresh; new papers are added to it.
    """
    papers = StoredEvidence(connection)
    place = folder / INDEX_FOLDER
    hashes = _hashes(connection)
    index = _kept_index(place, papers, hashes)
    fresh = [name for name in papers if name not in set(index.ids)]
    if fresh:
        index.add(papers[name] for name in fresh)
        index.warm(fresh)
        index.save(place, stamp=_stamp(hashes, index.ids))
    return index


def save_index(connection: sqlite3.Connection, folder: Path, index: EvidenceIndex) -> None:
    """Keep an index with the vectors that searches have added to it, if they have."""
    if index.is_changed:
        index.save(folder / INDEX_FOLDER, stamp=_stamp(_hashes(connection), index.ids))


def _kept_index(place: Path, papers: StoredEvidence, hashes: Mapping[str, str]) -> EvidenceIndex:
    encode = read_encoder()
    try:
        index = load_index(place, papers, encode=encode)
    except StoreError:
        return EvidenceIndex(documents=papers, encode=encode)
    if any(name not in hashes for name in index.ids) or index.stamp != _stamp(hashes, index.ids):
        return EvidenceIndex(documents=papers, encode=encode)
    return index


def _hashes(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT document_id, sha256 FROM documents WHERE kind = 'paper'")
    return {row["document_id"]: row["sha256"] for row in rows}


def _stamp(hashes: Mapping[str, str], ids: list[str]) -> str:
    """Fingerprint of the papers an index was made from, in its order."""
    joined = "\n".join(f"{name} {hashes.get(name, '')}" for name in ids)
    return hashlib.sha256(joined.encode()).hexdigest()
