"""Train a theme model: passages that carry each theme, folds by author, honest thresholds."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from miner.model.errors import MinerError
from miner.model.span import Span
from miner.themes.features import cue_columns, cue_matrix, full_matrix
from miner.themes.ngrams import NgramWeights
from miner.themes.passage_labels import PassageLabel
from miner.themes.passages import find_passages
from miner.themes.pooling import choose_passages, pool_scores
from miner.themes.posts import PostRow
from miner.themes.themeset import ThemeSet

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

N_FOLDS = 5
# Passages of a post without the theme all count against it; of one with it, those that carry
# it. Where nobody marked them, the best-scoring one is taken, looked up anew this many times.
CARRIER_ROUNDS = 3
PENALTY_C = 1.0

_log = logging.getLogger(__name__)


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
class Fitted:
    """What one round of training gives: vocabulary and one regression a theme."""

    ngrams: NgramWeights
    weights: np.ndarray
    intercepts: np.ndarray
    quick_weights: np.ndarray
    quick_intercepts: np.ndarray


@dataclass(slots=True)
class Examples:
    """Sentences of the theme set itself: invented, so they belong to nobody's fold."""

    texts: list[str]
    themes: list[str]
    truth: np.ndarray
    cues: np.ndarray
    vectors: np.ndarray


def fold_of(author: str, n_folds: int = N_FOLDS) -> int:
    """Return the fold of an author: a fixed hash, the same on every machine."""
    return int(hashlib.sha256(author.encode("utf-8", "surrogatepass")).hexdigest(), 16) % n_folds


def prepare(
    theme_set: ThemeSet, posts: Sequence[PostRow], *, encoder: Path | None = None
) -> PassageData:
    """Split posts into passages and compute what does not depend on the vocabulary."""
    from miner.text.encoder import encode

    passages = [find_passages(post.text) for post in posts]
    offsets = np.concatenate([[0], np.cumsum([len(spans) for spans in passages])]).astype(int)
    book = theme_set.cue_book
    cues = [cue_matrix(book, p.text, spans) for p, spans in zip(posts, passages, strict=True)]
    data = PassageData(list(posts), passages, offsets, _stack(cues, book), np.zeros((0, 0)))
    data.vectors = encode(data.texts(), model=encoder)
    return data


def prepare_examples(theme_set: ThemeSet, *, encoder: Path | None = None) -> Examples:
    """Read the invented examples and counter-examples of the themes."""
    from miner.text.encoder import encode

    rows = [(text, t.name, 1) for t in theme_set.themes for text in t.examples]
    rows += [(text, t.name, 0) for t in theme_set.themes for text in t.counter_examples]
    texts = [text for text, _, _ in rows]
    book = theme_set.cue_book
    cues = [cue_matrix(book, text, [Span(0, len(text))]) for text in texts]
    vectors = encode(texts, model=encoder)
    truth = np.array([y for _, _, y in rows], dtype=int)
    return Examples(texts, [name for _, name, _ in rows], truth, _stack(cues, book), vectors)


