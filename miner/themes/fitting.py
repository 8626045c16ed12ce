"""From posts and labels to a model folder: folds, calibration, thresholds, figures, card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from miner.model.errors import MinerError
from miner.themes.estimators import ThresholdedLogistic, expected_threshold
from miner.themes.model import ThemeModel
from miner.themes.network import UNLIKELY, is_settled, mix
from miner.themes.passage_data import VectorCache, prepare, prepare_examples
from miner.themes.passage_labels import PassageLabel
from miner.themes.pooling import N_POOLED
from miner.themes.posts import PostRow
from miner.themes.themeset import ThemeSet
from miner.themes.training import N_FOLDS, Fitted, Trainer, fold_of, gold_matrix, is_wanted

MIN_POSITIVE = 8
CALIBRATION_C = 1.0


@dataclass(slots=True)
class FoldScores:
    """Scores of every labelled post by models that never saw its author's fold."""

    posts: list[PostRow]
    folds: np.ndarray
    truth: np.ndarray
    full: np.ndarray
    quick: np.ndarray


@dataclass(slots=True)
class Calibrated:
    """Calibration of pooled scores and a threshold, a row a theme."""

    calibration: np.ndarray
    thresholds: np.ndarray


def build_trainer(
    theme_set: ThemeSet,
    labelled: Sequence[PostRow],
    unlabelled: Sequence[PostRow],
    marks: Sequence[PassageLabel],
    *,
    cache: VectorCache | None = None,
) -> Trainer:
    """Compute features of labelled posts, measured ones first, and of unlabelled ones with marks.

    `cache` holds encoder vectors computed before and takes the new ones.
    """
    check_labels(theme_set, [post for post in labelled if post.is_measured])
    marked = {mark.id for mark in marks}
    known = {post.id for post in labelled}
    more = [
        PostRow(p.id, p.text, p.author, p.source)
        for p in unlabelled
        if p.id in marked and p.id not in known
    ]
    used = [post for post in labelled if is_wanted(post) or post.id in marked]
    ordered = sorted(used, key=lambda post: not post.is_measured)
    data = prepare(theme_set, [*ordered, *more], cache=cache)
    return Trainer(theme_set, data, marks, prepare_examples(theme_set))


def check_labels(theme_set: ThemeSet, labelled: Sequence[PostRow]) -> None:
    """Refuse to train on a theme without enough labels, in one line."""
    truth = gold_matrix(labelled, theme_set.names)
    for column, name in enumerate(theme_set.names):
        positive = {p.author for p, y in zip(labelled, truth[:, column], strict=True) if y == 1}
        n = int(np.sum(truth[:, column] == 1))
        if n < MIN_POSITIVE or len(positive) < 2:
            raise MinerError(
                f"theme '{name}' has {n} positive labels by {len(positive)} authors; "
                f"{MIN_POSITIVE} by two authors are the least, 20 a sensible start"
            )


def cross_validate(trainer: Trainer, *, use_unlabelled: bool = True) -> FoldScores:
    """Score all labelled posts in author-grouped folds."""
    chosen = trainer.measured
    posts = [trainer.data.posts[i] for i in chosen]
    folds = np.array([fold_of(post.author) for post in posts])
    names = trainer.theme_set.names
    full = np.zeros((len(posts), len(names), N_POOLED))
    quick = np.zeros((len(posts), len(names), N_POOLED))
    for fold in range(N_FOLDS):
        held = np.flatnonzero(folds == fold)
        kept = [chosen[k] for k in np.flatnonzero(folds != fold)]
        if not len(held) or not kept:
            continue
        fitted = trainer.fit(kept, use_unlabelled=use_unlabelled)
        full[held] = trainer.score(fitted, [chosen[k] for k in held])
        quick[held] = trainer.score(fitted, [chosen[k] for k in held], quick=True)
    return FoldScores(posts, folds, gold_matrix(posts, names), full, quick)


