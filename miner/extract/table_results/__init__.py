"""Results in tables: from grids to what each arm showed and what comparisons showed."""

from __future__ import annotations

from miner.extract.table_results.assemble import TableReading, read_table, read_whole_table
from miner.extract.table_results.readings import CellReading
from miner.extract.table_results.resolve import NAME, VERSION, extract
from miner.model import Extractor

EXTRACTOR = Extractor(NAME, VERSION, extract)

__all__ = ["EXTRACTOR", "CellReading", "TableReading", "extract", "read_table", "read_whole_table"]
