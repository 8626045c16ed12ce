"""Whether wording alone may carry a verdict: claim and evidence must share subject and outcome.

A model that reads two sentences finds agreement easily; a reader trusts a link only where
both speak of the same treatment and the same thing measured. Links judged by a record of that
outcome are held to the subject alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from miner.claims.concepts import BY_NAME, concepts_in
from miner.claims.evidence import EvidenceDocument
from miner.claims.lexicon import LAY_TERMS
from miner.claims.parse import ClaimParts
from miner.claims.words import fold, terms

# Share of a claim's words, weighed by rarity, that the sentences it rests on must have.
SHARED = 0.45
# Of the words of its subject, that title, arms or these sentences must have.
SUBJECT_SHARED = 0.5

_GENERIC = frozenset(
    terms(
        "therapy treatment training programme program course intervention group arm patients people "
        "drug use effect effects method approach low dose new this these it they"
    )
)


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
    wanted = {term: max(idf(term), 0.1) for term in terms(parts.text)}
    outcomes = {p.outcome for p in parts.propositions if p.outcome and p.says}
    title = set(terms(document.title or ""))
    for sentence in sentences:
        named = set(concepts_in(sentence))
        said = title | set(terms(sentence))
        said |= _said_in_other_words(parts.text, said, named)
        shared = sum(weight for term, weight in wanted.items() if term in said)
        if shared >= SHARED * sum(wanted.values()) and (not outcomes or outcomes & named):
            return True
    return False


def _said_in_other_words(text: str, said: set[str], concepts: set[str]) -> set[str]:
    """Terms of a text for which the field's word, or another name of the outcome, is said."""
    found: set[str] = set()
    for pattern, words in LAY_TERMS:
        if said & set(terms(words)):
            found.update(t for m in pattern.finditer(fold(text)) for t in terms(m.group(0)))
    for name in concepts:
        found.update(t for m in BY_NAME[name].pattern.finditer(text) for t in terms(m.group(0)))
    return found


def shares_subject(subject: str | None, rationale: str, document: EvidenceDocument) -> bool:
    """Tell whether a paper is about a claim's subject; false where the claim names none.

    Parameters
    ----------
    subject : str or None
        The treatment or exposure of the claim.
    rationale : str
    document : EvidenceDocument

    Returns
    -------
    bool
    """
    wanted = set(terms(subject or "")) - _GENERIC
    if not wanted:
        return False
    arms = (" ".join((arm.label, arm.long_label or "", *arm.aliases)) for arm in document.arms)
    own = {term for text in (document.title or "", rationale, *arms) for term in terms(text)}
    known = own | _said_in_other_words(subject or "", own, set())
    return len(wanted & known) >= SUBJECT_SHARED * len(wanted)
