"""Sample sizes of a study and of its arms."""

from __future__ import annotations

from miner.extract.sample_sizes.extract import EXTRACTOR, extract, read_sizes

__all__ = ["EXTRACTOR", "extract", "read_sizes"]
