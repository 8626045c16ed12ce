"""Sentence vectors from the shipped encoder, one text at a time."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from miner.text.model_folder import latest_version, open_model_folder

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime
    import tokenizers

DIMENSIONS = 384
MAX_TOKENS = 256
# A token has at most a few dozen characters of prose; what lies beyond is never read, so a
# text of megabytes need not be tokenised whole.
MAX_CHARS = MAX_TOKENS * 16


def encode(texts: list[str], *, model: Path | None = None) -> np.ndarray:
    """Turn texts into unit vectors whose dot product is their similarity.

    Parameters
    ----------
    texts : list of str
        Sentences or short passages; what lies beyond 256 word pieces is not read.
    model : Path or None
        Model folder; None is the newest shipped encoder.

    Returns
    -------
    ndarray, float32, shape (n_texts, 384)
        Rows of length 1; an empty text gives a vector too.

    Notes
    -----
    Texts are run one by one on purpose: activations are quantised over a whole batch, so a
    text's vector would otherwise depend on its neighbours, and a run's output on the number
    of workers.
    """
    import numpy as np

    tokenizer, session = _open(model or latest_version("encoder"))
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for row, text in enumerate(texts):
        # Half a character, as cut JSON leaves it, cannot be tokenised.
        whole = text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8")
        encoding = tokenizer.encode(whole)
        ids = np.array([encoding.ids], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        vectors[row] = session.run(["embedding"], feed)[0][0]
    return vectors


@lru_cache(maxsize=2)
def _open(path: Path) -> tuple[tokenizers.Tokenizer, onnxruntime.InferenceSession]:
    import tokenizers

    folder = open_model_folder(path, kind="encoder")
    tokenizer = tokenizers.Tokenizer.from_file(str(folder.file("tokenizer.json")))
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer, folder.onnx_session()
