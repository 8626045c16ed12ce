"""Sequences of the reading model: bounded, and every piece traceable to its characters."""

from __future__ import annotations

import pytest
import tokenizers
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.text.model_folder import latest_version
from miner.text.reading_input import (
    FIRST_TOKENS,
    PAIR_TOKENS,
    WINDOW_TOKENS,
    encode_pair,
    encode_windows,
)


@pytest.fixture(scope="module")
def tokenizer() -> tokenizers.Tokenizer:
    return tokenizers.Tokenizer.from_file(str(latest_version("reading") / "tokenizer.json"))


_PROSE = st.lists(
    st.sampled_from("pain fell. in Group A, 12.5% ± μg (n=4) rose é\n".split(" ")), max_size=400
)


@settings(max_examples=40, deadline=None)
@given(words=_PROSE)
def test_windows_are_bounded_and_offsets_rise_through_the_text(tokenizer, words):
    text = " ".join(words)
    windows = list(encode_windows(tokenizer, text))
    offsets = [offset for window in windows for offset in window.offsets if offset]
    assert all(len(window.ids) == len(window.offsets) <= WINDOW_TOKENS for window in windows)
    assert all(0 <= a < b <= len(text) for a, b in offsets)
    assert offsets == sorted(offsets)
    covered = {i for a, b in offsets for i in range(a, b)}
    assert covered == {i for i, c in enumerate(text) if not c.isspace()}


@settings(max_examples=40, deadline=None)
@given(first=_PROSE, second=st.lists(_PROSE, max_size=6))
def test_pairs_are_bounded_and_owned_by_their_sentences(tokenizer, first, second):
    pair = encode_pair(tokenizer, " ".join(first), [" ".join(words) for words in second])
    assert len(pair.ids) == len(pair.segments) == len(pair.owners) <= PAIR_TOKENS
    assert sum(1 for s in pair.segments if s == 0) <= FIRST_TOKENS + 2
    owners = [owner for owner in pair.owners if owner >= 0]
    assert owners == sorted(owners)
    assert all(0 <= owner < len(second) for owner in owners)


def test_a_sentence_longer_than_a_window_is_cut_not_dropped(tokenizer):
    text = "pain " * 500
    windows = list(encode_windows(tokenizer, text))
    assert sum(len(window.ids) - 2 for window in windows) == 500
