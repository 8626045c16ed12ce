"""Training a small invented set from its files, and what is refused."""

from __future__ import annotations

import json

import pytest
from themes_helpers import run

from miner.model.errors import ModelMismatchError
from miner.themes.classifier import classify_posts, open_theme_model
from miner.themes.evaluate import drift_warning
from miner.themes.labels import LabelLine, append_lines, text_sha256


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A model trained by the command on the garden set."""
    from conftest_garden import garden_rows, write_garden_set

    folder = tmp_path_factory.mktemp("trained")
    themes = write_garden_set(folder)
    posts = folder / "posts.jsonl"
    posts.write_text("".join(json.dumps(row) + "\n" for row in garden_rows()))
    model = folder / "models" / "gardens" / "1"
    code, out, err = run(
        "train", "--themes", themes, "--posts", posts, "--out", model, "--no-curve"
    )
    assert (code, "macro" in out) == (0, True), err
    return themes, posts, model


def test_training_makes_a_model_that_finds_the_themes(trained):
    texts = [
        "This morning I saw that slugs ate the hedge.",
        "I am going to sell my old lawn mower soon.",
    ]
    first, second = classify_posts(texts, model=trained[2])
    assert [v.theme for v in first if v.assigned] == ["pests"]
    assert not any(v.assigned for v in second)
    pests = first[0]
    assert pests.rationale[0].of(texts[0]) == texts[0]
    assert "ate" in {span.of(texts[0]) for span in pests.words} | {"ate"}
    assert 0 <= pests.probability <= 1


def test_training_twice_gives_the_same_bytes(trained, tmp_path):
    again = tmp_path / "gardens" / "1"
    run("train", "--themes", trained[0], "--posts", trained[1], "--out", again, "--no-curve")
    for name in ("vocabulary.txt", "metrics.json", "cues.json", "card.md"):
        assert (again / name).read_bytes() == (trained[2] / name).read_bytes()


def test_training_card_shows_baselines_and_model_holds_no_post(trained):
    card = (trained[2] / "card.md").read_text()
    assert "seed phrases as keywords" in card and "plain TF-IDF" in card
    assert "this is my week. Slugs" not in "".join(
        p.read_text("latin-1") for p in trained[2].iterdir()
    )


@pytest.mark.parametrize("name", ["arrays.npz", "vocabulary.txt", "cues.json", "metrics.json"])
def test_training_tampered_model_is_refused(trained, tmp_path, name):
    import shutil

    copy = tmp_path / "gardens" / "1"
    shutil.copytree(trained[2], copy)
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(bytes(data))
    with pytest.raises(ModelMismatchError, match=name):
        open_theme_model(copy)


def test_training_evaluate_reports_and_plots(trained, tmp_path):
    plot = tmp_path / "c.svg"
    code, out, _ = run("evaluate", "--posts", trained[1], "--model", trained[2], "--plot", plot)
    assert code == 0
    assert "macro-F1" in out and "calibration" in out
    assert plot.read_text().startswith("<svg")


def test_training_warns_of_posts_unlike_those_of_training(trained):
    model = open_theme_model(trained[2])
    strange = ["Quarterly derivatives outperformed hedged bond futures."] * 20
    assert "unlike the training posts" in drift_warning(model, strange)
    usual = [json.loads(line)["text"] for line in trained[1].read_text().splitlines()]
    assert drift_warning(model, usual) is None


def test_training_says_which_labels_fit_no_post(garden_set, garden_posts, tmp_path):
    lines = [LabelLine("nowhere", text_sha256("x"), label="pests", value=True)]
    append_lines(garden_set / "labels" / "anna.jsonl", lines)
    code, _, err = run(
        "train", "--themes", garden_set, "--posts", garden_posts, "--out", tmp_path / "m" / "1",
        "--no-curve",
    )  # fmt: skip
    assert code == 1
    assert "no post has 1 of its ids (nowhere)" in err


def test_training_theme_without_positive_label_is_one_line(garden_set, tmp_path):
    posts = tmp_path / "p.jsonl"
    rows = [
        {"id": str(i), "text": f"Slugs {i} ate it.", "themes": ["pests"] if i % 2 else []}
        for i in range(30)
    ]
    posts.write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, _, err = run(
        "train", "--themes", garden_set, "--posts", posts, "--out", tmp_path / "m" / "1"
    )
    assert code == 2
    assert err.strip().splitlines()[-1] == (
        "miner: theme 'weather' has 0 positive labels by 0 authors; "
        "8 by two authors are the least, 20 a sensible start"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "no post in it"),
        ("{", "not JSON Lines"),
        ('{"id": "a"}\n', "needs 'id' and 'text'"),
        ('{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}\n', "occurs twice"),
        ('{"id": "a", "text": "x"}\n', "no post has a label"),
    ],
)
def test_training_bad_post_files_are_told(garden_set, tmp_path, content, told):
    posts = tmp_path / "p.jsonl"
    posts.write_text(content)
    code, _, err = run(
        "train", "--themes", garden_set, "--posts", posts, "--out", tmp_path / "m" / "1"
    )
    assert (code, told in err, "Traceback" in err) == (2, True, False)


def test_training_agreement_command_lists_and_settles(garden_set):
    def done(post, *labels):
        return [LabelLine(post, "h", label=name, value=True) for name in labels] + [
            LabelLine(post, "h", state="done")
        ]

    append_lines(garden_set / "labels" / "a.jsonl", [*done("p1", "pests"), *done("p2")])
    append_lines(garden_set / "labels" / "b.jsonl", [*done("p1"), *done("p2")])
    code, out, _ = run("agreement", "--themes", garden_set)
    assert (code, "p1\tpests\tyes: a\tno: b" in out, "1 disputes, 1 open" in out) == (0, True, True)
    code, out, _ = run("agreement", "--themes", garden_set, "--settle", "p1:pests=yes")
    assert "1 disputes, 0 open" in out
    code, _, err = run("agreement", "--themes", garden_set, "--settle", "p9:pests=yes")
    assert (code, "nobody labelled" in err) == (2, True)


def test_training_labels_come_and_go_through_other_tools(garden_set, garden_posts, tmp_path):
    first = json.loads(garden_posts.read_text().splitlines()[0])
    record = {"id": first["id"], "text": first["text"], "label": [[0, 9, "pests"]]}
    (tmp_path / "in.jsonl").write_text(json.dumps(record) + "\n")
    common = ("label", "--themes", garden_set, "--posts", garden_posts, "--annotator", "anna")
    code, out, _ = run(*common, "--import", tmp_path / "in.jsonl", "--format", "doccano")
    assert (code, "1 posts imported" in out) == (0, True)
    code, out, _ = run(*common, "--export", tmp_path / "out.jsonl", "--format", "prodigy")
    exported = json.loads((tmp_path / "out.jsonl").read_text())
    assert exported["spans"] == [{"start": 0, "end": 9, "label": "pests"}]
    code, _, err = run(*common, "--export", tmp_path / "out.jsonl")
    assert (code, "need --format" in err) == (2, True)
