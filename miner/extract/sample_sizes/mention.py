"""One reading of a count of people: what the readers of prose and of tables hand to `resolve`."""

from __future__ import annotations

from dataclasses import dataclass

from miner.model.span import Span

TOTAL_AT_LEAST = 0.12
ARM_AT_LEAST = 0.25
IN_SET = 0.6  # how far a count is believed at the least that is one of the set of arm sizes
SURE_TOTAL = 0.8  # so likely a total may be below an arm's size: of a part of the study
ONE_SEX = "people of one sex"
# Steps whose counts are sizes of an arm; the others are of people who are not, or no more, in it.
SIZE_KINDS = ("randomised", "allocated", "enrolled", "received", "analysed", "completed")
# Steps that a part of the people takes: `73 of the 84 participants completed` says it of the 73.
PART_KINDS = ("completed", "lost", "excluded", "analysed", "received", "eligible")


@dataclass(frozen=True, slots=True)
class SizeMention:
    """One reading of a count.

    `score` grows with the evidence that it belongs to the flow of this study; `reason` says why
    it does not, None where it may.
    """

    n: int
    span: Span
    kind: str | None
    rule: str
    score: float
    arm_id: str | None = None
    label: str | None = None
    part: str = "other"
    sentence: Span | None = None
    timepoint: str | None = None
    analysis_set: str | None = None
    of_n: int | None = None
    percent: float | None = None
    total: float = 0.0
    arm: float = 0.0
    reason: str | None = None
    per_arm: bool = False
    cue: str = "n_equals"
    noun: str | None = None
    of_sample: bool = False
    label_rule: str | None = None
    in_set: bool = False
