"""What a paper did not study: a later time, another treatment, other people, an outcome it never measured.

A claim about any of these is neither supported nor contradicted by the paper, however much
the words agree.
"""

from __future__ import annotations

import re
from functools import lru_cache

from miner.claims.claim_patterns import NAMED_TREATMENT
from miner.claims.concepts import BY_NAME
from miner.claims.evidence import EvidenceDocument
from miner.claims.parse import ClaimParts
from miner.claims.words import expanded_terms, fold, terms
from miner.text.timepoints import WEEKS_PER_UNIT, find_timepoints

# A claim's time this many times beyond the paper's last visit was not studied.
BEYOND = 1.4
# Letters of an illness by which its name is known again.
ROOT_CHARS = 6
SEASON = 13.0  # weeks
_FOLLOW_UP = re.compile(r"\bfollow(?:ed)?[- ]?up\b|\blater\b|\blong[- ]term\b", re.I)
_NUMBERING = r"^(?:[\dIVX]+[.)]?(?:\d+[.)]?)*\s+)?"
_OTHERS = re.compile(
    _NUMBERING
    + r"(?:introduction|background|references|competing|conflict|acknowledg|funding|author)",
    re.I,
)
_DISCUSSION = re.compile(_NUMBERING + r"(?:discussion|conclusion|limitation|comment)", re.I)
_CONCLUSIONS = re.compile(r"conclusion|background|objective", re.I)
_RESULTS = re.compile(_NUMBERING + r"(?:title|abstract|result|finding)", re.I)
_VISIT = re.compile(
    r"\b(?:follow(?:ed)?[- ]?up|assess\w*|measur\w*|visits?|questionnaires?|evaluat\w*|baseline|endpoint|weekly|"
    r"sessions?|(?:lasted|treat\w*|intervention|trial|programme?|course|training)\b)",
    re.I,
)
_AGE_OR_PAST = re.compile(
    r"\b(?:aged?|old|histor\w+|diagnos\w+|duration of (?:pain|symptoms|illness|disease)|since|experience|previous|past|last|"
    r"at least|more than|prior|before|education|married|born)\b",
    re.I,
)
_DURATION = re.compile(
    r"\b(?P<count>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty-four)[- ]"
    r"(?P<unit>day|week|month|year)s?\b",
    re.I,
)
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "eighteen": 18, "twenty-four": 24,
}  # fmt: skip
_GENERIC = frozenset(
    terms(
        "therapy training treatment programme program course stimulation supplement vaccine low dose "
        "standard usual exercise group mindfulness meditation support phone mobile smartphone"
    )
)
# People a claim may be about, and the words by which a paper would name them.
POPULATIONS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(rf"\b(?:{said})\b", re.I), re.compile(rf"\b(?:{studied})\b", re.I))
    for said, studied in (
        (r"men|males?|boys|husbands", r"men|males?|boys?|male/female|gender|sex"),
        (r"women|females?|girls|mothers", r"women|woman|females?|girls?|mothers?|gender|sex"),
        (r"parents|fathers", r"parent\w*|father\w*|mother\w*|famil\w+"),
        (
            r"children|kids|toddlers",
            r"child\w*|p(?:a)?ediatric|school\w*|pupils?|infant\w*|boys?|girls?|adolescen\w*",
        ),
        (r"veterans|soldiers", r"veterans?|military|soldiers?|army"),
        (r"pregnant", r"pregnan\w*|antenatal|prenatal|obstetric"),
        (r"older (?:people|adults)|elderly|pensioners", r"older|elderly|aged|geriatric|years"),
    )
)
# Illnesses by name, which say who a claim is about. Those that are outcomes as well (pain, depression,
# fatigue) say it too seldom.
_ILLNESS = re.compile(
    r"\b(?:[a-z]{3,}(?:itis|algia|plegia|pathy|oma|oplasia|aemia)|(?:fibro|tubercul|scler|thromb|endometri|psych|cirrh|arthr)osis|asthma|copd|dementia|alzheimer\w*|"
    r"parkinson\w*|diabet\w+|hiv|aids|malaria|autism|autistic|adhd|epilep\w+|schizophreni\w*|bipolar|cancer\w*|leuk(?:a)?emia|lymphoma|"
    r"tinnitus|migraine\w*|eczema|acne|cataracts?|uveitis|glaucoma|strokes?|crohn\w*|ibs|me/?cfs|covid\S*|influenza|fibro|ptsd|gad|ocd|"
    r"kidney (?:disease|failure)|heart (?:failure|disease|attacks?)|sickle[- ]cell|cystic fibrosis|multiple sclerosis|down(?:'s)? syndrome)\b",
    re.I,
)


