"""From passages to the post: which are worth a closer look, and what the strongest say."""

from __future__ import annotations

import numpy as np

# At most this many passages of a post get cues and the encoder, and per theme this many.
MAX_PASSAGES = 8
PER_THEME = 4
# Below this quick score for every theme a passage is not looked at, unless nothing is above.
# It leaves out two passages of five; in the folds answers are as good as without it.
QUICK_FLOOR = -3.0
EMPTY_SCORE = -9.0
N_POOLED = 2


def choose_passages(quick: np.ndarray) -> np.ndarray:
    """Choose the passages of a post to look at closely.

    Parameters
    ----------
    quick : ndarray, shape (n_passages, n_themes)
        Scores from words alone.

    Returns
    -------
    ndarray of int
        Positions in order, at least one where there is a passage.
    """
    quick = np.asarray(quick)
    if len(quick) <= 1:
        return np.arange(len(quick))
    ranks = np.argsort(np.argsort(-quick, axis=0, kind="stable"), axis=0)
    best = np.where(ranks < PER_THEME, quick, -np.inf).max(axis=1)
    order = np.argsort(-best, kind="stable")[:MAX_PASSAGES]
    kept = [i for i in order if best[i] > QUICK_FLOOR] or [order[0]]
    return np.sort(np.array(kept))


def pool_scores(scores: np.ndarray, n_passages: int) -> np.ndarray:
    """Pool passage scores into what the calibration sees of a post.

    More columns (the second highest, the scores from words alone) were tried: with few
    positive labels they made the calibration worse.

    Parameters
    ----------
    scores : ndarray, shape (n_scored, n_themes)
    n_passages : int
        How many passages the post has in all.

    Returns
    -------
    ndarray, shape (n_themes, 2)
        The highest score, and the logarithm of 1 + the number of passages.
    """
    n_themes = scores.shape[1]
    highest = scores.max(axis=0) if len(scores) else np.full(n_themes, EMPTY_SCORE)
    return np.column_stack([highest, np.full(n_themes, np.log1p(n_passages))])
