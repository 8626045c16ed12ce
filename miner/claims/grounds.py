"""Whether wording alone may carry a verdict: claim and evidence must share subject and outcome.

A model that reads two sentences finds agreement easily; a reader trusts a link only where
both speak of the same thing measured. Links judged by a record of that outcome need no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from miner.claims.about import rarity_weights, terms_meant, weighted_share
from miner.claims.concepts import concepts_in
from miner.claims.evidence import EvidenceDocument
from miner.claims.parse import ClaimParts

# Share of a claim's words, weighed by rarity, that the sentences it rests on must have.
SHARED = 0.45


def is_grounded(
    parts: ClaimParts,
    sentences: Sequence[str],
    document: EvidenceDocument,
    idf: Callable[[str], float],
) -> bool:
    """Tell whether one of some sentences speaks of a claim's matter: its words, its outcome.

    Parameters
    ----------
    parts : ClaimParts
    sentences : sequence of str
        What a verdict rests on; the title is read with each.
    document : EvidenceDocument
    idf : callable
        Rarity of a term over the evidence base.

    Returns
    -------
    bool
    """
    wanted = rarity_weights(parts.text, idf)
    outcomes = {p.outcome for p in parts.propositions if p.outcome and p.says}
    for sentence in sentences:
        said = terms_meant(parts.text, f"{document.title or ''} {sentence}")
        is_of_outcome = not outcomes or outcomes & set(concepts_in(sentence))
        if is_of_outcome and weighted_share(wanted, said) >= SHARED:
            return True
    return False
