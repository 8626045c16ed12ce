"""Label files: append-only, hashed, and honest about conflicts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.model.errors import ReadError
from miner.model.span import Span
from miner.themes.labels import (
    LabelLine,
    append_lines,
    check_against_posts,
    combine,
    label_file,
    read_label_folder,
    read_labels,
    text_sha256,
)

TEXT = "The nurse listened. The doctor laughed."


def line(post="p1", **more) -> LabelLine:
    return LabelLine(post, text_sha256(TEXT), **more)


def test_labels_last_line_holds_and_spans_are_kept(tmp_path):
    path = tmp_path / "anna.jsonl"
    append_lines(path, [line(label="kind", value=True, span=Span(0, 19))])
    append_lines(path, [line(label="rude", value=True), line(label="rude", value=None)])
    append_lines(path, [line(note="unsure"), line(state="done")])
    post = read_labels(path)["p1"]
    assert (post.positive(), post.state, post.note) == ({"kind"}, "done", "unsure")
    assert post.spans == {"kind": [Span(0, 19)]}


def test_labels_file_holds_no_text(tmp_path):
    append_lines(tmp_path / "a.jsonl", [line(label="kind", value=True, span=Span(0, 19))])
    assert "nurse" not in (tmp_path / "a.jsonl").read_text()


def test_labels_line_cut_short_is_passed_over_and_ended(tmp_path):
    path = tmp_path / "a.jsonl"
    append_lines(path, [line(label="kind", value=True)])
    with path.open("ab") as stream:
        stream.write(b'{"id": "p2", "text_sha')
    append_lines(path, [line("p3", state="done")])
    assert list(read_labels(path)) == ["p1", "p3"]


def test_labels_broken_line_is_named(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"label": "kind", "value": true}\n')
    with pytest.raises(ReadError, match=r"a\.jsonl:1"):
        read_labels(path)


def test_labels_two_texts_for_one_id_are_refused(tmp_path):
    append_lines(tmp_path / "a.jsonl", [line(state="done")])
    append_lines(tmp_path / "b.jsonl", [LabelLine("p1", text_sha256("other"), state="done")])
    with pytest.raises(ReadError, match="different texts"):
        read_label_folder(tmp_path)


def test_labels_ids_without_post_and_changed_texts_are_told(tmp_path):
    path = tmp_path / "a.jsonl"
    append_lines(path, [line(state="done"), line("gone", state="done")])
    missing, stale = check_against_posts(read_labels(path), {"p1": TEXT + "!"})
    assert (missing, stale) == (["gone"], ["p1"])


def test_labels_combine_leaves_out_disputes_until_adjudicated(tmp_path):
    append_lines(tmp_path / "a.jsonl", [line(label="kind", value=True), line(state="done")])
    append_lines(tmp_path / "b.jsonl", [line(state="done")])
    final, disputes = combine(read_label_folder(tmp_path), ["kind", "rude"])
    assert (final, disputes) == ({"p1": {"rude": False}}, [("p1", "kind")])
    append_lines(tmp_path / "adjudicated.jsonl", [line(label="kind", value=True)])
    final, disputes = combine(read_label_folder(tmp_path), ["kind", "rude"])
    assert (final, disputes) == ({"p1": {"kind": True, "rude": False}}, [])


@pytest.mark.parametrize("name", ["../up", "", "a/b", ".hidden", "x" * 60])
def test_labels_annotator_names_stay_in_the_folder(tmp_path, name):
    with pytest.raises(ReadError):
        label_file(tmp_path, name)


@settings(deadline=None)
@given(st.text(), st.one_of(st.none(), st.booleans()), st.text())
def test_labels_line_survives_writing(tmp_path_factory, post_id, value, note):
    path = tmp_path_factory.mktemp("labels") / "a.jsonl"
    lines = [
        LabelLine(post_id, "ab", label="kind", value=value),
        LabelLine(post_id, "ab", note=note),
    ]
    append_lines(path, lines)
    post = read_labels(path)[post_id]
    assert post.themes == ({} if value is None else {"kind": value})
    assert post.note == note


def test_labels_doubt_is_kept_until_the_label_changes(tmp_path):
    path = tmp_path / "anna.jsonl"
    append_lines(path, [line(label="kind", value=True, is_unsure=True)])
    append_lines(path, [line(label="rude", value=False, is_unsure=True)])
    assert read_labels(path)["p1"].unsure == {"kind", "rude"}
    append_lines(path, [line(label="kind", value=True), line(label="rude", value=None)])
    assert read_labels(path)["p1"].unsure == set()
