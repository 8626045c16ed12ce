"""How strong a cause a sentence claims, and whether one says more than another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from miner.claims.wording import CAUSAL_ORDER, lexical_causal

# Share of the reading model in the log odds; the rest is the words alone.
READING_WEIGHT = 0.6

ReadCausal = Callable[[Sequence[str]], np.ndarray]


def read_causal(sentences: Sequence[str]) -> np.ndarray:
    """Judge causal strength by words and, where it is there, with the reading model.

    Returns
    -------
    ndarray, shape (n_sentences, 4)
        Probabilities in the order of `CAUSAL_ORDER`.
    """
    words = lexical_causal(sentences)
    model = _causal_model()
    if model is None or len(sentences) == 0:
        return words
    read = np.clip(model(sentences), 1e-4, 1.0)
    mixed = read**READING_WEIGHT * np.clip(words, 1e-4, 1.0) ** (1.0 - READING_WEIGHT)
    return np.asarray(mixed / mixed.sum(axis=1, keepdims=True))


@lru_cache(maxsize=1)
def _causal_model() -> ReadCausal | None:
    from miner.text import reading_model

    return reading_model.judge_causal if reading_model.is_available() else None


def causal_strength(sentence: str, *, read: ReadCausal = read_causal) -> str:
    """Name the causal strength of a sentence.

    Returns
    -------
    str
        `none`, `correlational`, `conditional` (may cause) or `causal`.
    """
    return CAUSAL_ORDER[int(read([sentence])[0].argmax())]


def compare_strength(claim: str, evidence: str, *, read: ReadCausal = read_causal) -> str:
    """Tell whether a claim is causally stronger than its evidence.

    Parameters
    ----------
    claim, evidence : str

    Returns
    -------
    str
        `exaggerates`, `same` or `downplays`.
    """
    claimed, shown = (int(row.argmax()) for row in read([claim, evidence]))
    if claimed > shown:
        return "exaggerates"
    return "downplays" if shown > claimed else "same"
