"""PDFs set by the tests themselves: order of reading, tables, marks, boxes, and bad files."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from miner.model import Document, ReadError, Table
from miner.readers.pdf import MAX_PAGES, read_pdf

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


@pytest.mark.parametrize("rules", [True, False])
def test_pdf_table_of_three_rules_or_none(rules: bool) -> None:
    def page(paper: Any) -> None:
        trial_table(paper, rules=rules)
        column(paper, LEFT, 600, 25, "a")
        column(paper, RIGHT, 600, 25, "b")

    document = read(pdf(two_columns, page))
    (table,) = document.tables
    rows = grid(document, table)
    assert table.label == "Table 1"
    assert table.header_rows == 1
    assert rows[0] == TRIAL[0]
    assert rows[1:3] == TRIAL[1:3]
    assert rows[4:] == [["Left", "14 (46.7)", "15 (48.4)", "0.89"], TRIAL[5]]
    assert table.section_rows == (3,)
    assert table.caption is not None
    assert table.caption.of(document.text) == "Table 1. Outcomes after twelve weeks"
    assert [note.span.of(document.text) for note in table.footnotes] == ["SD: standard deviation."]
    assert document.text.count("a24") == 2  # on both pages: the table took no prose with it


def test_pdf_table_in_the_right_column() -> None:
    def page(paper: Any) -> None:
        column(paper, LEFT, 780, 50, "a")
        trial_table(paper, x=RIGHT, steps=(0, 75, 150, 215))
        column(paper, RIGHT, 600, 25, "b")

    document = read(pdf(two_columns, page))
    assert grid(document, document.tables[0])[1] == TRIAL[1]
    assert "a49" in document.text


def test_pdf_landscape_table_on_an_upright_page() -> None:
    def page(paper: Any) -> None:
        paper.translate(800, -200)
        paper.rotate(90)
        trial_table(paper, x=250)
        paper.setFont("Helvetica", 8)
        rows_of(paper, [["Word " * 8]] * 10, 250, 500, [0])

    document = read(pdf(two_columns, page))
    (table,) = document.tables
    assert grid(document, table)[1] == TRIAL[1]
    box = next(cell.box for cell in table.cells if cell.span.of(document.text) == "3.1 (1.2)")
    assert box is not None
    assert box.page == 2
    assert 0 <= box.x0 < box.x1 <= 595
    assert box.bottom - box.top > box.x1 - box.x0  # it stands upright on the page


def test_pdf_wrapped_label_is_one_row() -> None:
    rows = [
        ["Measure", "Walking", "Resting"],
        ["Minutes of walking in", "41 (9)", "22 (8)"],
        ["   a usual week", "", ""],
        ["Falls", "1 (3.3)", "2 (6.5)"],
        ["Steps", "8120 (940)", "5210 (880)"],
    ]

    def page(paper: Any) -> None:
        paper.setFont("Helvetica-Bold", 8.5)
        paper.drawString(LEFT, 780, "Table 2. Walking")
        end = rows_of(paper, rows, LEFT, 762, [0, 110, 190])
        for height in (774, 758, end + 6):
            paper.line(LEFT, height, 300, height)
        column(paper, LEFT, 600, 20, "a")

    document = read(pdf(page))
    assert grid(document, document.tables[0])[1] == [
        "Minutes of walking in a usual week",
        "41 (9)",
        "22 (8)",
    ]


def test_pdf_heading_over_several_columns_spans_them() -> None:
    def page(paper: Any) -> None:
        paper.setFont("Helvetica-Bold", 8.5)
        paper.drawString(LEFT, 780, "Table 3. Two visits")
        paper.setFont("Helvetica", 8)
        paper.drawString(LEFT + 145, 764, "Week 4")
        paper.drawString(LEFT + 345, 764, "Week 12")
        end = rows_of(paper, [["", "Walk", "Rest", "Walk", "Rest"], ["Pain", "3.2", "4.1", "3.0", "4.2"],
                              ["Sleep", "6.1", "6.0", "6.4", "6.2"]], LEFT, 748, [0, 100, 200, 300, 400])  # fmt: skip
        for height, x0, x1 in (
            (774, 0, 450),
            (759, 95, 240),
            (759, 295, 440),
            (744, 0, 450),
            (end + 6, 0, 450),
        ):
            paper.line(LEFT + x0, height, LEFT + x1, height)
        column(paper, LEFT, 600, 20, "a")

    document = read(pdf(page))
    (table,) = document.tables
    assert table.header_rows == 2
    assert grid(document, table)[0] == ["", "Week 4", "Week 4", "Week 12", "Week 12"]
    assert grid(document, table)[2] == ["Pain", "3.2", "4.1", "3.0", "4.2"]


def test_pdf_bordered_table_keeps_wrapped_cells_together() -> None:
    def page(paper: Any) -> None:
        paper.setFont("Helvetica-Bold", 8.5)
        paper.drawString(LEFT, 780, "Table 4. Boxes")
        for height in (770, 750, 725, 700):
            paper.line(LEFT, height, LEFT + 300, height)
        for x in (0, 100, 200, 300):
            paper.line(LEFT + x, 700, LEFT + x, 770)
        paper.setFont("Helvetica", 8)
        for x, y, text in ((5, 756, "Scale"), (105, 756, "Before"), (205, 756, "After"), (5, 740, "Pain"),
                           (105, 740, "3.03±1.47"), (105, 730, "(4.32±1.95)"), (205, 740, "2.80±1.10"),
                           (5, 712, "Sleep"), (105, 712, "6.0±1.0"), (205, 712, "6.5±1.1")):  # fmt: skip
            paper.drawString(LEFT + x, y, text)
        column(paper, LEFT, 600, 20, "a")

    document = read(pdf(page))
    assert grid(document, document.tables[0]) == [
        ["Scale", "Before", "After"],
        ["Pain", "3.03±1.47 (4.32±1.95)", "2.80±1.10"],
        ["Sleep", "6.0±1.0", "6.5±1.1"],
    ]


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


def encrypted() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    return pdf(two_columns, encrypt=StandardEncryption("secret", canPrint=0))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (encrypted, "encrypted"),
        (lambda: b"%PDF-1.4\nnothing that follows", "cut short"),
        (lambda: b"%PDF-1.4\n" + b"\x00\xff" * 500 + b"\n%%EOF", "broken"),
        (lambda: pdf(lambda paper: paper.rect(50, 50, 400, 600, fill=1)), "no text layer"),
    ],
)
def test_pdf_bad_file_is_one_clear_line(data: Callable[[], bytes], message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        read(data())
    assert "\n" not in str(caught.value)


def test_pdf_cut_in_half_is_told() -> None:
    whole = pdf(*[two_columns] * 6)
    try:
        document = read(whole[: len(whole) // 2])
    except ReadError as error:
        assert "cut short" in str(error)
    else:
        assert any("cut short" in warning for warning in document.warnings)


def test_pdf_of_many_pages_takes_time_in_proportion() -> None:
    def seconds(n_pages: int) -> float:
        data = pdf(*[two_columns] * n_pages)
        started = process_time()
        read(data)
        return process_time() - started

    seconds(2)
    assert seconds(60) < 12 * max(seconds(10), 0.05)


def test_pdf_of_too_many_pages_is_refused() -> None:
    with pytest.raises(ReadError, match=str(MAX_PAGES)):
        read(pdf(*[lambda paper: None] * (MAX_PAGES + 1)))


def test_pdf_scorer_reads_neighbours() -> None:
    from tests.quality.score_pdf import _places, judge_cells

    gold = [["", "A", "B"], ["x", "1 (2)", "3"], ["y", "4", "5"]]
    wrong = [["", "A", "B"], ["x", "3", "1 (2)"], ["y", "4", "5"]]
    assert [right for _, right in judge_cells(gold, _places(gold))] == [True] * 4
    assert sum(right for _, right in judge_cells(gold, _places(wrong))) < 4


def test_pdf_table_with_a_rule_under_each_row() -> None:
    rows = [
        [["Question"], ["Walking"], ["Resting"]],
        [["How did you sleep in", "the week before?"], ["Well"], ["Badly"]],
        [["Pain (0-10)"], ["3.2 (1.1)"], ["4.1 (1.4)"]],
        [["Would you walk again?"], ["Yes"], ["Not sure,", "perhaps"]],
        [["Falls"], ["1"], ["2"]],
        [["Steps"], ["8120"], ["5210"]],
        [["Days"], ["41"], ["40"]],
    ]

    def page(paper: Any) -> None:
        paper.setFont("Helvetica-Bold", 8.5)
        paper.drawString(LEFT, 780, "Table 5. Answers")
        paper.setFont("Helvetica", 8)
        at = 774.0
        paper.line(LEFT, at, 400, at)
        for row in rows:
            for cell, step in zip(row, (0, 150, 260), strict=True):
                for number, text in enumerate(cell):
                    paper.drawString(LEFT + step, at - 10 - 9 * number, text)
            at -= 6 + 9 * max(map(len, row))
            paper.line(LEFT, at, 400, at)
        column(paper, LEFT, 560, 20, "a")

    document = read(pdf(page))
    assert grid(document, document.tables[0]) == [[" ".join(cell) for cell in row] for row in rows]


def test_pdf_caption_under_the_table() -> None:
    def page(number: int) -> Callable[[Any], None]:
        def draw(paper: Any) -> None:
            end = rows_of(paper, TRIAL, LEFT, 762, [0, 190, 310, 430])
            paper.setFont("Helvetica-Bold", 8.5)
            paper.drawString(LEFT, end - 8, f"Table {number}. Outcomes after twelve weeks")
            column(paper, LEFT, 560, 20, "a")

        return draw

    document = read(pdf(page(1), page(2)))
    assert [table.label for table in document.tables] == ["Table 1", "Table 2"]
    assert grid(document, document.tables[1])[1] == TRIAL[1]


def test_pdf_table_that_goes_on_over_pages_is_one() -> None:
    def page(first: int, caption: str) -> Callable[[Any], None]:
        def draw(paper: Any) -> None:
            paper.setFont("Helvetica-Bold", 8.5)
            paper.drawString(LEFT, 780, caption)
            body = [[f"Item {n}", f"{n}.1 (0.5)", f"{n}.2 (0.6)"] for n in range(first, first + 50)]
            end = rows_of(paper, [["Item", "Walking", "Resting"], *body], LEFT, 762, [0, 190, 310])
            for height in (774, 758, end + 6):
                paper.line(LEFT, height, 450, height)

        return draw

    document = read(
        pdf(two_columns, page(10, "Table 1. Many items"), page(60, "Table 1. (continued)"))
    )
    (table,) = document.tables
    rows = grid(document, table)
    assert table.n_rows == 101
    assert rows[0] == ["Item", "Walking", "Resting"]
    assert rows[-1] == ["Item 109", "109.1 (0.5)", "109.2 (0.6)"]
    pages = [cell.box.page for cell in table.cells if cell.box]
    assert sorted(set(pages)) == [2, 3]
