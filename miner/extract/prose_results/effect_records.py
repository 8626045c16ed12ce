"""Effects from mentions and what they were tied to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from miner.extract.prose_results.context import is_baseline_comparison
from miner.extract.prose_results.doubtful import why_doubtful
from miner.extract.prose_results.effects import NO_DIFFERENCE, EffectMention
from miner.extract.prose_results.meaning import (
    COMPARED,
    FROM_TO,
    UNKNOWN,
    choose_timepoint,
    is_change_within,
    judge_direction,
    judge_scope,
    judge_significance,
)
from miner.extract.prose_results.naming import EXTRACTOR_NAME, VERSION
from miner.extract.prose_results.outcome_words import choose_outcome
from miner.extract.prose_results.rule_linker import Links, generic_arms
from miner.extract.prose_results.sentence_reading import SentenceReading, carried_moment
from miner.model import ArmResult, Effect, Rejected, Span, locate, stable_id
from miner.text.timepoints import BASELINE

Linker = Callable[[str, Span, Sequence[tuple[Span, str]], Sequence[Span]], list[Links]]

_ADJUSTED = re.compile(r"\badjust\w*", re.I)
_EXCEPT = re.compile(r"\bexcept(?:ing|ion)?\b", re.I)
_OF_TWO_VARIABLES = ("correlation", "regression_coefficient", "standardised_coefficient")
LIKELY = 0.6  # below it a lone p value is not told which outcome it is of
_REPORTED = re.compile(
    r"\b(?:signific\w+|differ\w*|higher|lower|greater|less|fewer|more|increas\w+|decreas\w+|reduc\w+|improv\w+|associat\w+|correlat\w+|"
    r"compar\w+|chang\w+|effects?|interaction|similar|better|worse|vs\.?|versus|predict\w*|relat\w+|longer|shorter|larger|smaller)\b",
    re.I,
)
_BETWEEN_GROUPS = re.compile(
    r"\b(?:between[-\s](?:group|arm|treatment)s?|between\s+(?:the\s+)?(?:two\s+|study\s+|treatment\s+|both\s+)*(?:groups|arms|treatments|conditions)|"
    r"than|versus|vs\.?|compared\s+(?:with|to)(?!\s+[^.;]{0,30}\b(?:baseline|prior|before|pre))|differ(?:ed|ences?)|group\s*(?:×|x|by)\s*time|interaction)\b",
    re.I,
)
# "There was no significant difference between the groups (P = .4)": of what was spoken of before.
_NOTHING_NEW = re.compile(
    r"(?:however,?\s+|overall,?\s+|again,?\s+)?(?:there\s+(?:was|were)\s+)?(?:no|a|the)\s+(?:statistically\s+)?(?:significant\s+)?differences?\s+(?:(?:was|were)\s+)?(?:\w+\s+)?"
    r"between\s+(?:the\s+)?(?:two\s+|treatment\s+|study\s+)?(?:groups|arms)[^A-Za-z]*(?:[pP]\W[^A-Za-z]*)?$|"
    r"(?:this|the)\s+difference\s+(?:was|is)\s+(?:not\s+)?(?:statistically\s+)?significant[^A-Za-z]*(?:[pP]\W[^A-Za-z]*)?$",
    re.I,
)
_TURN = re.compile(r";|\b(?:whereas|while|but|however|although)\b", re.I)
_WITHIN_SECTION = re.compile(r"\b(?:within|intra)[-\s](?:group|arm|subject)", re.I)
_MANY_GROUPS = re.compile(
    r"\b(?:three|four|five|six|3|4|5|6|all|several|different)\s+(?:\w+\s+)?(?:sub)?groups\b|\bsub-?groups\b",
    re.I,
)
# Where a list of outcomes without a difference ends.
_LIST_ENDS = re.compile(
    r";|\b(?:except|but|however|whereas|while|although|though|apart\s+from|other\s+than)\b", re.I
)
_OWN_P_GAP = re.compile(r"\s?[,:(\[]\s?")
_ASSUMPTION = re.compile(
    r"\b(?:Levene|Shapiro|Kolmogorov|Mauchly|sphericity|normality|homogeneity\s+of\s+variances?|equality\s+of\s+variances?|"
    r"goodness[-\s]of[-\s]fit|Hosmer|heterogeneity|publication\s+bias|Egger)",
    re.I,
)


_NO_LINKS = Links()


@dataclass(frozen=True, slots=True)
class _Ties:
    """What a comparison is tied to, and how surely; None where nothing was found."""

    outcome_id: str | None = None
    arm_id_1: str | None = None
    arm_id_2: str | None = None
    score: float = 0.0
    links: Links = _NO_LINKS
    is_within: bool = False


def make_effects(
    reading: SentenceReading, mentions: list[EffectMention], results: list[ArmResult],
    link: Linker, rejected: list[Rejected],
) -> list[Effect]:  # fmt: skip
    """Make the effects of one sentence, after its arm results.

    A comparison printed right behind the values it compares takes outcome and arms from them;
    only the others are linked by their own words.
    """
    text, span = reading.document.text, reading.passage.span
    clauses = _clauses(span, mentions)
    ties = [
        _ties_of_results(text, span, [r for r in results if clause.contains(r.provenance.span)])
        for clause in clauses
    ]
    for place, arm_id in _arms_before(reading, mentions).items():
        own_tie = ties[place]
        ties[place] = _Ties(
            own_tie.outcome_id if own_tie else None,
            arm_id,
            None,
            own_tie.score if own_tie else 0.0,
            is_within=True,
        )
    open_places = [place for place, tie in enumerate(ties) if tie is None or tie.outcome_id is None]
    targets = [(_anchor(mentions[place]), "effect") for place in open_places]
    links = link(text, span, targets, reading.names.mentions(span))
    for place, own in zip(open_places, links, strict=True):
        before = ties[place]
        if reading.is_paper:
            until = clauses[place + 1].end if place + 1 < len(clauses) else span.end
            chosen = choose_outcome(text, clauses[place], own.outcomes, until=until)
            own = replace(own, outcomes=(chosen,) if chosen else ())
        may_carry = mentions[place].measure not in _OF_TWO_VARIABLES
        words = _ties_of_words(reading, own, clauses[place], may_carry=may_carry)
        ties[place] = (
            words
            if before is None
            else replace(words, arm_id_1=before.arm_id_1, arm_id_2=None, is_within=True)
        )
    effects = []
    for mention, clause, tie in zip(mentions, clauses, ties, strict=True):
        if tie is None or (
            mention.rule == "p_value" and (tie.outcome_id is None or tie.score < LIKELY)
        ):
            rejected.append(Rejected(mention.span, "a p value of no outcome", mention.rule))
            continue
        if mention.rule == NO_DIFFERENCE:
            effects += _effects_of_list(reading, mention, tie, clause.of(text))
            continue
        effect = _effect(reading, mention, tie, clause.of(text))
        if effect.timepoint == BASELINE and (
            effect.scope == "within_arm" or _ADJUSTED.search(span.of(text))
        ):
            effect = replace(effect, timepoint=None)  # what a change is reckoned from
        if effect.scope == UNKNOWN and mention.rule == "p_value":
            rejected.append(Rejected(mention.span, "a p value with nothing compared", mention.rule))
            continue
        if effect.scope == UNKNOWN:
            effect = replace(effect, scope=_usual_scope(reading))
        reason = _why_not_of_paper(reading, mention, tie, effect) if reading.is_paper else None
        if reason is None:
            effects.append(effect)
        else:
            rejected.append(Rejected(mention.span, reason, mention.rule))
    return effects


def _why_not_of_paper(
    reading: SentenceReading, mention: EffectMention, tie: _Ties, effect: Effect
) -> str | None:
    """Say why a comparison in a paper's sentence is left out, by its words and its places."""
    text, span = reading.document.text, reading.passage.span
    sentence = span.of(text)
    own_words = tie.links is not _NO_LINKS
    if own_words and "respectively" in sentence:
        return "one of a list that is told elsewhere"
    if len(reading.names.arms_named(span)) > 2 and own_words and effect.arm_id_1 is not None:
        return "a sentence of more than two arms"
    for arm in (*tie.links.arms, *tie.links.comparators):
        if arm.start > mention.span.end and _TURN.search(text, mention.span.end, arm.start):
            return "an arm of which something else is told"
    return why_doubtful(effect, sentence)


