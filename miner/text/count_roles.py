"""What a count of people stands for: the whole study, one arm, or something else.

A linear model over the words around a count (multinomial logistic regression trained on
abstracts, `scripts/train_sample_size.py`) gives each mention its probabilities. Inference is a
sum of stored weights: no library, the same answer everywhere.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from miner.model.span import Span
from miner.text.counts import PARTICIPANT_NOUNS, CountMention
from miner.text.model_folder import latest_version, open_model_folder

ROLES = ("other", "arm", "total")
MODEL_NAME = "sample_size"
MOST_SENTENCE_CHARS = 2_000
_BEFORE_CHARS, _AFTER_CHARS = 90, 110
_TOKEN = re.compile(r"[A-Za-z]+|\d[\d.,]*|[^\sA-Za-z\d]")
_NOUN = re.compile(PARTICIPANT_NOUNS + r"$", re.IGNORECASE)
# Stems looked for anywhere in the sentence, before and after the count.
_STEMS = (
    "random", "allocat", "assign", "enrol", "recruit", "includ", "analy", "evalu", "eligib",
    "complet", "screen", "withdr", "drop", "lost", "exclu", "invit", "declin", "power",
    "sample size", "total", "respectively", "median", "trial", "study", "review", "registry",
    "database", "larger", "previous", "subgroup", "subset", "of these", "of whom", "among",
    "planned", "target", "required", "approach", "per group", "each group", "control", "healthy",
)  # fmt: skip
_PLANNED_BEFORE = re.compile(
    r"(?:planned|target(?:ed)?(?:\s+(?:for|of))?|intended|projected)\W+$", re.I
)
_ARM_AFTER = re.compile(
    r"^.{0,70}\b(?:and|,|or)\s+(?:the\s+)?\d+\b|^.{0,60}\b(?:arm|group)\b", re.S
)


@dataclass(frozen=True, slots=True)
class CountRole:
    """Probabilities that a count is of one arm, or of the whole study."""

    mention: CountMention
    arm: float
    total: float


def find_count_roles(
    text: str, mentions: Sequence[CountMention], sentences: Sequence[Span]
) -> tuple[CountRole, ...]:
    """Judge every mention by its words and by how its value relates to the others.

    Parameters
    ----------
    text : str
        The text that the mentions were read from.
    mentions : sequence of CountMention
        In order of place; values are compared among them, so give those of one study together.
    sentences : sequence of Span
        Sentences of the text, in order.

    Returns
    -------
    tuple of CountRole
        One for each mention, in the same order.
    """
    weights, intercepts = _load()
    roles = []
    for mention, features in zip(mentions, find_features(text, mentions, sentences), strict=True):
        scores = list(intercepts)
        for feature in features:
            stored = weights.get(feature)
            if stored is not None:
                for role, weight in enumerate(stored):
                    scores[role] += weight
        top = max(scores)
        exponentials = [math.exp(score - top) for score in scores]
        whole = sum(exponentials)
        roles.append(CountRole(mention, exponentials[1] / whole, exponentials[2] / whole))
    return tuple(roles)


def find_features(
    text: str, mentions: Sequence[CountMention], sentences: Sequence[Span]
) -> list[list[str]]:
    """Name the features of every mention; the training script and the model share them."""
    values = [mention.n for mention in mentions]
    sums, parts = _additive(values)
    counts = Counter(values)
    descending = sorted(counts, reverse=True)
    rank = {value: min(place, 4) for place, value in enumerate(descending)}
    starts = [sentence.start for sentence in sentences]
    stems: dict[int, list[tuple[str, int]]] = {}
    listed = []
    largest = descending[0] if descending else 0
    for place, mention in enumerate(mentions):
        index = max(0, bisect_right(starts, mention.span.start) - 1)
        sentence = sentences[index] if sentences else Span(0, len(text))
        if index not in stems:
            stems[index] = _stems_of(text, sentence)
        value = mention.n
        features = _word_features(text, mention, sentence)
        for stem, at in stems[index]:
            features.append(("tb=" if at < mention.span.start else "ta=") + stem)
        features += [
            f"rank={rank[value]}",
            f"rep={min(counts[value], 3)}",
            f"sum={value in sums}{rank[value] == 0}",
            f"part={value in parts}",
            f"share={int(4 * value / largest) if largest else 0}",
            *_neighbours(mentions, place, "prev", -1),
            *_neighbours(mentions, place, "next", 1),
        ]
        listed.append(features)
    return listed


def _neighbours(mentions: Sequence[CountMention], place: int, name: str, step: int) -> list[str]:
    """Describe the count before or after: arms come in pairs of like size, side by side."""
    other = place + step
    if not 0 <= other < len(mentions):
        return [f"{name}=none"]
    mention, near = mentions[place], mentions[other]
    first, second = sorted((mention, near), key=lambda m: m.span.start)
    gap = min(3, max(0, second.span.start - first.span.end) // 60)
    low, high = sorted((mention.n, near.n))
    alike = 2 if 3 * low > 2 * high else 1 if 3 * low > high else 0
    return [
        f"{name}={near.cue}",
        f"{name}_gap={gap}",
        f"{name}_alike={alike}",
        f"{name}={gap}{alike}{near.cue == mention.cue}",
    ]


def _stems_of(text: str, sentence: Span) -> list[tuple[str, int]]:
    lowered = text[sentence.start : min(sentence.end, sentence.start + MOST_SENTENCE_CHARS)].lower()
    return [(stem, sentence.start + place) for stem in _STEMS if (place := lowered.find(stem)) >= 0]


def _word_features(text: str, mention: CountMention, sentence: Span) -> list[str]:
    start, end = mention.span.start, mention.span.end
    before = text[max(0, start - _BEFORE_CHARS) : start]
    after = text[end : end + _AFTER_CHARS]
    left = [_fold(token) for token in _TOKEN.findall(before)][-8:]
    right = [_fold(token) for token in _TOKEN.findall(after)][:9]
    left_1 = left[-1] if left else "^"
    right_0 = right[0] if right else "$"
    features = [
        f"cue={mention.cue}",
        f"word={mention.is_word}",
        f"size={min(6, int(math.log2(mention.n + 1) / 2))}",
        f"first={start - sentence.start < 3}",
        f"LR={left_1}_{right_0}",
    ]
    features += [f"L{i}={left[-i] if len(left) >= i else '^'}" for i in range(1, 5)]
    features += [f"R{i}={right[i] if len(right) > i else '$'}" for i in range(5)]
    features += [f"l={word}" for word in sorted(set(left))]
    features += [f"r={word}" for word in sorted(set(right))]
    if len(left) > 1:
        features.append(f"LL={left[-2]}_{left[-1]}")
    if len(right) > 1:
        features.append(f"RR={right[0]}_{right[1]}")
    if _PLANNED_BEFORE.search(before[-20:]):
        features.append("planned")
    if _ARM_AFTER.match(after):
        features.append("arm_after")
    return features


@lru_cache(maxsize=8192)
def _fold(token: str) -> str:
    if token[0].isdigit():
        return "0"
    token = token.lower()
    return "<who>" if _NOUN.match(token) else token


def _additive(values: Sequence[int]) -> tuple[set[int], set[int]]:
    """Find values that two to four neighbouring counts add up to, and those neighbours."""
    known = set(values)
    sums: set[int] = set()
    parts: set[int] = set()
    for first in range(len(values) - 1):
        for length in (2, 3, 4):
            run = values[first : first + length]
            if len(run) == length and min(run) >= 3 and sum(run) in known:
                sums.add(sum(run))
                parts.update(run)
    return sums, parts


@lru_cache(maxsize=1)
def _load() -> tuple[dict[str, tuple[float, ...]], tuple[float, ...]]:
    folder = open_model_folder(latest_version(MODEL_NAME), kind=MODEL_NAME)
    stored = json.loads(folder.file("weights.json").read_text(encoding="utf-8"))
    weights = {name: tuple(values) for name, values in stored["weights"].items()}
    return weights, tuple(stored["intercepts"])
