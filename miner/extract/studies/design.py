"""What kind of study a paper reports, from its title, abstract and methods."""

from __future__ import annotations

import re

from miner.extract.participant_counts import part_of
from miner.model.document import Document
from miner.model.span import Span

RANDOMISED = frozenset(
    ("parallel_rct", "crossover_rct", "cluster_rct", "pilot_rct", "factorial_rct")
)
WITHOUT_PEOPLE = frozenset(("systematic_review", "meta_analysis", "protocol", "laboratory"))
METHODS_CHARS = 4_000

_R = r"random(?:i[sz]ed|ly|i[sz]ation)"
_TITLE: tuple[tuple[str, str], ...] = (
    ("meta_analysis", r"meta-?\s?analys[ie]s"),
    ("systematic_review", r"systematic\s+(?:literature\s+)?review|scoping\s+review|umbrella\s+review"),
    ("protocol", r"(?:study|trial)\s+protocol|protocol\s+(?:for|of)\s+(?:a|an|the)|rationale\s+and\s+design|design\s+and\s+rationale|design\s+of\s+(?:a|an|the)\s"),
    ("economic_evaluation", r"cost-?\s?effectiveness|economic\s+evaluation|cost-?\s?utility|cost\s+analysis"),
    ("qualitative", r"qualitative\s+(?:study|analysis|evaluation|investigation|research)|focus\s+groups?\s+study|interview\s+study"),
    ("case_report", r"case\s+(?:report|series)|a\s+case\s+of\b"),
)  # fmt: skip
# In a title, unless it speaks of randomisation as well: a trial may be nested in a cohort.
_OBSERVED: tuple[tuple[str, str], ...] = (
    ("cohort", r"cohort\s+study"),
    ("case_control", r"case-?\s?control\s+study"),
    ("cross_sectional", r"cross-?\s?sectional\s+(?:study|survey)"),
)
_BODY: tuple[tuple[str, str], ...] = (
    ("cluster_rct", rf"cluster[\s-]+{_R}|cluster\s+(?:controlled\s+)?trial|{_R}\s+at\s+the\s+(?:\w+\s+)?(?:cluster|practice|school|clinic|village|ward)\s+level|group-{_R}"),
    ("crossover_rct", r"cross-?\s?over"),
    ("factorial_rct", r"(?:2\s*[×x]\s*2|factorial)\s+(?:\w+\s+){0,2}(?:design|trial|rct)"),
    ("non_randomised_trial", r"non-?\s?random(?:i[sz]ed|ly|i[sz]ation)|quasi-?\s?(?:experiment|randomi)|not\s+randomi[sz]ed|without\s+randomi[sz]ation"),
    ("pilot_rct", rf"(?:pilot|feasibility)\s+(?:\w+\s+){{0,3}}{_R}|{_R}\s+(?:\w+\s+){{0,3}}(?:pilot|feasibility)|pilot\s+(?:rct|study|trial)"),
    ("parallel_rct", rf"\b{_R}\b|\brcts?\b|random\s+allocation"),
    ("case_control", r"case-?\s?control"),
    ("cohort", r"\bcohort\b|longitudinal\s+(?:study|design|survey)|prospective\s+(?:observational\s+)?study|retrospective(?:ly)?|follow-?up\s+study"),
    ("cross_sectional", r"cross-?\s?sectional|\bsurvey(?:ed)?\b|questionnaire\s+study|prevalence\s+(?:study|of)"),
    ("qualitative", r"semi-?\s?structured\s+interviews|thematic\s+analysis|grounded\s+theory|phenomenolog"),
    ("single_arm_trial", r"single-?\s?(?:arm|group)|open-?\s?label|uncontrolled|pre-?\s?(?:post|test)(?:\W+post-?\s?test)?\s+(?:\w+\s+)?(?:design|study)|before-?\s?and-?\s?after|phase\s+(?:i|ii|1|2)\b"),
    ("laboratory", r"\bin\s+vitro\b|\bmice\b|\brats?\b|\bcell\s+lines?\b|\bmurine\b|animal\s+model"),
)  # fmt: skip


def _compile(listed: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(rf"(?:{pattern})", re.IGNORECASE)) for name, pattern in listed)


