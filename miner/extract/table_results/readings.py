"""What one cell, or several cells that belong together, say once the table is understood."""

from __future__ import annotations

from dataclasses import dataclass

from miner.model import Span


@dataclass(frozen=True, slots=True)
class CellReading:
    """A value of a table with everything the table says about it.

    `kind` is `arm_result` (what one arm showed) or `effect` (what a comparison showed). Labels
    are as printed, without group size, timepoint and statistic; `contexts` are the section rows,
    stub heads and head names around the outcome, outermost first. `arm_id` and `arm_ids` are
    None where the label matches no known arm. `subgroup` names people within the arm
    (`Children`). `timepoint` is canonical (miner.text.timepoints), None where the table does
    not say. `places` are the spans of the cells read, the value's own first.
    `is_whole_study` marks values of no arm: a `Total` column, or cells whose arm the table does
    not name (then `arm_label` is None and names of heads stand in `subgroup`).
    """

    kind: str
    table_id: str
    row: int
    column: int
    places: tuple[Span, ...]
    rule: str
    confidence: float
    outcome_label: str | None = None
    outcome_span: Span | None = None
    contexts: tuple[str, ...] = ()
    subgroup: str | None = None
    timepoint: str | None = None
    # what one arm showed
    arm_label: str | None = None
    arm_span: Span | None = None
    arm_id: str | None = None
    statistic: str | None = None
    n: int | None = None
    value: float | None = None
    decimals: int | None = None
    dispersion: float | None = None
    dispersion_kind: str | None = None
    lower: float | None = None
    upper: float | None = None
    interval_kind: str | None = None
    events: int | None = None
    percent: float | None = None
    unit: str | None = None
    scale_min: float | None = None
    scale_max: float | None = None
    # what a comparison showed
    arm_labels: tuple[str, ...] = ()
    arm_ids: tuple[str | None, ...] = ()
    scope: str | None = None
    contrast: str | None = None
    effect_measure: str | None = None
    estimate: float | None = None
    ci_lower: float | None = None
    ci_upper: float | None = None
    ci_level: float | None = None
    standard_error: float | None = None
    test: str | None = None
    test_value: float | None = None
    df1: float | None = None
    df2: float | None = None
    p_operator: str | None = None
    p_value: float | None = None
    not_significant: bool = False
    is_baseline_table: bool = False
    is_whole_study: bool = False

    @property
    def span(self) -> Span:
        """Return the place of the value itself."""
        return self.places[0]
