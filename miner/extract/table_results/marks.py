"""Footnote signs beside values that say a comparison was significant: `*p < 0.05 versus baseline`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from miner.extract.table_results.grids import Grid, mentions
from miner.extract.table_results.notes import Notes, find_test
from miner.extract.table_results.readings import CellReading
from miner.extract.table_results.table_arms import TableArms
from miner.model import Span
from miner.text.timepoints import BASELINE

# From so many signed values on, a value without the sign was tested and found not significant.
MIN_SIGNED = 3

_SIGN = re.compile(
    r"""(?:(?<=[\s.,;:()])|^)
        (?P<mark>[*]{1,4}|[†‡§¶‖#∥$@&]{1,3}|[a-z](?=\s*[):,]?\s*[pPS=]))
        \s*[):.,=-]*\s*
        (?P<before>(?:(?![*†‡§¶#])[^.;<>=≤≥]){0,90}?)
        (?<![A-Za-z])[pP](?:[\s-]?values?)?\s*(?:of\s+)?(?P<op>[<>=≤≥])\s*(?P<value>0?\.\d+)
        (?P<after>(?:(?![*†‡§¶#])[^;]){0,140}?)(?=\s*(?:[;*†‡§¶#]|\.\s|\.?$|\n|,?\s+[a-z]\s*[):]?\s*[pP]\s*[<>=≤≥]))
    """,
    re.VERBOSE,
)
_FROM_BASELINE = re.compile(
    r"\bbaseline\b|\bpre(?:[\s-]?(?:test|treatment|intervention|therapy|operative|values?))?\b|\bbefore\b|\binitial\b|\bwithin[\s-]|\bintra[\s-]?group|\badmission\b|\bday\s*0\b|\bT0\b",
    re.IGNORECASE,
)
_OTHER_ARM = re.compile(
    r"\bbetween\b|\binter[\s-]?group|\bcontrols?\b|\bplacebo\b|\bother\s+groups?\b|\btwo\s+groups\b|\bsham\b|\bboth\s+groups\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a footnote says of the values that carry its sign."""

    mark: str
    operator: str
    p_value: float
    words: str


def read_signs(notes: Notes) -> dict[str, Sign]:
    """Read the notes' signs of significance; a sign explained in two ways is left out."""
    found: dict[str, Sign | None] = {}
    for match in _SIGN.finditer(notes.notes):
        operator = {"≤": "<", "≥": ">"}.get(match["op"], match["op"])
        sign = Sign(
            match["mark"], operator, float(match["value"]), f"{match['before']} {match['after']}"
        )
        known = found.get(sign.mark)
        if sign.mark not in found:
            found[sign.mark] = sign
        elif known is not None and (known.operator, known.p_value) != (sign.operator, sign.p_value):
            found[sign.mark] = None
    return {mark: sign for mark, sign in found.items() if sign is not None}


def read_marked_cells(
    grid: Grid, notes: Notes, arms: TableArms, readings: Sequence[CellReading]
) -> list[CellReading]:
    """Make an effect of every arm's value that carries a sign of significance."""
    signs = read_signs(notes)
    if not signs:
        return []
    results = [
        reading
        for reading in readings
        if reading.kind == "arm_result" and not reading.is_whole_study
    ]
    carriers: dict[str, list[CellReading]] = {}
    for reading in results:
        cell = grid.at(reading.row, reading.column)
        for mark in dict.fromkeys(cell.marks if cell else ()):
            if mark in signs:
                carriers.setdefault(mark, []).append(reading)
    found: list[CellReading] = []
    all_marked = frozenset(reading.span for marked in carriers.values() for reading in marked)
    for mark, marked in carriers.items():
        found.extend(_effects(signs[mark], marked, results, notes, arms, all_marked))
    return found


def _effects(
    sign: Sign, marked: Sequence[CellReading], results: Sequence[CellReading], notes: Notes, arms: TableArms,
    all_marked: frozenset[Span],
) -> Iterable[CellReading]:  # fmt: skip
    labels = list(dict.fromkeys(reading.arm_label for reading in results if reading.arm_label))
    if (
        len(marked) >= MIN_SIGNED
        and _scope(sign, marked, notes, arms, labels) == "within_arm"
        and sign.operator == "<"
    ):
        signed = {reading.span for reading in marked}
        moments = {reading.timepoint for reading in marked}
        with_baseline = {(r.outcome_span, r.arm_label) for r in results if r.timepoint == BASELINE}
        for reading in results:
            if (
                reading.span not in signed and reading.timepoint in moments and reading.timepoint not in (None, BASELINE)
                and (reading.outcome_span, reading.arm_label) in with_baseline and reading.span not in all_marked
            ):  # fmt: skip
                effect = _effect(
                    reading, sign, notes, "within_arm", None, _change(reading.timepoint)
                )
                yield replace(
                    effect,
                    p_operator=None,
                    p_value=None,
                    not_significant=True,
                    rule="no_footnote_sign",
                    confidence=0.6,
                )
    scope = _scope(sign, marked, notes, arms, labels)
    for reading in marked:
        if scope == "within_arm" and reading.timepoint not in (None, BASELINE):
            yield _effect(
                reading, sign, notes, "within_arm", None, _change(reading.timepoint or "")
            )
        elif scope == "between_arms":
            other = _named_arm(sign, arms, labels, reading)
            if other is not None and not reading.is_baseline_table:
                yield _effect(reading, sign, notes, "between_arms", other, reading.timepoint)


def _scope(
    sign: Sign, marked: Sequence[CellReading], notes: Notes, arms: TableArms, labels: Sequence[str]
) -> str | None:
    words = sign.words
    within, between = (
        bool(_FROM_BASELINE.search(words)),
        bool(_OTHER_ARM.search(words)) or any(mentions(words, label) for label in labels),
    )
    if within != between:
        return "within_arm" if within else "between_arms"
    if not within and all(reading.timepoint not in (None, BASELINE) for reading in marked):
        others = notes.notes.replace(words, " ")
        if re.search(r"\bintra[\s-]?group|\bwithin[\s-]group|\bpaired\b", others, re.IGNORECASE):
            return "within_arm"
    return None


def _named_arm(
    sign: Sign, arms: TableArms, labels: Sequence[str], reading: CellReading
) -> str | None:
    named = [
        label for label in labels
        if label != reading.arm_label and mentions(sign.words.lower(), label.lower())
    ]  # fmt: skip
    if len(named) == 1:
        return named[0]
    others = [label for label in labels if label != reading.arm_label]
    return others[0] if len(others) == 1 else None


def _change(timepoint: str) -> str:
    return timepoint if timepoint.startswith(f"{BASELINE} to ") else f"{BASELINE} to {timepoint}"


def _effect(
    reading: CellReading,
    sign: Sign,
    notes: Notes,
    scope: str,
    other: str | None,
    timepoint: str | None,
) -> CellReading:
    ids = [reading.arm_id]
    labels = [reading.arm_label or ""]
    if other is not None:
        ids.append(None)
        labels.append(other)
    return replace(
        reading,
        kind="effect",
        places=reading.places[:1],
        rule="footnote_sign",
        confidence=0.8,
        timepoint=timepoint,
        arm_labels=tuple(labels),
        arm_ids=tuple(ids),
        scope=scope,
        effect_measure="none",
        test=find_test(notes.notes, scope=scope),
        p_operator=sign.operator,
        p_value=sign.p_value,
        statistic=None,
        value=None,
        dispersion=None,
        lower=None,
        upper=None,
        events=None,
        n=None,
    )
