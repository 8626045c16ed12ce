"""Passages are own words at their places; words of a model are plain and few-authored ones left out."""

from __future__ import annotations

import itertools
import time

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.themes.language import looks_english
from miner.themes.ngrams import NgramWeights, tokenize
from miner.themes.passages import MAX_PASSAGE_CHARS, find_passages
from miner.themes.pooling import MAX_PASSAGES, choose_passages, pool_scores


@settings(deadline=None)
@given(st.text(max_size=400))
def test_passages_are_in_order_and_short(text):
    spans = find_passages(text)
    assert all(0 < len(span) <= MAX_PASSAGE_CHARS for span in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


def test_passages_leave_out_quotes_and_markup():
    text = "> He said no.\nI say <i>yes</i>. [quote=Bo]Never![/quote] Done."
    assert [span.of(text) for span in find_passages(text)] == ["I say <i>yes</i>.", "Done."]


def test_passages_of_two_megabytes_take_seconds_at_most():
    start = time.perf_counter()
    assert len(find_passages("word " * 400_000)) > 3000
    assert len(find_passages("[quote]" * 200_000 + "<" * 100_000)) > 0
    assert time.perf_counter() - start < 10


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab c!", max_size=20), min_size=1, max_size=8))
def test_passages_rows_do_not_depend_on_their_neighbours(texts):
    weights = NgramWeights.learn(texts, [str(i) for i in range(len(texts))], min_groups=1)
    matrix = weights.matrix(texts).toarray()
    for text, expected in zip(texts, matrix, strict=True):
        assert np.array_equal(weights.matrix([text]).toarray()[0], expected)
        assert np.isclose(np.linalg.norm(expected), 1) or not expected.any()


def test_passages_vocabulary_leaves_out_what_one_author_writes():
    weights = NgramWeights.learn(["dear Bo rain", "Bo snow", "rain"], ["x", "x", "y"])
    assert weights.terms == ["rain"]


def test_passages_zalgo_and_accents_become_plain_words():
    assert tokenize("Z̷̧͎a̴lg̵o café 🙂🙂") == ["zalgo", "cafe"]


def test_passages_language_is_told():
    assert looks_english("I have had this pain for years and no one knows why.") is True
    assert looks_english("No tengo ni idea de lo que me pasa desde el año pasado.") is False
    assert looks_english("我不知道我怎么了，医生说没事。") is False
    assert looks_english("LDN helped") is None


def test_passages_choice_keeps_the_best_of_each_theme():
    quick = np.full((50, 2), -5.0)
    quick[7, 0] = quick[33, 1] = 3.0
    chosen = choose_passages(quick)
    assert {7, 33} <= set(chosen.tolist())
    assert len(chosen) <= MAX_PASSAGES
    assert choose_passages(np.full((9, 2), -50.0)).tolist() == [0]


def test_passages_pooling_of_nothing_is_low():
    assert pool_scores(np.zeros((0, 2)), 0)[:, 0].tolist() == [-9.0, -9.0]
