"""Scores the PDF reader on bench/tables against the JATS of the same papers (dev split only).

A number counts as found when a cell of the table with the same label holds it, and as placed
when its cell also has the neighbours that it has in the JATS grid: the nearest filled cell to
the left or right, and the nearest above or below. A sentence is whole when its words stand
together, in order, in the text read from the PDF.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from miner.model import Document
from miner.readers.jats import read_jats
from miner.readers.pdf import read_pdf

_NUMBER = re.compile(r"\d+(?:[.,·]\d+)*")
LEAST_SENTENCE = 25  # characters; shorter ones stand in a text by chance


def score(shared: Path) -> dict[str, float]:
    """Return shares of numbers found and placed and of sentences whole, with their counts."""
    return score_split(shared, "dev")


def score_split(shared: Path, split: str) -> dict[str, float]:
    """Score the papers of one split."""
    totals: Counter[str] = Counter()
    for row in papers(shared, split):
        document = read_pdf((shared / row["pdf"]).read_bytes(), path=row["id"])
        totals.update(score_tables(row["gold"]["tables"], document))
        jats = read_jats((shared / row["jats"]).read_bytes(), path=row["id"])
        whole, lost = judge_sentences(jats, document)
        totals.update({"sentences": len(whole) + len(lost), "whole": len(whole)})
    numbers, sentences = max(1, totals["numbers"]), max(1, totals["sentences"])
    return {
        "table_numbers_found": round(totals["found"] / numbers, 4),
        "table_numbers_placed": round(totals["placed"] / max(1, totals["cell_numbers"]), 4),
        "sentences_whole": round(totals["whole"] / sentences, 4),
        "table_numbers": float(totals["numbers"]),
        "sentences": float(totals["sentences"]),
    }


def papers(shared: Path, split: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of bench/tables in one split."""
    with (shared / "bench" / "tables" / "pdf_tables.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["split"] == split:
                yield {**row, "pdf": row["pdf"], "jats": row["jats"]}


def score_tables(gold: Sequence[dict[str, Any]], document: Document) -> Counter[str]:
    """Count numbers of gold tables that are found and placed."""
    totals: Counter[str] = Counter()
    for table in gold:
        if table["is_image"]:
            continue
        grids = _grids_of(document, table["label"])
        # the gold keeps a minus sign with its number; signs are judged with the cells
        want = Counter(n for number in table["numbers"] for n in _NUMBER.findall(number))
        have = Counter(n for grid in grids for n in _cell_numbers(document, grid))
        totals["numbers"] += sum(want.values())
        totals["found"] += sum((want & have).values())
        places = [place for _, rows in grids for place in _places(rows)]
        for part in table["parts"]:
            for weight, right in judge_cells(part["grid"], places):
                totals["cell_numbers"] += weight
                totals["placed"] += weight * right
    return totals


def _grids_of(document: Document, label: str) -> list[tuple[Any, list[list[str]]]]:
    return [
        (table, table.grid(document.text)) for table in document.tables
        if _label(table.label or "") == _label(label)
    ]  # fmt: skip


def _label(text: str) -> str:
    found = re.search(r"[A-Z]?\d+|[IVX]+$", text.strip().rstrip(".:"))
    return found.group(0) if found else text.casefold()


def _cell_numbers(document: Document, grid: tuple[Any, list[list[str]]]) -> Iterator[str]:
    for cell in grid[0].cells:
        yield from _NUMBER.findall(unicodedata.normalize("NFKC", cell.span.of(document.text)))


def fold(text: str) -> str:
    """Return letters, digits and points only, so that only the words decide."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(ch for ch in text if ch.isalnum() or ch in ".%<>")


def _places(rows: Sequence[Sequence[str]]) -> list[tuple[str, set[str], set[str], int]]:
    """Return each filled place with its neighbours in row and column and its count of numbers."""
    folded = [[fold(text) for text in row] for row in rows]
    # a section row may span the table in one source and stand in the first column in the other
    apart = [[""] * len(row) if len(set(row) - {""}) == 1 else row for row in folded]
    places = []
    for r, row in enumerate(folded):
        for c, text in enumerate(row):
            if text:
                beside = {_next(row, c, -1), _next(row, c, 1)} - {""}
                column = [other[c] if c < len(other) else "" for other in (apart if c else folded)]
                column[r] = text
                places.append((text, beside, {_next(column, r, -1), _next(column, r, 1)} - {""},
                               len(_NUMBER.findall(rows[r][c]))))  # fmt: skip
    return places


def _next(line: Sequence[str], at: int, step: int) -> str:
    at += step
    while 0 <= at < len(line):
        if line[at]:
            return line[at]
        at += step
    return ""


def judge_cells(
    grid: Sequence[Sequence[str]], places: Sequence[tuple[str, set[str], set[str], int]]
) -> Iterator[tuple[int, bool]]:
    """Yield (numbers in the cell, placed right) of each gold cell with numbers."""
    by_text: dict[str, list[tuple[set[str], set[str]]]] = {}
    for text, beside, over, _count in places:
        by_text.setdefault(text, []).append((beside, over))
    for text, beside, over, weight in _places(grid):
        if weight:
            yield (
                weight,
                any(
                    (not beside or beside & ours[0]) and (not over or over & ours[1])
                    for ours in by_text.get(text, ())
                ),
            )


def judge_sentences(jats: Document, document: Document) -> tuple[list[str], list[str]]:
    """Return the sentences of the JATS text that are whole in the PDF's, and those that are not."""
    text = _squeezed(document.text)
    whole: list[str] = []
    lost: list[str] = []
    for block in jats.blocks:
        if block.kind not in ("paragraph", "abstract"):
            continue
        for span in jats.sentences:
            if block.span.contains(span):
                squeezed = _squeezed(span.of(jats.text))
                if len(squeezed) >= LEAST_SENTENCE:
                    (whole if squeezed in text else lost).append(span.of(jats.text))
    return whole, lost


def _squeezed(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return "".join(ch for ch in text if ch.isalnum())
