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

    def row(self, text: str) -> tuple[list[int], np.ndarray]:
        """Return columns and weights of one text, columns in order of first mention."""
        counts: dict[int, int] = {}
        get = self.column.get
        for term in terms_of(text):
            column = get(term)
            if column is not None:
                counts[column] = counts.get(column, 0) + 1
        columns = list(counts)
        values = (1.0 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.idf[
            columns
        ]
        length = float(np.sqrt(values @ values)) if columns else 1.0
        return columns, values / (length or 1.0)

    def matrix(self, texts: Iterable[str]) -> csr_matrix:
        """Return the weights of several texts, shape (n_texts, n_terms)."""
        from scipy.sparse import csr_matrix

        indices: list[int] = []
        data: list[np.ndarray] = []
        ends = [0]
        for text in texts:
            columns, values = self.row(text)
            indices.extend(columns)
            data.append(values)
            ends.append(len(indices))
        joined = np.concatenate(data) if data else np.zeros(0, dtype=np.float32)
        shape = (len(ends) - 1, len(self.terms))
        return csr_matrix((joined, np.array(indices, dtype=np.int32), np.array(ends)), shape=shape)

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
