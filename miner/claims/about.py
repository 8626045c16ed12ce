"""Whether a paper is the one that a claim is about, where the claim's source names none.

A search always finds a nearest paper. Whether it is the right one is told by how much of its
title the claim says, how much of the claim its title, arms and abstract say, how near the two
lie as sentence vectors, and whether another paper has as many of the claim's words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

from miner.claims.concepts import BY_NAME, concepts_in
from miner.claims.evidence import EvidenceDocument
from miner.claims.lexicon import LAY_TERMS
from miner.claims.words import fold, terms

# Logistic regressions: 456 claims of forums, news and science with the trial each is about
# (corpora/claims, bench/trials), with and without it in bases of 10 and of 200 papers, and
# 456 claims of patients' threads that are about none. Cross-fitted over papers, at ABOUT the
# first accepts 80 to 100% of right papers (lay claims on psychology and pain most), 3% of
# nearest papers where the right one is missing, and 2% of those of threads.
ABOUT = 0.6
_WITH_VECTORS = (-4.32, 3.0, 3.45, -5.15, 11.62)
# Without vectors the share of a perfect word match stands in.
_BY_WORDS = (-1.09, 7.62, 2.04, -5.19, 8.07)
_MOST_RUNNER_UP = 3.0

_GENERIC = frozenset(
    terms(
        "therapy treatment training programme program course intervention group arm patients people "
        "drug use effect effects method approach low dose new this these it they trial study "
        "randomised randomized controlled clinical comparison versus"
    )
)
_LAY = tuple((pattern, frozenset(terms(words))) for pattern, words in LAY_TERMS)


def about_probability(
    claim: str,
    document: EvidenceDocument,
    idf: Callable[[str], float],
    *,
    relevance: float,
    runner_up: float,
    nearness: float | None,
) -> float:
    """Tell how likely a paper is the one a claim is about.

    Parameters
    ----------
    claim : str
    document : EvidenceDocument
    idf : callable
        Rarity of a term over the base.
    relevance : float
        Share of a perfect word match that the search found.
    runner_up : float
        Relevance of the best other paper.
    nearness : float or None
        Cosine of the sentence vectors, where there are any.

    Returns
    -------
    float
        0 to 1.
    """
    arms = [" ".join((arm.label, arm.long_label or "", *arm.aliases)) for arm in document.arms]
    said = terms_meant(claim, " ".join((document.head_text, *arms)))
    wanted = rarity_weights(claim, idf)
    rival = min(runner_up / relevance, _MOST_RUNNER_UP) if relevance else _MOST_RUNNER_UP
    weights = _BY_WORDS if nearness is None else _WITH_VECTORS
    features = (
        1.0,
        weighted_share(rarity_weights(document.title or "", idf), wanted),
        weighted_share(wanted, said),
        rival,
        relevance if nearness is None else nearness,
    )
    odds = sum(weight * feature for weight, feature in zip(weights, features, strict=True))
    return 1.0 / (1.0 + math.exp(-odds))


def terms_meant(claim: str, text: str) -> set[str]:
    """Return the terms of a text, and those of a claim that name the same in other words."""
    found = set(terms(text))
    folded = fold(claim)
    for pattern, words in _LAY:
        if pattern.search(folded) and found & words:
            found.update(t for m in pattern.finditer(folded) for t in terms(m.group(0)))
    for name in concepts_in(claim):
        pattern = BY_NAME[name].pattern
        if pattern.search(text):
            found.update(t for m in pattern.finditer(claim) for t in terms(m.group(0)))
    return found


def rarity_weights(text: str, idf: Callable[[str], float]) -> dict[str, float]:
    """Return the content terms of a text, each with its rarity."""
    return {term: max(idf(term), 0.1) for term in terms(text) if term not in _GENERIC}


def weighted_share(wanted: Mapping[str, float], said: Collection[str]) -> float:
    """Return the share of weights whose terms are said, 0 where there are none."""
    whole = sum(wanted.values())
    return sum(w for term, w in wanted.items() if term in said) / whole if whole else 0.0
