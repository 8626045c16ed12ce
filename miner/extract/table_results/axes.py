"""The two axes of a panel: what each column head and each row's stub and sections say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from miner.extract.table_results.cell_values import read_value
from miner.extract.table_results.grids import Grid, GridCell, Panel, looks_numeric
from miner.extract.table_results.labels import Label, read_label
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.patterns import (
    DASHES,
    EFFECT_PARTS,
    GENERIC_HEAD,
    NUMBER_LABEL,
    TEST_PARTS,
    TIME_HEAD,
    WHOLE_STUDY,
)
from miner.extract.table_results.table_arms import TableArms
from miner.model import Arm, Span
from miner.text.timepoints import BASELINE, canonical_timepoint

MAX_SECTION_DEPTH = 3
_TWO_ARMS = re.compile(r"(?:^|[;,:]\s*)([A-Za-z][\w\s-]{2,30}?)\s*\(([A-Za-z][\w\s-]{2,30})\)\s*$")
# Parts that belong to the estimate beside them.
_SIDE_PARTS = frozenset(("ci", "ci_lower", "ci_upper", "se", "df"))


@dataclass(frozen=True, slots=True)
class Named:
    """A label with its place."""

    label: Label
    span: Span

    @property
    def name(self) -> str:
        """Return what the label names."""
        return self.label.name


@dataclass(frozen=True, slots=True)
class ArmHere:
    """The arm that an axis names; `arm` is None for one that only this table names."""

    label: str
    span: Span
    arm: Arm | None
    n: int | None = None
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """What one axis (a column's heads, or a row's sections and stub) says of its cells."""

    arm: ArmHere | None = None
    timepoint: str | None = None
    parts: tuple[str, ...] = ()
    names: tuple[Named, ...] = ()
    n: int | None = None
    is_change: bool = False
    percent_unit: bool = False
    contrast: str = ""
    n_arms_named: int = 0
    under_effect: bool = False
    text: str = ""
    pair: tuple[ArmHere, ArmHere] | None = None

    @property
    def is_effect(self) -> bool:
        """Tell whether the statistics named compare rather than describe."""
        return self.under_effect or any(part in EFFECT_PARTS or part in TEST_PARTS or part == "p" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Row:
    """A body row with values."""

    number: int
    place: Place
    is_section_with_values: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """A panel understood: columns by number, rows in order, arms in order of appearance."""

    grid: Grid
    panel: Panel
    columns: dict[int, Place]
    rows: tuple[Row, ...]
    arms: tuple[ArmHere, ...]
    corner: tuple[Named, ...]
    stub_is_level: bool = False

    @property
    def n_effect_columns(self) -> int:
        """Count the columns whose heads name a comparison."""
        return sum(1 for place in self.columns.values() if place.is_effect)


def read_axes(grid: Grid, panel: Panel, notes: Notes, arms: TableArms) -> Axes:
    """Understand a panel's heads, stub and sections."""
    reader = _AxisReader(grid, panel, notes, arms)
    columns = reader.columns()
    rows = reader.rows(columns)
    found: dict[str, ArmHere] = {}
    for place in [*columns.values(), *(row.place for row in rows)]:
        if place.arm and not place.arm.is_whole:
            key = place.arm.arm.arm_id if place.arm.arm else place.arm.label
            known = found.get(key)
            if known is None or (known.n is None and place.arm.n is not None):
                found[key] = place.arm if known is None else replace(known, n=place.arm.n)
    columns = _without_descriptions(columns)
    stubs = [row.place.names[-1].name for row in rows if row.place.names]
    levels = sum(1 for name in stubs if NUMBER_LABEL.match(name))
    return Axes(
        grid, panel, columns, tuple(rows), tuple(found.values()), reader.corner, levels * 2 > len(stubs) > 0
    )


def _without_descriptions(columns: dict[int, Place]) -> dict[int, Place]:
    """Drop names below arms that only describe the arm above them: one name for each arm."""
    names: dict[str, set[tuple[str, ...]]] = {}
    for place in columns.values():
        if place.arm and not place.arm.is_whole:
            names.setdefault(place.arm.label, set()).add(tuple(named.name for named in place.names))
    described = [next(iter(found)) for found in names.values() if len(found) == 1]
    filled = [found for found in described if found]
    if len(names) < 2 or len(described) != len(names) or len(filled) < 2 or len(set(filled)) != len(filled):
        return columns
    return {
        column: replace(place, names=()) if place.arm and not place.arm.is_whole else place
        for column, place in columns.items()
    }


