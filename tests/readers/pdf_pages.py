"""Setting PDFs for the tests: prose in columns, tables with and without rules."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from miner.model import Document, Table
from miner.readers.pdf import read_pdf

canvas = pytest.importorskip("reportlab.pdfgen.canvas")


LEFT, RIGHT = 50, 310


WORDS = "sleep pain light breath walk river stone cloud meadow garden winter spring morning evening".split()


def pdf(*pages: Callable[[Any], None], **options: Any) -> bytes:
    """Set pages of A4 and return the file."""
    buffer = io.BytesIO()
    paper = canvas.Canvas(buffer, pagesize=(595, 842), invariant=1, **options)
    for draw in pages:
        draw(paper)
        paper.showPage()
    paper.save()
    return buffer.getvalue()


def column(paper: Any, x: float, top: float, n_lines: int, tag: str) -> None:
    """Set lines of prose that carry their number, so that their order can be checked."""
    paper.setFont("Times-Roman", 10)
    for line in range(n_lines):
        words = " ".join(WORDS[(line + shift) % len(WORDS)] for shift in range(8))
        paper.drawString(x, top - 12 * line, f"{tag}{line:02d} {words}")


def two_columns(paper: Any) -> None:
    column(paper, LEFT, 700, 40, "a")
    column(paper, RIGHT, 700, 40, "b")


def rows_of(
    paper: Any, rows: list[list[str]], x: float, top: float, steps: list[float], size: float = 8
) -> float:
    """Set a grid of words without any line and return where it ends."""
    paper.setFont("Helvetica", size)
    at = top
    for row in rows:
        for text, step in zip(row, steps, strict=False):
            paper.drawString(x + step, at, text)
        at -= 1.35 * size
    return at


TRIAL = [
    ["Outcome", "Walking (n = 30)", "Resting (n = 31)", "p"],
    ["Pain, mean (SD)", "3.1 (1.2)", "4.0 (1.4)", "0.01"],
    ["Any harm, n (%)", "2 (6.7)", "3 (9.7)", "0.68"],
    ["Side", "", "", ""],
    ["   Left", "14 (46.7)", "15 (48.4)", "0.89"],
    ["Hours of sleep", "6.9 (1.0)", "6.8 (1.1)", "0.71"],
]


def trial_table(
    paper: Any,
    *,
    rules: bool = True,
    x: float = LEFT,
    steps: tuple[float, ...] = (0, 190, 310, 430),
) -> None:
    paper.setFont("Helvetica-Bold", 8.5)
    paper.drawString(x, 780, "Table 1. Outcomes after twelve weeks")
    end = rows_of(paper, TRIAL, x, 762, list(steps))
    if rules:
        for height in (774, 758, end + 6):
            paper.line(x, height, x + steps[-1] + 40, height)
    paper.setFont("Helvetica", 7)
    paper.drawString(x, end - 4, "SD: standard deviation.")


def read(data: bytes) -> Document:
    return read_pdf(data, path="invented.pdf")


def grid(document: Document, table: Table) -> list[list[str]]:
    return table.grid(document.text)
