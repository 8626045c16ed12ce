"""Tables of PDFs set by the tests themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pdf_pages import (
    LEFT,
    RIGHT,
    TRIAL,
    column,
    grid,
    pdf,
    read,
    rows_of,
    trial_table,
    two_columns,
)


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
