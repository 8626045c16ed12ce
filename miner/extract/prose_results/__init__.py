"""Results told in sentences: effects with interval, test and p, and what each arm showed."""

from __future__ import annotations

from miner.extract.prose_results.effects import EffectMention, find_effects
from miner.extract.prose_results.extract import extract
from miner.extract.prose_results.naming import EXTRACTOR_NAME, VERSION
from miner.model.extraction import Extractor

EXTRACTOR = Extractor(EXTRACTOR_NAME, VERSION, extract)

__all__ = ["EXTRACTOR", "EffectMention", "extract", "find_effects"]
