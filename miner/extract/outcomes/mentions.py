"""Outcomes of an abstract that comes without its paper, marked by the reading model.

A full paper names its outcomes in methods and tables; of an abstract alone the mentions are
all there is.
"""

from __future__ import annotations

from collections.abc import Iterator

from miner.extract.outcomes.matching import make_outcome
from miner.extract.outcomes.naming import why_no_name
from miner.extract.participant_counts import has_body
from miner.model import Document, Outcome
from miner.text import reading_model

LEAST_SENTENCES = 3  # fewer are a passage, whose results name their outcomes themselves
RULE = "span_model"


def find_mentions(document: Document, version: int) -> Iterator[Outcome]:
    """Yield what the reading model marks as an outcome in an abstract alone."""
    if (
        has_body(document)
        or len(document.sentences) < LEAST_SENTENCES
        or not reading_model.is_available()
    ):
        return
    for kind, span, score in reading_model.find_spans(document.text, style="ebm_nlp"):
        name = span.of(document.text)
        if kind == "outcomes" and not why_no_name(name):
            yield make_outcome(
                document, span, name=name, version=version, rule=RULE,
                confidence=round(0.8 * score, 2),
            )  # fmt: skip
