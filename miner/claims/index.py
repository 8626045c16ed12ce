"""The evidence base: every mined paper, searchable by what a claim says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from miner.claims.bm25 import Postings, Segment, count_terms
from miner.claims.evidence import EvidenceDocument
from miner.claims.words import expanded_terms, terms
from miner.model import Claim
from miner.model.errors import StoreError

INDEX_FORMAT = 1
# Weight of the whole text beside title and abstract, for sources that have one.
BODY_WEIGHT = 0.5
# A title says what a paper is about: its words count as often again.
TITLE_WEIGHT = 2
# Weight of vector similarity beside BM25 scaled to 1, and how many papers are compared so.
VECTOR_WEIGHT = 1.0
N_VECTORS = 10

Encode = Callable[[list[str]], "np.ndarray"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper that may speak to a claim; `score` is 0 to 1 within one search.

    `relevance` is the share of a perfect word match, `nearness` the cosine of the sentence
    vectors, None where none were compared.
    """

    document_id: str
    score: float
    relevance: float
    nearness: float | None = None


@dataclass
class EvidenceIndex:
    """Papers by document id, with postings over heads and bodies.

    `documents` may be any mapping, so a store can hand papers out one by one.
    """

    documents: Mapping[str, EvidenceDocument] = field(default_factory=dict)
    ids: list[str] = field(default_factory=list)
    heads: Postings = field(default_factory=Postings)
    bodies: Postings = field(default_factory=Postings)
    encode: Encode | None = None
    vectors: dict[str, np.ndarray] = field(default_factory=dict)
    stamp: str = ""
    is_changed: bool = False

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, documents: Iterable[EvidenceDocument]) -> None:
        """Index papers that are not yet in; those that are stay as they are.

        Parameters
        ----------
        documents : iterable of EvidenceDocument
        """
        known = set(self.ids)
        fresh: list[EvidenceDocument] = []
        for document in documents:
            if document.document_id not in known:
                known.add(document.document_id)
                fresh.append(document)
        if not fresh:
            return
        self.heads.add(_head_terms(document) for document in fresh)
        self.bodies.add(_body_terms(document) for document in fresh)
        self.ids.extend(document.document_id for document in fresh)
        if isinstance(self.documents, dict):
            self.documents.update({document.document_id: document for document in fresh})

    def search(self, claim: Claim | str, *, top: int = 10) -> tuple[Hit, ...]:
        """Find the papers nearest to a claim, best first.

        Parameters
        ----------
        claim : Claim or str
        top : int
            How many papers at most.

        Returns
        -------
        tuple of Hit
            Fewer than `top` where fewer papers share a word with the claim.
        """
        text = claim if isinstance(claim, str) else claim.claim
        query = expanded_terms(text)
        if not self.ids or not query:
            return ()
        # A perfect match would collect every term's idf times the saturation limit.
        ceiling = sum(weight * self.heads.idf(term) for term, weight in query.items()) * 2.2
        scores = self.heads.scores(query)
        bodies = self.bodies.scores(query)
        scores = (1.0 - BODY_WEIGHT) * scores + BODY_WEIGHT * bodies
        best = _best(scores, max(top, N_VECTORS if self.encode else 0))
        hits = [(float(scores[number]), self.ids[number]) for number in best]
        relevance = {name: score / ceiling if ceiling else 0.0 for score, name in hits}
        highest = hits[0][0] if hits else 1.0
        ranked = [(score / highest, name) for score, name in hits]
        near: dict[str, float] = {}
        if self.encode and ranked:
            ranked, near = self._with_vectors(text, ranked)
        limit = max((score for score, _ in ranked), default=1.0)
        return tuple(
            Hit(name, round(score / limit, 4), round(relevance[name], 4), near.get(name))
            for score, name in ranked[:top]
        )

    def warm(self, document_ids: Iterable[str]) -> None:
        """Compute the vectors of papers ahead of searches that will need them."""
        for name in document_ids:
            if self.encode and name not in self.vectors:
                vector = self.encode([self.documents[name].head_text])[0]
                self.vectors[name] = vector.astype(np.float16)
                self.is_changed = True

    def idf(self, term: str) -> float:
        """Return the rarity of a term over titles and abstracts."""
        return self.heads.idf(term)

    def _with_vectors(
        self, text: str, ranked: list[tuple[float, str]]
    ) -> tuple[list[tuple[float, str]], dict[str, float]]:
        """Order the first papers anew with their vectors, and return each one's nearness."""
        if self.encode is None:
            return ranked, {}
        query = self.encode([text])[0]
        first, rest = ranked[:N_VECTORS], ranked[N_VECTORS:]
        self.warm(name for _, name in first)
        near = {
            name: round(float(self.vectors[name].astype(np.float32) @ query), 4)
            for _, name in first
        }
        again = [(score + VECTOR_WEIGHT * near[name], name) for score, name in first]
        again.sort(key=lambda item: (-item[0], item[1]))
        return again + rest, near

    def save(self, folder: Path, *, stamp: str = "") -> None:
        """Write the index to a folder: npz for numbers, JSON for words; no pickle.

        `stamp` is the caller's fingerprint of what was indexed; `load_index` gives it back.
        """
        folder.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, np.ndarray] = {}
        words: dict[str, list[str]] = {}
        for name, postings in (("heads", self.heads), ("bodies", self.bodies)):
            for number, segment in enumerate(postings.segments):
                key = f"{name}.{number}"
                words[key] = sorted(segment.vocabulary, key=segment.vocabulary.__getitem__)
                arrays[f"{key}.starts"] = segment.starts
                arrays[f"{key}.documents"] = segment.documents
                arrays[f"{key}.counts"] = segment.counts
                arrays[f"{key}.lengths"] = segment.lengths
        named = sorted(self.vectors)
        if named:
            arrays["vectors"] = np.stack([self.vectors[name] for name in named])
        np.savez_compressed(folder / "postings.npz", **arrays)  # type: ignore[arg-type]
        plain = {
            "format": INDEX_FORMAT,
            "stamp": stamp,
            "ids": self.ids,
            "words": words,
            "vectors": named,
        }
        (folder / "index.json").write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        self.is_changed = False


