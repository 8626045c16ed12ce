"""A page of a forum thread: XenForo 1 and 2, phpBB 3, vBulletin 4."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from miner.model import Document, Metadata
from miner.model.errors import ReadError
from miner.readers.forum_dates import read_date
from miner.readers.forum_markup import FORUMS, ForumMarkup
from miner.readers.html_parts import body_parts
from miner.readers.html_tree import canonical_url, find_all, first, meta, parse_html, words_of
from miner.readers.thread_parts import RawPost, build_thread, tidy

READER_VERSION = 1

_PAGE = re.compile(r"/page-(\d+)|[?&]page=(\d+)|(?<=\d)-[\w-]*?-(\d+)\.html$")
_QUOTED_ID = re.compile(r"(?:post[=-]?|#p|id=|p=)(\d{2,})")
_PAGE_TITLE = re.compile(r"\s*[|\-–]\s*(?:Page|Seite)\s+\d+\b.*$|\s+[-|]\s+[^-|]{3,40}$")
_SESSION = re.compile(r"([?&])(?:sid|s|highlight|sk|sd|st|start|view)=[^&#]*&?")
_START = re.compile(r"[?&]start=(\d+)")
_NUMBER = re.compile(r"#\s?(\d{1,7})\b")


def forum_of(data: bytes) -> ForumMarkup | None:
    """Return the forum whose signs stand in a page, None for any other page.

    A sign alone (an article on a forum's site) is not enough: there must be a post.
    """
    for markup in FORUMS:
        if markup.sign.search(data) and _post_hint(markup).search(data):
            return markup
    return None


def _post_hint(markup: ForumMarkup) -> re.Pattern[bytes]:
    hints = {
        "li.message": rb"<li[^>]*\bid=[\"'](?:fc-)?post-\d+",
        "article.message--post": rb"<article[^>]*message--post",
        "li.postcontainer": rb"<li[^>]*\bpostcontainer\b",
        "div.post": rb"<div[^>]*\bid=[\"']p\d+[\"'][^>]*\bpost\b",
        "table.tablebg": rb"class=[\"']postbody[\"']",
    }
    return re.compile(hints[markup.posts[0]])


def read_forum_page(data: bytes, *, path: str, author_key: bytes) -> Document:
    """Read one page of a thread.

    Parameters
    ----------
    data : bytes
    path : str
    author_key : bytes
        Key of the pseudonyms that stand for authors.

    Returns
    -------
    Document
        Of kind `thread`. Pages of one thread share the thread id and count on: the run
        joins them, each post once.

    Raises
    ------
    ReadError
        If it is no page of a known forum, or holds no post.
    """
    markup = forum_of(data)
    if markup is None:
        raise ReadError(f"{path}: no thread of a known forum in this page")
    root = parse_html(data, path=path)
    url = canonical_url(root)
    title = (
        meta(root, "og:title")
        or words_of(first(root, *markup.title))
        or words_of(first(root, "title"))
    )
    base = next((node.get("href") for node in root.iter("base") if node.get("href")), None) or url
    thread_id, page, before = _thread_of(url, title, markup)
    raw_posts = list(_raw_posts(root, markup, base, before))
    if not raw_posts:
        raise ReadError(f"{path}: looks like {markup.name} but holds no post")
    return build_thread(
        raw_posts,
        document_id=_page_id(thread_id, page, raw_posts[0], has_address=bool(url)),
        thread_id=thread_id,
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        reader=f"{markup.name}/{READER_VERSION}",
        metadata=Metadata(
            title=_PAGE_TITLE.sub("", tidy(title)) or None, url=url, language=_language(root)
        ),
        author_key=author_key,
    )


def _thread_of(url: str | None, title: str, markup: ForumMarkup) -> tuple[str, int, int]:
    """Return a thread's id (the same on all its pages), the page's number, posts before it.

    Page number and posts are 1 and 0 where the address does not tell.
    """
    if not url:
        name = _PAGE_TITLE.sub("", title).encode("utf-8", "replace")
        digest = hashlib.blake2s(name, digest_size=8).hexdigest()
        return f"thread:{markup.name}/{digest}", 1, 0
    parts = urlsplit(url)
    place = parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
    start = _START.search(place)
    place = _SESSION.sub(r"\1", place).rstrip("?&")
    page = 1
    found = _PAGE.search(place)
    if found and (markup.name != "phpbb3"):
        page = int(next(group for group in found.groups() if group))
        number = found.group(3)
        if number:
            place = place[: found.start(3) - 1]
        else:
            place = place[: found.start()] + place[found.end() :]
    thread_id = f"thread:{parts.netloc}{place.removesuffix('.html')}"
    return thread_id, page, int(start.group(1)) if start else 0


def _absolute(base: str | None, link: str | None) -> str | None:
    if link is None or base is None or "://" in link[:10]:
        return link
    return urljoin(base, link)


def _page_id(thread_id: str, page: int, first_post: RawPost, *, has_address: bool) -> str:
    """Name a page of a thread, so that no two pages are taken for copies of one."""
    if page > 1:
        return f"{thread_id}/page-{page}"
    if not has_address or (first_post.number or 1) > 1:
        return f"{thread_id}/{first_post.native_id}"
    return thread_id


def _raw_posts(root: Any, markup: ForumMarkup, base: str | None, before: int) -> Iterator[RawPost]:
    count = before
    for element in find_all(root, *markup.posts):
        native = _native_id(element, markup)
        body = first(element, *markup.body)
        if native is None or body is None:
            continue
        count += 1
        named = (words_of(holder) for holder in find_all(element, *markup.author))
        author = element.get("data-author") or next(filter(None, named), None)
        link = _permalink(element, markup)
        yield RawPost(
            native_id=f"post-{native}",
            author=author,
            parts=body_parts(
                body, quotes=markup.quotes, dropped=markup.dropped, read_quote=_quote_of
            ),
            posted_at=_date(element, markup),
            permalink=_absolute(base, link),
            number=_number(element, markup) or (count if before else None),
            names=_quoted_names(body),
        )


def _native_id(element: Any, markup: ForumMarkup) -> str | None:
    for attribute in markup.id_attributes:
        found = markup.native_id.match(element.get(attribute) or "")
        if found:
            return found.group(1)
    if not markup.id_attributes:
        for anchor in element.iter("a"):
            found = markup.native_id.match(anchor.get("name") or "")
            if found:
                return found.group(1)
    return None


def _quote_of(element: Any) -> tuple[str, str | None]:
    """Whose words: another post's when the forum names it, else unclear."""
    source = element.get("data-source") or ""
    if source.startswith("post"):
        return "post", f"post-{source.partition(':')[2].strip()}"
    for anchor in element.iter("a"):
        found = _QUOTED_ID.search(anchor.get("href") or "")
        if found:
            return "post", f"post-{found.group(1)}"
    return ("post" if element.get("data-author") or element.get("data-quote") else "unclear"), None


def _quoted_names(body: Any) -> list[str]:
    return [
        name
        for element in body.iter()
        for name in (element.get("data-author"), element.get("data-quote"))
        if name
    ]


def _date(element: Any, markup: ForumMarkup) -> str | None:
    for holder in find_all(element, *markup.date):
        for words in (holder.get("datetime"), holder.get("title"), words_of(holder)):
            found = read_date(words)
            if found:
                return found
    return None


def _number(element: Any, markup: ForumMarkup) -> int | None:
    found = _NUMBER.search(words_of(first(element, *markup.number))) if markup.number else None
    return int(found.group(1)) if found else None


def _permalink(element: Any, markup: ForumMarkup) -> str | None:
    holder = first(element, *markup.permalink)
    if holder is None:
        return None
    candidates = [holder] if holder.tag == "a" else list(holder.iter("a"))
    for anchor in candidates:
        href = anchor.get("href") or ""
        if re.search(r"post|#p?\d|p=\d", href):
            return _SESSION.sub(r"\1", href).replace("?#", "#").rstrip("?&")
    return None


def _language(root: Any) -> str | None:
    for element in root.iter("html"):
        return (element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang")
                or "").lower() or None  # fmt: skip
    return None
