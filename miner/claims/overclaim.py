"""Where a claim says more than its evidence can bear, whatever its stance."""

from __future__ import annotations

import re
from collections.abc import Callable

from miner.claims.evidence import EvidenceDocument
from miner.claims.parse import ClaimParts
from miner.claims.patterns import CAUSAL, CORRELATIONAL
from miner.claims.strength import compare_strength

SMALL_TRIAL = 60

_EFFECTIVE = re.compile(
    r"\b(?:effective|efficac\w+|proven|proves?|cures?|cured|works|breakthrough)\b", re.I
)
_PILOT = re.compile(r"\b(?:pilot|feasibility|preliminary|exploratory|small sample)\b", re.I)
_ONLY_WOMEN = re.compile(
    r"\b(?:only (?:women|females?)|(?:all|\d+|[a-z-]+) (?:female|women) (?:patients|participants)|female patients|all (?:were )?(?:women|female)|100\s?% (?:women|female))\b",
    re.I,
)
_ONLY_MEN = re.compile(
    r"\b(?:only (?:men|males)|all (?:were )?(?:men|male)|male patients|100\s?% (?:men|male))\b",
    re.I,
)
_SEX_NAMED = re.compile(r"\b(?:women|woman|female|men|man|male|girls|boys|mothers)\b", re.I)
_OBSERVATIONAL = ("cohort", "case_control", "cross_sectional")
_RANDOMISED = re.compile(r"\brandomi[sz]ed\b|\brandomly (?:assigned|allocated)\b", re.I)


def find_overclaims(
    claim: str,
    parts: ClaimParts,
    document: EvidenceDocument,
    stance: str,
    *,
    evidence: str = "",
    compare: Callable[[str, str], str] = compare_strength,
) -> tuple[str, ...]:
    """Name what the claim makes stronger than the paper.

    Parameters
    ----------
    claim : str
    parts : ClaimParts
    document : EvidenceDocument
    stance : str
        A claim that the paper does not support is no overclaim of it.
    evidence : str
        The sentences it rests on.
    compare : callable
        Tells of two sentences whether the first is causally stronger.

    Returns
    -------
    tuple of str
        Plain notes for a reader, empty where there is nothing to say.
    """
    if stance != "supports":
        return ()
    notes: list[str] = []
    head = document.head_text
    design = next((s.design for s in document.studies if s.design), None)
    causal = CAUSAL.search(claim) and not CORRELATIONAL.search(claim) and not parts.hedged
    if causal and _is_correlational(design, head):
        notes.append("overclaim: cause told from an association")
    elif (
        causal
        and CORRELATIONAL.search(evidence)
        and not _RANDOMISED.search(head)
        and compare(claim, evidence) == "exaggerates"
    ):
        notes.append("overclaim: causally stronger than the sentence it rests on")
    n = next(
        (s.n_total or s.n_randomised for s in document.studies if s.n_total or s.n_randomised), None
    )
    small = (
        design == "pilot_rct" or bool(_PILOT.search(head)) or (n is not None and n < SMALL_TRIAL)
    )
    if _EFFECTIVE.search(claim) and small and not parts.hedged:
        size = f" of {n}" if n is not None else ""
        notes.append(f"overclaim: 'effective' from a small or pilot study{size}")
    if not _SEX_NAMED.search(claim):
        if _ONLY_WOMEN.search(head):
            notes.append("note: all participants were women")
        elif _ONLY_MEN.search(head):
            notes.append("note: all participants were men")
    return tuple(notes)


def _is_correlational(design: str | None, head: str) -> bool:
    if design is not None:
        return design in _OBSERVATIONAL
    return (
        bool(CORRELATIONAL.search(head))
        and not _RANDOMISED.search(head)
        and not CAUSAL.search(head)
    )
