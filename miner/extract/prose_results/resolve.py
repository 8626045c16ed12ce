"""From mentions to records: what belongs to whom, what it means, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from miner.extract.prose_results.context import (
    Passage,
    is_baseline_comparison,
    judge_sentence,
    read_passages,
)
from miner.extract.prose_results.effects import EffectMention, find_effects_in_sentence
from miner.extract.prose_results.measures import RATIOS
from miner.extract.prose_results.naming import EXTRACTOR_NAME, VERSION, Names
from miner.extract.prose_results.rule_linker import Links
from miner.extract.prose_results.values import find_values
from miner.model import (
    ArmResult,
    Document,
    Effect,
    Extraction,
    Findings,
    Rejected,
    Span,
    locate,
    stable_id,
)
from miner.text.quantities import Quantity
from miner.text.timepoints import find_timepoints

Linker = Callable[[str, Span, Sequence[tuple[Span, str]]], list[Links]]

ALPHA = 0.05
SURE = 0.8  # a bare whole number is many things; only a sure reading makes it a result
_BETWEEN_WORDS = re.compile(
    r"\b(?:between|than|versus|vs\.?|compared|comparison|intergroup|groups?|arms?|interaction|differ\w*)\b", re.I
)
_WITHIN_WORDS = re.compile(
    r"\b(?:within[-\s]groups?|from\s+baseline|pre-?\s?(?:to|and)\s?-?post|over\s+time|paired|compared\s+(?:with|to)\s+baseline|main\s+effect\s+of\s+time|pre-?post)\b", re.I
)
_ASSOCIATION_WORDS = re.compile(r"\b(?:correlat\w+|associat\w+|predict\w*|regress\w+|risk\s+factors?|relationship)\b", re.I)
_UP = re.compile(r"\b(?:higher|greater|more|increas\w+|rose|longer|larger|improv\w+|superior|elevated|better|positive(?:ly)?)\b", re.I)
_DOWN = re.compile(r"\b(?:lower|less|fewer|decreas\w+|reduc\w+|fell|shorter|smaller|declin\w+|inferior|negative(?:ly)?|drop\w*)\b", re.I)
_NOT_SIGNIFICANT = re.compile(
    r"\b(?:no\s+(?:\w+\s+){0,2}(?:difference|effect|change|association|interaction)s?|not\s+(?:\w+\s+){0,3}(?:significant|differ\w*)|non-?significant|n\.?s\.?)\b", re.I
)
_REPORTED = re.compile(
    r"\b(?:signific\w+|differ\w*|higher|lower|greater|less|fewer|more|increas\w+|decreas\w+|reduc\w+|improv\w+|associat\w+|correlat\w+|"
    r"compar\w+|chang\w+|effects?|interaction|similar|better|worse|vs\.?|versus|predict\w*|relat\w+|longer|shorter|larger|smaller)\b", re.I
)
_ASSUMPTION = re.compile(
    r"\b(?:Levene|Shapiro|Kolmogorov|Mauchly|sphericity|normality|homogeneity\s+of\s+variances?|equality\s+of\s+variances?|"
    r"goodness[-\s]of[-\s]fit|Hosmer|heterogeneity|publication\s+bias|Egger)", re.I
)
_MEDIAN = re.compile(r"\bmedians?\b", re.I)
_CHANGE_WORDS = re.compile(
    r"\b(?:chang(?:e|es|ed)|decreas(?:e|ed|es)|increas(?:e|ed|es)|reduc(?:tion|tions|ed)|improv(?:ed|ement|ements)|declin(?:e|ed)|fell|rose|dropped|gain(?:ed)?|loss|lost)\s+(?:\w+\s+){0,4}$|"
    r"\bmean\s+(?:change|decrease|increase|reduction|improvement|difference)", re.I
)
_MEAN_WORDS = re.compile(r"\b(?:mean|means|average|averaged|score|scores|level|levels|concentrations?|pressures?)\b", re.I)
_SD_WORDS = re.compile(r"\b(?:SDs?|standard\s+deviations?)\b|±\s?S\.?D")
_SE_WORDS = re.compile(r"\b(?:SEMs?|SEs?|standard\s+errors?)\b|±\s?S\.?E")


@dataclass(frozen=True, slots=True)
class _Reading:
    """All that is needed to make records of one sentence."""

    document: Document
    passage: Passage
    names: Names
    spread: str  # what ± stands for in this document


def resolve(document: Document, findings: Findings, *, link: Linker) -> Extraction:
    """Read all sentences of a document and make its effects and arm results.

    Parameters
    ----------
    document : Document
    findings : Findings
        What earlier extractors found; arms and outcomes are matched against it.
    link : callable
        Ties a number of a sentence to outcome, arm and comparator.

    Returns
    -------
    Extraction
        Outcomes and arms made on the way stand before the records that need them.
    """
    names = Names.of(document, findings)
    spread = _spread_kind(document.text)
    records: list[Effect | ArmResult] = []
    rejected: list[Rejected] = []
    last_rule: str | None = None
    paragraph: Span | None = None
    for passage in read_passages(document):
        if passage.paragraph != paragraph:
            paragraph, last_rule = passage.paragraph, None
        if not _has_digit(document.text, passage.span):
            last_rule = None
            continue
        mentions, last_rule = find_effects_in_sentence(document.text, passage.span, last_rule=last_rule)
        verdict = judge_sentence(document, passage)
        if verdict is not None:
            rejected += [Rejected(mention.span, verdict.reason, verdict.rule) for mention in mentions]
            continue
        _read_sentence(_Reading(document, passage, names, spread), mentions, link, records, rejected)
    return Extraction((*names.records, *_unique(records)), tuple(rejected))


def _has_digit(text: str, span: Span) -> bool:
    return any(character.isdigit() for character in span.of(text))


def _unique(records: list[Effect | ArmResult]) -> list[Effect | ArmResult]:
    seen: set[str] = set()
    kept = []
    for record in records:
        key = record.effect_id if isinstance(record, Effect) else record.arm_result_id
        if key not in seen:
            seen.add(key)
            kept.append(record)
    return kept


# --- effects -------------------------------------------------------------------------------


def _read_sentence(
    reading: _Reading, mentions: list[EffectMention], link: Linker,
    records: list[Effect | ArmResult], rejected: list[Rejected],
) -> None:  # fmt: skip
    """Make the records of one sentence, its numbers tied together in one go."""
    text, span = reading.document.text, reading.passage.span
    kept = []
    for mention in mentions:
        reason = _why_not(reading, mention, span.of(text))
        if reason is None:
            kept.append(mention)
        else:
            rejected.append(Rejected(mention.span, reason, mention.rule))
    values: tuple[Quantity, ...] = ()
    if reading.passage.part != "methods":
        values = find_values(text, span, taken=[mention.span for mention in mentions])
    targets = [(_anchor(mention), "effect") for mention in kept]
    targets += [(quantity.span, "arm") for quantity in values]
    links = link(text, span, targets)
    results = _make_results(reading, values, links[len(kept) :], rejected)
    records += _make_effects(reading, kept, (links[: len(kept)], results), rejected)
    records += results


def _make_effects(
    reading: _Reading, mentions: list[EffectMention], linked: tuple[list[Links], list[ArmResult]],
    rejected: list[Rejected],
) -> list[Effect]:  # fmt: skip
    text, sentence = reading.document.text, reading.passage.span.of(reading.document.text)
    links, results = linked
    clause_start = reading.passage.span.start
    effects = []
    for mention, own in zip(mentions, links, strict=True):
        clause = Span(clause_start, max(clause_start, mention.span.start))
        clause_start = mention.span.end
        compared = [result for result in results if clause.contains(result.provenance.span)]
        ids = _ids_of(reading, own, compared)
        if mention.rule == "p_value" and ids[0] is None:
            rejected.append(Rejected(mention.span, "a p value of no outcome", mention.rule))
            continue
        effects.append(_effect(reading, mention, own, ids, (sentence, clause.of(text))))
    return effects


def _ids_of(
    reading: _Reading, links: Links, compared: list[ArmResult]
) -> tuple[str | None, str | None, str | None]:
    """Take outcome and arms from the two values just compared ("12% vs 15%, p = .03"), else
    from the words that the linker ties to the comparison itself."""
    pair = compared[-2:]
    if len(pair) == 2 and pair[0].outcome_id == pair[1].outcome_id and pair[0].arm_id and (
        pair[1].arm_id not in (None, pair[0].arm_id)
    ):
        return pair[0].outcome_id, pair[0].arm_id, pair[1].arm_id
    names = reading.names
    outcome_id = names.outcome(links.outcomes, confidence=links.score, rule=links.rule) if links.outcomes else None
    arm_1 = names.arm(links.arms, confidence=links.score) if links.arms else None
    arm_2 = names.arm(links.comparators, confidence=links.score) if links.comparators else None
    return outcome_id, arm_1, arm_2 if arm_2 != arm_1 else None


def _anchor(mention: EffectMention) -> Span:
    """Return the number that stands for a mention: its estimate, else its p value, else all."""
    if mention.estimate_span is not None and mention.span.contains(mention.estimate_span):
        return mention.estimate_span
    return mention.span


def _why_not(reading: _Reading, mention: EffectMention, sentence: str) -> str | None:
    if mention.rule == "p_value":
        if reading.passage.part in ("methods", "body") and reading.passage.section:
            return "a p value of the methods"
        if mention.p is None or (mention.p.value is None and not mention.p.is_ns):
            return "no value"
        if not _REPORTED.search(sentence):
            return "a p value with nothing compared"
    if is_baseline_comparison(sentence):
        return "a comparison at baseline"
    if _ASSUMPTION.search(sentence):
        return "a test of an assumption"
    return None


def _effect(
    reading: _Reading, mention: EffectMention, links: Links,
    ids: tuple[str | None, str | None, str | None], words: tuple[str, str],
) -> Effect:  # fmt: skip
    document = reading.document
    outcome_id, arm_1, arm_2 = ids
    sentence, clause = words
    test, p = mention.test, mention.p
    significant = _significance(mention, sentence)
    provenance = locate(
        document, mention.span, extractor=EXTRACTOR_NAME, version=VERSION, rule=mention.rule,
        confidence=round(mention.confidence * (1.0 if outcome_id else 0.9), 2),
    )  # fmt: skip
    return Effect(
        effect_id=stable_id("effect", document.document_id, mention.span.start, mention.span.end, mention.rule),
        outcome_id=outcome_id,
        provenance=provenance,
        arm_id_1=arm_1,
        arm_id_2=arm_2,
        timepoint=_timepoint(document.text, reading.passage.span, mention.span, links),
        scope=_scope(mention, sentence, arm_1, arm_2),
        effect_measure=mention.measure,
        estimate=mention.estimate,
        ci_lower=mention.ci_lower,
        ci_upper=mention.ci_upper,
        ci_level=mention.ci_level or (95.0 if mention.ci_lower is not None else None),
        standard_error=mention.standard_error,
        test=test.test if test else None,
        test_value=test.value if test else None,
        df1=test.df1 if test else None,
        df2=test.df2 if test else None,
        p_operator=(p.operator or (">" if p.is_ns else None)) if p else None,
        p_value=p.value if p else None,
        direction=_direction(mention, clause, significant) or _direction(mention, sentence, significant),
        significant=significant,
    )


def _significance(mention: EffectMention, sentence: str) -> bool | None:
    """Say whether the comparison was significant at .05, from p, else interval, else words."""
    p = mention.p
    if p is not None and p.is_ns:
        return False
    if p is not None and p.value is not None:
        if p.operator == "<":
            return True if p.value <= ALPHA else None
        if p.operator == ">":
            return False if p.value >= ALPHA else None
        return p.value < ALPHA
    if mention.ci_lower is not None and mention.ci_upper is not None:
        null = 1.0 if mention.measure in RATIOS else 0.0
        return not mention.ci_lower <= null <= mention.ci_upper
    return False if _NOT_SIGNIFICANT.search(sentence) else None


def _direction(mention: EffectMention, words: str, significant: bool | None) -> str | None:
    """Say which way the number goes: from a ratio or a negative estimate, else from the words."""
    if significant is False:
        return "no_difference"
    if mention.estimate is not None and mention.measure in RATIOS:
        return "increase" if mention.estimate > 1 else "decrease" if mention.estimate < 1 else None
    if mention.estimate is not None and mention.estimate < 0:
        return "decrease"
    up, down = bool(_UP.search(words)), bool(_DOWN.search(words))
    if up != down:
        return "increase" if up else "decrease"
    return None


def _scope(mention: EffectMention, sentence: str, arm_1: str | None, arm_2: str | None) -> str:
    if mention.measure in ("correlation", "regression_coefficient", "standardised_coefficient"):
        return "association"
    if arm_1 and arm_2:
        return "between_arms"
    if _WITHIN_WORDS.search(sentence) and not re.search(r"\b(?:between|than\s+(?:in\s+)?the)\b", sentence, re.I):
        return "within_arm"
    if mention.measure in RATIOS and _ASSOCIATION_WORDS.search(sentence):
        return "association"
    return "between_arms" if _BETWEEN_WORDS.search(sentence) or mention.measure in RATIOS else "association"


def _timepoint(text: str, sentence: Span, value: Span, links: Links) -> str | None:
    """Take the linked timepoint, else the one before the value, else the sentence's only one."""
    for span in links.timepoints:
        named = find_timepoints(text, start=span.start, end=span.end, bare=True)
        if named:
            return named[-1].label
    found = find_timepoints(text, start=sentence.start, end=sentence.end)
    if not found:
        return None
    labels = list(dict.fromkeys(timepoint.label for timepoint in found))
    if len(labels) == 1:
        return labels[0]
    before = [timepoint for timepoint in found if timepoint.span.end <= value.start]
    return before[-1].label if before else None


