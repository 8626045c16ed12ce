"""Posts in the report: those with a theme first, the words that show it marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from miner.export.report import PostEntry

MOST_POSTS = 300
POST_CHARS = 900
# How the themes table joins the words that show a theme.
RATIONALE_JOIN = " … "

Themes = Mapping[str, Sequence[tuple[str, str]]]


def gather_posts(posts: Sequence[Mapping[str, Any]], themes: Themes) -> list[PostEntry]:
    """Collect posts with their themes.

    Parameters
    ----------
    posts : sequence of mapping
        Rows of the posts table.
    themes : mapping of post id to (theme, rationale)
        Assigned themes only.
    """
    # Posts with a theme are what people look for; the others follow in their order.
    ordered = sorted(posts, key=lambda post: post["post_id"] not in themes)
    entries = []
    for post in ordered[:MOST_POSTS]:
        found = themes.get(post["post_id"], ())
        words = post["own_text"] or ""
        if len(words) > POST_CHARS:
            words = words[:POST_CHARS] + " …"
        entries.append(
            PostEntry(
                post_id=post["post_id"],
                thread=post["thread_id"].removeprefix("thread:"),
                position=post["position"],
                author=post["author_key"] or "",
                posted_at=post["posted_at"] or "",
                pieces=marked(words, [rationale for _, rationale in found]),
                themes=[theme for theme, _ in found],
            )
        )
    return entries


def marked(words: str, rationales: Sequence[str]) -> list[tuple[str, bool]]:
    """Divide a post's words into pieces that do or do not show a theme.

    Examples
    --------
    >>> marked("He laughed. I left.", ["He laughed."])
    [('He laughed.', True), (' I left.', False)]
    """
    wanted = {part for rationale in rationales for part in rationale.split(RATIONALE_JOIN) if part}
    if not wanted:
        return [(words, False)]
    pattern = "|".join(
        re.escape(part) for part in sorted(wanted, key=lambda part: (-len(part), part))
    )
    pieces = re.split(f"({pattern})", words)
    return [(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece]
