"""Which papers are judged for a claim, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from miner.claims.about import about_probability
from miner.claims.claim_patterns import NAMED_TREATMENT
from miner.claims.evidence import EvidenceDocument
from miner.claims.index import EvidenceIndex, Hit
from miner.claims.judge import Judgement, judge_claim, skim_claim
from miner.claims.words import terms

# A paper below this share of a perfect word match is not about the claim's matter.
MIN_RELEVANCE = 0.06
# Nor is one this far behind the best.
MIN_SCORE = 0.45
# A claim with this many words of a title is about that paper, whatever else it names.
TITLE_TERMS = 3
# A paper with this share of the best one's score has a say and is read by the model; the
# others are judged by their records alone. Whether a paper settles the claim says nothing
# of whether it is the right one: ranking by it too found fewer right abstracts (scifact).
NEAR_BEST = 0.98
_GENERIC_TREATMENT = frozenset(
    terms("therapy training programme program stimulation supplement vaccine low dose")
)

Judge = Callable[[str, EvidenceDocument], Judgement]


@dataclass(frozen=True, slots=True)
class Considered:
    """One paper considered for a claim; `score` orders papers, best first.

    `is_skimmed` where only its records were held against the claim, as it lay too far
    behind the best; `about` tells how likely it is the paper that the claim is about, 0 where
    unnamed papers are kept anyway.
    """

    judgement: Judgement
    score: float
    is_named: bool = False
    is_skimmed: bool = False
    about: float = 0.0


def consider(
    claim: str,
    index: EvidenceIndex,
    *,
    named: Sequence[str] = (),
    subject: str | None = None,
    exclude: str | None = None,
    top: int = 5,
    keep_unnamed: bool = False,
    judge: Judge = judge_claim,
    skim: Judge = skim_claim,
) -> tuple[Considered, ...]:
    """Judge a claim against the papers nearest to it.

    Parameters
    ----------
    claim : str
    index : EvidenceIndex
    named : sequence of str
        Papers that the claim's source names: these come first.
    subject : str, optional
        What the claim is about where its words do not say (`it helps`).
    exclude : str, optional
        Document that is never evidence: the claim's own.
    top : int
        How many papers at most.
    keep_unnamed : bool
        Consider papers that never name the treatment of the claim too; what they say of it
        is then that they did not study it.
    judge, skim : callable
        How a paper is judged that may come first, and one that cannot.

    Returns
    -------
    tuple of Considered
        Named papers first, then by score. Empty where nothing mined is about the claim.
    """
    query = f"{claim} {subject}" if subject else claim
    hits = [hit for hit in index.search(query, top=top + 1) if hit.document_id != exclude]
    found_all = tuple(hits)
    hits = [hit for hit in hits if hit.relevance >= MIN_RELEVANCE and hit.score >= MIN_SCORE]
    if not keep_unnamed:
        hits = [hit for hit in hits if speaks_of(query, index.documents[hit.document_id])]
    known = {hit.document_id for hit in hits}
    others = [Hit(name, 1.0, 1.0) for name in named if name not in known and name != exclude]
    hits = hits[:top]
    least = NEAR_BEST * max((hit.score for hit in hits), default=0.0)
    found = []
    for hit in (*others, *hits):
        is_named = hit.document_id in named
        is_skimmed = hit.score < least and not is_named
        judgement = (skim if is_skimmed else judge)(claim, index.documents[hit.document_id])
        # Whoever asks for every paper judges for themselves which is the right one.
        about = 0.0 if keep_unnamed else _about(query, hit, found_all, index)
        found.append(Considered(judgement, hit.score, is_named, is_skimmed, about))
    found.sort(key=lambda item: (not item.is_named, -item.score, item.judgement.document_id))
    return tuple(found)


def _about(query: str, hit: Hit, hits: Sequence[Hit], index: EvidenceIndex) -> float:
    others = [other.relevance for other in hits if other is not hit]
    return about_probability(
        query,
        index.documents[hit.document_id],
        index.idf,
        relevance=hit.relevance,
        runner_up=max(others, default=0.0),
        nearness=hit.nearness,
    )


def speaks_of(claim: str, document: EvidenceDocument) -> bool:
    """Tell whether a paper names the treatment a claim names; true where the claim names none.

    A paper on fibromyalgia is no evidence on naltrexone for fibromyalgia.
    """
    wanted = {
        term
        for match in NAMED_TREATMENT.finditer(claim)
        for term in terms(match.group(0))
        if term not in _GENERIC_TREATMENT
    }
    if not wanted or wanted & _all_terms(document):
        return True
    # `An app beats text messages` is still about the paper on text messages.
    shared = set(terms(claim)) & set(terms(document.title or ""))
    return len(shared) >= TITLE_TERMS


def _all_terms(document: EvidenceDocument) -> frozenset[str]:
    cached = document.__dict__.get("_all_terms")
    if cached is None:
        cached = frozenset(
            term
            for text in (document.title or "", *(sentence[1] for sentence in document.sentences))
            for term in terms(text)
        )
        document.__dict__["_all_terms"] = cached
    return frozenset(cached)
