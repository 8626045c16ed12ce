"""How strong a cause a sentence claims, and whether one says more than another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from miner.claims.wording import CAUSAL_ORDER, lexical_causal

# How far apart two mean strengths (0 to 3) must be to count as different.
STRENGTH_STEP = 0.5

ReadCausal = Callable[[Sequence[str]], np.ndarray]


def read_causal(sentences: Sequence[str]) -> np.ndarray:
    """Judge causal strength with the reading model where it is there, else by words.

    Returns
    -------
    ndarray, shape (n_sentences, 4)
        Probabilities in the order of `CAUSAL_ORDER`.
    """
    model = _causal_model()
    return model(sentences) if model is not None else lexical_causal(sentences)


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
    weights = np.arange(len(CAUSAL_ORDER))
    claimed, shown = read([claim, evidence]) @ weights
    if claimed - shown > STRENGTH_STEP:
        return "exaggerates"
    return "downplays" if shown - claimed > STRENGTH_STEP else "same"
