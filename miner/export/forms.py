"""Filled forms as CSV, JSON Lines or Excel; in Excel the quote is a comment on the figures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from miner.model import FormError
from miner.text.spreadsheets import safe_text

SUFFIXES = (".csv", ".jsonl", ".xlsx")
_FIGURES = ("i_n", "i_events", "i_mean", "i_sd", "c_n", "c_events", "c_mean", "c_sd")
_NUMERIC = frozenset((*_FIGURES, "estimate", "ci_lower", "ci_upper", "p_value", "confidence"))
_WIDE = frozenset(("evidence", "outcome", "intervention", "comparator", "note", "where"))
MAX_COMMENT_CHARS = 2_000
MAX_CELL_CHARS = 32_767


def write_form(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write a filled form in the format of the path's ending.

    Raises
    ------
    FormError
        If the ending is unknown or the file cannot be written.
    """
    check_ending(path)
    try:
        if path.suffix.lower() == ".xlsx":
            _write_workbook(path, columns, rows)
            return
        text = _csv(columns, rows) if path.suffix.lower() == ".csv" else _jsonl(columns, rows)
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise FormError(f"{path}: cannot be written ({error.strerror or error})") from error


def check_ending(path: Path) -> None:
    """Refuse a file whose ending names no format."""
    if path.suffix.lower() not in SUFFIXES:
        raise FormError(f"{path}: unknown ending '{path.suffix}'; use {', '.join(SUFFIXES)}")


def form_text(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return rows as CSV, for stdout."""
    return _csv(columns, rows)


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return stream.getvalue()


def _cell(value: Any) -> str:
    return safe_text(plain(value), is_quote=True) if isinstance(value, str) else plain(value)


def plain(value: Any) -> str:
    """Write a number as a person would: 10 for 10.0, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _jsonl(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    lines = [
        json.dumps({name: row.get(name) for name in columns}, ensure_ascii=False) for row in rows
    ]
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace").decode("utf-8")


def _write_workbook(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        head = book.add_format({"bold": True, "bg_color": "#F3F6F8", "bottom": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        top = book.add_format({"valign": "top"})
        sheet = book.add_worksheet("form")
        for place, name in enumerate(columns):
            sheet.set_column(place, place, 40 if name in _WIDE else 12)
            sheet.write_string(0, place, name, head)
        for number, row in enumerate(rows, start=1):
            for place, name in enumerate(columns):
                value = row.get(name)
                if value is None or value == "":
                    continue
                if name in _NUMERIC and isinstance(value, (int, float)):
                    sheet.write_number(number, place, value, top)
                else:
                    sheet.write_string(
                        number, place, plain(value)[:MAX_CELL_CHARS], wrap if name in _WIDE else top
                    )
            _comment(sheet, number, columns, row)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, len(rows)), max(0, len(columns) - 1))


def _comment(sheet: Any, number: int, columns: Sequence[str], row: Mapping[str, Any]) -> None:
    """Put the quote and its place on the first figure, else on the direction."""
    if not row.get("evidence"):
        return
    named = [
        name for name in (*_FIGURES, "direction") if name in columns and row.get(name) is not None
    ]
    if not named:
        return
    results = [name for name in named if not name.endswith("_n")] or named
    text = f"{row['evidence']}\n[{row.get('where') or ''}]"
    sheet.write_comment(
        number,
        columns.index(results[0]),
        plain(text)[:MAX_COMMENT_CHARS],
        {"x_scale": 3, "y_scale": 2},
    )
