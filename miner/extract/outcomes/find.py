"""Finds the outcomes that a paper names in abstract and text, before any result is read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from miner.extract.outcomes.definitions import find_definitions
from miner.extract.outcomes.harms import find_harm, find_listed_harms
from miner.extract.outcomes.instruments import find_instruments
from miner.extract.outcomes.matching import make_outcome, match_outcome, normalise
from miner.extract.outcomes.measured import Measured, find_measured
from miner.extract.outcomes.mentions import find_mentions
from miner.extract.outcomes.roles import StatedOutcome, find_stated
from miner.extract.outcomes.scales import scales_by_name
from miner.extract.outcomes.tools import generic_tool
from miner.model import Document, Extraction, Findings, Outcome, Rejected

VERSION = 2


def extract(document: Document, findings: Findings) -> Extraction:
    """Find instruments, outcomes with a stated role, what was measured, and harms.

    Parameters
    ----------
    document : Document
        The paper.
    findings : Findings
        Not used; outcomes are found before results.

    Returns
    -------
    Extraction
        Outcomes in order of the text, one row each; stretches that were no names among the
        rejected.
    """
    instruments, rejected = find_instruments(document, VERSION)
    gathered = _Gathered(document)
    for outcome in instruments:
        gathered.add(outcome)
    gathered.add_scales()
    measured = list(find_measured(document))
    gathered.link_constructs(measured)
    for stated in find_stated(document):
        if stated.reason:
            rejected.append(Rejected(stated.span, stated.reason, stated.rule))
        else:
            gathered.add_stated(stated)
    gathered.add_measured(measured)
    gathered.add_harms()
    for mention in find_mentions(document, VERSION):
        gathered.add(mention)
    ordered = sorted(gathered.records.values(), key=lambda record: record.provenance.span)
    return Extraction(tuple(ordered), tuple(rejected))


class _Gathered:
    """The outcomes of one paper while they are being found; none is named twice."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.records: dict[str, Outcome] = {}
        self.definitions = find_definitions(document.text)
        self.shorts = {normalise(each.long): each.short for each in self.definitions.values()}

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome that goes by none of the names known so far."""
        outcome = self._with_short_form(outcome)
        if normalise(outcome.name) and not match_outcome(outcome.name, self._known()):
            self.records.setdefault(outcome.outcome_id, outcome)

    def _with_short_form(self, outcome: Outcome) -> Outcome:
        """Add the other form of a name that the paper defines: `body mass index`, `BMI`."""
        if outcome.abbreviation:
            return outcome
        definition = self.definitions.get(outcome.name)
        if definition is not None:
            return replace(outcome, abbreviation=definition.short, aliases=(definition.long,))
        short = self.shorts.get(normalise(outcome.name))
        return outcome if short is None else replace(outcome, abbreviation=short)

    def _known(self) -> tuple[Outcome, ...]:
        return tuple(self.records.values())

    def add_scales(self) -> None:
        """Give instruments the range and direction that the text states for them."""
        names: dict[str, str] = {}
        for outcome in self.records.values():
            for name in (outcome.abbreviation, outcome.instrument):
                if name:
                    names.setdefault(name, outcome.outcome_id)
        for key, (limits, direction) in scales_by_name(self.document, names).items():
            low, high = limits or (None, None)
            self.records[key] = replace(
                self.records[key], scale_min=low, scale_max=high, better=direction
            )

    def link_constructs(self, measured: Iterable[Measured]) -> None:
        """Let `fatigue`, assessed with the FSS and nothing else, be a name of that outcome."""
        tools: dict[str, set[str]] = {}
        spelt: dict[str, str] = {}
        for each in measured:
            named = self._instruments_in(each.tool)
            key = normalise(each.name)
            spelt.setdefault(key, each.name)
            tools.setdefault(key, set()).update(named or ([""] if each.tool else []))
        for key, found in tools.items():
            (only,) = found if len(found) == 1 else ("",)
            if not only or match_outcome(spelt[key], self._known()):
                continue
            record = self.records[only]
            if len(record.aliases) < 3:
                self.records[only] = replace(record, aliases=(*record.aliases, spelt[key]))

    def _instruments_in(self, words: str) -> list[str]:
        """Return the one instrument named first; of two ("the BDI and the BAI") neither is sure."""
        found: dict[str, int] = {}
        for outcome in self.records.values():
            for name in (outcome.abbreviation, outcome.name):
                at = re.search(rf"(?<![\w-]){re.escape(name)}(?!\w)", words) if name else None
                if at and outcome.instrument:
                    found[outcome.outcome_id] = min(at.start(), found.get(outcome.outcome_id, 9999))
        return sorted(found, key=lambda key: found[key])

    def add_harms(self) -> None:
        """Keep `adverse events` as one outcome, and each that the text names."""
        watched = find_harm(self.document)
        places = [] if watched is None else [(watched, "harm_watched")]
        places += [(place, "harm_listed") for place in find_listed_harms(self.document)]
        for place, rule in places:
            self.add(
                make_outcome(
                    self.document, place, name=place.of(self.document.text), version=VERSION,
                    rule=rule, outcome_role="harm", confidence=0.8,
                )
            )  # fmt: skip

    def add_stated(self, stated: StatedOutcome) -> None:
        """Give the role to the outcome known by the name, or keep a new one."""
        known = match_outcome(stated.name, self._known())
        if known is None:
            self.add(
                make_outcome(
                    self.document, stated.span, name=stated.name, version=VERSION,
                    rule=stated.rule, outcome_role=stated.role, confidence=0.8,
                )
            )  # fmt: skip
        elif known.outcome_role in ("unclear", "biomarker", "harm") or stated.role == "primary":
            self.records[known.outcome_id] = replace(known, outcome_role=stated.role)

    def add_measured(self, measured: Iterable[Measured]) -> None:
        """Keep what was measured by no known instrument, and the generic scale it was put on."""
        for each in measured:
            tool = generic_tool(each.tool)
            known = match_outcome(each.name, self._known())
            if known is not None:
                if tool is not None and known.instrument is None:
                    self.records[known.outcome_id] = replace(
                        known, instrument=tool.name, abbreviation=known.abbreviation or tool.short
                    )
                continue
            if each.tool and self._instruments_in(each.tool):
                continue  # part of what that instrument measures
            if not each.is_marked(self.document):
                continue
            self.add(
                make_outcome(
                    self.document, each.span, name=each.name, version=VERSION, rule=each.rule,
                    instrument=tool.name if tool else None,
                    abbreviation=tool.short if tool else None,
                    confidence=0.7 if tool else 0.6,
                )
            )  # fmt: skip
