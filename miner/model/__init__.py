"""What the miner knows: documents, places and records. Standard library only."""

from __future__ import annotations

from miner.model.claim import Claim, Link, Theme
from miner.model.document import Block, Cell, Document, Footnote, Line, Mark, Metadata, Table
from miner.model.errors import (
    FormError,
    MinerError,
    ModelMismatchError,
    ReadError,
    StaleSpanError,
    StoreError,
    UnknownNameError,
)
from miner.model.extraction import Extraction, Extractor, Findings, Rejected
from miner.model.forum import Post, Quotation, pseudonym
from miner.model.provenance import Provenance, locate, stable_id
from miner.model.span import Box, Span
from miner.model.trial import Arm, ArmResult, Check, Effect, Outcome, SampleSize, Study

__all__ = [
    "Arm", "ArmResult", "Block", "Box", "Cell", "Check", "Claim", "Document", "Effect",
    "Extraction", "Extractor", "Findings", "Footnote", "FormError", "Line", "Link", "Mark",
    "Metadata", "MinerError", "ModelMismatchError", "Outcome", "Post", "Provenance",
    "Quotation", "ReadError", "Rejected", "SampleSize", "Span", "StaleSpanError", "StoreError",
    "Study", "Table", "Theme", "UnknownNameError", "locate", "pseudonym", "stable_id",
]  # fmt: skip
