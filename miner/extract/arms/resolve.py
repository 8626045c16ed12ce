"""From mentions of arms to the arms of the study, each with one identity."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from miner.extract.arms.arm_counts import read_arm_counts
from miner.extract.arms.definitions import find_definitions
from miner.extract.arms.labels import (
    fold_label,
    initials_fit,
    is_control,
    is_generic_intervention,
    role_of,
)
from miner.extract.arms.mentions import ArmMention
from miner.extract.participant_counts import has_body, read_counts
from miner.model.document import Document

MOST_ARMS = 8
TOTAL_AT_LEAST = 0.2
MOST_WEIGHT_PER_RULE = 8.0
_DECLARED = re.compile(
    r"\b(?P<n>two|three|four|five|2|3|4|5)[\s-]+(?:(?:parallel|study|treatment|experimental|intervention|equal|comparison|different|randomi[sz]ed|separate|main)[\s-]+){0,2}"
    r"(?:arm(?:s|ed)?|groups?|conditions)\b",
    re.IGNORECASE,
)
_DECLARED_END = re.compile(r"(?:arms|armed|arm|groups?|conditions)\b")
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}


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

    def add(self, mention: ArmMention, names: Iterable[tuple[str, ...]]) -> None:
        """Take in one mention and the folded names it stands for."""
        self.mentions.append(mention)
        self.names.update(names)
        self.places.add(mention.place)

    def labels(self) -> list[str]:
        """Return the labels, the one used most first; of equals the shorter."""
        counted: Counter[str] = Counter()
        for mention in self.mentions:
            counted[mention.label] += 1 + (mention.rule == "table_head")
        return sorted(counted, key=lambda label: (-counted[label], len(label), label))


def resolve_arms(document: Document, mentions: list[ArmMention]) -> list[Cluster]:
    """Cluster mentions by the arm they name and keep those that are arms of the study.

    Parameters
    ----------
    document : Document
    mentions : list of ArmMention
        From `find_arm_mentions`.

    Returns
    -------
    list of Cluster
        In order of first mention. Two labels that one sentence or table head sets side by side
        are never one arm.
    """
    definitions = find_definitions(document.text)
    clusters = _clustered(mentions, definitions)
    clusters = _merge_generic(clusters)
    totals = {c.mention.n for c in read_counts(document) if c.total >= TOTAL_AT_LEAST}
    is_full = has_body(document)
    declared = _declared(document.text)
    chosen = _chosen(clusters, declared, totals, is_full=is_full)
    sized = [] if is_full else _of_set(clusters, document)
    if sized:
        missing = max(0, (declared or 0) - len(sized))
        more = [c for c in chosen if not any(c is s for s in sized)]
        chosen = sized + [c for c in more if any(c.places & s.places for s in sized)][:missing]
    return sorted(chosen, key=lambda cluster: cluster.start)


def _of_set(clusters: list[Cluster], document: Document) -> list[Cluster]:
    """Return the clusters of the arms whose sizes an abstract prints."""
    spans = {arm.label.span for arm in read_arm_counts(document)}
    return [
        cluster for cluster in clusters
        if any(m.span in spans and m.n is not None for m in cluster.mentions)
    ]  # fmt: skip


def _names(mention: ArmMention, definitions: dict[str, str]) -> set[tuple[str, ...]]:
    names = {fold_label(mention.label)}
    if mention.long:
        names.add(fold_label(mention.long))
    short = definitions.get(mention.label)
    if short:
        names.add(fold_label(short))
    return {name for name in names if name}


def _clustered(mentions: list[ArmMention], definitions: dict[str, str]) -> list[Cluster]:
    by_fold: dict[tuple[str, ...], list[ArmMention]] = defaultdict(list)
    for mention in mentions:
        by_fold[fold_label(mention.label)].append(mention)
    ordered = sorted(
        by_fold.items(), key=lambda item: (-sum(m.weight for m in item[1]), item[1][0].span.start)
    )
    clusters: list[Cluster] = []
    for folded, group in ordered[:60]:
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
                    _absorb(first, other)
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
            _absorb(strong[0], generic[0])
            merged.remove(generic[0])
    return merged


def _absorb(cluster: Cluster, other: Cluster) -> None:
    cluster.mentions += other.mentions
    cluster.names |= other.names
    cluster.places |= other.places


def _is_bare_control(label: str) -> bool:
    return is_control(label) and len(fold_label(label)) == 1


def _is_comparator(cluster: Cluster) -> bool:
    return any(role_of(m.label) or is_control(m.label) for m in cluster.mentions)


def _is_intervention(cluster: Cluster) -> bool:
    return not _is_comparator(cluster)


def _declared(text: str) -> int | None:
    """Read how many arms the paper says it has; the number said most often."""
    said: Counter[int] = Counter()
    for end in _DECLARED_END.finditer(text):
        match = _DECLARED.search(text, max(0, end.start() - 70), end.end())
        if match and match.end() == end.end():
            said[_WORDS.get(match["n"].lower()) or int(match["n"])] += 1
    if not said:
        return None
    (most, count), *rest = said.most_common(2)
    return most if not rest or count > rest[0][1] else None


def _chosen(
    clusters: list[Cluster], declared: int | None, totals: set[int], *, is_full: bool
) -> list[Cluster]:
    """Choose the arms: the best set that stands side by side somewhere, and its equals."""
    by_place: dict[int, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        for place in cluster.places:
            by_place[place].append(cluster)
    places: dict[frozenset[int], list[int]] = defaultdict(list)
    for place, found in by_place.items():
        if 2 <= len(found) <= MOST_ARMS:
            places[frozenset(id(c) for c in found)].append(place)
    if not places:
        strong = [c for c in clusters if c.score >= 4]
        return strong[:MOST_ARMS] if len(strong) >= 2 else []
    by_id = {id(c): c for c in clusters}

    def worth(members: frozenset[int]) -> float:
        scores = [by_id[m].score for m in members]
        fit = 1.5 if declared == len(members) else 1.0
        sized = max(_sized([by_id[m] for m in members], place, totals) for place in places[members])
        return fit * (min(scores) + 0.15 * sum(scores)) + 1.5 * min(len(places[members]), 6) + sized

    best = max(places, key=lambda m: (worth(m), -min(by_id[i].start for i in m)))
    chosen = [by_id[m] for m in best]
    adds_up = max(_sized(chosen, place, totals) for place in places[best]) >= 4.0
    if not (adds_up or _is_supported(chosen, is_full=is_full)):
        return []
    for place, found in by_place.items():
        fresh = [c for c in found if not any(c is k for k in chosen)]
        if fresh and len(fresh) < len(found) <= MOST_ARMS and _sized(found, place, totals) >= 4.0:
            chosen += fresh  # a further arm, counted with these and adding up with them
    floor = 0.5 * min(cluster.score for cluster in chosen)
    extra = sorted(
        (
            c for c in clusters
            if id(c) not in best and c.score >= max(4.0, floor) and any(c.places & b.places for b in chosen)
        ),
        key=lambda c: -c.score,
    )  # fmt: skip
    extra = [c for c in extra if not any(c is k for k in chosen)]
    limit = max(declared or 0, len(chosen)) if declared else MOST_ARMS
    return (chosen + extra)[:limit]


def _sized(clusters: list[Cluster], place: int, totals: set[int]) -> float:
    """Weigh the counts that stand beside the labels at one place: best if they add up."""
    sizes = []
    for cluster in clusters:
        own = [m for m in cluster.mentions if m.place == place and m.n is not None]
        if not own:
            return 0.0
        sizes.append((own[0].n or 0, own[0].weight))
    added = sum(n for n, _ in sizes)
    return 2.0 * min(weight for _, weight in sizes) + (4.0 if added in totals else 0.0)


def _is_supported(clusters: list[Cluster], *, is_full: bool) -> bool:
    """Tell arms from any columns of a table or kinds of people: a paper names arms more than once."""
    return all(
        len({m.span.start for m in c.mentions}) > 1
        or (not is_full and any(m.n is not None for m in c.mentions))
        for c in clusters
    )
