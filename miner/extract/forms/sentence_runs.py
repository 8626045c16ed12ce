"""Rows of like figures in sentences: `16.1 ± 8.3 after C and 12.6 ± 8.1 after D`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from miner.model import Document, Span
from miner.text.quantities import Quantity, find_quantities

# Figures further apart than this do not stand side by side.
MAX_GAP_CHARS = 130
MAX_RUN = 8
_KINDS = {
    "value_dispersion": "spread", "value_interval": "interval", "fraction_percent": "count",
    "count_percent": "count", "number": "number",
}  # fmt: skip
_NO_RESULT = re.compile(
    r"^(?:\s*[-–]?\s*(?:mg|ml|mcg|µg|μg|kg\b|iu\b|weeks?|wks?|months?|years?|days?|hours?|h\b|min\b|minutes?|mm\s*hg\s+or|times|[-–]\s*(?:week|month|day|year)|th\b|st\b|nd\b|rd\b))",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Like figures one after the other; `before` is the sentence's text that leads to them."""

    sentence: Span
    kind: str
    quantities: tuple[Quantity, ...]
    before: Span
    after: Span


def find_runs(document: Document, sentence: Span) -> list[Run]:
    """Find the rows of two or more like figures of one sentence."""
    text = document.text
    found: list[Run] = []
    groups = list(_like(text, sentence))
    for position, (kind, quantities) in enumerate(groups):
        if not 2 <= len(quantities) <= MAX_RUN:
            continue
        start = groups[position - 1][1][-1].span.end if position else sentence.start
        end = groups[position + 1][1][0].span.start if position + 1 < len(groups) else sentence.end
        found.append(
            Run(
                sentence, kind, tuple(quantities), Span(start, quantities[0].span.start),
                Span(quantities[-1].span.end, end),
            )
        )  # fmt: skip
    return found


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
    if _NO_RESULT.match(after) and not re.match(
        r"\s*(?:days?|hours?|min|minutes?|months?|weeks?)\b", after
    ):
        return None
    if re.search(
        r"(?:\bn\s*=\s*|\b(?:groups?|arms?|periods?|phases?|visits?|days?|weeks?|months?|grades?|stages?|types?|class(?:es)?|times?|steps?|levels?)\s+|\btables?\s+|\bfig(?:ure)?s?\.?\s*|[-–/<>≥≤]\s*|\bof\s+)$",
        before,
        re.IGNORECASE,
    ):
        return None
    return "number"
