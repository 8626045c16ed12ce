"""Percentages against their counts, in the text and in arm results."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.checks.build import Places, make_check
from miner.model import ArmResult, Check, Document, Findings, SampleSize, Span
from miner.stats.arguments import as_count
from miner.stats.counts import denominators_for, exact_percent, percent_verdict
from miner.stats.grim import is_grim_consistent_percent
from miner.stats.rounding import round_half_up, truncate
from miner.text.quantities import Quantity, find_quantities

LARGEST_N = 5_000_000
SHARE_MISSING = 0.3  # of an arm may be missing where a percentage fits a smaller n
LEAST_DECIMALS = 2  # decimals that make one known n the likely denominator of a percentage
# A percentage beside a fraction that is not the fraction as a percentage.
OTHER_PERCENT = re.compile(
    r"(?i)\bCI\b|confidence|sensitiv|specific|reduc|increas|differ|higher|lower|weight|"
    r"person[- ]years|\brate ratio|\bSD\b|mean|sites|per 1|adhere|score|[<>≤≥]\s*$|\bat\s\d|"
    r"\d\s?/\s?\d+[- ]?(?:months?|weeks?|days?|years?|hours?)\b"
)
ROUGHLY = re.compile(
    r"(?i)(?:just (?:under|over)|about|approximately|approx\.?|nearly|almost|around|roughly|"
    r"more than|less than|over|under|at (?:least|most)|minimum(?: of)?|up to|~|≈|[<>≤≥])\s?$"
)
# `(17/45; 32.4% versus 37.8%)`: two percentages, and the first is not of this fraction.
_SECOND = re.compile(r"(?i)\s?(?:versus|vs\.?)\s?\d+(?:\.\d+)?\s?%")
# `(74%, 70/94 placebo; 69%, 63/91 active)`: each percentage stands before its fraction.
_PERCENT_BEFORE = re.compile(r"(?<![\d.])(?P<value>\d{1,3}(?:\.\d{1,3})?)\s?%\s?[,;:(\[]?\s?$")
# `at week 6/8 was 25.5%`: two moments, no fraction.
_MOMENTS = re.compile(r"(?i)\b(?:weeks?|days?|months?|visits?|years?|phases?|grades?|stages?)\s?$")
# `82% (26 of 29 in one arm; 25 of 33 in the other)`: the percentage is of both together.
_SECOND_FRACTION = re.compile(r"[^()]{0,120}?[;,]\s(?:and\s)?\d{1,6}\s?(?:/|of|out of)\s?\d{1,6}\b")
# Shares estimated from times to an event are not counts over people.
_FROM_TIMES = re.compile(
    r"(?i)kaplan|life[- ]?table|actuarial|cumulative (?:incidence|rate|prob)|log-?rank|hazard|"
    r"\bHR\b|surviv(?:al|ing)|weighted|multiple imputation|adjusted (?:rate|percent|propor|preval)"
)
_PERCENTAGE = re.compile(r"(?<![\d.])(\d{1,3}\.\d{2,4})\s?%")
_SHARE_OF_PEOPLE = re.compile(
    r"(?i)retention|retain|drop[- ]?out|attrition|complet|adheren|participa|patients|women|men\b|"
    r"respon[ds]|follow[- ]?up rate|attend|return"
)


def check_fractions(document: Document, places: Places) -> Iterator[Check]:
    """Check every fraction printed with its percentage, such as `96/2212 (4.3%)`."""
    for stretch, _ in places.stretches:
        if "%" not in stretch.of(document.text):
            continue
        for quantity in find_quantities(document.text, start=stretch.start, end=stretch.end):
            if quantity.kind != "fraction_percent" or quantity.percent is None:
                continue
            if quantity.events is None or not quantity.n or quantity.n > LARGEST_N:
                continue
            if quantity.events > quantity.n:
                continue  # `4318 patients in 17 trials (12%)` is no share
            printed = quantity.span.of(document.text)
            before = document.text[max(0, quantity.span.start - 25) : quantity.span.start]
            after = document.text[quantity.span.end : quantity.span.end + 25]
            if OTHER_PERCENT.search(printed) or ROUGHLY.search(before) or _SECOND.match(after):
                continue
            if _MOMENTS.search(before) and "/" in printed:
                continue
            if _percent_stands_before(document, quantity, before):
                continue
            rest = document.text[quantity.span.end : min(stretch.end, quantity.span.end + 160)]
            if re.search(r"%\s?\([^)]*$", printed) and _SECOND_FRACTION.match(rest):
                continue
            sentence = places.sentence_around(quantity.span.start) or quantity.span
            yield _judged(
                document, quantity.span, quantity.events, quantity.n, quantity.percent,
                quantity.decimals or 0, rule="printed_fraction", reported=" ".join(printed.split()),
                is_estimate=_FROM_TIMES.search(sentence.of(document.text)) is not None,
            )  # fmt: skip


def _percent_stands_before(document: Document, quantity: Quantity, before: str) -> bool:
    """Tell whether the percentage before a fraction is its own, and the one behind another's."""
    match = _PERCENT_BEFORE.search(before)
    if match is None or quantity.span.of(document.text).lstrip("([ ").startswith(match["value"]):
        return False
    decimals = len(match["value"].partition(".")[2])
    assert quantity.events is not None and quantity.n is not None
    kind = percent_verdict(quantity.events, quantity.n, float(match["value"]), decimals=decimals)
    return kind != "inconsistent"


