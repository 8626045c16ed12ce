"""What the heads above each data column say of its cells."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Any

from miner.extract.table_results.cell_values import read_value
from miner.extract.table_results.effect_patterns import INTERACTION
from miner.extract.table_results.grids import GridCell
from miner.extract.table_results.head_arms import HeadArms
from miner.extract.table_results.label_reader import LabelReader, is_contrast
from miner.extract.table_results.labels import read_label
from miner.extract.table_results.patterns import ADJUSTED, NUMBER_LABEL, WHOLE_STUDY
from miner.extract.table_results.places import (
    ArmHere,
    Named,
    Place,
    combined,
    joined_parts,
    time_word,
)
from miner.text.timepoints import BASELINE, canonical_timepoint, find_timepoints

_TWO_ARMS = re.compile(r"(?:^|[;,:]\s*)([A-Za-z][\w\s-]{2,30}?)\s*\(([A-Za-z][\w\s-]{2,30})\)\s*$")
_EVERYBODY = re.compile(
    r"\b(?:each|every|both|all)\s+(?:\w+\s+)?(?:treatments?|groups?|arms?|interventions?)\b",
    re.IGNORECASE,
)
# Heads that say no more than that numbers stand below: "Raw data: scores", "Summary statistics".
_ONLY_FIGURES = re.compile(
    r"^\W*(?:(?:raw|data|scores?|values?|means?|observed|measured|absolute|unadjusted|adjusted|estimate[sd]?|results?|summary|descriptives?|"
    r"statistics|treatment|contrasts?|comparisons?|differences?|effects?|analys[ie]s|models?|outcomes?|levels?|total|sample|number|"
    r"of|the|and|patients|participants|between|group|groups|within)\b\W*)+$",
    re.IGNORECASE,
)
_ADJUSTS = re.compile(r"\b(?:adjust|covariate|controll|correct)\w*", re.IGNORECASE)
_SCOPE = re.compile(
    r"\W*(?:between|within|inter|intra)[\s-]*(?:the\s+)?(?:two\s+)?(?:groups?|arms?|subjects?|treatments?)\b",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\(.*\)$")
_DOSE = re.compile(
    r"\W*\d[\d.,]*[\s-]*(?:mg|g|µg|μg|mcg|ug|IU|U|ml|mL)\b(?:\s*(?:/\s*\w+|od|bid|qd|once\s+daily|daily))?\W*",
    re.IGNORECASE,
)
_COUNTED_PEOPLE = re.compile(r"\W*\d[\d,. ]*\s[a-z]+\W*$")  # "605 women"
# What tells some of an arm's people from the others: "MELD < 28", "Men", "Aged 60".
_OF_AN_ARM = re.compile(
    r"[<>≤≥]|\b(?:aged?|years?|males?|females?|wom[ae]n|m[ae]n|boys?|girls?|yes|no)\b",
    re.IGNORECASE,
)
_ANY_ARM = re.compile(
    r"(?:study\s+)?(?:treatments?|groups?|interventions?|arms?|drugs?)|(?:intervention|treatment|study)\s+(?:groups?|arms?)",
    re.IGNORECASE,
)
# Parts that belong to the estimate beside them.
_SIDE_PARTS = frozenset(("ci", "ci_lower", "ci_upper", "se", "df"))


class ColumnReader:
    """Reads the paths of heads of one panel."""

    def __init__(self, labels: LabelReader, head: HeadArms) -> None:
        self.labels = labels
        self.head = head
        self.grid = labels.grid
        self.panel = labels.panel
        self.arms = labels.arms

    def columns(self) -> dict[int, Place]:
        """Read the path of heads above each data column."""
        found = {column: self._column(column) for column in self.labels.data_columns}
        for column, place in found.items():
            if INTERACTION.search(place.contrast) and not place.arm:
                found[column] = replace(place, under_effect=True)
                continue
            if (
                place.arm
                or place.is_effect
                or not place.parts
                or not set(place.parts) <= _SIDE_PARTS
            ):
                continue
            left, right = found.get(column - 1), found.get(column + 1)
            if (left is not None and left.is_effect) or (
                left is None and right is not None and right.is_effect
            ):
                found[column] = replace(place, under_effect=True)
        return _without_arm_times(found)

    def _column(self, column: int) -> Place:
        place = Place()
        seen: set[int] = set()
        for row in self.panel.head:
            cell = self.grid.at(row, column)
            if cell is None or id(cell) in seen or not cell.text:
                continue
            seen.add(id(cell))
            if (
                cell.column_span >= len(self.labels.data_columns)
                and len(self.labels.data_columns) > 2
                and not self.labels.named(cell).label.parts
                and self.labels.named(cell).label.timepoint is None
                and row not in self.head.rows
            ):
                # A title across the whole table; `Weeks` still says what the numbers below are.
                title = self.labels.named(cell)
                place = replace(
                    place, text=f"{place.text} {cell.text}".strip(), path=(*place.path, title)
                )
                continue
            if cell.column < self.panel.n_stub:
                continue
            named = self.labels.named(cell)
            if cell.column_span > 1 and self.head.n_sized >= 2 and _ANY_ARM.fullmatch(named.name):
                # "Treatment" above "Drug (n = 20) | Placebo (n = 21)" is none of them.
                place = replace(place, text=f"{place.text} {cell.text}".strip())
                continue
            is_arm_row = row in self.head.rows
            if (
                is_arm_row
                and named.label.n is None
                and self.arms.match(named.name) is None
                and not self._is_like_arms(column, named.name)
            ):
                is_arm_row = not self.arms.all_named_beside(named.name, self.head.names)
            place = self._with_head(place, named, is_arm_row)
            place = self._with_note(place, cell)
        return self._from_values(place, column)

    def _is_like_arms(self, column: int, name: str) -> bool:
        """Tell whether a column's values are of the form that those of known arms have."""
        return self._form(column) in self._arm_forms and not self.arms.is_said_in(name)

    @cached_property
    def _arm_forms(self) -> frozenset[str | None]:
        """The forms of values below the heads that are known arms' names."""
        found = {
            self._form(column)
            for row in self.head.rows
            for column in self.labels.data_columns
            if (cell := self.grid.at(row, column)) and self.arms.match(self.labels.named(cell).name)
        }
        return frozenset(found - {None, "number", "p"})

    def _form(self, column: int) -> str | None:
        forms = Counter(
            value.form
            for row in self.panel.body
            if (value := read_value(self.grid.text_at(row, column))) is not None
        )
        return forms.most_common(1)[0][0] if forms else None

    def _with_note(self, place: Place, cell: GridCell) -> Place:
        """`p value(c)`: the note on the sign says who is compared and when."""
        if "p" not in place.parts:
            return place
        said = " ".join(self.labels.notes.by_mark.get(mark, "") for mark in cell.marks).strip()
        if not said:
            return place
        moments = {found.label for found in find_timepoints(said)}
        if _ADJUSTS.search(said):
            moments -= {BASELINE}  # what was adjusted for, not when
        moment = moments.pop() if len(moments) == 1 else None
        return replace(place, text=f"{place.text} {said}", timepoint=place.timepoint or moment)

    def _with_head(self, place: Place, named: Named, is_arm_row: bool) -> Place:
        label = named.label
        changes: dict[str, Any] = {
            "timepoint": combined(place.timepoint, label.timepoint),
            "is_change": place.is_change or label.is_change,
            "percent_unit": label.percent_unit or place.percent_unit,
            "n": label.n if label.n is not None else place.n,
            "text": f"{place.text} {label.text}".strip(),
            "path": (*place.path, named),
        }
        parts = joined_parts(place.parts, label.parts)
        changes["under_effect"] = place.under_effect or bool(label.parts and place.is_effect)
        unit = self.labels.corner_time() or time_word(place.text)
        if label.name and NUMBER_LABEL.match(label.name) and unit and label.timepoint is None:
            moment = canonical_timepoint(f"{label.name} {unit}")
            return replace(place, parts=parts, **changes | {"timepoint": moment or place.timepoint})
        if not label.name:
            return replace(place, parts=parts, **changes)
        if label.n is None and (sides := self._subtracted(label.name)):
            contrast = f"{place.contrast} {sides[0]} versus {sides[1]}".strip()
            return replace(
                place, parts=joined_parts(parts, ("difference",)), contrast=contrast, **changes
            )
        pair = self._pair_of(named)
        if pair is not None and not is_contrast(named):
            return replace(place, parts=parts, pair=pair, **changes)
        if is_contrast(named):
            return replace(
                place, parts=parts, contrast=f"{place.contrast} {label.name}".strip(), **changes
            )
        if _EVERYBODY.search(label.name):  # "Summary of each treatment" stands above the arms
            return replace(place, parts=parts, **changes)
        known = self.arms.match(label.name)
        if known is None and place.is_effect and place.arm is None:
            contrast = f"{place.contrast} {label.name}".strip()
            return replace(place, parts=parts, contrast=contrast, **changes)
        if WHOLE_STUDY.match(label.name) and place.arm is None:
            whole = ArmHere(label.name, named.span, None, label.n, is_whole=True)
            return replace(place, arm=whole, parts=parts, **changes)
        if is_arm_row and known is None and label.n is None and self.head.n_sized >= 2:
            is_arm_row = False
        is_arm_row = is_arm_row and not ADJUSTED.match(label.name)
        if (
            known is not None
            and not is_arm_row
            and place.arm is not None
            and place.arm.arm is not None
            and self.head.rows
        ):
            known = None  # "Control" items below the arm "Placebo"
        if (is_arm_row or known) and not (place.arm and place.arm.arm and known is None):
            arm = self.labels.arm_here(named)
            if place.arm and not place.arm.is_whole and _DOSE.match(label.name):
                arm = replace(arm, label=f"{place.arm.label} {label.name}")
            elif place.arm and not place.arm.is_whole and place.arm.label != arm.label:
                above = Named(read_label(place.arm.label, names_statistic=False), place.arm.span)
                place = replace(place, names=(*place.names, above))
            if arm.n is None and place.n is not None and place.arm is None:
                arm = replace(arm, n=place.n)
            return replace(
                place, arm=arm, parts=parts, n_arms_named=place.n_arms_named + 1, **changes
            )
        if place.arm and (label.n is not None or _DOSE.fullmatch(label.name)):
            changes["n"] = label.n if label.n is not None else place.n
            if (
                self.arms.may_be_arms((label.name, place.arm.label))
                and not place.arm.is_whole
                and not _COUNTED_PEOPLE.match(label.name)
                and not _OF_AN_ARM.search(label.name)
            ):
                # "AZD3199" above "200 mg (n = 65)": people of their own number are an arm.
                both = f"{place.arm.label} {label.name}"
                arm = ArmHere(both, named.span, self.arms.match_exactly(both), label.n)
                return replace(place, arm=arm, parts=parts, **changes)
        if any(says.match(label.name) for says in (_ONLY_FIGURES, _REMARK, _SCOPE)):
            return replace(place, parts=parts, **changes)
        return replace(place, parts=parts, names=(*place.names, named), **changes)

    def _subtracted(self, name: str) -> tuple[str, str] | None:
        """`Placebo - Drug`: the difference of two arms, in the order printed."""
        sides = [side.strip() for side in re.split(r"\s*[-–−]\s*", name)]
        if len(sides) != 2:
            return None
        arms = [self.arms.match(side) for side in sides]
        whole = self.arms.match(name)
        if None in arms or arms[0] == arms[1] or (whole is not None and whole not in arms):
            return None
        return sides[0], sides[1]

    def _pair_of(self, named: Named) -> tuple[ArmHere, ArmHere] | None:
        """`Intervention (control)`: each cell holds the values of two arms."""
        match = _TWO_ARMS.search(named.name)
        if match is None:
            return None
        arms = [self.arms.match(side.strip()) for side in match.groups()]
        if None in arms or arms[0] == arms[1]:
            return None
        first, second = (
            ArmHere(side.strip(), named.span, arm)
            for side, arm in zip(match.groups(), arms, strict=True)
        )
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
        if values and all(
            v is not None
            and v.form in ("p", "number")
            and (not v.figures or 0 <= v.figures[0].value <= 1)
            for v in values
        ):
            return replace(
                place, parts=("p",), contrast=place.names[-1].name, names=place.names[:-1]
            )
        return place


def _without_arm_times(found: dict[int, Place]) -> dict[int, Place]:
    """Drop moments that are part of arms' names: "Given at month 1", "Given at month 7"."""
    moments: dict[str, set[str | None]] = {}
    for place in found.values():
        if place.arm is not None and not place.is_effect and not place.arm.is_whole:
            moments.setdefault(place.arm.label, set()).add(place.timepoint)
    told = [next(iter(labels)) for labels in moments.values() if len(labels) == 1]
    if len(told) < 2 or len(told) != len(moments) or None in told or len(set(told)) != len(told):
        return found
    return {
        column: replace(place, timepoint=None) if place.arm is not None else place
        for column, place in found.items()
    }
