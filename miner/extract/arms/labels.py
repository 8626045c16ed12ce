"""Names of arms: cleaning them, folding them for comparison, and what role they tell."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_LABEL_CHARS = 80
MAX_LABEL_WORDS = 9

_ACRONYM = re.compile(r"^[A-Z][A-Z0-9+/-]*$")
_WAITING = re.compile(r"wait(?:ing)?[\s-]?list(?:ed)?")
_LEAD = re.compile(
    r"^(?:(?:the|a|an|either|both|each|our|their|this|that|all|only|also|for|in|of|to|as|with|by|into|on|at|from|"
    r"receive|receiving|received|undergo|undergoing|underwent|get|using|use|given|take|taking|"
    r"be|been|being|was|were|is|are|had|have|"
    r"continue|start|assigned|allocated|randomi[sz]ed|randomly|treated|treatment\s+with|"
    r"treated\s+with|application\s+of|i{1,3}|iv|and|or|then|followed|first|second|another|one|"
    r"patients?|participants?|subjects?|women|men|those|who|which|consisting|of|named|called|than|versus|vs\.?|"
    r"new|remaining|same|other|respective|final|whole|entire|study\s+arms?|assigned\s+to|up|compared|between|among|within|randomization)"
    r"(?:[\s,:]+|$))+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,;:(\[–-]+(?:groups?|arms?|conditions?|the|a|an|of|for|at|in|with|and|or|to|by|on|patients|participants|"
    r"subjects|women|men|n|vs\.?|versus|daily|once|twice|weekly|alone\s+for|each|per|day|compared|cohort|who|was|were|had|only|"
    r"respectively|total|baseline|caregivers|children|adults|individuals|students|mean|means|score|scores|sd))+\s*$",
    re.IGNORECASE,
)
_DOSE = re.compile(
    r"\s*[,(]?\s*(?<![\w-])\d[\d.,]*\s*(?:-|–|to)?\s*[\d.]*\s*(?:%|(?:mg|g|µg|μg|mcg|microg|ml|iu|u|units?|gy|mg/kg|weeks?|months?|days?|"
    r"years?|min(?:utes)?|hours?|cycles|courses|sessions?)\b).*$",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"^(?:\d+|one|two|three|four|six|eight|ten|twelve)[\s-](?:week|month|day|hour|session|year|min|minute)s?[\s-]+(?:long\s+)?(?=[A-Za-z])",
    re.IGNORECASE,
)
_COURSE_OF = re.compile(
    r"^(?:course|courses|cycles?|sessions?|programme?|program)\s+of\s+(?:group\s+)?", re.IGNORECASE
)
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?\s*")
_SPACES = re.compile(r"\s+")
_NUMBERED = re.compile(
    r"^(?:group|arm|cohort|condition)s?\s+(?:([A-Z])|([IVX]{1,4})|(\d))$", re.IGNORECASE
)
_TOKEN = re.compile(r"[a-z0-9]+|[α-ω]")
_FILLER = frozenset(
    "the a an of with and or in to for by on at group groups arm arms condition conditions "
    "participants participant patients patient subjects subject women men people individuals "
    "students adults children caregivers who received receiving treated training programme "
    "program only".split()
)
_VERBS = frozenset(
    "divided compared obtained evenly sorted send attend attended consume remain could thought showed "
    "did does had has have can will would should may might not included excluded described defined".split()
)
_WHOLE = frozenset(
    "sample samples population analysis total totals overall cohort study-population".split()
)
_CARE = frozenset("training treated program programme".split())
# Words before `group` that name no arm.
NOT_ARMS = frozenset(
    """
    age focus support ethnic working peer research same other both two three four five all
    each either these those our self patient small large different randomised randomized
    randomisation control-and single whole total entire discussion steering user interest racial
    risk functional blood food muscle parallel between within trial assigned allocated such any
    no every respective separate one another second third corresponding given which what whose
    assessable evaluable eligible
    social occupational language target main first last this that that's its their first-named
    intact test independent matched equal comparable heterogeneous homogeneous homogenous diagnostic
    medical health family community therapy online face-to-face facebook comparison-of
    experimental-and larger smaller older younger high low male female sex gender income education
    educational overall final remaining original initial allocation randomization various multiple
    study's following previous outpatient inpatient per-group physical meeting group's mixed
    testing baseline significant stress rest task stimulus session sessions health-related normal
    congruent incongruent neutral physiological general mental chronic pain clinical experimental-condition
    consensus expert advisory advocacy consultation upper lower left right forearm dominant
    paretic affected mean dropout drop-out responder non-responder responders non-responders and or
    male males females men women boys girls man woman quasi quasi-experimental
    them they it he she him eyes eye knees teeth sites
    one two three four five six seven eight nine ten eleven twelve zero
    worse better poor good lab laboratory living social-support psychoeducation-support
    several many most study-group key population analysis treatment-by time by tumour tumor
    """.split()
)
_CONTROL = re.compile(
    r"\b(?:controls?|comparison|comparator|no[ -]treatment|untreated|observation|non-?intervention|no[ -]intervention|reference)\b",
    re.I,
)
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("placebo", re.compile(r"\b(?:placebo|sham|dummy|vehicle|simulated|inactive)\b", re.I)),
    (
        "waiting_list",
        re.compile(r"\b(?:wait(?:ing)?[\s-]?list(?:ed)?|waitlist(?:ed)?|delayed[\s-](?:treatment|intervention|start)|wlc?|wl-?c|wlcg)\b", re.I),
    ),
    (
        "usual_care",
        re.compile(
            r"\b(?:(?:care|treatment|training|therapy|services?|practice)[\s-]as[\s-]usual|usual[\s-](?:clinical[\s-]|medical[\s-]|standard[\s-])?(?:care|treatment|medical|practice|therapy|services?|gp)|"
            r"(?:standard|routine|conventional)[\s-](?:medical[\s-])?(?:care|treatment|practice|management)|tau|cau|ugc|standard of care|standard-of-care)\b",
            re.I,
        ),
    ),
    (
        "healthy_control",
        re.compile(
            r"^healthy$|\bhealthy[\s-]+(?:controls?|subjects?|volunteers?|individuals?|participants?|adults?|people|"
            r"men|women|children|persons?|comparison)\b|\b(?:hcs?|non-?clinical|normal controls?)\b",
            re.I,
        ),
    ),
    ("active_comparator", re.compile(r"\b(?:attention|active|education(?:al)?|stretching|relaxation|supportive)[\s-](?:placebo[\s-])?(?:controls?|comparison|comparator)\b|\beducation control\b", re.I)),
)  # fmt: skip
_INTERVENTION = frozenset(
    "intervention experimental treatment study treated active therapy exercise exposed case cases "
    "verum test trained program training ig eg tg int exp".split()
)


# A finding, a study, or a number with what it is for: `significantly easier`, `Study 1`, `71 for pain`.
_NO_NAME = re.compile(
    r"(?:significantly|statistically|markedly|slightly|substantially|considerably)\b|"
    r"(?:study|trial|experiment|phase|period|table|hospital)\s+(?:\d|[a-z]|[ivx]+)$|\d+\s+(?:for|of|in|with)\b|"
    r"(?:main|present|current|original|parent|previous)\s+(?:study|trial)$",
    re.IGNORECASE,
)
_MOMENTS = re.compile(r"(?:pre|post|before|after|and|or|[-–/\s])+", re.IGNORECASE)
# `663 males`: a count of people is no name.
_COUNT_OF_PEOPLE = re.compile(
    r"^\d[\d,. ]*\s(?:[a-z-]+\s)?(?:(?:fe)?males?|(?:wo)?men|children|patients|participants|subjects|people|"
    r"adults|individuals|persons|boys|girls|students|cases|controls)\b",
    re.IGNORECASE,
)


def clean_label(raw: str) -> str:
    """Trim a stretch of text to the name of an arm: no articles, verbs, doses, brackets."""
    label = _SPACES.sub(" ", _BRACKET.sub(" ", raw)).strip(" ,;:.-–—\"'“”‘’/|=*†‡§")
    if _NUMBERED.match(label) or _ACRONYM.match(label):
        return label
    label = _LENGTH.sub("", _LEAD.sub("", label))
    label = _COURSE_OF.sub("", label)
    for _ in range(2):
        label = _DOSE.sub("", label)
        label = _LEAD.sub("", label)
        label = (_TAIL.sub("", " " + label).strip() or label).strip(" ,;:.-–—(\"'“”‘’/|=*†‡§")
    return label


def is_label(label: str) -> bool:
    """Tell whether a cleaned stretch can name an arm."""
    if _NUMBERED.match(label):
        return True
    if not 1 <= len(label) <= MAX_LABEL_CHARS or len(label.split()) > MAX_LABEL_WORDS:
        return False
    if not re.search(r"[A-Za-z]", label) or label.lower() in NOT_ARMS:
        return False
    if len(label) == 1:
        return label.isupper()
    if label.lower() in ("not", "without", "with", "no", "alone", "respectively", "n", "total"):
        return False
    if _COUNT_OF_PEOPLE.match(label) or _MOMENTS.fullmatch(label):
        return False
    if re.search(r"[≥≤%]|\bquasi\b|\d\s*%|\bp\s*[<=>]|[=<>]|\d\.\d", label):
        return False
    words = label.lower().split()
    if words[0] in _VERBS or words[-1] in _WHOLE or _NO_NAME.match(label):
        return False
    return not all(word in NOT_ARMS or word in _FILLER - _CARE for word in words)


@lru_cache(maxsize=4096)
def fold_label(label: str) -> tuple[str, ...]:
    """Reduce a label to its telling words, in order: `the MBSR group` becomes `('mbsr',)`."""
    if _NUMBERED.match(label):
        return ("group", label.split()[-1].lower())
    lowered = _WAITING.sub("waitlist", label.lower()).replace("+", " plus ")
    tokens = _TOKEN.findall(lowered)
    telling = tuple(_singular(token) for token in tokens if token not in _FILLER)
    return telling or tuple(tokens)


def _singular(token: str) -> str:
    return (
        token[:-1] if len(token) > 4 and token.endswith("s") and not token.endswith("ss") else token
    )


def role_of(label: str) -> str | None:
    """Return the role that a label tells by itself, None where it tells none."""
    for role, pattern in _ROLES:
        if pattern.search(label):
            return role
    return None


def is_control(label: str) -> bool:
    """Tell whether a label calls its arm a control or comparison."""
    return _CONTROL.search(label) is not None or label.upper() in ("CG", "CON", "CTRL", "CTL", "C")


def is_generic_intervention(label: str) -> bool:
    """Tell whether a label says no more than `intervention`, `experimental` or `treatment`."""
    folded = fold_label(label)
    return bool(folded) and all(
        word in _INTERVENTION or _singular(word) in _INTERVENTION for word in folded
    )


def initials_fit(abbreviation: str, words: str) -> bool:
    """Tell whether the letters of an abbreviation run through the initials of some words."""
    letters = [c for c in abbreviation.lower() if c.isalpha()]
    initials = [w[0] for w in re.findall(r"[A-Za-z]+", words.lower())]
    if len(letters) < 2 or not initials:
        return False
    position = 0
    for initial in initials:
        if position < len(letters) and initial == letters[position]:
            position += 1
    return position >= len(letters) or (position >= len(letters) - 1 and len(letters) >= 3)
