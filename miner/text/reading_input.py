"""Turn text into the word-piece sequences that the reading model was trained on.

Training and run time share this module, so that both see the same sequences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from miner.text.sentences import split_sentences

if TYPE_CHECKING:
    import tokenizers

WINDOW_TOKENS = 160
FIRST_TOKENS = 80
PAIR_TOKENS = 208
# What lies beyond is not read: a claim of 5,000 words need not be tokenised whole.
MAX_CHARS = PAIR_TOKENS * 16


@dataclass(frozen=True, slots=True)
class PairInput:
    """A claim or prompt (segment 0) and its evidence (segment 1).

    `owners` names for each word piece the evidence sentence it is of, -1 for none.
    """

    ids: tuple[int, ...]
    segments: tuple[int, ...]
    owners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WindowInput:
    """A stretch of text; `offsets` are characters of the whole text, None for markers."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int] | None, ...]


def encode_pair(tokenizer: tokenizers.Tokenizer, first: str, second: Sequence[str]) -> PairInput:
    """Encode a claim or prompt beside evidence sentences; `second` empty for `first` alone.

    `first` is cut at 80 word pieces; evidence that does not fit in 208 altogether is cut at
    the end.
    """
    start, stop = _markers(tokenizer)
    head = tokenizer.encode(first[:MAX_CHARS], add_special_tokens=False).ids[:FIRST_TOKENS]
    ids = [start, *head, stop]
    owners = [-1] * len(ids)
    segments = [0] * len(ids)
    if second:
        for position, sentence in enumerate(second):
            pieces = tokenizer.encode(sentence[:MAX_CHARS], add_special_tokens=False).ids
            pieces = pieces[: max(0, PAIR_TOKENS - 1 - len(ids))]
            ids += pieces
            owners += [position] * len(pieces)
        ids.append(stop)
        owners.append(-1)
        segments += [1] * (len(ids) - len(segments))
    return PairInput(tuple(ids), tuple(segments), tuple(owners))


def encode_windows(tokenizer: tokenizers.Tokenizer, text: str) -> Iterator[WindowInput]:
    """Cut a text into windows of whole sentences, at most 160 word pieces each.

    A sentence longer than a window is cut where the window is full.
    """
    start, stop = _markers(tokenizer)
    room = WINDOW_TOKENS - 2
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    for sentence in split_sentences(text):
        encoding = tokenizer.encode(sentence.of(text), add_special_tokens=False)
        moved = [(a + sentence.start, b + sentence.start) for a, b in encoding.offsets]
        if ids and len(ids) + len(moved) > room:
            yield WindowInput((start, *ids, stop), (None, *offsets, None))
            ids, offsets = [], []
        ids += encoding.ids
        offsets += moved
        while len(ids) > room:
            yield WindowInput((start, *ids[:room], stop), (None, *offsets[:room], None))
            ids, offsets = ids[room:], offsets[room:]
    if ids:
        yield WindowInput((start, *ids, stop), (None, *offsets, None))


def _markers(tokenizer: tokenizers.Tokenizer) -> tuple[int, int]:
    start, stop = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if start is None or stop is None:
        raise ValueError("the tokenizer lacks [CLS] or [SEP]")
    return start, stop
