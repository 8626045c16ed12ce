"""Invented posts of a theme set: hard cases, most to train with, some to probe a model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from miner.model.errors import ReadError
from miner.themes.metrics import precision_recall_f1
from miner.themes.model import ThemeModel
from miner.themes.posts import PostRow
from miner.themes.themeset import ThemeSet

FILE = "invented.jsonl"
PROBE_SHARE = 10  # One in so many is kept out of training.
INVENTED_ROLES = ("invented", "told")
# One group for all: a word that only invented posts use is not learnt from two of them.
AUTHOR = "\x00invented"


@dataclass(frozen=True, slots=True)
class InventedPost:
    """A post written for the theme set; `near_miss` is the theme that it only looks like.

    `style` is `told` for a theme shown in a scene, denser and more polished than posts are, and
    `plain` for one in passing, as most are. Posts of a `group` differ in little but their
    themes, and stay on one side of the split.
    """

    id: str
    text: str
    themes: frozenset[str]
    near_miss: str | None = None
    style: str = "told"
    group: str | None = None

    @property
    def is_probe(self) -> bool:
        """Tell whether the post is kept out of training: about a tenth is, by a fixed hash."""
        key = self.group or self.id
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        return digest[0] % PROBE_SHARE == 0


def training_posts(posts: Sequence[InventedPost], names: Sequence[str]) -> list[PostRow]:
    """Return those that train, as labelled posts that measure nothing."""
    return [
        PostRow(
            post.id, post.text, AUTHOR,
            gold={name: name in post.themes for name in names},
            role="told" if post.style == "told" else "invented",
        )
        for post in posts
        if not post.is_probe
    ]  # fmt: skip


def read_invented(theme_set: ThemeSet) -> list[InventedPost]:
    """Read `invented.jsonl` of a theme set; none where there is no such file.

    Raises
    ------
    ReadError
        If a line is broken or names a theme that the set does not have.
    """
    path = theme_set.path / FILE
    found: list[InventedPost] = []
    if not path.is_file():
        return found
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            record = json.loads(line)
            post = InventedPost(
                str(record["id"]),
                str(record["text"]),
                frozenset(record["themes"]),
                record.get("near_miss"),
                str(record.get("style", "told")),
                record.get("group"),
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ReadError(f"{path}:{number}: no invented post ({error!r})") from None
        found.append(post)
        named = {*post.themes, *([post.near_miss] if post.near_miss else [])}
        unknown = named - set(theme_set.names)
        if unknown:
            raise ReadError(f"{path}:{number}: no theme '{min(unknown)}' in this set")
    return found


def measure_invented(model: ThemeModel, posts: Sequence[InventedPost]) -> dict[str, Any]:
    """Score invented posts: precision, recall and F1 a theme, and how many near misses are hit."""
    thresholds = model.thresholds()
    said = np.array([model.score_post(post.text).probabilities >= thresholds for post in posts])
    themes = {}
    for column, name in enumerate(model.themes):
        truth = np.array([name in post.themes for post in posts])
        near = np.array([post.near_miss == name and name not in post.themes for post in posts])
        precision, recall, f1 = precision_recall_f1(truth, said[:, column])
        themes[name] = {
            "n_positive": int(truth.sum()), "precision": round(precision, 4),
            "recall": round(recall, 4), "f1": round(f1, 4), "n_near_miss": int(near.sum()),
            "near_miss_taken": round(float(said[near, column].mean()), 4) if near.any() else 0.0,
        }  # fmt: skip
    return {"n_posts": len(posts), "themes": themes}
