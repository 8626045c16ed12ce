"""Outcome, moment and group size of a cell, from what both axes say."""

from __future__ import annotations

import re

from miner.extract.table_results.cell_values import read_value
from miner.extract.table_results.notes import Notes
from miner.extract.table_results.patterns import (
    GENERIC_HEAD,
    GROUP_SIZE_ROW,
    MEASURED_WORD,
    NUMBER_LABEL,
    TIME_HEAD,
)
from miner.extract.table_results.places import Axes, Named, Place
from miner.text.timepoints import BASELINE, FOLLOW_UP, POST_TREATMENT

_HOW_MANY = re.compile(
    r"^\W*(?:(?:total\s+)?(?:numbers?|no\.?|proportion|percentage)\s+of\s+)?(?:patients|participants|subjects|women|men|children|people)\W*$",
    re.IGNORECASE,
)
_ANALYSIS = re.compile(
    r"^\W*(?:(?:main|primary|secondary|sensitivity|adjusted|unadjusted|crude|complete[\s-]cases?|per[\s-]protocol|"
    r"(?:modified\s+)?(?:intention|intent)[\s-]to[\s-]treat|m?ITT|PP|LOCF|BOCF|(?:un)?weighted|multiple\s+imputation|"
    r"as[\s-]treated|(?:multi|uni|bi)varia(?:te|ble)|model)\s*(?:analys[ie]s|models?|populations?|sample|sets?)?(?:\s*\d)?|regardless\s+of\b.*|restricted\s+to\b.*|"
    r"(?:un)?adjusted\s+for\b.*)\W*$",
    re.IGNORECASE,
)
_REST = re.compile(r"^\W*others?\W*$", re.IGNORECASE)  # the last level of a variable
# A corner that names what all rows are part of; mostly it only says what kind of thing they are.
_TELLING_CORNER = re.compile(
    r"[A-Z][A-Za-z]?[A-Z]|\[|(?i:\b(?:domains?|items?|sub-?scales?|components?|dimensions?|scores?)\b)"
)
_PERSON = re.compile(
    r"^\W*(?:patients?|cases?|subjects?|participants?|id)\b(?:\s*(?:no|number|id|#|n)\b\.?)?\W*$",
    re.IGNORECASE,
)


def is_arm_change(axes: Axes, row: Place, head: Place) -> bool:
    """Tell whether a `Difference` is that of one arm over time: it stands under or beside an arm."""
    if set(head.parts) - {"mean", "sd", "se", "ci", "percent"} != {"difference"} or head.contrast:
        return False
    if "sd" in head.parts and (head.arm is not None or row.arm is not None):
        return True  # a standard deviation is of people, not of a comparison
    return head.arm is not None or (row.arm is not None and axes.n_effect_columns == 1)


def parts_of(row: Place, head: Place) -> tuple[str, ...]:
    """Return the statistics named for a cell, its row's before its column's."""
    if not row.parts:
        return tuple(part for part in head.parts if part != "difference")
    if (
        row.names
        and head.parts
        and len(head.parts) == 1
        and head.parts[0] in ("sd", "se", "n", "iqr", "percent")
    ):
        return head.parts  # "Pain, mean (SD)" beside columns n | mean | SD
    if row.parts == ("n",) and head.parts in (("mean",), ("median",)):
        return head.parts  # "Deliveries (number)" below "Mean"
    return row.parts


def is_size_row(place: Place) -> bool:
    """Tell whether a row gives the sizes of the arms and no outcome."""
    if place.names and not GROUP_SIZE_ROW.match(place.names[-1].name):
        return False
    if len(place.names) > 1 and "percent" in place.parts:
        return False  # "Fainting", then "Number of patients, n (%)"
    return place.parts[:1] == ("n",) or bool(place.names)


def group_sizes(axes: Axes) -> dict[tuple[str, str | None], int]:
    """Sizes of arms from heads, and from body rows that are nothing but n."""
    sizes: dict[tuple[str, str | None], int] = {}
    for place in axes.columns.values():
        if place.arm:
            n = place.n if place.n is not None else place.arm.n
            if n is not None:
                sizes.setdefault((place.arm.label, place.timepoint), n)
                sizes.setdefault((place.arm.label, None), n)
    for row in axes.rows:
        if is_size_row(row.place) and row.place.timepoint is None:
            for column, place in axes.columns.items():
                value = read_value(axes.grid.text_at(row.number, column))
                if (
                    place.arm
                    and value
                    and value.form in ("number", "paren")
                    and value.figures[0].decimals == 0
                ):
                    sizes.setdefault((place.arm.label, None), int(value.figures[0].value))
    return sizes


