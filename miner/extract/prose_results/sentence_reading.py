"""One sentence with all that is needed to make records of it."""

from __future__ import annotations

from dataclasses import dataclass

from miner.extract.prose_results.context import Passage
from miner.extract.prose_results.naming import Names
from miner.model import Document


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """All that is needed to make records of one sentence."""

    document: Document
    passage: Passage
    names: Names
    spread: str  # what ± stands for in this document
    moment: str | None = None  # where the sentence names none: of the heading or just before
    outcome_id: str | None = None  # likewise
