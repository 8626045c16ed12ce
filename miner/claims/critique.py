"""A method critique held against the words of the paper it is about, or their absence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from miner.claims.evidence import EvidenceDocument, Sentence
from miner.claims.words import terms
from miner.model import Span

# A trial below this many people is small by the usual reckoning for a difference of 0.5 SD
# at 80% power (2 x 64; Cohen 1988, table 2.4.1).
SMALL_N = 128
# Letters that `boosting` and `booster` share.
ROOT_CHARS = 5
NOT_ENOUGH = "not_enough_information"

_I = re.IGNORECASE
_Placed = tuple[int, Span, str]


@dataclass(frozen=True, slots=True)
class CritiqueKind:
    """A kind of critique: how posters put it, and how papers speak of the same matter.

    A sentence that fits `admits` confirms the critique, one that fits `answers` denies it.
    One that fits `matter` alone is what the critique is about: whether it is a flaw is for
    the reader to judge. `silence` is what the absence of all three means.
    """

    name: str
    said: re.Pattern[str]
    admits: re.Pattern[str]
    answers: re.Pattern[str]
    silence: str
    matter: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class CritiqueFinding:
    """What a paper says to a critique; `position` is None where it is silent."""

    stance: str
    explanation: str
    position: int | None = None
    span: Span | None = None
    quote: str | None = None
    sample_size_id: str | None = None


def _kind(
    name: str, said: str, admits: str, answers: str, silence: str, matter: str | None = None
) -> CritiqueKind:
    said_by, admitted, answered = (
        re.compile(rf"\b(?:{pattern})\b", _I) for pattern in (said, admits, answers)
    )
    about = re.compile(rf"\b(?:{matter})\b", _I) if matter else None
    return CritiqueKind(name, said_by, admitted, answered, silence, about)


KINDS: tuple[CritiqueKind, ...] = (
    _kind(
        "blinding", r"blind\w*|unblind\w*|open[- ]label|mask(?:ed|ing)",
        r"open[- ]label|un-?blinded|non-?blinded|(?:not|n['’]t|could not be|impossible to) (?:be )?(?:blind|mask)\w*|lack of blinding|no blinding",
        r"(?:single|double|triple|assessor|patient|participant|observer|rater)[- ]?(?:blind|mask)\w*|(?:was|were) (?:blind|mask)ed|blinded|masked",
        "the paper says nothing of blinding",
    ),
    _kind(
        "expectation", r"expectan\w+|expectations?|placebo (?:effects?|response)",
        r"(?:did|was|were|could) not (?:\w+ )?(?:assess|measur|control)\w* (?:for )?(?:\w+ )?(?:expectan\w+|expectations?|placebo)|placebo effects? (?:cannot|can not|could not) be (?:ruled out|excluded)|"
        r"no placebo|nonspecific effects|non-specific effects",
        r"(?:reduc|minimi[sz]|control|account|adjust|measur|assess|rat)\w* [^.;]{0,60}(?:expectan\w+|expectations?|credibility)|placebo[- ]controlled|sham[- ]controlled",
        "the paper says nothing of expectations or a placebo",
        r"expectan\w+|expectations?|credibility|placebo|sham",
    ),
    _kind(
        "other treatments", r"multiple (?:\w+[- ]){0,4}(?:effects|interventions)|unaccounted\w*|other (?:drugs|treatments|medication)|all other things being equal|combin\w+|co-?interventions?|control(?:led|ling)? for",
        r"(?:not|n['’]t|could not be|unable to) (?:control|adjust|account)\w* for|confounded by",
        r"no (?:other|concomitant|additional) (?:treatment|medication|intervention)s?|(?:were|was) (?:asked|required|instructed) to (?:stop|discontinue)|(?:medication|drugs?|dos(?:e|age)s?) [^.;]{0,40}(?:stable|unchanged|constant)|"
        r"(?:not (?:to )?chang\w+|stable) [^.;]{0,30}(?:medication|drugs?|dos(?:e|age)s?)|adjust(?:ed|ing) for|control(?:led|ling) for",
        "the paper says nothing of other treatments",
        r"(?:combined with|in addition to|added to|add-?ons? (?:to|of)|plus|alongside|continued) (?:\w+ ){0,4}(?:treatment as usual|usual (?:care|treatment)|TAU|medication|drugs)|treatment as usual|"
        r"concomitant (?:\w+ )?(?:medication|treatment)s?|pharmacological treatments?|administering drugs",
    ),
    _kind(
        "placebo", r"(?:no|without|lack of|never)(?: an?)? (?:\w+ )?(?:placebo|sham)(?! (?:effect|response)s?)",
        r"(?:no|without a|lack of an?|absence of an?) (?:\w+ ){0,2}(?:placebo|sham)",
        r"placebo|sham", "the paper names no placebo or sham",
    ),
    _kind(
        "control group", r"no (?:real |proper |active |adequate )?(?:controls?|control groups?|comparison group)|without (?:an? )?(?:proper |real )?(?:controls?|control group|comparison)|uncontrolled",
        r"(?:no|without a|lack of an?|absence of an?) (?:\w+ ){0,2}(?:control|comparison)(?: group| arm| condition)?|single[- ](?:arm|group)|uncontrolled|pre-?post design",
        r"control (?:group|arm|condition)|waiting[- ]list|wait-?list\w*|placebo|sham|treatment as usual|usual care|randomi[sz]ed|relaxation (?:therapy|group|training)|active (?:control|comparator)",
        "the paper names no control group",
    ),
    _kind(
        "self-report", r"subjective\w*|self[- ]report\w*|questionnaires?|no objective \w+|objective (?:outcomes?|measures?)",
        r"self[- ]report\w*|questionnaires?|inventory|visual analogue?|self-?rated|patient-reported",
        r"actigraph\w*|accelerometer|objective (?:measures?|outcomes?)|blood (?:samples?|tests?)|biomarkers?|six-minute walk",
        "the paper names no outcome measure",
    ),
    _kind(
        "dropout", r"drop-?outs?|dropped out|attrition|lost to follow-?up|withdr\w+",
        r"high (?:\w+ )?(?:drop-?out|attrition)|(?:drop-?outs?|attrition|loss(?:es)?) [^.;]{0,30}(?:limitation|high|substantial)",
        r"no (?:drop-?outs?|losses)|all (?:\w+ )?(?:participants|patients) completed",
        "the paper says nothing of drop-outs",
        r"drop-?outs?|dropped out|attrition|lost to follow-?up|withdr[ae]w\w*|did not complete|discontinued",
    ),
    _kind(
        "follow-up", r"no follow-?up|short[- ]term|follow-?up (?:was|is) (?:too )?short|long[- ]term",
        r"short (?:follow-?up|duration)|no follow-?up|lack of (?:a )?(?:long-term )?follow-?up|only (?:at )?post|short[- ]term",
        r"(?:\d+|three|six|twelve|one|two)[- ](?:month|year|week)s? follow-?up|long-term follow-?up|at follow-?up",
        "the paper tells of no follow-up",
    ),
    _kind(
        "multiple testing", r"multiple (?:\w+ )?(?:comparisons|outcomes|testing|tests)|p-?hack\w*|cherry[- ]?pick\w*|fishing",
        r"(?:not|no|without) (?:\w+ ){0,3}(?:adjust|correct)\w* for multiple|exploratory|no correction",
        r"bonferroni|holm|benjamini|false discovery|correct(?:ed|ion) for multiple|adjust(?:ed|ment) for multiple|pre-?registered|primary outcome",
        "the paper says nothing of multiple testing",
    ),
    _kind(
        "generality", r"only (?:women|men|white|students)|generali[sz]\w*|selection bias|selected|not representative",
        r"female patients|only (?:women|men|females?|males?)|all (?:\w+ ){0,2}(?:women|female|male|men)|generali[sz]\w*|limit(?:s|ed|ing)? (?:the )?(?:external validity|generali\w+)|convenience sample",
        r"representative|consecutive (?:patients|sample)|population[- ]based",
        "the paper says nothing of who its results hold for",
    ),
    _kind(
        "interests", r"conflicts? of interest|funded by|sponsor\w*|paid",
        r"received (?:\w+ ){0,4}(?:fees|funding|grants?|honorari\w+|payments?)|employ(?:ee|ed) (?:of|by)|patent|consultant",
        r"no (?:competing|conflicts?|financial)|declare (?:that they have )?no",
        "the paper says nothing of interests",
    ),
)  # fmt: skip
_SMALL = re.compile(
    r"\b(?:small|tiny|low|few|under-?powered|only \d+|\d+ (?:people|patients|participants))\b", _I
)
_SAMPLE = re.compile(
    r"\b(?P<n>\d{1,3}(?:,\d{3})*|\d+|[a-z]+(?:-[a-z]+)?)\s+(?:\w+\s+){0,3}(?:patients|participants|women|men|adults|people|subjects|individuals|students|volunteers|controls)\b",
    _I,
)
_SMALL_ADMITTED = re.compile(
    r"\b(?:small (?:sample|number|size|study)|sample size|under-?powered|pilot|limited (?:sample|power|number))\b",
    _I,
)


def critique_kinds(text: str) -> tuple[str, ...]:
    """Name the kinds of critique a sentence makes.

    Examples
    --------
    >>> critique_kinds("Not blinded and the sample was tiny.")
    ('sample size', 'blinding')
    """
    found = [kind.name for kind in KINDS if kind.said.search(text)]
    if _SMALL.search(text) and re.search(
        r"\b(?:sample|n\b|study|trial|number|group|power|patients|people|participants)\w*", text, _I
    ):
        found.insert(0, "sample size")
    return tuple(found)


def answer_critique(
    text: str, document: EvidenceDocument, *, near: int | None = None
) -> CritiqueFinding:
    """Find what a paper says to a critique.

    Parameters
    ----------
    text : str
        The critique.
    document : EvidenceDocument
    near : int, optional
        Where the critique itself stands, when `document` is what was quoted around it: the
        passage quoted just before is what it is about.

    Returns
    -------
    CritiqueFinding
        `supports` where the paper's own words confirm it, `contradicts` where they deny it;
        else `not_enough_information`, with the sentence it is about, or what is absent where
        the paper is silent or the critique is of no known kind.
    """
    sentences = _in_order(document.sentences, near)
    silent: list[str] = []
    for name in critique_kinds(text):
        if name == "sample size":
            found = _sample_size(document)
        else:
            kind = next(kind for kind in KINDS if kind.name == name)
            found = _answer(kind, sentences)
            silent.append(kind.silence)
        if found is not None:
            return found
    if silent:
        return CritiqueFinding(NOT_ENOUGH, "; ".join(silent))
    if near is not None:
        return _passage_meant(text, sentences)
    return CritiqueFinding(NOT_ENOUGH, "a judgement without a matter the paper could speak to")


def _in_order(sentences: Sequence[Sentence], near: int | None) -> list[_Placed]:
    """Sentences with their positions; those quoted before a place, the nearest quote first."""
    placed = [(i, span, text) for i, (span, text, _) in enumerate(sentences)]
    if near is None:
        return placed
    before = [item for item in placed if item[1].end <= near]
    return sorted(before, key=lambda item: near - item[1].end) + placed[len(before) :]


def _answer(kind: CritiqueKind, sentences: Sequence[_Placed]) -> CritiqueFinding | None:
    for stance, pattern, said in (
        ("supports", kind.admits, "the paper confirms it"),
        ("contradicts", kind.answers, "the paper speaks against it"),
        (NOT_ENOUGH, kind.matter, "this is what it is about; whether it is a flaw is not said"),
    ):
        for position, span, text in sentences:
            if pattern is not None and pattern.search(text):
                return CritiqueFinding(stance, f"{kind.name}: {said}", position, span, text)
    return None


def _passage_meant(text: str, sentences: Sequence[_Placed]) -> CritiqueFinding:
    """Find the quoted sentence that a critique takes up: the one that shares a word's root."""
    said = {term[:ROOT_CHARS] for term in terms(text) if len(term) >= ROOT_CHARS}
    for position, span, quoted in sentences:
        if said & {term[:ROOT_CHARS] for term in terms(quoted) if len(term) >= ROOT_CHARS}:
            why = "this is what it is about; whether it is a flaw is not said"
            return CritiqueFinding(NOT_ENOUGH, why, position, span, quoted)
    return CritiqueFinding(NOT_ENOUGH, "a judgement without a matter the paper could speak to")


def _sample_size(document: EvidenceDocument) -> CritiqueFinding | None:
    for study in document.studies:
        n = study.n_total or study.n_randomised or study.n_enrolled
        if n is None:
            continue
        record = next((s for s in document.sample_sizes if s.arm_id is None and s.n == n), None)
        stance = "supports" if n < SMALL_N else "contradicts"
        place = record.provenance if record else study.provenance
        return CritiqueFinding(
            stance, f"sample size: {n} in all", None, place.span if place else None,
            place.quote if place else None, record.sample_size_id if record else None,
        )  # fmt: skip
    for pattern in (_SMALL_ADMITTED, _SAMPLE):
        for position, (span, text, _) in enumerate(document.sentences):
            if pattern.search(text):
                stance = "supports" if pattern is _SMALL_ADMITTED else "not_enough_information"
                return CritiqueFinding(
                    stance, "sample size: as the paper tells it", position, span, text
                )
    return None
