"""The main job with real processes and a real database."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from miner.model.errors import StoreError
from miner.runs.batch import run
from miner.runs.options import RunOptions
from miner.store.database import run_lock

TABLES = "documents,studies,sample_sizes,posts"


def write_rows(folder: Path, count: int) -> Path:
    """Write a rows file of small invented trials."""
    path = folder / "rows.jsonl"
    with open(path, "w", encoding="utf-8") as stream:
        for number in range(count):
            text = (
                f"We randomised {40 + number} adults with chronic pain to walking "
                f"(n = {20 + number}) or waiting list (n = 20). Pain fell by 1.{number % 10} points."
            )
            stream.write(json.dumps({"id": f"trial-{number}", "text": text}) + "\n")
    return path


def options(source: Path, out: Path, **changes: object) -> RunOptions:
    """Options of a small run."""
    settings: dict = {"workers": 1, "only": tuple(TABLES.split(","))} | changes
    return RunOptions(sources=(str(source),), out=out, author_key=b"k", **settings)


def table_bytes(out: Path) -> dict[str, bytes]:
    """All files of tables/."""
    return {path.name: path.read_bytes() for path in sorted((out / "tables").iterdir())}


def test_batch_same_bytes_for_one_and_two_workers(tmp_path: Path) -> None:
    source = write_rows(tmp_path, 30)
    one = run(options(source, tmp_path / "one"))
    two = run(options(source, tmp_path / "two", workers=2))
    assert one.n_documents == two.n_documents == 30
    assert table_bytes(tmp_path / "one") == table_bytes(tmp_path / "two")


def test_batch_second_run_does_only_what_changed(tmp_path: Path) -> None:
    source = write_rows(tmp_path, 10)
    out = tmp_path / "out"
    run(options(source, out))
    before = table_bytes(out)
    again = run(options(source, out))
    assert (again.n_documents, again.n_skipped) == (0, 10)
    assert table_bytes(out) == before
    lines = source.read_text("utf-8").splitlines()
    lines[3] = lines[3].replace("chronic pain", "fibromyalgia")
    source.write_text("\n".join(lines) + "\n", "utf-8")
    changed = run(options(source, out))
    assert (changed.n_documents, changed.n_skipped) == (1, 9)


def test_batch_killed_run_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    source = write_rows(tmp_path, 400)
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    run(options(source, whole))
    command = [
        sys.executable, "-m", "miner.cli", "run", str(source), "--out", str(killed),
        "--workers", "2", "--only", TABLES,
    ]  # fmt: skip
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "MINER_AUTHOR_KEY": "k"},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while count_documents(killed) < 20 and time.monotonic() < deadline:
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = count_documents(killed)
    assert 20 <= done < 400
    rest = run(options(source, killed))
    assert rest.n_skipped >= done
    assert rest.n_skipped + rest.n_documents == 400
    assert table_bytes(whole) == table_bytes(killed)


def count_documents(out: Path) -> int:
    """Documents stored so far, 0 before the database exists."""
    path = out / "miner.db"
    if not path.exists():
        return 0
    try:
        connection = sqlite3.connect(path, timeout=5)
        try:
            return connection.execute("SELECT COUNT(*) FROM documents").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return 0


def test_batch_bad_rows_cost_only_themselves(tmp_path: Path) -> None:
    source = tmp_path / "rows.jsonl"
    good = {"id": "a", "text": "We randomised 40 adults."}
    rows = [json.dumps(good), "{broken", json.dumps({"id": "b"}), json.dumps({"text": "no id"})]
    source.write_text("\n".join(rows), "utf-8")
    report = run(options(source, tmp_path / "out"))
    assert report.n_documents == 1
    assert len(report.failures) == 3
    assert report.exit_code == 1
    assert all("rows.jsonl#" in line and "\n" not in line for line in report.failures)


def test_batch_nothing_usable_is_exit_code_two(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    report = run(options(tmp_path / "empty.pdf", tmp_path / "out"))
    assert report.exit_code == 2


def test_batch_second_run_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    source = write_rows(tmp_path, 1)
    with run_lock(tmp_path / "out"), pytest.raises(StoreError, match="another run"):
        run(options(source, tmp_path / "out"))
