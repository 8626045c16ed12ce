"""What may be the name of an outcome, and how a stretch of text is cut down to it."""

from __future__ import annotations

import re

from miner.text.timepoints import find_timepoints

MAX_OUTCOME_WORDS = 12
_EDGE = " \n\t,:;.–-"

_CHANGE = (
    r"(?:absolute|relative|mean|median|average|adjusted|percent(?:age)?|%|intra-?individual|overall|within-group|between-group|group|"
    r"treatment|clinically\s+\w+|significant)?\s*"
    r"(?:\d+[\s-](?:day|week|month|year)s?\s+)?(?:percent(?:age)?\s+)?"
    r"(?:changes?|differences?|improvements?|reductions?|increases?|decreases?)"
    r"(?:\s+from\s+(?:baseline|pre\S*|day\s+\d+|week\s+\d+)(?:\s+to\s+[^,;]{1,40}?)?|\s+between\s+[^,;]{3,40}?|\s+over\s+time)?(?:\s*\([^()]{1,20}\))?\s+(?:in|of|on|for|with\s+regard\s+to)"
)
# What stands before a name and is none of it.
_LEAD = re.compile(
    rf"^(?:the|an?|our|their|its|both|as|to|in|of|for|on|i\.?e\.?|namely|primarily|first|also|following|"
    rf"{_CHANGE}|(?:assessment|measurement|evaluation|comparison|measures?|examination|determination|values?|levels?|results?|scores?)\s+(?:of|in|on|for)|"
    r"(?:the\s+)?effects?\s+(?:of\s+[^,;]{3,60}?\s+)?(?:on|upon)|(?:mean|median|average|adjusted)|"
    r"(?:mean|total|overall|sum|summary)?\s*scores?\s+(?:on|of|in|for|from)|defined\s+as|and|or|(?:improved|reduced|increased|decreased)(?=\s+\w+\s)|(?:determine|assess|evaluate|compare|measure|examine|investigate|estimate)|"
    r"(?:assessed|measured|evaluated|determined)\s+(?:by|with|using|through|via|on)|:)(?:\s+|$)",
    re.IGNORECASE,
)
# Where a name ends and the words about it begin.
_TAIL = re.compile(
    r",?\s+(?:which|that|who|where(?:as)?|while|when|if|because|given|in\s+order|so\s+that|as\s+(?:measured|assessed|determined|defined|well|judged|evaluated|"
    r"described|reported|per|rated|recorded|indicated|reflected|evidenced)|(?:self-)?(?:measured|assessed|evaluated|defined|rated|determined|calculated|"
    r"recorded|scored|expressed|estimated|compared|collected|obtained|quantified|analy[sz]ed|monitored|documented|using|based|according|including|such\s+as|compared)|"
    r"at\s+(?:the\s+)?(?:baseline|end|each|all|any|both|rest\s+and|\d|week|day|month|year|follow|discharge|six|three|four|one|two|twelve|eight|time|post|pre|study|visit)|"
    r"(?:after|during|over|within|by|before|until|across|among|throughout|between|prior\s+to|following|through|via)\s|"
    r"from\s+(?:baseline|day|week|pre|enrol|the|\d)|"
    r"on\s+(?:day|a\s|the\s+(?:day|\d))|in\s+(?:the|both|each|all|this|our|patients|children|women|men|participants|subjects|infants|adults)\b|"
    r"for\s+(?:the|each|all|both)|with\s+(?:the|an?)\s|[–—-]\s|per\s+protocol|"
    r"to\s+(?:determine|assess|evaluate|measure|identify|examine)|(?:to|until)\s+(?:day|week|month|year|hour)|(?:regarded|considered|chosen|selected|used|obtained)\b|"
    r"(?:one|two|three|four|six|twelve|\d+)\s+(?:days?|weeks?|months?|hours?|years?|min(?:ute)?s?)\b)(?=\W|$|\w).*$",
    re.IGNORECASE | re.DOTALL,
)
_LOOSE_END = re.compile(
    r"(?:\s+(?:from|to|in|of|at|for|with|and|or|as|on|by|the|an?|just|both|each))+$", re.IGNORECASE
)
_CUT_OFF = re.compile(
    r"\s(?:before|after|of|from|in|at|than|to|with|and|or|the|an?|by|for|between|during)$|^(?:severity|duration|nature|extent|intensity|degree|presence)$",
    re.IGNORECASE,
)
_PEOPLE_WITH = re.compile(
    r"\b(?:patients|participants|subjects|women|men|children|people|individuals|responders|"
    r"number|proportion|percentage|time|duration|interval|rate|incidence|length|days)\b",
    re.IGNORECASE,
)

