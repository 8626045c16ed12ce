"""Numbers of a claim found again in a paper: equal within their rounding, about the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from miner.claims.concepts import concepts_in
from miner.claims.evidence import EvidenceDocument
from miner.claims.words import terms
from miner.model import SampleSize, Span
from miner.text.numbers import Number, find_numbers

# `About 56 percent`: a rounded number may be off by this share of itself.
ROUNDED = 0.07
SECTIONS_OF_OTHERS = re.compile(
    r"^(?:[\dIVX]+[.)]?(?:\d+[.)]?)*\s+)?(?:introduction|background|references)\b", re.I
)

# A bare whole number below this says too little: two arms, three weeks, type 2.
SMALLEST_VALUE = 10
_NAME_BEFORE = re.compile(
    r"\b(?:covid|type|phase|stage|grade|version|table|figure|aged?|age of|over|under|at least|days?|weeks?|months?|years?)[- ]?$",
    re.I,
)
# The level of an interval is no result.
_LEVEL_AFTER = re.compile(r"\s*%?\s*(?:credible|confidence|CI|CrI)\b", re.I)
_PEOPLE = re.compile(
    r"\s*(?:\w+[- ]){0,4}?(?:people|patients|participants|adults|women|men|pupils|students|children|"
    r"volunteers|subjects|teenagers|veterans|folks|controls|individuals|persons|mothers|girls|boys|"
    r"(?:were|was|meditated|waited|got|took part|finished|completed|had|in the))\b",
    re.I,
)
_PEOPLE_BEFORE = re.compile(
    r"\b(?:of the|of whom|only|tested|enrolled|recruited|randomi[sz]ed|total of|sample of|n\s*=|all)\s*$",
    re.I,
)
# `Of the three doses`: counted, but no people.
_THINGS = re.compile(
    r"\s*(?:\w+\s+)?(?:doses?|groups?|arms?|trials?|stud(?:y|ies)|sessions?|scales?|measures?|tests?|visits?|sites?|cent(?:re|er)s?|"
    r"points?|methods?|drugs?|treatments?|outcomes?|items?|tubes?|techniques?)\b",
    re.I,
)
_TIME_UNIT = re.compile(
    r"[- ]?(?:hours?|minutes?|days?|weeks?|months?|years?|sessions?|hz|coil|mg|g)\b", re.I
)
_ABOUT = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|some|approximately|just (?:over|under)|close to|or so|~)\b",
    re.I,
)
_FRACTIONS = (
    (re.compile(r"\bthree[- ]quarters\b", re.I), 75.0),
    (re.compile(r"\btwo[- ]thirds\b", re.I), 66.7),
    (re.compile(r"\ba (?:quarter|fourth)\b|\bone quarter\b", re.I), 25.0),
    (re.compile(r"\b(?:a|one)[- ]third\b", re.I), 33.3),
    (re.compile(r"\ba fifth\b|\bone[- ]fifth\b", re.I), 20.0),
    (re.compile(r"\ba tenth\b|\bone[- ]tenth\b", re.I), 10.0),
    (re.compile(r"\bhalf (?:of|the|again)\b|\bby half\b|\bhalved\b|\babout half\b", re.I), 50.0),
)
_IN = re.compile(
    r"\b(?P<some>one|two|three|four|five|six|seven|eight|nine|\d)\s+(?:in|out of)(?:\s+every)?\s+"
    r"(?P<all>two|three|four|five|six|seven|eight|nine|ten|10|100|\d)\b",
    re.I,
)
_SCALE = re.compile(r"\s(million|billion|thousand)\b", re.I)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_SMALL = {
    w: i for i, w in enumerate("zero one two three four five six seven eight nine ten".split())
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number a claim gives; `kind` is percent, people or value. Bounds allow for rounding."""

    kind: str
    value: float
    lower: float
    upper: float
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a claim's figure stands in a paper; `position` is None for a table row or record."""

    figure: Figure
    quote: str
    position: int | None
    span: Span
    shared: int
    sample_size_id: str | None = None


def claim_figures(text: str) -> tuple[Figure, ...]:
    """Find the numbers of a claim that a paper can confirm: shares, people, other values.

    Durations, doses and numbers of sessions are left out, as are one and two.

    Examples
    --------
    >>> [(f.kind, f.value) for f in claim_figures("Pain fell by a quarter in 41 patients.")]
    [('percent', 25.0), ('people', 41.0)]
    """
    found: list[Figure] = []
    taken: list[Span] = []
    for match in _IN.finditer(text):
        some, whole = (_small(match.group(name)) for name in ("some", "all"))
        if whole > some > 0:
            found.append(_rounded("percent", 100.0 * some / whole, 6.0, match.group(0)))
            taken.append(Span(*match.span()))
    for pattern, value in _FRACTIONS:
        for match in pattern.finditer(text):
            if not any(span.overlaps(Span(*match.span())) for span in taken):
                found.append(_rounded("percent", value, 4.0, match.group(0)))
                taken.append(Span(*match.span()))
    for number in find_numbers(text):
        if not any(span.overlaps(number.span) for span in taken):
            figure = _figure(text, number)
            if figure is not None:
                found.append(figure)
    return tuple(found)


