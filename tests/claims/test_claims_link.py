from __future__ import annotations

from dataclasses import replace

from claim_builders import ARMS, PAIN, SLEEP, effect, paper

from miner.claims import build_index, consider, judge_claim, link_claims, quoted_evidence
from miner.claims.critique import answer_critique, critique_kinds
from miner.claims.find import find_claims
from miner.model import Block, Document, Post, Quotation, Span

YOGA = replace(
    paper(
        "yoga", "Yoga for chronic back pain: a pilot trial",
        "Forty female patients were randomised to yoga or a waiting list. Yoga reduced pain at eight weeks. "
        "Patients could not be blinded.",
        "Pain fell in both groups. Sleep was no better. We followed patients for 8 weeks after treatment.",
    ),
    outcomes=(PAIN, SLEEP), arms=ARMS,
    effects=(effect("now"), effect("later", timepoint="6 months follow-up", significant=False)),
)  # fmt: skip
ZINC = paper("zinc", "Zinc lozenges for colds", "Zinc shortened colds in adults.")
INDEX = build_index([YOGA, ZINC])


def article(text: str) -> Document:
    return Document(
        "news",
        "news.txt",
        "0",
        "article",
        "test",
        text,
        blocks=(Block("paragraph", Span(0, len(text))),),
    )


def test_link_claims_keeps_records_that_disagree_as_links_of_their_own() -> None:
    claims = find_claims(article("Yoga reduced back pain more than a waiting list."))
    links = link_claims(claims, INDEX)
    assert {link.effect_id for link in links} >= {"now", "later"}
    assert {link.stance for link in links if link.effect_id} == {"supports", "contradicts"}
    assert [link.rank for link in links] == list(range(1, len(links) + 1))


def test_link_claims_stores_having_found_nothing() -> None:
    claims = find_claims(article("Cannabis cures psoriasis in most patients."))
    (link,) = link_claims(claims, INDEX)
    assert link.document_id is None
    assert link.stance == "not_enough_information"


def test_link_claims_looks_up_nothing_for_a_post_that_names_nothing_taken() -> None:
    text = "Back pain was reduced and mood improved."
    whole = Span(0, len(text))
    post = Post("p", "t", 1, whole, (whole,))
    thread = Document("thread", "t", "0", "thread", "test", text, posts=(post,))
    assert [link.document_id for link in link_claims(find_claims(thread), INDEX)] in ([], [None])
    assert link_claims(find_claims(article("Yoga reduced back pain.")), INDEX)[0].document_id


def test_link_claims_takes_named_papers_first() -> None:
    claims = find_claims(article("The lozenges were an effective treatment."))
    links = link_claims(claims, INDEX, named={"news": ("zinc",)})
    assert links[0].document_id == "zinc"


def test_consider_refuses_a_paper_that_never_names_the_treatment() -> None:
    assert consider("Naltrexone reduces back pain.", INDEX) == ()
    assert consider("Yoga reduces back pain.", INDEX)[0].judgement.document_id == "yoga"


def test_link_claims_takes_comparison_functions() -> None:
    def never(claim, document):
        return replace(judge_claim(claim, document), stance="not_enough_information", matches=())

    claims = find_claims(article("Yoga reduced back pain more than a waiting list."))
    assert {link.stance for link in link_claims(claims, INDEX, judge=never)} == {
        "not_enough_information"
    }


def test_judge_claim_knows_what_was_not_studied() -> None:
    long_after = judge_claim("Five years later yoga still kept back pain down.", YOGA)
    assert long_after.stance == "not_enough_information"
    assert "timepoint" in long_after.explanation


def test_judge_claim_knows_an_illness_that_was_not_studied() -> None:
    others = judge_claim("Yoga reduced back pain in people with dementia.", YOGA)
    assert others.stance == "not_enough_information"
    assert "population" in others.explanation
    assert "population" not in judge_claim("Yoga reduced chronic back pain.", YOGA).explanation


def test_around_gives_the_sentence_a_record_stands_in() -> None:
    span, text, _ = YOGA.sentences[2]
    assert YOGA.around(Span(span.start + 3, span.start + 5)) == text
    assert YOGA.around(Span(9_000, 9_001)) == ""


def test_link_claims_does_not_take_a_hope_for_a_result() -> None:
    text = "It is hoped that yoga will reduce back pain in many more patients."
    for link in link_claims(find_claims(article(text)), INDEX):
        assert link.stance == "not_enough_information" or link.effect_id


def test_link_claims_scores_wording_alone_below_records() -> None:
    claims = find_claims(article("Yoga reduced back pain more than a waiting list."))
    by_record = link_claims(claims, INDEX)[0]
    assert by_record.effect_id and by_record.score < 1.0
    zinc = link_claims(find_claims(article("Zinc lozenges shortened colds in adults.")), INDEX)[0]
    assert zinc.score < by_record.score


def test_judge_claim_notes_a_claim_stronger_than_a_pilot() -> None:
    judgement = judge_claim(
        "Yoga is an effective treatment that reduced pain more than waiting.", YOGA
    )
    assert judgement.stance == "supports"
    assert "pilot" in judgement.explanation
    assert "women" in judgement.explanation


def test_judge_claim_is_the_same_twice() -> None:
    claim = "Yoga reduced back pain."
    assert judge_claim(claim, YOGA) == judge_claim(claim, YOGA)


def test_critique_is_answered_by_the_words_of_the_paper_or_their_absence() -> None:
    found = answer_critique("Nobody was blinded in this trial.", YOGA)
    assert found.stance == "supports"
    assert found.quote == "Patients could not be blinded."
    silent = answer_critique("They never corrected for multiple comparisons.", YOGA)
    assert silent.stance == "not_enough_information"
    assert silent.position is None
    assert "multiple testing" in silent.explanation


def test_critique_kinds_of_plain_abuse_are_none() -> None:
    assert critique_kinds("What a pathetic study.") == ()


def test_quoted_evidence_takes_the_words_of_papers() -> None:
    quoted = "Both arms were combined with treatment as usual."
    text = f"{quoted}\nSo multiple unaccounted-for effects were introduced."
    span = Span(0, len(quoted))
    post = Post(
        "p",
        "t",
        1,
        Span(0, len(text)),
        (Span(len(quoted) + 1, len(text)),),
        (Quotation(span, "paper"),),
    )
    thread = Document("thread", "t", "0", "thread", "test", text, posts=(post,))
    evidence = quoted_evidence(thread)
    claims = find_claims(thread)
    (link,) = link_claims(claims, INDEX, quoted={"thread": evidence})
    # That drugs were taken beside is told; that it is a flaw, the words do not say.
    assert link.document_id == "thread" and link.stance == "not_enough_information"
    assert link.provenance.quote == quoted
    assert quoted_evidence(replace(thread, posts=())) is None
