"""Which post to label next: those the model is unsure of, and unlike those already chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from miner.themes.model import ThemeModel
from miner.themes.posts import PostRow


def uncertainty(probabilities: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Return how close each post's nearest theme is to its threshold, 1 at it, 0 far off.

    Parameters
    ----------
    probabilities : ndarray, shape (n_posts, n_themes)
    thresholds : ndarray, shape (n_themes,)
    """
    above = (probabilities - thresholds) / np.maximum(1 - thresholds, 1e-6)
    below = (thresholds - probabilities) / np.maximum(thresholds, 1e-6)
    return np.asarray(1 - np.where(probabilities >= thresholds, above, below).min(axis=1))


def diverse_order(scores: np.ndarray, vectors: np.ndarray, *, weight: float = 0.5) -> np.ndarray:
    """Order posts greedily by score less likeness to those taken before (MMR).

    References
    ----------
    Carbonell and Goldstein (1998), SIGIR: maximal marginal relevance.
    """
    left = np.ones(len(scores), dtype=bool)
    likeness = np.zeros(len(scores))
    order = []
    for _ in range(len(scores)):
        value = np.where(left, (1 - weight) * scores - weight * likeness, -np.inf)
        best = int(np.argmax(value))
        order.append(best)
        left[best] = False
        likeness = np.maximum(likeness, vectors @ vectors[best])
    return np.array(order, dtype=int)


def active_order(posts: Sequence[PostRow], model: ThemeModel, *, first: int = 300) -> list[PostRow]:
    """Return the posts most worth a label first.

    Words alone rank all posts; the `first` of them are then spread out. The rest follow by
    uncertainty.
    """
    if not posts:
        return []
    quick = np.array([s.probabilities for s in model.score_quick([p.text for p in posts])])
    doubt = uncertainty(quick, model.thresholds(quick=True))
    ranked = np.argsort(-doubt, kind="stable")
    head = ranked[:first]
    vectors = model.ngrams.matrix(posts[i].text for i in head).toarray()
    spread = head[diverse_order(doubt[head], vectors)]
    return [posts[i] for i in [*spread, *ranked[first:]]]
