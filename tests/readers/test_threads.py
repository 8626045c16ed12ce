"""Posts of every forum, counted and read against what stands on the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from miner.model import Document
from miner.readers import Failure, read_sources

# Counted by hand on the pages: posts or comments, and the platform that should be recognised.
SHARED_COUNTS = (
    ("discourse_posts_latest.json", 4, "discourse"),
    ("discourse_topic.json", 4, "discourse"),
    ("discourse_topic_posts.json", 1, "discourse"),
    ("negative_xenforo2_article_anglerboard.html", 0, "article_html"),
    ("phpbb3_de_myoos.html", 1, "phpbb3"),
    ("phpbb3_en_codjumper.html", 2, "phpbb3"),
    ("reddit_threads_covidlonghaulers_deid.json", 954, "reddit"),
    ("vbulletin4_en_sarracenia.html", 9, "vbulletin4"),
    ("wordpress_en_californiaglobe.html", 12, "article_html"),
    ("wordpress_en_ecochild.html", 17, "article_html"),
    ("wordpress_en_frumps.html", 18, "article_html"),
    ("xenforo1_en_oneplus_last.html", 3, "xenforo1"),
    ("xenforo1_en_oneplus_p1.html", 20, "xenforo1"),
    ("xenforo1_en_oneplus_p5.html", 20, "xenforo1"),
    ("xenforo2_de_katzenforum.html", 18, "xenforo2"),
)


def read(path: Path) -> list[Document]:
    documents = list(read_sources([str(path)], author_key=b"k"))
    assert not [item for item in documents if isinstance(item, Failure)]
    return documents


@pytest.mark.parametrize(("name", "count", "reader"), SHARED_COUNTS)
def test_threads_posts_are_counted_right(shared: Path, name: str, count: int, reader: str) -> None:
    documents = read(shared / "threads" / name)
    assert sum(len(document.posts) for document in documents) == count
    assert {document.reader.split("/")[0] for document in documents} == {reader}


@pytest.mark.parametrize(
    ("start", "posts"), [("000", 5), ("001", 0), ("004", 2)], ids=["forum", "news", "blog"]
)
def test_threads_of_the_seeds(shared: Path, start: str, posts: int) -> None:
    (path,) = (shared / "seeds").glob(f"{start}_*.txt")
    (document,) = read(path)
    assert len(document.posts) == posts


def test_threads_pasted_paper_text_is_not_the_posters(shared: Path) -> None:
    (path,) = (shared / "seeds").glob("000_*.txt")
    (document,) = read(path)
    quoted = [len(post.quotations) for post in document.posts]
    assert [count > 0 for count in quoted] == [True, False, True, False, False]


@pytest.fixture(scope="module")
def xenforo(root: Path) -> Document:
    (document,) = read(root / "corpora" / "sample" / "thread_xenforo2.html")
    return document


def test_threads_quote_is_apart_from_own_words(xenforo: Document) -> None:
    second = xenforo.posts[1]
    assert second.own_text(xenforo.text).startswith("To be fair")
    assert "effective treatment" in second.quoted_text(xenforo.text)
    assert second.reply_to == xenforo.posts[0].post_id
    assert second.quotations[0].post_id == xenforo.posts[0].post_id


def test_threads_author_is_a_pseudonym_everywhere(xenforo: Document) -> None:
    keys = [post.author_key for post in xenforo.posts]
    assert keys[0] == keys[3] != keys[1]
    assert all(key and key.startswith("a_") for key in keys)
    assert "Tomasz_K" not in repr(xenforo)
    assert "said:" not in xenforo.text


def test_threads_spans_lie_in_order_without_overlap(xenforo: Document) -> None:
    ends = [0]
    for post in xenforo.posts:
        assert post.span.start >= ends[-1]
        ends.append(post.span.end)
        for span in (*post.own, *(quote.span for quote in post.quotations)):
            assert post.span.contains(span)


def test_threads_discourse_reply_and_quote(root: Path) -> None:
    (document,) = read(root / "corpora" / "sample" / "thread_discourse.json")
    assert [post.position for post in document.posts] == [1, 2, 3]
    assert document.posts[1].reply_to == document.posts[0].post_id
    assert document.posts[1].quoted_text(document.text) == "pain was lower at 12 weeks"


def test_threads_comments_below_a_blog_post(root: Path) -> None:
    (document,) = read(root / "corpora" / "sample" / "blog_with_comments.html")
    assert document.kind == "article"
    assert [post.reply_to for post in document.posts] == [None, document.posts[0].post_id]
    assert "microglia" in document.text
    assert "About" not in document.text
