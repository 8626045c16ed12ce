"""Comments below an article: WordPress and pages built like it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from miner.readers.forum_dates import read_date
from miner.readers.html_parts import body_parts
from miner.readers.html_tree import classes, find_all, first, matches_any, words_of
from miner.readers.thread_parts import RawPost

_ID = re.compile(r"^(?:li-|div-)?comment-(\d+)$")
_HOLDERS = ("li", "div", "article", "section")
_BODIES = (
    "div.comment-text", "div.comment-content", "section.comment-content", "div.comment-body",
    "div.comment_text", "div.comment-entry", "p.comment-text",
)  # fmt: skip
_AUTHORS = (".fn", "cite", ".comment-author-name", ".comment-author", ".commentauthor")
_DATES = ("time", ".comment-time", ".comment-date", ".comment-metadata", ".comment-meta",
          ".commentmetadata")  # fmt: skip
_DROPPED = (
    ".comment-author", ".comment-meta", ".comment-metadata", ".commentmetadata", ".reply",
    ".comment-reply", ".comment-reply-link", ".comment-meta-data", "ul.children", "ol.children",
    ".comment-awaiting-moderation", ".sharedaddy", ".says",
)  # fmt: skip
# Other blogs that link here are not comments.
_NOT_COMMENTS = frozenset(("pingback", "trackback"))


def find_comments(root: Any) -> list[RawPost]:
    """List a page's comments in order; replies name the comment that they answer."""
    posts: list[RawPost] = []
    for element, native in _comments(root):
        body = first(element, *_BODIES)
        if body is None:
            continue
        author = words_of(first(element, *_AUTHORS)).removesuffix("says:").removesuffix("says")
        posts.append(
            RawPost(
                native_id=f"comment-{native}",
                author=author.strip() or None,
                parts=body_parts(
                    body, quotes=("blockquote",), dropped=_DROPPED, read_quote=_unclear
                ),
                posted_at=_date(element),
                permalink=_permalink(element, native),
                number=len(posts) + 1,
                reply_to=_parent(element),
            )
        )
    return posts


def _comments(root: Any) -> Iterator[tuple[Any, str]]:
    """Give each comment's outermost element once with its number."""
    seen: set[str] = set()
    for element in root.iter(*_HOLDERS):
        found = _ID.match(element.get("id") or "")
        if not found or found.group(1) in seen:
            continue
        if classes(element) & _NOT_COMMENTS:
            seen.add(found.group(1))
            continue
        if first(element, *_BODIES) is not None:
            seen.add(found.group(1))
            yield element, found.group(1)


def _unclear(element: Any) -> tuple[str, str | None]:
    return "unclear", None


def _date(element: Any) -> str | None:
    for selector in _DATES:
        for holder in find_all(element, selector):
            for words in (holder.get("datetime"), words_of(holder)):
                found = read_date(words)
                if found:
                    return found
            break
    return None


def _permalink(element: Any, native: str) -> str | None:
    for anchor in element.iter("a"):
        href = anchor.get("href") or ""
        if href.endswith(f"#comment-{native}") and not href.startswith("#"):
            return href
    return None


def _parent(element: Any) -> str | None:
    for ancestor in element.iterancestors():
        found = _ID.match(ancestor.get("id") or "")
        if found and matches_any(ancestor, _HOLDERS):
            return f"comment-{found.group(1)}"
    return None
