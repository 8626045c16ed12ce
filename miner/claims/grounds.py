"""Whether wording alone may carry a verdict: claim and evidence must share subject and outcome.

A model that reads two sentences finds agreement easily; a reader trusts a link only where
both speak of the same treatment and the same thing measured. Links judged by a record of that
outcome are held to the subject alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from miner.claims.concepts import BY_NAME, concepts_in
from miner.claims.evidence import EvidenceDocument
from miner.claims.lexicon import LAY_TERMS
from miner.claims.parse import ClaimParts
from miner.claims.words import fold, terms

# Share of a claim's words, weighed by rarity, that the sentences it rests on must have.
SHARED = 0.45
# Of the words of its subject, that title or arms must have; of the whole claim's, that
# title, abstract and arms must have. Both only for papers that the source does not name.
SUBJECT_SHARED = 0.6
HEAD_SHARED = 0.6
LEAST_SHARED = 0.35
LEAST_NAMED = 0.2

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
    wanted = _weights(parts.text, idf)
    outcomes = {p.outcome for p in parts.propositions if p.outcome and p.says}
    title = set(terms(document.title or ""))
    for sentence in sentences:
        named = set(concepts_in(sentence))
        said = title | set(terms(sentence))
        said |= _said_in_other_words(parts.text, said, named)
        if _share(wanted, said) >= SHARED and (not outcomes or outcomes & named):
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


def shares_subject(
    subject: str | None, parts: ClaimParts, document: EvidenceDocument, idf: Callable[[str], float]
) -> bool:
    """Tell whether a paper that nobody named studied a claim's subject among its people.

    Parameters
    ----------
    subject : str or None
        The treatment or exposure of the claim; without one no paper can be known to share it.
    parts : ClaimParts
    document : EvidenceDocument
    idf : callable

    Returns
    -------
    bool
        True where title or arms name the subject, and title, abstract and arms most of the
        claim: a trial of the same course in depression is none on fibromyalgia.
    """
    wanted = _weights(subject or "", idf)
    if not wanted:
        return False
    treated = set(terms(f"{document.title or ''} {_arms_of(document)}"))
    treated |= _said_in_other_words(subject or "", treated, set())
    if _share(wanted, treated) < SUBJECT_SHARED:
        return False
    return _head_share(parts, document, idf) >= HEAD_SHARED


def shares_words(
    parts: ClaimParts, document: EvidenceDocument, idf: Callable[[str], float]
) -> bool:
    """Tell whether a paper's title, abstract and arms have enough of a claim's words.

    Enough for one that stands out in the search; alone they prove little.
    """
    said = set(terms(f"{document.title or ''} {_arms_of(document)}"))
    said |= _said_in_other_words(parts.text, said, set())
    return (
        _share(_weights(parts.text, idf), said) >= LEAST_NAMED
        and _head_share(parts, document, idf) >= LEAST_SHARED
    )


def _head_share(
    parts: ClaimParts, document: EvidenceDocument, idf: Callable[[str], float]
) -> float:
    head = f"{document.head_text} {_arms_of(document)}"
    said = set(terms(head))
    said |= _said_in_other_words(parts.text, said, set(concepts_in(head)))
    return _share(_weights(parts.text, idf), said)


def _arms_of(document: EvidenceDocument) -> str:
    return " ".join(
        " ".join((arm.label, arm.long_label or "", *arm.aliases)) for arm in document.arms
    )


def _weights(text: str, idf: Callable[[str], float]) -> dict[str, float]:
    return {term: max(idf(term), 0.1) for term in terms(text) if term not in _GENERIC}


def _share(wanted: Mapping[str, float], said: Collection[str]) -> float:
    whole = sum(wanted.values())
    return sum(w for term, w in wanted.items() if term in said) / whole if whole else 0.0
