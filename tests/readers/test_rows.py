"""Rows files: told by content, streamed, each broken row a failure of its own."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest

from miner.model import Document
from miner.readers import Failure, Unit, find_units, read_sources, with_rows

ROW = {"id": "r1", "text": "We randomised 40 adults with pain."}
OTHER = {"id": "r2", "text": "Sixty adults, with pain.", "kind": "post", "author": "tinwhistle88"}
JSONL = "".join(json.dumps(row) + "\n" for row in (ROW, OTHER))
CSV = 'id,text,kind\nr1,"We randomised 40 adults with pain.",\nr2,"Sixty adults, with pain.",post\n'


def outcomes(path: Path | str) -> tuple[list[str], list[str]]:
    """Ids of the documents of a source, and what its failures say."""
    found = list(read_sources([str(path)], author_key=b"k"))
    return (
        [item.document_id for item in found if isinstance(item, Document)],
        [item.message for item in found if isinstance(item, Failure)],
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("rows.jsonl", JSONL.encode()),
        ("rows.txt", JSONL.encode()),
        ("rows.jsonl.gz", gzip.compress(JSONL.encode())),
        ("rows", b"\xef\xbb\xbf" + JSONL.encode()),
        ("rows.csv", CSV.encode()),
        ("rows.txt", CSV.encode()),
        ("rows.csv", b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").encode()),
        ("rows.csv", CSV.replace(",", ";").replace("adults;", "adults,").encode()),
        ("rows.csv", CSV.replace("pain", "Schmerz für immer").encode("cp1252")),
    ],
)
def test_rows_are_told_by_content(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert outcomes(path) == (["r1", "r2"], [])


def test_rows_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(JSONL.encode())))
    assert outcomes("-") == (["r1", "r2"], [])


def test_rows_keep_the_words_of_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes('id,text\nr1,"Müller saw 12 people – twice"\n'.encode("cp1252"))
    (document,) = read_sources([str(path)], author_key=b"k")
    assert isinstance(document, Document)
    assert document.text == "Müller saw 12 people – twice"


@pytest.mark.parametrize(
    ("name", "text", "done", "told"),
    [
        ("broken.jsonl", '{"id": "a", "text": "words"}\n{"id": \n{"id": "b", "text": "words"}\n',
         ["a", "b"], ["broken.jsonl#2: not a JSON row"]),
        ("noid.jsonl", '{"text": "words"}\n{"id": "b", "text": "words"}', ["b"], ["without an 'id'"]),
        ("nowords.jsonl", '{"id": "b"}', [], ["without 'text'"]),
        ("kind.jsonl", '{"id": "b", "text": "x", "kind": "tweet"}', [], ["choose from paper"]),
        ("list.jsonl", "[1, 2]\n", [], ["must be an object"]),
        ("cut.csv", 'id,text\na,"words"\nb,"words that do not', ["a"], ["#2: cut short"]),
        ("short.csv", "id,text\na,words\nb\n", ["a"], ["#2: row without 'text'"]),
        ("extra.csv", "id,text\na,words,more,cells\n", ["a"], []),
        ("head.csv", "id,text\n", [], []),
    ],
)  # fmt: skip
def test_rows_broken_ones_cost_only_themselves(
    tmp_path: Path, name: str, text: str, done: list[str], told: list[str]
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    ids, failures = outcomes(path)
    assert ids == done
    assert len(failures) == len(told)
    assert all(words in failure for words, failure in zip(told, failures, strict=True))


def test_rows_are_read_again_when_their_turn_comes(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(JSONL, "utf-8")
    listed = [unit for unit in find_units([str(path)]) if isinstance(unit, Unit)]
    bare = [Unit(unit.key, unit.path, unit.sha256, None, unit.format) for unit in listed]
    assert list(with_rows(bare)) == listed
    assert list(with_rows(bare[1:])) == listed[1:]
    path.write_text(JSONL.replace("Sixty", "Seventy"), "utf-8")
    assert [unit.data is None for unit in with_rows(bare)] == [False, True]
