"""Rows of like figures in sentences: `16.1 ± 8.3 after C and 12.6 ± 8.1 after D`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from miner.model import Document, Span
from miner.text.quantities import Quantity, find_quantities
from miner.text.timepoints import BASELINE, POST_TREATMENT

# Figures further apart than this do not stand side by side.
MAX_GAP_CHARS = 130
MAX_RUN = 8
# The moment of a run that tells one arm before and after.
BOTH = "before and after"
_CHANGES_TO = re.compile(
    r"\s*(?:[a-zA-Z/%µμ²·.]{1,12}\d?(?:/[a-zA-Z.]{1,6})?)?\s*(?:at\s+baseline\s+)?(?:to|→|->)\s+$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_KINDS = {
    "value_dispersion": "spread", "value_interval": "interval", "fraction_percent": "count",
    "count_percent": "count", "number": "number",
}  # fmt: skip
_NO_RESULT = re.compile(
    r"^(?:\s*[-–]?\s*(?:mg|ml|mcg|µg|μg|kg\b|iu\b|weeks?|wks?|months?|years?|days?|hours?|h\b|min\b|minutes?|mm\s*hg\s+or|times|[-–]\s*(?:week|month|day|year)|th\b|st\b|nd\b|rd\b))",
    re.IGNORECASE,
)  # fmt: skip
# `28 and 90 days`: the first is a time as the second is.
_TIMES = re.compile(r"\s*(?:,|and|or|to|[-–])\s*\d+(?:\s*,?\s*(?:and|or)\s*\d+)?[\s-]*(?:days?|hours?|h\b|weeks?|months?|years?|min)", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Like figures one after the other; `before` is the sentence's text that leads to them."""

    sentence: Span
    kind: str
    quantities: tuple[Quantity, ...]
    before: Span
    after: Span
    moment: str | None = None


def find_runs(document: Document, sentence: Span) -> list[Run]:
    """Find the rows of two or more like figures of one sentence.

    `from 4.3 ± 1.5 to 2.9 ± 0.8 in A and from 4.2 ± 1.0 to 4.3 ± 0.9 in B` is two rows: what
    was before and what came after.
    """
    text = document.text
    found: list[Run] = []
    groups = list(_like(text, sentence))
    for position, (kind, quantities) in enumerate(groups):
        if not 2 <= len(quantities) <= MAX_RUN:
            continue
        start = _end_of_last(groups[:position], sentence)
        end = groups[position + 1][1][0].span.start if position + 1 < len(groups) else sentence.end
        run = Run(
            sentence, kind, tuple(quantities), Span(start, quantities[0].span.start),
            Span(quantities[-1].span.end, end),
        )  # fmt: skip
        found += _before_and_after(text, run) or [run]
    return _joined(found)


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Put arms that each have a row of before and after together: `A: from 1 to 2; B: from 3 to 4`."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if run.moment == BOTH and last is not None and last.moment == BOTH:
            found[-1:] = [
                replace(
                    last, quantities=(last.quantities[place], run.quantities[place]),
                    after=run.after, moment=moment,
                )
                for place, moment in enumerate((BASELINE, POST_TREATMENT))
            ]  # fmt: skip
        else:
            found.append(run)
    return found


def _end_of_last(groups: Sequence[tuple[str, list[Quantity]]], sentence: Span) -> int:
    """Where the last result ends; a number that stands alone is no result: `28 days after`."""
    ends = [
        found[-1].span.end
        for kind, found in groups
        if kind != "p_value" and (len(found) > 1 or kind != "number")
    ]
    return ends[-1] if ends else sentence.start


def _before_and_after(text: str, run: Run) -> list[Run]:
    """Take the rows of two moments apart, where the figures change `from` one `to` another."""
    gaps = [text[a.span.end : b.span.start] for a, b in pairwise(run.quantities)]
    if len(run.quantities) % 2 or not all(_CHANGES_TO.match(gap) for gap in gaps[::2]):
        return []
    if len(run.quantities) == 2:
        # One arm before and after: no row of two arms.
        return [replace(run, moment=BOTH)] if _FROM.search(text[: run.before.end][-40:]) else []
    return [
        replace(run, quantities=run.quantities[place::2], moment=moment)
        for place, moment in enumerate((BASELINE, POST_TREATMENT))
    ]


def _like(text: str, sentence: Span) -> Iterator[tuple[str, list[Quantity]]]:
    """Yield stretches of figures of one kind; other figures and p values end a stretch."""
    current: list[Quantity] = []
    current_kind = ""
    for quantity in find_quantities(text, start=sentence.start, end=sentence.end):
        kind = _kind(text, quantity)
        if kind is None:
            continue
        if (
            current and kind == current_kind
            and quantity.span.start - current[-1].span.end <= MAX_GAP_CHARS
            and ";" not in text[current[-1].span.end : quantity.span.start][-40:]
        ):  # fmt: skip
            current.append(quantity)
            continue
        if current:
            yield current_kind, current
        current, current_kind = [quantity], kind
    if current:
        yield current_kind, current


def _kind(text: str, quantity: Quantity) -> str | None:
    """Return the kind of a figure; None for one that is no result (a dose, a day, a group's n)."""
    if quantity.kind != "number":
        return _KINDS.get(quantity.kind, quantity.kind)
    after = text[quantity.span.end : quantity.span.end + 14]
    before = text[max(0, quantity.span.start - 14) : quantity.span.start]
    if quantity.percent is not None or after.lstrip().startswith("%"):
        return "percent"
    if _TIMES.match(text[quantity.span.end : quantity.span.end + 40]):
        return None
    if _NO_RESULT.match(after) and not re.match(
        r"\s*(?:days?|hours?|min|minutes?|months?|weeks?)\b", after
    ):
        return None
    if re.search(
        r"(?:\bn\s*=\s*|\b(?:at|after|within|until)\s+|\b(?:\d+\s*(?:,|and|or)\s*\d+|at\s+\d+\s+and)\s+|\b(?:groups?|arms?|periods?|phases?|visits?|days?|weeks?|months?|grades?|stages?|types?|class(?:es)?|times?|steps?|levels?)\s+|\btables?\s+|\bfig(?:ure)?s?\.?\s*|[-–/<>≥≤]\s*|\bof\s+)$",
        before,
        re.IGNORECASE,
    ):
        return None
    return "number"