_NO_START = re.compile(
    r"^(?:which|this|that|these|those|it|its|they|we|who|whom|whose|such|compar(?:ed|ing|able)|measured|assessed|evaluated|defined|determined|calculated|"
    r"performed|reached|met|shown|presented|described|analy[sz]ed|collected|obtained|recorded|reported|chosen|selected|pre-?specified|predetermined|achieved|"
    r"based|listed|considered|used|set|made|given|taken|similar|different|identical|equal|equivalent|available|unchanged|"
    r"not|no|none|was|were|is|are|be|been|had|has|have|did|do|does|will|would|could|may|can|there|also|then|thus|however|"
    r"significant(?:ly)?|clearly|slightly|markedly|higher|lower|greater|larger|smaller|better|worse|longer|shorter|more|less|fewer|"
    r"whether|because|due|if|when|while|although|by|with|without|from|than|at|after|before|during|"
    r"determin(?:e|ing)|to\s+\w+|aim(?:s|ed)?|examin\w+|investigat\w+|primary|secondary|each|every|either|neither|all(?![-‐]cause)|any|other|others|another|one|two(?!-)|three|both|between|twice|half|but|only|particularly|together|depending|constructed|displayed|therefore|rejected|accepted|specifically|older|younger|intervals|consisting|comprising|including|comparing)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:was|were|is|are|had|has|have|did|does|will|would|could|should|showed?|remained?|differed|"
    r"we|they|which|there|denot\w+|indicat(?:es?|ed|ing)|represent\w*)\b",
    re.IGNORECASE,
)
_STATISTIC = re.compile(
    r"^(?:.*\b(?:groups?|arms)|(?:adjusted|crude|pooled|hazard|odds|risk|rate|incidence\s+rate)\s+ratios?|a?(?:HR|OR|RR)s?|IRRs?|CIs?|SDs?|SEM?s?|ORs|p[\s-]?values?|"
    r"effect\s+sizes?|confidence\s+intervals?|standard\s+(?:deviations?|errors?)|AN[CO]*VAs?|regression.*|(?:intention|intent)[\s-]to[\s-]treat.*|ITT|per[\s-]?protocol.*|"
    r".*\b(?:covarian?\w*|covariates?|regression|models?|ANC?OVAs?|t-tests?|chi-?squared?|Wilcoxon|logistic|(?:fixed|random)\s+effects?|p[\s-]values?)\b.*|correlations?(?:\s.*)?|"
    r"(?:day|week|month|visit|year|hour)s?\s+\d.*|"
    r"(?:statistical\s+)?(?:analys[ei]s|significance|power|models?|hypothes[ei]s).*|alpha|beta|F|t|r|n|N|chi\S*|interactions?(?:\s+effects?)?|main\s+effects?|"
    r"group(?:s|\s+effects?|\s+differences?)?|time(?:\s+effects?|\s+points?|points?)?|baseline(?:\s+\w+)?|follow[\s-]?up|(?:end|start)\s+of\s+(?:the\s+)?(?:study|treatment|trial)|"
    r"(?:the\s+)?(?:intervention|control|placebo|treatment|experimental|comparison|study|sham|active)s?(?:\s+(?:groups?|arms?|conditions?))?|"
    r"patients?|participants?|subjects?|men|women|children|males?|females?|individuals|people|total|overall|yes|no|any|none|other|n\s*\(%\)|"
    r"mild|moderate|severe|events?|outcomes?|end[\s-]?points?|(?:outcome|efficacy)\s+(?:measures?|variables?|parameters?)|changes?|differences?|results?|data|variables?|measures?|parameters?|"
    r"incidences?|frequency|number|percentage|proportion|rates?|mean|median|score|scores|values?|levels?|effects?)$",
    re.IGNORECASE,
)
_DOSE = re.compile(
    r"^[\d.,\s–-]+(?:mg|µg|mcg|g|kg|ml|mL|IU|U|%|mmol|nmol|Hz|cm|mm|minutes?|min|hours?|h|days?|weeks?|months?|years?|points?|times)\b",
    re.IGNORECASE,
)


