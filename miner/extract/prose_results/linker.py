"""Tie the numbers of a sentence to what they belong to: learnt where the model is, else by rules."""

from __future__ import annotations

from collections.abc import Sequence
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
    return decide(text, sentence, value_linker.read_values(text, sentence, targets), known=known)


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
