"""Counts of people in prose: which integers may count participants, and how they are introduced.

This is the first reading only: it finds candidates and leaves out what cannot be a count (ages,
doses, weeks, scores, table numbers). What a count stands for is judged in `count_roles` and by
the extractors.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from miner.model.span import Span
from miner.text.numbers import MINUS_SIGNS, Number, find_numbers

LARGEST_COUNT = 10_000_000
BEFORE_CHARS = 72  # how far back the words that introduce a count may stand

# Who is counted. The whole word must match, so plurals are spelled out.
_SINGULAR = (
    "patient outpatient inpatient participant subject adult student individual volunteer member user client "
    "teacher worker parent nurse physician player donor recipient family practice cluster school"
).split()
PARTICIPANT_NOUNS = (
    r"(?:(?:out|in)?-?patients?|participants?|subjects?|wom[ae]n|m[ae]n|adults?|child(?:ren)?|"
    r"infants?|neonates?|newborns?|babies|toddlers?|preschoolers?|boys?|girls?|adolescents?|"
    r"teen(?:ager)?s?|youths?|students?|pupils?|individuals?|persons?|people|volunteers?|"
    r"survivors?|cases|controls?|smokers?|veterans?|residents?|caregivers?|carers?|parents?|"
    r"mothers?|fathers?|famil(?:y|ies)|couples?|dyads?|pairs|twins?|nurses?|physicians?|"
    r"doctors?|clinicians|workers?|employees?|soldiers?|athletes?|players?|respondents?|"
    r"completers?|enrollees?|recruits?|attendees|users?|drinkers?|females?|males?|seniors|"
    r"elders?|elderly|pregnancies|households?|pts|recipients?|donors?|inmates?|prisoners?|"
    r"learners?|teachers?|staff|trainees|clients?|consumers?|members?|eyes|teeth|knees|hips|"
    r"legs|limbs|schools?|practices|clusters?|villages|isolates|samples|rats|mice|animals|dogs|"
    r"cats|pigs|sheep|observers|listeners|readers|musicians|singers|runners|dancers|citizens|"
    r"migrants|refugees|diabetics|asthmatics|sufferers|candidates|applicants|freshmen|"
    r"undergraduates|midwives|interns|latinas|latinos|sisters|relatives|offspring|biopsies|"
    r"informants|interviewees|raters|professionals|practitioners|dentists|cancers|tumou?rs)"
)
# A noun within eight words, over adjectives, brackets and `of the 84` but no verb or preposition.
_NOUN_AFTER = re.compile(
    rf"""
    (?:\s*[(\[][^()\[\]]{{1,25}}[)\]])?
    (?:\s+(?:of|out\s+of)\s+(?:the|these|those|all|our|a\s+total\s+of)?\s*(?:[\d,]+|[a-z-]+)?)?
    (?:
        [\s-]+(?!(?:of|than|was|were|had|in|on|at|to|for|from|by|vs|versus|times)\b)
        [\w<>≥≤](?:[\w'’/–-]|\.(?=\w))*,?
      | \s*\([^()]{{1,25}}\)
    ){{0,7}}?
    [\s-]+(?<!\band\s)(?P<noun>{PARTICIPANT_NOUNS})\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_VERB_AFTER = re.compile(
    r"(?:\s*(?:[(\[][^()\[\]]{1,20}[)\]]|\([^()]{1,60}\)))?,?\s*(?:were|was|are|had|have|received|receiving|completed|"
    r"withdrew|dropped|declined|refused|met|did|to(?!\s*\d)|in|into|on|with|without|for|who|assigned|"
    r"allocated|random(?:i[sz]ed|ly)|each|per|analy[sz]ed|treated|vs?\.?|versus|eligible|enrolled|"
    r"recruited|evaluable|assessable|remained|could|of\s+(?:whom|them|these|which|the)|from|"
    r"underwent|entered|agreed|gave|finished|discontinued|at|by|after|during|not|consented)\b",
    re.IGNORECASE,
)
# People under any name, told by what befell them: `131 drivers who were screened`.
_STEP_AFTER = re.compile(
    r"\s+(?:[a-z-]+\s+){1,3}?(?:who\s+)?(?:were|was|had\s+been)\s+(?:then\s+|randomly\s+|initially\s+)?(?:screened|random|enrolled|"
    r"recruited|invited|approached|assessed\s+for\s+eligibility|allocated|assigned\s+to|eligible|excluded\b|lost\s+to)",
    re.IGNORECASE,
)
_PEOPLE_VERB_AFTER = re.compile(
    r"(?:\s*[(\[][^()\[\]]{1,20}[)\]])?\s+(?:were|received|completed|withdrew|declined|to\s+(?!\d)(?!the\s+(?:end|present)))"
)
_MARKED = re.compile(
    r"(?:(?<![A-Za-z])[nN]s?\s*(?:[=:∶≈]|of|was|were)?|\bnumbers?\s*[=:]|\btotal(?:ling|ing)?(?:\s+of)?|"
    r"\bsamples?(?:\s+sizes?)?(?:\s+(?:of|was|is))?|\bincluding|\bcomprising|\bof\s+whom|\bamong|"
    r"\bcohort\s+of|\bremaining|\bother|\bapproximately|\babout|\ball)\s*[(]?\s*$",
    re.IGNORECASE,
)
_N_EQUALS = re.compile(
    r"(?:(?<![A-Za-z])[nN]s?\s*[=:∶]?|\b(?!(?:MW|SD|SE|SEM|CI|OR|HR|RR|BMI|IQR|RT|IQ|MD|SMD|NNT|ICC|AUC|VAS|CV|DF)\b)[A-Z]{2,6}\s*=)\s*$"
)
_SLASH = re.compile(r"[\d.]\s*/\s*$")
_OF_BEFORE = re.compile(r"(?:[\d)%]|[a-z]{3,5})\s+(?:out\s+)?of\s+(?:the\s+|all\s+|these\s+)?$")
_BRACKET_BEFORE = re.compile(r"[(\[]\s*$")
_IN_BRACKET = re.compile(r"[(\[][^()]{1,60}(?:,|;|and|or|vs\.?|:)\s*(?:and\s+)?$")
_CLOSES = re.compile(r"\s*[);,\]]")
_WORD_AFTER = re.compile(r"\s+[A-Za-z]")
_LIST_AFTER = re.compile(r"\s*(?:,|and|or|vs?\.?|versus|;|\+)\s*(?:and\s+)?\d")
_LABEL_BEFORE = re.compile(r"[A-Za-z0-9)]\s*[:,]\s*$")
_ARM_BEFORE = re.compile(r"\b(?:arm|group)\s+$", re.IGNORECASE)  # `tea arm 87, milk arm 82`
_SENTENCE_START = re.compile(r"(?:^|[.:!?\n]\s+|\n)$")
# What a number measures when it counts no people.
_UNIT_AFTER = re.compile(
    r"(?:\s*\([\d.]+\s?%\)(?=\s+(?:articles|documents|publications|papers|records|journals)))?\s*[-‐–]?\s*(?:%|per\s?cent\b|(?:patient|person|woman)[\s-](?:years?|months?|days?)\b|years?|yrs?\b|months?|mo\b|weeks?|wks?\b|days?|hours?|hrs?\b|h\b|ms\b|[kMG]?Hz\b|rpm\b|[nµμ]l\b|mAs?\b|kV\b|nm\b|cells\b|neurons\b|trials\b|stimuli\b|words\b|blocks\b|images\b|voxels\b|electrodes\b|"
    r"min(?:utes?)?\b|sec(?:onds?)?\b|s\b|mg|g\b|kg|[µμ]g|mcg|ml|mL|l\b|cm|mm|m\b|km|[nµμm]?mol|IU|±|\(OH\)|"
    r"points?\b|items?\b|times\b|-?fold|sessions?\b|visits?\b|sites?\b|cent(?:re|er)s?\b|hospitals?\b|"
    r"countries|documents|publications|papers|journals|citations|responses|questions|scales?\b|degrees?\b|°|cycles?\b|doses?\b|grades?\b|levels?\b|groups?\b|"
    r"arms?\b|trials?\b|studies|articles|courses?\b|tablets?|capsules|cohorts|versions?\b|types?\b(?!\s*(?:[12]|II?)\b)|"
    r"steps?\b|domains?|factors?\b|components?|modules?\b|clinics\b|cities|states\b|conditions\b|"
    r"[×x]\s*\d|:\d|(?:st|nd|rd|th)\b|[A-Z]{1,3}\d)",
    re.IGNORECASE,
)
_LABEL_NUMBER = re.compile(
    r"(?:\b(?:aged?|tables?|fig(?:ure)?s?\.?|phase|grade|stage|weeks?|days?|months?|"
    r"years?|visit|version|step|cycles?|courses?|appendix|section|chapter|refs?\.?|type|level|scores?(?:\s+of)?|items?|model|"
    r"stud(?:y|ies)|experiments?|per|block|wave|part|time|no\.|p|pp|vol|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|in|since|between|until|jan|feb|mar|apr|jun|"
    r"jul|aug|sept?|oct|nov|dec)\s+|(?:more|less|fewer|greater)\s+than\s+|[±^<>≤≥$£€#@°º]\s*|\+/-\s*)$",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(r"\b(?:from|after|before|(?:19|20)\d\d\s+(?:and|to))\s+$", re.IGNORECASE)
_DATE_BEFORE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s*$",
    re.IGNORECASE,
)
# `19-25`, `6 – 13`: the ends of a range count nobody.
_RANGE_BEFORE = re.compile(r"\d\s?[‐‑–—-]\s?$")
_RANGE_AFTER = re.compile(r"\s?[‐‑–—-]\s?\d")
_CLASS_OF = re.compile(r"\bclass\s+of\s+$", re.IGNORECASE)
_THING_AFTER = re.compile(
    r"\s+(?:groups?|arms?|sessions?|conditions?|interviews?|visits?|diets?|meals?|periods?|days?)\b",
    re.I,
)
_GIVEN_BEFORE = re.compile(
    r"\b(?:receiv\w+|given|undergo\w*|attend\w*)\s+(?:either\s+)?$", re.IGNORECASE
)
MOST_GIVEN = 4  # `to receive two interviews`: so few things, where people would be more
# Citations grown onto a word: `vapour.15, 24, 26 Rats`.
_CITED_LIST = re.compile(r"[A-Za-z)][.,]\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\s?[,–-]\s?$")
_YEARS = range(1800, 2036)


@dataclass(frozen=True, slots=True)
class CountMention:
    """One integer that may count participants.

    `cue` names what made it a candidate: `n_equals`, `marked`, `slash` (a denominator), `noun`,
    `verb`, `bracket`, `in_bracket`, `list`, `of`, `label`, `start`, `goes_on`. `noun` is who is counted,
    None where no noun follows.
    """

    n: int
    span: Span
    cue: str
    noun: str | None = None
    is_word: bool = False


def find_counts(text: str, *, start: int = 0, end: int | None = None) -> tuple[CountMention, ...]:
    """Find the integers in a stretch of prose that may count people.

    Parameters
    ----------
    text : str
        Any text.
    start, end : int
        Half-open range to look in.

    Returns
    -------
    tuple of CountMention
        In order. Not every one counts people: see `count_roles`.

    Examples
    --------
    >>> [c.n for c in find_counts("In 2010, 84 adults aged 40 were randomised (46 to walking).")]
    [84, 46]
    """
    found: list[CountMention] = []
    for number in find_numbers(text, start=start, end=end):
        if not _may_count(number):
            continue
        cue, noun = _cue(text, number, start)
        if cue is None and found and _goes_on(text, found[-1], number):
            cue = "goes_on"
        if cue is not None:
            found.append(
                CountMention(int(number.value), number.span, cue, noun, is_word=number.is_word)
            )
    return tuple(found)


# `Thirty patients received glue, and 30 drainage alone`: the second count leaves its noun out.
_GOES_ON = re.compile(r"[^.;]{0,110}?(?:\band|,|\bor|\bversus|\bvs\.?)\s+")


def _goes_on(text: str, last: CountMention, number: Number) -> bool:
    if last.cue not in ("noun", "verb", "goes_on") or number.value < 2 or _is_year(text, number):
        return False
    if _UNIT_AFTER.match(text, number.span.end):
        return False
    between = text[last.span.end : number.span.start]
    return (
        len(between) < 120
        and _GOES_ON.fullmatch(between) is not None
        and _WORD_AFTER.match(text, number.span.end) is not None
    )


def _is_year(text: str, number: Number) -> bool:
    """Tell four digits that may be a year; `1,902` is none."""
    return number.value in _YEARS and len(number.span.of(text)) == 4


def _may_count(number: Number) -> bool:
    return not number.decimals and not number.is_percent and 0 <= number.value <= LARGEST_COUNT


def _cue(text: str, number: Number, floor: int) -> tuple[str | None, str | None]:
    first, last = number.span.start, number.span.end
    is_year = _is_year(text, number)
    if _UNIT_AFTER.match(text, last):
        return None, None
    before = text[max(floor, first - BEFORE_CHARS) : first]
    if is_year and before[-1:] in MINUS_SIGNS and not number.is_word and before[-1:]:
        return None, None
    if _N_EQUALS.search(before):
        return "n_equals", None
    if _LABEL_NUMBER.search(before[-16:]) and (
        not number.is_word
        and (is_year or not before.lower().endswith(("in ", "between ", "until ")))
    ):
        return None, None
    if is_year and _CLASS_OF.search(before[-12:]):
        return None, None
    if is_year and _DATE_BEFORE.search(before[-18:]):
        return None, None
    if not number.is_word and (_RANGE_BEFORE.search(before[-8:]) or _RANGE_AFTER.match(text, last)):
        return None, None
    if _CITED_LIST.search(before[-24:]):
        return None, None
    if _SLASH.search(before[-6:]):
        return "slash", None
    if number.is_word and number.value <= 1 and not _NOUN_AFTER.match(text, last, last + 30):
        return None, None  # `one of the first`
    if number.value <= MOST_GIVEN and _GIVEN_BEFORE.search(before):
        return None, None
    noun = _NOUN_AFTER.match(text, last, min(len(text), last + 140))
    if noun and number.value > 1 and _is_adjective(text, noun, int(number.value)):
        noun = _adjective_then_noun(text, noun)  # `735 patient expressions` are no patients
    if noun and noun["noun"].lower() == "cases" and before.endswith("in "):
        return None, None  # `in four cases` says how often
    if noun:
        return "noun", noun["noun"].lower()
    return _looser_cue(text, number, before), None


def _is_adjective(text: str, noun: re.Match[str], n: int) -> bool:
    """Tell the patient of `735 patient expressions`, the control of `two control sessions`."""
    word = noun["noun"].lower()
    is_few = word == "control" and n <= MOST_GIVEN  # `35 formed the control group` counts people
    return word in _SINGULAR or (is_few and bool(_THING_AFTER.match(text, noun.end())))


def _adjective_then_noun(text: str, noun: re.Match[str]) -> re.Match[str] | None:
    """Find the people of `20 student volunteers`, whose first noun is but an adjective."""
    return _NOUN_AFTER.match(text, noun.end(), min(len(text), noun.end() + 30))


def _looser_cue(text: str, number: Number, before: str) -> str | None:
    last = number.span.end
    is_year = _is_year(text, number)
    if is_year and _YEAR_BEFORE.search(before[-12:]):
        return None  # `from 1990 to November`
    if is_year and not before.endswith("= "):
        return "verb" if _PEOPLE_VERB_AFTER.match(text, last) else None
    if _VERB_AFTER.match(text, last) or _STEP_AFTER.match(text, last):
        return "verb"
    if _MARKED.search(before):
        return "marked"
    if _BRACKET_BEFORE.search(before):
        if _CLOSES.match(text, last):
            return "bracket"
        if _WORD_AFTER.match(text, last):
            return "in_bracket"
    if _WORD_AFTER.match(text, last) and _IN_BRACKET.search(before):
        return "in_bracket"
    if _LIST_AFTER.match(text, last):
        return "list"
    if _OF_BEFORE.search(before[-18:]):
        return "of"
    if _CLOSES.match(text, last) and (
        _LABEL_BEFORE.search(before[-6:]) or (number.value >= 10 and _ARM_BEFORE.search(before))
    ):
        return "label"
    if (number.is_word or number.value >= 10) and _SENTENCE_START.search(before[-3:]):
        return "start"
    return None
