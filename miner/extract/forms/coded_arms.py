"""Arms told only by a letter or number: `Group A received X and group B received Y`."""

from __future__ import annotations

import re

from miner.extract.forms.glosses import find_glosses, gloss_score

_CODED = re.compile(r"\b((?:[Gg]roup|GROUP|[Aa]rm)\s+(?:[A-F]|I{1,3}|IV|[1-5]))\b(?![\s-]*\d)")
# A label that the paper does not explain this much better than the others stands for no arm.
EXPLAINED, LEAD = 0.5, 0.25
MAX_LABELS = 5


def find_coded_arms(
    text: str, intervention: frozenset[str], comparator: frozenset[str]
) -> tuple[str, str] | None:
    """Return the two labels that a paper explains with the words of a row's arms.

    Parameters
    ----------
    text : str
    intervention, comparator : frozenset of str
        Stems that tell one arm from the other.

    Returns
    -------
    tuple of str or None
        None unless each arm fits one label, and not the same one.
    """
    labels = tuple(dict.fromkeys(" ".join(found.lower().split()) for found in _CODED.findall(text)))
    if not 2 <= len(labels) <= MAX_LABELS or not intervention or not comparator:
        return None
    found = [_best(text, labels, words) for words in (intervention, comparator)]
    first, second = found
    return (first, second) if first and second and first != second else None


def _best(text: str, labels: tuple[str, ...], words: frozenset[str]) -> str | None:
    ranked = sorted(
        (
            -gloss_score(
                find_glosses(text, label, tuple(other for other in labels if other != label)), words
            ),
            label,
        )
        for label in labels
    )
    (best, label), (second, _) = ranked[:2]
    return label if -best >= EXPLAINED and second - best >= LEAD else None
