"""Arms that an abstract only counts: `547 were obese, while 2,340 were not`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from miner.extract.arms.counted import NEARBY, CountedLabel, find_counted_label, find_nearby_label
from miner.extract.arms.labels import fold_label
from miner.extract.arms.mentions import ArmMention, find_count_runs
from miner.extract.arms.resolve import Cluster
from miner.extract.participant_counts import PlacedCount, read_counts
from miner.model.document import Document

ARM_AT_LEAST = 0.3
TOTAL_BELOW = 0.5
MOST_ARMS = 4
# Counts that add up need less other evidence.
SUM_ARM_AT_LEAST = 0.15
SUM_TOTAL_AT_LEAST = 0.3
SUM_GAP_CHARS = 220
_NO_NAME = re.compile(
    r"^(?:random\w*|required|needed|study|complet\w+|declin\w+|screen\w+|eligib\w+|"
    r"enrol\w+|recruit\w+|includ\w+|withdr\w+|dropped|lost|exclud\w+|analy\w+)\b|"
    r"\b(?:was|were)\s+(?:random|screen|analy|enrol|recruit|includ|assign|alloc)|^\W*\d+\s|\beach\s+(?:arm|group)|"
    r"^(?:\d+\s+)?(?:(?:fe)?males?|(?:wo)?men|boys|girls)$",
    re.IGNORECASE,
)


def unnamed_arms(document: Document) -> list[Cluster]:
    """Make arms of the counts that most likely are arms', each named by the words beside it.

    Parameters
    ----------
    document : Document

    Returns
    -------
    list of Cluster
        Empty unless two to four counts stand side by side; full papers, which name their arms
        somewhere, give none.
    """
    counts = read_counts(document)
    if any(count.part in ("methods", "results") for count in counts):
        return []
    runs = [
        run for run in find_count_runs(counts)
        if 2 <= len(run) <= MOST_ARMS and min(count.arm for count in run) >= ARM_AT_LEAST
        and max(count.total for count in run) < TOTAL_BELOW
    ]  # fmt: skip
    for run in sorted(runs, key=lambda r: -min(c.arm for c in r)):
        clusters = _named(document.text, run)
        if clusters:
            return clusters
    return []


def summed_arms(document: Document, clusters: list[Cluster]) -> list[Cluster]:
    """Put counts that add up to the study's total above labels without such counts.

    Parameters
    ----------
    document : Document
    clusters : list of Cluster
        The arms found by their labels.

    Returns
    -------
    list of Cluster
        The same where their own counts add up, where none do, and for full papers.
    """
    counts = [c for c in read_counts(document) if c.part != "title"]
    if any(count.part in ("methods", "results") for count in counts):
        return clusters
    totals = {c.mention.n for c in counts if c.total >= SUM_TOTAL_AT_LEAST}
    runs = [run for run in _side_by_side(counts) if sum(c.mention.n for c in run) in totals]
    for run in sorted(
        runs, key=lambda r: (-sum(c.arm for c in r) / len(r), r[0].mention.span.start)
    ):
        sizes = sorted(count.mention.n for count in run)
        for place in {place for cluster in clusters for place in cluster.places}:
            own = [
                m.n for c in clusters for m in c.mentions if m.place == place and m.n is not None
            ]
            if (
                len(clusters) >= len(sizes)
                and sorted(set(own)) == sorted(set(sizes))
                and len(own) >= len(sizes)
            ):
                return clusters
        named = _named(document.text, run, clusters)
        if named:
            return named
    return clusters


def _side_by_side(counts: Sequence[PlacedCount]) -> Iterator[list[PlacedCount]]:
    """Yield every two to four counts that follow each other closely and may be of arms."""
    near = [
        c
        for c in counts
        if c.arm >= SUM_ARM_AT_LEAST and c.total < TOTAL_BELOW and c.mention.n >= 3
    ]
    for first in range(len(near)):
        run = [near[first]]
        for count in near[first + 1 : first + MOST_ARMS]:
            gap = count.mention.span.start - run[-1].mention.span.end
            if gap > SUM_GAP_CHARS:
                break
            run.append(count)
            if max(c.arm for c in run) >= ARM_AT_LEAST:
                yield list(run)


def _named(text: str, run: list[PlacedCount], known: Sequence[Cluster] = ()) -> list[Cluster]:
    """Name every count of a run, by an arm that is known there or by its words; none if one has none."""
    clusters: list[Cluster] = []
    taken: set[tuple[str, ...]] = set()
    for count in run:
        counted = _label_known(count, known)
        if counted is None or fold_label(counted.label) in taken:
            counted = find_counted_label(text, count.mention.span, count.sentence)
        if counted is None or fold_label(counted.label) in taken:
            counted = find_nearby_label(text, count.mention.span, count.sentence)
        if counted is None or _NO_NAME.search(counted.label):
            return []
        if fold_label(counted.label) in taken or not counted.label[0].isalnum():
            return []
        taken.add(fold_label(counted.label))
        cluster = Cluster()
        mention = ArmMention(
            counted.label, counted.span, NEARBY, count.arm, run[0].sentence.start, count.mention.n
        )
        cluster.add(mention, {fold_label(counted.label)})
        clusters.append(cluster)
    return clusters


def _label_known(count: PlacedCount, known: Sequence[Cluster]) -> CountedLabel | None:
    for cluster in known:
        for mention in cluster.mentions:
            if mention.n == count.mention.n and count.sentence.contains(mention.span):
                return CountedLabel(mention.label, mention.span, NEARBY)
    return None
