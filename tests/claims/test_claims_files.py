from __future__ import annotations

import csv
import json

import pytest
from claim_builders import paper

from miner.claims import build_index
from miner.claims.claim_files import ClaimRow, read_claim_file, verify_row, write_answers
from miner.model.errors import FormError

INDEX = build_index(
    [
        paper(
            "zinc",
            "Zinc lozenges for colds",
            "Zinc shortened colds by two days in adults. It was safe.",
        ),
        paper("yoga", "Yoga for back pain", "Yoga reduced back pain in adults."),
    ]
)


def test_read_claim_file_reads_csv_and_jsonl(tmp_path) -> None:
    (tmp_path / "c.csv").write_text(
        'claim_id,claim,document_id\n1,"Zinc, taken early, helps",\n2,Yoga helps,yoga\n'
    )
    (tmp_path / "c.jsonl").write_text(
        '{"claim_id": 1, "claim": "Zinc helps"}\n\n{"claim_id": "b", "claim": "Yoga"}\n'
    )
    assert read_claim_file(tmp_path / "c.csv").rows == (
        ClaimRow("1", "Zinc, taken early, helps"), ClaimRow("2", "Yoga helps", "yoga"),
    )  # fmt: skip
    assert [row.claim_id for row in read_claim_file(tmp_path / "c.jsonl").rows] == ["1", "b"]


@pytest.mark.parametrize(
    "content", ["", "claim_id,claim\n", "a,b\n1,2\n", "{not json\n", "\x00\x01\x02"]
)
def test_read_claim_file_says_that_there_are_no_claims(tmp_path, content) -> None:
    (tmp_path / "c.csv").write_text(content)
    with pytest.raises(FormError, match="holds no claims"):
        read_claim_file(tmp_path / "c.csv")


def test_read_claim_file_lists_rows_it_cannot_use(tmp_path) -> None:
    (tmp_path / "c.csv").write_text("claim_id,claim\n1,Zinc helps\n2,\n,Yoga helps\n1,Again\n")
    found = read_claim_file(tmp_path / "c.csv")
    assert len(found.rows) == 1
    assert [problem.split(": ")[1] for problem in found.problems] == [
        "no claim", "no claim_id", "claim_id '1' stands twice; the first is kept",
    ]  # fmt: skip


def test_verify_row_ranks_papers_and_quotes_sentences() -> None:
    rows = verify_row(ClaimRow("1", "Zinc makes colds shorter by two days."), INDEX)
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0]["document_id"] == "zinc"
    if rows[0]["sentence_index"]:
        sentences = INDEX.documents["zinc"].sentences
        chosen = [sentences[int(i)][1] for i in rows[0]["sentence_index"].split(";")]
        assert all(sentence in rows[0]["rationale"] for sentence in chosen)


def test_verify_row_looks_only_at_the_named_document() -> None:
    (row,) = verify_row(ClaimRow("1", "Zinc shortens colds.", "yoga"), INDEX)
    assert row["document_id"] == "yoga"
    (row,) = verify_row(ClaimRow("1", "Zinc shortens colds.", "nowhere"), INDEX)
    assert (row["document_id"], row["stance"]) == ("", "not_enough_information")


def test_verify_row_has_one_row_for_nothing_found() -> None:
    (row,) = verify_row(ClaimRow("1", "Volcanoes erupt."), INDEX)
    assert (row["rank"], row["document_id"], row["stance"]) == (1, "", "not_enough_information")


def test_verify_row_reads_a_claim_of_5000_words() -> None:
    assert verify_row(ClaimRow("1", "Zinc shortens colds and " * 1250), INDEX)


def test_write_answers_as_csv_and_jsonl(tmp_path) -> None:
    rows = verify_row(ClaimRow("1", "Zinc shortens colds."), INDEX)
    write_answers(tmp_path / "a.csv", rows)
    write_answers(tmp_path / "a.jsonl", rows)
    with (tmp_path / "a.csv").open(newline="") as stream:
        assert [row["claim_id"] for row in csv.DictReader(stream)] == ["1"] * len(rows)
    assert [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()] == rows
    with pytest.raises(FormError, match="cannot be written"):
        write_answers(tmp_path / "no" / "a.csv", rows)