class Trainer:
    """Trains on a choice of posts, again and again, over features computed once.

    Parameters
    ----------
    theme_set : ThemeSet
    data : PassageData
        Labelled posts first, then unlabelled ones that hold labelled passages.
    marks : sequence of PassageLabel
        Passages read one by one; in posts with labels they say where a theme stands, in
        others they are labels of their own.
    examples : Examples
    """

    def __init__(
        self,
        theme_set: ThemeSet,
        data: PassageData,
        marks: Sequence[PassageLabel],
        examples: Examples,
    ) -> None:
        self.theme_set, self.data, self.examples = theme_set, data, examples
        self.texts = data.texts()
        index = {post.id: i for i, post in enumerate(data.posts)}
        self.carriers: dict[tuple[int, str], list[int]] = {}
        self.singles: list[tuple[int, PassageLabel]] = []
        for mark in marks:
            post = index.get(mark.id)
            if post is None:
                continue
            rows = self._overlapping(post, mark.span)
            for row in rows:
                if data.posts[post].gold is None:
                    self.singles.append((row, mark))
                else:
                    for theme in mark.labels:
                        self.carriers.setdefault((post, theme), []).append(row)

    def fit(self, chosen: Sequence[int], *, use_unlabelled: bool = True) -> Fitted:
        """Train on the posts at `chosen` positions of the data."""
        ngrams, words, example_words = self._words(chosen, use_unlabelled)
        features = full_matrix(self.data.cues, self.data.vectors, words)
        more = full_matrix(self.examples.cues, self.examples.vectors, example_words)
        names = self.theme_set.names
        full, quick = [], []
        for theme in names:
            rows, truth = self._rows(theme, chosen, use_unlabelled, features, more)
            full.append(_regress(features, more, rows, truth, self._examples_of(theme)))
            quick.append(_regress(words, example_words, rows, truth, self._examples_of(theme)))
        return Fitted(
            ngrams,
            np.array([coef for coef, _ in full], dtype=np.float32).T,
            np.array([bias for _, bias in full], dtype=np.float32),
            np.array([coef for coef, _ in quick], dtype=np.float32).T,
            np.array([bias for _, bias in quick], dtype=np.float32),
        )

    def score(self, fitted: Fitted, chosen: Sequence[int], *, quick: bool = False) -> np.ndarray:
        """Pool passage scores of posts, shape (n_posts, n_themes, n_pooled), as at run time."""
        pooled = []
        for post in chosen:
            rows = self.data.rows(post)
            words = fitted.ngrams.matrix([self.texts[row] for row in rows])
            first = np.asarray(words @ fitted.quick_weights + fitted.quick_intercepts)
            if quick:
                pooled.append(pool_scores(first, len(rows)))
                continue
            scores = first
            if len(rows):
                kept = choose_passages(first)
                part = full_matrix(
                    self.data.cues[rows[kept]], self.data.vectors[rows[kept]], words[kept]
                )
                scores = np.asarray(part @ fitted.weights + fitted.intercepts)
            pooled.append(pool_scores(scores, len(rows), first))
        return np.array(pooled)

    def _overlapping(self, post: int, span: Span) -> list[int]:
        rows, spans = self.data.rows(post), self.data.passages[post]
        return [
            int(row)
            for row, here in zip(rows, spans, strict=True)
            if min(here.end, span.end) - max(here.start, span.start)
            > 0.5 * min(len(here), len(span))
        ]

    def _words(
        self, chosen: Sequence[int], use_unlabelled: bool
    ) -> tuple[NgramWeights, csr_matrix, csr_matrix]:
        kept = set(chosen)
        if use_unlabelled:
            kept |= {
                i
                for i, post in enumerate(self.data.posts)
                if post.gold is None and self._open(i, chosen)
            }
        texts, groups = [], []
        for i in sorted(kept):
            rows = self.data.rows(i)
            texts += [self.texts[row] for row in rows]
            groups += [self.data.posts[i].author] * len(rows)
        texts += self.examples.texts
        groups += ["\x00example"] * len(self.examples.texts)
        ngrams = NgramWeights.learn(texts, groups)
        return ngrams, ngrams.matrix(self.texts), ngrams.matrix(self.examples.texts)

    def _open(self, post: int, chosen: Sequence[int]) -> bool:
        """Tell whether an unlabelled post may be used beside the chosen: no author held out."""
        held = getattr(self, "_held", None)
        if held is None or held[0] is not chosen:
            kept = set(chosen)
            authors = {
                p.author
                for i, p in enumerate(self.data.posts)
                if p.gold is not None and i not in kept
            }
            folds = {fold_of(a) for a in authors} - {
                fold_of(self.data.posts[i].author) for i in kept
            }
            held = (chosen, authors, folds)
            self._held = held
        author = self.data.posts[post].author
        return author not in held[1] and fold_of(author) not in held[2]

    def _rows(
        self,
        theme: str,
        chosen: Sequence[int],
        use_unlabelled: bool,
        features: csr_matrix,
        more: csr_matrix,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return row numbers and truth of the passages to train one theme on."""
        negative: list[int] = []
        positive: list[int] = []
        unmarked: list[int] = []
        for i in chosen:
            gold = (self.data.posts[i].gold or {}).get(theme)
            if gold is False:
                negative += self.data.rows(i).tolist()
            elif gold is True and len(self.data.rows(i)):
                marked = self.carriers.get((i, theme)) or self._strong(i, theme)
                positive += marked
                if not marked:
                    unmarked.append(i)
        if use_unlabelled:
            for row, mark in self.singles:
                if theme in mark.unsure or not self._open(self._post_of(row), chosen):
                    continue
                (positive if theme in mark.labels else negative).append(row)
        if not positive and not unmarked:
            raise MinerError(
                f"theme '{theme}' has no positive label; label some posts or leave the theme out"
            )
        positive += self._find_carriers(theme, unmarked, positive, negative, features, more)
        rows = np.array(positive + negative, dtype=int)
        return rows, np.repeat([1, 0], [len(positive), len(negative)])

    def _strong(self, post: int, theme: str) -> list[int]:
        columns = [
            2 * i + sign
            for i, cue in enumerate(self.theme_set.cue_book.cues)
            if cue.theme == theme and cue.is_strong
            for sign in (0, 1)
        ]
        rows = self.data.rows(post)
        return (
            [int(r) for r in rows[self.data.cues[rows][:, columns].any(axis=1)]] if columns else []
        )

    def _find_carriers(
        self,
        theme: str,
        posts: list[int],
        positive: list[int],
        negative: list[int],
        features: csr_matrix,
        more: csr_matrix,
    ) -> list[int]:
        """Guess the carrying passage of posts where nobody marked it, by turns with a fit."""
        if not posts:
            return []
        own = [2 * i for i, c in enumerate(self.theme_set.cue_book.cues) if c.theme == theme]
        guess = []
        for i in posts:
            rows = self.data.rows(i)
            guess.append(int(rows[int(np.argmax(self.data.cues[rows][:, own].sum(axis=1)))]))
        for _ in range(CARRIER_ROUNDS):
            rows = np.array(positive + guess + negative, dtype=int)
            truth = np.repeat([1, 0], [len(positive) + len(guess), len(negative)])
            coef, bias = _regress(features, more, rows, truth, self._examples_of(theme))
            scores = np.asarray(features @ coef + bias).ravel()
            guess = [
                int(self.data.rows(i)[int(np.argmax(scores[self.data.rows(i)]))]) for i in posts
            ]
        return guess

    def _examples_of(self, theme: str) -> tuple[np.ndarray, np.ndarray]:
        rows = np.array([i for i, name in enumerate(self.examples.themes) if name == theme], int)
        return rows, self.examples.truth[rows]

    def _post_of(self, row: int) -> int:
        return int(np.searchsorted(self.data.offsets, row, side="right") - 1)


def gold_matrix(posts: Sequence[PostRow], names: Sequence[str]) -> np.ndarray:
    """Return labels as 1, 0 and -1 (not known), shape (n_posts, n_themes)."""
    return np.array(
        [[int((p.gold or {}).get(n, -1)) for n in names] for p in posts], dtype=int
    ).reshape(len(posts), len(names))


def apply_labels(
    posts: Sequence[PostRow], labels: Mapping[str, Mapping[str, bool]]
) -> list[PostRow]:
    """Put combined labels in the place of a post's gold where there are any."""
    return [
        PostRow(p.id, p.text, p.author, p.source, {**(p.gold or {}), **labels[p.id]})
        if p.id in labels
        else p
        for p in posts
    ]


def _regress(
    features: csr_matrix,
    more: csr_matrix,
    rows: np.ndarray,
    truth: np.ndarray,
    examples: tuple[np.ndarray, np.ndarray],
) -> tuple[np.ndarray, float]:
    from scipy.sparse import vstack

    from miner.themes.estimators import ThresholdedLogistic

    matrix = vstack([features[rows], more[examples[0]]]).tocsr()
    y: Any = np.concatenate([truth, examples[1]])
    if y.min() == y.max():
        raise MinerError("a theme needs labels of both kinds, with and without it")
    model = ThresholdedLogistic(C=PENALTY_C).fit(matrix, y)
    return model.coef_.ravel(), float(model.intercept_[0])


def _stack(parts: list[np.ndarray], book: Any) -> np.ndarray:
    width = len(cue_columns(book))
    return np.vstack([p for p in parts if len(p)] or [np.zeros((0, width), dtype=np.float32)])


__all__ = [
    "N_FOLDS",
    "Examples",
    "Fitted",
    "PassageData",
    "Trainer",
    "apply_labels",
    "fold_of",
    "gold_matrix",
    "prepare",
    "prepare_examples",
]  # fmt: skip