def cut_to_name(words: str) -> tuple[int, str]:
    """Cut a stretch down to the name of an outcome.

    Returns
    -------
    (int, str)
        Where in the stretch the name begins, and the name as it stands there; empty where
        nothing is left. Of `change from baseline in knee pain (VAS) at week 8` it is
        `knee pain`.
    """
    start = len(words) - len(words.lstrip(_EDGE))
    rest = words[start:]
    while lead := _LEAD.match(rest):
        if not rest[lead.end() :].strip():
            break
        start, rest = start + lead.end(), rest[lead.end() :]
    name = _without_brackets_at_end(_cut_tail(rest)).rstrip(_EDGE)
    return start, _LOOSE_END.sub("", name).rstrip(_EDGE)


def _cut_tail(words: str) -> str:
    tail = _TAIL.search(words)
    if tail is None:
        return words
    kept = words[: tail.start()]
    # "time from randomisation to death", "patients with a relapse": the rest is the name.
    is_half = _PEOPLE_WITH.search(kept) and len(kept.split()) <= 3
    return words if is_half and len(words.split()) <= MAX_OUTCOME_WORDS else kept


def _without_brackets_at_end(words: str) -> str:
    """Cut at the first bracket unless it closes and the name goes on behind it."""
    opened = re.search(r"[(\[]", words)
    if opened is None:
        return words.split(")")[0].split("]")[0]
    depth = 0
    for position in range(opened.start(), len(words)):
        depth += (words[position] in "([") - (words[position] in ")]")
        if depth == 0:
            behind = words[position + 1 :].strip(_EDGE)
            goes_on = 0 < len(behind.split()) <= 4 and not re.match(r"\W", behind)
            return words if goes_on else words[: opened.start()]
    return words[: opened.start()]


def why_no_name(name: str) -> str:
    """Return why a stretch is not the name of an outcome, empty where it may be one."""
    plain = name.strip()
    if not re.search(r"[^\W\d_]{3}|[A-Z]{2}|[^\W\d_]\d", plain):
        return "no word"
    if len(plain.split()) > MAX_OUTCOME_WORDS:
        return "too long for the name of an outcome"
    if _NO_START.match(plain) or _FINITE.search(plain):
        return "a clause, not the name of an outcome"
    if _CUT_OFF.search(plain):
        return "a name that goes on"
    if _STATISTIC.match(plain):
        return "a statistic or a group, not an outcome"
    if _DOSE.match(plain):
        return "a dose or a duration, not an outcome"
    rest = plain
    for moment in reversed(find_timepoints(plain, bare=True)):
        rest = rest[: moment.span.start] + rest[moment.span.end :]
    letters = re.sub(r"\b(?:at|after|in|on|the|and|to|from|of|by|during)\b|[\W\d_]", "", rest)
    is_name = len(letters) >= 4 or (len(letters) >= 2 and not letters.islower())
    return "" if is_name else "a moment, not an outcome"
