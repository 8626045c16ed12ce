"""One run over the sample corpus for all tests of what a run exports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evil_rows import ROWS

from miner.runs.batch import run
from miner.runs.options import RunOptions


@pytest.fixture(scope="session")
def out(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run over the sample and a few rows, one of which would be a formula."""
    folder = tmp_path_factory.mktemp("contract")
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, ROWS)), "utf-8")
    sources = (str(root / "corpora" / "sample"), str(folder / "rows.jsonl"))
    run(RunOptions(sources, folder / "out", author_key=b"k"))
    return folder / "out"
