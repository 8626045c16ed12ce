"""The learnt linker: which words of a sentence name the outcome, arm and comparator of a number.

A MiniLM of models/value_linker reads the sentence with the number marked and labels each
word: outcome, arm (or exposure), comparator (or baseline), timepoint, nothing. A number whose
sentence names no outcome for it gets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from miner.extract.prose_results.decide import Reading, Word
from miner.model.errors import ModelMismatchError
from miner.model.span import Span
from miner.text.model_folder import latest_version, open_model_folder

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime
    import tokenizers

NAME = "value_linker"
MARKS = {"arm": ("[unused1]", "[unused2]"), "effect": ("[unused3]", "[unused4]")}
MAX_TOKENS = 224
CONTEXT_CHARS = 350  # of the sentence, each side of the number


def is_available() -> bool:
    """Tell whether the model's folder is there and whole."""
    try:
        _open()
    except ModelMismatchError:
        return False
    return True


def read_values(text: str, sentence: Span, targets: Sequence[tuple[Span, str]]) -> list[Reading]:
    """Read a sentence once for each of its numbers, with that number in view.

    Parameters
    ----------
    text : str
        The document's text.
    sentence : Span
    targets : sequence of (Span, str)
        Numbers of the sentence with their kind: `arm` for what one arm showed, `effect` for a
        comparison.

    Returns
    -------
    list of Reading
        The words around each number with the share of each label; `decide` makes links of it.

    Notes
    -----
    Numbers are run one by one: activations are quantised over a whole batch, so a reading
    would otherwise depend on which numbers stand beside it.
    """
    import numpy as np

    tokenizer, session = _open()
    readings = []
    for value, kind in targets:
        ids, places = _encode(tokenizer, text, sentence, value, kind)
        feed = {
            "input_ids": np.array([ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(ids)), dtype=np.int64),
        }
        shares = _softmax(session.run(None, feed)[0][0])
        readings.append(Reading(value, kind, _words(text, places, shares)))
    return readings


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
        ids.append(_id_of(tokenizer, mark))
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
    ids = [_id_of(tokenizer, "[CLS]"), *ids, _id_of(tokenizer, "[SEP]")]
    return ids, [(0, 0), *places, (0, 0)]


def _id_of(tokenizer: tokenizers.Tokenizer, piece: str) -> int:
    number = tokenizer.token_to_id(piece)
    if number is None:
        raise ModelMismatchError(f"model {NAME}: its tokenizer lacks '{piece}'; rebuild the model")
    return int(number)


def _softmax(logits: np.ndarray) -> np.ndarray:
    import numpy as np

    weights = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: np.ndarray = weights / weights.sum(axis=-1, keepdims=True)
    return shares


def _words(text: str, places: list[tuple[int, int]], shares: np.ndarray) -> tuple[Word, ...]:
    """Join word pieces to words; a word takes the shares of its first piece."""
    words: list[Word] = []
    for (start, end), share in zip(places, shares.tolist(), strict=True):
        if end <= start:
            continue
        if (
            words
            and words[-1].span.end == start
            and text[start - 1].isalnum()
            and text[start].isalnum()
        ):
            words[-1] = Word(Span(words[-1].span.start, end), words[-1].shares)
        else:
            words.append(Word(Span(start, end), tuple(share)))
    return tuple(words)