def _effects_of_list(
    reading: SentenceReading, mention: EffectMention, tie: _Ties, clause: str
) -> list[Effect]:
    """Make one effect of each outcome that "no significant difference" was found in."""
    text, sentence = reading.document.text, reading.passage.span
    first = max(
        (m.end() for m in _LIST_ENDS.finditer(text, sentence.start, mention.span.start)),
        default=sentence.start,
    )
    end = _LIST_ENDS.search(text, mention.span.end, sentence.end)
    listed = Span(first, end.start() if end else sentence.end)
    named = reading.names.outcomes_named(listed) or reading.names.outcomes_named(
        Span(sentence.start, listed.end)
    )
    ids: list[str | None] = [*named] or [
        reading.names.outcome([span], confidence=tie.score, rule=tie.links.rule)
        for span in tie.links.outcomes
        if tie.score >= LIKELY and span.end <= listed.end
    ]
    kept = [outcome_id for outcome_id in dict.fromkeys(ids) if outcome_id is not None]
    effects = [
        _effect(reading, mention, replace(tie, outcome_id=outcome_id), clause)
        for outcome_id in kept
    ]
    if reading.is_paper:
        whole = sentence.of(text)
        effects = [
            effect
            for effect in effects
            if why_doubtful(replace(effect, significant=False), whole) is None
        ]
    return [
        replace(
            effect,
            effect_id=stable_id("effect", effect.effect_id, effect.outcome_id),
            significant=False,
            scope=effect.scope or _usual_scope(reading),
        )
        for effect in effects
    ]


