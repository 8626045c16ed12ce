"""What the classifier sees of a passage: cues, who is meant, words, and the encoder's vector."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from miner.model.span import Span
from miner.themes.cues import CueBook

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# How much one unit of each kind of feature weighs before the regression shrinks them alike;
# chosen by author-grouped cross-validation on the shipped theme set.
ENCODER_WEIGHT = 3.0
CUE_WEIGHT = 0.7
NGRAM_WEIGHT = 3.0

# Whose experience a passage tells: the author's, the reader's, another's, or of whose kin.
_WHO = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("author", r"\b(?:i|me|my|mine|we|us|our)\b"),
        ("reader", r"\b(?:you|your)\b"),
        ("other", r"\b(?:he|she|they|his|her|him|them)\b"),
        (
            "close",
            r"\b(?:mom|mother|mum|dad|father|parents?|husband|wife|partner|boyfriend|girlfriend|"
            r"friends?|family|sister|brother|boss|employer|people|society|government|in-?laws?)\b",
        ),
        ("question", r"\?"),
    )
)


def cue_columns(book: CueBook) -> list[str]:
    """Name the columns of `cue_matrix`."""
    names = [f"{c.theme}/{c.name}{sign}" for c in book.cues for sign in ("", "/negated")]
    lexicons = [f"{where}:{name}" for name, _ in book.lexicon for where in ("has", "before")]
    return names + [f"who:{name}" for name, _ in _WHO] + lexicons


def cue_matrix(
    book: CueBook, text: str, passages: Sequence[Span], wanted: Sequence[int] | None = None
) -> np.ndarray:
    """Find cues, people and lexicon words in passages of one text.

    Parameters
    ----------
    book : CueBook
    text : str
    passages : sequence of Span
        All passages in order; the one before a passage gives it context.
    wanted : sequence of int or None
        Positions of the passages to look at; None is all.

    Returns
    -------
    ndarray, shape (n_wanted, n_columns)
        1 where found, else 0; columns as `cue_columns` names them.
    """
    rows = range(len(passages)) if wanted is None else wanted
    place = {id(cue): 2 * i for i, cue in enumerate(book.cues)}
    base = 2 * len(book.cues)
    found = np.zeros((len(rows), base + len(_WHO) + 2 * len(book.lexicon)), dtype=np.float32)
    for r, position in enumerate(rows):
        here = passages[position]
        before = passages[position - 1] if position else None
        for hit in book.find(text, here, before):
            found[r, place[id(hit.cue)] + hit.is_negated] = 1
        for k, (_, pattern) in enumerate(_WHO):
            found[r, base + k] = pattern.search(text, here.start, here.end) is not None
        for k, (name, _) in enumerate(book.lexicon):
            column = base + len(_WHO) + 2 * k
            found[r, column] = book.has_word(name, text, here)
            found[r, column + 1] = book.has_word(name, text, before)
    return found


def dense_matrix(cues: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """Join cues and encoder vectors, weighted, into the dense part of the features."""
    return np.hstack([vectors * ENCODER_WEIGHT, cues * CUE_WEIGHT]).astype(np.float32)


def full_matrix(cues: np.ndarray, vectors: np.ndarray, words: csr_matrix) -> csr_matrix:
    """Join all features of passages: encoder vector, cues, then words."""
    from scipy.sparse import csr_matrix, hstack

    return hstack([csr_matrix(dense_matrix(cues, vectors)), words * NGRAM_WEIGHT]).tocsr()
