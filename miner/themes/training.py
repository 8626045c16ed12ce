"""Train a theme model: passages that carry each theme, folds by author, honest thresholds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from miner.model.errors import MinerError
from miner.model.span import Span
from miner.themes.features import full_matrix
from miner.themes.ngrams import NgramWeights
from miner.themes.passage_data import Examples, PassageData
from miner.themes.passage_labels import PassageLabel
from miner.themes.pooling import choose_passages, pool_scores
from miner.themes.posts import PostRow
from miner.themes.themeset import ThemeSet

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

N_FOLDS = 5
# Passages of a post without the theme all count against it; of one with it, those that carry
# it. Where nobody marked them, the best-scoring one is taken, looked up anew this many times.
CARRIER_ROUNDS = 1
PENALTY_C = 1.0
MAX_ITERATIONS = 200
# What a label of each role weighs, and what is left of it where the annotator was in doubt.
ROLE_WEIGHTS = {"gold": 1.0, "read": 0.9, "invented": 0.25, "told": 0.25}
UNSURE_WEIGHT = 0.4
# Of read posts without any theme this share is enough: they are many and alike.
PLAIN_SHARE = 0.4


@dataclass(slots=True)
class Fitted:
    """What one round of training gives: vocabulary and one regression a theme."""

    ngrams: NgramWeights
    weights: np.ndarray
    intercepts: np.ndarray
    quick_weights: np.ndarray
    quick_intercepts: np.ndarray


def fold_of(author: str, n_folds: int = N_FOLDS) -> int:
    """Return the fold of an author: a fixed hash, the same on every machine."""
    return int(hashlib.sha256(author.encode("utf-8", "surrogatepass")).hexdigest(), 16) % n_folds


@dataclass(slots=True)
class _Rows:
    """Passages to train a theme on: row numbers, truth and weights."""

    rows: list[int] = field(default_factory=list)
    truth: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, rows: Iterable[int], truth: int, weight: float) -> None:
        """Add passages of one truth and weight."""
        new = [int(row) for row in rows]
        self.rows += new
        self.truth += [truth] * len(new)
        self.weights += [weight] * len(new)

    def copy(self) -> _Rows:
        """Return a copy that can be added to."""
        return _Rows(list(self.rows), list(self.truth), list(self.weights))


class Trainer:
    """Trains on a choice of posts, again and again, over features computed once.

    Parameters
    ----------
    theme_set : ThemeSet
    data : PassageData
        Measured posts first, then those that only train, then unlabelled ones that hold
        labelled passages.
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
        self.measured = [i for i, post in enumerate(data.posts) if post.is_measured]
        self.extra = [i for i, post in enumerate(data.posts) if post.gold and not post.is_measured]
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

    def fit(
        self, chosen: Sequence[int], *, use_unlabelled: bool = True, with_vectors: bool = True
    ) -> Fitted:
        """Train on the measured posts at `chosen` positions of the data.

        `use_unlabelled` adds posts that only train, and single marked passages, unless their
        author is one of those left out of `chosen`. `with_vectors` False leaves the encoder's
        vectors unused, which is much quicker.
        """
        closed = self._held_authors(chosen)
        if use_unlabelled:
            chosen = [*chosen, *(i for i in self.extra if self._author(i) not in closed)]
        singles = [
            (row, mark)
            for row, mark in self.singles
            if use_unlabelled and self._author(self._post_of(row)) not in closed
        ]
        ngrams, words, example_words = self._words(chosen, singles)
        n_vector = self.data.vectors.shape[1]
        used = slice(0, n_vector if with_vectors else 0)
        features = full_matrix(self.data.cues, self.data.vectors[:, used], words)
        more = full_matrix(self.examples.cues, self.examples.vectors[:, used], example_words)
        names = self.theme_set.names
        full, quick = [], []
        for theme in names:
            examples = self._examples_of(theme)
            rows = self._rows(theme, chosen, singles, features, more)
            plain = _regress(features[:, used.stop :], more[:, used.stop :], rows, examples)
            plain = (np.concatenate([np.zeros(n_vector), plain[0]]), plain[1])
            whole = _regress(features, more, rows, examples) if with_vectors else plain
            full.append(_mean(whole, plain))
            quick.append(_regress(words, example_words, rows, examples))
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
            pooled.append(pool_scores(scores, len(rows)))
        return np.array(pooled)

    def _overlapping(self, post: int, span: Span) -> list[int]:
        rows, spans = self.data.rows(post), self.data.passages[post]
        return [
            int(row)
            for row, here in zip(rows, spans, strict=True)
            if min(here.end, span.end) - max(here.start, span.start)
            > 0.5 * min(len(here), len(span))
        ]

    def _author(self, post: int) -> str:
        return self.data.posts[post].author

    def _held_authors(self, chosen: Sequence[int]) -> set[str]:
        kept = set(chosen)
        return {self._author(i) for i in self.measured if i not in kept}

    def _words(
        self, chosen: Sequence[int], singles: Sequence[tuple[int, PassageLabel]]
    ) -> tuple[NgramWeights, csr_matrix, csr_matrix]:
        kept = sorted({*chosen, *(self._post_of(row) for row, _ in singles)})
        texts, groups = [], []
        for i in kept:
            rows = self.data.rows(i)
            texts += [self.texts[row] for row in rows]
            groups += [self._author(i)] * len(rows)
        texts += self.examples.texts
        groups += ["\x00example"] * len(self.examples.texts)
        ngrams = NgramWeights.learn(texts, groups)
        return ngrams, ngrams.matrix(self.texts), ngrams.matrix(self.examples.texts)

    def _rows(
        self,
        theme: str,
        chosen: Sequence[int],
        singles: Sequence[tuple[int, PassageLabel]],
        features: csr_matrix,
        more: csr_matrix,
    ) -> _Rows:
        """Return the passages to train one theme on."""
        found = _Rows()
        unmarked: list[int] = []
        for i in chosen:
            post = self.data.posts[i]
            gold = (post.gold or {}).get(theme)
            weight = ROLE_WEIGHTS[post.role] * (UNSURE_WEIGHT if theme in post.unsure else 1.0)
            if gold is False:
                found.add(self.data.rows(i), 0, weight)
            elif gold is True and len(self.data.rows(i)):
                marked = self.carriers.get((i, theme)) or self._strong(i, theme)
                found.add(marked, 1, weight)
                if not marked:
                    unmarked.append(i)
        for row, mark in singles:
            if theme not in mark.unsure:
                found.add([row], int(theme in mark.labels), 1.0)
        if not unmarked and 1 not in found.truth:
            raise MinerError(
                f"theme '{theme}' has no positive label; label some posts or leave the theme out"
            )
        return self._find_carriers(theme, unmarked, found, features, more)

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
        self, theme: str, posts: list[int], known: _Rows, features: csr_matrix, more: csr_matrix
    ) -> _Rows:
        """Guess the carrying passage of posts where nobody marked it, by turns with a fit."""
        if not posts:
            return known
        own = [2 * i for i, c in enumerate(self.theme_set.cue_book.cues) if c.theme == theme]
        weights = [
            ROLE_WEIGHTS[post.role] * (UNSURE_WEIGHT if theme in post.unsure else 1.0)
            for post in (self.data.posts[i] for i in posts)
        ]
        likely = self.data.cues[:, own].sum(axis=1)
        for turn in range(CARRIER_ROUNDS + 1):
            guessed = known.copy()
            for i, weight in zip(posts, weights, strict=True):
                rows = self.data.rows(i)
                guessed.add([int(rows[int(np.argmax(likely[rows]))])], 1, weight)
            if turn < CARRIER_ROUNDS:
                coef, bias = _regress(features, more, guessed, self._examples_of(theme))
                likely = np.asarray(features @ coef + bias).ravel()
        return guessed

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
        replace(p, gold={**(p.gold or {}), **labels[p.id]}) if p.id in labels else p for p in posts
    ]