def add_network(found: FoldScores, odds: np.ndarray) -> dict[str, FoldScores]:
    """Mix a network's log odds, shape (n_posts, n_themes), into the scores of the regression.

    As at run time, they do not count where the regression settles a post.

    Returns
    -------
    dict of str to FoldScores
        The parts alone, `regression` and `network`.
    """
    parts = {}
    for name, highest in (("regression", found.full[:, :, 0]), ("network", odds)):
        alone = found.full.copy()
        alone[:, :, 0] = highest
        parts[name] = replace(found, full=alone)
    settled = is_settled(found.full[:, :, 0])
    asked = np.where(settled[:, None], UNLIKELY, odds)
    found.full[:, :, 0] = mix(found.full[:, :, 0], asked)
    return parts


def calibrate(scores: np.ndarray, truth: np.ndarray) -> Calibrated:
    """Fit probabilities and thresholds on held-out scores, shape (n, n_themes, n_pooled)."""
    rows, thresholds = [], []
    for column in range(truth.shape[1]):
        known = truth[:, column] >= 0
        y = truth[known, column]
        model = ThresholdedLogistic(C=CALIBRATION_C, balance=0.0).fit(scores[known, column], y)
        rows.append([*model.coef_.ravel(), model.intercept_[0]])
        thresholds.append(expected_threshold(model.predict_proba(scores[known, column])[:, 1]))
    return Calibrated(np.array(rows), np.array(thresholds))


def probabilities_of(scores: np.ndarray, calibrated: Calibrated) -> np.ndarray:
    """Turn pooled scores into probabilities, shape (n_posts, n_themes)."""
    odds = (scores * calibrated.calibration[None, :, :-1]).sum(axis=2) + calibrated.calibration[
        :, -1
    ]
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -50, 50))))


def honest_predictions(found: FoldScores, *, quick: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities and answers of each fold, calibrated on the other folds alone."""
    scores = found.quick if quick else found.full
    probabilities = np.zeros(found.truth.shape)
    said = np.zeros(found.truth.shape, dtype=bool)
    for fold in np.unique(found.folds):
        held, others = found.folds == fold, found.folds != fold
        calibrated = calibrate(scores[others], found.truth[others])
        probabilities[held] = probabilities_of(scores[held], calibrated)
        said[held] = probabilities[held] >= calibrated.thresholds
    return probabilities, said


def final_model(
    trainer: Trainer,
    found: FoldScores,
    *,
    name: str,
    metrics: dict[str, Any],
    use_unlabelled: bool = True,
) -> ThemeModel:
    """Train on all labelled posts; calibration and thresholds come from the folds."""
    fitted: Fitted = trainer.fit(trainer.measured, use_unlabelled=use_unlabelled)
    full, quick = calibrate(found.full, found.truth), calibrate(found.quick, found.truth)
    arrays = {
        "idf": fitted.ngrams.idf,
        "weights": fitted.weights,
        "intercepts": fitted.intercepts,
        "quick_weights": fitted.quick_weights,
        "quick_intercepts": fitted.quick_intercepts,
        "calibration": full.calibration,
        "thresholds": full.thresholds,
        "quick_calibration": quick.calibration,
        "quick_thresholds": quick.thresholds,
        "known_share": np.zeros(2),
    }
    model = ThemeModel(
        name=name,
        themes=trainer.theme_set.names,
        ngrams=fitted.ngrams,
        cue_source=cue_source(trainer.theme_set),
        arrays={k: np.asarray(v, dtype=np.float32) for k, v in arrays.items()},
        metrics=metrics,
    )
    shares = [model.known_share(post.text) for post in found.posts]
    model.arrays["known_share"] = np.array([np.mean(shares), np.std(shares)], dtype=np.float32)
    return model


def cue_source(theme_set: ThemeSet) -> dict[str, Any]:
    """Return the parts of a theme set that a model needs to find cues."""
    return {
        "lexicon": theme_set.source.get("lexicon", {}),
        "theme": [
            {k: table[k] for k in ("name", "phrases", "cue") if k in table}
            for table in theme_set.source["theme"]
        ],
    }


def save_path(folder: Path) -> str:
    """Return the model name `set/version` for a folder such as models/my_set/3."""
    return f"{folder.resolve().parent.name}/{folder.resolve().name}"
