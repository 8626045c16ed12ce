"""Labelling through a real terminal, killed in the middle."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from miner.themes.labels import read_labels

ROOT = Path(__file__).resolve().parents[2]
N_POSTS = 30


class Terminal:
    """`miner label` on a pseudo-terminal."""

    def __init__(self, themes: Path, posts: Path) -> None:
        self.master, slave = pty.openpty()
        command = [
            sys.executable, "-c",
            "import argparse;from miner.cli.themes import add_parser;"
            "p=argparse.ArgumentParser();add_parser(p.add_subparsers());"
            "a=p.parse_args();raise SystemExit(a.handler(a))",
            "label", "--themes", str(themes), "--posts", str(posts), "--annotator", "anna",
            "--order", "file",
        ]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""

    def wait_for(self, pattern: str, seconds: float = 10.0) -> None:
        """Read the screen until the pattern shows; what came before is forgotten."""
        end = time.monotonic() + seconds
        while not (match := re.search(pattern, self.seen)):
            left = end - time.monotonic()
            assert left > 0, f"no {pattern!r} in {self.seen[-500:]!r}"
            if select.select([self.master], [], [], left)[0]:
                self.seen += os.read(self.master, 65536).decode("utf-8", "replace")
        self.seen = self.seen[match.end() :]

    def press(self, keys: str) -> None:
        """Type keys."""
        os.write(self.master, keys.encode())

    def close(self) -> None:
        """Close the terminal and wait for the process."""
        self.process.wait(10)
        os.close(self.master)


def _posts(path: Path) -> Path:
    rows = [
        {"id": f"p{i:02}", "text": f"Slugs and frost, post number {i}. 🙂 Z̷̧͎a"}
        for i in range(N_POSTS)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_terminal_session_of_thirty_posts_survives_sigkill(garden_set, tmp_path):
    posts = _posts(tmp_path / "p.jsonl")
    terminal = Terminal(garden_set, posts)
    for i in range(14):
        terminal.wait_for(f"post p{i:02}")
        terminal.press("1\r" if i % 2 else "\r")
    terminal.wait_for("post p14")
    terminal.press("2")
    terminal.wait_for(r"\[x\] 2 weather")
    os.kill(terminal.process.pid, signal.SIGKILL)
    terminal.close()

    labels = read_labels(garden_set / "labels" / "anna.jsonl")
    assert [p for p in labels if labels[p].state == "done"] == [f"p{i:02}" for i in range(14)]
    assert labels["p14"].themes == {"weather": True}

    terminal = Terminal(garden_set, posts)
    terminal.wait_for(r"(?s)14/30 closed.*post p14")
    terminal.wait_for(r"\[x\] 2 weather")
    terminal.press("n")
    terminal.wait_for("note: ")
    terminal.press("hard one\r")
    terminal.wait_for("note: hard one")
    for i in range(14, N_POSTS):
        terminal.press("s" if i == 20 else "\r")
        terminal.wait_for(f"post p{i + 1:02}" if i + 1 < N_POSTS else "30 of 30 posts closed")
    terminal.close()
    assert terminal.process.returncode == 0

    labels = read_labels(garden_set / "labels" / "anna.jsonl")
    assert len(labels) == N_POSTS
    assert {p for p in labels if labels[p].positive() == {"pests"}} == {
        f"p{i:02}" for i in range(1, 14, 2)
    }
    assert (labels["p14"].positive(), labels["p14"].note) == ({"weather"}, "hard one")
    assert labels["p20"].state == "skipped"