def joined_moment(head: str, row: str) -> str:
    """Join the moments of both axes; `baseline` and the more exact one win."""
    if "minute" in row or "hour" in row:
        return f"{head}, {row}"
    if BASELINE in (head, row):
        return BASELINE
    vague = (POST_TREATMENT, FOLLOW_UP)
    if head in vague:
        return row
    return head if row in vague else f"{head}, {row}"


def timepoint_of(row: Place, head: Place, notes: Notes) -> str | None:
    """Return the moment of a cell: its row's, its column's, else the caption's."""
    if row.timepoint and head.timepoint and row.timepoint != head.timepoint:
        return joined_moment(head.timepoint, row.timepoint)
    own = row.timepoint or head.timepoint
    if own:
        return own
    if notes.is_baseline:
        return None if row.is_change or head.is_change else BASELINE
    return notes.timepoint


def _has_whole(axes: Axes) -> bool:
    """Tell whether one of the heads is `Overall`: then its neighbours are subgroups."""
    return any(place.arm is not None and place.arm.is_whole for place in axes.columns.values())


def _n_heads(axes: Axes) -> int:
    """Count the things that the heads name."""
    return len({place.names[-1].name for place in axes.columns.values() if place.names})


def outcome_of(
    axes: Axes, row: Place, head: Place, caption_outcome: Named | None
) -> tuple[Named | None, tuple[str, ...], str | None]:
    """Return the outcome's label, the labels around it, and the subgroup, of a cell."""
    names = [
        named
        for named in row.names
        if not GENERIC_HEAD.match(named.name) or _REST.match(named.name)
    ]
    if (
        not names
        and row.names
        and ((row.timepoint is None and not row.parts) or MEASURED_WORD.match(row.names[-1].name))
    ):
        names = [row.names[-1]]
    if len(names) > 1 and _HOW_MANY.match(names[-1].name):
        names = names[:-1]  # "Patients with relapse", then "Number of patients, n (%)"
    if names and _ANALYSIS.match(names[-1].name):  # the outcome stands above, or in the caption
        around = tuple(named.name for named in names[:-2])
        return (names[-2] if len(names) > 1 else caption_outcome), around, names[-1].name
    level = None
    if names and (
        axes.stub_is_level or NUMBER_LABEL.match(names[-1].name)
    ):  # a number is a level of something, no outcome
        level, names = names[-1].name, names[:-1]
    heads = [named for named in head.names if not GENERIC_HEAD.match(named.name)]
    # "System" above the names of the systems that are compared names no outcome.
    corner_of_arms = row.arm is not None and not names and axes.arms_in_stub
    if heads and row.arm is not None and not names and _has_whole(axes):
        return caption_outcome, (), ", ".join(named.name for named in heads)
    corner = [
        named for named in axes.corner
        if not corner_of_arms and named.name and not GENERIC_HEAD.match(named.name) and not TIME_HEAD.search(named.name)
    ]  # fmt: skip
    if level is not None:
        if (
            not names
            and not heads
            and caption_outcome is not None
            and not NUMBER_LABEL.match(level)
        ):
            return caption_outcome, (), level
        if (not names and not heads) or any(
            _PERSON.match(named.label.text) for named in axes.corner
        ):
            return None, (), None  # one row for each patient
        chosen = names[-1] if names else heads[-1]
        others = ", ".join([level, *(named.name for named in heads if named is not chosen)])
        return chosen, tuple(named.name for named in names[:-1]), others
    if names:
        told = [
            named
            for named in corner
            if named.label.parts or named.label.unit or _TELLING_CORNER.search(named.label.text)
        ]
        around = tuple(named.name for named in (*told, *names[:-1]))
        subgroup = ", ".join(named.name for named in heads) or None
        if row.arm is not None and heads and not head.arm and not head.is_effect:
            return heads[-1], tuple(n.name for n in (*names, *heads[:-1])), None
        return names[-1], around, subgroup
    if heads and not head.is_effect and (head.arm is None or (row.parts and not row.is_effect)):
        above = corner
        if corner_of_arms and caption_outcome and _n_heads(axes) > 1:
            above = [caption_outcome]
        return heads[-1], tuple(named.name for named in (*above, *heads[:-1])), None
    subgroup = ", ".join(named.name for named in heads) or None
    if corner:
        return corner[-1], (), subgroup
    return caption_outcome, (), subgroup
