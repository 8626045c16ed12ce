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

_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_WORD_VALUES = {word: float(value) for value, word in enumerate(_WORDS, start=1)} | {
    "sixteen": 16.0, "eighteen": 18.0, "twenty": 20.0, "twenty-four": 24.0, "thirty": 30.0,
}  # fmt: skip
_ORDINALS = {
    "first": 1.0, "second": 2.0, "third": 3.0, "fourth": 4.0, "fifth": 5.0, "sixth": 6.0,
    "seventh": 7.0, "eighth": 8.0, "ninth": 9.0, "tenth": 10.0, "twelfth": 12.0,
}  # fmt: skip

_NUMBER = (
    r"(?:\d{1,4}(?:[.·]\d+)?|twenty-four|"
    + "|".join(
        sorted((word for word in _WORD_VALUES if word != "twenty-four"), key=len, reverse=True)
    )
    + r")"
)
_UNIT = r"(?:minutes?|mins?|hours?|hrs?|hr|h|days?|d|weeks?|wks?|wk|w|months?|mos?|mths?|m|years?|yrs?|yr|y)"
_LONG_UNIT = r"(?:minutes?|mins?|hours?|hrs?|h|days?|weeks?|wks?|months?|mo|years?|yrs?)"
_RANGE = rf"(?P<low>{_NUMBER})(?:\s*(?:-|–|—|to)\s*(?P<high>{_NUMBER}))?"
_TREATED = (
    r"(?:treatments?|interventions?|therapy|therapies|training|programm?es?|program|operations?|"
    r"operative|operatively|surgery|surgical|test|randomi[sz]ation|enrol?lment|injections?|"
    r"procedures?|exercises?|rehab(?:ilitation)?|hospitali[sz]ation|weaning|chemotherapy|radiotherapy|counsel+ing|"
    r"sessions?|courses?|class(?:es)?|discharge|dose|dosing|supplementation|"
    r"delivery|partum|manipulation|infusion|trial|study|meal|prandial|immuni[sz]ation|vaccination)"
)
_STAGE = (
    r"follow(?:ing)?[-\s]?up|post[-\s]?(?:treatment|intervention|operative(?:ly)?|test|surgery|"
    r"randomi[sz]ation|discharge|training|partum|dose)"
)

