"""Claims: finding them, finding evidence, and holding the one against the other."""

from __future__ import annotations

from miner.claims.consider import Considered, consider
from miner.claims.evidence import EvidenceDocument, evidence_of
from miner.claims.find import find_claims
from miner.claims.index import EvidenceIndex, Hit, build_index, load_index
from miner.claims.judge import Judgement, judge_claim
from miner.claims.link import link_claims, quoted_evidence
from miner.claims.mentions import Mention, build_catalogue, resolve_mentions

__all__ = [
    "Considered", "EvidenceDocument", "EvidenceIndex", "Hit", "Judgement", "Mention", "build_catalogue",
    "build_index", "consider", "evidence_of", "find_claims", "judge_claim", "link_claims", "load_index",
    "quoted_evidence", "resolve_mentions",
]  # fmt: skip