def is_wanted(post: PostRow) -> bool:
    """Tell whether a labelled post is used: of read ones without theme or doubt only a share."""
    if post.role != "read" or any((post.gold or {}).values()) or post.unsure:
        return True
    digest = hashlib.sha256(post.id.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big") < PLAIN_SHARE * 2**32


def _mean(
    one: tuple[np.ndarray, float], other: tuple[np.ndarray, float]
) -> tuple[np.ndarray, float]:
    """Average a regression over all features with one that does not see the encoder's vectors.

    They err on different posts: the vectors generalise, cues and words are exact.
    """
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _regress(
    features: csr_matrix, more: csr_matrix, chosen: _Rows, examples: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, float]:
    from scipy.sparse import vstack

    from miner.themes.estimators import ThresholdedLogistic

    matrix = vstack([features[chosen.rows], more[examples[0]]]).tocsr()
    y: Any = np.concatenate([np.array(chosen.truth, dtype=int), examples[1]])
    if y.min() == y.max():
        raise MinerError("a theme needs labels of both kinds, with and without it")
    weights = np.concatenate([chosen.weights, np.ones(len(examples[1]))])
    model = ThresholdedLogistic(C=PENALTY_C, max_iter=MAX_ITERATIONS).fit(
        matrix, y, sample_weight=weights
    )
    return model.coef_.ravel(), float(model.intercept_[0])
