"""The same document twice: kept once, never without a word, and never lost."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from miner.runs.batch import run
from miner.runs.options import RunOptions
from miner.runs.recording import RunReport

PAPER = (
    "<article><front><article-meta><article-id pub-id-type='pmcid'>PMC{number}</article-id>"
    "<title-group><article-title>Walking</article-title></title-group></article-meta></front>"
    "<body><sec><title>Results</title><p>We saw {n} people.</p></sec></body></article>"
)


def mine(folder: Path) -> RunReport:
    return run(
        RunOptions(
            sources=(str(folder / "in"),), out=folder / "out", author_key=b"k",
            only=("documents", "studies"),
        )
    )  # fmt: skip


def stored(folder: Path) -> list[str]:
    lines = (folder / "out" / "tables" / "documents.csv").read_text("utf-8").splitlines()
    return [line.split(",")[0] for line in lines[1:]]


def write(folder: Path, name: str, number: int, n: int = 12) -> None:
    (folder / "in").mkdir(exist_ok=True)
    text = PAPER.format(number=number, n=n).encode()
    (folder / "in" / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)


def test_copies_are_kept_once_and_told(tmp_path: Path) -> None:
    write(tmp_path, "a.nxml", 1)
    write(tmp_path, "b.nxml.gz", 1)
    write(tmp_path, "c.nxml", 1, n=13)
    report = mine(tmp_path)
    assert (report.exit_code, report.n_documents, report.failures) == (0, 1, [])
    assert [note.partition(": ")[2] for note in report.notes] == [
        f"left out, the same as {tmp_path}/in/a.nxml (pmc:PMC1)",
        f"left out, another copy of {tmp_path}/in/a.nxml (pmc:PMC1)",
    ]
    assert mine(tmp_path).n_skipped == 3


def test_copies_take_the_place_of_a_first_that_became_another(tmp_path: Path) -> None:
    write(tmp_path, "a.nxml", 1)
    write(tmp_path, "b.nxml", 1)
    mine(tmp_path)
    write(tmp_path, "a.nxml", 2)
    assert mine(tmp_path).n_documents == 2
    assert stored(tmp_path) == ["pmc:PMC1", "pmc:PMC2"]


def test_copies_of_an_id_with_other_words_are_failures(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    rows = [{"id": "a", "text": "We saw 12 people."}, {"id": "a", "text": "We saw 13 people."}]
    path = tmp_path / "in" / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    report = mine(tmp_path)
    assert report.exit_code == 1
    assert report.failures == [
        f"{path}#2: id 'a' is that of {path}#1 already; give each row its own"
    ]
    assert stored(tmp_path) == ["a"]
