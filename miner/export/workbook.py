"""Excel workbooks: typed cells, frozen heads, filters, links; no cell is ever a formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

Columns = Sequence[tuple[str, str]]

# What Excel takes in one cell and one sheet.
MAX_CELL_CHARS = 32_767
MAX_ROWS = 1_048_575
_WIDE = frozenset(
    ("quote", "claim", "rationale", "explanation", "own_text", "evidence_quote", "title")
)


def write_workbook(
    path: Path, sheets: Iterable[tuple[str, Columns, Iterable[Mapping[str, Any]]]]
) -> int:
    """Write sheets of rows; return the number of rows in all.

    Parameters
    ----------
    path : Path
    sheets : iterable of (name, columns, rows)
        Columns as (name, type) with type text, int, float or bool.

    Raises
    ------
    ValueError
        If a sheet has more rows than Excel holds; parquet or csv has no such limit.
    """
    import xlsxwriter

    total = 0
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        head = book.add_format({"bold": True, "bg_color": "#F3F6F8", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        plain = book.add_format({"valign": "top"})
        for name, columns, rows in sheets:
            sheet = book.add_worksheet(name[:31])
            for index, (column, _) in enumerate(columns):
                sheet.set_column(index, index, 48 if column in _WIDE else 14)
                sheet.write_string(0, index, column, head)
            count = 0
            for count, row in enumerate(rows, start=1):
                if count > MAX_ROWS:
                    raise ValueError(f"{name}: more rows than an Excel sheet holds; use parquet")
                for index, (column, kind) in enumerate(columns):
                    _write(sheet, count, index, row.get(column), kind,
                           wrap if column in _WIDE else plain)  # fmt: skip
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, max(count, 1), max(len(columns) - 1, 0))
            total += count
    return total


def _write(sheet: Any, row: int, column: int, value: Any, kind: str, form: Any) -> None:
    if value is None or value == "":
        return
    if kind in ("int", "float", "bool") and isinstance(value, (int, float)):
        sheet.write_number(row, column, value, form)
        return
    text = str(value).encode("utf-8", "replace").decode("utf-8")[:MAX_CELL_CHARS]
    if text.startswith("https://") and len(text) < 2_000 and " " not in text:
        sheet.write_url(row, column, text, form, string=text)
    else:
        sheet.write_string(row, column, text, form)
