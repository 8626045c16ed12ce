"""When something was measured: baseline, week 12, three months after treatment.

`find_timepoints` reads running text, where a bare "12 weeks" is mostly a duration and is not
taken; `find_timepoints(..., bare=True)` reads labels (table heads, stubs, form fields), where
a bare "12 weeks", "Pre" or "T1" is a timepoint.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from miner.model.span import Span
from miner.text.timepoint_patterns import (
    ATTRIBUTE,
    CLOCK,
    DURATION_AFTER,
    HINT,
    JOINT,
    LABEL_PATTERN,
    LOOKS_BACK,
    NAME_AFTER,
    ORDINALS,
    PROSE_PATTERN,
    TREATMENT_ENDED,
    WORD_VALUES,
)

WEEKS_PER_UNIT = {
    "minute": 1 / 10080,
    "hour": 1 / 168,
    "day": 1 / 7,
    "week": 1.0,
    "month": 365.25 / 12 / 7,
    "year": 365.25 / 7,
}
BASELINE = "baseline"
POST_TREATMENT = "post-treatment"
FOLLOW_UP = "follow-up"


@dataclass(frozen=True, slots=True)
class Timepoint:
    """A moment of measurement named in a text.

    `label` is canonical (`baseline`, `post-treatment`, `12 weeks`, `3 months follow-up`);
    `weeks` counts from the anchor the text names (start, or end of treatment where the label
    says follow-up); None where the text gives no number.
    """

    label: str
    span: Span
    weeks: float | None


def find_timepoints(
    text: str, *, start: int = 0, end: int | None = None, bare: bool = False
) -> tuple[Timepoint, ...]:
    """Find the timepoints named in a stretch of text, in order, without overlaps.

    Parameters
    ----------
    text : str
        Any text.
    start, end : int
        Half-open stretch of `text` to read.
    bare : bool
        Whether the stretch is a label rather than a sentence: then "12 weeks", "Pre", "T1"
        and "W12" count by themselves.

    Returns
    -------
    tuple of Timepoint

    Examples
    --------
    >>> [t.label for t in find_timepoints("lower at week 12 and at three months follow-up")]
    ['12 weeks', '3 months follow-up']
    >>> [t.label for t in find_timepoints("6 mo", bare=True)]
    ['6 months']
    """
    stop = len(text) if end is None else end
    if not HINT.search(text, start, stop):
        return ()
    return tuple(_joined(text, _timepoints(text, start, stop, bare=bare)))


def canonical_timepoint(label: str) -> str | None:
    """Return the canonical form of a label that names exactly one timepoint, else None.

    Examples
    --------
    >>> canonical_timepoint("Post-intervention")
    'post-treatment'
    """
    found = {timepoint.label for timepoint in find_timepoints(label, bare=True)}
    if len(found) > 1:  # "16 weeks (post-treatment)" is one moment
        found -= {POST_TREATMENT, FOLLOW_UP}
    return found.pop() if len(found) == 1 else None


def weeks_of(label: str) -> float | None:
    """Return the weeks that a label names, None where it names none or several."""
    canonical = canonical_timepoint(label)
    found = {timepoint.weeks for timepoint in find_timepoints(canonical or "", bare=True)}
    return found.pop() if len(found) == 1 else None


def _timepoints(text: str, start: int, stop: int, *, bare: bool) -> Iterator[Timepoint]:
    pattern = LABEL_PATTERN if bare else PROSE_PATTERN
    for match in pattern.finditer(text, start, stop):
        named = match.lastgroup  # the alternative itself: its inner groups close before it
        if named not in _READERS:
            continue
        if named in ("after", "staged") and not bare and _is_duration(text, match, stop):
            continue
        if bare and LOOKS_BACK.search(text, max(start, match.start() - 14), match.start()):
            continue
        answer = _READERS[named](match)
        if answer is not None:
            label, weeks = answer
            yield Timepoint(label, Span(match.start(), match.end()), weeks)


def _joined(text: str, found: Iterator[Timepoint]) -> Iterator[Timepoint]:
    """Make one timepoint of "baseline to week 12": the stretch that a change is taken over."""
    held: Timepoint | None = None
    for timepoint in found:
        if held is not None and held.label == BASELINE and timepoint.label != BASELINE:
            between = text[held.span.end : timepoint.span.start]
            if JOINT.fullmatch(between):
                span = Span(held.span.start, timepoint.span.end)
                held = Timepoint(f"{BASELINE} to {timepoint.label}", span, timepoint.weeks)
                continue
        if held is not None:
            yield held
        held = timepoint
    if held is not None:
        yield held


def _is_duration(text: str, match: re.Match[str], stop: int) -> bool:
    if match["stage2"] or match["stage3"]:
        return False
    word = match.group().split(None, 1)[0].lower()
    if word in ("for", "over"):  # "for 12 weeks" tells how long, not when
        return True
    return bool(DURATION_AFTER.match(text, match.end(), stop))


def _value(token: str) -> float | None:
    lowered = token.lower()
    if lowered in WORD_VALUES:
        return WORD_VALUES[lowered]
    if lowered in ORDINALS:
        return ORDINALS[lowered]
    digits = re.match(r"\d+(?:[.·]\d+)?", lowered)
    return float(digits.group().replace("·", ".")) if digits else None


def _unit(token: str) -> str | None:
    lowered = token.lower()
    for name, starts in (
        ("minute", ("min",)), ("month", ("mo", "mth")), ("hour", ("h",)), ("day", ("d", "pod")),
        ("week", ("w",)), ("year", ("y",)),
    ):  # fmt: skip
        if lowered.startswith(starts):
            return name
    return "month" if lowered == "m" else None


def _counted(
    low: str, high: str | None, unit_token: str, stage: str | None
) -> tuple[str, float | None] | None:
    unit, value = _unit(unit_token), _value(low)
    if unit is None or value is None:
        return None
    upper = _value(high) if high else None
    if unit == "year" and value > 100:  # a calendar year
        return None
    if value == 0 and upper is None:
        return BASELINE, 0.0
    number = f"{value:g}" if upper is None else f"{value:g}-{upper:g}"
    plural = unit if number == "1" else f"{unit}s"
    label = f"{number} {plural}"
    if stage and (
        re.search(r"follow(?:ing)?[-\s]?up", stage, re.IGNORECASE) or TREATMENT_ENDED.search(stage)
    ):
        label += " follow-up"
    return label, (upper if upper is not None else value) * WEEKS_PER_UNIT[unit]


def _read_unit_first(match: re.Match[str]) -> tuple[str, float | None] | None:
    unit = match["unit1"].lower()
    if match["unit1"] == "HR":  # a hazard ratio, or a heart rate
        return None
    if unit in ("visit", "session"):
        return f"{unit} {match['low1']}", None
    return _counted(match["low1"], match["high1"], unit, match["stage1"])


def _read_ordinal(match: re.Match[str]) -> tuple[str, float | None] | None:
    if match["unit4"].lower() == "visit":
        value = _value(match["low4"])
        return (f"visit {value:g}", None) if value else None
    return _counted(match["low4"], None, match["unit4"], None)


def _read_letter(match: re.Match[str]) -> tuple[str, float | None] | None:
    if match["unit6"] not in "WMD":  # lower-case letters before digits are not units
        return None
    return _counted(match["low6"], None, match["unit6"], None)


def _read_code(match: re.Match[str]) -> tuple[str, float | None] | None:
    if match["code"] is not None:
        return match.group().replace(" ", "").upper(), None
    return " ".join(re.sub(r"[-\s]+", " ", match.group()).lower().split()), None


def _read_bare_count(match: re.Match[str]) -> tuple[str, float | None] | None:
    unit = match["unit5"]
    if match.string[: match.start()].rstrip().endswith(("<", ">", "≥", "≤", "=")):
        return None  # "< 5 years": a class, not a moment
    if match.group().count("-") == 1 and ATTRIBUTE.match(match.string, match.end()):
        return None  # "24-hour point prevalence": part of a name
    if _unit(unit) == "hour" and CLOCK.fullmatch(match["high5"] or match["low5"]):
        return None
    if unit == "m" or NAME_AFTER.match(match.string, match.end()):  # metres; 6-min walk
        return None
    if _unit(unit) == "year" and re.search(r"\bage", match.string, re.IGNORECASE):
        return None
    return _counted(match["low5"], match["high5"], unit, match["stage5"])


_READERS: dict[str, Callable[[re.Match[str]], tuple[str, float | None] | None]] = {
    "unit_first": _read_unit_first,
    "after": lambda m: _counted(m["low2"], m["high2"], m["unit2"], m["stage2"]),
    "staged": lambda m: _counted(m["low3"], m["high3"], m["unit3"], m["stage3"]),
    "ordinal": _read_ordinal,
    "followup": lambda m: (FOLLOW_UP, None),
    "discharge": lambda m: ("discharge", None),
    "change": lambda m: (
        f"{BASELINE} to {FOLLOW_UP if 'follow' in m.group().lower() else POST_TREATMENT}",
        None,
    ),
    "baseline": lambda m: (BASELINE, 0.0),
    "mid": lambda m: ("mid-treatment", None),
    "post": lambda m: ("postpartum" if "partum" in m.group().lower() else POST_TREATMENT, None),
    "bare_change": lambda m: (f"{BASELINE} to {POST_TREATMENT}", None),
    "told_code": lambda m: (f"T{m['code3']}", None),
    "bare_span": lambda m: (
        " to ".join(sorted(code.upper() for code in m.group("from_code", "to_code"))),
        None,
    ),
    "bare_count": _read_bare_count,
    "bare_letter": _read_letter,
    "bare_code": _read_code,
    "bare_baseline": lambda m: (BASELINE, 0.0),
    "bare_post": lambda m: (POST_TREATMENT, None),
    "bare_during": lambda m: ("during treatment", None),
    "bare_followup": lambda m: (FOLLOW_UP, None),
    "bare_discharge": lambda m: ("discharge", None),
}