def build_index(
    documents: Iterable[EvidenceDocument], *, encode: Encode | None = None
) -> EvidenceIndex:
    """Index papers.

    Parameters
    ----------
    documents : iterable of EvidenceDocument
    encode : callable, optional
        `miner.text.encoder.encode` or its like; None searches by words alone.

    Returns
    -------
    EvidenceIndex
    """
    index = EvidenceIndex(encode=encode)
    index.add(documents)
    return index


def load_index(
    folder: Path,
    documents: Mapping[str, EvidenceDocument],
    *,
    encode: Encode | None = None,
) -> EvidenceIndex:
    """Read an index that `save` wrote; `documents` hands out the papers by id.

    Raises
    ------
    StoreError
        If the folder holds no index, or one of another format.
    """
    try:
        plain = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        arrays = np.load(folder / "postings.npz", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{folder.name}: no readable evidence index; run again to build it"
        ) from error
    if plain.get("format") != INDEX_FORMAT:
        raise StoreError(
            f"{folder.name}: evidence index of format {plain.get('format')}, this version reads "
            f"{INDEX_FORMAT}; run again to rebuild it"
        )
    index = EvidenceIndex(
        documents=documents, ids=list(plain["ids"]), encode=encode, stamp=plain["stamp"]
    )
    for name, postings in (("heads", index.heads), ("bodies", index.bodies)):
        keys = sorted(
            (key for key in plain["words"] if key.startswith(f"{name}.")),
            key=lambda key: int(key.split(".")[1]),
        )
        for key in keys:
            vocabulary = {word: number for number, word in enumerate(plain["words"][key])}
            parts = (
                arrays[f"{key}.{part}"] for part in ("starts", "documents", "counts", "lengths")
            )
            postings.segments.append(Segment(vocabulary, *parts))
    if plain["vectors"]:
        index.vectors = dict(zip(plain["vectors"], arrays["vectors"], strict=True))
    return index


def _head_terms(document: EvidenceDocument) -> Mapping[str, float]:
    counted = count_terms(terms(document.head_text))
    for term in terms(document.title or ""):
        counted[term] += TITLE_WEIGHT - 1
    return counted


def _body_terms(document: EvidenceDocument) -> Mapping[str, float]:
    counted = count_terms(terms(document.title or ""))
    for _, text, _ in document.sentences:
        counted.update(terms(text))
    for _, text, _ in document.table_rows:
        counted.update(terms(text))
    return counted


def _best(scores: np.ndarray, top: int) -> Sequence[int]:
    """Positions of the highest scores above 0, ties by position."""
    if top < len(scores):
        near = np.argpartition(-scores, top - 1)[: top + 1]
        near = np.flatnonzero(scores >= scores[near[:top]].min())
    else:
        near = np.arange(len(scores))
    order = near[np.argsort(-scores[near], kind="stable")][:top]
    return [int(number) for number in order if scores[number] > 0]
