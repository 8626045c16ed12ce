"""Form files: CSV or JSON Lines in, with one line for each row that cannot be used."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miner.extract.forms import OUTCOME_TYPES, FormRow
from miner.model import FormError

NEEDED = ("row_id", "path", "outcome", "intervention", "comparator")
OPTIONAL = ("timepoint", "outcome_type")
FORM_SUFFIXES = (".csv", ".jsonl", ".tsv")
# No outcome or arm is longer; what is is a mistake of quoting, cut before it costs time.
MAX_CELL_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class FormLine:
    """One row as it stands in the file; `problem` tells why it cannot be filled."""

    cells: dict[str, Any]
    path: str
    row: FormRow | None
    problem: str | None = None
    remark: str | None = None

    @property
    def name(self) -> str:
        """The row's id, for messages."""
        return str(self.cells.get("row_id") or "?")


@dataclass(frozen=True, slots=True)
class Form:
    """A form's columns and rows, in order."""

    path: Path
    columns: tuple[str, ...]
    lines: tuple[FormLine, ...]


def read_form(path: Path) -> Form:
    """Read a form.

    Raises
    ------
    FormError
        If it cannot be read, lacks a needed column, or holds no row.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise FormError(
            f"{path}: cannot be read ({error.strerror}); give a CSV or JSONL form"
        ) from error
    is_json = text.lstrip()[:1] == "{"
    columns, found = _json_rows(text, path) if is_json else _csv_rows(text, path)
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise FormError(
            f"{path}: lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; "
            "`miner fill --template` writes a form to start from"
        )
    lines = tuple(_line(cells) for cells in found)
    if not lines:
        raise FormError(
            f"{path}: holds no rows; `miner fill --template` writes a form to start from"
        )
    return Form(path, columns, lines)


def _line(cells: dict[str, Any]) -> FormLine:
    values = {name: _text(cells.get(name)) for name in (*NEEDED, *OPTIONAL)}
    empty = [name for name in NEEDED[1:] if not values[name]]
    if empty:
        return FormLine(cells, values["path"], None, f"no {' and no '.join(empty)} given")
    kind = values["outcome_type"].lower() or None
    remark = None
    if kind is not None and kind not in OUTCOME_TYPES:
        remark = f"outcome_type '{kind[:40]}' is not one of {', '.join(OUTCOME_TYPES)}; not used"
        kind = None
    row = FormRow(
        values["outcome"], values["intervention"], values["comparator"],
        values["timepoint"] or None, kind,
    )  # fmt: skip
    return FormLine(cells, values["path"], row, None, remark)


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())[:MAX_CELL_CHARS]


def _json_rows(text: str, path: Path) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    columns: dict[str, None] = {}
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise FormError(f"{path}, line {number}: no valid JSON ({error})") from error
        if not isinstance(row, dict):
            raise FormError(f"{path}, line {number}: no JSON object; give one row a line")
        columns.update(dict.fromkeys(row))
        rows.append(row)
    return tuple(columns), rows


def _csv_rows(text: str, path: Path) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    head = text.split("\n", 1)[0]
    delimiter = next((sign for sign in (",", ";", "\t") if sign in head), ",")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = tuple((name or "").strip() for name in reader.fieldnames or ())
        reader.fieldnames = columns
        rows = [_clean(row) for row in reader]
    except csv.Error as error:
        raise FormError(f"{path}: no valid CSV ({error})") from error
    return columns, rows


def _clean(row: dict[str | Any, Any]) -> dict[str, Any]:
    """Drop cells beyond the last column; they have no name."""
    return {name: value for name, value in row.items() if isinstance(name, str)}


def find_forms(path: Path) -> list[Path]:
    """Return the forms of a folder, or the one form."""
    if path.is_dir():
        found: Iterable[Path] = (
            item for item in path.iterdir() if item.suffix.lower() in FORM_SUFFIXES
        )
        forms = sorted(found)
        if not forms:
            raise FormError(f"{path}: holds no form; forms end in {', '.join(FORM_SUFFIXES)}")
        return forms
    return [path]
