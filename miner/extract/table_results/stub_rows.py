"""What sections and stubs say of the cells of each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from miner.extract.table_results.cell_values import CellValue, read_value
from miner.extract.table_results.effect_patterns import WITHIN
from miner.extract.table_results.grids import GridCell, is_row_of_sizes
from miner.extract.table_results.head_arms import HeadArms, find_section_arms, find_stub_arms
from miner.extract.table_results.label_reader import LabelReader
from miner.extract.table_results.labels import read_label
from miner.extract.table_results.patterns import (
    DASHES,
    EFFECT_PARTS,
    GROUP_SIZE_ROW,
    NUMBER_LABEL,
    TIME_HEAD,
    WHOLE_STUDY,
)
from miner.extract.table_results.places import ArmHere, Named, Place, Row, distinct
from miner.extract.table_results.sections import Sections
from miner.model.vocab import RATIO_MEASURES
from miner.text.timepoints import canonical_timepoint

_ANY = re.compile(r"^\W*(?:any|all|total|overall)\b", re.IGNORECASE)
_PER_MINUTE = re.compile(r"\b(?:bpm|beats?|breaths?)\b|/\s*min|min-1", re.IGNORECASE)
# Heads whose stub holds nothing but moments, however they are written: "EV2".
_MOMENTS_BELOW = re.compile(
    r"^\W*(?:(?:study|follow-?up)\s+)?(?:visits?|time\s*points?|(?:time|period)s?(?:\s+of\s+(?:assessment|measurement|evaluation))?|(?:assessment|measurement)\s+(?:times?|points?|periods?))\W*$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients|participants|subjects|women|children|population|sample|people|number|n)\b",
    re.IGNORECASE,
)
_UNIT_ONLY = re.compile(
    r"^\W*[a-zµμ%]{0,6}(?:/[\w.]{1,6})?\W*$"
)  # what is left of "Difference, mmol/L"
_LASTING = re.compile(
    r"\b(?:duration|length|age|time\s+(?:since|from|to)|history|experience|years?\s+(?:of|since)|interval)\b",
    re.IGNORECASE,
)


def _is_vital_sign(named: Named) -> bool:
    """In a stub, `HR` and `RR` are heart and respiratory rate unless an interval is named too."""
    parts = named.label.parts
    return (
        named.label.is_statistic
        and len(parts) == 1
        and parts[0] in RATIO_MEASURES
        and (len(named.label.text) < 12 or _PER_MINUTE.search(named.label.text) is not None)
    )


class RowReader:
    """Reads the rows of one panel from top to bottom."""

    def __init__(self, labels: LabelReader, head: HeadArms) -> None:
        self.labels = labels
        self.grid = labels.grid
        self.panel = labels.panel
        self.arms = labels.arms
        self.stub_arms = find_stub_arms(labels, head)
        self.arms_in_head = bool(head.rows)
        named_elsewhere = bool(head.rows or self.stub_arms)
        self.section_arms = frozenset() if named_elsewhere else find_section_arms(labels)

    def _value_columns(self, columns: dict[int, Place]) -> list[int]:
        plain = [column for column, place in columns.items() if not place.is_effect]
        return plain or list(columns)

    def rows(self, columns: dict[int, Place]) -> list[Row]:
        """Read sections and stubs from top to bottom."""
        value_columns = self._value_columns(columns)
        sections = Sections(self.labels, arms_in_head=self.arms_in_head)
        found: list[Row] = []
        carried: dict[int, Named] = {}
        sizes: dict[int, int] = {}
        is_sized = False  # whether a section gave its own sizes: they hold to the next that does
        for row in self.panel.body:
            filled = [cell for cell in distinct(self.grid.rows[row]) if cell.text]
            if not filled or all(cell.text in DASHES for cell in filled):
                continue
            stub = self.labels.stub_cells(row)
            if is_row_of_sizes(self.grid, row):
                sizes = {
                    column: n
                    for column in columns
                    if (n := read_label(self.grid.text_at(row, column)).n) is not None
                }
                if stub and not (
                    GROUP_SIZE_ROW.match(stub[-1][1].text) or _PEOPLE.search(stub[-1][1].text)
                ):
                    sections.open(stub[-1][1], is_wide=False)  # "Achieved target | N = 3 | N = 4"
                    is_sized, carried = True, {}
                continue
            wide = self._wide_cell(filled, stub)
            has_plain = any(
                self.grid.is_numeric(row, column) or self.grid.text_at(row, column) in DASHES
                for column in value_columns
            )
            if wide is None and stub and not has_plain and self._goes_on(stub, row, found):
                continue
            if wide is not None or (
                stub and not has_plain and not self._has_effect_only(row, columns, value_columns)
            ):
                if wide is None and self._has_words(row, value_columns):
                    continue  # a row of words: YES, NO
                heading = wide if wide is not None else stub[-1][1]
                sections.open(heading, is_wide=wide is not None)
                carried = {}
                if not is_sized:
                    sizes = {}
                continue
            if stub and not has_plain and self._opens_section(row, columns, value_columns):
                sections.open(stub[-1][1], is_wide=False)
                found.append(Row(row, self._row_place(sections, []), True))
                carried = {}
                continue
            if stub:
                sections.close_before(stub, found[-1] if found else None)
            names = self._stub_names(stub, carried)
            if not stub and carried and found and not sections.is_pending:
                names = sorted(carried.items())  # a second line of the row above
            place = self._row_place(sections, names)
            place = self._of_row_above(place, stub, sections, found)
            found.append(Row(row, place, sizes=sizes))
            sections.add_row(stub, self._values(row, value_columns))
            if self._has_children(row, stub):
                sections.open_parent(stub[-1][1])
        return found

    def _wide_cell(
        self, filled: list[GridCell], stub: list[tuple[int, GridCell]]
    ) -> GridCell | None:
        """Return the cell of a row that stretches over the table."""
        for cell in filled:
            if cell.column_span >= max(2, self.grid.n_columns - 1):
                return cell
        if not stub and len(filled) == 1 and filled[0].text.isalpha():
            return filled[0]  # "Male", alone above the values of one arm
        return None

    def _has_words(self, row: int, value_columns: Sequence[int]) -> bool:
        """Tell whether a row without numbers says more than what is printed below it."""
        texts = [text for column in value_columns if (text := self.grid.text_at(row, column))]
        return any(not read_label(text).is_statistic for text in texts)

    def _goes_on(self, stub: list[tuple[int, GridCell]], row: int, found: list[Row]) -> bool:
        """Tell whether a row without values is the rest of the label above it."""
        if not found or len(stub) != 1 or row - found[-1].number != 1:
            return False
        above = self.labels.stub_cells(found[-1].number)
        if not above:
            return False
        is_open = above[-1][1].text.count("(") > above[-1][1].text.count(")")
        text = stub[0][1].text
        return (is_open and text.count(")") > text.count("(")) or (
            text[:1].islower() and stub[0][1].indent >= above[-1][1].indent and self._capitals()
        )

    def _capitals(self) -> bool:
        """Tell whether the labels of this panel begin with capitals as a rule."""
        texts = [
            cell.text for row in self.panel.body for _, cell in self.labels.stub_cells(row)[:1]
        ]
        small = sum(1 for text in texts if text[:1].islower())
        return small * 5 < len(texts)

    def _values(self, row: int, value_columns: Sequence[int]) -> dict[int, CellValue]:
        return {
            column: value
            for column in value_columns
            if (value := read_value(self.grid.text_at(row, column))) is not None and value.figures
        }

    def _has_children(self, row: int, stub: list[tuple[int, GridCell]]) -> bool:
        """Tell whether the next row stands indented below this one."""
        if not stub or self.panel.n_stub != 1:
            return False
        label = self.labels.named(stub[-1][1]).label
        if not label.name or WHOLE_STUDY.match(label.name) or _ANY.match(label.name):
            return False
        below = self.labels.stub_cells(row + 1) if row + 1 in self.panel.body else []
        return bool(below) and below[0][1].indent > stub[0][1].indent

    def _of_row_above(
        self,
        place: Place,
        stub: list[tuple[int, GridCell]],
        sections: Sections,
        found: list[Row],
    ) -> Place:
        """A row that is a test, or compares by name, is of the outcome of the row above it."""
        own = self.labels.named(stub[-1][1]).label if stub else None
        if not place.is_effect or own is None or sections.is_pending or not found:
            return place
        compares = (
            ("p" in own.parts or any(part in EFFECT_PARTS for part in own.parts))
            and not WITHIN.search(own.text)
            and bool(re.search(r"\bvs?\b\.?|\bversus\b|\brelative\s+to\b", own.name))
        )
        if not (own.is_statistic or compares or _UNIT_ONLY.match(own.name)):
            return place
        above = found[-1].place
        return replace(
            place,
            names=above.names,
            timepoint=place.timepoint or above.timepoint,
            contrast=own.name if compares else "",
        )

    def _has_effect_only(
        self, row: int, columns: dict[int, Place], value_columns: Sequence[int]
    ) -> bool:
        return any(
            self.grid.is_numeric(row, column) for column in columns if column not in value_columns
        )

    def _opens_section(
        self, row: int, columns: dict[int, Place], value_columns: Sequence[int]
    ) -> bool:
        """A row with a p value only, above rows with values, names what stands below it."""
        if all(place.is_effect for place in columns.values()) or row + 1 >= len(self.grid.rows):
            return False
        below = next(
            (
                r
                for r in range(row + 1, min(row + 4, len(self.grid.rows)))
                if any(c and c.text for c in self.grid.rows[r])
            ),
            None,
        )
        return below is not None and any(
            self.grid.is_numeric(below, column) for column in value_columns
        )

    def _stub_label(self, column: int, cell: GridCell) -> Named:
        """Read a stub cell; below a head like `Week` or `Time (min)` it names a moment."""
        named = self.labels.named(cell)
        is_stable = cell.text == "SD" and (self._stub_has("PR") or self._stub_has("PD"))
        is_sex = cell.text in ("M", "F") and not self._stub_has("SD")
        if is_sex or is_stable or _is_vital_sign(named):
            named = Named(read_label(cell.text, names_statistic=False), cell.span)
        head = self.labels.stub_head(column)
        label = named.label
        if not TIME_HEAD.search(head) or len(cell.text) > 40 or len(head) > 40:
            return named
        is_code = label.name and len(label.name) <= 12 and not label.parts and not label.timepoint
        if is_code and _MOMENTS_BELOW.match(head) and not NUMBER_LABEL.match(label.name):
            return Named(replace(label, name="", timepoint=label.text.strip()), cell.span)
        if label.timepoint and label.name:
            return Named(replace(label, name="", parts=()), cell.span)
        if NUMBER_LABEL.match(cell.text):
            unit = re.search(
                r"minutes?|min|hours?|hrs?|h\b|days?|weeks?|wks?|months?|years?",
                head,
                re.IGNORECASE,
            )
            moment = canonical_timepoint(f"{cell.text} {unit.group()}") if unit else None
            return Named(replace(label, name="", timepoint=moment or cell.text), cell.span)
        return named

    def _stub_has(self, word: str) -> bool:
        return any(
            self.grid.text_at(row, column) == word
            for row in self.panel.body
            for column in range(self.panel.n_stub)
        )

    def _stub_names(
        self, stub: list[tuple[int, GridCell]], carried: dict[int, Named]
    ) -> list[tuple[int, Named]]:
        """The row's own stub labels, with those above standing in for blank ones to the left."""
        own = {column: self._stub_label(column, cell) for column, cell in stub}
        if len(own) > 1 and self.panel.n_stub > 1:
            # "mean ± SD" below "Pain score", beside the next arm: the name above still holds.
            own = {
                column: named
                for column, named in own.items()
                if named.label.name or not named.label.parts or column not in carried
            }
        if own:
            first = min(own)
            for column in [column for column in carried if column >= first]:
                del carried[column]
            carried.update(own)
        return sorted(carried.items()) if own else []

    def _row_place(
        self,
        sections: Sections,
        names: list[tuple[int, Named]],
    ) -> Place:
        place = Place()
        for section in sections.stack:
            is_arm = section.kind == "arm" or section.heading.name in self.section_arms
            place = self._with_row_label(place, section.heading, is_arm)
        for column, named in names:
            if named.label.timepoint and _MOMENTS_BELOW.match(self.labels.stub_head(column)):
                moment = replace(named.label, name="")  # whatever is measured
                place = replace(
                    place, timepoint=moment.timepoint,
                    path=(*place.path, Named(moment, named.span)),
                )  # fmt: skip
            else:
                place = self._with_row_label(place, named, column in self.stub_arms)
        return place

    def _with_row_label(self, place: Place, named: Named, is_arm: bool) -> Place:
        label = named.label
        if (
            label.timepoint
            and place.text
            and _LASTING.search(place.text)
            and "to" not in label.text
        ):
            # "Duration of asthma", then "10-20 years": a class, not a moment.
            label = replace(label, name=label.text, timepoint=None)
            named = Named(label, named.span)
        changes: dict[str, Any] = {
            "timepoint": label.timepoint or place.timepoint,
            "is_change": place.is_change or label.is_change,
            "n": label.n if label.n is not None else place.n,
            "percent_unit": label.percent_unit or (place.percent_unit and not label.parts),
            "parts": label.parts or place.parts,
            "text": f"{place.text} {label.text}".strip(),
            "path": (*place.path, named),
        }
        if not label.name:
            return replace(place, **changes)
        if is_arm:
            if WHOLE_STUDY.match(label.name):
                return replace(
                    place,
                    arm=ArmHere(label.name, named.span, None, label.n, is_whole=True),
                    **changes,
                )
            return replace(place, arm=self.labels.arm_here(named), **changes)
        return replace(place, names=(*place.names, named), **changes)
