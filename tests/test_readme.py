"""Every example in the README runs, in its order, in one folder."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from miner.cli.main import main

_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


def commands(text: str) -> list[tuple[list[str], str]]:
    """Give each `$ miner ...` line with the output that the README shows below it."""
    found = []
    for block in _BLOCK.findall(text):
        for piece in block.split("$ miner ")[1:]:
            line, _, shown = piece.partition("\n")
            found.append((shlex.split(line), shown))
    return found


@pytest.fixture
def workplace(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "corpora").symlink_to(root / "corpora")
    (tmp_path / "claims.csv").write_text(
        "claim_id,claim\n1,Paced walking eased back pain more than written advice at 12 weeks.\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_readme_commands_run(
    root: Path, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    examples = commands((root / "README.md").read_text("utf-8"))
    assert len(examples) >= 5
    for arguments, shown in examples:
        assert main(arguments) == 0, arguments
        printed = capsys.readouterr().out
        assert shown.strip() in printed, arguments
    assert (workplace / "out" / "report.html").is_file()
    assert (workplace / "verdicts.csv").is_file()


def test_readme_library_example(root: Path, workplace: Path) -> None:
    results = doctest.testfile(str(root / "README.md"), module_relative=False)
    assert results.attempted >= 4
    assert results.failed == 0
