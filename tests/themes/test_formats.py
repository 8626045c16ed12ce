"""Labels through the files of other tools and back, offsets as they were."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.model.errors import ReadError, UnknownNameError
from miner.model.span import Span
from miner.themes.formats import FORMATS, read_annotations, write_annotations
from miner.themes.labels import PostLabels, append_lines, read_labels, text_sha256
from miner.themes.posts import PostRow

THEMES = ("kind", "rude")


def _round_trip(folder, kind, post, labels):
    write_annotations(folder / "out", kind, [post], {post.id: labels})
    append_lines(folder / "back.jsonl", read_annotations(folder / "out", kind, THEMES))
    return read_labels(folder / "back.jsonl")[post.id]


@pytest.mark.parametrize("kind", FORMATS)
@settings(deadline=None)
@given(
    text=st.text(min_size=12, max_size=60).filter(str.strip),
    start=st.integers(0, 5),
    length=st.integers(1, 6),
    whole=st.sampled_from([{}, {"rude": True}]),
)
def test_formats_round_trip_keeps_offsets(tmp_path_factory, kind, text, start, length, whole):
    text = text.encode("utf-8", "ignore").decode()
    if len(text) < 12:
        return
    post = PostRow("p\u20281", text, "a")
    span = Span(start, start + length)
    labels = PostLabels(
        post.id, text_sha256(text), {"kind": True, **whole}, {"kind": [span]}, "done", "why 🙂"
    )
    back = _round_trip(tmp_path_factory.mktemp("formats"), kind, post, labels)
    assert back == labels


def test_formats_reads_doccano_class_labels(tmp_path):
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps({"id": 7, "text": "So rude.", "label": ["rude"]}) + "\n")
    lines = read_annotations(path, "doccano", THEMES)
    assert [(x.id, x.label, x.state) for x in lines] == [("7", "rude", None), ("7", None, "done")]


def test_formats_reads_a_prodigy_reject_as_no(tmp_path):
    path = tmp_path / "f.jsonl"
    record = {"text": "Fine.", "meta": {"id": "p"}, "accept": ["rude"], "answer": "reject"}
    path.write_text(json.dumps(record) + "\n")
    assert [x.label for x in read_annotations(path, "prodigy", THEMES)] == [None]


def test_formats_cancelled_label_studio_task_is_skipped(tmp_path):
    path = tmp_path / "f.json"
    task = {
        "data": {"id": "p", "text": "Fine."},
        "annotations": [{"was_cancelled": True, "result": []}],
    }
    path.write_text(json.dumps([task]))
    assert [x.state for x in read_annotations(path, "labelstudio", THEMES)] == ["skipped"]


@pytest.mark.parametrize(
    "label", [[[0, 99, "kind"]], [[0, 2, "unknown"]], [[5, 2, "kind"]], [["x"]]]
)
def test_formats_bad_spans_and_labels_are_refused(tmp_path, label):
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps({"id": 1, "text": "So kind.", "label": label}) + "\n")
    with pytest.raises(ReadError):
        read_annotations(path, "doccano", THEMES)


def test_formats_unknown_kind_names_the_known(tmp_path):
    with pytest.raises(UnknownNameError, match="doccano, labelstudio, prodigy"):
        read_annotations(tmp_path / "f", "brat", THEMES)
