"""A session acts on keys and saves each at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from miner.themes.labels import read_labels
from miner.themes.posts import PostRow
from miner.themes.session import Session, is_double_labelled, pick_for, random_order

POSTS = [PostRow(f"p{i}", f"Post number {i} about slugs.", "a") for i in range(6)]
THEMES = ("pests", "weather")


def press(session, keys):
    for key in keys:
        session.press(key)
    return session


def test_session_saves_before_the_next_key(tmp_path):
    session = Session(POSTS, THEMES, tmp_path / "a.jsonl")
    session.press("1")
    assert read_labels(tmp_path / "a.jsonl")["p0"].themes == {"pests": True}


def test_session_resumes_where_it_was(tmp_path):
    press(Session(POSTS, THEMES, tmp_path / "a.jsonl"), "1\rs2")
    session = Session(POSTS, THEMES, tmp_path / "a.jsonl")
    assert (session.post.id, session.chosen(), session.n_closed) == ("p2", {"weather"}, 2)


def test_session_undo_takes_back_step_by_step(tmp_path):
    session = press(Session(POSTS, THEMES, tmp_path / "a.jsonl"), "12\r")
    session.press("u")
    assert (session.post.id, session.chosen()) == ("p0", {"pests", "weather"})
    session.press("u")
    assert session.chosen() == {"pests"}
    assert read_labels(tmp_path / "a.jsonl")["p0"].state == "open"


def test_session_note_is_saved(tmp_path):
    session = Session(POSTS, THEMES, tmp_path / "a.jsonl")
    session.write_note("two meanings")
    assert read_labels(tmp_path / "a.jsonl")["p0"].note == "two meanings"


def test_session_suggestion_is_hidden_until_asked(tmp_path):
    asked = []
    session = Session(
        POSTS, THEMES, tmp_path / "a.jsonl", suggest=lambda t: asked.append(t) or {"pests": 0.9}
    )
    press(session, "1\r")
    assert (session.shown, asked) == (None, [])
    session.press("?")
    assert session.shown == {"pests": 0.9}
    session.press("\r")
    assert session.shown is None


def test_session_changed_text_is_labelled_again(tmp_path):
    press(Session(POSTS, THEMES, tmp_path / "a.jsonl"), "\r")
    changed = [PostRow("q0", "Another.", "a"), *POSTS[1:]]
    assert Session(changed, THEMES, tmp_path / "a.jsonl").post.id == "q0"


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="12\rsub?x9", max_size=25))
def test_session_file_always_equals_memory(tmp_path_factory, keys):
    path = tmp_path_factory.mktemp("session") / "a.jsonl"
    session = press(Session(POSTS, THEMES, path), keys)
    again = Session(POSTS, THEMES, path)
    assert {k: (v.themes, v.state) for k, v in again.labels.items()} == {
        k: (v.themes, v.state) for k, v in session.labels.items()
    }


def test_session_fixed_share_is_labelled_by_everybody():
    posts = [PostRow(f"x{i}", "t", "a") for i in range(400)]
    taken = {post.id for post in posts}
    shared = pick_for(posts, [taken], share=0.2)
    assert 50 < len(shared) < 110
    assert all(is_double_labelled(post.id, 0.2) for post in shared)
    assert pick_for(posts, [], share=0.2) == posts


def test_session_random_order_is_the_same_every_time():
    assert random_order(POSTS) == random_order(POSTS[::-1]) != POSTS
