"""Speed and memory of reading and extracting, in seconds of processor time on one core."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import psutil

from miner.extract.registry import run_extractors
from miner.readers import read_sources
from miner.readers.forum_html import read_forum_page
from miner.readers.jats import read_jats

N_POSTS = 3_000


def bench(shared: Path) -> dict[str, float]:
    """Measure on every tenth paper, on all threads, and on one page of 3,000 posts.

    Returns
    -------
    dict
        Figure name to value: documents/s, MB/s, milliseconds, MiB.
    """
    figures: dict[str, float] = {}
    papers = sorted((shared / "papers" / "jats").glob("*.nxml"))
    data = [path.read_bytes() for path in papers[::10]]
    read_jats(data[0], path="warm-up")
    documents = []
    seconds = timed(lambda: documents.extend(read_jats(content, path="bench") for content in data))
    figures["jats documents/s"] = len(data) / seconds
    run_extractors(documents[0])
    seconds = timed(lambda: [run_extractors(document) for document in documents[:40]])
    figures["extraction papers/s"] = 40 / seconds
    threads = sorted(str(path) for path in (shared / "threads").iterdir())
    groups = {
        "all of threads/": threads,
        "forum pages": [path for path in threads if re.search("xenforo|phpbb|vbulletin", path)],
        "blogs with comments": [path for path in threads if "wordpress" in path],
        "JSON": [path for path in threads if path.endswith(".json")],
    }
    list(read_sources(threads, author_key=b"k"))
    for name, paths in groups.items():
        size = sum(Path(path).stat().st_size for path in paths)
        seconds = timed(lambda paths=paths: list(read_sources(paths, author_key=b"k")), times=3)
        figures[f"{name} MB/s"] = size / 1e6 / seconds
    page = long_thread(Path(__file__).resolve().parents[2] / "corpora" / "sample")
    seconds = timed(lambda: read_forum_page(page, path="bench", author_key=b"k"), times=3)
    figures[f"page of {N_POSTS} posts MB/s"] = len(page) / 1e6 / seconds
    figures.update(memory(papers))
    figures["miner --help ms"] = help_milliseconds()
    return figures


def timed(work: Callable[[], object], *, times: int = 1) -> float:
    """Return the processor seconds of one round of work."""
    began = process_time()
    for _ in range(times):
        work()
    return (process_time() - began) / times


def long_thread(sample: Path) -> bytes:
    """Repeat the posts of the sample thread until a page holds many, each with its own id."""
    page = (sample / "thread_xenforo2.html").read_text("utf-8")
    start, end = page.index("<article"), page.rindex("</article>") + len("</article>")
    posts = re.split(r"(?=<article class=\"message message--post)", page[start:end])[1:]
    made = []
    for number in range(N_POSTS):
        post = posts[number % len(posts)]
        native = re.search(r"post-(\d+)", post)
        assert native
        made.append(post.replace(native.group(1), str(100_000 + number)))
    return (page[:start] + "".join(made) + page[end:]).encode()


def memory(papers: list[Path]) -> dict[str, float]:
    """Resident memory after 200 and after 1,000 papers: the difference is what leaks."""
    process = psutil.Process()
    found = {}
    for done, path in enumerate((papers * 2)[:1000], start=1):
        read_jats(path.read_bytes(), path="bench")
        if done in (200, 1000):
            found[f"memory after {done} papers MiB"] = process.memory_info().rss / 2**20
    return found


def help_milliseconds() -> float:
    """Processor time of `miner --help`, the best of five."""
    taken = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "miner.cli", "--help"], check=True, stdout=subprocess.DEVNULL
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return 1000 * min(taken)
