"""Outcomes: what was measured, with instrument, abbreviation, range, direction and role."""

from __future__ import annotations

from miner.extract.outcomes.find import VERSION, extract
from miner.extract.outcomes.matching import make_outcome, match_outcome, match_outcome_within
from miner.extract.outcomes.settle import settle_outcomes
from miner.model import Extractor

EXTRACTOR = Extractor("outcomes", VERSION, extract)

__all__ = [
    "EXTRACTOR",
    "extract",
    "make_outcome",
    "match_outcome",
    "match_outcome_within",
    "settle_outcomes",
]
