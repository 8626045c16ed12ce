"""Reads the labels of one panel with what the table's notes define."""

from __future__ import annotations

import re
from dataclasses import replace

from miner.extract.table_results.grids import Grid, GridCell, Panel
from miner.extract.table_results.labels import Label, read_label
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.patterns import EFFECT_PARTS, TEST_PARTS
from miner.extract.table_results.places import ArmHere, Named, code_label, time_word
from miner.extract.table_results.table_arms import TableArms
from miner.text.timepoints import canonical_timepoint, find_timepoints

_BRACKET = re.compile(r"\s*[(\[,].*$")
_STAND_IN = "Qqq"  # stands for a defined word while the rest of its label is read
_STATISTIC_NAMED = re.compile(
    r"\b(?:deviations?|standard\s+errors?|confidence|means?|median|quartiles?|number|p[\s-]?values?|ratio|differences?|effect\s+sizes?|coefficients?|degrees)\b",
    re.IGNORECASE,
)


def _is_only_moment(expansion: str) -> bool:
    """Tell whether what a code stands for says when, and names nothing measured then."""
    rest = expansion
    for found in reversed(find_timepoints(expansion, bare=True)):
        rest = rest[: found.span.start] + rest[found.span.end :]
    return len(expansion) <= 70 and not set(re.findall(r"[a-z]+", rest.lower())) - _OF_MOMENTS


_OF_MOMENTS = frozenset(
    """a after an and assessment at before day days during end evaluation final first following for from in last
    measurement moment month months of on or point second session study the therapy third time to treatment intervention
    visit week weeks years year data test score scores""".split()
)


def _is_defined_word(expansion: str | None) -> bool:
    return expansion is not None and not _STATISTIC_NAMED.search(expansion)


class LabelReader:
    """The labels of one panel: `corner` holds those above the stub."""

    def __init__(self, grid: Grid, panel: Panel, notes: Notes, arms: TableArms) -> None:
        self.grid = grid
        self.panel = panel
        self.notes = notes
        self.arms = arms
        self.data_columns = range(panel.n_stub, grid.n_columns)
        self.filled_columns = tuple(
            column
            for column in self.data_columns
            if any(grid.is_numeric(row, column) for row in panel.body)
        )
        self._read: dict[int, Named] = {}
        self.corner = self._corner()

    def named(self, cell: GridCell) -> Named:
        """Read a cell as a label, with the table's own definitions and time codes."""
        known = self._read.get(cell.span.start)
        if known is None:
            known = self._read[cell.span.start] = self._named(cell)
        return known

    def _named(self, cell: GridCell) -> Named:
        label = self._read_text(cell.text)
        if label.timepoint is None and label.name:
            label = self._with_time_code(label)
        elif label.timepoint and re.fullmatch(
            r"[TV]\d{1,2}|(?:time|visit|phase|assessment) \d+", label.timepoint
        ):
            label = replace(label, timepoint=self._decoded(label.timepoint))
        elif label.timepoint and re.fullmatch(r"T\d{1,2} to T\d{1,2}", label.timepoint):
            label = replace(label, timepoint=self._decoded_span(label.timepoint), is_change=True)
        return Named(label, cell.span)

    def _read_text(self, text: str) -> Label:
        """Read a label; a word that the table defines is no statistic (`HR`: heart rate)."""
        if _is_defined_word(self.notes.expand(text)):
            return read_label(text, names_statistic=False)
        short = _BRACKET.sub("", text)
        if short == text or not _is_defined_word(self.notes.expand(short)):
            return read_label(text)
        label = read_label(_STAND_IN + text[len(short) :])
        name = label.name.replace(_STAND_IN, short)
        return replace(label, text=text, name=name)

    def _with_time_code(self, label: Label) -> Label:
        """A short code that the notes define as a moment (`PT4: 4 weeks after last treatment`)."""
        if len(label.name) > 12:
            return label
        expansion = self.notes.expand(label.name)
        if expansion is None:
            return label
        moment = canonical_timepoint(expansion)
        if moment is None or not _is_only_moment(expansion):
            return label
        return replace(label, name="", timepoint=code_label(label.name, moment))

    def _decoded(self, code: str) -> str:
        expansion = self.notes.expand(code) or self.notes.expand(code.upper())
        moment = canonical_timepoint(expansion) if expansion and len(expansion) < 70 else None
        return code_label(code, moment) if moment else code

    def _decoded_span(self, label: str) -> str:
        first, last = (self._decoded(code) for code in label.split(" to "))
        return f"{first} to {last}"

    def _corner(self) -> tuple[Named, ...]:
        found = []
        for row in self.panel.head:
            for column in range(self.panel.n_stub):
                cell = self.grid.at(row, column)
                starts_here = cell is not None and (cell.row, cell.column) == (row, column)
                if (
                    cell
                    and starts_here
                    and cell.text
                    and column + cell.column_span <= self.panel.n_stub
                ):
                    found.append(self.named(cell))
        return tuple(found)

    def stub_head(self, column: int) -> str:
        """Return what stands above a stub column."""
        above = (self.grid.at(row, column) for row in self.panel.head)
        # A cell that spans several rows is one head.
        cells = {(cell.row, cell.column): cell.text for cell in above if cell}
        return " ".join(text for (_, first), text in cells.items() if first == column)

    def corner_time(self) -> str | None:
        """Return the unit when a corner like `Month` says that the heads are moments."""
        return next((unit for named in self.corner if (unit := time_word(named.label.text))), None)

    def has_values(self, row: int) -> bool:
        """Tell whether a row holds a value."""
        return any(self.grid.is_numeric(row, column) for column in self.data_columns)

    def stub_cells(self, row: int) -> list[tuple[int, GridCell]]:
        """Return the filled stub cells that begin in a row."""
        return [
            (column, cell)
            for column in range(self.panel.n_stub)
            if (cell := self.grid.at(row, column)) and cell.text and cell.column == column
        ]

    def arm_here(self, named: Named) -> ArmHere:
        """Make an arm of a label, known or not."""
        return ArmHere(named.name, named.span, self.arms.match(named.name), named.label.n)


def is_contrast(named: Named) -> bool:
    """Tell whether a label names a comparison rather than who or what is shown."""
    label = named.label
    return any(
        part in EFFECT_PARTS or part in TEST_PARTS or part == "p" for part in label.parts
    ) or bool(
        re.search(
            r"\b(?:vs\.?|versus)\b|\bv\.?\s|[×]|\sx\s|\bcompared\b|\binteraction\b", label.name
        )
    )
