"""How many people an arm's result is about: head of the table, row, flow of the study."""

from __future__ import annotations

from collections import Counter

from miner.extract.forms.groups import Figure, Group
from miner.extract.forms.paper import Paper

# Counts that can be the n of a result, the most trusted first.
_KINDS = ("analysed", "randomised", "allocated", "completed", "received", "enrolled")
_STARTED = ("randomised", "allocated", "received", "enrolled")


def find_size(paper: Paper, group: Group | None, figure: Figure) -> int | None:
    """Return the group size of a figure.

    Its own (head, row or caption of its table, or the sentence), else what the same table gives
    for the arm elsewhere, else the flow of the study.
    """
    if figure.n is not None:
        return figure.n
    if group is not None and group.table_id is not None:
        same = Counter(
            reading.n
            for reading in paper.readings
            if reading.table_id == group.table_id
            and reading.arm_label == figure.arm_label
            and reading.n is not None
            and reading.subgroup is None
        )
        if same:
            most = max(same.values())
            return next(n for n, count in same.items() if count == most)
    return arm_size(paper, figure.arm_id)


def arm_size(paper: Paper, arm_id: str | None) -> int | None:
    """Return the size of an arm from the flow of the study, else from the heads of its tables."""
    if arm_id is None:
        return None
    kinds: dict[str, int] = {}
    for size in paper.findings.sample_sizes:
        if size.arm_id == arm_id:
            # The largest of a kind: the smaller ones are parts, or a later moment.
            kinds[size.count_kind] = max(size.n, kinds.get(size.count_kind, 0))
    started = max((kinds[kind] for kind in _STARTED if kind in kinds), default=None)
    for kind in _KINDS:
        if kind in kinds and (started is None or kinds[kind] * 2 >= started):
            return kinds[kind]
    heads = Counter(
        reading.n
        for reading in paper.readings
        if reading.arm_id == arm_id and reading.n is not None
    )
    return heads.most_common(1)[0][0] if heads else None
