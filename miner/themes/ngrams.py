"""Word pairs and single words of passages as weights: quick at run time, an estimator to train."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_TOKEN = re.compile(r"[^\W\d_](?:[\w'’]*\w)?|\d+|[?!]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def tokenize(text: str) -> list[str]:
    """Return lower-case words, accents and stacked marks taken off; numbers become `0`.

    Examples
    --------
    >>> tokenize("Naïve? It wasn’t n=42!")
    ['naive', '?', 'it', "wasn't", 'n', '0', '!']
    """
    if _NOT_ASCII.search(text):
        text = text.replace("’", "'")
        text = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
        )
    return ["0" if t[0].isdigit() else t for t in _TOKEN.findall(text.lower())]


def terms_of(text: str) -> list[str]:
    """Return the words of a text and its pairs of neighbouring words."""
    tokens = tokenize(text)
    return tokens + [f"{one} {two}" for one, two in itertools.pairwise(tokens)]


class NgramWeights:
    """TF-IDF over words and word pairs with logarithmic counts and rows of length 1.

    Parameters
    ----------
    terms : sequence of str
        The vocabulary; the position is the column.
    idf : ndarray, shape (n_terms,)
        Inverse document frequencies.
    """

    def __init__(self, terms: Sequence[str], idf: np.ndarray) -> None:
        self.terms = list(terms)
        self.idf = np.asarray(idf, dtype=np.float32)
        self.column = {term: column for column, term in enumerate(self.terms)}

    def pack(self, texts: Iterable[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return columns and weights of several texts end to end, and where each text begins.

        Columns stand in order of first mention; `starts` has one more entry than texts.
        """
        columns: list[int] = []
        counts: list[int] = []
        starts = [0]
        get = self.column.get
        for text in texts:
            seen: dict[int, int] = {}
            for term in terms_of(text):
                column = get(term)
                if column is not None:
                    seen[column] = seen.get(column, 0) + 1
            columns.extend(seen)
            counts.extend(seen.values())
            starts.append(len(columns))
        places, begins = np.array(columns, dtype=np.int64), np.array(starts)
        values = (1.0 + np.log(np.array(counts, dtype=np.float32))) * self.idf[places]
        lengths = np.sqrt(sum_parts(values * values, begins))
        lengths[lengths == 0] = 1.0
        return places, values / np.repeat(lengths, np.diff(begins)), begins

    def matrix(self, texts: Iterable[str]) -> csr_matrix:
        """Return the weights of several texts, shape (n_texts, n_terms)."""
        from scipy.sparse import csr_matrix

        columns, values, starts = self.pack(texts)
        shape = (len(starts) - 1, len(self.terms))
        return csr_matrix((values, columns, starts), shape=shape)

    @classmethod
    def learn(
        cls, texts: Sequence[str], groups: Sequence[str], *, min_groups: int = 2
    ) -> NgramWeights:
        """Learn vocabulary and weights; a term must occur with `min_groups` authors or more.

        That leaves out what only one person writes, names above all.
        """
        frequency: dict[str, int] = {}
        authors: dict[str, Any] = {}
        for text, group in zip(texts, groups, strict=True):
            for term in set(terms_of(text)):
                frequency[term] = frequency.get(term, 0) + 1
                first = authors.setdefault(term, group)
                if first is not True and first != group:
                    authors[term] = True if min_groups <= 2 else first
        kept = sorted(term for term, seen in authors.items() if min_groups < 2 or seen is True)
        n = len(texts)
        idf = np.array([np.log((1 + n) / (1 + frequency[term])) + 1 for term in kept])
        return cls(kept, idf)


def sum_parts(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Add up the parts of an array that begin at `starts`; an empty part gives 0.

    Examples
    --------
    >>> sum_parts(np.array([1.0, 2.0, 3.0]), np.array([0, 2, 2, 3]))
    array([3., 0., 3.])
    """
    sums = np.zeros((len(starts) - 1, *values.shape[1:]), dtype=values.dtype)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        sums[filled] = np.add.reduceat(values, starts[:-1][filled], axis=0)
    return sums
