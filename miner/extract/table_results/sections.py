"""Which headings hold for a row: where each begins, and where it is over.

A heading's end is seldom printed. It is told by indents where the table has them, else by
what the rows below add up to, by a row that names an instrument or a unit of its own, and by
the next heading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from miner.extract.outcomes.patterns import INSTRUMENT_NAME
from miner.extract.table_results.cell_values import CellValue
from miner.extract.table_results.grids import GridCell
from miner.extract.table_results.label_reader import LabelReader
from miner.extract.table_results.labels import SIZES_OF_ALL, Label
from miner.extract.table_results.level_sums import LevelSums
from miner.extract.table_results.patterns import GENERIC_HEAD
from miner.extract.table_results.places import Named, Row

MAX_SECTION_DEPTH = 3
_MEANS = frozenset(("mean", "median", "sd", "se", "iqr"))
_COUNTS = frozenset(("n", "percent", "events"))
# Levels that are often left out of a sum.
_LEFT_OVER = re.compile(
    r"^\W*(?:missing|unknown|not\s+(?:known|reported|available|stated|applicable|done)|other|refused|no\s+data|n/?a)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that holds; `child_indent` is the indent of what came first below it."""

    heading: Named
    kind: str
    indent: int = 0
    is_wide: bool = False
    child_indent: int | None = None


