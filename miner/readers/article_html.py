"""News and blog pages: the article without the page around it, its comments as a thread."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from miner.model import Block, Document, Metadata, Span
from miner.model.errors import ReadError
from miner.readers.comments import find_comments
from miner.readers.forum_dates import read_date
from miner.readers.html_tree import canonical_url, first, meta, parse_html, words_of
from miner.readers.identifiers import find_doi
from miner.readers.thread_parts import build_thread
from miner.text.sentences import split_sentences

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
    paragraphs = _paragraphs(data, root)
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


def _paragraphs(data: bytes, root: Any) -> list[str]:
    """Return the article's paragraphs as trafilatura finds them, repeats left out."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    words = trafilatura.extract(
        data, include_comments=False, include_tables=False, deduplicate=True
    )
    if not words:
        return []
    return [line.strip() for line in words.split("\n") if line.strip()]


def plain_article(text: str, *, path: str, document_id: str, sha256: str) -> Document:
    """Make a document of an article that was copied as text."""
    blocks: list[Block] = []
    at = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            start = at + line.index(stripped)
            span = Span(start, start + len(stripped))
            blocks.append(Block("paragraph", span))
        at += len(line) + 1
    return Document(
        document_id=document_id,
        path=path,
        sha256=sha256,
        kind="article",
        reader="article_text/1",
        text=text,
        metadata=Metadata(doi=find_doi(text)),
        blocks=tuple(blocks),
        sentences=tuple(
            sentence
            for block in blocks
            for sentence in split_sentences(text, block.span.start, block.span.end)
        ),
    )