def _usual_scope(reading: SentenceReading) -> str:
    """Return what a comparison without telling words mostly is: of the arms, where there are some."""
    return "between_arms" if reading.names.known_arms else "association"


def _arms_before(reading: SentenceReading, mentions: list[EffectMention]) -> dict[int, str]:
    """Give p values printed arm by arm their arm: "(yoga group, P = .02; controls, P < .001)"."""
    text, sentence = reading.document.text, reading.passage.span
    lone = [place for place, mention in enumerate(mentions) if mention.rule == "p_value"]
    if len(lone) < 2:
        return {}
    groups = generic_arms(text, sentence)
    found: dict[int, str] = {}
    for place in lone:
        start = mentions[place].span.start
        near = [
            arm
            for arm in groups
            if arm.end <= start and _OWN_P_GAP.fullmatch(text[arm.end : start])
        ]
        arm_id = reading.names.arm(near[-1:], confidence=0.8) if near else None
        if arm_id is not None:
            found[place] = arm_id
    return found if len(set(found.values())) >= 2 else {}


def _clauses(sentence: Span, mentions: list[EffectMention]) -> list[Span]:
    """Cut a sentence before each comparison: its clause reaches back to the one before."""
    clauses, start = [], sentence.start
    for mention in mentions:
        clauses.append(Span(start, max(start, mention.span.start)))
        start = mention.span.end
    return clauses


def _ties_of_results(text: str, sentence: Span, compared: list[ArmResult]) -> _Ties | None:
    """Read what is compared off the values just before ("12% vs 15%, p = .03")."""
    if not compared:
        return None
    last = compared[-1]
    if len(compared) == 1:
        is_within = last.statistic == "change" and not COMPARED.search(
            sentence.of(text).split("with no ")[0]
        )
        if not (is_within and last.arm_id):
            return None
        return _Ties(last.outcome_id, last.arm_id, None, last.provenance.confidence, is_within=True)
    first = compared[-2]
    score = min(first.provenance.confidence, last.provenance.confidence)
    if first.outcome_id != last.outcome_id or not first.arm_id or not last.arm_id:
        return None
    if first.arm_id != last.arm_id:
        return _Ties(last.outcome_id, first.arm_id, last.arm_id, score)
    if FROM_TO.search(text[max(0, first.provenance.span.start - 12) : last.provenance.span.end]):
        return _Ties(last.outcome_id, last.arm_id, None, score, is_within=True)
    return None


