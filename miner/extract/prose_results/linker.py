"""Tie the numbers of a sentence to what they belong to: learnt where the model is, else by rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from miner.extract.prose_results import value_linker
from miner.extract.prose_results.decide import decide
from miner.extract.prose_results.rule_linker import Links, generic_arms, link_arms, link_outcome
from miner.model import Span

Target = tuple[Span, str]  # a number and its kind: "arm" or "effect"
MAX_TARGETS = 40  # a sentence with more numbers is a table that lost its lines


def link_sentence(
    text: str, sentence: Span, targets: Sequence[Target], known: Sequence[Span] = ()
) -> list[Links]:
    """Tie numbers of one sentence to outcome, arm, comparator and timepoint.

    Parameters
    ----------
    text : str
        The document's text.
    sentence : Span
    targets : sequence of (Span, str)
        Numbers in order, each with its kind.
    known : sequence of Span
        Where the sentence names known arms.

    Returns
    -------
    list of Links
        One for each number.
    """
    if not targets:
        return []
    if len(targets) > MAX_TARGETS or not _has_model():
        return link_by_rules(text, sentence, targets, known)
    readings = value_linker.read_values(text, sentence, targets)
    learnt = decide(text, sentence, readings, known=known)
    by_order = link_by_rules(text, sentence, targets, known)
    return [_seconded(one, other) for one, other in zip(learnt, by_order, strict=True)]


def _seconded(one: Links, other: Links) -> Links:
    """Mark in the rule's name that word order alone says the same."""
    for first, second in ((one.outcomes, other.outcomes), (one.arms, other.arms)):
        if not any(a.overlaps(b) for a in first for b in second):
            return one
    return replace(one, rule=f"{one.rule}+order")


def link_by_rules(
    text: str, sentence: Span, targets: Sequence[Target], known: Sequence[Span] = ()
) -> list[Links]:
    """Tie numbers by word order alone."""
    generic = generic_arms(text, sentence)
    arms = sorted([*generic, *(arm for arm in known if not any(arm.overlaps(g) for g in generic))])
    values = [value for value, kind in targets if kind == "arm"]
    linked = dict(zip(values, link_arms(text, sentence, values, arms), strict=True))
    links = []
    for value, _ in targets:
        outcome, arm = link_outcome(text, sentence, value), linked.get(value)
        links.append(Links((outcome,) if outcome else (), (arm,) if arm else ()))
    return links


@lru_cache(maxsize=1)
def _has_model() -> bool:
    return value_linker.is_available()
