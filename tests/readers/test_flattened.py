"""Text flattened out of PDFs: invented papers, and the seed whose tables are known by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.model import Document, Table
from miner.readers.flattened import looks_flattened, read_flattened
from miner.readers.flattened_header import split_header
from miner.readers.flattened_units import split_line

SLEEP_TRIAL = """Evening light and sleep in shift workers: a randomised trial

Abstract: We asked whether warm evening light helps shift workers to sleep. Sixty-two nurses were
allocated at random to warm light or to usual light for six weeks, and sleep was meas-
ured with a diary that was measured again at three months.

1. Introduction

Shift work disturbs sleep, and light in the evening is one of the few causes that can be
changed at little cost. Earlier studies were small and did not follow people after the
lamps had been taken away.

2. Results

Groups were alike at the start. Warm light shortened the time to fall asleep, as shown in
Table 2, and the gain was kept.

Table 2. Sleep outcomes by group and visit.
Outcome Warm light (n = 31) Mean (SD) Usual light (n = 31) Mean (SD) g 95% CI p
Minutes to fall asleep
Start 41.2 (12.5) 40.8 (11.9)
Six weeks 28.4 (10.1) 37.9 (12.2) (cid:0)0.84 (cid:0)1.36 to (cid:0)0.32 0.002
Three months 29.0 (10.6) 36.5 (12.8) (cid:0)0.63
(cid:0)1.14 to (cid:0)0.12 0.016
Nights with waking,
per week
Start 4.1 (1.6) 4.0 (1.5)
Six weeks 3.2 (1.5) 3.9 (1.6) (cid:0)0.45 (cid:0)0.95 to 0.06 0.08
Note: g: Hedges' g of the change from the start; SD: standard deviation; CI: confidence
interval.

Few people left the study, and nobody did so because of the lamps. The diaries were full
for nine nights in ten, which is more than in other studies of this kind.

3. Discussion

Warm light in the evening made falling asleep easier. Whether it helps those who do not
work in shifts remains to be seen.
"""

COUNTS_TRIAL = """## abstract
Adults with plantar pain were allocated to stretching or to insoles.

## Results

Events are given in Table 1.

TABLE 1: Characteristics and events
Characteristic Stretching Insoles
(n = 48) (n = 50) p value
Women, n (%) 30 (62.5) 29 (58.0) 0.65
Age in years 47.3 ± 9.8 46.1 ± 10.4 0.56
Aged 18 to 30 6 (12.5) 8 (16.0) 0.62
Pain site
Left heel 20 (41.7) 23 (46.0) NS
Right heel or both heels
together 28 (58.3) 27 (54.0) NS
Any harm 3 (6.3) – 0.11
* Tested with Fisher's exact test.

## Discussion

