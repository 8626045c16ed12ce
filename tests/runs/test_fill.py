"""`miner fill` end to end: forms good and bad, every format."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest

from miner.cli.main import main
from miner.extract.forms import FILLED_COLUMNS
from miner.model import FormError
from miner.runs.fill import fill_form
from miner.runs.form_files import read_form

PAPER = """<article><front><article-meta><title-group><article-title>Tape for knees: a randomised trial</article-title>
</title-group></article-meta></front><body>
<sec><title>Methods</title><p>Runners were randomly assigned to knee tape (n = 18) or no tape (n = 19).</p></sec>
<sec><title>Results</title><p>Knee pain was similar with knee tape and with no tape (p = 0.64).</p>
<table-wrap id="t1"><label>Table 1</label><caption><p>Outcomes at 4 weeks, mean (SD)</p></caption><table>
<thead><tr><th>Outcome</th><th>Knee tape (n = 18)</th><th>No tape (n = 19)</th></tr></thead>
<tbody><tr><td>Knee pain</td><td>2.4 (1.1)</td><td>2.6 (1.3)</td></tr></tbody></table></table-wrap></sec></body></article>"""
HEAD = "row_id,path,outcome,intervention,comparator,timepoint,outcome_type\n"
GOOD = "1,knee.xml,knee pain,knee tape,no tape,,continuous\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one paper."""
    (tmp_path / "knee.xml").write_text(PAPER, encoding="utf-8")
    return tmp_path


def write(folder: Path, text: str, name: str = "form.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_fill_writes_csv_with_the_columns_of_the_contract(folder: Path) -> None:
    form = write(folder, HEAD + GOOD)
    assert main(["fill", str(form), "--out", str(folder / "out.csv")]) == 0
    with (folder / "out.csv").open(encoding="utf-8") as stream:
        (row,) = csv.DictReader(stream)
    assert list(row) == [*HEAD.strip().split(","), *FILLED_COLUMNS]
    assert (row["i_n"], row["i_mean"], row["c_mean"], row["c_sd"]) == ("18", "2.4", "2.6", "1.3")
    assert (
        row["direction"] == "no_difference" and row["i_events"] == "" and "Table 1" in row["where"]
    )


def test_fill_keeps_types_and_quotes_in_excel(folder: Path) -> None:
    form = write(folder, HEAD + GOOD)
    out = folder / "out.xlsx"
    assert main(["fill", str(form), "--out", str(out)]) == 0
    with zipfile.ZipFile(out) as book:
        comments = book.read("xl/comments1.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "Knee pain was similar" in comments
    assert "<v>2.4</v>" in sheet


def test_fill_reads_jsonl_and_keeps_other_columns(folder: Path) -> None:
    line = {"row_id": 7, "path": "knee.xml", "outcome": "knee pain", "intervention": "knee tape",
            "comparator": "no tape", "reviewer": "second"}  # fmt: skip
    form = write(folder, json.dumps(line) + "\n", "form.jsonl")
    assert main(["fill", str(form), "--out", str(folder / "out.jsonl")]) == 0
    row = json.loads((folder / "out.jsonl").read_text(encoding="utf-8"))
    assert (row["row_id"], row["reviewer"], row["i_mean"]) == (7, "second", 2.4)


def test_fill_names_bad_rows_and_does_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing more")
    bad = "2,gone.xml,pain,a,b,,\n3,knee.xml,,a,b,,\n4,broken.pdf,pain,a,b,,\n"
    form = write(folder, HEAD + GOOD + bad)
    assert main(["fill", str(form), "--out", str(folder / "out.csv")]) == 1
    with (folder / "out.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["i_mean"] == "2.4"
    assert "no such file" in rows[1]["note"] and "no outcome" in rows[2]["note"] and rows[3]["note"]
    errors = capsys.readouterr().err
    assert errors.count("\n") == 3 and "Traceback" not in errors


def test_fill_reads_a_paper_once_for_all_its_rows(folder: Path) -> None:
    from miner.runs.fill import read_paper

    form = read_form(write(folder, HEAD + GOOD * 300))
    opened: list[Path] = []

    def read(path: Path):
        opened.append(path)
        return read_paper(path)

    filled = fill_form(form, read=read)
    assert len(opened) == 1 and len(filled.rows) == 300
    assert {row["i_mean"] for row in filled.rows} == {2.4}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("row_id,path,outcome\n1,a,b\n", "intervention, comparator"),
        (HEAD, "no rows"),
        ("", "lacks"),
        ('{"row_id": 1\n', "no valid JSON"),
    ],
)
def test_fill_refuses_unusable_forms(
    folder: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    form = write(folder, text)
    assert main(["fill", str(form), "--out", str(folder / "out.csv")]) == 2
    assert told in capsys.readouterr().err
    with pytest.raises(FormError):
        read_form(form)


def test_fill_refuses_an_unknown_ending_before_reading(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fill", str(folder / "form.csv"), "--out", "x.docx"]) == 2
    assert ".xlsx" in capsys.readouterr().err


def test_fill_template_can_be_read_back(folder: Path) -> None:
    out = folder / "template.csv"
    assert main(["fill", "--template", "--out", str(out)]) == 0
    assert read_form(out).lines[0].problem is None


def test_fill_proposed_form_fills_itself(folder: Path) -> None:
    form, out = folder / "proposed.csv", folder / "out.csv"
    assert main(["fill", "--propose", str(folder / "knee.xml"), "--out", str(form)]) == 0
    assert main(["fill", str(form), "--out", str(out)]) == 0
    with out.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert rows and all(row["i_mean"] == "2.4" for row in rows)


def test_fill_form_of_ten_thousand_rows(folder: Path) -> None:
    rows = "".join(f"{n},knee.xml,knee pain,knee tape,no tape,,continuous\n" for n in range(10_000))
    out = folder / "out.csv"
    assert main(["fill", str(write(folder, HEAD + rows)), "--out", str(out)]) == 0
    with out.open(encoding="utf-8") as stream:
        filled = list(csv.DictReader(stream))
    assert [row["row_id"] for row in filled] == [str(n) for n in range(10_000)]
    assert {row["i_mean"] for row in filled} == {"2.4"}


def test_fill_explains_what_won(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = write(folder, HEAD + GOOD)
    main(["fill", str(form), "--out", str(folder / "out.csv"), "--explain"])
    assert "* " in capsys.readouterr().out


def test_fill_folder_of_forms(folder: Path) -> None:
    forms = folder / "forms"
    forms.mkdir()
    (forms / "knee.xml").write_text(PAPER, encoding="utf-8")
    write(forms, HEAD + GOOD, "one.csv")
    write(forms, HEAD + GOOD, "two.csv")
    assert main(["fill", str(forms), "--out", str(folder / "filled")]) == 0
    assert sorted(path.name for path in (folder / "filled").iterdir()) == ["one.csv", "two.csv"]
