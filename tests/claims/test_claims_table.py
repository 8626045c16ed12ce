from __future__ import annotations

from miner.export.claim_table import COLUMNS, claim_table_rows, verdict

CLAIM = {"claim_id": "c1", "document_id": "news", "post_id": "p1", "claim": "=Yoga eases pain", "claim_type": "efficacy",
         "outcome": "pain", "direction": "decrease", "hedged": 0}  # fmt: skip
DOCUMENTS = [
    {"document_id": "news", "title": "News", "kind": "thread", "path": "n.html"},
    {
        "document_id": "paper",
        "title": "Yoga trial",
        "kind": "paper",
        "path": "p.xml",
        "doi": "10.1/x",
        "year": 2020,
    },
]


def link(
    rank: int,
    stance: str,
    *,
    document: str | None = "paper",
    score: float = 0.9,
    effect: str | None = None,
) -> dict:
    return {"claim_id": "c1", "rank": rank, "stance": stance, "document_id": document, "score": score, "effect_id": effect,
            "quote": "Pain fell.", "rationale": "Pain fell."}  # fmt: skip


def test_claim_table_sets_evidence_beside_the_claim() -> None:
    rows = claim_table_rows(
        claims=[CLAIM], documents=DOCUMENTS,
        links=[link(2, "contradicts", effect="e2"), link(1, "supports", effect="e1")],
        posts=[{"document_id": "news", "post_id": "p1", "thread_id": "t", "author_key": "a_1"}],
        themes=[{"post_id": "p1", "theme": "treatment", "assigned": 1}, {"post_id": "p1", "theme": "other", "assigned": 0}],
        outcomes=[{"outcome_id": "o", "name": "Pain"}],
        effects=[{"effect_id": "e1", "outcome_id": "o", "estimate": -0.5, "p_value": 0.01, "timepoint": "8 weeks"},
                 {"effect_id": "e2", "outcome_id": "o", "estimate": -0.1, "p_value": 0.4, "timepoint": "1 year"}],
        studies=[{"document_id": "paper", "n_total": 40}],
        checks=[{"effect_id": "e1", "verdict": "consistent"}, {"effect_id": "e1", "verdict": "inconsistent"}],
    )  # fmt: skip
    assert [row["rank"] for row in rows] == [1, 2]
    first = rows[0]
    assert {row["verdict"] for row in rows} == {"mixed"}
    assert (first["outcome"], first["estimate"], first["timepoint"], first["n"]) == (
        "Pain",
        -0.5,
        "8 weeks",
        40,
    )
    assert (first["check_verdict"], first["themes"], first["author_key"]) == (
        "inconsistent",
        "treatment",
        "a_1",
    )
    assert first["evidence_link"] == "https://doi.org/10.1/x"
    assert first["claim"] == "=Yoga eases pain"  # made safe where cells are written
    assert all(list(row) == [name for name, _ in COLUMNS] for row in rows)


def test_claim_table_keeps_claims_that_were_not_looked_up() -> None:
    (row,) = claim_table_rows(claims=[CLAIM], links=[], documents=DOCUMENTS)
    assert row["verdict"] is None
    assert row["evidence_document_id"] is None


def test_verdict_of_the_best_paper_counts() -> None:
    assert (
        verdict([link(1, "supports"), link(2, "contradicts", document="far", score=0.2)])
        == "supports"
    )
    assert (
        verdict([link(1, "supports"), link(2, "contradicts", document="near", score=0.89)])
        == "mixed"
    )
    assert (
        verdict([link(1, "not_enough_information", document=None, score=0.0)])
        == "not_enough_information"
    )
