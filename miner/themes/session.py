"""A labelling session without its screen: keys go in, lines are saved at once, state comes out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from miner.themes.labels import (
    ADJUDICATED,
    LabelLine,
    PostLabels,
    append_lines,
    read_labels,
    text_sha256,
)
from miner.themes.posts import PostRow

KEYS = {
    "done": "\r\n ", "skip": "s", "undo": "u", "note": "n", "suggest": "?", "back": "b", "quit": "q",
}  # fmt: skip


@dataclass(slots=True)
class Session:
    """One annotator going through posts in order.

    Each change is appended to the label file, and on disk, before the next key is read: a
    session killed at any moment loses nothing and goes on where it was.
    """

    posts: list[PostRow]
    themes: tuple[str, ...]
    path: Path
    suggest: Callable[[str], dict[str, float]] | None = None
    labels: dict[str, PostLabels] = field(default_factory=dict)
    position: int = 0
    shown: dict[str, float] | None = None
    history: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.labels = read_labels(self.path)
        self.position = self._next_open(0)

    @property
    def post(self) -> PostRow | None:
        """Return the post in view, None at the end."""
        return self.posts[self.position] if self.position < len(self.posts) else None

    @property
    def n_closed(self) -> int:
        """Return how many of the posts are done or skipped."""
        return sum(self._state(post) != "open" for post in self.posts)

    def chosen(self) -> set[str]:
        """Return the themes switched on for the post in view."""
        post = self.post
        labels = self.labels.get(post.id) if post else None
        return labels.positive() if labels else set()

    def note(self) -> str:
        """Return the note on the post in view."""
        post = self.post
        labels = self.labels.get(post.id) if post else None
        return labels.note if labels else ""

    def press(self, key: str) -> bool:
        """Act on one key (notes come through `write_note`); return False to end the session."""
        if key in KEYS["quit"] or key in ("\x03", "\x04", ""):
            return False
        post = self.post
        if key == KEYS["undo"]:
            self._undo()
        elif key == KEYS["back"]:
            self._step_back()
        elif post is None:
            return True
        elif key.isdigit() and 1 <= int(key) <= len(self.themes):
            self._toggle(post, self.themes[int(key) - 1])
        elif key in KEYS["done"]:
            self._close(post, "done")
        elif key == KEYS["skip"]:
            self._close(post, "skipped")
        elif key == KEYS["suggest"]:
            self.shown = self.suggest(post.text) if self.suggest else {}
        return True

    def write_note(self, note: str) -> None:
        """Save a note on the post in view."""
        post = self.post
        if post is not None:
            self._save(post, LabelLine(post.id, text_sha256(post.text), note=note))

    def _toggle(self, post: PostRow, theme: str) -> None:
        on = theme not in self.chosen()
        value = True if on else None
        self._save(post, LabelLine(post.id, text_sha256(post.text), label=theme, value=value))
        self.history.append((post.id, theme))

    def _close(self, post: PostRow, state: str) -> None:
        self._save(post, LabelLine(post.id, text_sha256(post.text), state=state))
        self.history.append((post.id, "state"))
        self.shown = None
        self.position = self._next_open(self.position + 1)

    def _undo(self) -> None:
        if not self.history:
            self._step_back()
            return
        post_id, what = self.history.pop()
        self.position = next(i for i, post in enumerate(self.posts) if post.id == post_id)
        post = self.posts[self.position]
        self.shown = None
        if what == "state":
            self._save(post, LabelLine(post.id, text_sha256(post.text), state="open"))
        else:
            value = None if what in self.chosen() else True
            self._save(post, LabelLine(post.id, text_sha256(post.text), label=what, value=value))

    def _step_back(self) -> None:
        if self.position > 0:
            self.position -= 1
            self.shown = None

    def _save(self, post: PostRow, line: LabelLine) -> None:
        append_lines(self.path, [line])
        labels = self.labels.setdefault(post.id, PostLabels(post.id, line.text_sha256))
        if line.label is not None:
            if line.value is None:
                labels.themes.pop(line.label, None)
            else:
                labels.themes[line.label] = line.value
        if line.state is not None:
            labels.state = line.state
        if line.note is not None:
            labels.note = line.note

    def _state(self, post: PostRow) -> str:
        labels = self.labels.get(post.id)
        if labels is None or labels.text_sha256 != text_sha256(post.text):
            return "open"
        return labels.state

    def _next_open(self, start: int) -> int:
        for position in range(start, len(self.posts)):
            if self._state(self.posts[position]) == "open":
                return position
        return len(self.posts)


def is_double_labelled(post_id: str, share: float) -> bool:
    """Tell whether a post is among the fixed share that every annotator labels."""
    return _unit(f"double\x1f{post_id}") < share


def closed_by_others(
    files: Mapping[str, Mapping[str, PostLabels]], annotator: str, training_only: Collection[str]
) -> list[set[str]]:
    """Return the posts that each other annotator has closed.

    Rulings on disputes are nobody's, and posts of annotators who only train stay to be labelled.
    """
    left_out = {annotator, ADJUDICATED, *training_only}
    return [
        {post.id for post in labels.values() if post.state != "open"}
        for name, labels in files.items()
        if name not in left_out
    ]


def pick_for(
    posts: Sequence[PostRow], others: Sequence[set[str]], *, share: float
) -> list[PostRow]:
    """Return the posts an annotator should see.

    Parameters
    ----------
    posts : sequence of PostRow
        All posts, in the order to label them.
    others : sequence of set of str
        Ids that each other annotator has closed.
    share : float
        Share of posts, 0 to 1, that everybody labels; what others closed of the rest is
        left out.
    """
    taken = set().union(*others) if others else set()
    return [p for p in posts if p.id not in taken or is_double_labelled(p.id, share)]


def random_order(posts: Sequence[PostRow], seed: int = 0) -> list[PostRow]:
    """Return posts in an order that looks random and is the same every time."""
    return sorted(posts, key=lambda post: _unit(f"{seed}\x1f{post.id}"))


def _unit(text: str) -> float:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]
    return int.from_bytes(digest, "big") / 2**64
