"""The condition that the people of a study have, from title and abstract."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.participant_counts import part_of
from miner.model.document import Document

MOST_CHARS = 70
MOST_ABSTRACT_BLOCKS = 4
_PEOPLE = (
    r"(?:patients?|participants|subjects|people|individuals|persons|adults|children|women|men|"
    r"adolescents|survivors|students|carers|caregivers|parents|nurses|athletes|smokers|employees|workers|residents|infants|mothers|veterans|outpatients|inpatients|volunteers|those|females|males|infants|youth)"
)
_NAME = r"(?P<name>[A-Za-z][\w’'/-]*(?:\s+(?!(?:who|were|was|are|is|had|have|has|at|by|on|to|from|after|before|during|randomi[sz]ed|receiving|undergoing|attending|showing|experiencing|admitted|presenting|scheduled|requiring|vs|versus|treated|using|through|over|aged|that|which|in|for|and\s+(?:their|the|its)|assigned|participated|followed|recruited)\b)[\w’'/-]+){0,6})"
# `patients with X`, but not `patients treated with X`.
_HAVING = re.compile(
    rf"\b{_PEOPLE}\s+(?:(?!(?!affected\b|diagnosed\b|infected\b)\w+ed\b)\w+\s+)?"
    r"(?:with|suffering\s+from|diagnosed\s+with|who\s+(?:have|had)|living\s+with|having)\s+(?:a\s+|an\s+|the\s+|diagnosis\s+of\s+)?"
    rf"{_NAME}",
    re.IGNORECASE,
)
# Names of what people suffer from; those of `_NEEDS_MORE` tell nothing without a word before.
_NEEDS_MORE = (
    r"diseases?|disorders?|syndromes?|symptoms|failure|injur(?:y|ies)|infections?|lesions?|defects?|arrest|impairments?|"
    r"restriction|deficienc(?:y|ies)|intolerance|trauma|distress|dependence|bleeding|stones?|wounds?"
)
_SUFFERED = (
    r"pain|depression|anxiety|fibromyalgia|cancers?|tumou?rs?|stress|insomnia|migraines?|headaches?|diabetes(?:\s+mellitus)?|asthma|"
    r"obesity|hypertension|strokes?|schizophrenia|dementia|autism|fatigue|infarction|fractures?|ulcers?|diarrho?ea|malaria|"
    r"HIV|COPD|ADHD|PTSD|acne(?:\s+vulgaris)?|hernias?|constipation|nausea|vomiting|delirium|glaucoma|cataracts?|burns|caries|psychosis|addiction|"
    r"ha?emorrhages?|shock|sepsis|pneumonia|ileus|aphasia|apno?ea|ischa?emia|fibrillation|psoriasis|eczema|epilepsy|parkinson(?:['’]?s)?\s+disease|"
    r"overweight|ascites|myasthenia(?:\s+gravis)?|calcul(?:us|i)|dengue|influenza|fibrosis|pals(?:y|ies)|paralysis|gout|lupus|anorexia|bulimia|hot\s+(?:flashes|flushes)|tinnitus|vertigo|dizziness|embolism|aneurysms?|hypotension|pruritus|myopia|dyspepsia|reflux|cirrhosis|worries|workaholism|alcoholism|burnout|grief|cough|colic|spasticity|incontinence|infertility|preeclampsia|pre-eclampsia|"
    r"(?!(?:dia|pro|hyp|apopt|necr|mit|osm|symbi|endocyt|exocyt|phagocyt)\w*osis\b)\w+(?:osis|oses)|(?!homeostasis\b|ha?emostasis\b|metastasis\b)\w+stasis|\w+(?:itis|onuria|iasis|an?emia|a?emia|opathy|opathies|algia|plegia|trophy|rrho?ea|penia|phobia|plasia|thyroidism|carcinoma|blastoma|lymphoma|melanoma|sarcoma|myeloma|glioma|adenoma)"
)
_MODIFIER = (
    r"(?!(?:the|a|an|of|in|on|at|to|by|for|and|or|with|without|from|after|before|during|between|among|versus|vs|than|as|is|are|was|were|its|their|this|these|"
    r"patients?|participants|adults|children|women|men|treatment|management|therapy|prevention|effects?|efficacy|risk|levels?|randomi[sz]ed|controlled|trial|study|oxidative|"
    r"no|not|high|higher|low|lower|less|more|all|any|both|other|new|\w+-informed|\w+-based|reduced?|reducing|improv\w+|treat\w+|prevent\w*|attenuat\w+|alleviat\w+|relie\w+|manag\w+|increas\w+|decreas\w+)\b)[A-Za-z][\w’'/-]*"
)
_SUFFERING = re.compile(
    r"\b(?:in|with|for|of|after|against|on|following|reduc\w+|improv\w+|treat\w*|prevent\w*|attenuat\w+|alleviat\w+|reliev\w+|manag\w+)\s+(?:the\s+|an?\s+)?"
    rf"(?P<name>(?:(?:{_MODIFIER}\s+){{1,4}}?(?:{_NEEDS_MORE})|(?:{_MODIFIER}\s+){{0,4}}?(?:{_SUFFERED})(?:\s+and\s+(?:{_SUFFERED}))?))\b(?![-–]|\s+(?:necrosis|markers?|suppress\w*|cells?|scores?|scales?|inventory|vaccin\w*))",
    re.IGNORECASE,
)
_IS_SUFFERED = re.compile(rf"\b(?:{_SUFFERED}|\w+\s+(?:{_NEEDS_MORE}))\b", re.IGNORECASE)
_RISK = re.compile(r"\brisk\s+$", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:[:;,.(\[].*|\b(?:a|an|the|and|or|with|of|randomi[sz]ed|controlled|trial|study|pilot|protocol|comparison|patients|symptoms\s+and|unsuitable|ineligible|eligible|continues?|remains?|requires?)\s*)$",
    re.IGNORECASE,
)
_OF_WHAT = re.compile(
    r"^(?:the\s+)?(?:recovery|management|treatment|prevention|risk|onset|severity|symptoms|prophylaxis|history|outcomes?|incidence)\s+(?:of|for)\s+",
    re.IGNORECASE,
)
_COMBINED = re.compile(r"\s+(?:combined|together|plus|compared|as\s+well)\b", re.IGNORECASE)
# Words that begin no condition, and words that are none by themselves.
_VAGUE = re.compile(
    r"^(?:(?:high|low|the|a|an|at|least|no|or|and|one|different|various|better|worse|good|poor|skin\s+types?|"
    r"regular|normal|long|received|state|lower|higher|increased|decreased|reduced|reducing|improving|preventing|indications?)\b|"
    r"(?:severe|mild|moderate|disease|symptoms?|treatment|surgery|therapy|care|[A-Z]{2,4}T)$|.*\b(?:history|should|future|received|use\s+for)\b|.*\s\d+$)",
    re.IGNORECASE,
)


def find_condition(document: Document) -> str | None:
    """Name the condition studied as title or abstract prints it, None where neither does.

    Parameters
    ----------
    document : Document

    Returns
    -------
    str or None
        What the title's people have or what it speaks of, else what the abstract's people have;
        outside `people with ...` of the title only what is a name of a disease or complaint.
    """
    titles = [b.span.of(document.text) for b in document.blocks if part_of(b) == "title"]
    title = titles[0] if titles else document.metadata.title or ""
    abstract = [
        b.span.of(document.text) for b in document.blocks if part_of(b) in ("abstract", "other")
    ][:MOST_ABSTRACT_BLOCKS]
    return next(_names(title, abstract), None)


def _names(title: str, abstract: list[str]) -> Iterator[str]:
    """Yield the names that title and abstract give, the surest first."""
    had = list(_matches(_HAVING, title))
    yield from (name for name in had if _IS_SUFFERED.search(name))
    yield from _matches(_SUFFERING, title)
    yield from had
    for text in abstract:
        yield from (name for name in _matches(_HAVING, text) if _IS_SUFFERED.search(name))
    for text in abstract:
        yield from (name for name in _matches(_SUFFERING, text) if _is_in(name, title))


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    # `risk of X` names what people do not have yet: it comes last.
    found = sorted(
        pattern.finditer(text), key=lambda m: _RISK.search(text[: m.start()]) is not None
    )
    for match in found:
        name = _trimmed(match["name"])
        if 3 <= len(name) <= MOST_CHARS and not _VAGUE.match(name):
            yield name


def _trimmed(name: str) -> str:
    name = _COMBINED.split(name.strip())[0]
    parts = re.split(r"\s*\b(?:with|who\s+have)\s+(?:a\s+|an\s+)?", name)
    name = next((p for p in parts if _IS_SUFFERED.search(p)), parts[-1])
    name = _OF_WHAT.sub("", name)
    for _ in range(3):
        name = _TAIL.sub("", name).strip()
    return name


def _is_in(name: str, title: str) -> bool:
    return bool(name) and name.split()[-1].lower() in title.lower()
