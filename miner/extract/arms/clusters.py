"""Mentions that name one arm, brought together: short and long forms, and `intervention` alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from miner.extract.arms.labels import (
    fold_label,
    initials_fit,
    is_control,
    is_generic_intervention,
    role_of,
)
from miner.extract.arms.mention import ArmMention

MOST_WEIGHT_PER_RULE = 8.0
MOST_NAMES = 60
_MEASURE = re.compile(
    r"\b(?:scales?|scores?|index|inventory|questionnaires?|ratings?|subscales?|survey)$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Cluster:
    """Mentions that name one arm."""

    mentions: list[ArmMention] = field(default_factory=list)
    names: set[tuple[str, ...]] = field(default_factory=set)
    places: set[int] = field(default_factory=set)

    @property
    def score(self) -> float:
        """Evidence that this is an arm: weights summed, each rule's share capped."""
        by_rule: dict[str, float] = defaultdict(float)
        for mention in self.mentions:
            by_rule[mention.rule] += mention.weight
        return sum(min(weight, MOST_WEIGHT_PER_RULE) for weight in by_rule.values())

    @property
    def start(self) -> int:
        """Place of the first mention."""
        return min(mention.span.start for mention in self.mentions)

    @property
    def sentences(self) -> set[int]:
        """Sentences in which the arm is named as a group."""
        return {m.sentence for m in self.mentions if m.sentence is not None}

    def add(self, mention: ArmMention, names: Iterable[tuple[str, ...]]) -> None:
        """Take in one mention and the folded names it stands for."""
        self.mentions.append(mention)
        self.names.update(names)
        self.places.add(mention.place)

    def absorb(self, other: Cluster) -> None:
        """Take in all mentions of another cluster."""
        self.mentions += other.mentions
        self.names |= other.names
        self.places |= other.places

    def is_measure(self, definitions: dict[str, str]) -> bool:
        """Tell the name of an instrument, or of what one measures, from an arm's."""
        label = self.labels()[0]
        return _MEASURE.search(definitions.get(label, label)) is not None

    def labels(self) -> list[str]:
        """Return the labels, the one used most first; of equals the shorter."""
        counted: Counter[str] = Counter()
        for mention in self.mentions:
            counted[mention.label] += 1 + (mention.rule == "table_head")
        return sorted(counted, key=lambda label: (-counted[label], len(label), label))


def cluster_mentions(mentions: Iterable[ArmMention], definitions: dict[str, str]) -> list[Cluster]:
    """Bring together the mentions that name one arm.

    Parameters
    ----------
    mentions : iterable of ArmMention
    definitions : dict
        Abbreviations with what they stand for.

    Returns
    -------
    list of Cluster
        Two labels that one sentence or table head sets side by side are never one arm.
    """
    clusters = _merge_generic(_clustered(mentions, definitions))
    return [cluster for cluster in clusters if not cluster.is_measure(definitions)]


def _names(mention: ArmMention, definitions: dict[str, str]) -> set[tuple[str, ...]]:
    names = {fold_label(mention.label)}
    if mention.long:
        names.add(fold_label(mention.long))
    short = definitions.get(mention.label)
    if short:
        names.add(fold_label(short))
    return {name for name in names if name}


def _clustered(mentions: Iterable[ArmMention], definitions: dict[str, str]) -> list[Cluster]:
    by_fold: dict[tuple[str, ...], list[ArmMention]] = defaultdict(list)
    for mention in mentions:
        by_fold[fold_label(mention.label)].append(mention)
    ordered = sorted(
        by_fold.items(), key=lambda item: (-sum(m.weight for m in item[1]), item[1][0].span.start)
    )
    clusters: list[Cluster] = []
    for folded, group in ordered[:MOST_NAMES]:
        names: set[tuple[str, ...]] = set()
        for mention in group:
            names |= _names(mention, definitions)
        home = _home(folded, names, {m.place for m in group}, clusters)
        if home is None:
            home = Cluster()
            clusters.append(home)
        for mention in group:
            home.add(mention, names)
    return clusters


def _home(
    folded: tuple[str, ...],
    names: set[tuple[str, ...]],
    places: set[int],
    clusters: list[Cluster],
) -> Cluster | None:
    free = [c for c in clusters if not (c.places & places)]
    shared = [c for c in free if c.names & names]
    if shared:
        return shared[0]
    abbreviating = [c for c in free if any(_abbreviates(folded, name) for name in c.names)]
    if len(abbreviating) == 1:
        return abbreviating[0]
    words = set(folded)
    near = [
        c for c in free
        if any(_contains(words, set(name)) for name in c.names)
    ]  # fmt: skip
    # `tamoxifen` is not part of `tamoxifen plus surgery` where both are arms.
    return near[0] if len(near) == 1 and len(_near(words, clusters)) == 1 else None


def _near(words: set[str], clusters: list[Cluster]) -> list[Cluster]:
    return [c for c in clusters if any(_contains(words, set(name)) for name in c.names)]


def _contains(one: set[str], other: set[str]) -> bool:
    if one ^ other == {"control"} and role_of(" ".join(one & other)):
        return True  # `waiting list` and `waiting-list control`
    if {"no", "without", "plus", "non"} & (one ^ other):
        return False
    if "control" in (one ^ other) or one.isdisjoint(other):
        return False
    return one <= other or other <= one


def _abbreviates(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    for short, long in ((one, other), (other, one)):
        fits = len(short) == 1 and len(long) >= 2 and 2 <= len(short[0]) <= 6
        if fits and initials_fit(short[0], " ".join(long)):
            return True
    return False


def _merge_generic(clusters: list[Cluster]) -> list[Cluster]:
    """Join `intervention group` to the one named intervention, and `controls` to the one control."""
    merged = list(clusters)
    for test, is_kin in (
        (is_generic_intervention, _is_intervention),
        (_is_bare_control, _is_comparator),
    ):
        generic = [c for c in merged if all(test(m.label) for m in c.mentions)]
        if not generic:
            continue
        if len(generic) > 1:
            first = max(generic, key=lambda c: c.score)
            for other in generic:
                if other is not first and not (other.places & first.places):
                    first.absorb(other)
                    merged.remove(other)
            generic = [first]
        # Only an arm that keeps company with the other side can be the one that is meant.
        strong = [
            c for c in merged
            if c is not generic[0] and is_kin(c) and c.score >= 0.35 * generic[0].score
            and not (c.places & generic[0].places)
        ]  # fmt: skip
        others = [c for c in merged if c is not generic[0] and c not in strong]
        if len(strong) == 1 and any(
            c.places & strong[0].places and c.places & generic[0].places for c in others
        ):
            strong[0].absorb(generic[0])
            merged.remove(generic[0])
    return merged


def _is_bare_control(label: str) -> bool:
    return is_control(label) and len(fold_label(label)) == 1


def _is_comparator(cluster: Cluster) -> bool:
    return any(role_of(m.label) or is_control(m.label) for m in cluster.mentions)


def _is_intervention(cluster: Cluster) -> bool:
    return not _is_comparator(cluster)
