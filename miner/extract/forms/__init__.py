"""Data-extraction forms: a row asks for an outcome and two arms, the paper answers."""

from __future__ import annotations

from miner.extract.forms.fill import fill_paper, fill_row
from miner.extract.forms.paper import Paper
from miner.extract.forms.propose import propose_rows
from miner.extract.forms.records import (
    FIGURE_COLUMNS,
    FILLED_COLUMNS,
    OUTCOME_TYPES,
    Considered,
    FilledRow,
    FormRow,
)

__all__ = [
    "FIGURE_COLUMNS", "FILLED_COLUMNS", "OUTCOME_TYPES", "Considered", "FilledRow", "FormRow",
    "Paper", "fill_paper", "fill_row", "propose_rows",
]  # fmt: skip
