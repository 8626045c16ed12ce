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
# Typographic signs that need no closer look.
_SIGNS = str.maketrans("’“”…–—•", "'      ")


def tokenize(text: str) -> list[str]:
    """Return lower-case words, accents and stacked marks taken off; numbers become `0`.

    Examples
    --------
    >>> tokenize("Naïve? It wasn’t n=42!")
    ['naive', '?', 'it', "wasn't", 'n', '0', '!']
    """
    if not text.isascii() and not (text := text.translate(_SIGNS)).isascii():
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
        # Words are numbered from 1, and a pair is looked up as one number made of two.
        parts = [term.split(" ") for term in self.terms]
        words = sorted({word for part in parts for word in part})
        self._number = {word: number for number, word in enumerate(words, start=1)}
        self._single = np.full(len(words) + 1, -1)
        pairs = []
        for column, part in enumerate(parts):
            numbers = [self._number[word] for word in part]
            if len(numbers) == 1:
                self._single[numbers[0]] = column
            else:
                pairs.append((numbers[0] * len(self._single) + numbers[1], column))
        # The last one is no pair, so that a search always ends on an entry.
        self._pairs = np.array([*sorted(pairs), (-1, -1)], dtype=np.int64)
        self._pairs[-1, 0] = np.iinfo(np.int64).max

    def pack(self, texts: Iterable[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return columns and weights of several texts end to end, and where each text begins.

        Columns of a text stand in order; `starts` has one more entry than texts.
        """
        tokens: list[str] = []
        ends = [0]
        for text in texts:
            tokens += tokenize(text)
            ends.append(len(tokens))
        number = self._number.get
        found = np.array([number(token, 0) for token in tokens], dtype=np.int64)
        owner = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
        single = self._single[found]
        keys = found[:-1] * len(self._single) + found[1:]
        places = np.searchsorted(self._pairs[:, 0], keys)
        are_pairs = (self._pairs[places, 0] == keys) & (owner[:-1] == owner[1:])
        rows = np.concatenate([owner[single >= 0], owner[:-1][are_pairs]])
        columns = np.concatenate([single[single >= 0], self._pairs[places[are_pairs], 1]])
        n_terms = max(len(self.terms), 1)
        cells, counts = np.unique(rows * n_terms + columns, return_counts=True)
        columns = cells % n_terms
        starts = np.searchsorted(cells, np.arange(len(ends)) * n_terms)
        values = (1.0 + np.log(counts.astype(np.float32))) * self.idf[columns]
        lengths = np.sqrt(sum_parts(values * values, starts))
        lengths[lengths == 0] = 1.0
        return columns, values / np.repeat(lengths, np.diff(starts)), starts

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