class _AxisReader:
    def __init__(self, grid: Grid, panel: Panel, notes: Notes, arms: TableArms) -> None:
        self.grid = grid
        self.panel = panel
        self.notes = notes
        self.arms = arms
        self.data_columns = range(panel.n_stub, grid.n_columns)
        self.filled_columns = frozenset(
            column for column in self.data_columns if any(grid.is_numeric(row, column) for row in panel.body)
        )
        self.corner = self._corner()
        self.n_sized = 0  # names with a group size in the row of arms
        self.head_arm_rows = self._head_arm_rows()
        self.stub_arms = self._stub_arm_columns()

    # --- labels -----------------------------------------------------------------------------

    def named(self, cell: GridCell) -> Named:
        """Read a cell as a label, with the table's own definitions and time codes."""
        expansion = self.notes.expand(cell.text)
        is_word = expansion is not None and not re.search(
            r"\b(?:deviations?|standard\s+errors?|confidence|means?|median|quartiles?|number|p[\s-]?values?|ratio|differences?|effect\s+sizes?|coefficients?|degrees)\b",
            expansion, re.IGNORECASE,
        )  # fmt: skip
        label = read_label(cell.text, names_statistic=not is_word)
        if not label.name and label.timepoint and self.arms.match(cell.text):
            label = replace(label, name=cell.text, timepoint=None)
        if label.timepoint is None and label.name:
            label = self._with_time_code(label)
        elif label.timepoint and re.fullmatch(r"[TV]\d{1,2}|(?:time|visit|phase|assessment) \d+", label.timepoint):
            label = replace(label, timepoint=self._decoded(label.timepoint))
        return Named(label, cell.span)

    def _with_time_code(self, label: Label) -> Label:
        """A short code that the notes define as a moment (`PT4: 4 weeks after last treatment`)."""
        if len(label.name) > 12:
            return label
        expansion = self.notes.expand(label.name)
        if expansion is None:
            return label
        moment = canonical_timepoint(expansion)
        if moment is None or len(expansion) > 70:
            return label
        return replace(label, name="", timepoint=_code_label(label.name, moment))

    def _decoded(self, code: str) -> str:
        expansion = self.notes.expand(code) or self.notes.expand(code.upper())
        moment = canonical_timepoint(expansion) if expansion and len(expansion) < 70 else None
        return _code_label(code, moment) if moment else code

    def _corner(self) -> tuple[Named, ...]:
        found = []
        for row in self.panel.head:
            for column in range(self.panel.n_stub):
                cell = self.grid.at(row, column)
                if cell and cell.text and cell.column == column and cell.row == row:
                    if cell.column + cell.column_span <= self.panel.n_stub:
                        found.append(self.named(cell))
        return tuple(found)

    def _stub_head(self, column: int) -> str:
        return " ".join(
            cell.text for row in self.panel.head if (cell := self.grid.at(row, column)) and cell.column == column
        )  # fmt: skip

    # --- arms -------------------------------------------------------------------------------

    def _head_arm_rows(self) -> frozenset[int]:
        """Head rows whose names are arms; the one with known arms where several could be."""
        found: dict[int, int] = {}
        sized: dict[int, int] = {}
        for row in self.panel.head:
            labels = [
                self.named(cell)
                for cell in _distinct(self.grid.rows[row][column] for column in sorted(self.filled_columns))
                if cell.text and cell.row == row and cell.column >= self.panel.n_stub
            ]
            names = [named.name for named in labels if named.name and not self._is_contrast(named)]
            with_n = sum(1 for named in labels if named.label.n is not None and named.name)
            sized[row] = with_n
            known = len({arm.arm_id for name in names if (arm := self.arms.match(name))})
            if self.arms.are_arms(names, has_n=with_n):
                found[row] = known
            elif len(set(names)) == len(names) and self._are_compared(row, names):
                found[row] = known
        best = max(found.values(), default=0)
        self.n_sized = max((sized[row] for row in found), default=0)
        return frozenset(row for row, known in found.items() if known == best or known >= 2)

    def _are_compared(self, row: int, names: list[str]) -> bool:
        """Names over columns of one form, beside a test or below a corner that is the outcome."""
        if not self.arms.may_be_arms(names) or not 2 <= len(names) <= 4:
            return False
        columns = [
            c for c in sorted(self.filled_columns)
            if (cell := self.grid.at(row, c)) and cell.text and self.named(cell).name in names
        ]  # fmt: skip
        forms = {
            value.form
            for c in columns
            for r in self.panel.body
            if (value := read_value(self.grid.text_at(r, c))) is not None
        }
        if len(forms) != 1 or not forms <= {"pm", "paren", "fraction_paren", "pm_interval", "triple"}:
            return False
        return self._corner_is_outcome()

    def _corner_is_outcome(self) -> bool:
        """The stub holds nothing but moments, so what is measured stands in the corner."""
        if not any(named.name and not GENERIC_HEAD.match(named.name) for named in self.corner):
            return False
        stubs = [
            self.named(cell).label
            for row in self.panel.body
            if (cell := self.grid.at(row, self.panel.n_stub - 1)) and cell.text
        ]
        return bool(stubs) and all(label.timepoint and not label.name for label in stubs)

    def _is_contrast(self, named: Named) -> bool:
        label = named.label
        return any(part in EFFECT_PARTS or part in TEST_PARTS or part == "p" for part in label.parts) or bool(
            re.search(r"\b(?:vs\.?|versus)\b|\bv\.?\s|[×]|\sx\s|\bcompared\b", label.name)
        )

    def _stub_arm_columns(self) -> frozenset[int]:
        found = set()
        if self.head_arm_rows:
            return frozenset()
        for column in range(self.panel.n_stub):
            names = [
                self.named(cell).name
                for row in self.panel.body
                if (cell := self.grid.at(row, column)) and cell.text and cell.column == column
                and self._has_values(row)
            ]  # fmt: skip
            if self.arms.are_arms(names, head=self._stub_head(column), in_stub=True):
                found.add(column)
        return frozenset(found)

    def _arm_here(self, named: Named) -> ArmHere:
        return ArmHere(named.name, named.span, self.arms.match(named.name), named.label.n)

    def _row_names(self) -> tuple[str, ...]:
        cached = getattr(self, "_head_names", None)
        if cached is None:
            cached = self._head_names = tuple(
                named.name
                for row in self.head_arm_rows
                for cell in _distinct(self.grid.rows[row])
                if cell.text and (named := self.named(cell)).name
            )
        return cached

    # --- columns ----------------------------------------------------------------------------

    def columns(self) -> dict[int, Place]:
        """Read the path of heads above each data column."""
        found = {column: self._column(column) for column in self.data_columns}
        for column, place in found.items():
            if place.arm or place.is_effect or not place.parts or not set(place.parts) <= _SIDE_PARTS:
                continue
            left, right = found.get(column - 1), found.get(column + 1)
            if (left is not None and left.is_effect) or (left is None and right is not None and right.is_effect):
                found[column] = replace(place, under_effect=True)
        return found

    def _column(self, column: int) -> Place:
        place = Place()
        seen: set[int] = set()
        for row in self.panel.head:
            cell = self.grid.at(row, column)
            if cell is None or id(cell) in seen or not cell.text:
                continue
            seen.add(id(cell))
            if cell.column_span >= len(self.data_columns) and len(self.data_columns) > 2 and not self.named(cell).label.parts and self.named(cell).label.timepoint is None and row not in self.head_arm_rows:
                continue  # a title across the whole table
            if cell.column < self.panel.n_stub:
                continue
            place = self._with_head(place, self.named(cell), row in self.head_arm_rows)
        return self._from_values(place, column)

    def _with_head(self, place: Place, named: Named, is_arm_row: bool) -> Place:
        label = named.label
        changes = {
            "timepoint": _combined(place.timepoint, label.timepoint),
            "is_change": place.is_change or label.is_change,
            "percent_unit": label.percent_unit or place.percent_unit,
            "n": label.n if label.n is not None else place.n,
            "text": f"{place.text} {label.text}".strip(),
        }
        parts = _joined_parts(place.parts, label.parts)
        changes["under_effect"] = place.under_effect or bool(label.parts and place.is_effect)
        unit = self._corner_time() or _time_word(place.text)
        if label.name and NUMBER_LABEL.match(label.name) and unit and label.timepoint is None:
            moment = canonical_timepoint(f"{label.name} {unit}")
            return replace(place, parts=parts, **changes | {"timepoint": moment or place.timepoint})
        if not label.name:
            return replace(place, parts=parts, **changes)
        pair = self._pair_of(named)
        if pair is not None and not self._is_contrast(named):
            return replace(place, parts=parts, pair=pair, **changes)
        if self._is_contrast(named):
            return replace(place, parts=parts, contrast=f"{place.contrast} {label.name}".strip(), **changes)
        known = self.arms.match(label.name)
        if known is None and place.is_effect and place.arm is None:
            contrast = f"{place.contrast} {label.name}".strip()
            return replace(place, parts=parts, contrast=contrast, **changes)
        if WHOLE_STUDY.match(label.name) and place.arm is None:
            whole = ArmHere(label.name, named.span, None, label.n, is_whole=True)
            return replace(place, arm=whole, parts=parts, **changes)
        if is_arm_row and known is None and label.n is None and (
            self.n_sized >= 2 or self.arms.all_named_beside(label.name, self._row_names())
        ):
            is_arm_row = False
        if (is_arm_row or known) and not (place.arm and place.arm.arm and known is None):
            arm = self._arm_here(named)
            if place.arm and not place.arm.is_whole and place.arm.label != arm.label:
                above = Named(read_label(place.arm.label, names_statistic=False), place.arm.span)
                place = replace(place, names=(*place.names, above))
            if arm.n is None and place.n is not None and place.arm is None:
                arm = replace(arm, n=place.n)
            return replace(place, arm=arm, parts=parts, n_arms_named=place.n_arms_named + 1, **changes)
        if place.arm and label.n is not None:
            changes["n"] = label.n
        return replace(place, parts=parts, names=(*place.names, named), **changes)

    def _corner_time(self) -> str | None:
        """Return the unit when a corner like `Month` says that the heads are moments."""
        return next((unit for named in self.corner if (unit := _time_word(named.label.text))), None)

    def _pair_of(self, named: Named) -> tuple[ArmHere, ArmHere] | None:
        """`Intervention (control)`: each cell holds the values of two arms."""
        match = _TWO_ARMS.search(named.name)
        if match is None:
            return None
        arms = [self.arms.match(side.strip()) for side in match.groups()]
        if None in arms or arms[0] == arms[1]:
            return None
        first, second = (ArmHere(side.strip(), named.span, arm) for side, arm in zip(match.groups(), arms, strict=True))
        return first, second

    def _from_values(self, place: Place, column: int) -> Place:
        """A head that begins with P over values that are all probabilities."""
        if place.parts or not place.names or place.arm:
            return place
        if not re.match(r"^[pP]\b(?!ost|re)", place.names[-1].label.text):
            return place
        values = [
            read_value(self.grid.text_at(row, column)) for row in self.panel.body if self.grid.is_numeric(row, column)
        ]  # fmt: skip
        if values and all(v is not None and v.form in ("p", "number") and (not v.figures or 0 <= v.figures[0].value <= 1) for v in values):
            return replace(place, parts=("p",), contrast=place.names[-1].name, names=place.names[:-1])
        return place

    # --- rows -------------------------------------------------------------------------------

    def _has_values(self, row: int) -> bool:
        return any(self.grid.is_numeric(row, column) for column in self.data_columns)

    def _value_columns(self, columns: dict[int, Place]) -> list[int]:
        plain = [column for column, place in columns.items() if not place.is_effect]
        return plain or list(columns)

    def rows(self, columns: dict[int, Place]) -> list[Row]:
        """Read sections and stubs from top to bottom."""
        value_columns = self._value_columns(columns)
        sections: list[tuple[Named, str]] = []
        found: list[Row] = []
        carried: dict[int, Named] = {}
        pending = False  # whether the last row was a section row
        for row in self.panel.body:
            cells = _distinct(self.grid.rows[row])
            filled = [cell for cell in cells if cell.text]
            if not filled or all(cell.text in DASHES for cell in filled):
                continue
            stub = self._stub_cells(row)
            wide = next((c for c in filled if c.column_span >= max(2, self.grid.n_columns - 1)), None)
            has_plain = any(
                self.grid.is_numeric(row, column) or self.grid.text_at(row, column) in DASHES for column in value_columns
            )
            if wide is not None or (stub and not has_plain and not self._has_effect_only(row, columns, value_columns)):
                heading = wide if wide is not None else stub[-1][1]
                if wide is None and any(self.grid.text_at(row, c) for c in value_columns) :
                    continue  # a row of words: YES, NO
                sections = self._pushed(sections, self.named(heading), pending)
                pending, carried = True, {}
                continue
            is_parent = bool(stub) and not has_plain and self._opens_section(row, columns, value_columns)
            if is_parent:
                sections = self._pushed(sections, self.named(stub[-1][1]), pending)
                found.append(Row(row, self._row_place(sections, [], carried), True))
                pending, carried = True, {}
                continue
            if stub:
                sections = self._closed(sections, stub, found)
            names = self._stub_names(stub, carried)
            if not stub and carried and found and not pending:
                names = sorted(carried.items())  # a second line of the row above
            place = self._row_place(sections, names, carried)
            own = self.named(stub[-1][1]).label if stub else None
            compares = own is not None and "p" in own.parts and bool(re.search(r"\bvs?\b\.?|\bversus\b", own.name))
            if place.is_effect and own and not pending and found and (own.is_statistic or compares):
                above = found[-1].place
                place = replace(
                    place, names=above.names, timepoint=place.timepoint or above.timepoint,
                    contrast=own.name if compares else "",
                )  # fmt: skip
            found.append(Row(row, place))
            pending = False
        return found

    def _has_effect_only(self, row: int, columns: dict[int, Place], value_columns: Sequence[int]) -> bool:
        return any(self.grid.is_numeric(row, column) for column in columns if column not in value_columns)

    def _opens_section(self, row: int, columns: dict[int, Place], value_columns: Sequence[int]) -> bool:
        """A row with a p value only, above rows with values, names what stands below it."""
        if all(place.is_effect for place in columns.values()) or row + 1 >= len(self.grid.rows):
            return False
        below = next(
            (r for r in range(row + 1, min(row + 4, len(self.grid.rows))) if any(c and c.text for c in self.grid.rows[r])),
            None,
        )
        return below is not None and any(self.grid.is_numeric(below, column) for column in value_columns)

    def _stub_cells(self, row: int) -> list[tuple[int, GridCell]]:
        return [
            (column, cell)
            for column in range(self.panel.n_stub)
            if (cell := self.grid.at(row, column)) and cell.text and cell.column == column
        ]

    def _stub_label(self, column: int, cell: GridCell) -> Named:
        """Read a stub cell; below a head like `Week` or `Time (min)` it names a moment."""
        named = self.named(cell)
        if cell.text in ("M", "F") and not self._stub_has("SD"):
            named = Named(read_label(cell.text, names_statistic=False), cell.span)
        head = self._stub_head(column)
        label = named.label
        if not TIME_HEAD.search(head) or len(cell.text) > 40 or len(head) > 40:
            return named
        if label.timepoint and label.name:
            return Named(replace(label, name="", parts=()), cell.span)
        if NUMBER_LABEL.match(cell.text):
            unit = re.search(r"minutes?|min|hours?|hrs?|h\b|days?|weeks?|wks?|months?|years?", head, re.IGNORECASE)
            moment = canonical_timepoint(f"{cell.text} {unit.group()}") if unit else None
            return Named(replace(label, name="", timepoint=moment or cell.text), cell.span)
        return named

    def _stub_has(self, word: str) -> bool:
        return any(self.grid.text_at(row, column) == word for row in self.panel.body for column in range(self.panel.n_stub))

    def _stub_names(self, stub: list[tuple[int, GridCell]], carried: dict[int, Named]) -> list[tuple[int, Named]]:
        """The row's own stub labels, with those above standing in for blank ones to the left."""
        own = {column: self._stub_label(column, cell) for column, cell in stub}
        if own:
            first = min(own)
            for column in [column for column in carried if column >= first]:
                del carried[column]
            carried.update(own)
        return sorted(carried.items()) if own else []

    def _pushed(self, sections: list[tuple[Named, str]], heading: Named, pending: bool) -> list[tuple[Named, str]]:
        kind = self._kind(heading)
        same = [level for level, (_, known) in enumerate(sections) if known == kind]
        if pending and not (same and sections[-1][1] == kind and kind != "name"):
            kept = sections
        elif kind != "name" and same:
            kept = sections[: same[0]]
        elif kind == "name" and same and len(sections) > len(same):
            kept = sections[: same[-1]]
        elif pending is False and sections:
            kept = [pair for pair in sections[:-1]] if kind == sections[-1][1] else sections
        else:
            kept = sections
        return [*kept, (heading, kind)][-MAX_SECTION_DEPTH:]

    def _kind(self, named: Named) -> str:
        label = named.label
        if label.timepoint and not label.name:
            return "time"
        if label.name and self.arms.match(label.name):
            return "arm"
        if GENERIC_HEAD.match(label.name):
            return "generic"
        return "name"

    def _closed(self, sections: list[tuple[Named, str]], stub: list[tuple[int, GridCell]], found: list[Row]) -> list[tuple[Named, str]]:
        """Leave a section whose rows were moments, arms or statistics when a name comes."""
        if not sections or not found or sections[-1][1] != "name":
            return sections
        label = self.named(stub[-1][1]).label
        own = label.name and not label.timepoint and not self.arms.match(label.name) and not label.is_statistic
        above = sections[-1][0].label
        if own and label.parts and above.parts and set(label.parts) != set(above.parts):
            return sections[:-1]  # "Sex, n (%)" is over when "Age, mean (SD)" comes
        last = found[-1].place
        if own and last.names and last.names[-1] is sections[-1][0] and len(stub) == 1 and self.panel.n_stub == 1:
            return sections[:-1]
        return sections

    def _row_place(self, sections: list[tuple[Named, str]], names: list[tuple[int, Named]], carried: dict[int, Named]) -> Place:
        place = Place()
        for heading, kind in sections:
            place = self._with_row_label(place, heading, kind == "arm" or self._section_arm(heading))
        for column, named in names:
            place = self._with_row_label(place, named, column in self.stub_arms)
        return place

    def _section_arm(self, heading: Named) -> bool:
        return not self.head_arm_rows and not self.stub_arms and heading.name in self._section_arm_names()

    def _section_arm_names(self) -> frozenset[str]:
        cached = getattr(self, "_section_names", None)
        if cached is None:
            names = []
            for row in self.panel.body:
                if not self._has_values(row) and (stub := self._stub_cells(row)):
                    names.append(self.named(stub[-1][1]).name)
            cached = frozenset(names) if self.arms.are_arms(names, in_stub=True) else frozenset()
            self._section_names = cached
        return cached

    def _with_row_label(self, place: Place, named: Named, is_arm: bool) -> Place:
        label = named.label
        changes = {
            "timepoint": label.timepoint or place.timepoint,
            "is_change": place.is_change or label.is_change,
            "n": label.n if label.n is not None else place.n,
            "percent_unit": label.percent_unit or (place.percent_unit and not label.parts),
            "parts": label.parts or place.parts,
            "text": f"{place.text} {label.text}".strip(),
        }
        if not label.name:
            return replace(place, **changes)
        if is_arm:
            if WHOLE_STUDY.match(label.name):
                return replace(place, arm=ArmHere(label.name, named.span, None, label.n, is_whole=True), **changes)
            return replace(place, arm=self._arm_here(named), **changes)
        return replace(place, names=(*place.names, named), **changes)


