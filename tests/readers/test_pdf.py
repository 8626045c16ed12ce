"""PDFs set by the tests themselves: order of reading, marks and boxes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pdf_pages import (
    LEFT,
    column,
    grid,
    pdf,
    read,
    trial_table,
    two_columns,
)


def test_pdf_two_columns_are_read_one_after_the_other() -> None:
    document = read(pdf(two_columns))
    assert re.findall(r"\b[ab]\d\d\b", document.text) == [
        f"{tag}{n:02d}" for tag in "ab" for n in range(40)
    ]


def test_pdf_title_across_columns_comes_first() -> None:
    def page(paper: Any) -> None:
        paper.setFont("Helvetica-Bold", 18)
        paper.drawString(LEFT, 760, "Walking against resting for sore feet in spring")
        two_columns(paper)

    document = read(pdf(page))
    assert document.metadata.title == "Walking against resting for sore feet in spring"
    assert document.blocks[0].kind == "title"


def test_pdf_running_heads_and_page_numbers_are_out() -> None:
    def page(number: int) -> Callable[[Any], None]:
        def draw(paper: Any) -> None:
            paper.setFont("Times-Italic", 8)
            paper.drawString(LEFT, 815, "Invented Journal of Feet")
            paper.drawString(540, 30, str(number + 40))
            column(paper, LEFT, 700, 30, "ab"[number % 2])

        return draw

    document = read(pdf(page(1), page(2), page(3)))
    assert "Invented Journal" not in document.text
    assert not re.search(r"\b4[123]\b", document.text)


def test_pdf_hyphens_and_superscripts() -> None:
    def page(paper: Any) -> None:
        paper.setFont("Times-Roman", 10)
        paper.drawString(LEFT, 700, "The treatment was a slow walk. We asked whether a rested per-")
        paper.drawString(LEFT, 688, "son walks further than a tired person after rest in spring")
        text = paper.beginText(LEFT, 676)
        text.textOut("and autumn, as was found before.")
        text.setFont("Times-Roman", 6)
        text.setRise(4)
        text.textOut("12,13")
        text.setRise(0)
        text.setFont("Times-Roman", 10)
        text.textOut(" The dose was 10")
        text.setFont("Times-Roman", 6)
        text.setRise(4)
        text.textOut("-5")
        paper.drawText(text)
        column(paper, LEFT, 600, 20, "a")

    document = read(pdf(page))
    assert "a rested person walks" in document.text
    assert "10^-5" in document.text
    marks = {(mark.kind, mark.span.of(document.text)) for mark in document.marks}
    assert {("citation", "12,13"), ("superscript", "-5")} <= marks


def test_pdf_every_line_and_cell_has_a_box() -> None:
    def page(paper: Any) -> None:
        trial_table(paper)
        column(paper, LEFT, 600, 30, "a")

    document = read(pdf(page))
    assert list(document.lines) == sorted(document.lines, key=lambda line: line.span)
    for block in document.blocks:
        box = document.box_of(block.span)
        assert box is not None
        assert box.page == 1
        assert 0 <= box.x0 < box.x1 <= 595
        assert 0 <= box.top < box.bottom <= 842
    cell = next(c for c in document.tables[0].cells if c.span.of(document.text) == "4.0 (1.4)")
    assert document.cell_at(cell.span.start) == (document.tables[0].table_id, 1, 2)
    assert cell.box is not None
    assert cell.box.x0 == pytest.approx(LEFT + 310, abs=1)
    assert 842 - cell.box.bottom == pytest.approx(762 - 1.35 * 8, abs=4)


def test_pdf_same_bytes_same_document() -> None:
    data = pdf(two_columns)
    assert read(data).text == read(data).text


def test_pdf_sample_paper(root: Path) -> None:
    document = read((root / "corpora" / "sample" / "breathing_back_pain.pdf").read_bytes())
    assert [b.span.of(document.text) for b in document.blocks if b.kind == "heading"] == [
        "Abstract", "Introduction", "Methods", "Results", "Discussion", "References",
    ]  # fmt: skip
    outcomes = next(table for table in document.tables if table.label == "Table 2")
    assert grid(document, outcomes)[3] == [
        "Eight weeks", "4.3 (1.8)", "5.4 (1.7)", "−1.1 (−1.83 to −0.37)", "−0.63", "0.004",
    ]  # fmt: skip
    assert document.metadata.registration == "ISRCTN00000000"


def test_pdf_scorer_reads_neighbours() -> None:
    from tests.quality.score_pdf import _places, judge_cells

    gold = [["", "A", "B"], ["x", "1 (2)", "3"], ["y", "4", "5"]]
    wrong = [["", "A", "B"], ["x", "3", "1 (2)"], ["y", "4", "5"]]
    assert [right for _, right in judge_cells(gold, _places(gold))] == [True] * 4
    assert sum(right for _, right in judge_cells(gold, _places(wrong))) < 4


def with_mathematical_n() -> bytes:
    """Write a page whose letter n is told to be a mathematical italic one, by hand."""
    lines = [
        f"BT /F1 10 Tf 50 {700 - 14 * line} Td (Group {line} \\(n = {line + 71}\\) walked on) Tj ET"
        for line in range(12)
    ]
    content = "\n".join(lines).encode()
    letters = "\n".join(
        f"<{code:02X}> <{'D835DC5B' if chr(code) == 'n' else f'{code:04X}'}>"
        for code in range(32, 127)
    )
    mapping = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"95 beginbfchar\n{letters}\nendbfchar endcmap end end"
    ).encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(mapping), mapping),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content_of in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content_of)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body + b"xref\n0 7\n0000000000 65535 f \n" + table
        + b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    )  # fmt: skip


def test_pdf_letters_beyond_16_bits_keep_every_box_in_place() -> None:
    document = read(with_mathematical_n())
    for line in range(12):
        assert f"Group {line} (n = {line + 71}) walked on" in " ".join(document.text.split())
