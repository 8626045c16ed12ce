"""Outcomes that the reading model marks in an abstract.

Of an abstract that comes alone every mention is kept: there is nothing else. In a full paper
methods and tables name most outcomes; the abstract adds those that the paper keeps speaking of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from miner.extract.outcomes.listing import listed_names
from miner.extract.outcomes.matching import make_outcome
from miner.extract.outcomes.naming import cut_to_name, why_no_name
from miner.extract.participant_counts import has_body
from miner.model import Document, Outcome, Span
from miner.text import reading_model

LEAST_SENTENCES = 3  # fewer are a passage, whose results name their outcomes themselves
LEAST_MENTIONS = 3  # of a name in a whole paper, its abstract counted
LEAST_SCORE = 0.5  # in a paper
MAX_WORDS = 7  # in a paper
RULE = "span_model"
_NOT_OWN = re.compile(
    r"\b(?:background|introduction|objectives?|aims?|purpose|rationale|conclusions?|context)\b",
    re.I,
)
_ASPECT = re.compile(
    r"^(?:(?:the\s+)?(?:rates?|incidence|prevalence|number|proportion|percentage|frequency|levels?|severity|intensity|duration|time|length|amount|risk)\s+(?:of|to)\s+)+"
)
# One word that asks for more, or could be said of any study.
_LONE = re.compile(
    r"^(?:[a-z-]+(?:ic|ous|ive|ary|ical|ular|ed)|recovery|activity|activities|efficacy|safety|drugs?|days|hours|reductions?|increases?|changes?|response|resistance|"
    r"behaviou?rs?|performance|condition|function|treatment|use|disease|severity|improvement|benefits?|costs?|lipids?|duration|time|success|failure|infection|(?:computed|magnetic).*|.*(?:tomography|endoscopy|imaging))$",
    re.IGNORECASE,
)


def find_mentions(document: Document, version: int) -> Iterator[Outcome]:
    """Yield what the reading model marks as an outcome, in reading order."""
    if len(document.sentences) < LEAST_SENTENCES or not reading_model.is_available():
        return
    found = _of_paper(document) if has_body(document) else _of_abstract(document)
    for span, score in found:
        yield make_outcome(
            document, span, name=span.of(document.text), version=version, rule=RULE,
            confidence=round(0.8 * score, 2),
        )  # fmt: skip


def _of_abstract(document: Document) -> Iterator[tuple[Span, float]]:
    for kind, span, score in reading_model.find_spans(document.text, style="ebm_nlp"):
        if kind != "outcomes":
            continue
        names = [each for each in listed_names(span.of(document.text)) if not each[2]]
        if len(names) > 1:
            for start, name, _ in names:
                yield Span(span.start + start, span.start + start + len(name)), score
        elif not why_no_name(span.of(document.text)):
            yield span, score


def _of_paper(document: Document) -> Iterator[tuple[Span, float]]:
    folded = document.text.casefold()
    for block in document.blocks:
        if block.kind != "abstract" or any(map(_NOT_OWN.search, block.section[1:])):
            continue
        words = block.span.of(document.text)
        for kind, marked, score in reading_model.find_spans(words, style="ebm_nlp"):
            if kind != "outcomes" or score < LEAST_SCORE:
                continue
            for start, name, reason in listed_names(marked.of(words)):
                if reason or len(name.split()) > MAX_WORDS or _LONE.match(name):
                    continue
                begin = block.span.start + marked.start + start
                thing = _ASPECT.sub("", cut_to_name(name)[1].casefold())
                if folded.count(thing) >= LEAST_MENTIONS:
                    yield Span(begin, begin + len(name)), score