# Tried in this order at each place; the longest match of the first that fits wins.
_NAMED = rf"""
    (?P<change>
        (?:from\s+)?(?:baseline|pre(?:[-\s]?(?:test|treatment|intervention))?)
        \s*(?:to|-|–|—|→|vs\.?|versus|and)\s*
        (?:post(?:[-\s]?(?:test|treatment|intervention))?|follow[-\s]?up)\b
    )
  | (?P<baseline>
        \bbase[-\s]?line\b
      | \bpre[-\s]?{_TREATED}(?![\w-])
      | \bprior\s+to\s+(?:the\s+)?{_TREATED}\b
      | \bbefore\s+(?:the\s+)?(?:start\s+of\s+)?(?:the\s+)?{_TREATED}\b
      | \bat\s+(?:study\s+)?(?:entry|inclusion|randomi[sz]ation|enrol?ment|admission)\b
      | \b(?:study|trial)\s+entry\b
      | \b(?:week|day|month|hour|visit)\s*0(?![\d.·])
    )
  | (?P<post>
        \b(?:immediately\s+|directly\s+)?post[-\s]?{_TREATED}(?![\w-])
      | \b(?:immediately|directly|right|just)\s+after\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?{_TREATED}\b
      | \b(?:end|completion|conclusion|termination)\s+of\s+(?:the\s+)?(?:active\s+)?{_TREATED}\b
      | (?<!primary\ )(?<!secondary\ )(?<!main\ )(?<!composite\ )\bend[-\s]?(?:point|of[-\s]?(?:study|trial))\b(?!s)
      | \bafter\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?{_TREATED}\b
      | \b(?:up)?on\s+completion\b | \bat\s+(?:the\s+)?(?:completion|study\s+end|end\s+of\s+(?:the\s+)?study)\b
    )
"""
_COUNTED = rf"""
    (?P<unit_first>
        \b(?P<unit1>week|wk|POD|day|month|hour|hr|year|minute|visit|session)s?\s*(?:no\.?\s*)?
        (?P<low1>\d{{1,4}}(?:[.·]\d+)?)(?:\s*(?:-|–|—|to)\s*(?:week|wk|day|month|hour|hr|year)?s?\s*(?P<high1>\d{{1,4}}))?
        (?![\d%])(?![.·]\d)
        (?P<stage1>[-\s]+(?:{_STAGE}))?
    )
  | (?P<after>
        \b(?:at|after|by|within|until|over|for)\s+(?:the\s+)?(?:first\s+|a\s+|an\s+)?
        {_RANGE.replace("low", "low2").replace("high", "high2")}[-\s]*(?P<unit2>{_LONG_UNIT})\b
        (?P<stage2>[-\s]+(?:of\s+)?(?:{_STAGE})|\s+(?:after|following)\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?{_TREATED}\b)?
    )
  | (?P<staged>
        (?<![\d.,])\b{_RANGE.replace("low", "low3").replace("high", "high3")}[-\s]*(?P<unit3>{_LONG_UNIT})\b
        (?:['’]s?)?
        (?P<stage3>[-\s]+(?:of\s+)?(?:{_STAGE})(?!\s+period)
          | \s+(?:after|following|post|from)\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?(?:{_TREATED}\b|baseline\b)
          | \s+later\b)
    )
  | (?P<ordinal>
        \b(?P<low4>\d{{1,2}}(?:st|nd|rd|th)|{"|".join(_ORDINALS)})\s+
        (?:post[-\s]?operative\s+)?(?P<unit4>day|week|month|hour|year|visit)\b
    )
  | (?P<followup>
        \b(?:at\s+(?:the\s+)?)?(?:last\s+|final\s+|long[-\s]term\s+|short[-\s]term\s+)?follow[-\s]?up\b
        (?!\s+(?:period|of\b|time|duration|rate|loss|care|visit|question|data|was|were|completed))
    )
  | (?P<discharge>\bat\s+(?:hospital\s+)?discharge\b)
  | (?P<told_code>\bat\s+(?-i:T)(?P<code3>\d)(?![\w.]))
"""
_BARE = rf"""
    (?P<bare_change>
        ^\s*(?:(?:change|difference)\s+)?(?:pre|before|baseline|t0|t1)\s*(?:to|-|–|—|→|/)\s*(?:post|after|t\d)\b
    )
  | (?P<bare_span>
        (?<![\w-])(?P<from_code>T\d{{1,2}})\s*(?:to|-|–|—|→)\s*(?P<to_code>T\d{{1,2}})(?![\w.])
    )
  | (?P<bare_count>
        (?<![\d.,<>≥≤=±])\b{_RANGE.replace("low", "low5").replace("high", "high5")}[-\s]*(?P<unit5>{_UNIT})(?![\w/%²])
        (?:['’]s?)?(?P<stage5>[-\s,]*(?:{_STAGE}))?
    )
  | (?P<bare_letter>
        (?<![\w-])(?P<unit6>[WMD])(?P<low6>\d{{1,3}})(?![\w.])
    )
  | (?P<bare_code>
        (?<![\w-])(?:T|V)\s?(?P<code>\d{{1,2}})(?![\w.]) | (?<![\w-])(?:time|visit|phase|assessment)\s*[-]?\s?(?P<code2>\d{{1,2}})(?![\w.])
    )
  | (?P<bare_baseline>(?<![\w-])(?:pre(?:-?T(?!\w))?(?:-(?=\s|$)|(?![-\w]))|before(?!\s+\w)|initial(?:ly)?(?![-\w])(?!\s+(?:cure|response|dose|dosage|treatment|therapy|diagnosis|remission|success|infection|symptom|recovery|healing|failure))|prior(?!\s+to)|pre[-\s]?(?:value|score|assessment|measurement)s?\b|entry(?![-\w])|admission(?![-\w])|BL(?![-\w])))
  | (?P<bare_post>(?<![\w-])(?:post(?:-(?=\s|$)|(?![-\w]))|after(?!\s+\w)|final(?![-\w])|post[-\s]?(?:value|score|assessment|measurement)s?\b|end(?:\s+of\s+\w+)?$))
  | (?P<bare_discharge>(?<![\w-])(?:hospital\s+)?discharge(?![-\w]))
"""
_FLAGS = re.VERBOSE | re.IGNORECASE
_PROSE_PATTERN = re.compile(f"{_COUNTED}|{_NAMED}", _FLAGS)
_LABEL_PATTERN = re.compile(f"{_COUNTED}|{_NAMED}|{_BARE}", _FLAGS)
# Cheap test before the patterns: a text without any of these holds no timepoint.
_HINT = re.compile(
    r"base|pre|post|before|after|end|compl|concl|term|follow|at\s+(?:study|trial|incl|rand|enr|adm|disch)|"
    r"week|wk|day|month|mth|hour|hr|year|yr|min|visit|discharge|entry|later|init|final|prior|admis|\bBL|"
    r"session|time|phase|assess|pod|at\s+T\d|\b[TVWMD]\s?\d|\d\s*-?\s*(?:h|d|w|mo|y)\b",
    re.IGNORECASE,
)
_DURATION_AFTER = re.compile(
    r"[-\s]+(?:programm?e|program|course|period|trial|study|intervention|treatment|training|"
    r"duration|history|old|of\s+age|prior|before|ago|per\b|a\s+(?:day|week)|cycle)",
    re.IGNORECASE,
)
# "in the last 12 weeks": what is asked about, not when it was asked.
_LOOKS_BACK = re.compile(
    r"\b(?:last|past|previous|preceding|prior|every|each|least\s+every|per)\s+$|[a-zµμ]/$|"
    r"\b(?:of|after|from|since)\s+(?:the\s+)?(?:hospital\s+)?(?=admission|entry)$",
    re.IGNORECASE,
)
# "20.30 hours": a time of day.
_CLOCK = re.compile(r"[012]?\d[.:][0-5]\d")
_JOINT = re.compile(r"\s*(?:to|-|–|—|→|until|through)\s*(?:the\s+|at\s+)?", re.IGNORECASE)
# "6-min walk", "24-h urine": the number belongs to the name of what is measured.
_NAME_AFTER = re.compile(
    r"[-\s]*(?:walk|run|sprint|test(?!ing)|urin|recall|diary|dietary|ambulatory|step|shuttle|swim|"
    r"history|old|of\s+age)",
    re.IGNORECASE,
)
_TREATMENT_ENDED = re.compile(
    r"(?:after|following|post|from)\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?"
    r"(?:treatment|intervention|therap|training|programm?e?|course|class)",
    re.IGNORECASE,
)


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
    if not _HINT.search(text, start, stop):
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
    pattern = _LABEL_PATTERN if bare else _PROSE_PATTERN
    for match in pattern.finditer(text, start, stop):
        named = match.lastgroup  # the alternative itself: its inner groups close before it
        if named not in _READERS:
            continue
        if named in ("after", "staged") and not bare and _is_duration(text, match, stop):
            continue
        if bare and _LOOKS_BACK.search(text, max(start, match.start() - 14), match.start()):
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
            if _JOINT.fullmatch(between):
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
    return bool(_DURATION_AFTER.match(text, match.end(), stop))


def _value(token: str) -> float | None:
    lowered = token.lower()
    if lowered in _WORD_VALUES:
        return _WORD_VALUES[lowered]
    if lowered in _ORDINALS:
        return _ORDINALS[lowered]
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
        re.search(r"follow(?:ing)?[-\s]?up", stage, re.IGNORECASE) or _TREATMENT_ENDED.search(stage)
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
    if _unit(unit) == "hour" and _CLOCK.fullmatch(match["high5"] or match["low5"]):
        return None
    if unit == "m" or _NAME_AFTER.match(match.string, match.end()):  # metres; 6-min walk
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
    "post": lambda m: (POST_TREATMENT, None),
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
    "bare_discharge": lambda m: ("discharge", None),
}
