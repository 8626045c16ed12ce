from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from miner.cli.main import main

ROWS = [
    {"id": "zinc", "kind": "paper", "title": "Zinc lozenges for colds",
     "sentences": ["We gave adults zinc.", "Zinc shortened colds by two days.", "Nausea was common."]},
    {"id": "yoga", "kind": "paper", "title": "Yoga for back pain", "sentences": ["Yoga reduced back pain in adults."]},
]  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    rows = folder / "rows.jsonl"
    rows.write_text("\n".join(json.dumps(row) for row in ROWS))
    command = [
        sys.executable,
        "-m",
        "miner.cli",
        "run",
        str(rows),
        "--out",
        str(folder / "out"),
        "--workers",
        "1",
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "out"


def answers(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_verify_answers_every_claim_against_a_run(base, tmp_path) -> None:
    claims = tmp_path / "claims.jsonl"
    asked = [
        {"claim_id": "a", "claim": "Zinc shortened colds by two days."},
        {"claim_id": "b", "claim": "Yoga reduced back pain.", "document_id": "yoga"},
        {"claim_id": "c", "claim": "Volcanoes erupt."},
    ]
    claims.write_text("\n".join(json.dumps(row) for row in asked))
    out = tmp_path / "answers.csv"
    assert main(["verify", str(claims), "--against", str(base), "--out", str(out)]) == 0
    rows = answers(out)
    first = {row["claim_id"]: row for row in rows if row["rank"] == "1"}
    assert {name: row["document_id"] for name, row in first.items()} == {
        "a": "zinc",
        "b": "yoga",
        "c": "",
    }
    for row in rows:
        for number in filter(None, row["sentence_index"].split(";")):
            sentences = next(r["sentences"] for r in ROWS if r["id"] == row["document_id"])
            assert sentences[int(number)] in row["rationale"]
    before = out.read_bytes()
    assert main(["verify", str(claims), "--against", str(base), "--out", str(out)]) == 0
    assert out.read_bytes() == before


def test_verify_says_what_it_could_not_check(base, tmp_path, capsys) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text("claim_id,claim,document_id\na,Zinc shortens colds.,nowhere\nb,,\n")
    assert (
        main(["verify", str(claims), "--against", str(base), "--out", str(tmp_path / "a.csv")]) == 1
    )
    said = capsys.readouterr().err
    assert "no document 'nowhere'" in said
    assert "line 3: no claim" in said


@pytest.mark.parametrize("content", ["", "claim_id,claim\n"])
def test_verify_refuses_a_file_without_claims(base, tmp_path, capsys, content) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text(content)
    assert (
        main(["verify", str(claims), "--against", str(base), "--out", str(tmp_path / "a.csv")]) == 2
    )
    assert "holds no claims" in capsys.readouterr().err


def test_verify_refuses_a_folder_without_a_run(tmp_path, capsys) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text("claim_id,claim\na,Zinc shortens colds.\n")
    assert (
        main(["verify", str(claims), "--against", str(tmp_path), "--out", str(tmp_path / "a.csv")])
        == 2
    )
    assert "miner run" in capsys.readouterr().err


def test_verify_refuses_a_folder_for_answers_that_is_not_there(base, tmp_path, capsys) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text("claim_id,claim\na,Zinc shortens colds.\n")
    out = tmp_path / "none" / "a.csv"
    assert main(["verify", str(claims), "--against", str(base), "--out", str(out)]) == 2
    assert "folder does not exist" in capsys.readouterr().err
