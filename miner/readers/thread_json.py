"""Threads as JSON: Discourse topics and posts, Reddit listings and exports."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Any

from lxml import etree

from miner.model import Document, Metadata
from miner.model.errors import ReadError
from miner.readers.html_parts import body_parts
from miner.readers.thread_parts import Part, RawPost, build_thread

DISCOURSE = "discourse/1"
REDDIT = "reddit/1"
_DEEPEST = 200


def looks_like_thread_json(data: bytes) -> bool:
    """Tell whether bytes are JSON of a forum that is known here."""
    head = data[:200_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] not in (b"{", b"["):
        return False
    signs = (b'"post_stream"', b'"latest_posts"', b'"cooked"', b'"comment_id"', b'"selftext"')
    return any(sign in head for sign in signs) or (b'"Listing"' in head and b'"kind"' in head)


def read_thread_json(data: bytes, *, path: str, author_key: bytes) -> list[Document]:
    """Read every thread in a JSON file.

    Raises
    ------
    ReadError
        If it is not JSON, or not of a known forum.
    """
    try:
        content = json.loads(data.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise ReadError(f"{path}: broken JSON ({str(error)[:80]})") from error
    digest = hashlib.sha256(data).hexdigest()
    if isinstance(content, dict) and ("post_stream" in content or "latest_posts" in content):
        threads = _discourse(content)
    elif isinstance(content, list) and any(
        isinstance(item, dict) and "comments" in item for item in content
    ):
        threads = [_reddit_export(item) for item in content if isinstance(item, dict)]
    else:
        threads = _reddit_listing(content)
    documents = [
        build_thread(
            posts,
            document_id=_part_id(thread_id, posts[0]),
            thread_id=thread_id,
            path=path,
            sha256=digest,
            reader=reader,
            metadata=Metadata(title=title, url=url),
            author_key=author_key,
        )
        for thread_id, title, url, posts, reader in threads
        if posts
    ]
    if not documents:
        raise ReadError(f"{path}: JSON without posts of a known forum (Discourse, Reddit)")
    return documents


def _part_id(thread_id: str, first: RawPost) -> str:
    """Name a part of a topic by its first post, so that no two are taken for copies of one."""
    return f"{thread_id}/{first.native_id}" if (first.number or 1) > 1 else thread_id


_Thread = tuple[str, str | None, str | None, list[RawPost], str]


def _discourse(content: dict[str, Any]) -> list[_Thread]:
    stream = content.get("post_stream")
    posts = stream.get("posts") if isinstance(stream, dict) else content.get("latest_posts")
    topics: dict[Any, list[dict[str, Any]]] = {}
    for post in posts if isinstance(posts, list) else []:
        if isinstance(post, dict):
            topics.setdefault(post.get("topic_id", content.get("id")), []).append(post)
    threads: list[_Thread] = []
    for topic, members in topics.items():
        slug = members[0].get("topic_slug") or content.get("slug") or ""
        title = content.get("title") or members[0].get("topic_title")
        members.sort(key=lambda post: post.get("post_number") or 0)
        threads.append(
            (f"thread:discourse/{slug}/{topic}", title, None, [_cooked(p) for p in members],
             DISCOURSE)
        )  # fmt: skip
    return threads


def _cooked(post: dict[str, Any]) -> RawPost:
    number = post.get("post_number")
    reply = post.get("reply_to_post_number")
    return RawPost(
        native_id=f"post-{number}",
        author=post.get("username") or post.get("name"),
        parts=html_fragment_parts(str(post.get("cooked") or "")),
        posted_at=post.get("created_at"),
        number=number if isinstance(number, int) else None,
        reply_to=f"post-{reply}" if reply else None,
        names=[name for name in (post.get("name"), post.get("display_username")) if name],
    )


def html_fragment_parts(fragment: str) -> list[Part]:
    """Divide the HTML of one post into own and quoted parts (Discourse, Reddit, comments)."""
    if not fragment.strip():
        return []
    parser = etree.HTMLParser(no_network=True, remove_comments=True)
    root = etree.fromstring(f"<div>{fragment}</div>".encode(), parser)
    if root is None:
        return []
    return body_parts(
        root,
        quotes=("aside.quote", "blockquote"),
        dropped=("div.title", "aside.onebox", "div.meta"),
        read_quote=_discourse_quote,
    )


def _discourse_quote(element: Any) -> tuple[str, str | None]:
    number = element.get("data-post")
    if number and str(number).isdigit():
        return "post", f"post-{number}"
    return "unclear", None


def _reddit_export(item: dict[str, Any]) -> _Thread:
    """One submission with its comments in a flat list."""
    native = str(item.get("post_id") or item.get("id") or "")
    title = str(item.get("title") or "") or None
    first = RawPost(
        native_id=native,
        author=item.get("author"),
        parts=markdown_parts("\n\n".join(filter(None, (title, item.get("body") or "")))),
        posted_at=_moment(item.get("created_utc")),
        permalink=item.get("permalink"),
        number=1,
    )
    posts = [first]
    comments = item.get("comments")
    for comment in comments if isinstance(comments, list) else []:
        if isinstance(comment, dict):
            posts.append(_comment(comment, len(posts) + 1))
    return f"thread:reddit/{native}", title, item.get("url"), posts, REDDIT


def _comment(comment: dict[str, Any], number: int) -> RawPost:
    parent = str(comment.get("parent_id") or "") or None
    return RawPost(
        native_id=str(comment.get("comment_id") or comment.get("id") or number),
        author=comment.get("author"),
        parts=markdown_parts(str(comment.get("body") or "")),
        posted_at=_moment(comment.get("created_utc")),
        permalink=comment.get("permalink"),
        number=number,
        reply_to=parent.removeprefix("t1_").removeprefix("t3_") if parent else None,
    )


def _reddit_listing(content: Any) -> list[_Thread]:
    """Reddit's own form: listings of things, replies nested in them."""
    found: dict[str, list[RawPost]] = {}
    titles: dict[str, tuple[str | None, str | None]] = {}
    stack: list[tuple[Any, int]] = [(content, 0)]
    order: list[dict[str, Any]] = []
    while stack:
        node, depth = stack.pop()
        if isinstance(node, list):
            stack.extend((item, depth) for item in reversed(node))
        elif isinstance(node, dict) and depth < _DEEPEST:
            inner = node.get("data")
            data: dict[str, Any] = inner if isinstance(inner, dict) else node
            if "children" in data:
                stack.append((data["children"], depth))
            elif "body" in data or "selftext" in data:
                order.append(data)
                stack.append((data.get("replies"), depth + 1))
    for data in order:
        if "selftext" in data:
            native = str(data.get("id") or "")
            titles[native] = (data.get("title"), data.get("url"))
            words = "\n\n".join(filter(None, (data.get("title"), data.get("selftext"))))
            raw = _comment({**data, "body": words, "parent_id": None}, 1)
        else:
            native = str(data.get("link_id") or "").removeprefix("t3_") or next(iter(titles), "")
            raw = _comment(data, len(found.get(native, [])) + 1)
        found.setdefault(native, []).append(raw)
    return [
        (f"thread:reddit/{native}", *titles.get(native, (None, None)), posts, REDDIT)
        for native, posts in found.items()
    ]


def markdown_parts(text: str) -> list[Part]:
    """Divide a post in Markdown: lines that begin with `>` are quoted from somewhere."""
    parts: list[Part] = []
    for line in text.replace("&gt;", ">").replace("&amp;", "&").replace("&lt;", "<").split("\n"):
        stripped = line.lstrip()
        quoted = stripped.startswith(">") and not stripped.startswith(">!")
        source = "unclear" if quoted else None
        words = stripped.lstrip("> ") if quoted else line
        if parts and parts[-1].source == source:
            parts[-1] = Part(f"{parts[-1].text}\n{words}", source)
        else:
            parts.append(Part(words, source))
    return parts


def _moment(seconds: Any) -> str | None:
    if not isinstance(seconds, (int, float)) or not 0 < seconds < 1e11:
        return None
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).isoformat(timespec="seconds")
