"""BM25 over postings that can grow: each batch is a segment, statistics are shared.

Robertson and Zaragoza (2009), Foundations and Trends in IR 3(4), eq. 3.15, with the
never-negative idf of Lucene.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

K1 = 1.2
B = 0.75
MAX_SEGMENTS = 8

Floats = npt.NDArray[np.float32]


@dataclass(slots=True)
class Segment:
    """Postings of one batch of documents; document numbers count from 0 in the segment."""

    vocabulary: dict[str, int]
    starts: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int32]
    counts: Floats
    lengths: Floats

    def postings(self, term: str) -> tuple[npt.NDArray[np.int32], Floats] | None:
        """Return (document numbers, counts) of a term, None when the segment lacks it."""
        number = self.vocabulary.get(term)
        if number is None:
            return None
        place = slice(self.starts[number], self.starts[number + 1])
        return self.documents[place], self.counts[place]


def build_segment(texts: Iterable[Mapping[str, float]]) -> Segment:
    """Build the postings of a batch of documents given as term counts."""
    by_term: dict[str, tuple[list[int], list[float]]] = {}
    lengths: list[float] = []
    for number, counted in enumerate(texts):
        lengths.append(float(sum(counted.values())))
        for term, count in counted.items():
            places = by_term.setdefault(term, ([], []))
            places[0].append(number)
            places[1].append(count)
    words = sorted(by_term)
    sizes = np.array([0] + [len(by_term[word][0]) for word in words], dtype=np.int64)
    documents = [document for word in words for document in by_term[word][0]]
    counts = [count for word in words for count in by_term[word][1]]
    return Segment(
        {word: number for number, word in enumerate(words)},
        np.cumsum(sizes),
        np.array(documents, dtype=np.int32),
        np.array(counts, dtype=np.float32),
        np.array(lengths, dtype=np.float32),
    )


def merge_segments(segments: list[Segment]) -> Segment:
    """Merge segments into one; documents keep their overall order."""
    words = sorted({word for segment in segments for word in segment.vocabulary})
    documents: list[npt.NDArray[np.int32]] = []
    counts: list[Floats] = []
    sizes = [0]
    offsets = np.cumsum([0] + [len(segment.lengths) for segment in segments])
    for word in words:
        size = 0
        for segment, offset in zip(segments, offsets[:-1], strict=True):
            found = segment.postings(word)
            if found is not None:
                documents.append(found[0] + np.int32(offset))
                counts.append(found[1])
                size += len(found[0])
        sizes.append(size)
    return Segment(
        {word: number for number, word in enumerate(words)},
        np.cumsum(np.array(sizes, dtype=np.int64)),
        np.concatenate(documents) if documents else np.zeros(0, np.int32),
        np.concatenate(counts) if counts else np.zeros(0, np.float32),
        np.concatenate([segment.lengths for segment in segments]),
    )


@dataclass(slots=True)
class Postings:
    """A growing collection of segments searched as one."""

    segments: list[Segment] = field(default_factory=list)

    @property
    def n_documents(self) -> int:
        """Number of documents indexed."""
        return sum(len(segment.lengths) for segment in self.segments)

    def add(self, texts: Iterable[Mapping[str, float]]) -> None:
        """Index a batch of documents, each as its term counts."""
        self.segments.append(build_segment(texts))
        if len(self.segments) > MAX_SEGMENTS:
            self.segments = [merge_segments(self.segments)]

    def idf(self, term: str) -> float:
        """Return the inverse document frequency of a term, 0 in an empty collection."""
        total = self.n_documents
        if total == 0:
            return 0.0
        found = [segment.postings(term) for segment in self.segments]
        holding = sum(len(places[0]) for places in found if places is not None)
        return math.log(1.0 + (total - holding + 0.5) / (holding + 0.5))

    def scores(self, query: Mapping[str, float]) -> Floats:
        """Return the BM25 score of every document, shape (n_documents,)."""
        total = self.n_documents
        scores = np.zeros(total, dtype=np.float32)
        if total == 0:
            return scores
        mean_length = max(1.0, float(sum(s.lengths.sum() for s in self.segments)) / total)
        weights = {term: weight * self.idf(term) for term, weight in sorted(query.items())}
        offset = 0
        for segment in self.segments:
            norm = K1 * (1.0 - B + B * segment.lengths / mean_length)
            for term, weight in weights.items():
                found = segment.postings(term)
                if found is not None:
                    documents, counts = found
                    scores[offset + documents] += (
                        weight * counts * (K1 + 1.0) / (counts + norm[documents])
                    )
            offset += len(segment.lengths)
        return scores


def count_terms(found: Iterable[str]) -> Counter[str]:
    """Count terms of one document."""
    return Counter(found)
