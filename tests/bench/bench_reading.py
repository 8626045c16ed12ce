"""Speed and memory of reading and extracting: documents, pages and megabytes a second."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil

from miner.extract.registry import run_extractors
from miner.readers import read_sources
from miner.readers.jats import read_jats


def bench(shared: Path) -> dict[str, float]:
    """Measure on every tenth paper and on all threads; one process, one core.

    Returns
    -------
    dict
        Figure name to value: documents/s, MB/s, seconds, MiB.
    """
    figures: dict[str, float] = {}
    papers = sorted((shared / "papers" / "jats").glob("*.nxml"))
    data = [path.read_bytes() for path in papers[::10]]
    began = time.perf_counter()
    documents = [read_jats(content, path="bench") for content in data]
    figures["jats documents/s"] = len(data) / (time.perf_counter() - began)
    began = time.perf_counter()
    for document in documents[:40]:
        run_extractors(document)
    figures["extraction papers/s"] = 40 / (time.perf_counter() - began)
    threads = sorted(str(path) for path in (shared / "threads").iterdir())
    size = sum(Path(path).stat().st_size for path in threads)
    list(read_sources(threads[:1], author_key=b"k"))
    began = time.perf_counter()
    for _ in range(3):
        list(read_sources(threads, author_key=b"k"))
    figures["threads MB/s"] = 3 * size / 1e6 / (time.perf_counter() - began)
    figures.update(_memory(papers))
    figures["miner --help ms"] = _help_milliseconds()
    return figures


def _memory(papers: list[Path]) -> dict[str, float]:
    """Resident memory after 200 and after 1,000 papers: the difference is what leaks."""
    process = psutil.Process()
    found = {}
    for done, path in enumerate((papers * 2)[:1000], start=1):
        read_jats(path.read_bytes(), path="bench")
        if done in (200, 1000):
            found[f"memory after {done} papers MiB"] = process.memory_info().rss / 2**20
    return found


def _help_milliseconds() -> float:
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "miner.cli", "--help"], check=True, stdout=subprocess.DEVNULL
        )
        taken.append(time.perf_counter() - began)
    return 1000 * min(taken)
