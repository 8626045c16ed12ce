"""Words of labels and questions, folded so that the same thing has the same word."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r"[a-z0-9]+(?:\.\d+)?|[α-ω]+|[<>≥≤]")
# SF-36, SF 36 and SF36 are one name.
_SPLIT_NAME = re.compile(r"\b([A-Z]{2,6})[-\s](\d+)\b")
_STOP = frozenset(
    """
    a an the of in and or to for with is are was were be been by on at as from this which than has
    have had it its their there these those we our after before between both each per via who whom
    during vs versus s t that into among within compared
    """.split()
)
# Words that nearly every outcome shares: they tell little.
GENERIC = frozenset(
    """
    score scores mean total level levels rate rates number numbers test scale value values change changes
    index measure outcome outcomes group groups patient patients participant participants incidence
    percentage percent proportion average overall result use subject subjects people effect effects
    improvement reduction increase decrease frequency prevalence occurrence degree amount sd
    difference assessment questionnaire inventory subscale item postoperative intervention treatment
    concentration concentrations serum plasma time clinical study cases case event events status any
    higher lower greater less improved reduced least event
    """.split()
)
# Each line is one idea; its first word stands for all of them.
_SYNONYMS = """
death mortality died deceased dead fatal fatality fatalities dying die lethality
hemorrhage bleeding haemorrhage bleed
relapse recurrence recurrent recurred recurring relapses relapsed
stay hospitalization hospitalisation
adverse side-effect ae aes sae
weight bodyweight
infant newborn neonate neonatal neonates newborns infants
pregnancy pregnant gestation gestational
tumor tumour cancer carcinoma
success successful succeed cured cure
satisfaction satisfied
vomiting emesis vomit
pain vas analgesia
quit abstinence cessation abstinent
fever febrile pyrexia
surgery operation operative surgical operating
glucose glycemia glycaemia glycemic glycaemic sugar
bmi adiposity
depression depressive depressed
anxiety anxious
exercise training
duration length
heart cardiac
kidney renal
liver hepatic
infection infected infections
woman women female females girl girls
man men male males boy boys
child children pediatric paediatric
quality qol hrqol
cesarean caesarean c-section
discontinuation discontinued discontinue withdrawal withdrawn dropout dropouts
complication complications
headache migraine
1 one
2 two
3 three
4 four
5 five
6 six
7 seven
8 eight
9 nine
10 ten
12 twelve
without free no non not absence lack
""".strip()
_CANONICAL = {word: line.split()[0] for line in _SYNONYMS.splitlines() for word in line.split()}
_ENDINGS = (
    "isations", "izations", "isation", "ization", "ically", "ations", "ation", "ments", "ment",
    "ness", "ities", "ity", "ical", "ional", "ings", "ing", "ives", "ive", "ions", "ion", "edly",
    "ies", "ied", "ous", "ers", "est", "als", "al", "ed", "es", "er", "ly", "ic", "s", "e", "y",
)  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Reduce a lower-case word to a stem; synonyms share one.

    Examples
    --------
    >>> stem("bleeding") == stem("haemorrhage")
    True
    """
    if word in _CANONICAL:
        return stem(_CANONICAL[word]) if _CANONICAL[word] != word else _cut(word)
    return _cut(word)


def _cut(word: str) -> str:
    plain = (
        word.replace("ae", "e").replace("oe", "e").replace("our", "or") if len(word) > 4 else word
    )
    if plain.isdigit() or len(plain) <= 3:
        return plain
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) >= 3:
            plain = plain[: -len(ending)]
            break
    plain = plain.rstrip("ioe") if len(plain) > 5 else plain
    return plain[:-2] if len(plain) >= 7 and plain.endswith("at") else plain


@lru_cache(maxsize=32768)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text's telling words, in order, each once."""
    text = _SPLIT_NAME.sub(r"\1\2", text)
    lowered = text.lower().replace("’", "'").replace("‐", "-").replace("‑", "-")
    found: list[str] = []
    for token in _TOKEN.findall(lowered):
        if token in _STOP:
            continue
        if len(token) > 7 and token.endswith("less"):
            found += ["without", stem(token[:-4])]  # stentless: without a stent
        else:
            found.append(stem(token))
    return tuple(dict.fromkeys(found))


GENERIC_STEMS = frozenset(stem(word) for word in GENERIC)


def weight(word: str) -> float:
    """Tell how much a stem says: little for words that every outcome shares."""
    if word in GENERIC_STEMS:
        return 0.25
    return 0.5 if len(word) == 1 else 1.0
