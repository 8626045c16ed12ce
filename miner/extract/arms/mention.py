"""One place that names an arm."""

from __future__ import annotations

from dataclasses import dataclass

from miner.model.span import Span


@dataclass(frozen=True, slots=True)
class ArmMention:
    """One place that names an arm.

    Mentions with the same `place` stand side by side there and so name different arms; those
    with the same `sentence` do so most often.
    """

    label: str
    span: Span
    rule: str
    weight: float
    place: int
    n: int | None = None
    long: str | None = None
    sentence: int | None = None