def _time_word(text: str) -> str | None:
    if len(text) >= 25:
        return None
    unit = re.search(r"\b(?:minute|min|hour|day|week|month|year)s?\b", text, re.IGNORECASE)
    return unit.group() if unit else None


def _code_label(code: str, moment: str) -> str:
    return BASELINE if moment == BASELINE else f"{code} ({moment})"


def _combined(above: str | None, below: str | None) -> str | None:
    if above is None or below is None or above == below:
        return below or above
    if above.split()[0] in below or BASELINE in (above, below):
        return below
    return f"{above}, {below}"


def _joined_parts(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """A lower head replaces the statistic above it, but an effect's name stays with its parts."""
    if not below:
        return above
    effects = tuple(part for part in above if part in EFFECT_PARTS)
    if effects and not any(part in EFFECT_PARTS for part in below) and "mean" in below:
        return (*effects, *(part for part in below if part != "mean"))
    return below


def _distinct(cells: Iterable[GridCell | None]) -> list[GridCell]:
    seen: dict[int, GridCell] = {}
    for cell in cells:
        if cell is not None:
            seen.setdefault(id(cell), cell)
    return list(seen.values())


__all__ = ["ArmHere", "Axes", "Named", "Place", "Row", "looks_numeric", "read_axes"]
