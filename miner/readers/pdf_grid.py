"""The words of a table's region to a grid of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miner.readers.pdf_borders import bordered_rows, upright_columns
from miner.readers.pdf_columns import Column, find_columns, pieces_of
from miner.readers.pdf_header import build_header
from miner.readers.pdf_lines import Run, lines_of
from miner.readers.pdf_rows import DraftRow, build_rows, cells_of
from miner.readers.pdf_shapes import Rule
from miner.readers.pdf_tables import Region
from miner.readers.pdf_values import is_data
from miner.readers.pdf_words import Word


@dataclass(slots=True)
class Draft:
    """A grid of draft rows."""

    rows: list[DraftRow]
    n_columns: int


def build_grid(words: Sequence[Word], region: Region) -> Draft | None:
    """Turn the words of a region into rows and columns.

    Parameters
    ----------
    words : sequence of Word
        Words between the region's top and bottom.
    region : Region
        Edges and rules.

    Returns
    -------
    Draft or None
        None when there are no two cells to tell apart.
    """
    lines = lines_of(words)
    if not lines:
        return None
    columns = upright_columns(region, lines)
    if columns is not None:
        bordered = bordered_rows(lines, words, columns, region)
        if bordered is not None:
            return Draft(bordered, len(columns))
    ruled = _ruled_bands(lines, region)
    if ruled is not None:
        return _ruled_grid(ruled, columns, region)
    rows: list[DraftRow] = []
    n_columns = 0
    for header, body in _panels(lines, region):
        panel_columns = columns or find_columns(body, header, region.x0, region.x1)
        head_rows = build_header(header, panel_columns, region.rules)
        rows.extend(head_rows)
        rows.extend(build_rows(body, panel_columns))
        n_columns = max(n_columns, len(panel_columns))
    if n_columns < 2:
        return None
    return Draft(rows, n_columns)


def _full_rules(region: Region) -> list[Rule]:
    return [rule for rule in region.rules if rule.x1 - rule.x0 >= 0.85 * (region.x1 - region.x0)]


def _ruled_bands(lines: Sequence[Run], region: Region) -> list[list[Run]] | None:
    """Return the lines between rules where a rule stands under nearly every row, else None."""
    edges = sorted({round(rule.top) for rule in _full_rules(region)})
    bands = [
        [line for line in lines if low < line.baseline <= high + 1]
        for low, high in zip([region.top - 5, *edges], [*edges, region.bottom + 5], strict=True)
    ]
    bands = [band for band in bands if band]
    if len(bands) < 6 or len(bands) < 0.5 * len(lines) or max(map(len, bands)) > 6:
        return None
    return bands


def _ruled_grid(
    bands: Sequence[list[Run]], columns: list[Column] | None, region: Region
) -> Draft | None:
    """Build the grid of a table with a rule under each row: each band is one row."""
    n_header = 1
    while n_header < min(3, len(bands)) and looks_like_header(bands[n_header]) and (
        _most_pieces(bands[n_header - 1]) < _most_pieces(bands[n_header])
    ):  # fmt: skip
        n_header += 1  # a heading over several columns, then theirs
    header = [line for band in bands[:n_header] for line in band]
    body = [line for band in bands[n_header:] for line in band]
    found = columns or find_columns(body, header, region.x0, region.x1)
    if len(found) < 2:
        return None
    rows = build_header(header, found, region.rules)
    for band in bands[n_header:]:
        row = DraftRow(baseline=band[-1].baseline)
        for line in band:
            for column, cell in cells_of(line, found).items():
                if column in row.cells:
                    row.cells[column].lines.extend(cell.lines)
                else:
                    row.cells[column] = cell
        row.is_section = row.label is not None and not row.values
        rows.append(row)
    return Draft(rows, len(found))


def _panels(lines: Sequence[Run], region: Region) -> list[tuple[list[Run], list[Run]]]:
    """Split the lines into (header, body) pairs at rules across the whole table."""
    edges = sorted({round(rule.top, 1) for rule in _full_rules(region)})
    segments: list[list[Run]] = []
    rest = list(lines)
    for edge in [*edges, region.bottom + 5]:
        here = [line for line in rest if line.baseline <= edge + 1]
        if here:
            segments.append(here)
            rest = [line for line in rest if line.baseline > edge + 1]
    if rest:
        segments.append(rest)
    panels: list[tuple[list[Run], list[Run]]] = []
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if not last and looks_like_header(segment) and (
            not panels or (panels[-1][1] and _most_pieces(segment) >= 3)
        ):  # fmt: skip
            panels.append((segment, []))
        elif panels and not panels[-1][1] and not last and looks_like_header(segment):
            panels[-1][0].extend(segment)
        elif panels:
            panels[-1][1].extend(segment)
        else:
            header, body = split_header(segment)
            panels.append((header, body))
    if len(panels) == 1 and not panels[0][1]:
        return [split_header(panels[0][0])]
    return panels


def _most_pieces(lines: Sequence[Run]) -> int:
    """Return how many pieces the fullest line has; a section row has one."""
    return max(len(pieces_of(line)) for line in lines)


def looks_like_header(lines: Sequence[Run]) -> bool:
    """Tell whether lines head columns: few values after the first piece."""
    if len(lines) > 9:
        return False
    after = [piece for line in lines for piece in pieces_of(line)[1:]]
    if not after:
        return len(lines) <= 2
    return sum(is_data(piece) for piece in after) <= 0.25 * len(after)


def split_header(lines: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """Split lines without a rule between header and body at the first row of values."""
    for index, line in enumerate(lines):
        pieces = pieces_of(line)
        data = [is_data(piece) for piece in pieces[1:]] or [False]
        if sum(data) >= 0.5 * len(data):
            cut = index
            while (
                cut > 1 and len(pieces_of(lines[cut - 1])) == 1 and lines[cut - 1].x0 <= line.x0 + 2
            ):
                cut -= 1  # a section row or the start of a wrapped label above the first values
            return list(lines[:cut]), list(lines[cut:])
    return list(lines[:1]), list(lines[1:])
