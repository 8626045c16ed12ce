"""Claims linked to evidence: every paper considered, and having found nothing, is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from miner.claims.about import ABOUT
from miner.claims.claim_patterns import EXPOSURE, HOPED, OF_RESEARCH, TREATMENT_NAME
from miner.claims.compare import FAIR, NEAR_OUTCOME, Match
from miner.claims.consider import Considered, Judge, consider
from miner.claims.critique import CritiqueFinding, answer_critique
from miner.claims.evidence import EvidenceDocument
from miner.claims.explain import describe_match
from miner.claims.grounds import is_grounded
from miner.claims.index import EvidenceIndex
from miner.claims.judge import Judgement, judge_claim, withdraw
from miner.claims.parse import parse_claim
from miner.model import Claim, Document, Link, Provenance, Span, locate
from miner.text.sentences import split_sentences

EXTRACTOR = "links"
VERSION = 3
MAX_LINKS_PER_PAPER = 12
# A quotation of unclear source this long is more likely a paper's than another poster's.
MIN_QUOTED_CHARS = 200
NOT_ENOUGH = "not_enough_information"

# How a critique is held against a paper: `answer_critique` or its like.
Answer = Callable[..., CritiqueFinding]


def link_claims(
    claims: Iterable[Claim],
    index: EvidenceIndex,
    *,
    named: Mapping[str, Sequence[str]] | None = None,
    quoted: Mapping[str, EvidenceDocument] | None = None,
    top: int = 5,
    judge: Judge = judge_claim,
    answer: Answer = answer_critique,
) -> tuple[Link, ...]:
    """Link claims to what the mined papers say.

    Parameters
    ----------
    claims : iterable of Claim
    index : EvidenceIndex
    named : mapping, optional
        For a source document's id, the papers it names, plainest first
        (`miner.claims.mentions.resolve_mentions`).
    quoted : mapping, optional
        For a source document's id, passages of papers quoted in it (`quoted_evidence`).
    top : int
        Papers considered for each claim.
    judge, answer : callable
        How a claim and a critique are held against a paper.

    Returns
    -------
    tuple of Link
        In order of claims, then rank. A claim for which nothing was found has one link
        without document. Where records of one paper disagree (another outcome, another
        time), each has its link.
    """
    links: list[Link] = []
    for claim in claims:
        source = claim.provenance.document_id
        papers = tuple((named or {}).get(source, ()))
        if claim.claim_type == "method_critique":
            found = _critique_links(claim, papers, index, (quoted or {}).get(source), answer)
        elif _is_of_no_treatment(claim, papers):
            found = []
        else:
            considered = consider(
                claim.claim,
                index,
                named=papers,
                subject=claim.subject,
                exclude=source,
                top=top,
                judge=judge,
            )
            found = _claim_links(claim, _trusted(claim, considered, index), index)
        links.extend(
            found
            or [
                Link(
                    claim.claim_id,
                    None,
                    1,
                    0.0,
                    NOT_ENOUGH,
                    explanation="no mined paper is about this",
                )
            ]
        )
    return tuple(links)


def _trusted(
    claim: Claim, considered: Sequence[Considered], index: EvidenceIndex
) -> list[Considered]:
    """Take back verdicts whose evidence does not speak of the claim's subject and outcome.

    A paper that the source does not name and that settles nothing is no evidence: left out.
    """
    parts = parse_claim(claim.claim)
    kept: list[Considered] = []
    for item in considered:
        judgement = item.judgement
        document = index.documents[judgement.document_id]
        by_record = any(m.outcome and m.stance == judgement.stance for m in judgement.matches)
        is_settled = judgement.stance != NOT_ENOUGH
        on_subject = item.is_named or item.about >= ABOUT
        sentences = [document.sentences[i][1] for i in judgement.sentence_index]
        by_number = "number" in judgement.matched
        spoken = by_record or (
            not item.is_skimmed
            and (
                by_number
                or (item.about >= ABOUT and not HOPED.search(claim.claim))
                or is_grounded(parts, sentences, document, index.idf)
            )
        )
        if is_settled and not (on_subject and spoken):
            why = "its sentences do not speak of the claim's own matter"
            item = replace(item, judgement=withdraw(judgement, why))
        if item.is_named or item.judgement.stance != NOT_ENOUGH:
            kept.append(item)
    return kept


def _is_of_no_treatment(claim: Claim, papers: Sequence[str]) -> bool:
    """Tell whether a claim can mean nothing for papers: `I felt better` is of no treatment.

    So is what a poster says in a thread that names no paper, without a word for anything
    taken, done or studied.
    """
    said = f"{claim.claim} {claim.subject or ''}"
    if TREATMENT_NAME.search(said):
        return False
    if claim.claim_type == "experience":
        return True
    is_posted = claim.provenance.rule.startswith("post")
    return is_posted and not papers and not (EXPOSURE.search(said) or OF_RESEARCH.search(said))


def _claim_links(
    claim: Claim, considered: Sequence[Considered], index: EvidenceIndex
) -> list[Link]:
    links: list[Link] = []
    for item in considered:
        judgement = item.judgement
        document = index.documents[judgement.document_id]
        score = round(judgement.score * (1.0 if item.is_named else item.about), 4)
        links.append(
            Link(
                claim.claim_id, judgement.document_id, len(links) + 1, score, judgement.stance,
                effect_id=judgement.effect_id, sample_size_id=judgement.sample_size_id,
                rationale=judgement.rationale or None, explanation=judgement.explanation,
                sentence_index=judgement.sentence_index,
                provenance=_provenance(document, judgement),
            )
        )  # fmt: skip
        for match in _other_matches(judgement):
            links.append(
                Link(
                    claim.claim_id, judgement.document_id, len(links) + 1,
                    round(score * match.strength, 4), match.stance,
                    effect_id=match.effect_id, rationale=document.around(match.place.span) or match.place.quote,
                    explanation=_explain_match(match), provenance=match.place,
                )
            )  # fmt: skip
    return links


def _other_matches(judgement: Judgement) -> list[Match]:
    """Records that the judgement does not rest on: other outcomes, times or arms, each once."""
    seen = {_key(match) for match in judgement.matches if match.effect_id == judgement.effect_id}
    kept: list[Match] = []
    if judgement.stance == NOT_ENOUGH:
        return kept
    nearest: dict[int, float] = {}
    for match in judgement.matches:
        nearest[match.proposition] = max(nearest.get(match.proposition, 0.01), match.closeness)
    for match in judgement.matches:
        key = _key(match)
        # `Anger` is no answer on verbal aggression where that was measured.
        is_near = match.closeness >= nearest[match.proposition] - NEAR_OUTCOME
        if match.effect and match.strength >= FAIR and key not in seen and is_near:
            seen.add(key)
            kept.append(match)
    return kept[: MAX_LINKS_PER_PAPER - 1]


def _key(match: Match) -> tuple[str | None, ...]:
    effect = match.effect
    if effect is None:
        return ("arms", match.timepoint)
    return effect.outcome_id, effect.timepoint, effect.scope, effect.arm_id_1, effect.arm_id_2


def _explain_match(match: Match) -> str:
    said = ["matched: " + ", ".join(match.matched)]
    if match.clashed:
        said.append("clashed: " + ", ".join(match.clashed))
    said.append(describe_match(match))
    return "; ".join(said)


def _critique_links(
    claim: Claim,
    papers: Sequence[str],
    index: EvidenceIndex,
    quoted: EvidenceDocument | None,
    answer: Answer,
) -> list[Link]:
    """Hold a critique against the papers its source names, else the passages quoted there."""
    documents = [index.documents[name] for name in papers]
    if quoted is not None:
        documents.append(quoted)
    links: list[Link] = []
    for document in documents:
        near = claim.provenance.span.start if document is quoted else None
        finding = answer(claim.claim, document, near=near)
        place = _place(document, finding.span, "critique", 0.7) if finding.span else None
        links.append(
            Link(
                claim.claim_id, document.document_id, 1, 1.0 if finding.span else 0.5, finding.stance,
                sample_size_id=finding.sample_size_id, rationale=finding.quote,
                explanation=finding.explanation,
                sentence_index=(finding.position,) if finding.position is not None else (),
                provenance=place,
            )
        )  # fmt: skip
    links.sort(key=lambda link: (link.stance == NOT_ENOUGH, -link.score))
    return [
        Link(
            link.claim_id, link.document_id, rank, link.score, link.stance, link.effect_id,
            link.sample_size_id, link.rationale, link.explanation, link.sentence_index, link.provenance,
        )
        for rank, link in enumerate(links, start=1)
    ]  # fmt: skip


def _provenance(document: EvidenceDocument, judgement: Judgement) -> Provenance | None:
    span = judgement.span
    if span is None:
        return None
    for match in judgement.matches:
        if match.place.span == span:
            return match.place
    rule = "figure"
    if any(document.sentences[i][0] == span for i in judgement.sentence_index):
        rule = "rationale"
    return _place(document, span, rule, judgement.score)


def _place(
    document: EvidenceDocument, span: Span, rule: str, confidence: float
) -> Provenance | None:
    if document.source is None:
        return None
    return locate(
        document.source,
        span,
        extractor=EXTRACTOR,
        version=VERSION,
        rule=rule,
        confidence=confidence,
    )


def quoted_evidence(document: Document) -> EvidenceDocument | None:
    """Make evidence of the paper's words that a thread quotes, for critiques of them.

    Returns
    -------
    EvidenceDocument or None
        Under the thread's own id; None where nothing of a paper is quoted.
    """
    passages = [
        quotation.span
        for post in document.posts
        for quotation in post.quotations
        if quotation.source == "paper"
        or (quotation.source == "unclear" and len(quotation.span) >= MIN_QUOTED_CHARS)
    ]
    sentences = tuple(
        (span, " ".join(span.of(document.text).split()), "Quoted")
        for passage in passages
        for span in split_sentences(document.text, passage.start, passage.end)
    )
    if not sentences:
        return None
    return EvidenceDocument(document.document_id, sentences=sentences, source=document)
