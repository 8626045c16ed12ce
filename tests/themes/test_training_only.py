"""Labels that only train: kept out of the figures, and out of the folds of their authors."""

from __future__ import annotations

import json

import pytest
from themes_helpers import run

from miner.themes.fitting import build_trainer
from miner.themes.labels import LabelLine, PostLabels, append_lines, text_sha256
from miner.themes.session import closed_by_others
from miner.themes.train import gather
from miner.themes.training import is_wanted


@pytest.fixture
def material(garden_set, garden_posts, tmp_path):
    """The garden set with four more posts that an annotator read who only trains."""
    toml = garden_set / "themes.toml"
    toml.write_text('training_only = ["reader"]\n' + toml.read_text())
    author = json.loads(garden_posts.read_text().splitlines()[0])["author"]
    rows = [
        {"id": "r0", "text": "Slugs had the beans last night.", "author": author},
        {"id": "r1", "text": "Beetles ate the beans.", "author": "nobody else"},
        {"id": "r2", "text": "I like gardens.", "author": "nobody else"},
        {"id": "r3", "text": "Not read by anybody.", "author": "nobody else"},
    ]
    more = tmp_path / "more.jsonl"
    more.write_text("".join(json.dumps(row) + "\n" for row in rows))
    lines = []
    for row, label in zip(rows[:3], ("pests", "pests", None), strict=True):
        digest = text_sha256(row["text"])
        if label:
            unsure = row["id"] == "r1"
            lines.append(LabelLine(row["id"], digest, label=label, value=True, is_unsure=unsure))
        lines.append(LabelLine(row["id"], digest, state="done"))
    append_lines(garden_set / "labels" / "reader.jsonl", lines)
    return gather(garden_set, garden_posts, more)


def test_training_only_labels_measure_nothing(material):
    roles = {post.id: post.role for post in material.labelled if not post.is_measured}
    assert roles == {"r0": "read", "r1": "read", "r2": "read"}
    assert [post.id for post in material.unlabelled] == ["r3"]
    post = next(p for p in material.labelled if p.id == "r1")
    assert (post.gold, post.unsure) == ({"pests": True, "weather": False}, {"pests"})


def test_training_only_posts_of_a_held_out_author_are_left_out(material):
    trainer = build_trainer(
        material.theme_set, material.labelled, material.unlabelled, material.marks
    )
    author = next(p.author for p in material.labelled if p.id == "r0")
    kept = [i for i in trainer.measured if trainer.data.posts[i].author != author]
    # A word is learnt from two authors: beans are known only where both posts are used.
    assert "beans" in trainer.fit(trainer.measured).ngrams.column
    assert "beans" not in trainer.fit(kept).ngrams.column
    alone = trainer.fit(trainer.measured, use_unlabelled=False)
    assert "beans" not in alone.ngrams.column


def test_training_only_a_share_of_plain_posts_is_used(material):
    kept = [p.id for p in material.labelled if not p.is_measured and is_wanted(p)]
    assert kept[:2] == ["r0", "r1"]


def test_training_only_posts_stay_to_be_labelled():
    files = {
        name: {post: PostLabels(post, "h", state="done")}
        for name, post in (("anna", "p1"), ("ben", "p2"), ("reader", "p3"), ("adjudicated", "p4"))
    }
    assert closed_by_others(files, "anna", {"reader"}) == [{"p2"}]


def test_training_only_labels_are_not_evaluated_against(material, garden_set, tmp_path):
    code, _, err = run("evaluate", "--posts", tmp_path / "more.jsonl", "--themes", garden_set)
    assert (code, "no post with a label" in err) == (2, True)
