"""Invented posts of a theme set: read strictly, and used to probe a model only."""

from __future__ import annotations

import json

import pytest

from miner.model.errors import ReadError
from miner.themes.classifier import open_theme_model
from miner.themes.invented import InventedPost, measure_invented, read_invented, training_posts
from miner.themes.themeset import load_theme_set


def test_invented_posts_are_read_with_their_near_miss(garden_set):
    assert read_invented(load_theme_set(garden_set)) == []
    row = {"id": "i1", "text": "A fine hedge.", "themes": [], "near_miss": "pests", "kind": "x"}
    (garden_set / "invented.jsonl").write_text(json.dumps(row) + "\n")
    assert read_invented(load_theme_set(garden_set)) == [
        InventedPost("i1", "A fine hedge.", frozenset(), "pests")
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "no invented post"),
        ("[]", "no invented post"),
        ('{"id": "a", "text": "x", "themes": ["moles"]}', "no theme 'moles'"),
        ('{"id": "a", "text": "x", "themes": [], "near_miss": "moles"}', "no theme 'moles'"),
    ],
)
def test_invented_bad_lines_are_told_with_their_number(garden_set, line, told):
    good = '{"id": "z", "text": "x", "themes": []}'
    (garden_set / "invented.jsonl").write_text(f"{good}\n{line}\n")
    with pytest.raises(ReadError, match=told) as error:
        read_invented(load_theme_set(garden_set))
    assert ":2:" in str(error.value)


def test_invented_posts_either_train_or_probe():
    posts = [InventedPost(f"i{k}", "Slugs!", frozenset(["pests"])) for k in range(80)]
    rows = training_posts(posts, ["pests", "weather"])
    assert {row.id for row in rows} == {post.id for post in posts if not post.is_probe}
    assert 0 < len(rows) < len(posts)
    assert rows[0].gold == {"pests": True, "weather": False}
    assert not any(row.is_measured for row in rows) and len({row.author for row in rows}) == 1


def test_invented_posts_of_a_group_stay_on_one_side():
    posts = [InventedPost(f"i{k}", "Slugs!", frozenset(), group=f"g{k % 40}") for k in range(200)]
    for group in {post.group for post in posts}:
        assert len({post.is_probe for post in posts if post.group == group}) == 1
    assert {post.is_probe for post in posts} == {True, False}


def test_invented_styles_train_in_roles_of_their_own():
    posts = [InventedPost(f"i{k}", "Slugs!", frozenset(), style="plain") for k in range(20)]
    assert {row.role for row in training_posts(posts, ["pests"])} == {"invented"}
    told = [InventedPost(f"i{k}", "Slugs!", frozenset()) for k in range(20)]
    assert {row.role for row in training_posts(told, ["pests"])} == {"told"}


def test_invented_posts_give_figures_by_theme():
    posts = [
        InventedPost("1", "My GP laughed and told me it was all in my head.", frozenset(["clinician_dismissal"])),
        InventedPost("2", "Has anyone tried compression socks?", frozenset(), "clinician_dismissal"),
    ]  # fmt: skip
    figures = measure_invented(open_theme_model(), posts)["themes"]["clinician_dismissal"]
    assert (figures["n_positive"], figures["f1"]) == (1, 1.0)
    assert (figures["n_near_miss"], figures["near_miss_taken"]) == (1, 0.0)
