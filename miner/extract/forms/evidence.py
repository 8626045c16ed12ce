"""The sentence of a paper that answers a row best."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from miner.extract.forms.words import stems, weight
from miner.model import Document, MinerError, Span
from miner.text.model_folder import latest_version, open_model_folder

_P_VALUE = re.compile(
    r"\bp\s*[<=>≤≥]|\bp[\s-]?values?\b|\bns\b|\b95\s*%\s*ci\b|confidence interval", re.IGNORECASE
)
_SIGNIFICANT = re.compile(r"\bsignifican\w*", re.IGNORECASE)
_NO_DIFFERENCE = re.compile(
    r"\bno\s+(?:\w+\s+){0,3}(?:differen\w+|effect|change|increase|decrease|impact|benefit|association|evidence|improvement|reduction)|"
    r"\b(?:not|n't|neither|nor)\s+(?:\w+\s+){0,3}(?:differ\w*|significan\w+|affect\w*|chang\w+|improv\w+|reduc\w+|increas\w+|superior|alter\w*|influenc\w+|associated)|"
    r"\b(?:similar|comparable|equivalent|unchanged|same|equally|non-?significant\w*|insignificant\w*|unaffected|did\s+not)\b",
    re.IGNORECASE,
)
_HIGHER = re.compile(
    r"\b(?:increas\w+|higher|greater|more|longer|improv\w+|elevat\w+|rise|rose|larger|better|gain\w*|faster|superior\w*|enhanc\w+|prolong\w+|raised|exceed\w+)\b",
    re.IGNORECASE,
)
_LOWER = re.compile(
    r"\b(?:decreas\w+|lower\w*|less|fewer|shorter|reduc\w+|declin\w+|smaller|worse\w*|fell|drop\w*|diminish\w+|inferior|slower|attenuat\w+|prevent\w+|suppress\w+|inhibit\w+)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"\bcompared\b|\bthan\b|\bversus\b|\bvs\b|\bbetween\b|\brespectively\b|\bboth\b|\bgroups?\b",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"\b(?:aim\w*|objective\w*|hypothes\w+|purpose|whether|to\s+(?:compare|evaluate|assess|investigate|determine|examine|test)|will\s+be|was\s+measured|were\s+measured|defined\s+as|calculated|collected|previous\w*|has\s+been\s+(?:shown|reported)|sample\s+size|primary\s+(?:outcome|end\s?point)s?\s+(?:was|were|is))\b",
    re.IGNORECASE,
)
_CITES = re.compile(r"\[\d|\bet\s+al\b|\(\d{1,3}(?:[,–-]\s?\d{1,3})*\)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SECTIONS = (
    ("abstract", re.compile(r"abstract|summary", re.IGNORECASE)),
    ("results", re.compile(r"result|finding|outcome|effic|safety|adverse", re.IGNORECASE)),
    ("discussion", re.compile(r"discussion|conclusion|comment|limitation", re.IGNORECASE)),
    (
        "methods",
        re.compile(
            r"method|material|procedure|design|statistic|participants|measure|analysis",
            re.IGNORECASE,
        ),
    ),
    ("introduction", re.compile(r"introduction|background", re.IGNORECASE)),
)
FEATURES = (
    "outcome", "outcome_run", "intervention", "comparator", "both_arms", "p_value", "significant",
    "no_difference", "higher", "lower", "compares", "numbers", "aim", "cites", "abstract",
    "results", "discussion", "methods", "introduction", "long", "late", "outcome_results",
    "outcome_significant", "is_table", "none_of_outcome", "outcome_arms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or a row of a table that may be the evidence."""

    span: Span
    words: frozenset[str]
    order: tuple[str, ...]
    fixed: Mapping[str, float]


def find_passages(
    document: Document, sentences: Sequence[Span], expanded: Callable[[str], frozenset[str]]
) -> list[Passage]:
    """Describe every sentence once; what depends on the row is added by `describe`."""
    text = document.text
    found = []
    for position, span in enumerate(sentences):
        block = document.block_at(span.start)
        if block is not None and block.kind in ("reference", "heading", "table", "other"):
            continue
        place = " ".join(block.section) if block else ""
        if block is not None and block.kind == "abstract":
            place = f"abstract {place}"
        sentence = span.of(text)
        found.append(
            Passage(
                span, expanded(sentence), stems(sentence),
                _fixed(sentence, place, position / max(1, len(sentences))),
            )
        )  # fmt: skip
    return found


