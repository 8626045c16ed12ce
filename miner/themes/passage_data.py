"""Posts as passages with their features, computed once and used in every fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from miner.model.span import Span
from miner.text.encoder import DIMENSIONS, encode
from miner.themes.features import cue_columns, cue_matrix
from miner.themes.labels import text_sha256
from miner.themes.passages import find_passages
from miner.themes.posts import PostRow
from miner.themes.themeset import ThemeSet

# Encoder vectors of the passages of a post, by the hash of its text.
VectorCache = dict[str, np.ndarray]
_NONE = np.zeros((0, DIMENSIONS), dtype=np.float32)


@dataclass(slots=True)
class PassageData:
    """All passages of some posts with their features; `offsets[i]` is where post i begins."""

    posts: list[PostRow]
    passages: list[tuple[Span, ...]]
    offsets: np.ndarray
    cues: np.ndarray
    vectors: np.ndarray

    def rows(self, post: int) -> np.ndarray:
        """Return the row numbers of the passages of a post."""
        return np.arange(self.offsets[post], self.offsets[post + 1])

    def texts(self) -> list[str]:
        """Return the words of all passages."""
        pairs = zip(self.posts, self.passages, strict=True)
        return [span.of(post.text) for post, spans in pairs for span in spans]


@dataclass(slots=True)
class Examples:
    """Sentences of the theme set itself: invented, so they belong to nobody's fold."""

    texts: list[str]
    themes: list[str]
    truth: np.ndarray
    cues: np.ndarray
    vectors: np.ndarray


def prepare(
    theme_set: ThemeSet,
    posts: Sequence[PostRow],
    *,
    cache: VectorCache | None = None,
) -> PassageData:
    """Split posts into passages and compute what does not depend on the vocabulary."""
    known = cache if cache is not None else {}
    passages = [find_passages(post.text) for post in posts]
    offsets = np.concatenate([[0], np.cumsum([len(spans) for spans in passages])]).astype(int)
    book = theme_set.cue_book
    cues = [cue_matrix(book, p.text, spans) for p, spans in zip(posts, passages, strict=True)]
    data = PassageData(list(posts), passages, offsets, _stack(cues, book), _NONE)
    vectors = [
        _vectors(post.text, spans, known) for post, spans in zip(posts, passages, strict=True)
    ]
    data.vectors = np.vstack([_NONE, *vectors])
    return data


def prepare_examples(theme_set: ThemeSet) -> Examples:
    """Read the invented examples and counter-examples of the themes."""
    rows = [(text, t.name, 1) for t in theme_set.themes for text in t.examples]
    rows += [(text, t.name, 0) for t in theme_set.themes for text in t.counter_examples]
    texts = [text for text, _, _ in rows]
    book = theme_set.cue_book
    cues = [cue_matrix(book, text, [Span(0, len(text))]) for text in texts]
    vectors = encode(texts)
    truth = np.array([y for _, _, y in rows], dtype=int)
    return Examples(texts, [name for _, name, _ in rows], truth, _stack(cues, book), vectors)


def _vectors(text: str, passages: Sequence[Span], known: VectorCache) -> np.ndarray:
    key = text_sha256(text)
    if key not in known or len(known[key]) != len(passages):
        known[key] = encode([span.of(text) for span in passages])
    return known[key]


def _stack(parts: list[np.ndarray], book: Any) -> np.ndarray:
    width = len(cue_columns(book))
    return np.vstack([p for p in parts if len(p)] or [np.zeros((0, width), dtype=np.float32)])
