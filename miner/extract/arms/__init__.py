"""Arms of a study: who was compared with whom."""

from __future__ import annotations

from miner.extract.arms.extract import EXTRACTOR, extract
from miner.extract.arms.matching import match_arm

__all__ = ["EXTRACTOR", "extract", "match_arm"]
