"""Figures of the folds: the model, its parts and baselines, by theme, by fold and by community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from miner.themes.estimators import ThresholdedLogistic, choose_threshold
from miner.themes.fitting import FoldScores, honest_predictions
from miner.themes.metrics import calibration_bins, measure_theme, precision_recall_f1
from miner.themes.posts import PostRow
from miner.themes.themeset import ThemeSet
from miner.themes.training import N_FOLDS, fold_of, gold_matrix

MIN_PER_SOURCE = 20


def keyword_answers(theme_set: ThemeSet, posts: Sequence[PostRow]) -> np.ndarray:
    """Baseline: a theme is there where one of its seed phrases is."""
    phrases = [[p.lower() for p in theme.phrases] for theme in theme_set.themes]
    texts = [post.text.lower().replace("’", "'") for post in posts]
    return np.array([[any(p in text for p in words) for words in phrases] for text in texts])


def plain_tfidf_answers(theme_set: ThemeSet, posts: Sequence[PostRow]) -> np.ndarray:
    """Baseline: logistic regression over TF-IDF of whole posts, same folds and thresholds.

    As for the model, the threshold of a fold is the best on the held-out scores of the others.
    """
    from miner.themes.ngrams import NgramWeights

    truth = gold_matrix(posts, theme_set.names)
    folds = np.array([fold_of(post.author) for post in posts])
    odds = np.zeros(truth.shape)
    for fold in np.unique(folds):
        held, kept = ([int(i) for i in np.flatnonzero(m)] for m in (folds == fold, folds != fold))
        authors = [posts[i].author for i in kept]
        words = NgramWeights.learn([posts[i].text for i in kept], authors, min_groups=1)
        inside, outside = (words.matrix(posts[i].text for i in rows) for rows in (kept, held))
        for column in range(truth.shape[1]):
            known = np.flatnonzero(truth[kept, column] >= 0)
            model = ThresholdedLogistic(C=10.0, balance=1.0)
            model.fit(inside[known], truth[np.array(kept)[known], column])
            odds[held, column] = model.predict_proba(outside)[:, 1]
    said = np.zeros(truth.shape, dtype=bool)
    for fold in np.unique(folds):
        for column in range(truth.shape[1]):
            others = (folds != fold) & (truth[:, column] >= 0)
            threshold = choose_threshold(truth[others, column], odds[others, column])
            said[folds == fold, column] = odds[folds == fold, column] >= threshold
    return said


def table_of(
    theme_set: ThemeSet,
    found: FoldScores,
    said: np.ndarray,
    probabilities: np.ndarray | None = None,
) -> list[dict[str, Any]]:
    """Measure answers theme by theme."""
    groups = [post.author for post in found.posts]
    return [
        measure_theme(
            name,
            found.truth[:, k],
            said[:, k],
            groups=groups,
            probabilities=None if probabilities is None else probabilities[:, k],
        ).to_dict()
        for k, name in enumerate(theme_set.names)
    ]


def source_table(found: FoldScores, said: np.ndarray) -> list[dict[str, Any]]:
    """Measure all themes together in each community with enough posts, largest first."""
    places: dict[str, list[int]] = {}
    for i, post in enumerate(found.posts):
        places.setdefault(post.source, []).append(i)
    rows = []
    for source, chosen in sorted(places.items(), key=lambda item: (-len(item[1]), item[0])):
        if not source or len(chosen) < MIN_PER_SOURCE:
            continue
        known = found.truth[chosen] >= 0
        truth = found.truth[chosen][known] == 1
        figures = precision_recall_f1(truth, said[chosen][known])
        names = ("precision", "recall", "f1")
        rounded = {k: round(float(v), 4) for k, v in zip(names, figures, strict=True)}
        rows.append({"source": source, "n": len(chosen), "n_positive": int(truth.sum()), **rounded})
    return rows


def cross_validated_metrics(
    theme_set: ThemeSet, found: FoldScores, parts: Mapping[str, FoldScores] | None = None
) -> dict[str, Any]:
    """Gather what the card and `miner evaluate` show about the folds.

    `parts` holds the scores of parts of the model alone, by name.
    """
    probabilities, said = honest_predictions(found)
    quick_probabilities, quick_said = honest_predictions(found, quick=True)
    tables = {
        "model": table_of(theme_set, found, said, probabilities),
        "words_only": table_of(theme_set, found, quick_said, quick_probabilities),
        "keywords": table_of(theme_set, found, keyword_answers(theme_set, found.posts)),
        "plain_tfidf": table_of(theme_set, found, plain_tfidf_answers(theme_set, found.posts)),
    }
    for name, part in (parts or {}).items():
        p, answers = honest_predictions(part)
        tables[name] = table_of(theme_set, part, answers, p)
    bins = {
        name: calibration_bins(found.truth[:, k], probabilities[:, k])
        for k, name in enumerate(theme_set.names)
    }
    rates = {
        name: round(float(np.mean(said[found.truth[:, k] == 0, k])), 4)
        for k, name in enumerate(theme_set.names)
    }
    return {
        "n_posts": len(found.posts),
        "n_authors": len({post.author for post in found.posts}),
        "folds": N_FOLDS,
        "tables": tables,
        "macro_f1": {k: round(float(np.mean([r["f1"] for r in t])), 4) for k, t in tables.items()},
        "by_fold": _fold_table(theme_set, found, said),
        "by_source": source_table(found, said),
        "calibration": bins,
        "false_positive_rate": rates,
    }


def _fold_table(theme_set: ThemeSet, found: FoldScores, said: np.ndarray) -> list[dict[str, Any]]:
    """Return F1 of each theme in each fold, None where a fold has none of it."""
    rows = []
    for fold in np.unique(found.folds):
        here = found.folds == fold
        row: dict[str, Any] = {"fold": int(fold), "n": int(here.sum())}
        for k, name in enumerate(theme_set.names):
            known = here & (found.truth[:, k] >= 0)
            truth = found.truth[known, k] == 1
            f1 = precision_recall_f1(truth, said[known, k])[2]
            row[name] = round(float(f1), 4) if truth.any() else None
        rows.append(row)
    return rows
