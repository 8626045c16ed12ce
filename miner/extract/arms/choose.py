"""Which clusters of a full paper are its arms: the likely ones, each arm once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from miner.extract.arms.clusters import Cluster
from miner.extract.arms.evidence import ADDS_UP, weigh_sizes
from miner.extract.arms.labels import fold_label, is_control, is_generic_intervention, role_of

ARM_AT_LEAST = 0.45
PARTNER_AT_LEAST = 0.15  # of the second arm where only one is likely
MOST_ARMS = 8
_NUMBERED = re.compile(r"^(?:group|arm|cohort)\s+\w{1,3}$", re.IGNORECASE)

ADDED_AT_LEAST = 0.4  # mean probability of clusters whose counts add up to the study's
ADDED_SHARE = 0.6  # of the least likely arm found otherwise
Judged = tuple[Cluster, float]


def choose_arms(
    judged: Sequence[Judged], declared: int | None, totals: frozenset[int]
) -> list[Cluster]:
    """Choose the arms among the clusters of a full paper.

    Names of content go before `intervention` and `control`, those before `Group A`; a bare name
    joins the arm that it can only mean.

    Parameters
    ----------
    judged : sequence of tuple
        Clusters with the probability that each is an arm.
    declared : int or None
        How many arms the paper says it has.
    totals : frozenset of int
        Numbers that may be the size of the study.

    Returns
    -------
    list of Cluster
        None or at least two, the likeliest first.
    """
    likely = sorted((pair for pair in judged if pair[1] >= ARM_AT_LEAST), key=lambda pair: -pair[1])
    named = [c for c, _ in likely if not is_bare(c)]
    numbered = [c for c, _ in likely if _is_numbered(c)]
    plain = [c for c, _ in likely if is_plain_intervention(c)][:1]
    control = [c for c, _ in likely if is_bare_control(c)][:1]
    if len(named) >= 2:
        arms = named + [c for c in control if not any(map(is_comparator, named))]
        _absorb_plain(arms, plain, control)
    elif plain and control:
        arms = [*plain, *control]
        _absorb_named(arms, named)
    elif len(numbered) >= 2 and not (named and (plain or control)):
        arms = numbered
    else:
        arms = named + (plain if (named and is_comparator(named[0])) or not named else control)
    if len(arms) < 2:
        arms = _with_partner(arms, judged)
    arms = _counted_together(judged, totals, instead_of=arms) or arms
    arms = _each_once(arms)
    limit = max(declared or MOST_ARMS, 2)
    return arms[:limit] if len(arms) >= 2 else []


def _each_once(arms: Sequence[Cluster]) -> list[Cluster]:
    """Join clusters that have come to bear one name."""
    kept: dict[tuple[str, ...], Cluster] = {}
    for cluster in arms:
        known = kept.setdefault(fold_label(cluster.labels()[0]), cluster)
        if known is not cluster:
            known.absorb(cluster)
    return list(kept.values())


def is_bare(cluster: Cluster) -> bool:
    """Tell whether a cluster's name says no more than `intervention`, `control` or `Group A`."""
    return is_plain_intervention(cluster) or is_bare_control(cluster) or _is_numbered(cluster)


def is_plain_intervention(cluster: Cluster) -> bool:
    """Tell whether a cluster's name says no more than `intervention`."""
    return is_generic_intervention(cluster.labels()[0])


def is_bare_control(cluster: Cluster) -> bool:
    """Tell whether a cluster's name says no more than `control`."""
    label = cluster.labels()[0]
    return is_control(label) and len(fold_label(label)) == 1


def is_comparator(cluster: Cluster) -> bool:
    """Tell whether a name of a cluster tells that its arm is there to be compared with."""
    return any(role_of(m.label) or is_control(m.label) for m in cluster.mentions)


def _is_numbered(cluster: Cluster) -> bool:
    return _NUMBERED.match(cluster.labels()[0]) is not None


def _absorb_plain(
    arms: Sequence[Cluster], plain: Sequence[Cluster], control: Sequence[Cluster]
) -> None:
    """Give the mentions of `intervention` and `control` to the one arm that they can mean."""
    for bare, kin in (
        (plain, [c for c in arms if not is_comparator(c)]),
        (control, [c for c in arms if is_comparator(c)]),
    ):
        for cluster in bare:
            if len(kin) == 1 and kin[0] is not cluster and not (kin[0].places & cluster.places):
                kin[0].absorb(cluster)


def _absorb_named(arms: Sequence[Cluster], named: Sequence[Cluster]) -> None:
    """Give the one name of content to whichever of `intervention` and `control` it fits."""
    for cluster in named[:1]:
        own = arms[1] if is_comparator(cluster) else arms[0]
        if not (own.places & cluster.places):
            own.absorb(cluster)


def _counted_together(
    judged: Sequence[Judged], totals: frozenset[int], *, instead_of: Sequence[Cluster]
) -> list[Cluster]:
    """Choose the clusters of one place whose sizes add up to the study's, if they are likely arms."""
    probability = {id(c): p for c, p in judged}
    floor = ADDED_SHARE * min((probability[id(c)] for c in instead_of), default=0.0)
    best: tuple[float, list[Cluster]] = (0.0, [])
    for place in {m.place for c, _ in judged for m in c.mentions if m.n is not None}:
        found = [c for c, _ in judged if any(m.place == place and m.n for m in c.mentions)]
        if not 2 <= len(found) <= MOST_ARMS or weigh_sizes(found, place, totals) < ADDS_UP:
            continue
        mean = sum(probability[id(c)] for c in found) / len(found)
        if mean >= max(ADDED_AT_LEAST, floor):
            best = max(best, (mean * len(found), found), key=lambda pair: pair[0])
    return best[1]


def _with_partner(arms: list[Cluster], judged: Sequence[Judged]) -> list[Cluster]:
    """Add the likeliest cluster that stands beside the only likely one, or the two likeliest."""
    ordered = sorted(judged, key=lambda pair: -pair[1])
    first = arms[0] if arms else (ordered[0][0] if ordered else None)
    if first is None:
        return []
    for cluster, probability in ordered:
        beside = cluster.places & first.places or cluster.sentences & first.sentences
        if cluster is not first and probability >= PARTNER_AT_LEAST and beside:
            return [first, cluster]
    return arms
