"""Which words are ordinary English: the whole words of the shipped encoder's vocabulary."""

from __future__ import annotations

import json
from functools import lru_cache

from miner.text.model_folder import latest_version


def is_common_word(word: str) -> bool:
    """Tell whether a word is among the 20,000 or so that the encoder knows whole.

    Parameters
    ----------
    word : str
        One word in any case.

    Examples
    --------
    >>> is_common_word("Hope"), is_common_word("moonbeam77")
    (True, False)
    """
    return word.casefold() in _vocabulary()


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    path = latest_version("encoder") / "tokenizer.json"
    pieces = json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"]
    return frozenset(piece for piece in pieces if piece.isalpha() and len(piece) > 1)
