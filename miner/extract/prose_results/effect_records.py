"""Effects from mentions and what they were tied to."""

from __future__ import annotations

import re

from miner.extract.prose_results.context import is_baseline_comparison
from miner.extract.prose_results.effects import EffectMention
from miner.extract.prose_results.meaning import (
    COMPARED,
    FROM_TO,
    choose_timepoint,
    judge_direction,
    judge_scope,
    judge_significance,
)
from miner.extract.prose_results.naming import EXTRACTOR_NAME, VERSION
from miner.extract.prose_results.rule_linker import Links
from miner.extract.prose_results.sentence_reading import SentenceReading
from miner.model import ArmResult, Effect, Rejected, Span, locate, stable_id

LIKELY = 0.6  # below it a lone p value is not told which outcome it is of
_REPORTED = re.compile(
    r"\b(?:signific\w+|differ\w*|higher|lower|greater|less|fewer|more|increas\w+|decreas\w+|reduc\w+|improv\w+|associat\w+|correlat\w+|"
    r"compar\w+|chang\w+|effects?|interaction|similar|better|worse|vs\.?|versus|predict\w*|relat\w+|longer|shorter|larger|smaller)\b", re.I
)
_ASSUMPTION = re.compile(
    r"\b(?:Levene|Shapiro|Kolmogorov|Mauchly|sphericity|normality|homogeneity\s+of\s+variances?|equality\s+of\s+variances?|"
    r"goodness[-\s]of[-\s]fit|Hosmer|heterogeneity|publication\s+bias|Egger)", re.I
)


def make_effects(
    reading: SentenceReading, mentions: list[EffectMention], linked: tuple[list[Links], list[ArmResult]],
    rejected: list[Rejected],
) -> list[Effect]:  # fmt: skip
    """Make effects; `linked` holds the links of each mention and the sentence's arm results."""
    text, sentence = reading.document.text, reading.passage.span.of(reading.document.text)
    links, results = linked
    clause_start = reading.passage.span.start
    effects = []
    for mention, own in zip(mentions, links, strict=True):
        clause = Span(clause_start, max(clause_start, mention.span.start))
        clause_start = mention.span.end
        compared = [result for result in results if clause.contains(result.provenance.span)]
        ids = _ids_of(reading, own, compared)
        if mention.rule == "p_value" and (ids[0] is None or own.score < LIKELY):
            rejected.append(Rejected(mention.span, "a p value of no outcome", mention.rule))
            continue
        effects.append(_effect(reading, mention, own, ids, (sentence, clause.of(text))))
    return effects


def _ids_of(
    reading: SentenceReading, links: Links, compared: list[ArmResult]
) -> tuple[str | None, str | None, str | None]:
    """Take outcome and arms from the two values just compared ("12% vs 15%, p = .03"), else
    from the words that the linker ties to the comparison itself."""
    pair = compared[-2:]
    text = reading.document.text
    if len(compared) == 1 and compared[0].arm_id and _is_within(reading, compared[0]):
        return compared[0].outcome_id, compared[0].arm_id, None
    if len(pair) == 2 and pair[0].outcome_id == pair[1].outcome_id and pair[0].arm_id and (
        pair[1].arm_id not in (None, pair[0].arm_id)
    ):
        return pair[0].outcome_id, pair[0].arm_id, pair[1].arm_id
    names = reading.names
    if len(pair) == 2 and FROM_TO.search(text[pair[0].provenance.span.start - 12 : pair[1].provenance.span.end]) and (
        pair[0].arm_id == pair[1].arm_id
    ):
        return pair[1].outcome_id, pair[1].arm_id, None
    outcome_id = names.outcome(links.outcomes, confidence=links.score, rule=links.rule) if links.outcomes else None
    arm_1 = names.arm(links.arms, confidence=links.score) if links.arms else None
    arm_2 = names.arm(links.comparators, confidence=links.score) if links.comparators else None
    return outcome_id, arm_1, arm_2 if arm_2 != arm_1 else None


def anchor_of(mention: EffectMention) -> Span:
    """Return the number that stands for a mention: its estimate, else its p value, else all."""
    if mention.estimate_span is not None and mention.span.contains(mention.estimate_span):
        return mention.estimate_span
    return mention.span


def why_not(reading: SentenceReading, mention: EffectMention, sentence: str) -> str | None:
    """Say why a mention is no result, None where it is one."""
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


def _is_within(reading: SentenceReading, result: ArmResult) -> bool:
    """Tell whether a p value beside one arm's change is of that arm alone."""
    sentence = reading.passage.span.of(reading.document.text)
    return result.statistic == "change" and not COMPARED.search(sentence.split("with no ")[0])


def _effect(
    reading: SentenceReading, mention: EffectMention, links: Links,
    ids: tuple[str | None, str | None, str | None], words: tuple[str, str],
) -> Effect:  # fmt: skip
    document = reading.document
    outcome_id, arm_1, arm_2 = ids
    sentence, clause = words
    test, p = mention.test, mention.p
    significant = judge_significance(mention, sentence)
    provenance = locate(
        document, mention.span, extractor=EXTRACTOR_NAME, version=VERSION, rule=mention.rule,
        confidence=round(mention.confidence * (0.5 + 0.5 * links.score if outcome_id else 0.5), 2),
    )  # fmt: skip
    return Effect(
        effect_id=stable_id("effect", document.document_id, mention.span.start, mention.span.end, mention.rule),
        outcome_id=outcome_id,
        provenance=provenance,
        arm_id_1=arm_1,
        arm_id_2=arm_2,
        timepoint=choose_timepoint(document.text, reading.passage.span, mention.span, links),
        scope=judge_scope(mention, words, arm_1, arm_2),
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
        direction=judge_direction(mention, clause, significant) or judge_direction(mention, sentence, significant),
        significant=significant,
    )
