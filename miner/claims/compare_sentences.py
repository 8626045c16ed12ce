"""A claim held against a paper's own sentences, both taken apart the same way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from miner.claims.align import ADVERSE, OPPOSITE
from miner.claims.compare import Match
from miner.claims.concepts import BY_NAME
from miner.claims.evidence import EvidenceDocument
from miner.claims.parse import ClaimParts, Proposition, parse_claim
from miner.claims.words import expanded_terms, terms
from miner.model import Provenance

# What a sentence says counts for less than a record: it may speak of another time or arm.
SAID = 0.6
MIN_SHARED = 4
# Of a sentence on the same outcome; one with fewer was right of the claim in 10 of 27 cases.
LEAST_SHARED = 2
MAX_SENTENCE_CHARS = 600

_RESULTS = re.compile(
    r"^(?:[\dIVX]+[.)]?(?:\d+[.)]?)*\s+)?(?:abstract|result|finding|outcome|conclusion)",
    re.I,
)
_ASIDE = re.compile(
    r"background|objective|method|design|participants|limitation|introduction", re.I
)
_NOT_FOUND = re.compile(
    r"\b(?:hypothesi[sz]\w*|aim(?:ed|s)?|objectives?|purpose|previous(?:ly)?|other studies|prior|et al|would|may|might|could|"
    r"should|future)\b",
    re.I,
)
_NOT_SIGNIFICANT = re.compile(
    r"\b(?:no|not|non|n['’]t|without)[- ](?:\w+ ){0,3}(?:significan\w+|differen\w+|differ)|"
    r"\b(?:ns|n\.s\.)\b|[pP]\s*[=>]\s*0?\.[1-9]"
)


def compare_sentences(parts: ClaimParts, document: EvidenceDocument) -> tuple[Match, ...]:
    """Compare a claim with what the paper says of the same outcomes in its results.

    Parameters
    ----------
    parts : ClaimParts
    document : EvidenceDocument

    Returns
    -------
    tuple of Match
        At most one for each proposition of the claim: the sentence that shares most with it.
    """
    found: list[Match] = []
    for number, proposition in enumerate(parts.propositions):
        if proposition.says is None:
            continue
        best: tuple[float, Match] | None = None
        for shared, match in _compare(number, proposition, parts, document):
            if best is None or shared > best[0]:
                best = shared, match
        if best is not None:
            found.append(best[1])
    return tuple(found)


def _compare(
    number: int, proposition: Proposition, parts: ClaimParts, document: EvidenceDocument
) -> Iterator[tuple[float, Match]]:
    wanted = set(expanded_terms(parts.text))
    is_of_harm = (
        "side effects" in parts.outcomes
        or proposition.outcome is None
        or proposition.says in ("increase", "worse")
    )
    named = BY_NAME[proposition.outcome].pattern if proposition.outcome else None
    for position in _result_sentences(document):
        span, text, _ = document.sentences[position]
        shared = len(wanted & document.sentence_terms[position])
        if shared < LEAST_SHARED or (named is not None and not named.search(text)):
            continue
        if not is_of_harm and ADVERSE.search(text):
            continue
        said = _same_matter(proposition, parts, text)
        if not said or (parts.timepoint == "baseline") != ("baseline" in text.lower()):
            continue
        stance = _stance(proposition, said[0], parts, text)
        if stance is None:
            continue
        if said[0].scope != proposition.scope:
            continue
        clash = ("direction",) if stance == "contradicts" else ()
        yield (
            float(shared),
            Match(
                stance,
                SAID,
                None,
                None,
                ("outcome",) if clash else ("outcome", "direction"),
                clash,
                Provenance(
                    document.document_id, span, document.quote(span) or text, "links", 1, "sentence"
                ),
                said=text[:160],
                proposition=number,
                closeness=1.0,
            ),
        )


def _same_matter(proposition: Proposition, parts: ClaimParts, text: str) -> list[Proposition]:
    """What a sentence says of the proposition's outcome, or of its words where it names none."""
    said = [p for p in parse_claim(text).propositions if p.says]
    if proposition.outcome is not None:
        return [p for p in said if p.outcome == proposition.outcome]
    wanted = set(terms(proposition.clause.of(parts.text)))
    shared = wanted & set(terms(text))
    if len(shared) < MIN_SHARED or len(shared) < 0.4 * len(wanted):
        return []
    return [p for p in said if p.outcome is None and p.says in ("better", "worse", "none")]


def _stance(claim: Proposition, paper: Proposition, parts: ClaimParts, text: str) -> str | None:
    """Same, opposite, or change against none; None where the two cannot be compared."""
    paper_none = paper.says == "none" or bool(_NOT_SIGNIFICANT.search(text))
    claim_none = claim.says == "none" or parts.significant is False
    if claim_none and paper_none:
        return "supports"
    if claim_none:
        # `Both groups improved` leaves `no difference between them` open.
        return "contradicts" if paper.scope == claim.scope == "between" else None
    if paper_none:
        return "contradicts" if paper.scope == claim.scope else None
    mine, theirs = _direction(claim), _direction(paper)
    if mine is None or theirs is None:
        return None
    if mine == theirs:
        return "supports"
    # Between arms a sentence may start from the other arm: only a change in one arm clashes.
    return "contradicts" if paper.scope == claim.scope != "between" else None


def _direction(proposition: Proposition) -> str | None:
    says = proposition.says
    if says in OPPOSITE or proposition.outcome is None:
        return says
    better = BY_NAME[proposition.outcome].better
    if better == "unclear":
        return None
    return "decrease" if (better == "lower") == (says == "better") else "increase"


@lru_cache(maxsize=4096)
def _result_sentences(document: EvidenceDocument) -> tuple[int, ...]:
    """Sentences of abstract, results and conclusions that tell what was found."""
    return tuple(
        position
        for position, (_, text, section) in enumerate(document.sentences)
        if _RESULTS.match(section)
        and not _ASIDE.search(section)
        and not _NOT_FOUND.search(text)
        and len(text) <= MAX_SENTENCE_CHARS
    )
