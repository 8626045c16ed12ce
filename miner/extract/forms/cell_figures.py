"""What the cells of a table show: a mean and its SD in two columns become one figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from miner.extract.forms.groups import LOOSE, Figure
from miner.extract.forms.table_lines import LabelledCell, LabelledTable, Tag
from miner.extract.table_results.interpret import Meaning, fits_percent, interpret

_SPREAD_WORDS: dict[str, tuple[str, ...]] = {
    "SD": ("sd",), "sd": ("sd",), "SE": ("se",), "SEM": ("se",), "se": ("se",)
}  # fmt: skip
# Shapes whose numbers a row's type can explain where no word does.
_LOOSE_FORMS = ("number", "pm", "paren", "triple", "fraction", "fraction_paren", "pm_interval")


@dataclass(frozen=True, slots=True)
class LabelledFigure:
    """A figure with the labels that lead to it."""

    tags: tuple[Tag, ...]
    figure: Figure


def find_figures(table: LabelledTable) -> list[LabelledFigure]:
    """Read the cells of a table, those of one result put together."""
    gathered: dict[tuple[object, ...], list[LabelledCell]] = {}
    block, last = 0, None
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        if cell.is_effect:
            continue
        named = tuple(tag for tag in cell.tags if tag.name or tag.timepoint)
        own = tuple(tag for tag in named if tag.axis == "row")
        if last is None or [tag.key for tag in own] != last[1] or cell.row > last[0] + 1:
            block += cell.row != (last[0] if last else -1)
        last = (cell.row, [tag.key for tag in own])
        gathered.setdefault((block, *((*tag.key, tag.timepoint) for tag in named)), []).append(cell)
    found: list[LabelledFigure] = []
    for cells in gathered.values():
        tags = tuple(tag for tag in cells[0].tags if tag.name or tag.timepoint)
        found += (LabelledFigure(tags, figure) for figure in _figures(table, cells))
    return found


def _figures(table: LabelledTable, cells: Sequence[LabelledCell]) -> Iterator[Figure]:
    read = [(cell, _meaning(table, cell)) for cell in cells]
    statistics = [meaning.statistic for _, meaning in read if meaning.statistic]
    if len(set(statistics)) == len(statistics):
        yield from _joined(read)
        return
    for row in sorted({cell.row for cell in cells}):
        line = [(cell, meaning) for cell, meaning in read if cell.row == row]
        names = [meaning.statistic for _, meaning in line if meaning.statistic]
        if len(set(names)) == len(names):
            yield from _joined(line)


def _meaning(table: LabelledTable, cell: LabelledCell) -> Meaning:
    parts = _SPREAD_WORDS.get(cell.value.words, cell.parts)
    return interpret(cell.value, parts, table.notes, group_n=cell.n, percent_unit=cell.percent_unit)


def _joined(read: Sequence[tuple[LabelledCell, Meaning]]) -> Iterator[Figure]:
    """Join centre, spread, bounds, counts and group size of one result."""
    read = _with_bare_count(list(read))
    centres = [(cell, meaning) for cell, meaning in read if meaning.statistic]
    counts = [(cell, meaning) for cell, meaning in read if meaning.count is not None]
    measured = any(meaning.statistic in ("mean", "median") for _, meaning in centres)
    n = next((cell.n for cell, _ in read if cell.n is not None), None)
    if len(counts) == 1 and measured:
        n = counts[0][1].count
    elif len(counts) == 1:
        cell, meaning = counts[0]
        percent = next((m.percent for _, m in centres if m.statistic == "percent"), None)
        yield _figure(cell, Meaning(
            "count", float(meaning.count or 0), 0, events=meaning.count, percent=percent,
            rule=meaning.rule,
        ), n)  # fmt: skip
        centres = [pair for pair in centres if pair[1].statistic != "percent"]
    for cell, meaning in centres:
        for _, other in read:
            if other.statistic is None:
                meaning = _with_fragment(meaning, other)
        yield _figure(cell, meaning, n)
    if not centres and not counts:
        for cell, meaning in read:
            if meaning.reason and cell.value.form in _LOOSE_FORMS:
                yield _loose(cell, n)
                return


def _with_bare_count(
    read: list[tuple[LabelledCell, Meaning]],
) -> list[tuple[LabelledCell, Meaning]]:
    """A whole number without a word beside a percentage is its count, where the size allows it."""
    percents = [cell for cell, meaning in read if meaning.statistic == "percent"]
    bare = [
        place for place, (cell, meaning) in enumerate(read)
        if meaning.reason and cell.value.form == "number" and not cell.value.figures[0].decimals
    ]  # fmt: skip
    if len(percents) == 1 and len(bare) == 1:
        cell, _ = read[bare[0]]
        n = cell.n or percents[0].n
        count, percent = cell.value.figures[0], percents[0].value.figures[0]
        if n is None or fits_percent(count, percent, n):
            read[bare[0]] = (cell, Meaning(count=int(count.value), rule="count_beside_percent"))
    return read


def _with_fragment(meaning: Meaning, other: Meaning) -> Meaning:
    kind = other.dispersion_kind or other.interval_kind
    if kind is None or other.count is not None:
        return meaning
    if meaning.statistic not in ("mean", "median") and not (
        meaning.statistic == "percent" and kind == "ci"
    ):
        return meaning
    if (meaning.statistic == "median") != (kind in ("iqr", "range")):
        return meaning
    if other.dispersion is not None and meaning.dispersion is None:
        meaning = replace(meaning, dispersion=other.dispersion, dispersion_kind=kind)
    if other.lower is not None and meaning.lower is None:
        meaning = replace(meaning, lower=other.lower, interval_kind=kind)
    if other.upper is not None and meaning.upper is None:
        meaning = replace(meaning, upper=other.upper, interval_kind=kind)
    return meaning


def _figure(cell: LabelledCell, meaning: Meaning, n: int | None) -> Figure:
    statistic = meaning.statistic or ""
    if statistic in ("mean", "percent", "median") and any(tag.is_change for tag in cell.tags):
        statistic = "change"
    return Figure(
        "", None, statistic, cell.span, meaning.n or n, meaning.value, meaning.decimals,
        meaning.dispersion, meaning.dispersion_kind, meaning.lower, meaning.upper,
        meaning.interval_kind, meaning.events, meaning.percent, cell.row, cell.column,
        meaning.rule,
    )  # fmt: skip


def _loose(cell: LabelledCell, n: int | None) -> Figure:
    """Keep numbers that no word explains as printed: the row says whether people are counted."""
    value = cell.value
    first = value.figures[0]
    second = value.figures[1] if len(value.figures) > 1 else None
    is_range = value.form in ("triple", "pm_interval") and len(value.figures) >= 3
    percent = next((item.value for item in (first, second) if item and item.is_percent), None)
    return Figure(
        "", None, LOOSE, cell.span, n, first.value, first.decimals,
        second.value if second and value.form != "triple" else None, None,
        value.figures[-2].value if is_range else None,
        value.figures[-1].value if is_range else None, None, None, percent, cell.row, cell.column,
        f"{value.form}:{' '.join(cell.parts)}",
    )  # fmt: skip
