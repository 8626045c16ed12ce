"""Pages and copies of one thread become one thread in the tables: every post, each once."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from miner.runs.batch import run
from miner.runs.options import RunOptions


def phpbb(numbers: Sequence[int], *, start: int | None) -> str:
    """A page of a forum that numbers no posts; `start` None leaves its address out."""
    query = f"&start={start}" if start else ""
    address = f'<link rel="canonical" href="https://forum.example/viewtopic.php?t=7{query}">'
    posts = "".join(
        f'<div id="p{number}" class="post"><p class="author">by <a class="username">m{number}</a> » '
        f'{number:02d} Nov 2019, 10:00</p><div class="content">Words of post {number}.</div></div>'
        for number in numbers
    )
    head = "<title>Pacing - Forum</title>" + (address if start is not None else "")
    return f"<!DOCTYPE html><html><!-- phpBB --><head>{head}</head><body>{posts}</body></html>"


def discourse(numbers: Sequence[int]) -> str:
    posts = [
        {"post_number": number, "topic_id": 7, "topic_slug": "pacing", "username": f"m{number}",
         "cooked": f"<p>Words of post {number}.</p>"}
        for number in numbers
    ]  # fmt: skip
    return json.dumps({"title": "Pacing", "post_stream": {"posts": posts}})


def posts_of(folder: Path, pages: dict[str, str]) -> tuple[list[str], list[int]]:
    """Run over pages and return the words and positions of posts.csv."""
    (folder / "in").mkdir()
    for name, page in pages.items():
        (folder / "in" / name).write_text(page, "utf-8")
    run(
        RunOptions(
            sources=(str(folder / "in"),), out=folder / "out", author_key=b"k",
            only=("documents", "posts", "themes"),
        )
    )  # fmt: skip
    with (folder / "out" / "tables" / "posts.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    with (folder / "out" / "tables" / "themes.csv").open() as stream:
        judged = [(row["post_id"], row["theme"]) for row in csv.DictReader(stream)]
    assert len(judged) == len(set(judged))
    assert len({row["thread_id"] for row in rows}) == 1
    return [row["own_text"] for row in rows], [int(row["position"]) for row in rows]


@pytest.mark.parametrize(
    "pages",
    [
        # The names of the files say nothing about the order of the pages.
        {"b.html": phpbb((1, 2), start=0), "a.html": phpbb((3, 4), start=2)},
        {"b.html": phpbb((1, 2), start=None), "a.html": phpbb((3, 4), start=None)},
        {"b.html": phpbb((1, 2, 3), start=None), "a.html": phpbb((3, 4), start=None)},
        {"b.json": discourse((1, 2)), "a.json": discourse((3, 4))},
        {"b.json": discourse((1, 2, 3)), "a.json": discourse((3, 4))},
    ],
    ids=["numbered", "without-address", "overlapping", "json", "json-overlapping"],
)
def test_thread_pages_join_in_order_without_doubles(tmp_path: Path, pages: dict[str, str]) -> None:
    words, positions = posts_of(tmp_path, pages)
    assert words == [f"Words of post {number}." for number in (1, 2, 3, 4)]
    assert positions == [1, 2, 3, 4]
