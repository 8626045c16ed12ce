"""Claims made in posts, articles and papers, and their links to evidence."""

from __future__ import annotations

from dataclasses import dataclass

from miner.model.provenance import Provenance


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme's verdict on one post."""

    post_id: str
    theme: str
    probability: float
    assigned: bool
    threshold: float
    model: str
    rationale: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that asserts something about an illness, a treatment or a study."""

    claim_id: str
    post_id: str | None
    claim: str
    claim_type: str
    provenance: Provenance
    subject: str | None = None
    comparator: str | None = None
    outcome: str | None = None
    direction: str | None = None
    magnitude: str | None = None
    significant: bool | None = None
    n: int | None = None
    number: str | None = None
    negated: bool = False
    hedged: bool = False
    experiencer: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One piece of evidence considered for a claim.

    `document_id` is None, with stance `not_enough_information`, when a claim was looked up
    and nothing was found. `provenance` is that of the evidence (None when nothing found).
    """

    claim_id: str
    document_id: str | None
    rank: int
    score: float
    stance: str
    effect_id: str | None = None
    sample_size_id: str | None = None
    rationale: str | None = None
    explanation: str | None = None
    sentence_index: tuple[int, ...] = ()
    provenance: Provenance | None = None
