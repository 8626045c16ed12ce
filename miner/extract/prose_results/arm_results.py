"""Arm results from values and what they were tied to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.extract.prose_results.meaning import choose_timepoint
from miner.extract.prose_results.naming import EXTRACTOR_NAME, VERSION
from miner.extract.prose_results.rule_linker import Links
from miner.extract.prose_results.sentence_reading import SentenceReading, carried_moment
from miner.model import ArmResult, Rejected, locate, stable_id
from miner.text.quantities import Quantity
from miner.text.timepoints import BASELINE, POST_TREATMENT

MIN_SCORE = 0.55  # a tie weaker than this is a guess
SURE = 0.8  # a bare whole number is many things; only a sure reading makes it a result
# Steps of the flow are sample sizes, not what an arm showed.
_FLOW = re.compile(
    r"^(?:(?:was|were|who|participants|patients|subjects|women|children|teeth|eyes)\s+)*(?:included|enrol+ed|analy[sz]ed|examined|"
    r"randomi[sz]ed|randomly|assigned|allocated|evaluated|studied|recruited|assessed|eligible|screened|available|evaluable)\b|"
    r"\b(?:included|enrolled)\s+in\b|\b(?:complete|full)\s+(?:outcome\s+)?(?:evaluation|data|follow-?up)\b",
    re.I,
)
_DURATION = re.compile(r"^(?:median|mean)\b.*\b(?:survival|time|duration)\b", re.I)
_MEDIAN = re.compile(r"\bmedians?\b", re.I)
_CHANGE_WORDS = re.compile(
    r"\b(?:chang(?:e|es|ed)|decreas(?:e|ed|es)|increas(?:e|ed|es)|reduc(?:tion|tions|ed)|improv(?:ed|ement|ements)|declin(?:e|ed)|fell|rose|dropped|gain(?:ed)?)\s+(?:\w+\s+){0,4}$|"
    r"\bchange,?\s*[\[(]?\s*$|\bmean\s+(?:change|decrease|increase|reduction|improvement|difference)",
    re.I,
)
_CHANGE_NAME = re.compile(r"\b(?:changes?|reductions?|decreases?|increases?|improvements?)\b", re.I)
_MOMENT_LABEL = re.compile(
    r"(?:[(,;:]|\band)\s*(pre|post|before|after|baseline)(?:\s*[:=]\s*|\s+)$", re.I
)
_FROM_OR_TO = re.compile(r"\b(?:from|to)\s*$", re.I)
_SD_WORDS = re.compile(r"\b(?:SDs?|standard\s+deviations?)\b|±\s?S\.?D")
_SE_WORDS = re.compile(r"\b(?:SEMs?|SEs?|standard\s+errors?)\b|±\s?S\.?E")
_MEAN_WORDS = re.compile(
    r"\b(?:mean|means|average|averaged|score|scores|level|levels|concentrations?|pressures?)\b",
    re.I,
)


def make_results(
    reading: SentenceReading,
    values: Sequence[Quantity],
    links: list[Links],
    rejected: list[Rejected],
) -> list[ArmResult]:
    """Make arm results; a value of no outcome or no single arm is rejected."""
    results = []
    for quantity, linked in zip(values, links, strict=True):
        if not linked.outcomes and not _may_carry(reading, quantity, linked):
            rejected.append(
                Rejected(quantity.span, "no outcome in its sentence", "value_without_outcome")
            )
            continue
        result = _arm_result(reading, quantity, linked)
        if result is None:
            rejected.append(
                Rejected(quantity.span, "no single arm in its sentence", "value_without_arm")
            )
        else:
            results.append(result)
    return results


def _may_carry(reading: SentenceReading, quantity: Quantity, links: Links) -> bool:
    """Let a mean with its spread and its arm take the outcome of the sentence before."""
    return (
        quantity.kind == "value_dispersion" and bool(links.arms) and reading.outcome_id is not None
    )


def _arm_result(reading: SentenceReading, quantity: Quantity, links: Links) -> ArmResult | None:
    document, names = reading.document, reading.names
    arm_id = names.arm(links.arms, confidence=links.score) if links.arms else None
    if reading.is_paper and len(names.known_arms) < 2:
        return None
    # Of one arm, or of all that a short text is about; in a paper a value of nobody is noise.
    if arm_id is None and (links.arms or not names.may_make_arms or reading.is_paper):
        return None
    if (
        quantity.kind == "number"
        and quantity.decimals == 0
        and quantity.percent is None
        and (links.score < SURE)
    ):
        return None
    if links.score < MIN_SCORE or (
        quantity.percent is None
        and any(_FLOW.search(span.of(document.text)) for span in links.outcomes)
    ):
        return None
    outcome_id = (
        names.outcome(links.outcomes, confidence=links.score, rule=links.rule)
        if links.outcomes
        else reading.outcome_id
    )
    if outcome_id is None or names.is_arm(links.outcomes):
        return None
    if quantity.percent is not None and any(
        _DURATION.search(span.of(document.text)) for span in links.outcomes
    ):
        return None  # "median survival was 87 months (82% at 3 years)"
    statistic = _statistic(reading, quantity, links)
    return ArmResult(
        arm_result_id=stable_id("armresult", document.document_id, quantity.span.start, quantity.span.end),
        outcome_id=outcome_id,
        arm_id=arm_id,
        statistic=statistic,
        provenance=locate(
            document, quantity.span, extractor=EXTRACTOR_NAME, version=VERSION,
            rule=f"{links.rule}/{quantity.kind}", confidence=round(links.score, 2),
        ),
        timepoint=_labelled_moment(document.text, quantity)
        or choose_timepoint(document.text, reading.passage.span, quantity.span, links)
        or carried_moment(reading),
        n=quantity.n,
        value=_value(quantity, statistic),
        dispersion=quantity.dispersion,
        dispersion_kind=_dispersion_kind(reading, quantity),
        lower=quantity.lower,
        upper=quantity.upper,
        events=quantity.events if quantity.events is not None or statistic != "count" or quantity.value is None
        else int(quantity.value),
        unit=_unit(document.text, quantity),
        decimals=quantity.decimals,
    )  # fmt: skip


def _labelled_moment(text: str, quantity: Quantity) -> str | None:
    """Return the moment that stands as a label before a value: "(pre: 16.1; post: 16.4)"."""
    before = text[max(0, quantity.span.start - 16) : quantity.span.start]
    label = _MOMENT_LABEL.search(before)
    if label is None:
        return None
    return BASELINE if label[1].casefold() in ("pre", "before", "baseline") else POST_TREATMENT


def _statistic(reading: SentenceReading, quantity: Quantity, links: Links) -> str:
    text, sentence = reading.document.text, reading.passage.span
    before = text[max(sentence.start, quantity.span.start - 80) : quantity.span.start]
    if quantity.kind in ("fraction_percent", "count_percent"):
        return "count"
    told = (
        " ".join(span.of(text) for span in links.outcomes)
        if reading.is_paper and quantity.percent is None
        else ""
    )
    is_change = (
        _CHANGE_WORDS.search(before) is not None or _CHANGE_NAME.search(told) is not None
    ) and not _FROM_OR_TO.search(before)
    if is_change:
        return "change"
    if quantity.percent is not None:
        return "percent"
    if quantity.dispersion_kind == "iqr" or (
        _MEDIAN.search(sentence.of(text)) and quantity.kind != "value_dispersion"
    ):
        return "median"
    if quantity.kind == "number" and quantity.span.of(text)[:1].isalpha():
        return "count"
    if (
        quantity.kind == "number"
        and quantity.decimals == 0
        and not _MEAN_WORDS.search(sentence.of(text))
    ):
        return "count"
    return "mean"


def _value(quantity: Quantity, statistic: str) -> float | None:
    if statistic == "count" and quantity.events is not None:
        return float(quantity.events)
    return quantity.value


def _dispersion_kind(reading: SentenceReading, quantity: Quantity) -> str | None:
    if quantity.dispersion is None and quantity.lower is None:
        return None
    if quantity.dispersion_kind not in (None, "unclear"):
        return quantity.dispersion_kind
    sentence = reading.passage.span.of(reading.document.text)
    if quantity.dispersion is not None:
        for pattern, kind in ((_SD_WORDS, "sd"), (_SE_WORDS, "se")):
            if pattern.search(sentence):
                return kind
        return reading.spread
    return "unclear"


def _unit(text: str, quantity: Quantity) -> str | None:
    if quantity.percent is not None:
        return "%"
    match = re.match(
        r"\s?(mm\s?Hg|mg/dL|mmol/[Ll]|ng/m[Ll]|kg/m2|kg|points?|mm|cm|days?|weeks?|months?|years?|hours?|minutes?|seconds?|h\b|min\b)",
        text[quantity.span.end : quantity.span.end + 12],
    )
    return match[1] if match else None