def _ties_of_words(
    reading: SentenceReading, links: Links, clause: Span, *, may_carry: bool
) -> _Ties:
    names, span = reading.names, reading.passage.span
    outcome_id = (
        names.outcome(links.outcomes, confidence=links.score, rule=links.rule)
        if links.outcomes
        else None
    )
    score = links.score
    if outcome_id is None and reading.is_paper:
        named = names.instruments_named(clause)
        outcome_id, score = (named[0], LIKELY) if len(named) == 1 else (None, score)
    if (
        outcome_id is None
        and may_carry
        and (not reading.is_paper or _NOTHING_NEW.match(span.of(reading.document.text)))
        and reading.outcome_id is not None
        and not names.outcomes_named(span)
    ):
        outcome_id, score = reading.outcome_id, LIKELY
    arm_1 = names.arm(links.arms, confidence=links.score) if links.arms else None
    arm_2 = names.arm(links.comparators, confidence=links.score) if links.comparators else None
    if reading.is_paper and len(names.known_arms) < 2:
        arm_1 = arm_2 = None  # names that only this sentence gives
    if arm_1 == arm_2:
        arm_2 = None
    sentence = span.of(reading.document.text)
    if _MANY_GROUPS.search(sentence):
        return _Ties(outcome_id, None, None, score, links)
    is_within = bool(_WITHIN_SECTION.search(" / ".join(reading.passage.section))) and arm_2 is None
    if (
        arm_2 is None
        and _BETWEEN_GROUPS.search(sentence)
        and not (is_within or is_change_within(sentence))
        and not (arm_1 is None and names.is_other_group((*links.arms, *links.comparators)))
    ):
        arm_1, arm_2 = names.complete_pair(arm_1)
    return _Ties(outcome_id, arm_1, arm_2, score, links, is_within)


def _anchor(mention: EffectMention) -> Span:
    """Return the number that stands for a mention: its estimate, else its p value, else all."""
    if mention.estimate_span is not None and mention.span.contains(mention.estimate_span):
        return mention.estimate_span
    return mention.span


def why_not(reading: SentenceReading, mention: EffectMention, sentence: str) -> str | None:
    """Say why a mention is no result, None where it is one."""
    if mention.rule == "p_value":
        start = reading.passage.span.start
        if _EXCEPT.search(reading.document.text, start, mention.span.start):
            return "a p value after an exception"
        after = reading.document.text[mention.span.end : mention.span.end + 24]
        if re.match(r"\s*\)?\s*(?:significance\s+)?level", after):
            return "a level of significance"
        if reading.passage.part in ("methods", "body") and reading.passage.section:
            return "a p value of the methods"
        if (
            mention.p is not None
            and mention.p.is_ns
            and re.match(r"\s*(?:groups?|arm|saline)\b", after)
        ):
            return "NS names a group"
        if mention.p is None or (mention.p.value is None and not mention.p.is_ns):
            return "no value"
        if not _REPORTED.search(sentence):
            return "a p value with nothing compared"
    if is_baseline_comparison(sentence):
        return "a comparison at baseline"
    if _ASSUMPTION.search(sentence):
        return "a test of an assumption"
    return None


def _measure(text: str, mention: EffectMention) -> str:
    """Return the measure; an "estimated effect size of .7" is standardised, no plain difference."""
    if mention.measure == "mean_difference" and mention.estimate_span is not None:
        start = mention.estimate_span.start
        if re.search(r"\beffect\s+sizes?\b[^.;()]{0,12}$", text[max(0, start - 30) : start], re.I):
            return "smd_unspecified"
    return mention.measure


def _effect(reading: SentenceReading, mention: EffectMention, tie: _Ties, clause: str) -> Effect:
    document = reading.document
    sentence = reading.passage.span.of(document.text)
    test, p = mention.test, mention.p
    significant = judge_significance(mention, sentence)
    provenance = locate(
        document, mention.span, extractor=EXTRACTOR_NAME, version=VERSION, rule=mention.rule,
        confidence=round(mention.confidence * (0.5 + 0.5 * tie.score if tie.outcome_id else 0.5), 2),
    )  # fmt: skip
    return Effect(
        effect_id=stable_id(
            "effect", document.document_id, mention.span.start, mention.span.end, mention.rule
        ),
        outcome_id=tie.outcome_id,
        provenance=provenance,
        arm_id_1=tie.arm_id_1,
        arm_id_2=tie.arm_id_2,
        timepoint=choose_timepoint(document.text, reading.passage.span, mention.span, tie.links)
        or carried_moment(reading),
        scope="within_arm"
        if tie.is_within
        else judge_scope(mention, (sentence, clause), tie.arm_id_1, tie.arm_id_2),
        effect_measure=_measure(document.text, mention),
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
        direction=judge_direction(mention, clause, significant)
        or judge_direction(mention, sentence, significant),
        significant=significant,
    )