def check_arm_percentages(
    document: Document, places: Places, findings: Findings
) -> Iterator[Check]:
    """Check arm results that hold a count, its percentage and the size of the arm."""
    for result in findings.arm_results:
        percent = _percent_of(result)
        if result.events is None or percent is None or not result.n or result.events > result.n:
            continue
        where = result.provenance
        decimals = places.decimals_of(percent, where)
        verdict = percent_verdict(result.events, result.n, percent, decimals=decimals)
        other = denominators_for(
            result.events, percent, decimals=decimals,
            least=int(result.n * (1 - SHARE_MISSING)), most=result.n - 1,
        ) if verdict == "inconsistent" else ()  # fmt: skip
        check = _judged(
            document, where.span, result.events, result.n, percent, decimals,
            rule="arm_result", reported=f"{result.events} of {result.n}, {percent:.{decimals}f}%",
            arm_result_id=result.arm_result_id, missing=other, confidence=where.confidence,
        )  # fmt: skip
        yield check


def check_lone_percentages(
    document: Document, places: Places, sizes: list[SampleSize]
) -> Iterator[Check]:
    """Find percentages cut off instead of rounded, where only the arms' sizes are known.

    A percentage of people with two or more decimals can hardly come from a known n by chance.
    One that no known n gives by rounding, but one of them gives by cutting digits off, was
    truncated.
    """
    known = sorted({size.n for size in sizes if 5 <= size.n <= 10**LEAST_DECIMALS})
    if not known:
        return
    for stretch, block in places.stretches:
        if block is not None and block.kind == "table":
            continue
        for match in _PERCENTAGE.finditer(document.text, stretch.start, stretch.end):
            span = Span(*match.span())
            sentence = places.sentence_around(span.start)
            if sentence is None or not _SHARE_OF_PEOPLE.search(sentence.of(document.text)):
                continue
            yield from _lone(document, span, match[1], known)


def _lone(document: Document, span: Span, printed: str, known: list[int]) -> Iterator[Check]:
    percent, decimals = float(printed), len(printed.partition(".")[2])
    if percent > 100 or any(
        bool(is_grim_consistent_percent(percent, n, decimals=decimals)) for n in known
    ):
        return
    cut = [
        (events, n)
        for n in known
        for events in (int(percent * n / 100) + 1,)
        if events <= n and abs(float(truncate(100 * events / n, decimals)) - percent) < 1e-9
    ]
    if len(cut) != 1:
        return
    events, n = cut[0]
    yield make_check(
        document, span, check="percent_from_counts", verdict="inconsistent",
        explanation=f"{events} of {n} is {exact_percent(events, n):.{decimals + 2}f}%, so "
        f"{printed}% was cut off instead of rounded.",
        rule="truncated_share", reported=f"{printed}%",
        low=exact_percent(events, n), high=exact_percent(events, n), confidence=0.8,
    )  # fmt: skip


def _judged(
    document: Document, span: Span, events: int, n: int, percent: float, decimals: int, *,
    rule: str, reported: str, arm_result_id: str | None = None, missing: tuple[int, ...] = (),
    confidence: float = 1.0, is_estimate: bool = False,
) -> Check:  # fmt: skip
    as_count("n", n, least=1)
    exact = exact_percent(events, n)
    kind = percent_verdict(events, n, percent, decimals=decimals)
    share = f"{events} of {n} is {exact:.{decimals + 1}f}%"
    if kind == "consistent":
        verdict, text = kind, f"{share}, as printed."
    elif kind == "truncated":
        verdict = "inconsistent"
        text = f"{share}, so the printed {percent:.{decimals}f}% was cut off instead of rounded."
    elif is_estimate:
        verdict = "not_checkable"
        text = (
            f"{share}, not {percent:.{decimals}f}%, which may be estimated from times or weights."
        )
    elif missing:
        verdict = "not_checkable"
        sizes = f"{missing[0]}" if len(missing) == 1 else f"{missing[0]} to {missing[-1]}"
        text = f"{share}, not {percent:.{decimals}f}%, which would fit {events} of {sizes}: some people may have no value."
    elif float(round_half_up(round_half_up(exact, decimals + 1), decimals)) == percent:
        verdict = "inconsistent"
        text = (f"{events} of {n} is {exact:.{decimals + 2}f}%, so the printed {percent:.{decimals}f}% "
                "was rounded twice.")  # fmt: skip
    else:
        verdict, text = "inconsistent", f"{share}, but {percent:.{decimals}f}% is printed."
    return make_check(
        document, span, check="percent_from_counts", verdict=verdict, explanation=text, rule=rule,
        reported=reported, low=exact, high=exact, arm_result_id=arm_result_id,
        confidence=0.9 * confidence,
    )  # fmt: skip


def _percent_of(result: ArmResult) -> float | None:
    if result.statistic in ("percent", "count") and result.value is not None:
        if result.value == result.events:
            return None  # the record holds the count itself
        is_percent = result.statistic == "percent" or (result.unit or "").strip() == "%"
        if is_percent and 0 <= result.value <= 100:
            return result.value
    return None
