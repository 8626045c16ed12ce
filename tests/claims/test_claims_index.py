from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pytest
from claim_builders import paper
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.claims import build_index, load_index
from miner.claims.bm25 import Postings
from miner.claims.words import terms
from miner.model.errors import StoreError

PAPERS = [
    paper(
        "yoga",
        "Yoga for chronic back pain",
        "We randomised adults to yoga. Yoga reduced back pain.",
    ),
    paper("zinc", "Zinc lozenges for colds", "Zinc shortened colds in adults. Nausea was common."),
    paper(
        "sleep", "Bright light and sleep", "Bright light improved sleep in nurses on night shifts."
    ),
]


def test_search_puts_the_paper_on_the_matter_first() -> None:
    index = build_index(PAPERS)
    assert index.search("zinc makes a cold shorter")[0].document_id == "zinc"
    assert index.search("yoga eases a bad back")[0].document_id == "yoga"


def test_search_finds_nothing_without_a_shared_word() -> None:
    assert build_index(PAPERS).search("volcanoes erupt") == ()
    assert build_index([]).search("zinc") == ()


def test_add_gives_the_same_scores_as_building_at_once() -> None:
    grown = build_index(PAPERS[:1])
    grown.add(PAPERS[1:])
    grown.add(PAPERS)
    assert len(grown) == 3
    assert grown.search("zinc for colds") == build_index(PAPERS).search("zinc for colds")


def test_index_survives_saving(tmp_path) -> None:
    index = build_index(PAPERS)
    index.save(tmp_path / "index", stamp="s")
    again = load_index(tmp_path / "index", {p.document_id: p for p in PAPERS})
    assert again.stamp == "s"
    assert again.search("sleep of nurses") == index.search("sleep of nurses")


def test_load_index_names_a_missing_and_an_older_index(tmp_path) -> None:
    with pytest.raises(StoreError, match="no readable evidence index"):
        load_index(tmp_path, {})
    build_index(PAPERS).save(tmp_path)
    plain = json.loads((tmp_path / "index.json").read_text())
    (tmp_path / "index.json").write_text(json.dumps({**plain, "format": 0}))
    with pytest.raises(StoreError, match="format 0"):
        load_index(tmp_path, {})


words = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(words, min_size=1, max_size=14), st.integers(1, 5), words)
def test_postings_score_alike_however_they_were_batched(texts, size, query) -> None:
    counted = [Counter(text) for text in texts]
    whole, grown = Postings(), Postings()
    whole.add(counted)
    for start in range(0, len(counted), size):
        grown.add(counted[start : start + size])
    asked = dict.fromkeys(query, 1.0)
    assert np.allclose(whole.scores(asked), grown.scores(asked), rtol=1e-5)
    shared = [bool(set(text) & set(query)) for text in texts]
    assert [score > 0 for score in whole.scores(asked)] == shared


def test_terms_meet_across_hyphens_spelling_and_greek() -> None:
    assert set(terms("IL-6")) & set(terms("il6"))
    assert terms("randomised") == terms("randomized")
    assert terms("TNF-α")[:2] == terms("tnf alpha")
