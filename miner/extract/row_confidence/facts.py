"""What all rows of a paper together say, against which each one is held."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from miner.extract.studies.design import find_design
from miner.model import Arm, ArmResult, Document, Effect, Findings, Outcome
from miner.text.timepoints import BASELINE

Row = ArmResult | Effect
_METHODS = re.compile(r"\b(?:methods?|patients|participants|design|procedures?)\b", re.IGNORECASE)
MAX_ADDED, MAX_SUMS = 6, 500
_RESULTS = re.compile(r"\b(?:results?|findings)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """Names, moments and numbers of one paper's rows."""

    arms: dict[str, Arm]
    outcomes: dict[str, Outcome]
    sizes: dict[str, frozenset[int]]
    moments: frozenset[str]
    disputed: frozenset[str]
    repeated: frozenset[str]
    numbers_in_tables: frozenset[Hashable]
    arms_of_table: dict[str | None, frozenset[str | None]]
    of_sentence: dict[Hashable, tuple[Row, ...]]
    design: str | None
    is_report: bool
    arms_sized: bool
    arms_add_up: bool


def facts_of(document: Document, findings: Findings) -> Facts:
    """Gather what the rows of a paper say together.

    Parameters
    ----------
    document : Document
    findings : Findings
        With all arm results and effects.

    Returns
    -------
    Facts
    """
    rows: list[Row] = [*findings.arm_results, *findings.effects]
    sizes: dict[str, set[int]] = defaultdict(set)
    for size in findings.sample_sizes:
        if size.arm_id is not None:
            sizes[size.arm_id].add(size.n)
    arms_of_table: dict[str | None, set[str | None]] = defaultdict(set)
    of_sentence: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        if isinstance(row, ArmResult):
            arms_of_table[row.provenance.table_id].add(row.arm_id)
        of_sentence[sentence_of(document, row)].append(row)
    disputed, repeated = _disputed(rows)
    named = [arm.arm_id for arm in findings.arms if arm.provenance.extractor == "arms"]
    return Facts(
        arms={arm.arm_id: arm for arm in findings.arms},
        outcomes={outcome.outcome_id: outcome for outcome in findings.outcomes},
        sizes={arm: frozenset(found) for arm, found in sizes.items()},
        moments=frozenset(row.timepoint for row in rows if row.timepoint is not None),
        disputed=disputed,
        repeated=repeated,
        numbers_in_tables=frozenset(
            numbers_of(row) for row in rows if row.provenance.table_id is not None
        ),
        arms_of_table={key: frozenset(found) for key, found in arms_of_table.items()},
        of_sentence={key: tuple(found) for key, found in of_sentence.items()},
        design=find_design(document)[0],
        is_report=_is_report(document),
        arms_sized=bool(named) and all(sizes[arm] for arm in named),
        arms_add_up=_add_up(findings, named),
    )


def sentence_of(document: Document, row: Row) -> Hashable:
    """Return the place that a row shares with those of its sentence, or of its table."""
    place = row.provenance
    if place.table_id is not None:
        return place.table_id
    at = bisect_right(document.sentences, place.span.start, key=lambda span: span.start) - 1
    return document.sentences[at].start if at >= 0 else -1


def row_id(row: Row) -> str:
    """Return the id of an arm result or an effect."""
    return row.arm_result_id if isinstance(row, ArmResult) else row.effect_id


def numbers_of(row: Row) -> Hashable:
    """Return what a row shows, to find it again elsewhere in the paper."""
    if isinstance(row, ArmResult):
        return ("arm", row.value, row.dispersion, row.lower, row.upper)
    if row.estimate is not None:
        return ("effect", row.estimate, row.ci_lower, row.ci_upper)
    return ("effect", row.test_value, row.p_operator, row.p_value)


def _disputed(rows: Iterable[Row]) -> tuple[frozenset[str], frozenset[str]]:
    """Return ids of rows that others contradict, and of those that others repeat."""
    said: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        said[_asked(row)].append(row)
    disputed: set[str] = set()
    repeated: set[str] = set()
    for same in said.values():
        if len({numbers_of(row) for row in same}) > 1:
            disputed.update(row_id(row) for row in same)
        elif len({(row.provenance.table_id, row.provenance.span.start) for row in same}) > 1:
            repeated.update(row_id(row) for row in same)
    return frozenset(disputed), frozenset(repeated)


def _asked(row: Row) -> Hashable:
    """Return the question that a row answers: two answers to one are one too many."""
    if isinstance(row, ArmResult):
        return (row.outcome_id, row.arm_id, row.timepoint, row.statistic)
    arms = frozenset((row.arm_id_1, row.arm_id_2))
    return (row.outcome_id, arms, row.timepoint, row.scope, row.effect_measure, row.test)


def _is_report(document: Document) -> bool:
    """Tell whether a paper has methods and results of its own, as no review has."""
    headings = [heading for block in document.blocks for heading in block.section[:2]]
    return any(map(_METHODS.search, headings)) and any(map(_RESULTS.search, headings))


def _add_up(findings: Findings, arms: Iterable[str]) -> bool:
    """Tell whether the arms' people are those of the study: then the arms are the right ones."""
    counted: dict[str | None, set[int]] = defaultdict(set)
    for size in findings.sample_sizes:
        if size.count_kind in ("randomised", "allocated", "enrolled", "analysed"):
            counted[size.arm_id].add(size.n)
    each = [counted[arm] for arm in arms]
    if len(each) < 2 or not all(each) or len(each) > MAX_ADDED:
        return False
    return any(
        sum(sizes) in counted[None]
        for sizes in itertools.islice(itertools.product(*each), MAX_SUMS)
    )


def later_moments(moments: Iterable[str]) -> frozenset[str]:
    """Return the moments after the start."""
    return frozenset(moment for moment in moments if moment != BASELINE)
