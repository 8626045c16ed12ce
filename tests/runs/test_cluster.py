"""A run on a real scheduler with real worker processes gives what a run on one machine gives."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.cli.main import main
from miner.model.errors import StoreError
from miner.runs.batch import run
from miner.runs.options import RunOptions

pytest.importorskip("distributed", reason="needs the extra 'cluster'")

TABLES = ("documents", "studies", "sample_sizes", "posts")
READY_SECONDS = 60


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler and two workers, each a process tree of its own."""
    folder = tmp_path_factory.mktemp("cluster")
    address_file = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    common = ["--scheduler-file", str(address_file), "--no-dashboard"]
    commands = [
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *common],
        [*dask, "worker", "--host", "127.0.0.1", "--nworkers", "2", "--nthreads", "1",
         "--local-directory", str(folder), *common],
    ]  # fmt: skip
    started = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    deadline = time.monotonic() + READY_SECONDS
    while not address_file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    address = json.loads(address_file.read_text())["address"]
    import distributed

    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=READY_SECONDS)
    yield address
    for process in reversed(started):
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def write_rows(path: Path, count: int) -> Path:
    rows = [
        {"id": f"trial-{number}", "text": f"We randomised {40 + number} adults with chronic pain."}
        for number in range(count)
    ]
    path.write_text("\n".join([*map(json.dumps, rows), "{broken"]), "utf-8")
    return path


def mine(source: Path, out: Path, cluster: str | None) -> tuple[list[str], dict[str, bytes]]:
    report = run(RunOptions((str(source),), out, author_key=b"k", cluster=cluster, only=TABLES))
    return report.failures, {path.name: path.read_bytes() for path in (out / "tables").iterdir()}


def test_cluster_gives_the_same_bytes(scheduler: str, root: Path, tmp_path: Path) -> None:
    source = root / "corpora" / "sample"
    assert mine(source, tmp_path / "a", scheduler) == mine(source, tmp_path / "b", None)


def kill_a_busy_worker(scheduler: str, killed: list[int]) -> None:
    """Wait until a worker does a batch of the run, and kill that worker."""
    import distributed

    with distributed.Client(scheduler, set_as_default=False) as client:
        processes = client.run(os.getpid)
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            for worker, keys in client.processing().items():
                if any(str(key).startswith("do_batch") for key in keys):
                    os.kill(processes[worker], signal.SIGKILL)
                    killed.append(processes[worker])
                    return


def test_cluster_goes_on_when_a_worker_is_killed(scheduler: str, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "rows.jsonl", 450)
    killed: list[int] = []
    killer = threading.Thread(target=kill_a_busy_worker, args=(scheduler, killed))
    killer.start()
    failures, tables = mine(source, tmp_path / "cluster", scheduler)
    killer.join()
    assert len(killed) == 1
    assert (failures, tables) == mine(source, tmp_path / "here", None)
    assert [line.partition(": ")[2][:14] for line in failures] == ["not a JSON row"]


def test_cluster_without_a_scheduler_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miner.runs.cluster.CONNECT_SECONDS", 1)
    source = write_rows(tmp_path / "rows.jsonl", 1)
    arguments = ["run", str(source), "--out", str(tmp_path / "out")]
    assert main([*arguments, "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert "no scheduler answers there" in capsys.readouterr().err


def test_cluster_of_another_version_is_refused(
    scheduler: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("miner.__version__", "99")
    with pytest.raises(StoreError, match="install the same version there"):
        mine(write_rows(tmp_path / "rows.jsonl", 1), tmp_path / "out", scheduler)
