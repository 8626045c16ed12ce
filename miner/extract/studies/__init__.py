"""One row a paper: what kind of study, in whom, how many."""

from __future__ import annotations

from miner.extract.studies.extract import EXTRACTOR, extract

__all__ = ["EXTRACTOR", "extract"]
