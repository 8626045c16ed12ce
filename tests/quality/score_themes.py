"""Themes of posts: the figures of the folds, and that the shipped model still gives its answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from miner.themes.classifier import open_theme_model
from miner.themes.metrics import precision_recall_f1
from miner.themes.posts import read_posts


def score(shared: Path) -> dict[str, float]:
    """Score the shipped theme model.

    Returns
    -------
    dict of str to float
        `cv_f1_<theme>` and `cv_macro_f1` are read from the checked metrics of the model:
        training again in five folds takes minutes. `fitted_f1_<theme>` is measured here on
        the posts that the model was trained on; it says nothing about new posts and guards
        the run-time path only.
    """
    model = open_theme_model()
    found: dict[str, float] = {"cv_macro_f1": model.metrics["macro_f1"]["model"]}
    for row in model.metrics["tables"]["model"]:
        found[f"cv_f1_{row['theme']}"] = row["f1"]
    posts = read_posts(shared / "bench" / "posts" / "labelled.jsonl", model.themes)
    thresholds = model.thresholds()
    said = np.array([model.score_post(post.text).probabilities >= thresholds for post in posts])
    for column, theme in enumerate(model.themes):
        known = np.array([theme in (post.gold or {}) for post in posts])
        truth = np.array([(post.gold or {}).get(theme, False) for post in posts])
        f1 = precision_recall_f1(truth[known], said[known, column])[2]
        found[f"fitted_f1_{theme}"] = round(float(f1), 4)
    found["n_posts"] = float(len(posts))
    return found
