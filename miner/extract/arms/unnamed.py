"""Arms that an abstract only counts: `547 were obese, while 2,340 were not`."""

from __future__ import annotations

import re

from miner.extract.arms.counted import NEARBY, find_counted_label, find_nearby_label
from miner.extract.arms.labels import fold_label
from miner.extract.arms.mentions import ArmMention, find_count_runs
from miner.extract.arms.resolve import Cluster
from miner.extract.participant_counts import PlacedCount, read_counts
from miner.model.document import Document

ARM_AT_LEAST = 0.3
TOTAL_BELOW = 0.5
MOST_ARMS = 4
_NO_NAME = re.compile(
    r"^(?:random\w*|required|needed|study|complet\w+|declin\w+|screen\w+|eligib\w+|"
    r"enrol\w+|recruit\w+|includ\w+|withdr\w+|dropped|lost|exclud\w+|analy\w+)\b|"
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


def _named(text: str, run: list[PlacedCount]) -> list[Cluster]:
    clusters: list[Cluster] = []
    taken: set[tuple[str, ...]] = set()
    for count in run:
        counted = find_counted_label(text, count.mention.span, count.sentence)
        if counted is None or fold_label(counted.label) in taken:
            counted = find_nearby_label(text, count.mention.span, count.sentence)
            if counted is None or _NO_NAME.search(counted.label):
                return []
        if fold_label(counted.label) in taken:
            return []
        taken.add(fold_label(counted.label))
        cluster = Cluster()
        mention = ArmMention(
            counted.label, counted.span, NEARBY, count.arm, run[0].sentence.start, count.mention.n
        )
        cluster.add(mention, {fold_label(counted.label)})
        clusters.append(cluster)
    return clusters
