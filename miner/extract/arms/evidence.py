"""How likely a cluster of mentions is an arm of the study, by where and how the paper names it.

A logistic regression over counts of mentions, company, and shape of the name; trained on trials
whose compared interventions are known (`scripts/train_arms.py`).
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from miner.extract.arms.arm_counts import read_arm_counts
from miner.extract.arms.clusters import Cluster
from miner.extract.arms.labels import is_control, is_generic_intervention, role_of
from miner.extract.participant_counts import part_of, read_counts
from miner.model.document import Document
from miner.model.span import Span
from miner.text.model_folder import latest_version, open_model_folder

MODEL_NAME = "arms"
TOTAL_AT_LEAST = 0.2
ADDS_UP = 4.0  # what `weigh_sizes` gives at the least where sizes add up
MOST_CLUSTERS = 25  # by score; what is named less often is no arm
_RULES = (
    "group_word", "table_head", "table_head_n", "counted", "allocated_to", "numbered_group",
    "compared",
)  # fmt: skip
FEATURES = (
    *(f"n_{rule}" for rule in _RULES), *(f"has_{rule}" for rule in _RULES),
    "kinds", "mentions", "score", "of_best", "rank",
    "beside", "beside_best", "in_sentence_best", "places_shared", "sentences_shared",
    "words", "is_long", "one_word", "role", "control", "generic", "upper", "acronym", "digit",
    "clause", "participle", "gerund",
    "in_title", "in_abstract", "times_in_abstract", "times", "share_before_group",
    "sizes", "has_size", "sizes_beside", "in_set", "no_set",
)  # fmt: skip
_CLAUSE = re.compile(
    r"\b(?:was|were|had|has|is|are|did|showed|that|which|who|than|when|if|received|following|"
    r"according|based|during|after|before|between|compared)\b"
)
_ACRONYM = re.compile(r"^[A-Z][A-Z0-9-]+$")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the clusters of one document are judged against."""

    text: str
    title: str
    abstract: str
    totals: frozenset[int]
    sized: frozenset[Span]
    clusters: tuple[Cluster, ...]


def read_setting(document: Document, clusters: Sequence[Cluster]) -> Setting:
    """Gather what the clusters of a document are judged against, the strongest first."""
    text = document.text.lower()
    pieces: dict[str, list[str]] = {"title": [], "abstract": []}
    for block in document.blocks:
        part = part_of(block)
        if part in pieces:
            pieces[part].append(block.span.of(text))
    title = " ".join(pieces["title"]) or (document.metadata.title or "").lower()
    ordered = sorted(clusters, key=lambda c: (-c.score, c.start))
    return Setting(
        text=text,
        title=title,
        abstract=" ".join(pieces["abstract"]),
        totals=frozenset(c.mention.n for c in read_counts(document) if c.total >= TOTAL_AT_LEAST),
        sized=frozenset(arm.label.span for arm in read_arm_counts(document)),
        clusters=tuple(ordered[:MOST_CLUSTERS]),
    )


def arm_probabilities(setting: Setting) -> list[tuple[Cluster, float]]:
    """Judge every cluster of a setting, in its order."""
    weights, intercept = _load()
    judged = []
    for rank in range(len(setting.clusters)):
        values = cluster_features(setting, rank)
        score = intercept + sum(w * x for w, x in zip(weights, values, strict=True))
        judged.append((setting.clusters[rank], 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))))
    return judged


def cluster_features(setting: Setting, rank: int) -> list[float]:
    """Describe one cluster of a setting, in the order of `FEATURES`."""
    cluster = setting.clusters[rank]
    best = setting.clusters[0].score
    by_rule = Counter(_rule(m.rule, m.n) for m in cluster.mentions)
    kinds = sum(by_rule[rule] > 0 for rule in _RULES)
    return [
        *(math.log1p(by_rule[rule]) for rule in _RULES),
        *(float(by_rule[rule] > 0) for rule in _RULES),
        float(kinds), math.log1p(len(cluster.mentions)), cluster.score, cluster.score / best,
        float(min(rank, 8)),
        *_company(setting, cluster),
        *_shape(cluster.labels()[0]),
        *_places(setting, cluster, by_rule["group_word"]),
        *_sizes(setting, cluster),
    ]  # fmt: skip


def _rule(rule: str, n: int | None) -> str:
    if rule == "table_head" and n is not None:
        return "table_head_n"
    return rule if rule in _RULES else "counted"


def _company(setting: Setting, cluster: Cluster) -> list[float]:
    """Say which other clusters stand beside this one, and in its sentences."""
    best = setting.clusters[0].score
    own = cluster.sentences
    beside = [(c, c.places & cluster.places) for c in setting.clusters if c is not cluster]
    beside = [(c, shared) for c, shared in beside if shared]
    near = [(c, c.sentences & own) for c in setting.clusters if c is not cluster]
    near = [(c, shared) for c, shared in near if shared]
    return [
        math.log1p(len(beside)),
        max((c.score for c, _ in beside), default=0.0) / best,
        max((c.score for c, _ in near), default=0.0) / best,
        math.log1p(max((len(shared) for _, shared in beside), default=0)),
        math.log1p(max((len(shared) for _, shared in near), default=0)),
    ]


def _shape(label: str) -> list[float]:
    words = label.lower().split()
    return [
        float(len(words)), float(len(words) > 4), float(len(words) == 1),
        float(role_of(label) is not None), float(is_control(label)),
        float(is_generic_intervention(label)), float(label[0].isupper()),
        float(_ACRONYM.match(label) is not None), float(any(c.isdigit() for c in label)),
        float(_CLAUSE.search(label.lower()) is not None),
        float(any(word.endswith("ed") for word in words)),
        float(any(word.endswith("ing") for word in words)),
    ]  # fmt: skip


def _places(setting: Setting, cluster: Cluster, before_group: int) -> list[float]:
    labels = [label.lower() for label in cluster.labels()]
    times = setting.text.count(labels[0])
    return [
        float(any(label in setting.title for label in labels)),
        float(any(label in setting.abstract for label in labels)),
        math.log1p(max(setting.abstract.count(label) for label in labels[:3])),
        math.log1p(times),
        before_group / max(1, times),
    ]


def _sizes(setting: Setting, cluster: Cluster) -> list[float]:
    sizes = {m.n for m in cluster.mentions if m.n is not None}
    beside = max(
        (
            weigh_sizes([cluster, other], place, setting.totals)
            for other in setting.clusters if other is not cluster
            for place in other.places & cluster.places
        ),
        default=0.0,
    )  # fmt: skip
    return [
        math.log1p(len(sizes)), float(bool(sizes)), beside,
        float(any(m.span in setting.sized for m in cluster.mentions)), float(not setting.sized),
    ]  # fmt: skip


def weigh_sizes(clusters: Sequence[Cluster], place: int, totals: frozenset[int]) -> float:
    """Weigh the counts that stand beside the labels at one place: best if they add up."""
    sizes = []
    for cluster in clusters:
        own = [m for m in cluster.mentions if m.place == place and m.n is not None]
        if not own:
            return 0.0
        sizes.append((own[0].n or 0, own[0].weight))
    added = sum(n for n, _ in sizes)
    return 2.0 * min(weight for _, weight in sizes) + (ADDS_UP if added in totals else 0.0)


@lru_cache(maxsize=1)
def _load() -> tuple[tuple[float, ...], float]:
    folder = open_model_folder(latest_version(MODEL_NAME), kind=MODEL_NAME)
    stored = json.loads(folder.file("weights.json").read_text(encoding="utf-8"))
    return tuple(stored["weights"][name] for name in FEATURES), float(stored["intercept"])
