"""The one moment of measurement that a paper's captions agree on, for heads that say "after"."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from miner.extract.table_results.readings import CellReading
from miner.model import Document
from miner.text.timepoints import BASELINE, POST_TREATMENT, find_timepoints

_KINDS = (("caption",), ("abstract",))


@lru_cache(maxsize=4)
def study_moment(document: Document) -> str | None:
    """Return the only counted moment (`16 weeks`) of captions, else of the abstract.

    None where there is none, or more than one: then "after" may mean either.
    """
    for kinds in _KINDS:
        labels = {
            found.label.removeprefix(f"{BASELINE} to ")
            for block in document.blocks
            if block.kind in kinds
            for found in find_timepoints(document.text, start=block.span.start, end=block.span.end)
            if found.weeks and found.weeks >= 1 / 168
        }
        if labels:
            return labels.pop() if len(labels) == 1 else None
    return None


def with_moment(reading: CellReading, moment: str | None) -> CellReading:
    """Say when "after" was, or until when a change runs, where the paper has one moment only."""
    if moment is None or "follow-up" in moment:
        return reading
    timepoint = reading.timepoint
    if timepoint == POST_TREATMENT:
        return replace(reading, timepoint=f"{moment} ({POST_TREATMENT})")
    if timepoint == f"{BASELINE} to {POST_TREATMENT}" or (
        timepoint is None
        and (
            reading.statistic == "change"
            or (reading.contrast is not None and reading.effect_measure == "mean_difference")
        )
    ):
        return replace(
            reading,
            timepoint=f"{BASELINE} to {moment}",
            confidence=round(reading.confidence - 0.1, 2),
        )
    return reading
