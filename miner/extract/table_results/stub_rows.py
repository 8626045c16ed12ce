"""What sections and stubs say of the cells of each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from miner.extract.table_results.effect_patterns import WITHIN
from miner.extract.table_results.grids import GridCell, is_row_of_sizes
from miner.extract.table_results.head_arms import HeadArms, find_section_arms, find_stub_arms
from miner.extract.table_results.label_reader import LabelReader
from miner.extract.table_results.labels import read_label
from miner.extract.table_results.patterns import (
    DASHES,
    EFFECT_PARTS,
    GENERIC_HEAD,
    NUMBER_LABEL,
    TIME_HEAD,
    WHOLE_STUDY,
)
from miner.extract.table_results.places import ArmHere, Named, Place, Row, distinct
from miner.model.vocab import RATIO_MEASURES
from miner.text.timepoints import canonical_timepoint

MAX_SECTION_DEPTH = 3
_MEANS = frozenset(("mean", "median", "sd", "se", "iqr"))
_COUNTS = frozenset(("n", "percent", "events"))
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
        and len(named.label.text) < 12
    )


class RowReader:
    """Reads the rows of one panel from top to bottom."""

    def __init__(self, labels: LabelReader, head: HeadArms) -> None:
        self.labels = labels
        self.grid = labels.grid
        self.panel = labels.panel
        self.arms = labels.arms
        self.stub_arms = find_stub_arms(labels, head)
        named_elsewhere = bool(head.rows or self.stub_arms)
        self.section_arms = frozenset() if named_elsewhere else find_section_arms(labels)

    def _value_columns(self, columns: dict[int, Place]) -> list[int]:
        plain = [column for column, place in columns.items() if not place.is_effect]
        return plain or list(columns)

    def rows(self, columns: dict[int, Place]) -> list[Row]:
        """Read sections and stubs from top to bottom."""
        value_columns = self._value_columns(columns)
        sections: list[tuple[Named, str]] = []
        found: list[Row] = []
        carried: dict[int, Named] = {}
        sizes: dict[int, int] = {}
        pending = False  # whether the last row was a section row
        for row in self.panel.body:
            cells = distinct(self.grid.rows[row])
            filled = [cell for cell in cells if cell.text]
            if not filled or all(cell.text in DASHES for cell in filled):
                continue
            if is_row_of_sizes(self.grid, row):
                sizes = {
                    column: n
                    for column in columns
                    if (n := read_label(self.grid.text_at(row, column)).n) is not None
                }
                continue
            stub = self.labels.stub_cells(row)
            wide = next(
                (c for c in filled if c.column_span >= max(2, self.grid.n_columns - 1)), None
            )
            if wide is None and not stub and len(filled) == 1 and filled[0].text.isalpha():
                wide = filled[0]  # "Male", alone above the values of one arm
            has_plain = any(
                self.grid.is_numeric(row, column) or self.grid.text_at(row, column) in DASHES
                for column in value_columns
            )
            if wide is not None or (
                stub and not has_plain and not self._has_effect_only(row, columns, value_columns)
            ):
                heading = wide if wide is not None else stub[-1][1]
                if wide is None and any(self.grid.text_at(row, c) for c in value_columns):
                    continue  # a row of words: YES, NO
                sections = self._pushed(sections, self.labels.named(heading), pending)
                pending, carried, sizes = True, {}, {}
                continue
            is_parent = (
                bool(stub) and not has_plain and self._opens_section(row, columns, value_columns)
            )
            if is_parent:
                sections = self._pushed(sections, self.labels.named(stub[-1][1]), pending)
                found.append(Row(row, self._row_place(sections, [], carried), True))
                pending, carried = True, {}
                continue
            if stub:
                sections = self._closed(sections, stub, found)
            names = self._stub_names(stub, carried)
            if not stub and carried and found and not pending:
                names = sorted(carried.items())  # a second line of the row above
            place = self._row_place(sections, names, carried)
            own = self.labels.named(stub[-1][1]).label if stub else None
            compares = (
                own is not None
                and ("p" in own.parts or any(part in EFFECT_PARTS for part in own.parts))
                and not WITHIN.search(own.text)
                and bool(re.search(r"\bvs?\b\.?|\bversus\b|\brelative\s+to\b", own.name))
            )
            if (
                place.is_effect
                and own
                and not pending
                and found
                and (own.is_statistic or compares or _UNIT_ONLY.match(own.name))
            ):
                above = found[-1].place
                place = replace(
                    place, names=above.names, timepoint=place.timepoint or above.timepoint,
                    contrast=own.name if compares else "",
                )  # fmt: skip
            found.append(Row(row, place, sizes=sizes))
            pending = False
        return found

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
        if (cell.text in ("M", "F") and not self._stub_has("SD")) or _is_vital_sign(named):
            named = Named(read_label(cell.text, names_statistic=False), cell.span)
        head = self.labels.stub_head(column)
        label = named.label
        if not TIME_HEAD.search(head) or len(cell.text) > 40 or len(head) > 40:
            return named
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

    def _pushed(
        self, sections: list[tuple[Named, str]], heading: Named, pending: bool
    ) -> list[tuple[Named, str]]:
        kind = self._kind(heading)
        same = [level for level, (_, known) in enumerate(sections) if known == kind]
        if pending and not (same and sections[-1][1] == kind and kind != "name"):
            kept = sections
        elif kind != "name" and same:
            kept = sections[: same[0]]
        elif kind == "name" and same and len(sections) > len(same):
            kept = sections[: same[-1]]
        elif pending is False and sections:
            kept = sections[:-1] if kind == sections[-1][1] else sections
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

    def _closed(
        self, sections: list[tuple[Named, str]], stub: list[tuple[int, GridCell]], found: list[Row]
    ) -> list[tuple[Named, str]]:
        """Leave a section whose rows were moments, arms or statistics when a name comes."""
        if not sections or not found or sections[-1][1] != "name":
            return sections
        label = self.labels.named(stub[-1][1]).label
        own = (
            label.name
            and not label.timepoint
            and not self.arms.match(label.name)
            and not label.is_statistic
        )
        above = sections[-1][0].label
        if own and label.parts and above.parts and set(label.parts) != set(above.parts):
            return sections[:-1]  # "Sex, n (%)" is over when "Age, mean (SD)" comes
        last = found[-1].place
        if own and _MEANS & set(label.parts) and _COUNTS & set(last.parts) and len(last.names) > 1:
            return sections[:-1]  # "Gender", "Male, n (%)": over when "Age, mean ± SD" comes
        if (
            own
            and last.names
            and last.names[-1] is sections[-1][0]
            and len(stub) == 1
            and self.panel.n_stub == 1
        ):
            return sections[:-1]
        return sections

    def _row_place(
        self,
        sections: list[tuple[Named, str]],
        names: list[tuple[int, Named]],
        carried: dict[int, Named],
    ) -> Place:
        place = Place()
        for heading, kind in sections:
            place = self._with_row_label(
                place, heading, kind == "arm" or heading.name in self.section_arms
            )
        for column, named in names:
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
