"""What an extractor gives back: records kept and mentions rejected, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from miner.model.document import Document
from miner.model.span import Span
from miner.model.trial import Arm, ArmResult, Check, Effect, Outcome, SampleSize, Study


@dataclass(frozen=True, slots=True)
class Rejected:
    """A mention that looked like a value and was not kept."""

    span: Span
    reason: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The answer of one extractor for one document."""

    records: tuple[Any, ...] = ()
    rejected: tuple[Rejected, ...] = ()


@dataclass(slots=True)
class Findings:
    """Records gathered so far for one document; each extractor sees those of the ones before."""

    studies: list[Study] = field(default_factory=list)
    arms: list[Arm] = field(default_factory=list)
    sample_sizes: list[SampleSize] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    arm_results: list[ArmResult] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)

    def add(self, records: tuple[Any, ...]) -> None:
        """Sort records into their lists by type; an unknown type is a programming error.

        An id names one thing: where a later extractor names an arm or outcome that is already
        there, the record found first is kept.
        """
        homes: dict[type, tuple[list[Any], str]] = {
            Study: (self.studies, "document_id"), Arm: (self.arms, "arm_id"),
            SampleSize: (self.sample_sizes, "sample_size_id"),
            Outcome: (self.outcomes, "outcome_id"),
            ArmResult: (self.arm_results, "arm_result_id"),
            Effect: (self.effects, "effect_id"), Check: (self.checks, "check_id"),
        }  # fmt: skip
        known = {
            kind: {getattr(record, name) for record in home} for kind, (home, name) in homes.items()
        }
        for record in records:
            home, name = homes[type(record)]
            if (number := getattr(record, name)) not in known[type(record)]:
                known[type(record)].add(number)
                home.append(record)


@dataclass(frozen=True, slots=True)
class Extractor:
    """A registered extractor. `version` rises whenever output can change."""

    name: str
    version: int
    extract: Callable[[Document, Findings], Extraction]
