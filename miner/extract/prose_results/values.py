"""Numbers that may be what an arm showed: means, percentages, counts with all that belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from miner.model.span import Span
from miner.text.quantities import Quantity, find_quantities
from miner.text.timepoints import find_timepoints

FULL_TEXT_CHARS = (
    5000  # longer texts are papers: there a whole number alone in brackets mostly cites
)
_NO_VALUE = frozenset({"p_value", "interval"})
_TIME_UNIT = re.compile(
    r"[\s-]?(?:weeks?|wks?|months?|mo\b|years?|yrs?|yr\b|days?|hours?|hrs?|h\b|min(?:utes?)?\b|sessions?)",
    re.I,
)
# "at 12 weeks" is a moment; "was 12.1 months" a result; "and 24 weeks" hangs on what is before.
_MOMENT = re.compile(
    r"\b(?:at|after|for|over|during|within|every|aged|age|the|a|an|first|last|next|past|until|each|per|or|than)\s?$|[-–/]\s?$",
    re.I,
)
_IN_LIST = re.compile(r"(?:\b(?:and|to|or|from|of)|,)\s?$", re.I)
_COUNTED = re.compile(
    r"[\s-](?:\w+[\s-]){0,2}(?:groups?|arms?|cent(?:er|re)s|studies|trials?|items?|sites?|visits?|time\s?points?|phases?|treatments|doses|"
    r"scales?|subscales?|measures|questionnaires|hospitals|countries|factors|conditions|domains|SD\b|sessions?|cycles?|types?|methods|weekly|times)\b"
)
_DOSE_UNIT = re.compile(
    r"\s?(?:mg|µg|μg|mcg|ug|IU|MHz|Hz|Gy|kHz|mL|ml)\b(?!\s?/\s?(?:d?[lL]|m?L|h))"
)
_THRESHOLD = re.compile(
    r"(?:[≥≤<>]=?|<\s?or\s?=|>\s?or\s?=|\bat\s+least|\bmore\s+than|\bless\s+than|\bgreater\s+than|\bfewer\s+than|\bup\s+to|\bover|\bunder|"
    r"\bbelow|\babove|\bexceeding|\bbetween|\blevel|\bequal\s+to|\bor\s+(?:more|less|fewer)|=)\s?$",
    re.I,
)
_REFERENCE = re.compile(
    r"(?:\b(?:tables?|figs?\.?|figures?|panels?|appendix|chapter|refs?\.?|items?|questions?|level|stage|grade|phase|type|class|group|arm|no\.?|study|experiment|model|version|edition|step|patients?|subjects?|cases?|participants?)\s?|[A-Za-z]-)$",
    re.I,
)
# A number that is part of a name: "FEC 100", "SF 36", "group 2".
_LABEL_BEFORE = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]{1,}\s?$")
# "eight patients (1.3 %)": one value printed twice.
_COUNT_THEN_PERCENT = re.compile(
    r"\s?(?:(?!(?:and|or|vs|to|with|in|versus)\b)[a-z][a-z-]*\s){0,3}\s?[(\[]\s?"
)
_EXPONENT = re.compile(r"[(\[]?\s?[-−–]\s?[1-3]\s?[)\]]?")
_FOLLOW_UP = re.compile(
    r"\b(?:with|at|after|over)\s(?:an?\s|the\s)?(?:\w+\s){0,2}follow(?:ing)?[-\s]?up(?:\s\w+)?\s(?:of|was)\s?$",
    re.I,
)
# A relative change of risk belongs to the comparison, not to an arm.
_RELATIVE_AFTER = re.compile(
    r"\s?(?:%|percent)?\s?(?:relative\s|absolute\s|risk\s|odds\s)?(?:reduction|difference|increase|decrease|lower|higher|greater|improvement)\b"
    r"(?:[^.;]{0,20}\b(?:risk|odds|hazard|likelihood|mortality)\b|[^.;\d]{0,12}[;,(]\s?(?:9\d\s?%|p\b|P\b))"
)
# "5.5 points less than" is a difference as well.
_COMPARATIVE = re.compile(
    r"\s?(?:%|percent|points?|units?)?\s(?:less|higher|lower|fewer|greater|longer|shorter)\b(?!\s(?:or|and))"
)
_RELATIVE_BEFORE = re.compile(
    r"\b(?:ratio|risk|odds|hazard|relative)\s(?:reduction|decrease|increase)\s(?:of\s|was\s|=\s)?$",
    re.I,
)
_RANGE_BEFORE = re.compile(r"\d\s?(?:%|[a-zA-Z]{1,4})?\s?[-–]\s?$")
_RANGE_AFTER = re.compile(r"\s?(?:%|[a-zA-Z]{1,4})?\s?[-–]\s?\d")
_LISTED_REFERENCE = re.compile(
    r"\b(?:tables?|figs?\.?|figures?|panels?|days?|weeks?|months?|hours?|years?|visits?|groups?|steps?|phases?|stages?|evaluations?|questions?|items?|refs?\.?)\s?(?:\d{1,3}[A-Za-z]?\s?(?:,\s?(?:and\s)?|and\s|or\s|to\s|[-–]\s?))+$",
    re.I,
)
# What lies between two arms is a comparison, not what one of them showed.
_DIFFERENCE = re.compile(
    r"\b(?:mean\s|median\s|adjusted\s)?differences?\s(?:in\b|between\b|of\b|was\b|for\b)[^.;:()]*\(?$",
    re.I,
)
_SAMPLE = re.compile(r"\b[nN]s?\s?[=:]\s?$")
# "three of 44 patients": the base of a share; "all 43 children", "a total of 112": nobody's arm.
_BASE_BEFORE = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|none|each|half)\s+(?:\w+\s+)?(?:out\s+)?of\s+(?:the\s+)?$|"
    r"\b(?:all|these|those|remaining|other|sum(?:mation)?\s+of)\s+$",
    re.I,
)
_BASE_OF_SHARE = re.compile(r"%\s(?:in|for|of|among)\s(?:the\s)?$")
_PEOPLE_AFTER = re.compile(
    r"\s(?:children|patients|participants|women|men|subjects|infants|people)\b"
)
_AFTER_P = re.compile(
    r"\bp\s?[=<>≤≥]\s?\d?[.·]\d+\s?(?:,|and|or|;)\s?$|\bq[-\s]values?\s(?:of|was|were)\s(?:[\d.]+\sand\s)?$",
    re.I,
)
_RANGE_OF = re.compile(
    r"\b(?:rang(?:ed|ing|es?)|var(?:ied|ying|ies))\s+(?:from|between)\s+(?:[^;,()]|,(?=\d)){0,24}$|\bratio\s+of\s[^;,()]{0,60}$|\(\s?[-−]?[\d.·]+\s?%?\s+to\s+$|\d\s?[,;]\s+n\s?=\s?\d+$|\bn\s?=\s?\d+\s?[,;]\s?$",
    re.I,
)
_RANGE_OPENS = re.compile(r"\s?%?\s+to\s+[-−]?\d|\s?%\s?/\s?\d")
_SEX_AFTER = re.compile(
    r"\s?%?\s?(?:\(\d+\s?%?\)\s?)?(?:were|was)\s(?:women|men|females?|males?)\b", re.I
)
_TOTAL_BEFORE = re.compile(r"\b(?:total|sum)\s+of\s+$", re.I)
_MOMENT_AFTER = re.compile(r"(?:after|before|post|following|later|prior|follow-?up)\b", re.I)
_NAME_BEFORE = re.compile(r"(?<![^\W_])[A-Z]+[A-Z][\s-]?$")
_YEAR = re.compile(r"(?:19[5-9]\d|20[0-4]\d)$")
_OTHER_STATISTIC = re.compile(
    r"(?:\b(?:df|d\.f|SE|SD|CI|AIC|BIC|R2|R²|ICC|kappa|alpha|I2|reliability|sensitivity|specificity|power)\b|[αηωχβρΔ]\S{0,2}|[±×])\s?(?:=|:|of|was|were)?\s?$"
)


def find_values(text: str, sentence: Span, *, taken: Sequence[Span] = ()) -> tuple[Quantity, ...]:
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
        timepoint.span
        for timepoint in find_timepoints(text, start=sentence.start, end=sentence.end)
    ]
    found = []
    for quantity in find_quantities(text, start=sentence.start, end=sentence.end):
        if quantity.kind in _NO_VALUE:
            continue
        span = quantity.span
        if any(span.overlaps(other) for other in taken) or any(
            span.overlaps(other) for other in times
        ):
            continue
        if quantity.kind == "number" and not _may_be_value(text, sentence, quantity):
            continue
        if quantity.kind != "number" and _FOLLOW_UP.search(
            text[max(sentence.start, span.start - 60) : span.start]
        ):
            continue
        if quantity.kind == "value_dispersion" and _SAMPLE.search(
            text[max(0, span.start - 6) : span.start]
        ):
            continue
        if _is_relative(text, sentence, span) or _is_part_of_name(text, quantity):
            continue
        found.append(quantity)
    return tuple(_merge_percents(text, found))


def _is_relative(text: str, sentence: Span, span: Span) -> bool:
    return bool(
        _COMPARATIVE.match(text[span.end : min(sentence.end, span.end + 24)])
        or _RELATIVE_AFTER.match(text[span.end : min(sentence.end, span.end + 70)])
        or _RELATIVE_BEFORE.search(text[max(sentence.start, span.start - 40) : span.start])
        or re.search(r"%\s?;\s?9\d\s?%", span.of(text))
    )


def _is_part_of_name(text: str, quantity: Quantity) -> bool:
    """Tell whether a share without its percentage is a pair of types: "HPV 16/18"."""
    span = quantity.span
    return bool(
        re.fullmatch(r"\d{1,3}\s?/\s?\d{1,3}", span.of(text))
        and _NAME_BEFORE.search(text[max(0, span.start - 12) : span.start])
    )


def _is_citation(text: str, span: Span) -> bool:
    """Tell whether a whole number stands alone in brackets in the text of a paper."""
    return (
        len(text) > FULL_TEXT_CHARS
        and text[span.start - 1 : span.start] in ("(", "[")
        and text[span.end : span.end + 1] in (")", "]", ",", ";", "–", "-")
    )


def _merge_percents(text: str, quantities: list[Quantity]) -> Iterator[Quantity]:
    """Join a count and the percentage in brackets after it to one value."""
    index = 0
    while index < len(quantities):
        first = quantities[index]
        second = quantities[index + 1] if index + 1 < len(quantities) else None
        if (
            second is not None
            and first.kind in ("number", "fraction_percent")
            and first.percent is None
            and second.kind == "number"
            and second.percent is not None
            and (first.events is not None or (first.value is not None and first.decimals == 0))
            and _COUNT_THEN_PERCENT.fullmatch(text[first.span.end : second.span.start])
        ):
            events = first.events if first.events is not None else int(first.value or 0)
            yield Quantity(
                "fraction_percent" if first.n is not None else "count_percent",
                Span(first.span.start, second.span.end), value=second.value, decimals=second.decimals,
                events=events, n=first.n, percent=second.percent,
            )  # fmt: skip
            index += 2
            continue
        yield first
        index += 1


def _is_list_of_times(text: str, sentence: Span, span: Span) -> bool:
    """Tell whether a number is a member of "at 2, 4, and 8 weeks"."""
    after = text[span.end : min(sentence.end, span.end + 40)]
    return bool(
        re.match(
            r"(?:\s?,\s?\d{1,3})*\s?,?\s?(?:and|or|to|-|–)\s?\d{1,3}[\s-]?(?:weeks?|months?|years?|days?|hours?|mo\b|min)",
            after,
        )
    ) and bool(
        re.search(
            r"\b(?:at|after|of|weeks?|months?|years?|days?)\s(?:[\d,\s]*)$|,\s?$",
            text[max(sentence.start, span.start - 24) : span.start],
        )
    )


def _may_be_value(text: str, sentence: Span, quantity: Quantity) -> bool:
    span = quantity.span
    before = text[max(sentence.start, span.start - 24) : span.start]
    after = text[span.end : min(sentence.end, span.end + 16)]
    printed = span.of(text)
    long_before = text[max(sentence.start, span.start - 60) : span.start]
    if _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(after) or before.endswith("/"):
        return False  # an end of a range, or "mL/min/1.73 m2"
    if _FOLLOW_UP.search(long_before) or _LISTED_REFERENCE.search(long_before):
        return False
    if quantity.percent is None and _DIFFERENCE.search(
        text[max(sentence.start, span.start - 120) : span.start]
    ):
        return False
    if (
        _EXPONENT.fullmatch(printed)
        and re.search(r"[a-zA-Z)][\s(\[]*$", before)
        and after[:2].strip().startswith((")", "]"))
    ):
        return False
    if _BASE_OF_SHARE.search(before) and _PEOPLE_AFTER.match(after):
        return False  # "2.4% in 56 children"
    if _SAMPLE.search(before) or _REFERENCE.search(before) or _OTHER_STATISTIC.search(before):
        return False
    if _YEAR.fullmatch(printed) or _THRESHOLD.search(before):
        return False
    if _RANGE_OPENS.match(after) and (before.endswith(("(", "[")) or "/" in after):
        return False
    if (
        _AFTER_P.search(before)
        or _RANGE_OF.search(long_before)
        or _SEX_AFTER.match(text[span.end : span.end + 24])
    ):
        return False
    if quantity.percent is None:
        if _DOSE_UNIT.match(after) or _BASE_BEFORE.search(long_before):
            return False
        if quantity.decimals == 0 and (
            _is_citation(text, span)
            or (len(text) > FULL_TEXT_CHARS and _TOTAL_BEFORE.search(before))
        ):
            return False
        if (unit := _TIME_UNIT.match(after)) and _MOMENT_AFTER.match(
            text[span.end + len(unit[0]) : span.end + len(unit[0]) + 14].lstrip()
        ):
            return False
        if _TIME_UNIT.match(after) and (
            _MOMENT.search(before) or (quantity.decimals == 0 and _IN_LIST.search(before))
        ):
            return False
        if after.startswith("-") and after[1:2].isalnum():  # "3-fold", "24-item", "1-2"
            return False
        if quantity.decimals == 0 and (
            _COUNTED.match(after) or _is_list_of_times(text, sentence, span)
        ):
            return False
        if _LABEL_BEFORE.search(before) and quantity.decimals == 0:
            return False
    elif re.match(r"\s?%?\s?[-–]?\s?(?:CI\b|C\.I\.|confidence)", after):
        return False
    return True
