"""How moments of measurement are written: data for `timepoints.py`."""

from __future__ import annotations

import re

_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
WORD_VALUES = {word: float(value) for value, word in enumerate(_WORDS, start=1)} | {
    "sixteen": 16.0, "eighteen": 18.0, "twenty": 20.0, "twenty-four": 24.0, "thirty": 30.0,
}  # fmt: skip
ORDINALS = {
    "first": 1.0, "second": 2.0, "third": 3.0, "fourth": 4.0, "fifth": 5.0, "sixth": 6.0,
    "seventh": 7.0, "eighth": 8.0, "ninth": 9.0, "tenth": 10.0, "twelfth": 12.0,
}  # fmt: skip

_NUMBER = (
    r"(?:\d{1,4}(?:[.·]\d+)?|twenty-four|"
    + "|".join(
        sorted((word for word in WORD_VALUES if word != "twenty-four"), key=len, reverse=True)
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
  | (?P<mid>\bmid[-\s]?(?:treatment|intervention|therapy|training|test|point\b(?!\s+of\b)))
  | (?P<post>
        \b(?:immediately\s+|directly\s+)?post[-\s]?{_TREATED}(?![\w-])
      | \b(?:immediately|directly|right|just)\s+after\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?{_TREATED}\b
      | \b(?:end|completion|conclusion|termination)\s+of\s+(?:the\s+)?(?:active\s+)?{_TREATED}\b
      | (?<!primary\ )(?<!secondary\ )(?<!main\ )(?<!composite\ )\bend[-\s]?(?:point|of[-\s]?(?:study|trial))\b(?!s)
      | \bafter\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?{_TREATED}\b
      | \b(?:up)?on\s+completion\b | \b(?:study|trial)\s+end\b | \bat\s+(?:the\s+)?(?:completion|end\s+of\s+(?:the\s+)?study)\b
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
        \b(?P<low4>\d{{1,2}}(?:st|nd|rd|th)|{"|".join(ORDINALS)})\s+
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
      | ^\s*(?:post|after)\s*(?:-|–|—|−)\s*(?:pre|before)\b
    )
  | (?P<bare_span>
        (?<![\w-])(?P<from_code>T\d{{1,2}})\s*(?:to|-|–|—|→)\s*(?P<to_code>T\d{{1,2}})(?![\w.])
    )
  | (?P<bare_count>
        (?<![\d.,<>≥≤=±])(?<![A-Z][-–])\b{_RANGE.replace("low", "low5").replace("high", "high5")}[-\s]*(?P<unit5>{_UNIT})(?![\w/%²])
        (?:['’]s?)?(?P<stage5>[-\s,]*(?:{_STAGE}))?
    )
  | (?P<bare_letter>
        (?<![\w-])(?P<unit6>[WMD])(?P<low6>\d{{1,3}})(?![\w.])
    )
  | (?P<bare_code>
        (?<![\w-])(?:T|V)\s?(?P<code>\d{{1,2}})(?![\w.]) | (?<![\w-])(?:time|visit|phase|assessment|trimester)\s*[-]?\s?(?P<code2>\d{{1,2}})(?![\w.])
    )
  | (?P<bare_baseline>(?<![\w-])(?:pre(?:-?T(?!\w))?(?:-(?=\s|$)|(?![-\w]))|before(?!\s+\w)|initial(?:ly)?(?![-\w])(?!\s+(?:cure|response|dose|dosage|treatment|therapy|diagnosis|remission|success|infection|symptom|recovery|healing|failure))|prior(?!\s+to)|pre[-\s]?(?:value|score|assessment|measurement)s?\b|entry(?![-\w])|admission(?![-\w])|BL(?![-\w])))
  | (?P<bare_post>(?<![\w-])(?:(?-i:EO[ST])(?![-\w])|post(?:-(?=\s|$)|(?![-\w]))|after(?!\s+\w)|final(?![-\w])|^\W*end\s+(?:test\s+)?(?:value|score|result)s?\b|post[-\s]?(?:value|score|assessment|measurement)s?\b|end(?:\s+of\s+\w+)?$))
  | (?P<bare_followup>^\W*(?:the\s+)?follow[-\s]?up\s+(?:period|time|phase|data)\W*$)
  | (?P<bare_during>^\W*(?:on|during)[\s-]+(?:treatment|therapy|intervention)\W*$)
  | (?P<bare_discharge>(?<![\w-])(?:hospital\s+)?discharge(?![-\w]))
"""
_FLAGS = re.VERBOSE | re.IGNORECASE
PROSE_PATTERN = re.compile(f"{_COUNTED}|{_NAMED}", _FLAGS)
LABEL_PATTERN = re.compile(f"{_COUNTED}|{_NAMED}|{_BARE}", _FLAGS)
# Cheap test before the patterns: a text without any of these holds no timepoint.
HINT = re.compile(
    r"base|pre|post|\bmid|\bon[\s-]t|during|before|after|end|compl|concl|term|follow|at\s+(?:study|trial|incl|rand|enr|adm|disch)|"
    r"week|wk|day|month|mth|hour|hr|year|yr|min|visit|discharge|entry|later|init|final|prior|admis|\bBL|"
    r"session|time|\bEO[ST]\b|trimester|phase|assess|pod|at\s+T\d|\b[TVWMD]\s?\d|\d\s*-?\s*(?:h|d|w|mo|y)\b",
    re.IGNORECASE,
)
DURATION_AFTER = re.compile(
    r"[-\s]+(?:programm?e|program|course|period|trial|study|intervention|treatment|training|"
    r"duration|history|old|of\s+age|prior|before|ago|per\b|a\s+(?:day|week)|cycle)",
    re.IGNORECASE,
)
# "in the last 12 weeks": what is asked about, not when it was asked.
LOOKS_BACK = re.compile(
    r"\b(?:last|past|previous|preceding|prior|every|each|least\s+every|per)\s+$|[a-zµμ]/$|"
    r"\b(?:of|after|from|since)\s+(?:the\s+)?(?:hospital\s+)?(?=admission|entry)$",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(
    r"\s+(?!(?:follow|post|visit|assess|chang|outcome|data|result|measure|end|evaluat|treatment|interval|time|after|before|score|value|p\b|mean|and|or|to|vs|of|from|change|n\b))[a-z]{4,}",
    re.IGNORECASE,
)
# "20.30 hours": a time of day.
CLOCK = re.compile(r"[012]?\d[.:][0-5]\d")
JOINT = re.compile(r"\s*(?:to|-|–|—|→|until|through)\s*(?:the\s+|at\s+)?", re.IGNORECASE)
# "6-min walk", "24-h urine": the number belongs to the name of what is measured.
NAME_AFTER = re.compile(
    r"[-\s]*(?:walk|run|sprint|test(?!ing)|urin|recall|diary|dietary|ambulatory|step|shuttle|swim|"
    r"history|old|of\s+age)",
    re.IGNORECASE,
)
TREATMENT_ENDED = re.compile(
    r"(?:after|following|post|from)\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?"
    r"(?:treatment|intervention|therap|training|programm?e?|course|class)",
    re.IGNORECASE,
)