class Sections:
    """The headings that hold, outermost first, while a panel is read from top to bottom."""

    def __init__(self, labels: LabelReader, *, arms_in_head: bool) -> None:
        self.labels = labels
        self.arms_in_head = arms_in_head  # then only an arm's own name is one in a row
        self._margin = _least_indent(labels)
        self.stack: list[Section] = []
        self.is_pending = False  # whether nothing came yet below the last heading
        self._sums = LevelSums()
        self._had_unit = False
        self._had_parts = False
        self._n_plain = 0  # rows that name no instrument of their own
        self._shapes: set[str] = set()

    def open(self, cell: GridCell, *, is_wide: bool) -> None:
        """Take in a heading."""
        named = self.labels.named(cell)
        kind = self._kind(named)
        indent = self._indent(cell)
        if self.stack and indent > self.stack[-1].indent:
            self._note_child(indent)
            kept = self.stack
        else:
            while self.stack and (
                self.stack[-1].indent > indent or self._is_outdented(self.stack[-1], indent)
            ):
                self.stack.pop()
            kept = self._kept(kind, is_wide)
        self.stack = [*kept, Section(named, kind, indent, is_wide)][-MAX_SECTION_DEPTH:]
        self.is_pending = True
        self._restart()

    def open_parent(self, cell: GridCell) -> None:
        """Take in a row that has values and, by their indent, rows below it."""
        named = self.labels.named(cell)
        self.stack.append(Section(named, self._kind(named), self._indent(cell)))
        self.stack = self.stack[-MAX_SECTION_DEPTH:]
        self._restart()

    def close_before(self, stub: list[tuple[int, GridCell]], above: Row | None) -> None:
        """Leave the sections that are over when a row of values comes."""
        indent = self._indent(stub[0][1])
        if self.is_pending:
            self._note_child(indent)
        while self.stack and self._is_outdented(self.stack[-1], indent):
            self.stack.pop()
            self._restart()
        if self.stack and above is not None:
            label = self.labels.named(stub[-1][1]).label
            if _has_unit_of_its_own(self.stack[-1], label) or self._counts_anew(label):
                is_over = True
            elif self._is_indented(self.stack[-1]):
                is_over = self._is_whole_before(label)
            else:
                is_over = self._is_over(self.stack[-1], label, above, n_stub=len(stub))
            if is_over:
                self.stack.pop()
                self._restart()

    def add_row(self, stub: list[tuple[int, GridCell]], values: Mapping[int, CellValue]) -> None:
        """Take in the values of a row below the headings."""
        self.is_pending = False
        self._sums.add(values)
        self._shapes.update(value.form for value in values.values())
        if stub and not INSTRUMENT_NAME.search(stub[-1][1].text):
            self._n_plain += 1
        if stub and self.labels.named(stub[-1][1]).label.unit:
            self._had_unit = True
        if stub and self.labels.named(stub[-1][1]).label.parts:
            self._had_parts = True

    def _indent(self, cell: GridCell) -> int:
        """Return how far a cell is set in beyond the margin that all rows of values share."""
        return max(0, cell.indent - self._margin)

    # --- kinds ------------------------------------------------------------------------------

    def _kind(self, named: Named) -> str:
        label = named.label
        if label.timepoint and (not label.name or label.text.startswith(_lead(label))):
            return "time"
        arms = self.labels.arms
        match = arms.match_exactly if self.arms_in_head else arms.match
        if label.name and match(label.name):
            return "arm"
        if GENERIC_HEAD.match(label.name):
            return "generic"
        return "name"

    def _kept(self, kind: str, is_wide: bool) -> list[Section]:
        """Return the headings of before that still hold beside a new one of the same indent."""
        stack = self.stack
        if is_wide and not self.is_pending:
            while stack and not stack[-1].is_wide and any(section.is_wide for section in stack):
                stack = stack[:-1]
        if not stack:
            return []
        last = stack[-1]
        same = [place for place, section in enumerate(stack) if section.kind == kind]
        if self.is_pending:
            return stack if not same or last.kind != kind or kind == "name" else stack[: same[0]]
        if kind != "name" and same:
            return stack[: same[0]]
        if last.is_wide and not is_wide:
            return stack if last.kind in ("time", "arm") else stack[:-1]
        if kind == "name" and same and len(stack) > len(same):
            return stack[: same[-1]]
        return stack[:-1] if kind == last.kind or (last.is_wide and is_wide) else stack

    # --- ends -------------------------------------------------------------------------------

    def _restart(self) -> None:
        self._sums = LevelSums()
        self._had_unit = False
        self._had_parts = False
        self._n_plain = 0
        self._shapes = set()

    def _note_child(self, indent: int) -> None:
        if self.stack and self.stack[-1].child_indent is None:
            self.stack[-1] = replace(self.stack[-1], child_indent=indent)

    def _is_indented(self, section: Section) -> bool:
        return section.child_indent is not None and section.child_indent > section.indent

    def _is_outdented(self, section: Section, indent: int) -> bool:
        if self._is_indented(section):
            return indent <= section.indent
        return section.child_indent is not None and indent < section.child_indent

    def _counts_anew(self, label: Label) -> bool:
        """`Reason (n)`, `Trauma`, `Burns`: over when `Drug taken (n)` says (n) for itself."""
        told = self.stack[-1].heading.label.parts
        return bool(
            told
            and self.stack[-1].kind == "name"
            and label.name
            and set(label.parts) == set(told)
            and self._n_plain
            and not self._had_parts
        )

    def _is_whole_before(self, label: Label) -> bool:
        """Tell whether the levels so far make up a whole, and no rest comes."""
        return self._sums.is_whole and bool(label.name) and not _LEFT_OVER.match(label.name)

    def _is_over(self, section: Section, label: Label, above: Row, *, n_stub: int) -> bool:
        """Tell by the rows since a heading without indents whether the next one leaves it."""
        own = (
            label.name
            and not label.timepoint
            and not self.labels.arms.match(label.name)
            and not label.is_statistic
        )
        if not own or section.kind != "name":
            return False
        heading = section.heading.label
        if label.parts and heading.parts and set(label.parts) != set(heading.parts):
            return True  # "Sex, n (%)" is over when "Age, mean (SD)" comes
        last = above.place
        if _MEANS & set(label.parts) and _COUNTS & set(last.parts) and len(last.names) > 1:
            return True  # "Gender", "Male, n (%)": over when "Age, mean ± SD" comes
        if self._is_whole_before(label):
            return True
        if label.unit and self._shapes and not self._had_unit and not section.is_wide:
            return True  # "Smoking", "Never", "Current": over when "Dose (mg)" comes
        if SIZES_OF_ALL.search(label.text) and SIZES_OF_ALL.search(heading.text):
            return True
        if INSTRUMENT_NAME.search(label.text) and (
            INSTRUMENT_NAME.search(heading.text) or self._n_plain >= 2
        ):
            return True
        return bool(
            last.names
            and not section.is_wide
            and last.names[-1] is section.heading
            and n_stub == 1
            and self.labels.panel.n_stub == 1
        )


def _has_unit_of_its_own(section: Section, label: Label) -> bool:
    """`HDL-C (mmol/L)` told the unit of all rows below it: `HbA1c (%)` is none of them."""
    unit = section.heading.label.unit
    return section.kind == "name" and None not in (unit, label.unit) and bool(label.name)


def _least_indent(labels: LabelReader) -> int:
    """Return the margin: how far rows are set in that stand below no heading at all."""
    for row in labels.panel.body:
        stub = labels.stub_cells(row)
        if stub:
            return stub[0][1].indent if labels.has_values(row) else 0
    return 0


def _lead(label: Label) -> str:
    """Return how a label begins if its name is not what it begins with."""
    return label.text if not label.name or not label.text.startswith(label.name[:4]) else "\0"
