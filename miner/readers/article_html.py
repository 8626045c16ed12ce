"""News and blog pages: the article without the page around it, its comments as a thread."""

from __future__ import annotations

import hashlib
import logging

from miner.model import Document, Metadata
from miner.model.errors import ReadError
from miner.readers.comments import find_comments
from miner.readers.forum_dates import read_date
from miner.readers.html_tree import canonical_url, first, meta, parse_html, words_of
from miner.readers.identifiers import find_doi
from miner.readers.thread_parts import build_thread

READER = "article_html/1"


def read_article_page(data: bytes, *, path: str, author_key: bytes) -> Document:
    """Read a news or blog page.

    Returns
    -------
    Document
        Of kind `article`, with the comments as posts when there are any.

    Raises
    ------
    ReadError
        If the page holds neither an article nor comments.
    """
    root = parse_html(data, path=path)
    url = canonical_url(root)
    title = meta(root, "og:title", "twitter:title") or words_of(first(root, "h1", "title"))
    comments = find_comments(root)
    paragraphs = _paragraphs(data)
    if not paragraphs and not comments:
        raise ReadError(f"{path}: a page without an article, thread or comments")
    digest = hashlib.sha256(data).hexdigest()
    place = (url or "").partition("://")[2].rstrip("/") or digest[:16]
    document_id = f"article:{place}"
    published = read_date(meta(root, "article:published_time", "datePublished", "date"))
    return build_thread(
        comments,
        document_id=document_id,
        thread_id=document_id,
        path=path,
        sha256=digest,
        reader=READER,
        metadata=Metadata(
            title=title or None,
            url=url,
            journal=meta(root, "og:site_name"),
            year=int(published[:4]) if published else None,
            doi=find_doi("\n".join(paragraphs)),
        ),
        author_key=author_key,
        kind="article",
        head=[("title", title), *(("paragraph", words) for words in paragraphs)],
    )


def _paragraphs(data: bytes) -> list[str]:
    """Return the article's paragraphs as trafilatura finds them, each once.

    trafilatura's own `deduplicate` remembers every page of the process: what it drops from
    a page would depend on the pages read before.
    """
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    words = trafilatura.extract(data, include_comments=False, include_tables=False)
    lines = (line.strip() for line in (words or "").split("\n"))
    return list(dict.fromkeys(line for line in lines if line))
