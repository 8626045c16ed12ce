"""Records of one sentence that contradict each other or hang on a list read wrongly."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Hashable, Sequence

from miner.extract.prose_results.effects import NO_DIFFERENCE, EffectMention
from miner.extract.prose_results.meaning import FROM_TO
from miner.model import ArmResult, Effect, Rejected, Span

_LISTED = re.compile(r"\s*[,;]?\s*(?:and|or|[,;])\s*")


def drop_contradictions(
    text: str, sentence: Span, results: Sequence[ArmResult], rejected: list[Rejected]
) -> list[ArmResult]:
    """Leave out values that one arm cannot both have: what tells them apart was not read.

    Parameters
    ----------
    text : str
    sentence : Span
    results : sequence of ArmResult
        Of this sentence.
    rejected : list of Rejected
        Takes what is left out.

    Returns
    -------
    list of ArmResult
    """
    groups: dict[Hashable, set[float | None]] = defaultdict(set)
    for result in results:
        groups[_what(result)].add(result.value)
    is_change = FROM_TO.search(sentence.of(text)) is not None
    kept = []
    for result in results:
        if len(groups[_what(result)]) > 1 and not is_change:
            rejected.append(
                Rejected(result.provenance.span, "two values for one outcome and arm", "ambiguous")
            )
        else:
            kept.append(result)
    return kept


def _what(result: ArmResult) -> Hashable:
    return (result.outcome_id, result.arm_id, result.timepoint, result.statistic)


def drop_repeated_p(effects: Sequence[Effect], rejected: list[Rejected]) -> list[Effect]:
    """Leave out lone p values that differ though they are said of one comparison."""
    groups: dict[Hashable, set[tuple[str | None, float | None]]] = defaultdict(set)
    for effect in effects:
        if effect.provenance.rule == "p_value":
            groups[_compared(effect)].add((effect.p_operator, effect.p_value))
    kept = []
    for effect in effects:
        if effect.provenance.rule == "p_value" and len(groups[_compared(effect)]) > 1:
            rejected.append(
                Rejected(effect.provenance.span, "two p values for one comparison", "ambiguous")
            )
        else:
            kept.append(effect)
    return kept


def _compared(effect: Effect) -> Hashable:
    return (effect.outcome_id, effect.arm_id_1, effect.arm_id_2, effect.timepoint, effect.scope)


def listed_p_values(text: str, mentions: Sequence[EffectMention]) -> set[Span]:
    """Find lone p values printed as a list: "p = .16 and p = .33, respectively"."""
    found: set[Span] = set()
    for first, second in itertools.pairwise(mentions):
        if (
            first.rule == second.rule == "p_value"
            and first.span.end <= second.span.start
            and _LISTED.fullmatch(text[first.span.end : second.span.start])
        ):
            found |= {first.span, second.span}
    return found


# What is compared is not what was done: ages, sexes, sessions, models.
_OTHER_FACTOR = re.compile(
    r"\b(?:age|sex|gender|order|sequence|session|block|trial[\s-]type|site|cent(?:er|re)|stimul\w+|emotion|valence)\s+(?:differences?|effects?|groups?|[×x*]|was|were|did)|"
    r"\b(?:main\s+)?effects?\s+(?:of|for)\s+(?:age|sex|gender|order|session|block|time|participant|visit|period|sequence)\b|"
    r"\b(?:older|younger|males?|females?|boys?|girls?)\b[^.;]{0,60}\b(?:than|compared|versus|vs)|\b(?:than|between)\s+(?:\w+\s+)?(?:older|younger|males?|females?|men|women|boys?|girls?)\b|"
    r"\bsub-?groups?\b|\bstratif|\bmoderat\w+|\bmediat\w+|\bsensitivity\s+analys|"
    r"\bthree-way\b|\bfour-way\b|\brandomi[sz]ation\s+was\b|\bcompleters?\s+(?:and|versus|vs)|\bdrop-?outs?\s+(?:and|versus|vs|did)",
    re.IGNORECASE,
)
_INTERACTION = re.compile(r"\binteractions?\b|[×]", re.IGNORECASE)
_ARM_BY_TIME = re.compile(
    r"\b(?:groups?|treatments?|arms?|interventions?|conditions?|time|drug)\s*(?:[×xX*]|by|-by-|and)\s*(?:time|visit|groups?|treatments?|week|phase|interventions?|arms?|condition)\b",
    re.IGNORECASE,
)
_SAYS_GROUPS = re.compile(
    r"\b(?:between|among|across|both|all|three|four|two|any\s+of\s+the)\s+(?:the\s+)?(?:\w+\s+){0,2}(?:groups?|arms?|treatments|conditions)\b|"
    r"\beffects?\s+(?:of|for)\s+[^.;()]{0,40}\b(?:group|treatment|intervention|condition|configuration|regimen|arm)\b|"
    r"\bbetween[\s-]groups?\b|\bintergroup|\bgroup\s+(?:differences?|effects?|main)|\bthe\s+(?:groups|arms)\b|\beffects?\s+of\s+(?:group|treatment|intervention|condition)\b",
    re.IGNORECASE,
)

_IN_EACH = re.compile(
    r"\b(?:in|for|within)\s+(?:all|both|either|each|any\s+of|the\s+two|the\s+three)\s+(?:of\s+)?(?:the\s+)?(?:\w+\s+){0,2}(?:groups?|arms?)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:between|among|across|than|versus|vs|compared|differ\w*|intergroup)\b", re.IGNORECASE
)
_BY_TIME = re.compile(
    r"\b(?:based\s+on|effects?\s+(?:of|for)|over|main\s+effect\s+of)\s+time\b|\btime\s+effects?\b|\bwithin[\s-]groups?\b",
    re.IGNORECASE,
)
_RATIO_WORDS = re.compile(r"\b(?:ratios?|relative\s+risks?|RR|OR|HR)\b")
# Results of others beside one's own.
_OTHERS = re.compile(
    r"\b(?:reported\s+(?:by|in|for)|comparable\s+to\s+(?:that|those)|similar\s+to\s+(?:that|those)|et\s+al|previous(?:ly)?|literature|meta-analysis)\b",
    re.IGNORECASE,
)
_SOME_OF_THEM = re.compile(
    r"\b(?:among|of|in)\s+(?:the\s+)?(?:\w+\s+)?(?:women|men|boys|girls|males|females|those|responders|non-?responders|completers|smokers)\b|"
    r"\bsub-?groups?\b|\bin\s+(?:women|men|boys|girls)\b|\b(?:older|younger)\b",
    re.IGNORECASE,
)
# A sentence of a part of the people, or of what the one before told.
_OF_SOME = re.compile(
    r"^(?:in|among|for|of)\s+(?:the\s+)?(?:\w+\s+)?(?:patients|participants|subjects|women|men|children|those|individuals|people)\s+(?:with|without|who|whose|aged|on)\b|"
    r"^among\b|^(?:these|this|those|that|it|such|both)\b",
    re.IGNORECASE,
)
_NO_CHANGE = re.compile(r"\bchang\w+", re.IGNORECASE)
_NOT = re.compile(r"\b(?:did\s+not|no|not|without|never|none|neither)\b", re.IGNORECASE)
_LABELLED = ("value_dispersion", "fraction_percent", "count_percent", "value_interval")


def doubtful_results(
    results: Sequence[ArmResult], sentence: str, rejected: list[Rejected]
) -> list[ArmResult]:
    """Leave out of a paper's sentence the values that it does not tie to an arm and moment.

    A bare number counts only beside that of another arm for the same outcome.
    """
    arms_of: dict[Hashable, set[str | None]] = defaultdict(set)
    for result in results:
        arms_of[result.outcome_id, result.statistic].add(result.arm_id)
    is_from_to = FROM_TO.search(sentence) is not None
    kept = []
    for result in results:
        is_paired = len(arms_of[result.outcome_id, result.statistic]) >= 2
        is_named = result.provenance.rule.rpartition("/")[2] in _LABELLED
        reason = None
        if _OTHERS.search(sentence) or _OF_SOME.match(sentence):
            reason = "a number beside other people's"
        elif _SOME_OF_THEM.search(sentence):
            reason = "a number of some people of an arm"
        elif result.statistic in ("count", "percent") and _NOT.search(sentence):
            reason = "a share that may be of those who did not"
        elif is_from_to and result.timepoint is None:
            reason = "a number of two moments"
        elif not (is_paired or is_named):
            reason = "a bare number of one arm"
        if reason is None:
            kept.append(result)
        else:
            rejected.append(Rejected(result.provenance.span, reason, "doubtful"))
    return kept


def why_doubtful(effect: Effect, sentence: str) -> str | None:
    """Say why a comparison told in a paper's text cannot be tied to what it compares.

    Parameters
    ----------
    effect : Effect
    sentence : str
        The sentence that tells of it.

    Returns
    -------
    str or None
        None where outcome and arms are told.
    """
    if effect.outcome_id is None:
        return "a comparison of no outcome"
    if _OTHERS.search(sentence) or _OF_SOME.match(sentence):
        return "a comparison beside other people's, or of some people only"
    if (
        effect.provenance.rule == "difference"
        and effect.ci_lower is not None
        and effect.ci_lower > 0
        and _RATIO_WORDS.search(sentence)
    ):
        return "a difference that may be a ratio"
    if _OTHER_FACTOR.search(sentence):
        return "a comparison of other things than arms"
    if _INTERACTION.search(sentence) and not _ARM_BY_TIME.search(sentence):
        return "an interaction of other things than arm and time"
    if effect.scope == "association":
        if effect.effect_measure == "none" or effect.estimate is None:
            return "an association without an estimate"
        return None
    if effect.scope == "within_arm":
        return None if effect.arm_id_1 is not None else "a change in an arm not named"
    is_none_found = effect.provenance.rule == NO_DIFFERENCE
    says_groups = _SAYS_GROUPS.search(sentence) is not None
    if is_none_found and _NO_CHANGE.search(effect.provenance.quote) and not says_groups:
        return "no change, in whom is not told"
    if (
        _BY_TIME.search(sentence)
        and not _ARM_BY_TIME.search(sentence)
        and not (is_none_found and says_groups)
    ):
        return "a comparison of moments"
    if effect.arm_id_1 is None and effect.arm_id_2 is None:
        if _IN_EACH.search(sentence) and not _BETWEEN.search(sentence):
            return "a change in each arm"
        return None if says_groups else "arms not named"
    pair = (effect.arm_id_1, effect.arm_id_2)
    return None if None not in pair else "one arm compared with what is not clear"
