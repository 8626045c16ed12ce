"""The tables of a run have the columns that other programs rely on: CONTRACT.md, word for word."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

import openpyxl
import pytest
from evil_rows import EVIL

from miner.runs.exporting import export_run

PLACE = (
    "document_id section page x0 top x1 bottom table_id row column char_start char_end quote "
    "extractor extractor_version rule confidence basis"
)
# Copied from the contract: the other columns of each table, in its order.
CONTRACT = {
    "documents": "document_id path sha256 kind reader title doi pmid pmcid registration journal year "
    "n_pages n_chars language retracted_notice",
    "studies": "document_id design n_arms n_randomised n_analysed n_completed condition registration "
    "arms primary_outcome",
    "arms": "arm_id label long_label role",
    "sample_sizes": "sample_size_id arm_id count_kind timepoint analysis_set n of_n percent",
    "outcomes": "outcome_id name instrument abbreviation outcome_role scale_min scale_max better",
    "arm_results": "arm_result_id outcome_id arm_id timepoint statistic n value dispersion "
    "dispersion_kind lower upper events unit decimals",
    "effects": "effect_id outcome_id arm_id_1 arm_id_2 timepoint scope effect_measure estimate "
    "ci_lower ci_upper ci_level standard_error test test_value df1 df2 p_operator p_value direction "
    "significant",
    "checks": "check_id effect_id arm_result_id check reported recomputed_low recomputed_high verdict "
    "explanation",
    "posts": "post_id thread_id position author_key posted_at permalink reply_to own_text quoted_text "
    "n_words",
    "themes": "post_id theme probability assigned threshold model rationale",
    "claims": "claim_id post_id claim claim_type subject comparator outcome direction magnitude "
    "significant n number negated hedged experiencer",
    "links": "claim_id document_id rank score stance effect_id sample_size_id rationale explanation",
}
# The contract names these in its text.
ALSO = {"studies": ("n_enrolled", "n_total")}


def header(out: Path, name: str) -> list[str]:
    with (out / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return next(csv.reader(stream))


@pytest.mark.parametrize("name", sorted(CONTRACT))
def test_contract_columns_in_their_order(out: Path, name: str) -> None:
    columns = header(out, name)
    assert len(columns) == len(set(columns))
    own = [column for column in columns if column in CONTRACT[name].split()]
    assert own == CONTRACT[name].split()
    if name != "documents":
        assert set(PLACE.split()) <= set(columns)
    extra = set(columns) - set(CONTRACT[name].split()) - set(PLACE.split())
    assert extra == set(ALSO.get(name, ()))


@pytest.mark.parametrize("name", sorted((*CONTRACT, "claim_table")))
def test_contract_parquet_has_the_columns_and_rows_of_csv(out: Path, name: str) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(out / "tables" / f"{name}.parquet")
    with (out / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert table.column_names == rows[0]
    assert table.num_rows == len(rows) - 1


def test_contract_database_holds_the_tables_and_the_record_of_the_run(out: Path) -> None:
    connection = sqlite3.connect(out / "miner.db")
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert {*CONTRACT, "runs", "failures"} <= names


def test_contract_quotes_are_slices_of_the_text(out: Path) -> None:
    from miner.store.database import open_database
    from miner.store.reading import document_text, table_rows

    connection = open_database(out)
    counted = 0
    for name in CONTRACT:
        for row in table_rows(connection, name):
            if row.get("char_start") is not None:
                text = document_text(connection, row["document_id"])
                assert text[row["char_start"] : row["char_end"]] == row["quote"], (name, row)
                counted += 1
    connection.close()
    assert counted > 200


def test_contract_no_cell_starts_a_formula(out: Path) -> None:
    with (out / "tables" / "posts.csv").open(encoding="utf-8", newline="") as stream:
        posts = {row["post_id"]: row for row in csv.DictReader(stream)}
    assert posts["evil"]["own_text"] == f"'{EVIL}"
    for path in (out / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                starts = [c for c in row if c != "=" and c.startswith(("=", "@", "\t", "\r"))]
                assert not starts, path


def test_contract_workbook_holds_no_formula(out: Path, tmp_path: Path) -> None:
    export_run(out, tmp_path / "all.xlsx")
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    # Without their guard Excel would run these; the text stands there as it is.
    assert {cell.data_type for cell in cells if cell.value == EVIL} == {"s"}
    assert all(cell.data_type != "f" for cell in cells)
    assert all(sheet.freeze_panes == "B2" for sheet in book)