def _small(word: str) -> int:
    return int(word) if word.isdigit() else _SMALL[word.lower()]


def _rounded(kind: str, value: float, by: float, words: str) -> Figure:
    return Figure(kind, value, value - by, value + by, words)


def _figure(text: str, number: Number) -> Figure | None:
    after = text[number.span.end : number.span.end + 60]
    before = text[max(0, number.span.start - 30) : number.span.start]
    if not number.is_percent and _TIME_UNIT.match(after):
        return None
    if number.value in (1.0, 2.0) and not number.is_percent:
        return None
    if _NAME_BEFORE.search(before) or _LEVEL_AFTER.match(after):
        return None
    if 1900 <= number.value <= 2100 and number.decimals == 0 and not _PEOPLE.match(after):
        return None  # a year
    scale = _SCALE.match(after)
    if scale and number.value < 1000:
        value = number.value * _SCALES[scale.group(1).lower()]
        return _rounded("value", value, ROUNDED * value, number.span.of(text) + scale.group(0))
    half = 0.5 * 10.0**-number.decimals
    about = bool(_ABOUT.search(before[-24:])) or bool(_ABOUT.match(after[:8]))
    if about or (number.decimals == 0 and number.value >= 1000 and number.value % 100 == 0):
        half = max(half, ROUNDED * abs(number.value))
    kind = "value"
    if number.is_percent:
        kind = "percent"
        half = max(half, 0.5)
    elif number.decimals == 0 and (
        _PEOPLE.match(after) or (_PEOPLE_BEFORE.search(before) and not _THINGS.match(after))
    ):
        kind = "people"
    if kind == "value" and number.decimals == 0 and abs(number.value) < SMALLEST_VALUE:
        return None
    return Figure(
        kind, number.value, number.value - half, number.value + half, number.span.of(text)
    )


def find_figure(figure: Figure, claim: str, document: EvidenceDocument) -> Found | None:
    """Find the place of a paper where a claim's number stands among the claim's own words.

    Parameters
    ----------
    figure : Figure
    claim : str
        The whole claim, for what the number is about.
    document : EvidenceDocument

    Returns
    -------
    Found or None
        The place that shares most with the claim; None where the number is nowhere beside a
        word of the claim.
    """
    wanted = set(terms(claim)) - {"patient", "peopl", "percent", "group"}
    concepts = set(concepts_in(claim))
    best: Found | None = None
    for position, span, text in _places(document):
        hits = [n for n in _numbers_of(text) if _equals(figure, n)]
        if figure.kind == "people":
            hits = [n for n in hits if _counts_people(text, n)]
        if not hits:
            continue
        shared = len(wanted & set(terms(text))) + 2 * len(concepts & set(concepts_in(text)))
        if shared and (best is None or shared > best.shared):
            best = Found(figure, text, position, span, shared)
    if figure.kind == "people":
        record = _sample_size(figure, document.sample_sizes)
        if record is not None and (best is None or best.shared < 3):
            place = record.provenance
            return Found(figure, place.quote, None, place.span, 3, record.sample_size_id)
    return best


def differs_in(figure: Figure, sentences: Iterable[str]) -> str | None:
    """Return the number of the same kind that sentences give instead, None where there is none.

    Only shares and people are compared: of other values a paper has too many.
    """
    if figure.kind == "value":
        return None
    for text in sentences:
        for number in find_numbers(text):
            same_kind = (
                number.is_percent if figure.kind == "percent" else _counts_people(text, number)
            )
            if same_kind:
                return number.span.of(text)
    return None


def _equals(figure: Figure, number: Number) -> bool:
    if figure.kind == "people" and (number.is_percent or number.decimals):
        return False
    if number.is_percent and figure.kind == "value":
        return False
    # A paper prints percentages of change with either sign.
    value = abs(number.value) if figure.kind == "percent" else number.value
    return figure.lower <= value <= figure.upper


@lru_cache(maxsize=65_536)
def _numbers_of(text: str) -> tuple[Number, ...]:
    return tuple(find_numbers(text))


def _places(document: EvidenceDocument) -> Iterable[tuple[int | None, Span, str]]:
    for position, (span, text, section) in enumerate(document.sentences):
        if not SECTIONS_OF_OTHERS.match(section):
            yield position, span, text
    for span, text, _ in document.table_rows:
        yield None, span, text


def _counts_people(text: str, number: Number) -> bool:
    after = text[number.span.end : number.span.end + 60]
    before = text[max(0, number.span.start - 30) : number.span.start]
    return bool(
        _PEOPLE.match(after) or (_PEOPLE_BEFORE.search(before) and not _THINGS.match(after))
    )


def _sample_size(figure: Figure, sizes: Iterable[SampleSize]) -> SampleSize | None:
    hits = [size for size in sizes if figure.lower <= size.n <= figure.upper]
    return hits[0] if hits else None
