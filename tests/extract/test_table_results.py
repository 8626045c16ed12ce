"""miner/extract/table_results against invented tables: every reading, nothing extra."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.extract.table_results import EXTRACTOR, read_table, read_whole_table
from miner.extract.table_results.cell_values import read_value
from miner.extract.table_results.labels import read_label
from miner.extract.table_results.marks import read_signs
from miner.extract.table_results.notes import Notes, read_definitions
from miner.extract.table_results.readings import CellReading
from miner.extract.table_results.resolve import is_significant
from miner.model import Arm, Block, Cell, Document, Findings, Footnote, Mark, Span, Table, locate

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "table_results"
CASES = [
    case
    for name in ("develop", "absent", "bugs")
    for case in tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))["case"]
]


def make_document(
    rows: list[list[str]],
    *,
    caption: str = "",
    notes: tuple[str, ...] = (),
    marked: dict[str, str] | None = None,
    header: int = 1,
) -> Document:
    """Lay a grid out as a reader does: one row a line, cells divided by tabs."""
    text = caption + "\n"
    cells: list[Cell] = []
    start = len(text)
    for number, row in enumerate(rows):
        for column, printed in enumerate(row):
            if column:
                text += "\t"
            content = printed.lstrip("»")  # each of these signs stands for a blank of indent
            cells.append(
                Cell(
                    number,
                    column,
                    Span(len(text), len(text) + len(content)),
                    is_header=number < header,
                    indent=len(printed) - len(content),
                )
            )
            text += content
        text += "\n"
    span = Span(start, len(text))
    feet = []
    for note in notes:
        feet.append(Footnote(None, Span(len(text), len(text) + len(note))))
        text += note + "\n"
    for mark, note in (marked or {}).items():
        feet.append(Footnote(mark, Span(len(text), len(text) + len(note))))
        text += note + "\n"
    marks = tuple(
        Mark("superscript", Span(cell.span.end - 1, cell.span.end))
        for cell in cells
        if marked and cell.span.of(text).startswith("p value ")
    )
    table = Table(
        "t1", span, len(rows), max((len(row) for row in rows), default=0), tuple(cells),
        caption=Span(0, len(caption)), footnotes=tuple(feet), header_rows=header,
    )  # fmt: skip
    blocks = (
        Block("caption", Span(0, len(caption)), table_id="t1"),
        Block("table", span, table_id="t1"),
    )
    return Document(
        "doc", "doc", "0" * 64, "paper", "test", text, blocks=blocks, tables=(table,), marks=marks
    )


def make_arms(document: Document, labels: list[str]) -> list[Arm]:
    place = locate(document, Span(0, 0), extractor="test", version=1, rule="test")
    roles = {"placebo": "placebo", "control": "usual_care", "sham": "placebo"}
    return [
        Arm(
            f"arm{number}", label, None,
            next((role for word, role in roles.items() if word in label.lower()), "unclear"), place,
        )
        for number, label in enumerate(labels)
    ]  # fmt: skip


def line(reading: CellReading) -> str:
    """Write a reading as the golden files do."""
    outcome = " > ".join([*reading.contexts, reading.outcome_label or "-"])
    if reading.subgroup:
        outcome += f" [{reading.subgroup}]"
    who = reading.arm_label if reading.kind == "arm_result" else " vs ".join(reading.arm_labels)
    parts = [reading.kind, outcome, who or "-", reading.timepoint or "-"]
    if reading.kind == "arm_result":
        words = [reading.statistic or "-", f"{reading.value:g}"]
        if reading.dispersion is not None:
            words.append(f"{reading.dispersion_kind} {reading.dispersion:g}")
        if reading.lower is not None:
            words.append(f"{reading.interval_kind} {reading.lower:g}..{reading.upper:g}")
        if reading.percent is not None:
            words.append(f"{reading.percent:g}%")
        if reading.n is not None:
            words.append(f"n={reading.n}")
    else:
        words = [reading.scope or "-", reading.effect_measure or "-"]
        if reading.estimate is not None:
            words.append(f"{reading.estimate:g}")
        if reading.ci_lower is not None:
            words.append(f"ci {reading.ci_lower:g}..{reading.ci_upper:g}")
        if reading.test_value is not None:
            words.append(f"{reading.test}={reading.test_value:g}")
        if reading.p_value is not None:
            words.append(f"p{reading.p_operator}{reading.p_value:g}")
    return " | ".join([*parts, " ".join(words)])


def read_case(case: dict) -> tuple[Document, Findings]:
    rows = [
        [cell.strip() for cell in row.split("|")] for row in case["table"].strip("\n").split("\n")
    ]
    document = make_document(
        rows,
        caption=case["caption"],
        notes=tuple(case.get("notes", ())),
        marked=case.get("marked"),
        header=case["header"],
    )
    return document, Findings(arms=make_arms(document, case["arms"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_table_results_golden(case: dict) -> None:
    document, findings = read_case(case)
    found = [line(reading) for reading in read_table(document, document.tables[0], findings)]
    assert found == case["expect"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_table_results_records_are_quotable_and_refer_to_each_other(case: dict) -> None:
    document, findings = read_case(case)
    extraction = EXTRACTOR.extract(document, findings)
    findings.add(extraction.records)
    arms = {arm.arm_id for arm in findings.arms}
    outcomes = {outcome.outcome_id for outcome in findings.outcomes}
    for record in (*findings.arm_results, *findings.effects):
        place = record.provenance
        assert place.quote == document.text[place.span.start : place.span.end]
        assert place.table_id == "t1"
        assert record.outcome_id in outcomes
    assert {result.arm_id for result in findings.arm_results} <= arms
    assert {effect.arm_id_1 for effect in findings.effects} <= {*arms, None}


def test_table_results_same_document_same_records() -> None:
    document, findings = read_case(CASES[3])
    assert EXTRACTOR.extract(document, findings) == EXTRACTOR.extract(document, findings)


def test_baseline_table_gives_results_and_no_effects() -> None:
    rows = [
        ["Characteristic", "Drug (n = 40)", "Placebo (n = 38)", "p"],
        ["Age, mean (SD), years", "46.4 (11.6)", "49.0 (10.2)", "0.287"],
        ["Female, n (%)", "30 (75)", "19 (50)", "0.02"],
    ]
    document = make_document(rows, caption="Table 1. Baseline characteristics")
    findings = Findings(arms=make_arms(document, ["Drug", "Placebo"]))
    readings = read_table(document, document.tables[0], findings)
    assert {reading.kind for reading in readings} == {"arm_result"}
    assert {reading.timepoint for reading in readings} == {"baseline"}
    assert len(readings) == 4


def test_unknown_arms_become_arms_of_the_table() -> None:
    rows = [
        ["Outcome", "With stent (n = 30)", "Without stent (n = 52)", "P"],
        ["Stay, days, mean (SD)", "3.6 (1.7)", "3.4 (1.3)", "0.84"],
    ]
    document = make_document(rows, caption="Table 2. Course after surgery")
    extraction = EXTRACTOR.extract(document, Findings())
    labels = [record.label for record in extraction.records if isinstance(record, Arm)]
    assert labels == ["With stent", "Without stent"]


def test_printed_difference_decides_which_arm_is_first() -> None:
    rows = [
        ["Outcome", "Drug, mean (SD)", "Placebo, mean (SD)", "Mean difference (95% CI)"],
        ["Pain", "3.0 (1.0)", "5.0 (1.0)", "2.0 (1.0 to 3.0)"],
    ]
    document = make_document(rows, caption="Table 3. Pain at 6 weeks")
    findings = Findings(arms=make_arms(document, ["Drug", "Placebo"]))
    findings.add(EXTRACTOR.extract(document, findings).records)
    (effect,) = findings.effects
    assert (effect.arm_id_1, effect.arm_id_2) == ("arm1", "arm0")  # placebo minus drug is 2.0
    assert effect.direction == "increase"


@pytest.mark.parametrize(
    ("text", "form", "values"),
    [
        ("4.6 (1.8)", "paren", [4.6, 1.8]),
        (
            "−26.38 (−40.87–−11.89)".translate(str.maketrans("−–", "--")),
            "triple",
            [-26.38, -40.87, -11.89],
        ),
        ("-0.72 (-1.52-0.08)", "triple", [-0.72, -1.52, 0.08]),
        ("8/112 (7.1)", "fraction_paren", [8, 112, 7.1]),
        ("3,788 ± 2,135", "pm", [3788, 2135]),
        ("0.85, 95% CI 0.6 to 1.2", "triple", [0.85, 0.6, 1.2]),
        ("n = 19: 4.09 (2.32)", "paren", [4.09, 2.32]),
        ("P=.80", "p", [0.8]),
    ],
)
def test_cell_values_forms(text: str, form: str, values: list[float]) -> None:
    value = read_value(text)
    assert value is not None
    assert value.form == form
    assert [figure.value for figure in value.figures] == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "n.a.",
        "1.00 ± 1..41",
        "14.21 ± 3.97-",
        "5 (2-1)",
        "25.0(%) of 3",
        "Placebo",
        "12 34 56",
    ],
)
def test_cell_values_reject_what_may_mean_two_things(text: str) -> None:
    assert read_value(text) is None


@pytest.mark.parametrize(
    ("text", "name", "parts", "timepoint"),
    [
        ("Intervention (n = 35), mean (SD)", "Intervention", ("mean", "sd"), None),
        ("Baseline M (SD)", "", ("mean", "sd"), "baseline"),
        ("Six-minute walk test", "Six-minute walk test", (), None),
        ("Stay, d", "Stay", (), None),
        ("Placebo or control", "Placebo or control", (), None),
        ("Change from baseline to week 12", "", (), "baseline to 12 weeks"),
        ("Range of motion", "Range of motion", (), None),
    ],
)
def test_labels_taken_apart(text: str, name: str, parts: tuple, timepoint: str | None) -> None:
    label = read_label(text)
    assert (label.name, label.parts, label.timepoint) == (name, parts, timepoint)


def test_notes_definitions() -> None:
    found = read_definitions(
        "IG, intervention group; PG: placebo group; SL = sleep latency. * p < 0.05"
    )
    assert found == {"IG": "intervention group", "PG": "placebo group", "SL": "sleep latency"}


def test_signs_explained_twice_are_left_out() -> None:
    notes = Notes(
        "", "* p < 0.05 versus baseline; * p < 0.01 versus placebo; # p < 0.005 versus baseline"
    )
    assert set(read_signs(notes)) == {"#"}


@pytest.mark.parametrize(
    ("operator", "p_value", "expected"),
    [
        ("<", 0.001, True),
        ("=", 0.05, False),
        ("=", 0.049, True),
        (">", 0.05, False),
        (">", 0.01, None),
        ("<", 0.1, None),
    ],
)
def test_significance_follows_from_p(operator: str, p_value: float, expected: bool | None) -> None:
    reading = CellReading(
        "effect", "t", 0, 0, (Span(0, 0),), "r", 1.0, p_operator=operator, p_value=p_value
    )
    assert is_significant(reading) is expected


def test_names_of_analyses_are_no_outcomes_and_sizes_of_both_arms_are_no_arm_size() -> None:
    document = make_document(
        [
            ["Analysis", "Drug", "Placebo", "Unadjusted RR (95% CI)", "Adjusted RR (95% CI)"],
            ["Relapse", "", "", "", ""],
            ["Main analysis (n = 60)", "8 (27%)", "16 (53%)", "0.50 (0.25 to 0.99)", "0.48 (0.24 to 0.97)"],
        ],
        caption="Table 2. Results at 12 weeks",
    )  # fmt: skip
    findings = Findings()
    findings.add(make_arms(document, ["Drug", "Placebo"]))
    readings = read_table(document, document.tables[0], findings)
    assert readings
    assert {reading.outcome_label for reading in readings} == {"Relapse"}
    assert {reading.n for reading in readings} == {None}
    assert [r.estimate for r in readings if r.kind == "effect"] == [0.5, 0.48]


_CELL = st.sampled_from(
    ["", "Drug (n = 3)", "Placebo", "12 (34)", "1.2 ± 0.3", "p", "0.04", "Mean", "SD", "Baseline", "week 4",
     "OR (95% CI)", "1.1 (0.9 to 1.4)", "-", "*", "N", "Total", "\u2212", "3/0", "Pain", "t(3)=1.2", "1..2"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(_CELL, max_size=6), min_size=1, max_size=7),
    st.integers(0, 4),
    st.text(max_size=40),
)
def test_any_grid_is_read_without_error(rows: list[list[str]], header: int, caption: str) -> None:
    document = make_document(rows, caption=caption.replace("\n", " "), header=header)
    reading = read_whole_table(document, document.tables[0], Findings())
    for found in reading.readings:
        assert document.tables[0].span.contains(found.span)


def test_five_hundred_columns_and_merged_everything_are_survived() -> None:
    wide = make_document(
        [["Name", *["Drug"] * 499], ["Pain", *["1.2 (0.3)"] * 499]], caption="Mean (SD)"
    )
    assert read_table(wide, wide.tables[0], Findings()) == ()
    document = make_document([["Pain 1.2 (0.3)"]], caption="Mean (SD)")
    (cell,) = document.tables[0].cells
    merged = Table("t1", document.tables[0].span, 60, 60, (Cell(0, 0, cell.span, 60, 60),))
    assert read_table(document, merged, Findings()) == ()
