"""What a paper says of `Group A`: the words beside a label tell which treatment it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from miner.extract.forms.words import stems, weight

MAX_MENTIONS = 14
AFTER_CHARS = 130
BEFORE_CHARS = 80
_EXPLAINS = re.compile(
    r"^\s*(?:\(|\[|:|=|–|—|,?\s*(?:who|which|that|in\s+which|were?|was|received|receiving|got|had|underwent|patients|participants|subjects|group|arm)\b)",
    re.IGNORECASE,
)
_END = re.compile(r"[.;]\s|\n")


@lru_cache(maxsize=512)
def find_glosses(
    text: str, label: str, others: tuple[str, ...]
) -> tuple[tuple[frozenset[str], float], ...]:
    """Return the words beside each early mention of a label, with how well they explain it.

    A stretch ends at the next label, so that `group A received saline and group B fentanyl`
    gives each its own.
    """
    found: list[tuple[frozenset[str], float]] = []
    pattern = _pattern(label)
    rest = (
        re.compile("|".join(_source(other) for other in others), re.IGNORECASE) if others else None
    )
    for match in pattern.finditer(text):
        after = text[match.end() : match.end() + AFTER_CHARS]
        before = text[max(0, match.start() - BEFORE_CHARS) : match.start()]
        explains = bool(_EXPLAINS.match(after))
        cut = _END.search(after)
        after = after[: cut.start()] if cut else after
        before = re.split(r"[.;]\s|\n", before)[-1]
        if rest is not None:
            later = rest.search(after)
            after = after[: later.start()] if later else after
            earlier = list(rest.finditer(before))
            before = before[earlier[-1].end() :] if earlier else before
        in_brackets = before.rstrip().endswith(("(", "["))
        found.append((frozenset(stems(after)), 1.0 if explains and not in_brackets else 0.35))
        found.append((frozenset(stems(before)), 1.0 if in_brackets else 0.35))
        if len(found) >= 2 * MAX_MENTIONS:
            break
    return tuple(found)


def gloss_score(glosses: Sequence[tuple[frozenset[str], float]], words: frozenset[str]) -> float:
    """Tell how much of a side's own words stand beside a label, 0 to 1."""
    total = sum(weight(word) for word in words)
    if not total:
        return 0.0
    held: dict[str, float] = {}
    for near, strength in glosses:
        for word in words & near:
            held[word] = max(held.get(word, 0.0), strength)
    return sum(weight(word) * held[word] for word in sorted(held)) / total


def _pattern(label: str) -> re.Pattern[str]:
    return re.compile(_source(label), re.IGNORECASE if len(label) > 3 else 0)


def _source(label: str) -> str:
    return rf"(?<![\w-]){re.escape(label)}(?![\w-])".replace(r"\ ", r"[\s-]+")
