"""The command line as a whole: help, version, exit codes, one clear line for an error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from miner import __version__
from miner.cli.main import build_parser, main

COMMANDS = sorted(build_parser()._subparsers._group_actions[0].choices)


@pytest.mark.parametrize("command", COMMANDS)
def test_main_every_command_has_help_with_an_example(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    printed = capsys.readouterr().out
    assert "example" in printed
    assert f"miner {command}" in printed


def test_main_has_every_command_of_the_contract() -> None:
    wanted = {
        "run", "fill", "verify", "check", "read", "export", "report", "label", "train", "evaluate",
        "agreement", "serve", "fetch",
    }  # fmt: skip
    assert wanted <= set(COMMANDS)


def test_main_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out == f"miner {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "{tmp}/nothing", "--out", "{tmp}/out"], "nothing to read"),
        (["run", "{tmp}", "--out", "{tmp}/out", "--only", "wrong"], "choose from"),
        (["run", "{tmp}", "--out", "{tmp}/out", "--workers", "0"], "at least 1"),
        (["export", "{tmp}", "--to", "x.csv"], "no miner.db"),
        (["export", "{tmp}", "--to", "x.doc"], "choose from"),
        (["serve", "{tmp}"], "no miner.db"),
        (["fetch", "not-an-id", "--out", "{tmp}/papers"], "not a PMCID"),
    ],
)
def test_main_errors_are_one_line(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([argument.replace("{tmp}", str(tmp_path)) for argument in arguments]) == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert any(words in line for line in told)
    assert all(line.startswith("miner:") for line in told)


def test_main_help_loads_no_heavy_library() -> None:
    script = (
        "import sys\nfrom miner.cli.main import build_parser\nbuild_parser()\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'sklearn', 'spacy', 'onnxruntime', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_main_run_as_a_module_does_not_end_well_having_done_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "miner.cli.main", "check", "no_such_file"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("miner: ")
