"""The learnt linker: which words of a sentence name the outcome, arm and comparator of a number.

A MiniLM of models/value_linker reads the sentence with the number marked and labels each
word: outcome, arm (or exposure), comparator (or baseline), timepoint, nothing. A number whose
sentence names no outcome for it gets none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from miner.extract.prose_results.rule_linker import Links
from miner.model.errors import ModelMismatchError
from miner.model.span import Span
from miner.text.model_folder import latest_version, open_model_folder

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime
    import tokenizers

NAME = "value_linker"
LABELS = ("O", "OUT", "ARM", "BASE", "TIME")
MARKS = {"arm": ("[unused1]", "[unused2]"), "effect": ("[unused3]", "[unused4]")}
MAX_TOKENS = 224
CONTEXT_CHARS = 700  # of the sentence, each side of the number


def is_available() -> bool:
    """Tell whether the model's folder is there and whole."""
    try:
        _open()
    except ModelMismatchError:
        return False
    return True


def link_value(text: str, sentence: Span, value: Span, *, kind: str) -> Links:
    """Find what a number of a sentence belongs to.

    Parameters
    ----------
    text : str
        The document's text.
    sentence, value : Span
        The sentence and the number in it.
    kind : str
        `arm` for what one arm showed, `effect` for a comparison.

    Returns
    -------
    Links
        With the mean probability of the labelled words as `score`.
    """
    import numpy as np

    tokenizer, session = _open()
    ids, places = _encode(tokenizer, text, sentence, value, kind)
    feed = {"input_ids": np.array([ids], dtype=np.int64), "attention_mask": np.ones((1, len(ids)), dtype=np.int64)}
    logits = session.run(None, feed)[0][0]
    return _decode(text, places, _softmax(logits))


@lru_cache(maxsize=1)
def _open() -> tuple[tokenizers.Tokenizer, onnxruntime.InferenceSession]:
    import tokenizers

    folder = open_model_folder(latest_version(NAME), kind=NAME)
    return tokenizers.Tokenizer.from_file(str(folder.file("tokenizer.json"))), folder.onnx_session()


def _encode(
    tokenizer: tokenizers.Tokenizer, text: str, sentence: Span, value: Span, kind: str
) -> tuple[list[int], list[tuple[int, int]]]:
    """Tokenise around the number; a place of (0, 0) is a mark, not text."""
    start = max(sentence.start, value.start - CONTEXT_CHARS)
    end = min(sentence.end, value.end + CONTEXT_CHARS)
    before, after = MARKS[kind]
    ids: list[int] = []
    places: list[tuple[int, int]] = []

    def add_mark(mark: str) -> None:
        ids.append(tokenizer.token_to_id(mark))
        places.append((0, 0))

    def add_text(first: int, last: int) -> None:
        encoding = tokenizer.encode(text[first:last], add_special_tokens=False)
        ids.extend(encoding.ids)
        places.extend((first + low, first + high) for low, high in encoding.offsets)

    add_text(start, value.start)
    middle = len(ids)
    add_mark(before)
    add_text(value.start, value.end)
    add_mark(after)
    add_text(value.end, end)
    if len(ids) > MAX_TOKENS - 2:
        first = max(0, min(middle - MAX_TOKENS // 2, len(ids) - MAX_TOKENS + 2))
        ids, places = ids[first : first + MAX_TOKENS - 2], places[first : first + MAX_TOKENS - 2]
    ids = [tokenizer.token_to_id("[CLS]"), *ids, tokenizer.token_to_id("[SEP]")]
    return ids, [(0, 0), *places, (0, 0)]


def _softmax(logits: np.ndarray) -> np.ndarray:
    import numpy as np

    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def _decode(text: str, places: list[tuple[int, int]], shares: np.ndarray) -> Links:
    """Join labelled words to spans; a word takes the label of its first piece."""
    runs: list[tuple[int, int, str, float]] = []
    for (start, end), share in zip(places, shares, strict=True):
        if end <= start:
            continue
        if runs and runs[-1][1] == start and text[start - 1].isalnum() and text[start].isalnum():
            runs[-1] = (runs[-1][0], end, *runs[-1][2:])
            continue
        best = int(share.argmax())
        label, probability = LABELS[best], float(share[best])
        if runs and label != "O" and runs[-1][2] == label:
            runs[-1] = (runs[-1][0], end, label, min(runs[-1][3], probability))
        else:
            runs.append((start, end, label, probability))
    named = [run for run in runs if run[2] != "O" and any(c.isalnum() for c in text[run[0] : run[1]])]
    score = sum(run[3] for run in named) / len(named) if named else 0.0
    return Links(
        outcomes=_spans(named, "OUT"), arms=_spans(named, "ARM"), comparators=_spans(named, "BASE"),
        timepoints=_spans(named, "TIME"), score=score, rule=NAME,
    )  # fmt: skip


def _spans(runs: Iterable[tuple[int, int, str, float]], label: str) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end, name, _ in runs if name == label)
