"""Lines of a flattened table to a grid: header, section rows, labels and values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from miner.readers.flattened_header import is_headerish, split_header
from miner.readers.flattened_units import (
    Unit,
    column_shapes,
    fit_of,
    place_units,
    split_line,
    tokens_of,
    units_of,
)


@dataclass(slots=True)
class TextRow:
    """A row: texts by column, 0 for the label; `spans` where a text covers several columns."""

    cells: dict[int, str]
    spans: dict[int, int] = field(default_factory=dict)
    is_header: bool = False
    is_section: bool = False


@dataclass(slots=True)
class TextGrid:
    """A rebuilt table."""

    rows: list[TextRow]
    n_columns: int


@dataclass(slots=True)
class _Entry:
    """A label with the values gathered for it."""

    label: str
    units: list[Unit]


def build_text_grid(lines: Sequence[tuple[str, bool]]) -> TextGrid | None:
    """Rebuild the grid of a table from its lines.

    Parameters
    ----------
    lines : sequence of (str, bool)
        Trimmed lines between caption and notes, and whether a blank line stands before each.

    Returns
    -------
    TextGrid or None
        None where rows cannot be told apart.
    """
    header, body = _header_and_body(lines)
    n_values = _n_values(body)
    if n_values == 0:
        return _prose_grid(header, body)
    entries = _entries(body, n_values)
    rows = _header_rows(header, entries, n_values)
    shapes = column_shapes([entry.units for entry in entries], n_values)
    for entry in entries:
        rows.append(_row(entry, n_values, shapes))
    return TextGrid(rows, n_values + 1)


def join_continued(first: TextGrid, other: TextGrid) -> TextGrid | None:
    """Append a table's continuation; a header printed again is dropped. None if columns differ."""
    if first.n_columns != other.n_columns:
        return None
    heads = [row.cells for row in first.rows if row.is_header]
    more = [row for row in other.rows if not (row.is_header and row.cells in heads)]
    return TextGrid([*first.rows, *more], first.n_columns)


def _header_and_body(lines: Sequence[tuple[str, bool]]) -> tuple[list[str], list[tuple[str, bool]]]:
    """Part the lines that head columns from the rows below."""
    header: list[str] = []
    for index, (line, gap) in enumerate(lines):
        label, units = split_line(line)
        if len(units) >= 2 or (units and not is_headerish(label)):
            return header, list(lines[index:])
        if header and (gap or not is_headerish(line)) and not is_headerish(line):
            return header, list(lines[index:])
        if (
            header
            and gap
            and len(header[0].split()) > 2
            and len(line.split()) <= 4
            and not _counts(line)
        ):
            return header, list(lines[index:])
        header.append(line)
        if len(header) > 6:
            return header[:1], list(lines[1:])
    return header, []


def _counts(line: str) -> bool:
    return re.search(r"[(\[]\s*[nN]\s*=", line) is not None


def _entries(body: Sequence[tuple[str, bool]], n_values: int | None = None) -> list[_Entry]:
    """Gather rows; values that wrapped onto a line of their own return to their row."""
    entries: list[_Entry] = []
    for line, gap in body:
        label, units = split_line(line)
        last = entries[-1] if entries else None
        if n_values and label and len(units) > n_values:
            label, units = _give_back(label, units, n_values)
        if not label and units and last is not None and _takes(last, units, n_values):
            joined = units_of(
                tokens_of(" ".join([*(unit.text for unit in last.units), *(u.text for u in units)]))
            )
            last.units = joined
        elif not units and last is not None and not gap and _label_goes_on(last, label):
            last.label = f"{last.label} {label}"
        elif units and last is not None and not gap and not last.units and _starts_low(label):
            last.label, last.units = f"{last.label} {label}", units
        else:
            entries.append(_Entry(label, units))
    return entries


def _takes(last: _Entry, units: Sequence[Unit], n_values: int | None) -> bool:
    """Tell whether values without a label belong to the row before."""
    if n_values is None:
        return False
    if units[0].text[0] in "([" and last.units and not last.units[-1].text.endswith((")", "]")):
        return True
    return bool(last.label) and len(last.units) + len(units) <= n_values


def _give_back(label: str, units: list[Unit], n_values: int) -> tuple[str, list[Unit]]:
    """Return numbers that belong to the label: 'Aged 18 to 30 12 (40) 9 (33)'."""
    extra = len(units) - n_values
    return " ".join([label, *(unit.text for unit in units[:extra])]), units[extra:]


def _starts_low(text: str) -> bool:
    return text[:1].islower() or text[:1] in "(/&"


def _label_goes_on(last: _Entry, label: str) -> bool:
    if last.label.endswith(
        (",", "-", "/", " and", " of", " or", " with", " in", " for", " to", " the")
    ):
        return True
    return bool(last.label) and _starts_low(label) and len(label.split()) <= 8


