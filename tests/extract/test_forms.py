"""Filling rows of forms from invented papers."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.extract.forms import FIGURE_COLUMNS, FormRow, Paper, fill_paper, propose_rows
from miner.extract.forms.figures import read_side
from miner.extract.forms.groups import Figure
from miner.extract.forms.question import read_question, time_fit
from miner.extract.forms.words import stem, stems
from miner.extract.registry import run_extractors
from miner.model import Span
from miner.readers.jats import read_jats

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "forms"
SIZES = ("i_n", "c_n")


def load_cases() -> list[Any]:
    """One parameter set a row of a case."""
    found = []
    for path in sorted(GOLDEN.glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            for number, row in enumerate(case["row"]):
                found.append(
                    pytest.param(path.stem, case["body"], row, id=f"{case['id']}-{number}")
                )
    return found


def case_named(name: str) -> Any:
    """One golden row."""
    return next(param.values for param in load_cases() if param.id == name)


@lru_cache(maxsize=16)
def paper_of(body: str) -> Paper:
    """Read an invented trial."""
    data = (
        "<article><front><article-meta><title-group><article-title>A randomised trial"
        f"</article-title></title-group></article-meta></front><body>{body}</body></article>"
    )
    document = read_jats(data.encode(), path="invented.xml")
    return Paper(document, run_extractors(document))


def ask(body: str, row: dict[str, Any]) -> Any:
    """Fill a golden row."""
    return fill_paper(
        paper_of(body),
        FormRow(
            row["outcome"],
            row["intervention"],
            row["comparator"],
            row.get("timepoint"),
            row.get("outcome_type"),
        ),
    )


@pytest.mark.parametrize(("kind", "body", "row"), load_cases())
def test_forms_golden_rows(kind: str, body: str, row: dict[str, Any]) -> None:
    filled = ask(body, row)
    cells = filled.cells()
    figures = {name: cells[name] for name in FIGURE_COLUMNS if cells[name] is not None}
    if kind == "absent":
        figures = {name: value for name, value in figures.items() if name not in SIZES}
    expected = row["expect"]
    assert figures == {name: value for name, value in expected.items() if name in FIGURE_COLUMNS}
    for name in ("p_value", "direction"):
        if name in expected:
            assert cells[name] == expected[name]
    assert row.get("note", "") in (filled.note or "")


@pytest.mark.parametrize(("kind", "body", "row"), load_cases())
def test_forms_evidence_is_verbatim(kind: str, body: str, row: dict[str, Any]) -> None:
    filled = ask(body, row)
    assert filled.evidence is None or filled.evidence in paper_of(body).document.text
    assert filled.confidence is not None and 0 <= filled.confidence <= 1


def test_forms_same_row_gives_the_same_answer() -> None:
    _, body, row = case_named("means-in-a-table-0")
    fresh = Paper(paper_of(body).document, paper_of(body).findings)
    asked = FormRow(row["outcome"], row["intervention"], row["comparator"])
    assert fill_paper(fresh, asked) == fill_paper(fresh, asked) == fill_paper(paper_of(body), asked)


def test_forms_exchanged_arms_exchange_the_figures() -> None:
    _, body, row = case_named("means-in-a-table-0")
    one = ask(body, row)
    other = ask(body, {**row, "intervention": row["comparator"], "comparator": row["intervention"]})
    assert (one.i_mean, one.c_mean) == (other.c_mean, other.i_mean) != (None, None)


def test_forms_proposes_what_the_paper_reports() -> None:
    bodies = {param.values[1] for param in load_cases() if "means-in" in str(param.id)}
    rows = propose_rows(paper_of(bodies.pop()))
    assert [
        (row.outcome_type, "ham" in row.comparator) for row in rows if "Grip" in row.outcome
    ] == [("continuous", True)]


@pytest.mark.parametrize(
    ("percent", "n", "decimals", "events"),
    [(34.3, 35, 1, 12), (34.0, 350, 0, None), (12.0, 7, 0, None), (0.0, 20, 1, 0)],
)
def test_forms_events_only_where_one_count_fits(
    percent: float, n: int, decimals: int, events: int | None
) -> None:
    figure = Figure("A", None, "percent", Span(0, 1), percent=percent, decimals=decimals)
    side = read_side(figure, n)
    assert side.events == events
    assert side.derived == (["events"] if events is not None else [])


def test_forms_sd_from_se_is_named_as_derived() -> None:
    figure = Figure("A", None, "mean", Span(0, 1), value=5.0, dispersion=0.5, dispersion_kind="se")
    side = read_side(figure, 16)
    assert (side.sd, side.derived) == (2.0, ["sd"])
    assert read_side(figure, None).sd is None


@pytest.mark.parametrize(
    ("outcome", "asked", "change"),
    [
        ("pain at 12 weeks", ("12 weeks",), False),
        ("change in weight from baseline", (), True),
        ("mortality", (), False),
    ],
)
def test_forms_reads_time_and_change_from_the_wording(
    outcome: str, asked: tuple[str, ...], change: bool
) -> None:
    question = read_question(FormRow(outcome, "a", "b"))
    assert (question.timepoints, question.wants_change) == (asked, change)


def test_forms_another_time_is_no_match() -> None:
    assert time_fit(("12 weeks",), "3 months") > 0.5
    assert time_fit(("12 weeks",), "12 months") < 0
    assert time_fit((), "12 months") == 0


@given(st.text(max_size=60))
def test_forms_stems_are_stable_under_case(text: str) -> None:
    assert all(word == word.lower() for word in stems(text))
    assert stem("") == ""
