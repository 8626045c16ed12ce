from __future__ import annotations

import pytest
from claim_builders import paper
from test_claims_golden import cases

from miner.claims import build_index, consider
from miner.claims.about import ABOUT
from miner.claims.reading import read_encoder

OTHERS = (
    paper("zinc", "Zinc lozenges for colds", "Zinc shortened colds in adults."),
    paper("knee", "Braces for knee osteoarthritis", "Knee pain was lower with a brace at a year."),
    paper("salt", "Less salt and blood pressure in schools", "Blood pressure fell with less salt."),
    paper("work", "Lunch walks and mood at work", "Office staff who walked had a better mood."),
)  # fmt: skip


@pytest.mark.parametrize("case", cases("about"))
def test_consider_knows_the_paper_a_claim_is_about(case: dict) -> None:
    index = build_index(
        [paper("own", case["title"], case["abstract"]), *OTHERS], encode=read_encoder()
    )
    found = {item.judgement.document_id: item.about for item in consider(case["claim"], index)}
    assert (found.pop("own", 0.0) >= ABOUT) == case["expect"]
    assert all(about < ABOUT for about in found.values())