_TITLE_PATTERNS, _BODY_PATTERNS = _compile(_TITLE), _compile(_BODY)
_OBSERVED_PATTERNS = _compile(_OBSERVED)
# `Outcomes and cost-effectiveness of X: a randomised controlled trial`
_TRIAL_END = re.compile(
    rf":\s+(?:an?\s+)?(?:[\w-]+[\s,]+){{0,4}}{_R}\s+(?:[\w-]+\s+){{0,2}}trial\W*$", re.IGNORECASE
)
_RANDOM = re.compile(r"random", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"(?:previous|prior|other|recent|earlier|published|several|many|most|large|further|future)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(r"\b(?:non|not|without|no)[\s-]*$", re.IGNORECASE)


def find_design(document: Document) -> tuple[str | None, Span | None]:
    """Name the design of the study that a paper reports.

    Parameters
    ----------
    document : Document

    Returns
    -------
    tuple
        The design, one of `model.vocab.DESIGNS`, and the words that tell it; None and None
        where no words do. Title words win over the abstract's, those over the methods'.
    """
    title, abstract, methods = _parts(document)
    text = document.text
    if not title and document.metadata.title:
        name = document.metadata.title
        told = _told_by_title(name, [Span(0, len(name))])
        if told:
            return told[0], None
    found = _told_by_title(text, title)
    if found:
        return found
    if not any(_RANDOM.search(text, span.start, span.end) for span in title):
        observed = _first(text, title, _OBSERVED_PATTERNS)
        if observed:
            return observed
    found = _first(text, [*title, *abstract], _BODY_PATTERNS[:6])
    if found:
        return found
    in_methods = _first(text, methods, _BODY_PATTERNS[:6])
    if in_methods and _is_own(text, methods):
        return in_methods
    reviewed = _first(text, abstract, _TITLE_PATTERNS[:2] + _TITLE_PATTERNS[3:])
    if reviewed:
        return reviewed
    return (
        _first(text, [*title, *abstract], _BODY_PATTERNS[6:])
        or _first(text, methods, _BODY_PATTERNS[6:])
        or (None, None)
    )


def _told_by_title(text: str, title: list[Span]) -> tuple[str, Span] | None:
    """Name the design that a title tells; a trial that counts costs as well is a trial."""
    found = _first(text, title, _TITLE_PATTERNS)
    if found and found[0] == "economic_evaluation":
        is_trial = any(_TRIAL_END.search(span.of(text)) for span in title)
        found = None if is_trial else found
    return found or _first(text, title, _BODY_PATTERNS[:5])


def _parts(document: Document) -> tuple[list[Span], list[Span], list[Span]]:
    title: list[Span] = []
    abstract: list[Span] = []
    methods: list[Span] = []
    left = METHODS_CHARS
    for block in document.blocks:
        part = part_of(block)
        if part == "title":
            title.append(block.span)
        elif part == "abstract":
            abstract.append(block.span)
        elif part in ("methods", "other") and left > 0:
            methods.append(block.span)
            left -= len(block.span)
    if not title and document.metadata.title:
        at = document.text.find(document.metadata.title)
        if at >= 0:
            title.append(Span(at, at + len(document.metadata.title)))
    if not abstract:
        abstract, methods = methods, []
    return title, abstract, methods


def _first(
    text: str, spans: list[Span], patterns: tuple[tuple[str, re.Pattern[str]], ...]
) -> tuple[str, Span] | None:
    for name, pattern in patterns:
        for span in spans:
            for match in pattern.finditer(text, span.start, span.end):
                before = text[max(span.start, match.start() - 40) : match.start()]
                if _OF_OTHERS.search(before) or (name.endswith("rct") and _NOT_DONE.search(before)):
                    continue
                return name, Span(*match.span())
    return None


_OWN = re.compile(
    r"(?:were|was|are|been)\s+(?:\w+\s+){0,2}(?:random|allocat|assign)|we\s+(?:\w+\s+)?random|random(?:ly|i[sz]ed)\s+(?:\w+\s+)?(?:to|into|assigned|allocated|divided)",
    re.IGNORECASE,
)


def _is_own(text: str, spans: list[Span]) -> bool:
    """Tell whether the methods say that this study's people were randomised."""
    return any(_OWN.search(text, span.start, span.end) for span in spans)
