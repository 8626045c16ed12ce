"""`miner check` on small invented sources."""

from __future__ import annotations

import csv
import io
import json

import pytest

from miner.cli.main import main

TEXT = """A trial of gentle movement

Abstract

We randomised 44 adults with chronic pain. Pain fell more with movement, t(41) = 1.31, p = .026.
Of those invited, 33 of 47 (70.2%) came back.
"""


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "rows.jsonl"
    row = {"id": "p1", "text": TEXT, "kind": "paper", "title": "A trial of gentle movement"}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return str(path)


def test_check_prints_a_line_a_statistic_and_a_summary(paper, capsys):
    assert main(["check", paper]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any("decision_error" in line and "t(41) = 1.31" in line for line in lines)
    assert lines[-1].startswith("2 checks in 1 document: 1 consistent, 0 inconsistent, 1 decision")


def test_check_writes_json_with_places(paper, capsys):
    assert main(["check", paper, "--format", "json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["check"] for row in rows} == {"p_from_test", "percent_from_counts"}
    assert all(TEXT[row["char_start"] : row["char_end"]] == row["quote"] for row in rows)


def test_check_writes_csv_of_chosen_verdicts(paper, capsys):
    assert main(["check", paper, "--format", "csv", "--only", "decision_error"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["verdict"] for row in rows] == ["decision_error"]


def test_check_of_a_missing_source_fails_with_a_line(tmp_path, capsys):
    assert main(["check", str(tmp_path / "absent.xml")]) == 2
    assert capsys.readouterr().err.count("Traceback") == 0


def test_check_refuses_an_unknown_verdict(paper, capsys):
    assert main(["check", paper, "--only", "wrong"]) == 2
    assert "choose from consistent" in capsys.readouterr().err
