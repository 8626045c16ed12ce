"""Which sentences of a document speak of its own results, and why the others do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from miner.model.document import Block, Document
from miner.model.span import Span
from miner.text.sentences import split_sentences

# Headings, tried in this order: "Results and discussion" is results.
_PARTS = (
    ("results", re.compile(r"\b(?:results?|findings|outcomes? of|efficacy|safety|adverse|experiment \d|study \d)\b", re.I)),
    ("methods", re.compile(r"\b(?:methods?|methodology|materials|participants|subjects|procedures?|design|measures|"
                           r"statistic\w*|analys[ei]s|sample size|power|interventions?|randomi[sz]ation|setting|protocol)\b", re.I)),
    ("introduction", re.compile(r"\b(?:introduction|background|rationale|objectives?|aims?|purpose|hypothes[ei]s)\b", re.I)),
    ("discussion", re.compile(r"\b(?:discussion|conclusions?|limitations?|interpretation|implications?|comment|summary|strengths)\b", re.I)),
    ("other", re.compile(r"\b(?:references|acknowledge?ments?|abbreviations|funding|competing|contributions?|supplement\w*|"
                         r"conflicts?|appendix|availability|disclosures?|ethic\w*|keywords?)\b", re.I)),
)  # fmt: skip
MAX_SENTENCE_CHARS = 4000  # longer "sentences" are tables that lost their lines
_READ_KINDS = frozenset({"abstract", "paragraph", "list_item"})
_AUTHOR_YEAR = re.compile(
    r"[A-Z][\w'’-]+(?:\s+(?:et\s+al\.?|(?:and|&)\s+[A-Z][\w'’-]+))?,?\s*[\[(]?(?:19|20)\d\d[a-z]?\b"
)
_OWN = re.compile(
    r"\b(?:in\s+(?:our|this|the\s+(?:present|current))\s+(?:study|trial|sample|work|investigation|cohort|analysis)|"
    r"our\s+(?:study|trial|results|findings|data|sample)|we\s+(?:found|observed|detected|showed|also\s+found)|"
    r"the\s+present\s+(?:study|trial|results|findings|data))\b",
    re.I,
)
_OTHERS = re.compile(
    r"\b(?:previous(?:ly)?|prior|earlier|other)\s+(?:\w+\s+){0,2}(?:stud(?:y|ies)|trials?|work|reports?|research|authors|investigators|meta-?analys[ei]s)\b"
    r"|\bmeta-?analys[ei]s\s+(?:of|by|found|showed|including)\b|\bin\s+(?:a|another)\s+(?:\w+\s+){0,3}(?:study|trial|review|meta-?analysis)\b",
    re.I,
)
_PLANNING = re.compile(
    r"""
    \b(?: sample[\s-]size | (?:statistical\s+)?power\s+(?:of|to|was|calculation|analys[ei]s) | \d\s?%\s+power | powered
      | to\s+detect\s+(?:an?|the|at\s+least|differences?) | type\s+I+\s+error | (?:one|two)[-\s](?:sided|tailed)\s+(?:alpha|α|significance|tests?\s+with)
      | (?:alpha|α)\s*(?:=|level|of|was|error|set) | assum(?:ing|ed|ption) | (?:drop-?out|attrition)\s+rate\s+of
      | minimal(?:ly)?\s+(?:clinically\s+)?important | non-?inferiority\s+margin
      | required\s+(?:to|sample|number) | G\*?\s?Power
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ALPHA = re.compile(
    r"""
    \b(?: (?:considered|regarded|taken|deemed|accepted|defined|used|interpreted|judged|declared)\s+(?:to\s+be\s+|to\s+indicate\s+)?(?:as\s+)?(?:being\s+)?(?:an?\s+|the\s+)?(?:statistical(?:ly)?\s+)?signific\w+
      | signific\w+\s+(?:level|threshold|criterion|cut-?off)?\s*(?:was|were|is|of\s+the\s+tests?\s+was)?\s*(?:set|defined|accepted|considered|assumed|established|fixed|determined|taken|assessed|declared|based)
      | (?:level|threshold|criterion)\s+(?:of|for)\s+(?:statistical\s+)?significance
      | (?:statistical\s+)?significance\s+(?:level|threshold)\s+(?:of|at|=)
      | (?:indicat|denot|signif|represent)\w*\s+(?:a\s+)?(?:statistical(?:ly)?\s+)?significan
      | (?:small|medium|moderate|large)\s+effects?(?:\s+sizes?)?,?\s*(?:and|or|,|\(|=|if|when)
      | p[\s-]?values?\s+(?:of\s+)?(?:less|lower|smaller|below|under|<|≤)\s?(?:than)?\s*(?:or\s+equal\s+to\s+)?0?[.·]\d+\s+(?:was|were|is|are)
      | was\s+set\s+at | were\s+set\s+at
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BASELINE = re.compile(
    r"\b(?:at\s+(?:baseline|study\s+entry|enrol?lment|entry|intake|pre-?(?:test|treatment|intervention))|baseline\s+(?:characteristics|differences?|demographic|comparab|values|scores|data|variables|equivalence|measures)|"
    r"(?:demographic|sociodemographic)s?\b|prior\s+to\s+(?:treatment|intervention|training|randomi[sz]ation)|before\s+(?:treatment|the\s+intervention|intervention|surgery|training))\b"
    r"|\bcomparable\s+at\s+baseline\b|\bmatched\b|\b(?:mean|median|average)\s+age\b|\bin\s+(?:terms\s+of\s+)?(?:age|sex|gender)\b",
    re.I,
)
_CHANGE = re.compile(
    r"\b(?:from|versus|vs\.?|than|to|over|with|relative\s+to|since)\s+(?:the\s+)?(?:baseline|pre)\b|\bbaseline\s+(?:to|and\s+(?:at\s+)?(?:\d|post|follow|end|final|week|month))|"
    r"\b(?:adjust|controll|covariate|correct)\w*\b|\bpost|\bafter\s+(?:treatment|\d)|follow-?up|\bassociat|\bpredict|\bcorrelat",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence worth reading. `part` is where it stands, `before` its paragraph's start."""

    span: Span
    part: str
    paragraph: Span
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a sentence's numbers are left out; `rule` names the reason."""

    rule: str
    reason: str


def read_passages(document: Document) -> Iterator[Passage]:
    """Yield the sentences of running text, in order, with the part of the paper they are in."""
    has_results = any(block.section and part_of(block) == "results" for block in document.blocks)
    for block in document.blocks:
        if block.kind not in _READ_KINDS:
            continue
        part = part_of(block)
        if part == "body" and not block.section and has_results:
            part = "introduction"  # text before the first heading of a paper that has headings
        if part == "other":
            continue
        for sentence in split_sentences(document.text, block.span.start, block.span.end):
            if len(sentence) > MAX_SENTENCE_CHARS:
                continue
            yield Passage(sentence, part, block.span, block.section)


def part_of(block: Block) -> str:
    """Tell the part of a paper from the headings above a block; the nearest heading decides."""
    headings = list(block.section)
    if block.kind == "abstract" and len(headings) <= 1:
        return "abstract"
    # The top heading rules, except that a neutral one ("Main text") leaves it to those below.
    for heading in headings[1:] if block.kind == "abstract" else headings:
        for part, pattern in _PARTS:
            if pattern.search(heading):
                return part
    return "abstract" if block.kind == "abstract" else "body"


def judge_sentence(document: Document, passage: Passage) -> Verdict | None:
    """Say why the numbers of a sentence are not results of this study; None where they are."""
    text = passage.span.of(document.text)
    if passage.part == "introduction":
        return Verdict("introduction", "a number of the introduction is another study's or a plan")
    if _ALPHA.search(text):
        return Verdict("significance_level", "a rule of decision, not a result")
    if passage.part not in ("results",) and _PLANNING.search(text):
        return Verdict("planning", "a sample size calculation, not a result")
    is_cited = _is_cited(document, passage)
    if passage.part == "discussion":
        if is_cited or _OTHERS.search(text) or not _OWN.search(text):
            return Verdict("discussion", "not clearly this study's own result")
    elif passage.part in ("methods", "body") and (is_cited or _OTHERS.search(text)):
        return Verdict("cited", "a number quoted from another study")
    return None


def _is_cited(document: Document, passage: Passage) -> bool:
    text = passage.span.of(document.text)
    if _AUTHOR_YEAR.search(text) or re.search(
        r"(?<![\w=<>])\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]", text
    ):
        return True
    return any(
        mark.kind == "citation"
        and mark.span.start < passage.span.end
        and passage.span.start <= mark.span.start
        for mark in marks_between(document, passage.span)
    )


def marks_between(document: Document, span: Span) -> list:  # type: ignore[type-arg]
    """Return the marks that start inside `span`."""
    return [mark for mark in document.marks if span.start <= mark.span.start < span.end]


def is_baseline_comparison(text: str) -> bool:
    """Tell whether a sentence compares groups at baseline, before anything was done."""
    return bool(_BASELINE.search(text)) and not _CHANGE.search(text)