Insoles and stretching did equally well.
"""


def cells(document: Document, table: Table) -> list[list[str]]:
    return table.grid(document.text)


def table_of(document: Document, label: str) -> Table:
    return next(
        table for table in document.tables if (table.label or "").casefold() == label.casefold()
    )


def test_flattened_rebuilds_wrapped_rows_and_garbled_minus_signs() -> None:
    document = read_flattened(SLEEP_TRIAL, path="a.txt", document_id="a")
    table = table_of(document, "Table 2")
    assert cells(document, table) == [
        [
            "Outcome",
            "Warm light (n = 31) Mean (SD)",
            "Usual light (n = 31) Mean (SD)",
            "g",
            "95% CI",
            "p",
        ],
        ["Minutes to fall asleep"] * 6,
        ["Start", "41.2 (12.5)", "40.8 (11.9)", "", "", ""],
        ["Six weeks", "28.4 (10.1)", "37.9 (12.2)", "−0.84", "−1.36 to −0.32", "0.002"],
        ["Three months", "29.0 (10.6)", "36.5 (12.8)", "−0.63", "−1.14 to −0.12", "0.016"],
        ["Nights with waking, per week"] * 6,
        ["Start", "4.1 (1.6)", "4.0 (1.5)", "", "", ""],
        ["Six weeks", "3.2 (1.5)", "3.9 (1.6)", "−0.45", "−0.95 to 0.06", "0.08"],
    ]
    assert table.header_rows == 1
    assert table.section_rows == (1, 5)
    assert table.source == "flattened"
    assert [note.span.of(document.text)[:5] for note in table.footnotes] == ["Note:"]


def test_flattened_joins_lines_and_keeps_sections() -> None:
    document = read_flattened(SLEEP_TRIAL, path="a.txt", document_id="a")
    assert document.metadata.title == "Evening light and sleep in shift workers: a randomised trial"
    assert "sleep was measured with a diary" in document.text
    assert [b.span.of(document.text) for b in document.blocks if b.kind == "heading"] == [
        "1. Introduction", "2. Results", "3. Discussion",
    ]  # fmt: skip
    last = next(b for b in document.blocks if b.span.of(document.text).startswith("Few people"))
    assert last.section == ("2. Results",)
    abstract = next(b for b in document.blocks if b.kind == "abstract")
    assert abstract.span.of(document.text).startswith("We asked whether")


def test_flattened_counts_dashes_and_headers_of_two_lines() -> None:
    document = read_flattened(COUNTS_TRIAL, path="b.txt", document_id="b")
    rows = cells(document, table_of(document, "TABLE 1"))
    assert rows[2:] == [
        ["Women, n (%)", "30 (62.5)", "29 (58.0)", "0.65"],
        ["Age in years", "47.3 ± 9.8", "46.1 ± 10.4", "0.56"],
        ["Aged 18 to 30", "6 (12.5)", "8 (16.0)", "0.62"],
        ["Pain site"] * 4,
        ["Left heel", "20 (41.7)", "23 (46.0)", "NS"],
        ["Right heel or both heels together", "28 (58.3)", "27 (54.0)", "NS"],
        ["Any harm", "3 (6.3)", "–", "0.11"],
    ]
    assert rows[1] == ["", "(n = 48)", "(n = 50)", "p value"]


def test_flattened_wrapped_values_of_the_only_full_rows() -> None:
    text = (
        "Table 1. Stiffness.\nStretch (n = 20) M (SD) Rest (n = 20) M (SD) Difference (95% CI) t (p)\n\n"
        "Knee (0–20)\nStart 9.1 (2.2) 9.3 (2.6)\nWeek 8 6.7 (2.9) 8.6 (2.8) −1.9 (−3.7–−0.1)\n−2.11 (0.042)\n"
        "Hip (0–20)\nStart 8.4 (2.7) 8.1 (2.2)\nWeek 8 8.0 (2.5) 8.2 (2.9) −0.2 (−1.9–1.5) −0.23 (0.817)\n"
    )
    document = read_flattened(text, path="w.txt", document_id="w")
    assert cells(document, document.tables[0])[3] == [
        "Week 8", "6.7 (2.9)", "8.6 (2.8)", "−1.9 (−3.7–−0.1)", "−2.11 (0.042)",
    ]  # fmt: skip


def test_flattened_numbers_of_labels_are_no_values() -> None:
    text = (
        "Table 1. Ages.\nAge Walk Rest p\nAged 18 to 30 6 (12.5) 8 (16.0) 0.62\nAged 31 to 50 9 (18.0) 7 (14.1) 0.55\n"
        "Older 5 (10.2) 6 (12.1) 0.75\nUnknown 1 (2.0) 2 (4.0) 0.57\n"
    )
    document = read_flattened(text, path="n.txt", document_id="n")
    assert [row[0] for row in cells(document, document.tables[0])[1:]] == [
        "Aged 18 to 30", "Aged 31 to 50", "Older", "Unknown",
    ]  # fmt: skip


def test_flattened_reads_marked_headings() -> None:
    document = read_flattened(COUNTS_TRIAL, path="b.txt", document_id="b")
    assert [b.section for b in document.blocks if b.kind == "abstract"] == [("abstract",)]
    assert [b.section for b in document.blocks if b.kind == "paragraph"] == [
        ("Results",),
        ("Discussion",),
    ]


def test_flattened_row_that_fits_twice_is_not_split() -> None:
    text = "Table 1. Scores.\nScale A B C\nFirst 1.0 2.0 3.0\nSecond 4.0 5.0 6.0\nThird 7.0 8.0\n"
    document = read_flattened(text, path="c.txt", document_id="c")
    assert cells(document, document.tables[0])[3] == ["Third", "7.0 8.0", "7.0 8.0", "7.0 8.0"]


@pytest.mark.parametrize(
    "text",
    [
        "Abstract\n\nOne paragraph on one line, as an abstract page shows it. " * 3,
        "hello\n> quoted by someone\nI think so too\n" * 40,
        "",
        "Table 1 shows nothing.\n" * 60,
    ],
)
def test_looks_flattened_says_no(text: str) -> None:
    assert not looks_flattened(text)


def test_looks_flattened_says_yes() -> None:
    assert looks_flattened(SLEEP_TRIAL)


@pytest.mark.parametrize(
    ("line", "label", "units"),
    [
        (
            "Pain (0-10) 4.1 (1.2) 5.0 (1.3) <0.001",
            "Pain (0-10)",
            ["4.1 (1.2)", "5.0 (1.3)", "<0.001"],
        ),
        ("IL-6 3.04 (1.18) −0.12", "IL-6", ["3.04 (1.18)", "−0.12"]),
        ("Deaths 3/120 (2.5%) 5/118 (4.2%)", "Deaths", ["3/120 (2.5%)", "5/118 (4.2%)"]),
        ("B −3.48 (−10.07–3.12)", "B", ["−3.48 (−10.07–3.12)"]),
        ("Scale (0–100)", "Scale (0–100)", []),
        ("Recruitment ran from 2019 to spring", "Recruitment ran from 2019 to spring", []),
    ],
)
def test_split_line(line: str, label: str, units: list[str]) -> None:
    found = split_line(line)
    assert found[0] == label
    assert [unit.text for unit in found[1]] == units


def test_split_header_without_label() -> None:
    assert split_header("Yoga (n = 15) M (SD) Rest (n = 19) M (SD) d B (95% CI) z (p)", 5,
                        [True, True, False, True, True]) == [
        "", "Yoga (n = 15) M (SD)", "Rest (n = 19) M (SD)", "d", "B (95% CI)", "z (p)",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab 1.(−)\n%Table", max_size=400))
def test_flattened_spans_lie_in_the_text(text: str) -> None:
    document = read_flattened("Table 1. X\n" + text, path="h.txt", document_id="h")
    for block in document.blocks:
        assert 0 <= block.span.start < block.span.end <= len(document.text)
    for table in document.tables:
        for cell in table.cells:
            assert table.span.contains(cell.span)
            assert "\t" not in cell.span.of(document.text)


def test_flattened_long_input_is_linear() -> None:
    text = "Table 1. Many rows.\nName A B\n" + "Row 1.0 (0.5) 2.0 (0.6)\n" * 20_000
    document = read_flattened(text, path="l.txt", document_id="l")
    assert len(document.text) > 100_000


@pytest.fixture(scope="module")
def seed(request: pytest.FixtureRequest) -> Document:
    shared = Path(__file__).resolve().parents[2] / ".." / "shared" / "seeds"
    found = sorted(shared.glob("002_*.txt"))
    if not found:
        pytest.skip("needs ../shared/seeds, which is not part of the repository")
    return read_flattened(found[0].read_text(encoding="utf-8"), path="seed", document_id="seed")


def test_flattened_seed_has_all_effect_rows(seed: Document) -> None:
    """Tables 3 and 4 hold 18 and 5 effects: each row full, each arm's n in its heading."""
    full = {}
    for label, columns in (("Table 3", 6), ("Table 4", 6)):
        table = table_of(seed, label)
        rows = cells(seed, table)
        assert table.n_columns == columns
        full[label] = [row for row in rows[1:] if all(row[1:]) and len(set(row)) > 1]
        for row in full[label]:
            assert row[3].lstrip("−").replace(".", "").isdigit()
            assert row[4].count("(") == row[5].count("(") == 1
    assert (len(full["Table 3"]), len(full["Table 4"])) == (18, 5)


def test_flattened_seed_wrapped_value_and_heading(seed: Document) -> None:
    rows = cells(seed, table_of(seed, "Table 3"))
    assert rows[0][1:] == ["RT (n = 15) M (SD)", "MAIR (n = 19) M (SD)", "d", "B (95% CI)", "z (p)"]
    assert rows[3] == [
        "Post-treatment", "61.22 (25.90)", "42.84 (20.57)", "−1.34", "−26.38 (−40.87–−11.89)", "−3.57 (<0.001)",
    ]  # fmt: skip
    continued = cells(seed, table_of(seed, "Table 2"))
    assert sum(row[1] == "RT (n = 19)" for row in continued) == 1
    assert ["Total number of medications", "0.84 (0.96)", "1.23 (0.97)", "0.21"] in continued