def _fixed(sentence: str, place: str, late: float) -> dict[str, float]:
    features = {
        "p_value": float(bool(_P_VALUE.search(sentence))),
        "significant": float(bool(_SIGNIFICANT.search(sentence))),
        "no_difference": float(bool(_NO_DIFFERENCE.search(sentence))),
        "higher": float(bool(_HIGHER.search(sentence))),
        "lower": float(bool(_LOWER.search(sentence))),
        "compares": float(bool(_COMPARES.search(sentence))),
        "numbers": min(1.0, len(_NUMBER.findall(sentence)) / 4),
        "aim": float(bool(_AIM.search(sentence))),
        "cites": float(bool(_CITES.search(sentence))),
        "long": min(1.0, len(sentence) / 400),
        "late": late,
    }
    for name, pattern in _SECTIONS:
        if pattern.search(place):
            features[name] = 1.0
            break
    return features


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a row: its outcome in order, and each arm with its other names."""

    outcome: frozenset[str]
    order: tuple[str, ...]
    intervention: tuple[frozenset[str], ...]
    comparator: tuple[frozenset[str], ...]


def word_rarity(passages: Sequence[Passage]) -> dict[str, float]:
    """Weigh words by how few sentences of the paper hold them."""
    counts = Counter(word for passage in passages for word in passage.words)
    return {word: math.log(1 + len(passages) / n) for word, n in counts.items()}


def describe(passage: Passage, asked: Asked, rarity: Mapping[str, float]) -> dict[str, float]:
    """Return the features of a passage for a row."""
    features = dict(passage.fixed)
    default = max(rarity.values(), default=1.0)
    weights = {word: rarity.get(word, default) * weight(word) for word in asked.outcome}
    total = sum(weights[word] for word in sorted(weights)) or 1.0
    outcome = sum(weights[word] for word in sorted(asked.outcome & passage.words)) / total
    first, second = (
        max((_share(names, passage.words) for names in side), default=0.0)
        for side in (asked.intervention, asked.comparator)
    )
    features |= {
        "outcome": outcome,
        "outcome_run": _longest_run(asked.order, passage.order) / max(1, len(asked.order)),
        "intervention": first, "comparator": second, "both_arms": first * second,
        "outcome_results": outcome * max(features.get("results", 0.0), features.get("abstract", 0.0)),
        "outcome_significant": outcome * max(features["significant"], features["p_value"], features["no_difference"]),
        "none_of_outcome": float(outcome == 0.0),
        "outcome_arms": outcome * max(first, second),
    }  # fmt: skip
    return features


def _share(names: frozenset[str], words: frozenset[str]) -> float:
    total = sum(weight(word) for word in names)
    return sum(weight(word) for word in names & words) / total if total else 0.0


def _longest_run(asked: tuple[str, ...], words: tuple[str, ...]) -> int:
    """The longest stretch of the outcome's words that a passage holds in the same order."""
    places = {word: position for position, word in enumerate(words)}
    best = run = 0
    last = -2
    for word in asked:
        place = places.get(word)
        run = (
            run + 1
            if place is not None and run and 0 < place - last <= 2
            else int(place is not None)
        )
        last = place if place is not None else -2
        best = max(best, run)
    return best


# Learnt on sentences of papers marked by hand (scripts/train_form_matcher.py); these stand in
# where the model folder is missing.
DEFAULT_WEIGHTS = {
    "outcome": 4.0, "outcome_run": 1.5, "intervention": 0.6, "comparator": 0.4, "both_arms": 0.4,
    "p_value": 1.0, "significant": 0.8, "no_difference": 0.8, "higher": 0.4, "lower": 0.4,
    "compares": 0.6, "aim": -1.2, "cites": -0.5, "abstract": 0.5, "results": 0.8, "methods": -1.5,
    "introduction": -1.5,
}  # fmt: skip


@lru_cache(maxsize=1)
def evidence_weights() -> Mapping[str, float]:
    """Return the weights of the shipped matcher, or the ones above."""
    model = load_matcher()
    found = model.get("evidence") if model else None
    return found if found else DEFAULT_WEIGHTS


@lru_cache(maxsize=1)
def load_matcher() -> dict[str, Any] | None:
    """Read the shipped matcher of forms; None where none is installed."""
    try:
        folder = open_model_folder(latest_version("form_matcher"), kind="form_matcher")
    except MinerError:
        return None
    loaded: dict[str, Any] = json.loads(folder.file("weights.json").read_text(encoding="utf-8"))
    return loaded


def score_passage(features: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return a passage's score."""
    return sum(weights.get(name, 0.0) * features[name] for name in sorted(features))


def rank_passages(
    passages: Sequence[Passage], asked: Asked, rarity: Mapping[str, float], *, limit: int = 6
) -> list[tuple[float, Passage, dict[str, float]]]:
    """Return the best passages for a row, the best first."""
    weights = evidence_weights()
    scored = []
    for passage in passages:
        features = describe(passage, asked, rarity)
        scored.append((score_passage(features, weights), passage, features))
    scored.sort(key=lambda item: (-item[0], item[1].span.start))
    return scored[:limit]
