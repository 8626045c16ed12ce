"""Words of claims and evidence: content terms that match across inflection and register.

A term is a Snowball stem of a lower-cased word. Compounds give their parts and the joined
form (`IL-6`: `il`, `6`, `il6`), because papers and posts hyphenate as they like.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from typing import Any

from miner.claims.lexicon import LAY_TERMS

_WORD = re.compile(r"[^\W_]+(?:[-'’/.][^\W_]+)*")
_PARTS = re.compile(r"[^\W_]+")
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "λ": "lambda",
    "μ": "mu", "ω": "omega", "σ": "sigma", "θ": "theta", "ε": "epsilon",
}  # fmt: skip
_GREEK_TABLE = str.maketrans(_GREEK)

STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being
    between both but by can could did do does doing down during each either few for from further
    had has have having he her here hers him his how i if in into is it its itself just may me
    might more most must my near no nor not now of off on once only or other our ours out over own
    same she should so some such than that the their theirs them then there these they this those
    through to too under until up upon very was we were what when where which while who whom whose
    why will with within without would you your s t ll ve re d m one et al via per yet us
    study studies trial trials paper research researchers found find finds finding findings show
    shows showed shown suggest suggests suggested say says said report reported reports result
    results conclude concluded according published people person someone anyone everyone
    compared comparison versus vs group groups""".split()
)


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@cache
def stem(word: str) -> str:
    """Return the stem of one lower-cased word; short words and numbers stay as they are."""
    if len(word) <= 3 or word[0].isdigit():
        return word
    # British and American spellings meet before stemming.
    plain = word.replace("isation", "ization").replace("ising", "izing").replace("ise", "ize")
    plain = (
        plain.replace("aemia", "emia").replace("oedema", "edema").replace("behaviour", "behavior")
    )
    return str(_stemmer().stemWord(plain))


def fold(text: str) -> str:
    """Lower-case, spell out Greek letters and drop accents."""
    if text.isascii():
        return text.lower()
    lowered = text.lower().translate(_GREEK_TABLE)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@cache
def _terms_of(word: str) -> tuple[str, ...]:
    parts = _PARTS.findall(word)
    if len(parts) == 1:
        return () if word in STOP_WORDS else (stem(word),)
    if parts[-1] in ("s", "t", "ll", "re", "ve", "d", "m"):
        return _terms_of(parts[0])
    found = [stem(part) for part in parts if part not in STOP_WORDS]
    if len(parts) <= 3 and len(word) <= 16:
        found.append("".join(parts))
    return tuple(found)


def terms(text: str) -> list[str]:
    """Return the content terms of a text in order, stop words left out.

    Examples
    --------
    >>> terms("Pain scores fell in the IL-6 group.")
    ['pain', 'score', 'fell', 'il', '6', 'il6']
    """
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        if len(word) <= 40:
            found.extend(_terms_of(word))
    return found


def share_of_terms(text: str, said: Collection[str]) -> float:
    """Return the share of a text's different terms that are among `said`, 0 without terms."""
    wanted = set(terms(text))
    return sum(term in said for term in wanted) / len(wanted) if wanted else 0.0


def expanded_terms(text: str) -> dict[str, float]:
    """Return query terms with weights: 1 for the text's own, less for their field names.

    Patients write `fibro` and `low mood` where papers write `fibromyalgia` and
    `depression`; the field's word joins the query at half weight.
    """
    weights: dict[str, float] = dict.fromkeys(terms(text), 1.0)
    folded = fold(text)
    for pattern, words in LAY_TERMS:
        if pattern.search(folded):
            for term in terms(words):
                weights.setdefault(term, 0.5)
    return weights
