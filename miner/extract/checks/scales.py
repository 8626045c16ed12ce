"""Ranges of scales: told alike everywhere, and holding every mean and SD reported."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from miner.extract.checks.build import Places, make_check
from miner.extract.checks.figures import arm_table, decimals_of, sd_of
from miner.model import ArmResult, Check, Document, Findings, Outcome, Span
from miner.stats.rounding import rounding_interval

_DASH = "[-\u2010-\u2015\u2212]"
# An instrument's short name with its range behind it, as row labels give it.
_LABEL = re.compile(
    rf"(?m)(?:^|(?<=\t))\s*(?P<name>[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)"
    rf"\s?[(\[](?:range:?\s?|scale:?\s?|score\s?range:?\s?)?(?P<low>\d{{1,3}})\s?{_DASH}\s?(?P<high>\d{{1,3}})[)\]]"
    r"(?=\s*(?:\t|\n|$|-?\d))"
)
_SENTENCE_RANGE = re.compile(
    rf"""(?ix)
    (?:(?:total|sum|overall|summed|global)\s)?scores?\s(?:can\s|may\s|could\s)?
    (?:rang(?:es?|ed|ing)\s(?:from|between)|var(?:y|ies)\s(?:from|between)|(?:are|is)\sbetween)\s
    (?P<low>\d{{1,3}})(?:\s?\([^()]{{1,40}}\))?\s?(?:to|and|{_DASH})\s?(?P<high>\d{{1,3}})(?![\d%.]*\d|\s?%)
    """
)
_PART = re.compile(
    r"(?i)\bsub-?scales?\b|\beach (?:item|question|domain|facet|dimension|factor)|\bitems? (?:is|are|were)\b|"
    r"\bfacets?\b|\bper item|\bcut[- ]?off|\bin (?:the|this|our) (?:present )?(?:study|sample)|"
    r"\brespectively|\bshort (?:form|version)|\bdomain scores?|\bdimensions?\b|\bfactor scores?"
)
_NORMAL_RANGE = re.compile(r"(?i)\bnormal\b|reference (?:range|value|interval)|cut[- ]?off")
# `scores ranged from 4 to 20, with an average of 12`: what was seen, or who was let in.
_OBSERVED = re.compile(
    r"(?i)\baverage|\bmean\b|\bmedian|\binclu|\beligib|\bcriteri|\bexclu|\bpatients? with\b|\baged\b"
)
_CHANGES = re.compile(r"(?i)\bchanges?\b|\bdifferences?\b|\bimprovements?\b|\breductions?\b|\u0394")
_SHORT_NAME = re.compile(
    r"(?<![A-Za-z0-9-])[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9])"
)
SENTENCES_BACK = 3
WIDE = 1.0001  # an SD this many times the largest possible one is impossible


@dataclass(frozen=True, slots=True)
class ScaleRange:
    """A range printed for an instrument, and where."""

    low: int
    high: int
    span: Span
    in_label: bool


def check_scale_ranges(document: Document, places: Places) -> Iterator[Check]:
    """Compare the range that a row label gives an instrument with the one in the text."""
    ranges = find_scale_ranges(document, places)
    for name in sorted(ranges):
        labels = [each for each in ranges[name] if each.in_label]
        told = [each for each in ranges[name] if not each.in_label]
        pairs = {(each.low, each.high) for each in told}
        if not labels or len(pairs) != 1:
            continue
        seen: set[tuple[int, int]] = set()
        for label in labels:
            if (label.low, label.high) in seen:
                continue
            seen.add((label.low, label.high))
            text = told[0]
            same = (label.low, label.high) == (text.low, text.high)
            yield make_check(
                document, label.span, check="scale_range",
                verdict="consistent" if same else "inconsistent",
                explanation=f"{name} is said to range from {text.low} to {text.high} in the text"
                + (", as its label says." if same else
                   f", but {label.low} to {label.high} stands beside its results."),
                rule="label_against_text", reported=f"{name} {label.low} to {label.high}",
                low=text.low, high=text.high, derived_from=(label.span, text.span),
                confidence=0.8,
            )  # fmt: skip


def find_scale_ranges(document: Document, places: Places) -> dict[str, list[ScaleRange]]:
    """Find the ranges printed for instruments, by their short names."""
    found: dict[str, list[ScaleRange]] = defaultdict(list)
    text = document.text
    for match in _LABEL.finditer(text):
        low, high = int(match["low"]), int(match["high"])
        if low < high:
            span = Span(match.start("name"), match.end())
            found[match["name"]].append(ScaleRange(low, high, span, True))
    names = set(found)
    if not names:
        return found
    for match in _SENTENCE_RANGE.finditer(text):
        sentence = places.sentence_around(match.start("low"))
        low, high = int(match["low"]), int(match["high"])
        if sentence is None or low >= high or _PART.search(sentence.of(text)):
            continue
        name = _instrument_before(places, sentence, match.start(), names)
        if name is not None:
            span = Span(match.start("low"), match.end("high"))
            found[name].append(ScaleRange(low, high, span, False))
    return found


def check_results_within_scales(
    document: Document, places: Places, findings: Findings
) -> Iterator[Check]:
    """Check that means lie on their scale and that SDs are possible there."""
    table = arm_table(findings)
    for outcome in findings.outcomes:
        if outcome.scale_min is None or outcome.scale_max is None:
            continue
        if (
            outcome.scale_min >= outcome.scale_max
            or _NORMAL_RANGE.search(places.context(outcome.provenance.span))
            or _is_observed(places, outcome.scale_min, outcome.scale_max)
        ):
            continue
        results = [
            each for each in table.means.values()
            if each.outcome_id == outcome.outcome_id
            and not _CHANGES.search(places.table_words(each.provenance.table_id))
        ]  # fmt: skip
        checks = [
            _check_result(document, places, result, outcome, table.n_of(result))
            for result in results
            if result.value is not None
        ]
        found = [check for check in checks if check is not None]
        # Where most results do not fit, it is the range that was not this outcome's.
        if len(found) * 2 < len(results):
            yield from found


def _is_observed(places: Places, low: float, high: float) -> bool:
    """Tell whether every sentence with a range tells values that were seen or asked for."""
    printed = re.compile(
        rf"(?<![\d.]){low:g}\s?(?:points?\s)?(?:to|and|{_DASH})\s?{high:g}(?![\d.]*\d)"
    )
    found = [places.sentence_around(match.start()) for match in printed.finditer(places.text)]
    sentences = {sentence for sentence in found if sentence is not None}
    return bool(sentences) and all(_OBSERVED.search(each.of(places.text)) for each in sentences)


def _check_result(
    document: Document, places: Places, result: ArmResult, outcome: Outcome, n: int | None
) -> Check | None:
    """Return a check where a result is impossible; that others are possible says little."""
    bottom, top = float(outcome.scale_min or 0), float(outcome.scale_max or 0)
    value = result.value or 0.0
    decimals = decimals_of(result, places)
    low, high = (float(end) for end in rounding_interval(value, decimals))
    scale = f"the scale of {bottom:g} to {top:g}"
    text: str | None = None
    sd = sd_of(result)
    if high < bottom or low > top:
        text = f"A mean of {value:.{decimals}f} lies outside {scale}."
    elif sd is not None and result.dispersion_kind == "sd":
        inside = min(max(value, bottom), top)
        people = n if n and n > 1 else 2
        largest = ((inside - bottom) * (top - inside) * people / (people - 1)) ** 0.5
        half = 0.5 * 10.0**-decimals
        room = max((min(max(end, bottom), top) - bottom) * (top - min(max(end, bottom), top))
                   for end in (low, value, high))  # fmt: skip
        largest = max(largest, (room * people / (people - 1)) ** 0.5)
        if sd - half > largest * WIDE:
            text = (f"An SD of {sd:g} is impossible with a mean of {value:.{decimals}f} on "
                    f"{scale}: it can be {largest:.{decimals}f} at most.")  # fmt: skip
    if text is None:
        return None
    return make_check(
        document, result.provenance.span, check="scale_range", verdict="inconsistent", explanation=text,
        rule="result_on_scale", reported=f"mean {value:.{decimals}f}", low=bottom, high=top,
        arm_result_id=result.arm_result_id,
        confidence=0.7 * min(result.provenance.confidence, outcome.provenance.confidence),
    )  # fmt: skip


def _instrument_before(
    places: Places, sentence: Span, position: int, names: set[str]
) -> str | None:
    """Return the instrument that a sentence on scores speaks of, None where unclear.

    The sentence itself, then the ones before it, back to the first that names instruments. Of
    two names in it nothing is concluded, nor where an instrument without a label stands
    nearer than one with a label.
    """
    spans = [
        Span(sentence.start, position),
        *reversed(places.sentences_before(sentence.start, SENTENCES_BACK)),
    ]
    for span in spans:
        words = {match.group() for match in _SHORT_NAME.finditer(span.of(places.text))}
        known = words & names
        others = {word for word in words - names if len(word) > 2 and not word.isdigit()}
        if known:
            return known.pop() if len(known) == 1 and not _rivals(others, known) else None
        if others:
            return None
    return None


def _rivals(others: set[str], known: set[str]) -> bool:
    """Tell whether another instrument's short name stands in the sentence."""
    return any(not any(other in name or name in other for name in known) for other in others)
