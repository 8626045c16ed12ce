"""How good a model is with fewer labels, and how it does where no keyword chose the posts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from miner.model.errors import MinerError
from miner.themes.fitting import calibrate, probabilities_of
from miner.themes.metrics import corrected_precision, precision_recall_f1
from miner.themes.posts import PostRow
from miner.themes.training import Trainer, fold_of, gold_matrix

SIZES = (50, 100, 200, 400)
PREVALENCES = (0.01, 0.05, 0.1)


def learning_curve(
    trainer: Trainer, *, folds: tuple[int, int] = (0, 1), sizes: Sequence[int] = SIZES
) -> dict[str, Any]:
    """Train on the first n posts outside a fold (in hash order) and test on the fold.

    Two folds are tested; the calibration of each comes from the other, as in the figures of
    the full model.
    """
    posts = trainer.data.posts
    chosen = trainer.measured
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
        f"Tested on the {n_held} posts of two folds. 'With' adds posts that only train and "
        "passages of unlabelled posts read one by one; both use the invented sentences and, in "
        "posts with a theme, the sentences marked to carry it. Cues and words only, "
        "without the encoder's vectors."
    )
    return {"points": points, "note": note}


def wild_precision(posts: Sequence[PostRow], metrics: dict[str, Any]) -> dict[str, Any]:
    """Say how common themes are among posts that no keyword chose, and the precision there.

    Parameters
    ----------
    posts : sequence of PostRow
        Posts read in full by an annotator who only trains; doubtful labels count half.
    metrics : dict
        Figures of the folds, for recall and false-positive rate.
    """
    recalls = {row["theme"]: row["recall"] for row in metrics["tables"]["model"]}
    themes = {}
    for name, recall in recalls.items():
        rate = metrics["false_positive_rate"][name]
        found = [post for post in posts if (post.gold or {}).get(name)]
        share = sum(0.5 if name in post.unsure else 1.0 for post in found) / len(posts)
        precision = {
            str(p): corrected_precision(recall, rate, p) for p in (round(share, 4), *PREVALENCES)
        }
        themes[name] = {"share": round(share, 4), "precision_at_prevalence": precision}
    note = (
        f"`share` is how often annotators who only train found a theme in {len(posts)} posts left "
        "over when the labelled ones had been drawn (doubtful ones count half). Precision follows "
        "from recall and false-positive rate of the folds at that share and at 1, 5 and 10%. "
        "The labelled rows do not say which of them were drawn at random, so precision on those "
        "alone cannot be measured; labelled posts without a theme are harder than usual ones "
        "(most were hit by keywords), so these precisions are on the low side."
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
            fitted = trainer.fit(pool[:n], use_unlabelled=use_unlabelled, with_vectors=False)
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
