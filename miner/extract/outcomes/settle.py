"""One row an outcome: what all results of a paper together say of its outcomes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from miner.extract.outcomes.matching import match_outcome, normalise
from miner.extract.outcomes.naming import cut_to_name
from miner.extract.outcomes.tools import generic_tool
from miner.model import Findings, Outcome
from miner.text.timepoints import BASELINE

_COMPARATIVE = re.compile(
    r"^(?:(?:significant(?:ly)?|statistically|slightly|markedly)\s+)*(?:higher|lower|greater|larger|smaller|better|worse|longer|shorter|fewer|more|less|"
    r"improved|reduced|increased|decreased|increasing|decreasing)\s+(?=\w+)",
    re.IGNORECASE,
)
NAMED_BY_PROSE, NAMED_BY_TABLE = "prose_results", "table_results"
# What people are like, not what was done to them showed.
_TRAIT = re.compile(
    r"^(?:(?:mean|median)\s+)?(?:age|sex|gender|males?|females?|men|women|race|ethnicity|education\w*|marital\s+status|employment|occupation|religion|"
    r"nationality|language|height|smok(?:ing|er)s?(?:\s+(?:status|history))?|(?:family|medical)\s+history|comorbid\w*|diagnosis|ASA)\b(?!\s+(?:score|cessation|abstinence|hormone|of\s+death))",
    re.IGNORECASE,
)
CHARACTERISTIC = "baseline_characteristic"
CHARACTERISTIC_CONFIDENCE = 0.3
_NAMED_BY_RESULTS = frozenset({NAMED_BY_PROSE, NAMED_BY_TABLE})


def settle_outcomes(findings: Findings) -> Findings:
    """Join the outcomes that are one, and let each know instrument and role of its kin.

    Parameters
    ----------
    findings : Findings
        Of one paper, all extractors done. Numbers are not touched: arm results and effects
        only change which outcome they point to.

    Returns
    -------
    Findings
        Outcomes named by a result that was given up are gone; those that sentences word in
        several ways ("change in pain", "pain at week 8") are one row.
    """
    used = {result.outcome_id for result in findings.arm_results}
    used |= {effect.outcome_id for effect in findings.effects}
    outcomes = [
        outcome
        for outcome in findings.outcomes
        if outcome.outcome_id in used or outcome.provenance.extractor not in _NAMED_BY_RESULTS
    ]
    joined = _joined(outcomes)
    moved = {old: new for old, new in joined.items() if old != new}
    kept = [outcome for outcome in outcomes if outcome.outcome_id not in moved]
    return replace(
        findings,
        outcomes=_told_apart(_related(kept), findings),
        arm_results=[
            replace(result, outcome_id=moved.get(result.outcome_id or "", result.outcome_id))
            for result in findings.arm_results
        ],
        effects=[
            replace(effect, outcome_id=moved.get(effect.outcome_id or "", effect.outcome_id))
            for effect in findings.effects
        ],
    )


@lru_cache(maxsize=8192)
def core(name: str) -> str:
    """Return what a name measures, without change, mean, moment and comparison."""
    plain = _COMPARATIVE.sub("", name.strip())
    _, cut = cut_to_name(plain)
    return normalise(_COMPARATIVE.sub("", cut)) or normalise(name)


def _joined(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """Map the outcomes that only sentences named to the one outcome of the same core."""
    by_core: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for key in {core(name) for name in _names(outcome)}:
            by_core[key].append(outcome)
    found: dict[str, str] = {}
    for outcome in outcomes:
        if outcome.provenance.extractor != NAMED_BY_PROSE:
            continue
        same = by_core[core(outcome.name)]
        others = [each for each in same if each.provenance.extractor != NAMED_BY_PROSE]
        if len(others) == 1:
            found[outcome.outcome_id] = others[0].outcome_id
        elif not others:
            found[outcome.outcome_id] = min(same, key=lambda o: (len(o.name), o.name)).outcome_id
    return found


def _names(outcome: Outcome) -> Iterable[str]:
    if outcome.provenance.extractor == NAMED_BY_PROSE:
        return (outcome.name,)
    kin = (outcome.name, outcome.abbreviation, *outcome.aliases)
    return tuple(name for name in kin if name and generic_tool(name) is None) or (outcome.name,)


def _told_apart(outcomes: Sequence[Outcome], findings: Findings) -> list[Outcome]:
    """Mark what only describes people at the start: hardly an outcome, and not sure to be one."""
    moments: dict[str | None, set[str | None]] = defaultdict(set)
    for result in findings.arm_results:
        moments[result.outcome_id].add(result.timepoint)
    compared = {effect.outcome_id for effect in findings.effects}
    return [
        _as_characteristic(outcome)
        if outcome.provenance.extractor == NAMED_BY_TABLE
        and (
            _TRAIT.match(outcome.name)
            or (moments[outcome.outcome_id] == {BASELINE} and outcome.outcome_id not in compared)
        )
        else outcome
        for outcome in outcomes
    ]


def _as_characteristic(outcome: Outcome) -> Outcome:
    place = replace(outcome.provenance, rule=CHARACTERISTIC, confidence=CHARACTERISTIC_CONFIDENCE)
    return replace(outcome, provenance=place, outcome_role="unclear", better="unclear")


def _related(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Give instrument, short form and role to what a result names after a known outcome."""
    known = [o for o in outcomes if o.provenance.extractor not in _NAMED_BY_RESULTS]
    patterns = [(_pattern(each), each) for each in known if each.instrument]
    return [_completed(outcome, known, patterns) for outcome in outcomes]


def _pattern(instrument: Outcome) -> re.Pattern[str]:
    """Match the instrument's names however they are hyphened: SF-36, SF36."""
    names = [name for name in (instrument.name, instrument.abbreviation) if name]
    spelt = [r"[\s-]?".join(map(re.escape, re.split(r"[\s-]+", name))) for name in names]
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(spelt)})(?![A-Za-z0-9])")


def _completed(
    outcome: Outcome,
    known: Sequence[Outcome],
    patterns: Sequence[tuple[re.Pattern[str], Outcome]],
) -> Outcome:
    if outcome.outcome_role == "harm" and outcome.better == "unclear":
        outcome = replace(outcome, better="lower")
    if outcome.provenance.extractor not in _NAMED_BY_RESULTS:
        return outcome
    parent = _parent(outcome, known, patterns)
    tool = generic_tool(outcome.name)
    if parent is not None:
        role = outcome.outcome_role if outcome.outcome_role != "unclear" else parent.outcome_role
        return replace(
            outcome,
            instrument=outcome.instrument or parent.instrument,
            abbreviation=outcome.abbreviation
            or (parent.abbreviation if parent.instrument else None),
            outcome_role=role,
        )
    if tool is not None and outcome.instrument is None:
        return replace(
            outcome, instrument=tool.name, abbreviation=outcome.abbreviation or tool.short
        )
    return outcome


def _parent(
    outcome: Outcome,
    known: Sequence[Outcome],
    patterns: Sequence[tuple[re.Pattern[str], Outcome]],
) -> Outcome | None:
    """Return the known outcome whose part a row is: its subscale, or its row of a section."""
    head, colon, _ = outcome.name.partition(":")
    if colon and (found := match_outcome(head, known)) is not None:
        return found
    hits = [
        (len(match.group()), -place, each)
        for place, (pattern, each) in enumerate(patterns)
        for name in (outcome.name, *outcome.aliases)
        if (match := pattern.search(name))
    ]
    return max(hits, key=lambda hit: hit[:2])[2] if hits else None
