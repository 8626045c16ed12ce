"""From mentions to records: what belongs to whom, what it means, and what is left out."""

from __future__ import annotations

import re

from miner.extract.prose_results.arm_results import make_results
from miner.extract.prose_results.context import judge_sentence, read_passages
from miner.extract.prose_results.doubtful import (
    doubtful_results,
    drop_contradictions,
    drop_repeated_p,
    listed_p_values,
)
from miner.extract.prose_results.effect_records import Linker, make_effects, why_not
from miner.extract.prose_results.effects import (
    EffectMention,
    find_effects_in_sentence,
    find_no_difference,
)
from miner.extract.prose_results.kinds import Kinds
from miner.extract.prose_results.meaning import moment_of_headings, moment_of_sentences
from miner.extract.prose_results.naming import Names, names_a_group
from miner.extract.prose_results.sentence_reading import SentenceReading
from miner.extract.prose_results.table_twins import with_twins
from miner.extract.prose_results.values import find_values
from miner.model import ArmResult, Document, Effect, Extraction, Findings, Rejected, Span
from miner.text.quantities import Quantity

CARRY_SENTENCES = 3  # a moment named so far back still holds, this sentence counted
_DIGIT = re.compile(r"\d")


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
    kinds = Kinds.of(findings) if names.is_paper else None
    records: list[Effect | ArmResult] = []
    rejected: list[Rejected] = []
    last_rule: str | None = None
    last_outcome: str | None = None
    paragraph: Span | None = None
    before: list[Span] = []
    for passage in read_passages(document):
        if passage.paragraph != paragraph:
            paragraph, last_rule, before = passage.paragraph, None, []
            last_outcome = names.outcome_of_headings(passage.section)
        before.append(passage.span)
        mentions: list[EffectMention] = []
        if _has_digit(document.text, passage.span):
            mentions, last_rule = find_effects_in_sentence(
                document.text, passage.span, last_rule=last_rule
            )
        else:
            last_rule = None
        if not mentions and passage.part in ("results", "abstract"):
            mentions = find_no_difference(document.text, passage.span)
        if not mentions and not _has_digit(document.text, passage.span):
            continue
        verdict = judge_sentence(document, passage)
        if verdict is not None:
            rejected += [
                Rejected(mention.span, verdict.reason, verdict.rule) for mention in mentions
            ]
            continue
        moment = moment_of_sentences(document.text, before[-CARRY_SENTENCES:-1])
        reading = SentenceReading(
            document,
            passage,
            names,
            spread,
            moment or moment_of_headings(passage.section),
            last_outcome,
        )
        made = _read_sentence(reading, mentions, link, rejected, kinds)
        records += made
        last_outcome = next((r.outcome_id for r in reversed(made) if r.outcome_id), last_outcome)
    if names.is_paper:
        records = with_twins(records, findings, names.outcomes)
    return Extraction((*names.records, *_unique(records)), tuple(rejected))


def _has_digit(text: str, span: Span) -> bool:
    return _DIGIT.search(text, span.start, span.end) is not None


def _unique(records: list[Effect | ArmResult]) -> list[Effect | ArmResult]:
    seen: set[str] = set()
    kept = []
    for record in records:
        key = record.effect_id if isinstance(record, Effect) else record.arm_result_id
        if key not in seen:
            seen.add(key)
            kept.append(record)
    return kept


def _read_sentence(
    reading: SentenceReading,
    mentions: list[EffectMention],
    link: Linker,
    rejected: list[Rejected],
    kinds: Kinds | None,
) -> list[Effect | ArmResult]:
    """Make the records of one sentence, its numbers tied together in one go."""
    text, span = reading.document.text, reading.passage.span
    kept = []
    listed = listed_p_values(text, mentions)
    for mention in mentions:
        reason = why_not(reading, mention, span.of(text))
        if reason is None and mention.span in listed:
            reason = "one of several p values in a row"
        if reason is None:
            kept.append(mention)
        else:
            rejected.append(Rejected(mention.span, reason, mention.rule))
    values: tuple[Quantity, ...] = ()
    if reading.passage.part != "methods" and names_a_group(text, span, reading.names):
        values = find_values(text, span, taken=[mention.span for mention in mentions])
    links = link(
        text, span, [(quantity.span, "arm") for quantity in values], reading.names.mentions(span)
    )
    results = make_results(reading, values, links, rejected)
    effects = make_effects(reading, kept, results, link, rejected)
    if reading.is_paper:
        results = drop_contradictions(text, span, results, rejected)
        results = doubtful_results(results, span.of(text), rejected)
    if kinds is not None:
        results, effects = kinds.fitting(results, effects, rejected)
    return [*drop_repeated_p(effects, rejected), *results]


def _spread_kind(text: str) -> str:
    """Say what ± stands for where the document tells it for all of its numbers."""
    deviation = re.search(
        r"(?:mean|value|data|result)s?\b[^.;]{0,60}(?:±|\+/-|\()\s?(?:SD|standard\s+deviation)",
        text,
        re.I,
    )
    error = re.search(
        r"(?:mean|value|data|result)s?\b[^.;]{0,60}(?:±|\+/-|\()\s?(?:SEM?\b|standard\s+error)",
        text,
        re.I,
    )
    if bool(deviation) == bool(error):
        return "unclear"
    return "sd" if deviation else "se"
