from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from miner.claims.figures import claim_figures
from miner.claims.find import find_claims
from miner.claims.parse import parse_claim
from miner.model import Block, Document, Post, Span
from miner.text.sentences import split_sentences

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "claims"


def cases(name: str) -> list[dict]:
    found = tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))["case"]
    return [pytest.param(case, id=case.get("id") or case["text"][:30]) for case in found]


def document_of(text: str, speaker: str) -> Document:
    whole = Span(0, len(text))
    posts = (Post("p1", "t1", 1, whole, (whole,)),) if speaker == "post" else ()
    kind = {"post": "thread", "article": "article", "paper": "paper"}[speaker]
    role = "abstract" if speaker == "paper" else "paragraph"
    blocks = () if speaker == "post" else (Block(role, whole),)
    return Document("d1", "d1.txt", "0", kind, "test", text, blocks=blocks, posts=posts,
                    sentences=split_sentences(text))  # fmt: skip


@pytest.mark.parametrize("case", cases("find"))
def test_find_claims_golden(case: dict) -> None:
    document = document_of(case["text"], case["speaker"])
    claims = find_claims(document)
    if "expect" not in case:
        assert claims == ()
        return
    (claim,) = claims
    assert claim.provenance.quote == claim.provenance.span.of(document.text)
    assert claim.post_id == ("p1" if case["speaker"] == "post" else None)
    got = {name: getattr(claim, name) for name in case["expect"]}
    assert got == case["expect"]


@pytest.mark.parametrize("case", cases("parse"))
def test_parse_claim_golden(case: dict) -> None:
    parts = parse_claim(case["text"])
    assert [[p.outcome, p.says] for p in parts.propositions if p.outcome] == case["expect"]
    if "scope" in case:
        assert {p.scope for p in parts.propositions} == {case["scope"]}
    assert (
        parts.weeks == pytest.approx(case.get("weeks")) if "weeks" in case else parts.weeks is None
    )
    assert parts.timepoint == case.get("timepoint", parts.timepoint)


@pytest.mark.parametrize("case", cases("figures"))
def test_claim_figures_golden(case: dict) -> None:
    assert [[f.kind, f.value] for f in claim_figures(case["text"])] == case["expect"]


def test_find_claims_keeps_a_repeated_sentence_once() -> None:
    text = "Zinc shortens colds in adults. Zinc shortens colds in adults."
    assert len(find_claims(document_of(text, "article"))) == 1


def test_find_claims_gives_a_pronoun_the_treatment_named_before() -> None:
    text = "My doctor put me on pregabalin in May. It helped my pain."
    assert [claim.subject for claim in find_claims(document_of(text, "post"))][-1] == "pregabalin"


def test_find_claims_reads_what_it_means_from_the_sentence_before() -> None:
    text = "I started pregabalin in May. While I have seen no wonders, I do feel it helps."
    assert [claim.claim_type for claim in find_claims(document_of(text, "post"))] == ["experience"]


def test_find_claims_knows_what_a_relative_takes() -> None:
    text = (
        "I started pregabalin in May. My husband, in pain himself, takes it and feels it helps him."
    )
    (claim,) = find_claims(document_of(text, "post"))
    assert (claim.subject, claim.experiencer) == ("pregabalin", "family")


def test_find_claims_reads_own_words_only() -> None:
    text = "Yoga cures migraine in all adults.\n\nI doubt that it reduces pain at all."
    quoted, own = Span(0, 34), Span(36, len(text))
    post = Post("p1", "t1", 1, Span(0, len(text)), (own,))
    document = Document("d", "d", "0", "thread", "test", text, posts=(post,))
    assert [claim.claim for claim in find_claims(document)] == [own.of(text)]
    assert not any(quoted.overlaps(claim.provenance.span) for claim in find_claims(document))