def _n_values(body: Sequence[tuple[str, bool]]) -> int:
    """Return how many values a full row has; 0 where rows of values cannot be told.

    Each count that occurs is tried, the largest first, with the values that wrapped put back;
    it holds when two rows are full by it, and when its first values are not numbers of labels.
    """
    entries = _entries(body)
    counts = Counter(len(entry.units) for entry in entries if entry.units)
    labelled = sum(1 for entry in entries if entry.label and entry.units)
    if (
        not counts
        or labelled < max(1, 0.3 * sum(counts.values()))
        or (max(counts) == 1 and labelled < 3)
    ):
        return 0
    for n_values in sorted(counts, reverse=True):
        rows = [entry.units for entry in _entries(body, n_values) if entry.units]
        full = [row for row in rows if len(row) == n_values]
        if len(full) >= 2 and not _led_by_label(full, rows, n_values):
            return n_values
    return max(counts)


def _led_by_label(full: Sequence[list[Unit]], rows: Sequence[list[Unit]], n_values: int) -> bool:
    """Tell whether the fullest rows begin with numbers of their labels, as in 'Aged 18 to 30'.

    Then the commoner, shorter rows look like their ends and not like their beginnings.
    """
    shorter = Counter(len(row) for row in rows if len(row) < n_values)
    if not shorter:
        return False
    common, count = shorter.most_common(1)[0]
    if count < len(full):
        return False
    shapes = column_shapes(rows, common)
    ends = sum(fit_of(row[-common:], shapes) for row in full)
    beginnings = sum(fit_of(row[:common], shapes) for row in full)
    return ends > beginnings + 0.05 * len(full)


def _row(entry: _Entry, n_values: int, shapes: Sequence[Counter[tuple[str, int, int]]]) -> TextRow:
    if not entry.units:
        return TextRow({0: entry.label}, {0: n_values + 1}, is_section=True)
    cells = {0: entry.label} if entry.label else {}
    units = entry.units
    places = place_units(units, shapes) if len(units) <= n_values else None
    if places is None:
        # fits in several ways: kept whole, so that no value stands under a wrong heading
        cells[1] = " ".join(unit.text for unit in units)
        return TextRow(cells, {1: n_values})
    for unit, column in zip(units, places, strict=True):
        cells[column + 1] = unit.text
    return TextRow(cells)


def _header_rows(header: Sequence[str], entries: Sequence[_Entry], n_values: int) -> list[TextRow]:
    """Cut each header line into headings; a line of fewer headings spans columns evenly."""
    full = [entry.units for entry in entries if len(entry.units) == n_values]
    bracketed = [
        sum(row[column].text.endswith((")", "]")) or "±" in row[column].text for row in full) > 0.5 * len(full)
        for column in range(n_values)
    ]  # fmt: skip
    whole = split_header(" ".join(header), n_values, bracketed) if len(header) == 1 else None
    if whole is not None:
        return [_heading_row(whole)]
    rows: list[TextRow] = []
    for line in header:
        parts = line.split()
        exact = split_header(line, n_values, bracketed)
        if exact is not None and len(parts) >= n_values:
            rows.append(_heading_row(exact))
        else:
            rows.append(_spanning_row(line, n_values))
    return rows


def _heading_row(headings: Sequence[str]) -> TextRow:
    return TextRow({column: text for column, text in enumerate(headings) if text}, is_header=True)


def _spanning_row(line: str, n_values: int) -> TextRow:
    """Spread fewer headings than columns evenly: 'Yoga Walking' over four columns."""
    for n_parts in range(min(n_values, len(line.split())), 1, -1):
        if n_values % n_parts == 0:
            parts = split_header(line, n_parts, [False] * n_parts)
            if parts is not None:
                width = n_values // n_parts
                row = TextRow({0: parts[0]} if parts[0] else {}, is_header=True)
                for index, text in enumerate(parts[1:]):
                    row.cells[1 + index * width] = text
                    row.spans[1 + index * width] = width
                return row
    return TextRow({1: line}, {1: n_values}, is_header=True)


def _prose_grid(header: Sequence[str], body: Sequence[tuple[str, bool]]) -> TextGrid | None:
    """Rebuild a table of words whose rows are numbered; None for any other."""
    groups: list[tuple[str, list[str]]] = []
    fresh = True
    for line, gap in body:
        number = re.fullmatch(r"(\d{1,2})[.)]?", line)
        if number and int(number.group(1)) == len(groups) + 1:
            groups.append((line, []))
            fresh = True
        elif groups:
            cells = groups[-1][1]
            if fresh or gap or not cells:
                cells.append(line)
            else:
                cells[-1] = f"{cells[-1]} {line}"
            fresh = False
        else:
            return None
    if len(groups) < 2:
        return None
    n_values = Counter(len(cells) for _, cells in groups).most_common(1)[0][0]
    if n_values == 0 or any(len(cells) > n_values for _, cells in groups):
        return None
    rows = (
        [_heading_row(parts)]
        if (parts := split_header(" ".join(header), n_values, [False] * n_values))
        else []
    )
    rows.extend(TextRow({0: label, **dict(enumerate(cells, start=1))}) for label, cells in groups)
    return TextGrid(rows, n_values + 1)
