"""From passages to the post: which are worth a closer look, and what the strongest say."""

from __future__ import annotations

import numpy as np

# At most this many passages of a post get cues and the encoder, and per theme this many.
MAX_PASSAGES = 8
PER_THEME = 4
# Below this quick score for every theme a passage is not looked at, unless nothing is above.
QUICK_FLOOR = -6.0
EMPTY_SCORE = -9.0
# A post of one passage has no second; it is put this far below the first.
LONE_GAP = 3.0
N_POOLED = 5
N_POOLED_QUICK = 3


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


def pool_scores(scores: np.ndarray, n_passages: int, quick: np.ndarray | None = None) -> np.ndarray:
    """Pool passage scores into what the calibration sees of a post.

    Parameters
    ----------
    scores : ndarray, shape (n_scored, n_themes)
    n_passages : int
        How many passages the post has in all.
    quick : ndarray or None
        Scores of all passages from words alone; their pool is joined on where given.

    Returns
    -------
    ndarray, shape (n_themes, 3) or (n_themes, 5)
        The highest score, the second highest, the logarithm of 1 + the number of passages;
        then the highest and second highest of `quick`.
    """
    columns = [*_two_highest(scores), np.full(scores.shape[1], np.log1p(n_passages))]
    if quick is not None:
        columns += _two_highest(quick)
    return np.column_stack(columns)


def _two_highest(scores: np.ndarray) -> list[np.ndarray]:
    if not len(scores):
        return [np.full(scores.shape[1], EMPTY_SCORE)] * 2
    ranked = -np.sort(-scores.astype(np.float64), axis=0)
    return [ranked[0], ranked[1] if len(ranked) > 1 else ranked[0] - LONE_GAP]
