"""Harms: adverse events that a study watched for, and where a symptom counts as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.outcomes.listing import listed_names
from miner.extract.outcomes.passages import own_sentences
from miner.model import Document, Span

_HARM = re.compile(
    r"\b(?:(?:serious|severe|treatment-emergent|treatment-related|drug-related|other|major|minor)\s+)?(?:adverse\s+(?:drug\s+)?(?:events?|effects?|reactions?)|side[\s-]?effects?|"
    r"(?:intra|post|peri)-?operative\s+complications?)\b",
    re.IGNORECASE,
)
_WATCHED = re.compile(
    r"\b(?:record\w*|report\w*|monitor\w*|observ\w*|occur\w*|assess\w*|experienc\w*|incidence|frequen\w+|rates?|no|none|documented|noted|safety|tolerab\w+)\b",
    re.IGNORECASE,
)
_NO_HARM_OF_STUDY = re.compile(
    r"\b(?:consent|informed\s+(?:of|about)|known|previous(?:ly)?|history|may\s+(?:cause|have)|exclu\w+|such\s+as)\b",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"\b(?:adverse\s+(?:drug\s+)?(?:events?|effects?|reactions?)|side[\s-]?effects?|AEs?)\b(?:[^.,;:()]{0,50}?(?:\bsuch\s+as|\bincluding|\bincluded?|\bwere|\bwas|:)\s+(?P<what>.+)"
    r"|\s*\((?:e\.?g\.?,?\s+|i\.?e\.?,?\s+|such\s+as\s+|including\s+)?(?P<bracket>[^()]{8,150})\))",
    re.DOTALL,
)
_NOT_SEEN = re.compile(
    r"\b(?:consent|informed|exclu\w+|previous(?:ly)?|known|possible|potential|may|might|can|could|other\s+studies|history)\b",
    re.IGNORECASE,
)
_QUALITY = re.compile(
    r"^\w+(?:ed|ble|ent|ar|ous|al|ive|ic|ild|inor|ute|ally)$|"
    r"\b(?:events?|effects?|treatments?|groups?|patients?|stud\w+|reported|mild|moderate|severe|for|most|vital\s+signs|laboratory|examinations?|"
    r"questionnaires?|scores?|withdraw\w*|data|visits?|drugs?|similar|rare|few|common|any|both|types?|number|rate|incidence|severity|nature)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\badverse\b|\bside[\s-]?effects?\b|\bsafety\b|\btolerab|\btoxicit|\bcomplications?\b|\bharms?\b",
    re.IGNORECASE,
)
_MIXED_PLACE = re.compile(
    r"\b(?:efficacy|baseline|characteristics|demographic|outcomes?)\b", re.IGNORECASE
)


def find_harm(document: Document) -> Span | None:
    """Return the first place that names adverse events as something this study looked for."""
    for sentence in own_sentences(document):
        words = sentence.of(document.text)
        harm = _HARM.search(words)
        if harm and _WATCHED.search(words) and not _NO_HARM_OF_STUDY.search(words):
            return Span(sentence.start + harm.start(), sentence.start + harm.end())
    return None


def find_listed_harms(document: Document) -> Iterator[Span]:
    """Yield the symptoms that a sentence names as adverse events: `side effects were nausea and rash`."""
    for sentence in own_sentences(document):
        words = sentence.of(document.text)
        if _NOT_SEEN.search(words):
            continue
        for match in _LISTS.finditer(words):
            what = match["bracket"] or match["what"]
            begin = sentence.start + match.start("bracket" if match["bracket"] else "what")
            names = list(listed_names(what))
            if match["bracket"] and ("," not in what or not all(map(_is_symptom, names))):
                continue  # a table, a count, a short form
            for start, name, reason in names:
                if not _is_symptom((start, name, reason)):
                    break
                yield Span(begin + start, begin + start + len(name))


def _is_symptom(listed: tuple[int, str, str]) -> bool:
    _, name, reason = listed
    is_plain = re.fullmatch(r"[a-z][a-z’' /-]+", name) is not None
    return not reason and is_plain and len(name.split()) <= 4 and not _QUALITY.search(name)


def stands_among_harms(document: Document, span: Span) -> bool:
    """Tell whether a place lies in a table, or under a heading, that is about harms alone."""
    cell = document.cell_at(span.start)
    if cell is not None:
        table = next(table for table in document.tables if table.table_id == cell[0])
        caption = table.caption.of(document.text) if table.caption else ""
        return _is_about_harms(caption)
    block = document.block_at(span.start)
    return block is not None and any(_is_about_harms(heading) for heading in block.section[1:])


def _is_about_harms(words: str) -> bool:
    first = re.split(r"\band\b|[,;]", words)[0]
    return bool(_PLACE.search(first)) and not _MIXED_PLACE.search(words)
