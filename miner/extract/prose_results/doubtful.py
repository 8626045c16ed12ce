"""Records of one sentence that contradict each other or hang on a list read wrongly."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Hashable, Sequence

from miner.extract.prose_results.effects import EffectMention
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