# --- arm results ---------------------------------------------------------------------------


def _make_results(
    reading: _Reading, values: Sequence[Quantity], links: list[Links], rejected: list[Rejected]
) -> list[ArmResult]:
    results = []
    for quantity, linked in zip(values, links, strict=True):
        if not linked.outcomes:
            rejected.append(Rejected(quantity.span, "no outcome in its sentence", "value_without_outcome"))
            continue
        result = _arm_result(reading, quantity, linked)
        if result is None:
            rejected.append(Rejected(quantity.span, "no single arm in its sentence", "value_without_arm"))
        else:
            results.append(result)
    return results


def _arm_result(reading: _Reading, quantity: Quantity, links: Links) -> ArmResult | None:
    document, names = reading.document, reading.names
    arm_id = names.arm(links.arms, confidence=links.score) if links.arms else None
    if arm_id is None and (links.arms or not names.may_make_arms):
        return None
    if quantity.kind == "number" and quantity.decimals == 0 and quantity.percent is None and (
        links.score < SURE
    ):
        return None
    outcome_id = names.outcome(links.outcomes, confidence=links.score, rule=links.rule)
    if outcome_id is None:
        return None
    statistic = _statistic(reading, quantity)
    return ArmResult(
        arm_result_id=stable_id("armresult", document.document_id, quantity.span.start, quantity.span.end),
        outcome_id=outcome_id,
        arm_id=arm_id,
        statistic=statistic,
        provenance=locate(
            document, quantity.span, extractor=EXTRACTOR_NAME, version=VERSION,
            rule=f"{links.rule}/{quantity.kind}", confidence=round(links.score, 2),
        ),
        timepoint=_timepoint(document.text, reading.passage.span, quantity.span, links),
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


def _statistic(reading: _Reading, quantity: Quantity) -> str:
    text, sentence = reading.document.text, reading.passage.span
    before = text[max(sentence.start, quantity.span.start - 80) : quantity.span.start]
    if quantity.kind in ("fraction_percent", "count_percent"):
        return "count"
    is_change = _CHANGE_WORDS.search(before) is not None
    if is_change:
        return "change"
    if quantity.percent is not None:
        return "percent"
    if quantity.dispersion_kind == "iqr" or (
        _MEDIAN.search(sentence.of(text)) and quantity.kind != "value_dispersion"
    ):
        return "median"
    if quantity.kind == "number" and quantity.decimals == 0 and not _MEAN_WORDS.search(sentence.of(text)):
        return "count"
    return "mean"


def _value(quantity: Quantity, statistic: str) -> float | None:
    if statistic == "count" and quantity.events is not None:
        return float(quantity.events)
    return quantity.value


def _dispersion_kind(reading: _Reading, quantity: Quantity) -> str | None:
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


def _spread_kind(text: str) -> str:
    """Say what ± stands for where the document tells it for all of its numbers."""
    deviation = re.search(r"(?:mean|value|data|result)s?\b[^.;]{0,60}(?:±|\+/-|\()\s?(?:SD|standard\s+deviation)", text, re.I)
    error = re.search(r"(?:mean|value|data|result)s?\b[^.;]{0,60}(?:±|\+/-|\()\s?(?:SEM?\b|standard\s+error)", text, re.I)
    if bool(deviation) == bool(error):
        return "unclear"
    return "sd" if deviation else "se"


def _unit(text: str, quantity: Quantity) -> str | None:
    if quantity.percent is not None:
        return "%"
    match = re.match(
        r"\s?(mm\s?Hg|mg/dL|mmol/[Ll]|ng/m[Ll]|kg/m2|kg|points?|mm|cm|days?|weeks?|months?|years?|hours?|minutes?|seconds?|h\b|min\b)",
        text[quantity.span.end : quantity.span.end + 12],
    )
    return match[1] if match else None
