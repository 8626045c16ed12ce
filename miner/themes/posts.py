"""Posts to label, train on or score: rows of JSON Lines or CSV, with gold where it is given."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miner.model.errors import ReadError


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post. `gold` maps themes to yes or no; a theme disputed or not given is absent.

    `author` falls back to the id, so that a post without author is a group of its own.
    `role` is `gold` for a post that trains and measures, `read` for one labelled by an
    annotator whose labels the theme set keeps out of its figures, `invented` and `told` for
    one written for the set. `unsure` are themes on which the label is a doubtful one.
    """

    id: str
    text: str
    author: str
    source: str = ""
    gold: dict[str, bool] | None = None
    role: str = "gold"
    unsure: frozenset[str] = frozenset()

    @property
    def is_measured(self) -> bool:
        """Tell whether figures may be taken on this post."""
        return bool(self.gold) and self.role == "gold"


def read_posts(path: Path, themes: tuple[str, ...] = ()) -> list[PostRow]:
    """Read posts from `.jsonl` or `.csv`.

    Parameters
    ----------
    path : Path
        Rows with `id` and `text`; optional `author`, `source`, `themes` (a list, or names
        divided by `;`) and `disputed`. Text that quotes others is taken as own words: the
        readers of threads tell quotes apart, rows cannot.
    themes : tuple of str
        Names for `gold`; a row with `themes` is yes or no on each of them.

    Returns
    -------
    list of PostRow
        In the order of the file.

    Raises
    ------
    ReadError
        If the file is missing or empty, a row is broken, or an id occurs twice.
    """
    rows = []
    seen: set[str] = set()
    for number, record in _records(path):
        post_id, text = record.get("id"), record.get("text")
        if post_id in (None, "") or not isinstance(text, str):
            raise ReadError(f"{path}:{number}: a row needs 'id' and 'text'")
        if str(post_id) in seen:
            raise ReadError(f"{path}:{number}: id '{post_id}' occurs twice")
        seen.add(str(post_id))
        rows.append(_row(record, themes))
    if not rows:
        raise ReadError(f"{path}: no post in it")
    return rows


def _row(record: dict[str, Any], themes: tuple[str, ...]) -> PostRow:
    post_id = str(record["id"])
    gold = None
    if record.get("themes") is not None:
        positive, disputed = _names(record["themes"]), _names(record.get("disputed"))
        gold = {name: name in positive for name in themes if name not in disputed}
    return PostRow(
        id=post_id,
        text=record["text"],
        author=str(record.get("author") or post_id),
        source=str(record.get("source") or ""),
        gold=gold,
    )


def _names(value: object) -> set[str]:
    if value is None:
        return set()
    if isinstance(value, str):
        return {name.strip() for name in value.split(";") if name.strip()}
    return {str(name) for name in value} if isinstance(value, list) else set()


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        stream = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened ({error.strerror})") from None
    with stream:
        try:
            if path.suffix.lower() == ".csv":
                csv.field_size_limit(2**31 - 1)
                yield from enumerate(csv.DictReader(stream), start=2)
                return
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    record = json.loads(line)
                    if not isinstance(record, dict):
                        raise ValueError("not an object")
                    yield number, record
        except UnicodeDecodeError:
            raise ReadError(f"{path}: not UTF-8 text; save it as UTF-8") from None
        except (ValueError, csv.Error) as error:
            raise ReadError(f"{path}: not JSON Lines or CSV with a header ({error})") from None
