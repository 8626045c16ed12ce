"""From mentions of arms to the arms of the study, each with one identity."""

from __future__ import annotations

import re
from collections import Counter

from miner.extract.arms.choose import choose_arms
from miner.extract.arms.clusters import Cluster, cluster_mentions
from miner.extract.arms.definitions import find_definitions
from miner.extract.arms.evidence import Setting, arm_probabilities, read_setting
from miner.extract.arms.mention import ArmMention
from miner.extract.arms.side_by_side import choose_side_by_side
from miner.extract.participant_counts import has_body
from miner.model.document import Document

_DECLARED = re.compile(
    r"\b(?P<n>two|three|four|five|2|3|4|5)[\s-]+(?:(?:parallel|study|treatment|experimental|intervention|equal|comparison|different|randomi[sz]ed|separate|main)[\s-]+){0,2}"
    r"(?:arm(?:s|ed)?|groups?|conditions)\b",
    re.IGNORECASE,
)
_DECLARED_END = re.compile(r"(?:arms|armed|arm|groups?|conditions)\b")
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}


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
    clusters = cluster_mentions(mentions, definitions)
    declared = _declared(document.text)
    setting = read_setting(document, clusters)
    if has_body(document):
        chosen = choose_arms(arm_probabilities(setting), declared, setting.totals)
        return sorted(chosen, key=lambda cluster: cluster.start)
    chosen = choose_side_by_side(clusters, declared, setting.totals)
    sized = _of_set(clusters, setting)
    if sized:
        missing = max(0, (declared or 0) - len(sized))
        more = [c for c in chosen if not any(c is s for s in sized)]
        chosen = sized + [c for c in more if any(c.places & s.places for s in sized)][:missing]
    return sorted(chosen, key=lambda cluster: cluster.start)


def _of_set(clusters: list[Cluster], setting: Setting) -> list[Cluster]:
    """Return the clusters of the arms whose sizes an abstract prints."""
    return [
        cluster for cluster in clusters
        if any(m.span in setting.sized and m.n is not None for m in cluster.mentions)
    ]  # fmt: skip


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
