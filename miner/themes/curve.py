"""How good a model is with fewer labels, and how it does where no keyword chose the posts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from miner.model.errors import MinerError
from miner.themes.fitting import calibrate, probabilities_of
from miner.themes.metrics import corrected_precision, precision_recall_f1
from miner.themes.model import ThemeModel
from miner.themes.posts import PostRow
from miner.themes.training import Trainer, fold_of, gold_matrix

SIZES = (50, 100, 200, 400)
# Unlabelled posts scored for the estimate of prevalence; drawn by hash.
N_WILD = 1000
PREVALENCES = (0.01, 0.05, 0.1)


def learning_curve(
    trainer: Trainer, *, folds: tuple[int, int] = (0, 1), sizes: Sequence[int] = SIZES
) -> dict[str, Any]:
    """Train on the first n posts outside a fold (in hash order) and test on the fold.

    Two folds are tested; the calibration of each comes from the other, as in the figures of
    the full model.
    """
    posts = trainer.data.posts
    chosen = [i for i, post in enumerate(posts) if post.gold is not None]
    held = {f: [i for i in chosen if fold_of(posts[i].author) == f] for f in folds}
    pools = {
        f: sorted(
            (i for i in chosen if fold_of(posts[i].author) != f), key=lambda i: _key(posts[i])
        )
        for f in folds
    }
    least = min(len(pool) for pool in pools.values())
    points = []
    for n in [*[n for n in sizes if n < least], least]:
        found = {
            name: _macro_f1(trainer, n, pools, held, use_unlabelled=flag)
            for name, flag in (("with", True), ("without", False))
        }
        points.append({"n": n, **found})
    n_held = sum(len(rows) for rows in held.values())
    note = (
        f"Tested on the {n_held} posts of two folds. 'With' adds passages of unlabelled posts "
        "that were read one by one, and their words; both use the invented examples and, in "
        "posts with a theme, the sentences marked to carry it."
    )
    return {"points": points, "note": note}


def wild_precision(
    model: ThemeModel, posts: Sequence[PostRow], metrics: dict[str, Any]
) -> dict[str, Any]:
    """Say how often themes are assigned to unlabelled posts, and the precision where rare."""
    posts = sorted(posts, key=_key)[:N_WILD]
    thresholds = model.thresholds()
    said = np.array([model.score_post(p.text).probabilities >= thresholds for p in posts])
    recalls = {row["theme"]: row["recall"] for row in metrics["tables"]["model"]}
    themes = {}
    for column, name in enumerate(model.themes):
        rate = metrics["false_positive_rate"][name]
        precision = {str(p): corrected_precision(recalls[name], rate, p) for p in PREVALENCES}
        themes[name] = {
            "assigned_share": round(float(said[:, column].mean()), 4),
            "precision_at_prevalence": precision,
        }
    note = (
        f"Share assigned among {len(posts)} unlabelled posts drawn by hash, most of which no "
        "keyword search hit, and the precision that recall and false-positive rate of the folds "
        "give at a prevalence of 1, 5 and 10%. The labelled rows do not say which of them were "
        "drawn at random, so precision on those alone cannot be measured. Labelled posts without "
        "a theme are harder than usual ones (most were hit by keywords), so the precisions are "
        "on the low side."
    )
    return {"themes": themes, "note": note}


def _macro_f1(
    trainer: Trainer,
    n: int,
    pools: dict[int, list[int]],
    held: dict[int, list[int]],
    *,
    use_unlabelled: bool,
) -> float | None:
    posts, names = trainer.data.posts, trainer.theme_set.names
    scores, truths = {}, {}
    try:
        for fold, pool in pools.items():
            fitted = trainer.fit(pool[:n], use_unlabelled=use_unlabelled)
            scores[fold] = trainer.score(fitted, held[fold])
            truths[fold] = gold_matrix([posts[i] for i in held[fold]], names)
    except MinerError:
        return None
    one, other = pools
    said = []
    for here, there in ((one, other), (other, one)):
        calibrated = calibrate(scores[there], truths[there])
        said.append(probabilities_of(scores[here], calibrated) >= calibrated.thresholds)
    answers, truth = np.vstack(said), np.vstack([truths[one], truths[other]])
    f1 = []
    for k in range(len(names)):
        known = truth[:, k] >= 0
        f1.append(precision_recall_f1(truth[known, k] == 1, answers[known, k])[2])
    return round(float(np.mean(f1)), 4)


def _key(post: PostRow) -> str:
    return hashlib.sha256(
        f"{post.author}\x1f{post.id}".encode("utf-8", "surrogatepass")
    ).hexdigest()
