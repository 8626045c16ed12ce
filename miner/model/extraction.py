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
        """Sort records into their lists by type; an unknown type is a programming error."""
        homes: dict[type, list[Any]] = {
            Study: self.studies, Arm: self.arms, SampleSize: self.sample_sizes,
            Outcome: self.outcomes, ArmResult: self.arm_results, Effect: self.effects,
            Check: self.checks,
        }  # fmt: skip
        for record in records:
            homes[type(record)].append(record)


@dataclass(frozen=True, slots=True)
class Extractor:
    """A registered extractor. `version` rises whenever output can change."""

    name: str
    version: int
    extract: Callable[[Document, Findings], Extraction]
