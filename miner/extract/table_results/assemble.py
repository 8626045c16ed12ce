"""Reads a whole table: grid, axes, cells; `read_table` is what other packages call."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from miner.extract.outcomes import match_outcome
from miner.extract.table_results.arm_cells import read_arm_cells
from miner.extract.table_results.axes import read_axes
from miner.extract.table_results.cell_values import read_value
from miner.extract.table_results.confidence import with_doubts
from miner.extract.table_results.effect_cells import read_effect_cells
from miner.extract.table_results.grids import build_grid, clean, mentions, split_panels
from miner.extract.table_results.labels import read_label
from miner.extract.table_results.level_sums import LevelSums
from miner.extract.table_results.marks import read_marked_cells
from miner.extract.table_results.moments import study_moment, with_moment
from miner.extract.table_results.notes import Notes, read_notes
from miner.extract.table_results.patterns import (
    COMPOSITION,
    CORRELATION_TABLE,
    OTHER_SUBJECT,
    REGRESSION_TABLE,
)
from miner.extract.table_results.places import ArmHere, Axes, Named
from miner.extract.table_results.readings import CellReading
from miner.extract.table_results.table_arms import TableArms
from miner.model import Document, Findings, Rejected, Table
from miner.text.timepoints import BASELINE, POST_TREATMENT

# How far a caption's words go before it says of whom, when or how.
_CAPTION_END = re.compile(
    r"\s+(?:in|among|between|of\s+the|of\s+(?:study|both|each|all)|at|before|after|for|by|during|according|across|over|on|with|within|from|pre-|as|through|throughout|following|by|expressed|per)\b|[.,:;(]",
    re.IGNORECASE,
)
_CAPTION_HEAD = re.compile(
    r"^(?:the\s+|an?\s+|results?\s+(?:of|for)\s+|comparisons?\s+of\s+|changes?\s+(?:in|of)\s+|differences?\s+in\s+|effects?\s+(?:of\s+\S+(?:\s+\S+){0,5}?\s+)?on\s+|"
    r"(?:mean|median|average)\s+(?:and\s+\w+\s+(?:deviations?\s+)?)?(?:values?\s+)?(?:of\s+)?|means?\s+of\s+|summary\s+of\s+|descriptive\s+statistics\s+(?:for|of)\s+|number\s+of\s+(?=\w+\s+with)|scores?\s+(?:of|for|on)\s+|"
    r"means?\s*(?:\(|±|and)\s*(?:standard\s+deviations?|sds?)\)?\s*(?:of|for)?\s+|distribution\s+of\s+|evaluation\s+of\s+|assessment\s+of\s+|values?\s+of\s+|analysis\s+of\s+)+",
    re.IGNORECASE,
)

_LOOSE_END = re.compile(
    r"(?:\s+(?:within|until|of|to|from|and|or|the|a|an|each|per))+$", re.IGNORECASE
)
# Rows of such a table are people, not outcomes.
_BY_SUBGROUP = re.compile(
    r"\b(?:in|by|across|for)\s+(?:\w+\s+){0,2}subgroups\b|\bsubgroup\s+analys[ie]s\s+of\b",
    re.IGNORECASE,
)
_CITES = re.compile(r"^\W*[A-Z][a-z]+.*(?:\[\d{1,3}\]|\bet\s+al\b|\((?:19|20)\d\d\))")
MIN_CITED = 3
_OF_A_TEST = re.compile(r"\b(?:minute|hour)s?\b")
_COUNT_NAME = re.compile(r"(?:numbers?|no\.?|n)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TableReading:
    """A table's readings and what was left out of it, with the reason."""

    readings: tuple[CellReading, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    notes: Notes | None = None


def read_table(document: Document, table: Table, findings: Findings) -> tuple[CellReading, ...]:
    """Read a table's cells with everything the table says about each.

    Parameters
    ----------
    document : Document
        The document that holds the table.
    table : Table
        One of `document.tables`, from any reader.
    findings : Findings
        Arms and outcomes known so far; labels that match none are kept as printed.

    Returns
    -------
    tuple of CellReading
        In reading order; empty for a table without results.
    """
    return read_whole_table(document, table, findings).readings


def read_whole_table(document: Document, table: Table, findings: Findings) -> TableReading:
    """Read a table, keeping what was rejected."""
    grid = build_grid(document, table)
    if grid is None or _cites_in_stub(document, table):
        return TableReading()
    panels = split_panels(grid)
    if not panels:
        return TableReading()
    notes = read_notes(document, table)
    if any(kind.search(notes.caption) for kind in (CORRELATION_TABLE, OTHER_SUBJECT, COMPOSITION)):
        return TableReading(
            rejected=(
                Rejected(
                    table.span,
                    "a table of correlations, of other studies or of what was given",
                    "table_kind",
                ),
            )
        )
    arms = TableArms(findings.arms, notes)
    known = arms.in_caption()
    caption = table.caption or table.span
    if REGRESSION_TABLE.search(notes.caption):
        known = None  # terms of a model are nobody's results
    caption_arm = ArmHere(known.label, caption, known) if known else None
    caption_outcome = _caption_outcome(document, table, notes, findings)
    readings: list[CellReading] = []
    rejected: list[Rejected] = []
    for panel in panels:
        axes = read_axes(grid, panel, notes, arms)
        by_subgroup = _BY_SUBGROUP.search(notes.caption) and not notes.is_baseline
        if caption_outcome is not None and (by_subgroup or _are_levels(axes)):
            axes = replace(axes, stub_is_level=True)
        told = _without_baseline(notes) if _has_later_moments(axes) else notes
        found, lost = read_arm_cells(
            axes, told, _only_without_arms(axes, caption_arm), caption_outcome
        )
        readings.extend(found)
        rejected.extend(lost)
        if _compares(axes, notes):
            found, lost = read_effect_cells(
                axes,
                notes,
                arms,
                _only_without_arms(axes, caption_arm),
                caption_outcome,
                _single_outcomes(found),
            )
            readings.extend(found)
            rejected.extend(lost)
    readings.extend(read_marked_cells(grid, notes, arms, readings))
    moment = study_moment(document) if notes.timepoint != POST_TREATMENT else None
    readings = [with_doubts(with_moment(reading, moment)) for reading in readings]
    readings.sort(key=lambda reading: (reading.row, reading.column, reading.kind))
    return TableReading(tuple(readings), tuple(rejected), notes)


def _are_levels(axes: Axes) -> bool:
    """Tell whether all rows together are the levels of one thing: what it is the caption says."""
    sums = LevelSums()
    for row in axes.rows:
        if len(row.place.path) != 1 or row.place.timepoint or row.place.arm:
            return False
        values = {
            column: value
            for column, head in axes.columns.items()
            if not head.is_effect
            and (value := read_value(axes.grid.text_at(row.number, column))) is not None
            and value.figures
        }
        sums.add(values)
    return sums.is_whole


def _cites_in_stub(document: Document, table: Table) -> bool:
    """Tell whether the rows are other people's studies: `Leonardi [13]`, `Sterry et al.`."""
    stub = [cell.span.of(document.text) for cell in table.cells if cell.column == 0]
    return sum(1 for text in stub if _CITES.search(text)) >= MIN_CITED


def _single_outcomes(found: list[CellReading]) -> dict[int, CellReading]:
    """Return the rows whose arm results are all of one outcome."""
    by_row: dict[int, dict[tuple[object, ...], CellReading]] = {}
    for reading in found:
        if reading.is_whole_study:
            continue
        by_row.setdefault(reading.row, {})[(reading.outcome_span, reading.subgroup)] = reading
    single = {row: next(iter(names.values())) for row, names in by_row.items() if len(names) == 1}
    return {
        row: reading
        for row, reading in single.items()
        if not _COUNT_NAME.match(reading.outcome_label or "")
    }


def _only_without_arms(axes: Axes, caption_arm: ArmHere | None) -> ArmHere | None:
    return None if axes.arms else caption_arm


def _compares(axes: Axes, notes: Notes) -> bool:
    """Tests in a table of baseline characteristics compare nothing that was done."""
    if not notes.is_baseline:
        return True
    heads = {place.timepoint for place in axes.columns.values() if place.timepoint}
    later = [row for row in axes.rows if row.place.timepoint and row.place.timepoint != BASELINE]
    return len(heads) >= 2 or len(later) * 3 >= len(axes.rows) > 0


def _has_later_moments(axes: Axes) -> bool:
    """Tell whether a table of baseline characteristics also shows what came after."""
    later = sum(1 for row in axes.rows if _is_later(row.place.timepoint))
    heads = any(_is_later(place.timepoint) for place in axes.columns.values())
    return heads or later * 3 >= len(axes.rows) > 0


def _is_later(moment: str | None) -> bool:
    """Tell whether a moment is after the start; minutes and hours may be those of one test."""
    return moment not in (None, BASELINE) and not _OF_A_TEST.search(moment or "")


def _without_baseline(notes: Notes) -> Notes:
    moment = None if notes.timepoint == BASELINE else notes.timepoint
    return replace(notes, is_baseline=False, timepoint=moment)


def _caption_outcome(
    document: Document, table: Table, notes: Notes, findings: Findings
) -> Named | None:
    """The one outcome a caption names: a known one, else its first words."""
    if table.caption is None or not notes.caption:
        return None
    named = set()
    lowered = notes.caption.lower()
    for outcome in findings.outcomes:
        for name in (outcome.abbreviation, outcome.instrument, outcome.name):
            if not name or len(name) < 2:
                continue
            if (
                mentions(notes.caption, name)
                if name == outcome.abbreviation
                else mentions(lowered, name.lower())
            ):
                named.add(outcome.abbreviation or outcome.name)
                break
    if len(named) == 1:
        return Named(read_label(named.pop(), names_statistic=False), table.caption)
    words = _CAPTION_HEAD.sub("", notes.caption)
    end = _CAPTION_END.search(words, 3)
    words = _LOOSE_END.sub("", clean(words[: end.start()] if end else words))
    if not 3 <= len(words) <= 80 or len(words.split()) > 8 or not re.search(r"[A-Za-z]{3}", words):
        return None
    label = read_label(words)
    if not label.name or re.match(
        r"(?i)^(?:results?|outcomes?|comparisons?|baseline|characteristics|primary|secondary|clinical|descriptives?|analys[ei]s|data|differences?|changes?|means?|scores?|table|effects?|study|patients?|all|treatment)\b(?:\s+(?:outcomes?|measures?|data|characteristics|results|variables))?$",
        label.name,
    ):
        return None
    if match_outcome(label.name, findings.outcomes):
        return Named(label, table.caption)
    return Named(label, table.caption)
