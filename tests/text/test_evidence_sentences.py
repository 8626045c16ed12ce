"""Sentences chosen for a claim: those that share its rarer words, in reading order."""

from __future__ import annotations

import pytest

from miner.text.evidence_sentences import choose_sentences

ABSTRACT = [
    "Migraine is common.",
    "We enrolled 60 adults with migraine.",
    "Magnesium halved the number of migraine days.",
    "Nausea was frequent with migraine.",
    "Larger trials are needed.",
]


def test_choose_sentences_prefers_rare_shared_words():
    assert choose_sentences("Magnesium reduces migraine days.", ABSTRACT, limit=1) == (2,)


def test_choose_sentences_keeps_reading_order():
    chosen = choose_sentences("Nausea after magnesium.", ABSTRACT, limit=3)
    assert chosen == tuple(sorted(chosen))
    assert {2, 3} <= set(chosen)


def test_choose_sentences_takes_the_conclusion_when_nothing_is_shared():
    assert choose_sentences("Quasars emit radio waves.", ABSTRACT, limit=1) == (4,)


def test_choose_sentences_returns_all_of_a_short_passage():
    assert choose_sentences("Anything.", ABSTRACT[:2], limit=4) == (0, 1)
    assert choose_sentences("Anything.", [], limit=4) == ()


def test_choose_sentences_refuses_a_limit_below_one():
    with pytest.raises(ValueError, match="at least 1"):
        choose_sentences("Anything.", ABSTRACT, limit=0)
