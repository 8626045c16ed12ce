"""The arms of an abstract that prints no sizes of them: the best names that stand side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from miner.extract.arms.clusters import Cluster
from miner.extract.arms.evidence import ADDS_UP, weigh_sizes

MOST_ARMS = 8
STRONG = 4.0


def choose_side_by_side(
    clusters: Sequence[Cluster], declared: int | None, totals: frozenset[int]
) -> list[Cluster]:
    """Choose the arms: the best set that stands side by side somewhere, and its equals.

    Parameters
    ----------
    clusters : sequence of Cluster
    declared : int or None
        How many arms the abstract says there are.
    totals : frozenset of int
        Numbers that may be the size of the study.

    Returns
    -------
    list of Cluster
        Empty where no two names stand side by side.
    """
    places: dict[frozenset[int], list[int]] = defaultdict(list)
    for place in {place for cluster in clusters for place in cluster.places}:
        found = [i for i, cluster in enumerate(clusters) if place in cluster.places]
        if 2 <= len(found) <= MOST_ARMS:
            places[frozenset(found)].append(place)
    if not places:
        strong = [c for c in clusters if c.score >= STRONG]
        return strong[:MOST_ARMS] if len(strong) >= 2 else []

    def sized(members: frozenset[int]) -> float:
        beside = [clusters[i] for i in sorted(members)]
        return max(weigh_sizes(beside, place, totals) for place in places[members])

    def worth(members: frozenset[int]) -> tuple[float, int]:
        scores = [clusters[i].score for i in members]
        fit = 1.5 if declared == len(members) else 1.0
        often = 1.5 * min(len(places[members]), 6)
        value = fit * (min(scores) + 0.15 * sum(scores)) + often + sized(members)
        return value, -min(clusters[i].start for i in members)

    best = max(places, key=worth)
    chosen = [clusters[i] for i in sorted(best)]
    if sized(best) < ADDS_UP and not all(map(_is_supported, chosen)):
        return []
    floor = max(STRONG, 0.5 * min(c.score for c in chosen))
    extra = [
        c for i, c in enumerate(clusters)
        if i not in best and c.score >= floor and any(c.places & b.places for b in chosen)
    ]  # fmt: skip
    extra.sort(key=lambda c: -c.score)
    return (chosen + extra)[: max(declared, len(chosen)) if declared else MOST_ARMS]


def _is_supported(cluster: Cluster) -> bool:
    """Tell an arm from a kind of people: it is named more than once, or counted."""
    starts = {m.span.start for m in cluster.mentions}
    return len(starts) > 1 or any(m.n is not None for m in cluster.mentions)
