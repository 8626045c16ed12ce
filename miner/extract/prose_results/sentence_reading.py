"""One sentence with all that is needed to make records of it."""

from __future__ import annotations

from dataclasses import dataclass

from miner.extract.prose_results.context import Passage
from miner.extract.prose_results.meaning import NAMES_TIME, moment_of_headings
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

    @property
    def is_paper(self) -> bool:
        """Tell whether the document is more than an abstract: then doubtful results are left out."""
        return self.names.is_paper


def carried_moment(reading: SentenceReading) -> str | None:
    """Return the moment named before a sentence, where it speaks of no time itself."""
    if reading.is_paper:
        return moment_of_headings(reading.passage.section)
    sentence = reading.passage.span.of(reading.document.text)
    return None if NAMES_TIME.search(sentence) else reading.moment
