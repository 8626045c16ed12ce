"""Turn a claim into its opposite: swap a direction word, move a negation, change a number."""

from __future__ import annotations

import random
import re

# Both readings of a pair are used. Only words whose opposite is plain are listed.
_OPPOSITES = """
increase/decrease increases/decreases increased/decreased increasing/decreasing higher/lower
highest/lowest high/low more/less greater/smaller larger/smaller most/least elevated/reduced
raises/reduces raised/reduced improve/worsen improves/worsens improved/worsened
improving/worsening improvement/deterioration better/worse promotes/inhibits promote/inhibit
promoting/inhibiting promoted/inhibited enhances/impairs enhance/impair enhanced/impaired
enhancing/impairing activates/suppresses activate/suppress activated/suppressed
activation/suppression upregulated/downregulated upregulates/downregulates
upregulation/downregulation stimulates/blocks facilitates/hinders strengthens/weakens
accelerates/slows positive/negative positively/negatively effective/ineffective gain/loss
longer/shorter faster/slower often/rarely common/rare majority/minority safe/unsafe
likely/unlikely prevents/causes prevent/cause beneficial/harmful protective/harmful
stronger/weaker early/late always/never sufficient/insufficient able/unable similar/different
severe/mild severely/mildly rapidly/slowly rapid/slow rise/fall susceptible/resistant
sensitivity/resistance induces/prevents reduces/increases reduce/increase reduced/increased
reducing/increasing reduction/increase
"""
OPPOSITE: dict[str, tuple[str, ...]] = {}
for _pair in _OPPOSITES.split():
    _one, _other = _pair.split("/")
    OPPOSITE[_one] = (*OPPOSITE.get(_one, ()), _other)
    OPPOSITE[_other] = (*OPPOSITE.get(_other, ()), _one)

_WORD = re.compile(r"[A-Za-z]+")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)?(?![\w-]|[.,]\d)")
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|can|could|may|might|does|do|did|has|have|will|should)\b(?! not\b)"
)
_NEGATED = re.compile(r"\b(is|are|was|were|can|could|may|might|will|should) not\b|\b(can)not\b")
_DENIED = re.compile(r"\b(?:does|do|did) not (\w+)")
_VERB = re.compile(
    r"\b(increases|decreases|reduces|improves|promotes|inhibits|enhances|impairs|activates|prevents|"
    r"causes|induces|regulates|controls|requires|mediates|predicts|protects|affects|leads|plays|"
    r"contributes|suppresses|stimulates|drives|triggers|modulates|determines|reveals|links)\b"
)
_DECLARATIVE = re.compile(
    _VERB.pattern
    + r"|\b(is|are|was|were|can|may|does|do|did|has|have|had|showed|reduced|increased|improved)\b"
)
_LEAD = re.compile(
    r"^(?-i:[A-Z][A-Z/ &]{6,60}:?\s+)?(?:(?:in )?(?:conclusions?|summary|together|overall|thus|therefore|hence|collectively|"
    r"finally)[,:]?\s+)?(?:taken together,\s+)?(?:(?:these|our|the|this)\s+(?:\w+\s+){0,3}(?:results?|findings?|data|study|"
    r"studies|observations?|work|experiments?|evidence|analys[ei]s)\s+(?:\w+\s+){0,2}(?:suggests?|indicates?|demonstrates?|"
    r"shows?|reveals?|supports?|provides? evidence|implies|imply|establish(?:es)?|identif(?:y|ies)|confirms?)\s+(?:that\s+)?"
    r"|we\s+(?:\w+\s+)?(?:conclude|show|find|found|propose|suggest|demonstrate)\s+(?:that\s+)?)?",
    re.IGNORECASE,
)


def flip(claim: str, rng: random.Random) -> str | None:
    """Turn a claim into one that says the opposite; None where that is not plain.

    One direction word is swapped, or a negation put in or taken out.
    """
    words = [m for m in _WORD.finditer(claim) if m.group(0).casefold() in OPPOSITE]
    ways = (["swap"] * 3 if words else []) + (["negate"] if _can_negate(claim) else [])
    if not ways:
        return None
    if rng.choice(ways) == "negate":
        return _negate(claim)
    word = rng.choice(words)
    other = rng.choice(OPPOSITE[word.group(0).casefold()])
    other = other.capitalize() if word.group(0)[0].isupper() else other
    return claim[: word.start()] + other + claim[word.end() :]


def _can_negate(claim: str) -> bool:
    return bool(_AUXILIARY.search(claim) or _NEGATED.search(claim) or _VERB.search(claim))


def _negate(claim: str) -> str:
    if match := _DENIED.search(claim):
        verb = match.group(1)
        return (
            claim[: match.start()]
            + (verb if verb.endswith("s") else verb + "s")
            + claim[match.end() :]
        )
    if match := _NEGATED.search(claim):
        return claim[: match.start()] + (match.group(1) or match.group(2)) + claim[match.end() :]
    if match := _AUXILIARY.search(claim):
        return claim[: match.end()] + " not" + claim[match.end() :]
    match = _VERB.search(claim)
    assert match is not None
    verb = match.group(1).removesuffix("s")
    return claim[: match.start()] + f"does not {verb}" + claim[match.end() :]


def change_number(claim: str, rng: random.Random) -> str | None:
    """Replace one number by a clearly different one; None where the claim has none."""
    found = [m for m in _NUMBER.finditer(claim) if m.group(0) not in ("19", "2019", "2020", "2")]
    if not found:
        return None
    match = rng.choice(found)
    value = float(match.group(0).replace(",", "."))
    changed = value * rng.choice((0.2, 0.33, 0.5, 2, 3, 4))
    text = f"{changed:.1f}" if "." in match.group(0) else str(max(1, round(changed)))
    if text == match.group(0):
        return None
    return claim[: match.start()] + text + claim[match.end() :]


def is_declarative(claim: str) -> bool:
    """Tell whether a title or sentence asserts something, by its verb."""
    return bool(_DECLARATIVE.search(claim))


def strip_lead(sentence: str) -> str:
    """Drop 'These results suggest that' and the like from a conclusion."""
    return _LEAD.sub("", sentence)
