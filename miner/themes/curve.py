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


def learning_curve(
    trainer: Trainer, *, fold: int = 0, sizes: Sequence[int] = SIZES
) -> dict[str, Any]:
    """Train on the first n posts of other folds (in hash order) and test on one fold.

    Calibration is fitted on the training posts of each size, which flatters its threshold
    little: it has four numbers a theme.
    """
    posts = trainer.data.posts
    chosen = [i for i, post in enumerate(posts) if post.gold is not None]
    held = [i for i in chosen if fold_of(posts[i].author) == fold]
    pool = sorted(
        (i for i in chosen if fold_of(posts[i].author) != fold), key=lambda i: _key(posts[i])
    )
    points = []
    for n in [*[n for n in sizes if n < len(pool)], len(pool)]:
        found = {
            name: _macro_f1(trainer, pool[:n], held, use_unlabelled=flag)
            for name, flag in (("with", True), ("without", False))
        }
        points.append({"n": n, **found})
    note = (
        f"Tested on the {len(held)} posts of fold {fold}. 'With' adds passages of unlabelled "
        "posts that were read one by one, and their words; both use the invented examples."
    )
    return {"points": points, "note": note}


def wild_precision(
    model: ThemeModel, posts: Sequence[PostRow], metrics: dict[str, Any]
) -> dict[str, Any]:
    """Estimate prevalence and precision among posts that no keyword search chose."""
    posts = sorted(posts, key=_key)[:N_WILD]
    thresholds = model.thresholds()
    said = np.array([model.score_post(p.text).probabilities >= thresholds for p in posts])
    recalls = {row["theme"]: row["recall"] for row in metrics["tables"]["model"]}
    themes = {}
    for column, name in enumerate(model.themes):
        share = float(said[:, column].mean())
        rate = metrics["false_positive_rate"][name]
        found = corrected_precision(recalls[name], rate, share)
        themes[name] = {"assigned_share": round(share, 4), **found}
    note = (
        f"From {len(posts)} unlabelled posts drawn by hash, most of which no keyword search hit. The labelled "
        "rows do not say which of them were drawn at random, so this is an estimate: an adjusted "
        "count with the recall and false-positive rate of the folds, whose posts without a theme "
        "are harder than usual ones; the precision is therefore a cautious figure."
    )
    return {"themes": themes, "note": note}


def _macro_f1(
    trainer: Trainer, kept: Sequence[int], held: Sequence[int], *, use_unlabelled: bool
) -> float | None:
    names = trainer.theme_set.names
    try:
        fitted = trainer.fit(list(kept), use_unlabelled=use_unlabelled)
        inside = trainer.score(fitted, kept)
        calibrated = calibrate(inside, gold_matrix([trainer.data.posts[i] for i in kept], names))
    except (MinerError, ValueError):
        return None
    said = probabilities_of(trainer.score(fitted, held), calibrated) >= calibrated.thresholds
    truth = gold_matrix([trainer.data.posts[i] for i in held], names)
    scores = []
    for k in range(len(names)):
        known = truth[:, k] >= 0
        scores.append(precision_recall_f1(truth[known, k] == 1, said[known, k])[2])
    return round(float(np.mean(scores)), 4)


def _key(post: PostRow) -> str:
    return hashlib.sha256(
        f"{post.author}\x1f{post.id}".encode("utf-8", "surrogatepass")
    ).hexdigest()
