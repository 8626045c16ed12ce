"""Choose the linker: the learnt one where its model is at hand, else the rules."""

from __future__ import annotations

from functools import lru_cache

from miner.extract.prose_results import value_linker
from miner.extract.prose_results.rule_linker import Links, generic_arms, link_arms, link_outcome
from miner.model import Span


def link(text: str, sentence: Span, value: Span, kind: str) -> Links:
    """Tie a number of a sentence to its outcome, arm, comparator and timepoint."""
    if _has_model():
        return value_linker.link_value(text, sentence, value, kind=kind)
    return link_by_rules(text, sentence, value, kind)


def link_by_rules(text: str, sentence: Span, value: Span, kind: str) -> Links:
    """Tie a number by word order alone."""
    outcome = link_outcome(text, sentence, value)
    arms = generic_arms(text, sentence)
    arm = link_arms(text, sentence, [value], arms)[0] if kind == "arm" else None
    return Links((outcome,) if outcome else (), (arm,) if arm else ())


@lru_cache(maxsize=1)
def _has_model() -> bool:
    return value_linker.is_available()