def not_studied(parts: ClaimParts, document: EvidenceDocument) -> tuple[str, ...]:
    """Name the parts of a claim that a full text never studied.

    Parameters
    ----------
    parts : ClaimParts
    document : EvidenceDocument
        Of an abstract alone only a treatment that it never names is said to be missing.

    Returns
    -------
    tuple of str
        Of `timepoint`, `outcome`, `treatment`, `population`; empty where all were studied or where the
        claim does not say.
    """
    if not document.is_long:
        return ("treatment",) if _other_treatment(parts, document) else ()
    missing: list[str] = []
    if parts.weeks is not None and parts.weeks > 2 and _is_later(parts.weeks, document):
        missing.append("timepoint")
    main = next((p.outcome for p in parts.propositions if p.outcome and p.says), None)
    named = [main] if main else list(parts.outcomes)
    if named and not any(measures(document, name) for name in named):
        missing.append("outcome")
    if _other_treatment(parts, document):
        missing.append("treatment")
    if _other_population(parts, document):
        missing.append("population")
    return tuple(missing)


def _is_later(weeks: float, document: EvidenceDocument) -> bool:
    last = last_visit(document)
    if last is not None:
        return weeks > BEYOND * last
    # A paper that tells no times and no follow-up has none a season away.
    return weeks > SEASON and not any(_FOLLOW_UP.search(text) for text in _own_texts(document))


@lru_cache(maxsize=4096)
def last_visit(document: EvidenceDocument) -> float | None:
    """Return the latest time in weeks that a paper's own methods, results or tables name."""
    latest: float | None = None
    for text in _own_texts(document):
        past = _AGE_OR_PAST.search(text)
        found = [] if past else [t.weeks for t in find_timepoints(text) if t.weeks]
        for match in _DURATION.finditer(text) if _VISIT.search(text) and not past else ():
            count = match.group("count").lower()
            number = _COUNTS.get(count) or float(count)
            found.append(number * WEEKS_PER_UNIT[match.group("unit").lower()])
        for value in found:
            if latest is None or value > latest:
                latest = value
    return latest


@lru_cache(maxsize=4096)
def _own_texts(document: EvidenceDocument) -> tuple[str, ...]:
    """Sentences of abstract, methods and results, and table rows: what the paper itself did."""
    own = [
        text
        for _, text, section in document.sentences
        if not _OTHERS.match(section)
        and not _DISCUSSION.match(section)
        and not _CONCLUSIONS.search(section)
    ]
    return tuple(own) + tuple(text for _, text, _ in document.table_rows)


@lru_cache(maxsize=65_536)
def measures(document: EvidenceDocument, concept: str) -> bool:
    """Tell whether a paper measured an outcome: in its records, abstract, results or tables."""
    pattern = BY_NAME[concept].pattern
    for outcome in document.outcomes:
        label = " ; ".join((outcome.name, outcome.instrument or "", outcome.abbreviation or ""))
        if pattern.search(label):
            return True
    results = [text for _, text, section in document.sentences if _RESULTS.match(section)]
    if not results:
        results = list(_own_texts(document))
    rows = [text for _, text, _ in document.table_rows]
    return any(pattern.search(text) for text in results + rows)


def _other_treatment(parts: ClaimParts, document: EvidenceDocument) -> bool:
    """Tell whether the claim names a treatment that the paper's own study never names.

    Only treatments known by name count: posts call the arms of a trial what they like.
    """
    for match in NAMED_TREATMENT.finditer(parts.text):
        wanted = {term for term in terms(match.group(0)) if term not in _GENERIC}
        # Half of the words must stand together: `cognitive` here, `therapy` there is no CBT.
        if wanted and max(len(wanted & own) for own in _own_terms(document)) < 0.5 * len(wanted):
            return True
    return False


def _other_population(parts: ClaimParts, document: EvidenceDocument) -> bool:
    """Tell whether the claim is about people of whom the paper's own study says nothing."""
    texts = (document.title or "", *_own_texts(document))
    # Within words too, and in the field's words: arthritis in osteoarthritis.
    named = [fold(match.group(0)) for match in _ILLNESS.finditer(parts.text)]
    meant = {word for name in named for word in (name[:ROOT_CHARS], *expanded_terms(name))}
    if meant and not any(word in _own_words(document) for word in meant):
        return True
    for said, studied in POPULATIONS:
        if said.search(parts.text) and not any(studied.search(text) for text in texts):
            return True
    return False


@lru_cache(maxsize=4096)
def _own_words(document: EvidenceDocument) -> str:
    return fold(" ".join((document.title or "", *_own_texts(document))))


@lru_cache(maxsize=4096)
def _own_terms(document: EvidenceDocument) -> tuple[frozenset[str], ...]:
    arms = [" ".join((arm.label, arm.long_label or "", *arm.aliases)) for arm in document.arms]
    return tuple(
        frozenset(terms(text)) for text in (document.title or "", *_own_texts(document), *arms)
    )
