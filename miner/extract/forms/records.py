"""A row of a data-extraction form, and the same row filled."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

OUTCOME_TYPES = ("binary", "continuous")


@dataclass(frozen=True, slots=True)
class FormRow:
    """What one row of a form asks. `timepoint` and `outcome_type` are None where not given."""

    outcome: str
    intervention: str
    comparator: str
    timepoint: str | None = None
    outcome_type: str | None = None


@dataclass(frozen=True, slots=True)
class Considered:
    """A place that was looked at for a row: its score, what spoke for it, whether it won."""

    what: str
    where: str
    score: float
    reasons: str
    won: bool = False


@dataclass(frozen=True, slots=True)
class FilledRow:
    """What the paper reports for one row; None where it reports no such thing.

    Prefixes: `i` intervention, `c` comparator. `derived` names the cells that were computed
    exactly from others; `considered` holds the places that were looked at, best first.
    """

    i_n: int | None = None
    i_events: int | None = None
    i_mean: float | None = None
    i_sd: float | None = None
    c_n: int | None = None
    c_events: int | None = None
    c_mean: float | None = None
    c_sd: float | None = None
    effect_measure: str | None = None
    estimate: float | None = None
    ci_lower: float | None = None
    ci_upper: float | None = None
    p_value: float | None = None
    direction: str | None = None
    evidence: str | None = None
    where: str | None = None
    confidence: float | None = None
    derived: tuple[str, ...] = ()
    note: str | None = None
    considered: tuple[Considered, ...] = field(default=(), compare=False)

    def cells(self) -> dict[str, Any]:
        """Return the columns that filling adds to a form, in the order of the contract."""
        found: dict[str, Any] = {name: getattr(self, name) for name in FILLED_COLUMNS}
        found["derived"] = ";".join(self.derived) or None
        return found


FILLED_COLUMNS = tuple(item.name for item in fields(FilledRow) if item.name != "considered")
FIGURE_COLUMNS = FILLED_COLUMNS[:8]
