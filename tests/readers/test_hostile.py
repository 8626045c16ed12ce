"""Bad input: one clear line each, and nothing else lost."""

from __future__ import annotations

import gzip
import os
import time
from pathlib import Path

import pytest

from miner.readers import Failure, read_sources

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE article [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";"} {"&" + chr(97 + n) + ";"}">'
              for n in range(20))
    + "]><article><body><p>&u;</p></body></article>"
)  # fmt: skip
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<article><body><p>before &x; after</p></body></article>"
)
GOOD = "<article><body><sec><title>Results</title><p>We saw 12 people.</p></sec></body></article>"


def outcomes(path: Path) -> tuple[list, list[Failure]]:
    found = list(read_sources([str(path)], author_key=b"k"))
    failures = [item for item in found if isinstance(item, Failure)]
    return [item for item in found if not isinstance(item, Failure)], failures


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.xml", b"", "empty"),
        ("blank.txt", b" \n\n \t", "empty"),
        ("binary.html", bytes(range(256)) * 40, "binary"),
        ("cut.xml.gz", gzip.compress(GOOD.encode() * 500)[:60], "broken gzip"),
        ("nothing.json", b'{"a": 1}', "no known kind"),
        ("page.html", b"<!DOCTYPE html><html><body></body></html>", "without an article"),
        ("noarticle.xml", b'<?xml version="1.0"?><records><r/></records>', "kind"),
        ("nul.txt", b"words\0\0words " * 50, "binary"),
        ("deep.json", b"[" * 100_000 + b"]" * 100_000, "no known kind"),
        ("deep.topic.json", b'{"post_stream":' + b'{"a":' * 100_000, "broken JSON"),
        ("half.nxml", GOOD.encode()[: len(GOOD) // 2], "cut short"),
        ("almost.nxml", GOOD.encode()[:-3], "cut short"),
        ("tag.nxml", b'<article><body><p id="', "cut short"),
        ("columns.csv", b"name,words\n" + b"1,2\n" * 1000, "without the columns"),
        ("noline.csv", b"", "empty"),
        ("long.txt", b"word " * 4_000_000, "a document has at most 16"),
        ("bomb.xml.gz", gzip.compress(bytes(80 * 2**20)), "than the 64 MB"),
    ],
)
def test_hostile_one_clear_line(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    documents, failures = outcomes(path)
    assert not documents
    assert len(failures) == 1
    assert words in failures[0].message
    assert "\n" not in failures[0].message
    assert name in failures[0].message


def test_hostile_xml_bomb_stays_small(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xml"
    path.write_text(BOMB)
    documents, failures = outcomes(path)
    assert len(documents) + len(failures) == 1
    assert all(len(document.text) < 1000 for document in documents)


def test_hostile_external_entity_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "external.xml"
    path.write_text(EXTERNAL)
    documents, _ = outcomes(path)
    assert all("root:" not in document.text for document in documents)


def test_hostile_html_nested_100000_deep(tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<html><body>" + "<div>" * 100_000 + "x" + "</div>" * 100_000)
    began = time.monotonic()
    documents, failures = outcomes(path)
    assert not documents
    assert len(failures) == 1
    assert time.monotonic() - began < 20


def test_hostile_one_long_line_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with open(path, "wb") as stream:
        stream.seek(200 * 2**20)
        stream.write(b"x")
    _, failures = outcomes(path)
    assert "more than the 64 MB" in failures[0].message


def test_hostile_folder_that_links_to_itself(tmp_path: Path) -> None:
    (tmp_path / "a.nxml").write_text(GOOD)
    (tmp_path / "loop").symlink_to(tmp_path)
    documents, failures = outcomes(tmp_path)
    assert (len(documents), len(failures)) == (1, 0)


def test_hostile_link_to_itself_is_one_failure(tmp_path: Path) -> None:
    (tmp_path / "a.nxml").write_text(GOOD)
    (tmp_path / "self").symlink_to("self")
    documents, failures = outcomes(tmp_path)
    assert len(documents) == 1
    assert ["not a readable file" in failure.message for failure in failures] == [True]


def test_hostile_mended_xml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mended.nxml"
    path.write_text(GOOD.replace("saw", "saw & heard"))
    documents, failures = outcomes(path)
    assert not failures
    assert "not well-formed (line 1" in documents[0].warnings[0]
    (tmp_path / "whole.nxml").write_text(GOOD)
    assert not outcomes(tmp_path / "whole.nxml")[0][0].warnings


def test_hostile_pubmed_set_cut_in_an_article_keeps_the_whole_ones(tmp_path: Path) -> None:
    article = (
        "<PubmedArticle><MedlineCitation><PMID>{}</PMID><Article><ArticleTitle>Walking</ArticleTitle>"
        "<Abstract><AbstractText>We saw 12 people.</AbstractText></Abstract></Article>"
        "</MedlineCitation></PubmedArticle>"
    )
    path = tmp_path / "set.xml"
    whole = f"<PubmedArticleSet>{article.format(1)}{article.format(2)}</PubmedArticleSet>"
    path.write_text(whole[:-40])
    documents, failures = outcomes(path)
    assert [document.document_id for document in documents] == ["pmid:1"]
    assert "its 1 whole articles were read" in failures[0].message


def test_hostile_page_that_breaks_off_is_told(root: Path, tmp_path: Path) -> None:
    page = (root / "corpora" / "sample" / "thread_xenforo2.html").read_bytes()
    path = tmp_path / "thread.html"
    path.write_bytes(page[: page.rindex(b"<article")])
    documents, _ = outcomes(path)
    assert "may be cut short" in documents[0].warnings[0]
    path.write_bytes(page)
    assert not outcomes(path)[0][0].warnings


def test_hostile_page_does_not_depend_on_pages_before(root: Path, tmp_path: Path) -> None:
    page = root / "corpora" / "sample" / "blog_with_comments.html"
    texts = {outcomes(page)[0][0].text for _ in range(5)}
    assert len(texts) == 1


def test_hostile_wrong_encoding_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    path.write_bytes("The café study — by Müller — said nothing new.".encode("cp1252"))
    documents, _ = outcomes(path)
    assert "café study — by Müller" in documents[0].text


def test_hostile_broken_link_and_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere.pdf")
    locked = tmp_path / "locked.txt"
    locked.write_text("some words")
    locked.chmod(0)
    (tmp_path / "ok.nxml").write_text(GOOD)
    documents, failures = outcomes(tmp_path)
    # Root may open anything, so the locked file counts only for others.
    assert len(failures) == (1 if os.geteuid() == 0 else 2)
    assert any(document.kind == "paper" for document in documents)


def test_hostile_table_of_500_columns_is_cut(tmp_path: Path) -> None:
    cells = "".join(f"<td>{n}</td>" for n in range(1000))
    path = tmp_path / "wide.nxml"
    path.write_text(
        f"<article><body><table-wrap id='t'><table><tr>{cells}</tr></table></table-wrap>"
        "</body></article>"
    )
    documents, _ = outcomes(path)
    assert documents[0].tables[0].n_columns == 400
