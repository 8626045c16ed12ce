"""Figures of the folds, and the hash that ties them to the data they were measured on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from miner.themes.fitting import FoldScores, add_network, honest_predictions
from miner.themes.fold_figures import MIN_PER_SOURCE, source_table
from miner.themes.posts import PostRow
from miner.themes.train import data_sha256, gather


def _scores() -> FoldScores:
    """120 posts in four folds; the regression knows nothing of the one theme."""
    rng = np.random.default_rng(0)
    truth = (np.arange(120) % 3 == 0).astype(int).reshape(-1, 1)
    full = rng.normal(size=(120, 1, 2), scale=0.5)
    sources = ["large"] * 80 + ["middling"] * MIN_PER_SOURCE + ["small"] * 20
    posts = [PostRow(str(i), "x", f"a{i}", sources[i]) for i in range(120)]
    return FoldScores(posts, np.arange(120) % 4, truth, full, full.copy())


def test_fold_figures_network_is_mixed_in_and_measured_alone():
    found = _scores()
    before = found.full.copy()
    parts = add_network(found, 40.0 * found.truth - 20.0)
    right = {
        name: honest_predictions(part)[1] == (found.truth == 1) for name, part in parts.items()
    }
    assert right["network"].all() and right["regression"].mean() < 0.8
    assert (honest_predictions(found)[1] == (found.truth == 1)).all()
    assert np.array_equal(parts["regression"].full, before)
    assert np.array_equal(found.full[:, :, 1], before[:, :, 1])


def test_fold_figures_small_communities_are_left_out():
    found = _scores()
    found.posts[-20:] = [replace(post, source=f"s{i % 2}") for i, post in enumerate(found.posts[-20:])]  # fmt: skip
    rows = source_table(found, found.truth == 1)
    assert [(row["source"], row["n"]) for row in rows] == [("large", 80), ("middling", 20)]
    assert {row["f1"] for row in rows} == {1.0}


def test_fold_figures_unknown_labels_count_nowhere():
    found = _scores()
    found.truth[0] = -1
    (first, _, _) = source_table(found, np.ones((120, 1), dtype=bool))
    assert first["n_positive"] == int((found.truth[:80] == 1).sum())
    assert first["precision"] == round(first["n_positive"] / 79, 4)


def test_fold_figures_hash_tells_other_data(garden_set, garden_posts):
    material = gather(garden_set, garden_posts)
    same = data_sha256(gather(garden_set, garden_posts))
    assert data_sha256(material) == same
    first, *rest = material.labelled
    for changed in (
        replace(first, text=first.text + "!"),
        replace(first, gold={**first.gold, "pests": not first.gold["pests"]}),
        replace(first, unsure=frozenset(["pests"])),
    ):
        assert data_sha256(replace(material, labelled=[changed, *rest])) != same
    assert data_sha256(replace(material, labelled=[*rest, first])) == same
