"""The theme network's windows, what it reads of long posts, and the layers that it shares."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.model.errors import ModelMismatchError
from miner.text.model_folder import latest_version
from miner.themes.classifier import SHIPPED, classify_posts, open_theme_model
from miner.themes.model import load_model
from miner.themes.network import (
    MAX_PASSAGES,
    WINDOW_PIECES,
    cut_windows,
    is_settled,
    open_trunk,
    passages_to_read,
)
from miner.themes.passages import find_passages

PIECES = st.lists(st.lists(st.integers(10, 99), max_size=400), max_size=12)


@given(PIECES)
def test_network_windows_hold_every_piece_once_and_in_order(pieces):
    windows = cut_windows(pieces, 1, 2)
    inside = [pair for w in windows for pair in zip(w.passages[1:-1], w.ids[1:-1], strict=True)]
    assert inside == [(n, piece) for n, ids in enumerate(pieces) for piece in ids]
    assert all((w.ids[0], w.ids[-1]) == (1, 2) for w in windows)
    assert all((w.passages[0], w.passages[-1]) == (-1, -1) for w in windows)


@given(PIECES)
def test_network_windows_are_never_too_long_nor_empty(pieces):
    assert all(2 < len(w.ids) <= WINDOW_PIECES for w in cut_windows(pieces, 1, 2))


def test_network_short_passages_stay_whole():
    for window in cut_windows([[5] * 100] * 7, 1, 2):
        counts = np.unique(window.passages[1:-1], return_counts=True)[1]
        assert set(counts.tolist()) == {100}


def test_network_post_without_words_gives_no_window():
    assert cut_windows([], 1, 2) == [] and cut_windows([[], []], 1, 2) == []
    found = open_theme_model().network.score("", (), np.zeros((0, 4)))
    assert found.post.shape == (4,) and found.passages.shape == (0, 4)


def test_network_reads_all_of_a_post_or_what_stands_round_its_strongest_passages():
    strength = np.zeros((MAX_PASSAGES, 2))
    assert passages_to_read(strength) == list(range(MAX_PASSAGES))
    strength = np.zeros((MAX_PASSAGES * 9, 2))
    strength[700, 1] = 5
    read = passages_to_read(strength)
    assert {699, 700, 701} <= set(read) and len(read) <= MAX_PASSAGES
    assert read == sorted(set(read))


def test_network_scores_of_a_post_do_not_depend_on_others():
    model = open_theme_model()
    texts = ["My GP laughed and said it was all in my head.", "I slept well. The tea was warm."]
    quick = model.score_quick(texts)
    for text, found in zip(texts, quick, strict=True):
        assert np.array_equal(found.scores, model.score_quick([text])[0].scores)
        spans = find_passages(text)
        one, other = (model.network.score(text, spans, found.scores) for _ in range(2))
        assert np.array_equal(one.post, other.post)
        assert one.passages.shape == (len(spans), len(model.themes))


def test_network_is_asked_unless_the_regression_rules_every_theme_out():
    highest = np.array([[-5.0, -3.1], [-5.0, -2.9], [4.0, -9.0]])
    assert is_settled(highest).tolist() == [True, False, False]
    model = open_theme_model()
    asked = []
    network = model.network
    try:
        model.network = type("Counted", (), {"score": lambda _, *a: asked.append(a) or network.score(*a)})()  # fmt: skip
        for text in ("Thanks, have a nice day.", "My GP laughed at me and said it was anxiety."):
            model.score_post(text)
    finally:
        model.network = network
    assert [text for text, *_ in asked] == ["My GP laughed at me and said it was anxiety."]


def test_network_refuses_other_lowest_layers(tmp_path):
    with pytest.raises(ModelMismatchError, match="layers"):
        open_trunk({"trunk.onnx": "0" * 64})
    folder = tmp_path / "m" / "1"
    shutil.copytree(latest_version(SHIPPED), folder)
    config = json.loads((folder / "config.json").read_text())
    config["trunk"]["tokenizer.json"] = "0" * 64
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelMismatchError, match="train it again"):
        classify_posts(["My doctor listened."], model=folder)


def test_network_changed_file_is_refused(tmp_path):
    folder = tmp_path / "m" / "1"
    shutil.copytree(latest_version(SHIPPED), folder)
    with (folder / "network.onnx").open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(ModelMismatchError, match="checksum"):
        load_model(folder)
