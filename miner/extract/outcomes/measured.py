"""What a study says it measured, and by what: `Fatigue was assessed with the FSS`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from miner.extract.outcomes.listing import listed_names
from miner.extract.outcomes.naming import cut_to_name, why_no_name
from miner.extract.outcomes.passages import names_measures, own_blocks, tells_measures
from miner.model import Block, Document, Span
from miner.text import reading_model
from miner.text.sentences import split_sentences

_VERB = r"(?:measured|assessed|evaluated|rated|quantified|scored|recorded|determined|monitored|examined|estimated|self-?rated|self-?reported)"
_WAS = re.compile(
    rf"(?:^|[;:]\s+|\.\s+|,\s+(?:and|while|whereas)\s+)(?P<what>[^;:]{{3,160}}?)\s+(?:was|were|is|are|will\s+be)\s+(?:(?:\w+ly|also|then|first)\s+)?{_VERB}\b(?P<tool>.{{0,160}})",
    re.IGNORECASE | re.DOTALL,
)
_USED = re.compile(
    r"(?P<tool>[^;]{2,160}?)\s+(?:(?:was|were|is|are)\s+(?:used|administered|applied|employed|completed|chosen)\s+(?:to|for)\s+(?:the\s+)?|"
    r"(?:(?:is|was)\s+an?\s+[^;.]{3,80}?\s+(?:that|which|to|for)\s+)?(?:reliably\s+)?(?=(?:assess|measur|evaluat)(?:es|ed|ing)?\b)|as\s+an?\s+(?=measures?\s+of))"
    r"(?:assess|measure|evaluat|determin|quantify|rat|monitor)\w*\s+(?:of\s+)?(?P<what>[^;.]{3,120})",
    re.IGNORECASE | re.DOTALL,
)
_BY = re.compile(
    r"\b(?:on|by|with|using|via|through|from|according\s+to|in)\s+(.+)", re.I | re.DOTALL
)
# What is assessed but is no outcome: people, sites, the study itself.
_NO_CONSTRUCT = re.compile(
    r"\b(?:eligib|consent|complian|adheren|fidelity|random|blind|normality|assumption|reliability|validity|consisten|"
    r"internal|demograph|medical\s+history|quality\s+of\s+(?:evidence|studies)|statistic|significance|sample|questionnaires?$|"
    r"instruments?$|items?$|scales?$|diagnos|responses?$|subscales?$|(?:para|vari|dat|outcome|end[\s-]?point|characteristic|measure|analys|stud|sample|"
    r"specimen|record|safety|tolerabil|efficacy|metric|result|patient|participant|subject)\w*$|\bpatients\s+with\b|\bbaseline\b|subanalys|substud|interactions?\b)",
    re.IGNORECASE,
)
MAX_CONSTRUCT_WORDS = 6
LEAST_MARKED = 0.6  # share of a name
MEASURED, USED, HEADING = "measured", "used_to_measure", "heading_of_measures"


@dataclass(frozen=True, slots=True)
class Measured:
    """A construct named as measured; `tool` holds the words about what measured it."""

    name: str
    span: Span
    sentence: Span
    tool: str
    rule: str

    def is_marked(self, document: Document) -> bool:
        """Tell whether the reading model, too, takes the words for an outcome."""
        if self.rule == HEADING:
            return True
        if self.rule != MEASURED or not reading_model.is_available():
            return False
        start = self.span.start - self.sentence.start
        inside = sum(
            max(0, min(place.end, start + len(self.name)) - max(place.start, start))
            for place in _marked(self.sentence.of(document.text))
        )
        return inside >= LEAST_MARKED * len(self.name)


@lru_cache(maxsize=64)
def _marked(sentence: str) -> tuple[Span, ...]:
    found = reading_model.find_spans(sentence, style="ebm_nlp")
    return tuple(span for kind, span, _ in found if kind == "outcomes")


def find_measured(document: Document) -> Iterator[Measured]:
    """Find what the parts of a paper about its measures say was measured, in order."""
    for block in own_blocks(document):
        if not tells_measures(block):
            continue
        words = block.span.of(document.text)
        yield from _heading(document, block)
        for sentence in split_sentences(words):
            content = sentence.of(words)
            if len(content) > 700:
                continue
            place = Span(block.span.start + sentence.start, block.span.start + sentence.end)
            for rule, pattern in ((MEASURED, _WAS), (USED, _USED)):
                match = pattern.search(content)
                if match is not None:
                    yield from _constructs(match, place, rule)
                    break


def _tool(words: str) -> str:
    by = _BY.search(words)
    return by[1] if by else ""


def _constructs(match: re.Match[str], sentence: Span, rule: str) -> Iterator[Measured]:
    tool = match["tool"] if rule == USED else _tool(match["tool"])
    for start, name, reason in listed_names(match["what"]):
        if not reason and _is_construct(name):
            begin = sentence.start + match.start("what") + start
            yield Measured(name, Span(begin, begin + len(name)), sentence, tool, rule)


def _is_construct(name: str) -> bool:
    return len(name.split()) <= MAX_CONSTRUCT_WORDS and not _NO_CONSTRUCT.search(name)


def _heading(document: Document, block: Block) -> Iterator[Measured]:
    """Read `Fatigue`, a heading below `Outcome measures`, with the text that follows it."""
    if block.kind == "abstract" or not names_measures(block.section[:-1]):
        return
    title = block.section[-1]
    at = document.text.rfind(title, 0, block.span.start)
    if at < 0 or document.text[at + len(title) : block.span.start].strip():
        return
    heading = re.sub(r"^[\d.]+\s*", "", title)
    offset, name = cut_to_name(heading)
    start = at + len(title) - len(heading) + offset
    text = block.span.of(document.text)[:250]
    if not re.search(rf"\b{_VERB}\b|\b(?:assess|measur|evaluat)\w+", text, re.IGNORECASE):
        return
    if name and not why_no_name(name) and not _HEADING_ONLY.search(name) and _is_construct(name):
        place = Span(start, start + len(name))
        yield Measured(name, place, place, text, HEADING)


_HEADING_ONLY = re.compile(
    r"\b(?:outcomes?|measures?|measurements?|assessments?|instruments?|questionnaires|end[\s-]?points?|data|procedures?|analys[ei]s|"
    r"collection|methods?|participants|interventions?|design|variables|evaluations?|follow[\s-]?up|materials?|tests?|statistic\w*|tools?|"
    r"screening|recruitment|training|sessions?|treatments?|setting|ethic\w*|patients|groups?|programme?|protocol|study)\b",
    re.IGNORECASE,
)
