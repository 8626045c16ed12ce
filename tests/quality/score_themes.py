"""Themes of posts: the figures of the folds, and that the shipped model still gives its answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from miner.themes.classifier import SHIPPED, open_theme_model
from miner.themes.metrics import precision_recall_f1
from miner.themes.posts import read_posts
from miner.themes.train import data_sha256, gather

NOTE = (
    "`cv_` figures were measured by scripts/train_themes.py when the shipped model was trained, in "
    "five folds by author with a network fine-tuned anew in each, and are read from its checked "
    "metrics.json: training again takes about an hour. `cv_data_is_current` is 1 where posts, labels, "
    "invented posts and theme set are still those they were measured on. `fitted_` figures are "
    "on the posts that the model was trained on: they say nothing about new posts and only show "
    "that it still runs as it did."
)
ROOT = Path(__file__).resolve().parents[2]


def score(shared: Path) -> dict[str, float]:
    """Score the shipped theme model.

    Returns
    -------
    dict of str to float
        See `NOTE`.
    """
    model = open_theme_model()
    found: dict[str, float] = {"cv_macro_f1": model.metrics["macro_f1"]["model"]}
    for row in model.metrics["tables"]["model"]:
        found[f"cv_f1_{row['theme']}"] = row["f1"]
    files = shared / "bench" / "posts"
    material = gather(
        ROOT / "corpora" / "themes" / SHIPPED, files / "labelled.jsonl", files / "unlabelled.jsonl"
    )
    found["cv_data_is_current"] = float(model.metrics.get("data_sha256") == data_sha256(material))
    posts = read_posts(files / "labelled.jsonl", model.themes)
    thresholds = model.thresholds()
    said = np.array([model.score_post(post.text).probabilities >= thresholds for post in posts])
    for column, theme in enumerate(model.themes):
        known = np.array([theme in (post.gold or {}) for post in posts])
        truth = np.array([(post.gold or {}).get(theme, False) for post in posts])
        f1 = precision_recall_f1(truth[known], said[known, column])[2]
        found[f"fitted_f1_{theme}"] = round(float(f1), 4)
    found["n_posts"] = float(len(posts))
    return found
