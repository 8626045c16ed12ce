"""Numbers that may be what an arm showed: means, percentages, counts with all that belongs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.model.span import Span
from miner.text.quantities import Quantity, find_quantities
from miner.text.timepoints import find_timepoints

_NO_VALUE = frozenset({"p_value", "interval"})
_TIME_UNIT = re.compile(r"[\s-]?(?:weeks?|wks?|months?|mo\b|years?|yrs?|yr\b|days?|hours?|hrs?|h\b|min(?:utes?)?\b|sessions?)", re.I)
_DURATION = re.compile(
    r"(?:\b(?:at|after|for|over|during|within|every|aged|age|of|the|a|an|first|last|next|past|to|and|from|week|month|day|year|visit|until|each|per|[-–])|[-–/(])\s?$", re.I
)
_DOSE_UNIT = re.compile(r"\s?(?:mg|µg|μg|mcg|ug|IU|MHz|Hz|Gy|kHz|mL|ml)\b(?!\s?/\s?(?:d?[lL]|m?L|h))")
_THRESHOLD = re.compile(
    r"(?:[≥≤<>]|<\s?or\s?=|>\s?or\s?=|\bat\s+least|\bmore\s+than|\bless\s+than|\bgreater\s+than|\bfewer\s+than|\bup\s+to|\bover|\bunder|"
    r"\bbelow|\babove|\bexceeding|\bbetween|\blevel)\s?$", re.I
)
_REFERENCE = re.compile(r"(?:\b(?:tables?|figs?\.?|figures?|panels?|appendix|chapter|refs?\.?|items?|questions?|level|stage|grade|phase|type|class|group|arm|no\.?|study|experiment|model|version|edition|step)\s?|[A-Za-z]-)$", re.I)
_SAMPLE = re.compile(r"\b[nN]s?\s?[=:]\s?$")
_YEAR = re.compile(r"(?:19[5-9]\d|20[0-4]\d)$")
_OTHER_STATISTIC = re.compile(
    r"(?:\b(?:df|d\.f|SE|SD|CI|AIC|BIC|R2|R²|ICC|kappa|alpha|I2|reliability|sensitivity|specificity|power)\b|[αηωχβρΔ]\S{0,2}|[±×])\s?(?:=|:|of|was|were)?\s?$"
)


def find_values(
    text: str, sentence: Span, *, taken: Sequence[Span] = ()
) -> tuple[Quantity, ...]:
    """Find the numbers of a sentence that may be an arm's result.

    Parameters
    ----------
    text : str
        The document's text.
    sentence : Span
        The sentence to read.
    taken : sequence of Span
        Stretches already read as something else (effects with their intervals and p values).

    Returns
    -------
    tuple of Quantity
        In order. Times, doses, thresholds, sample sizes, references and years are left out.
    """
    times = [
        timepoint.span for timepoint in find_timepoints(text, start=sentence.start, end=sentence.end)
    ]
    found = []
    for quantity in find_quantities(text, start=sentence.start, end=sentence.end):
        if quantity.kind in _NO_VALUE:
            continue
        span = quantity.span
        if any(span.overlaps(other) for other in taken) or any(span.overlaps(other) for other in times):
            continue
        if quantity.kind == "number" and not _may_be_value(text, sentence, quantity):
            continue
        if quantity.kind == "value_dispersion" and _SAMPLE.search(text[max(0, span.start - 6) : span.start]):
            continue
        found.append(quantity)
    return tuple(found)


def _may_be_value(text: str, sentence: Span, quantity: Quantity) -> bool:
    span = quantity.span
    before = text[max(sentence.start, span.start - 24) : span.start]
    after = text[span.end : min(sentence.end, span.end + 16)]
    printed = span.of(text)
    if _SAMPLE.search(before) or _REFERENCE.search(before) or _OTHER_STATISTIC.search(before):
        return False
    if _YEAR.fullmatch(printed) or _THRESHOLD.search(before):
        return False
    if quantity.percent is None:
        if _DOSE_UNIT.match(after):
            return False
        if _TIME_UNIT.match(after) and _DURATION.search(before):
            return False
        if after.startswith("-") and after[1:2].isalpha():  # "3-fold", "24-item"
            return False
    elif re.match(r"\s?%?\s?[-–]?\s?(?:CI\b|C\.I\.|confidence)", after):
        return False
    return True
