"""How a passage is read: by the reading model and by words, or by words alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from miner.claims.wording import lexical_stance, pair_features

# Share of the reading model in the log odds of wording; the rest is the words alone.
READING_WEIGHT = 0.8
# A claim and sentences read together: stance, shape (3,), and each sentence's bearing, (n,).
ReadPassage = Callable[[str, Sequence[str]], tuple[np.ndarray, np.ndarray]]


def read_passage(claim: str, sentences: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Read a claim beside sentences, with the reading model where its folder is there.

    Its answer is tempered by the words alone (`miner.claims.wording`), which stand by
    themselves without it.
    """
    model = _reading_model()
    if model is None:
        return read_words(claim, sentences)
    words = lexical_stance([(claim, sentences)])[0]
    stance, bearing = model(claim, sentences)
    mixed = np.clip(stance, 1e-4, 1.0) ** READING_WEIGHT * words ** (1.0 - READING_WEIGHT)
    return mixed / mixed.sum(), bearing


def leave_unread(claim: str, sentences: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Leave a passage unread: nothing known of its stance, no sentence bears on the claim."""
    return np.array([0.1, 0.1, 0.8]), np.zeros(len(sentences))


def read_words(claim: str, sentences: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Read a claim beside sentences by words alone."""
    shares = [pair_features(claim, [sentence])[0] for sentence in sentences]
    return lexical_stance([(claim, sentences)])[0], np.array(shares)


@lru_cache(maxsize=1)
def _reading_model() -> ReadPassage | None:
    from miner.text import reading_model

    return reading_model.judge_abstract if reading_model.is_available() else None


def read_encoder() -> Callable[[list[str]], np.ndarray] | None:
    """Return the sentence encoder where its folder is there, None where it is not."""
    from miner.model.errors import ModelMismatchError
    from miner.text.encoder import encode
    from miner.text.model_folder import latest_version

    try:
        latest_version("encoder")
    except ModelMismatchError:
        return None
    return encode


def judge_name() -> str:
    """Name what wording is judged with, so that links can say what made them."""
    from miner.text import reading_model

    return reading_model.model_name() if reading_model.is_available() else "claim_words"
