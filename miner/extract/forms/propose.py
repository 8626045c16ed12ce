"""A form with every outcome and comparison that a paper itself reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from miner.extract.arms.labels import is_control, role_of
from miner.extract.forms.groups import Figure, Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.records import FormRow

MAX_ROWS = 2_000
_INACTIVE = ("placebo", "waiting_list", "usual_care", "healthy_control")


def propose_rows(paper: Paper) -> list[FormRow]:
    """List what a paper reports of two arms each, in the order of its tables and sentences.

    Baseline figures, and numbers that no word explains, are left out.
    """
    found: dict[FormRow, None] = {}
    named = {(reading.table_id, reading.arm_label) for reading in paper.readings}
    for group in paper.groups:
        figures = [
            figure
            for figure in group.figures
            if figure.arm_id or (group.table_id, figure.arm_label) in named
        ]
        # Any label may be an arm of a row that asks so; a form proposed keeps to the paper's arms.
        if group.is_baseline or group.is_loose or group.slot == "time" or len(figures) < 2:
            continue
        outcome = _outcome_of(group)
        if not outcome:
            continue
        kind = "binary" if group.is_counted else "continuous"
        for intervention, comparator in _pairs(paper, figures):
            found.setdefault(FormRow(outcome, intervention, comparator, group.timepoint, kind))
            if len(found) >= MAX_ROWS:
                return list(found)
    return list(found)


def _outcome_of(group: Group) -> str:
    around = group.around[-1:] if group.label else group.around
    name = ": ".join(part for part in (*around, group.label) if part)
    return f"{name} ({group.subgroup})" if name and group.subgroup else name


def _pairs(paper: Paper, figures: Sequence[Figure]) -> Iterator[tuple[str, str]]:
    """Each two arms once, the inactive one as comparator."""
    roles = {arm.arm_id: arm.role for arm in paper.findings.arms}
    for first, second in combinations(figures, 2):
        inactive = [
            roles.get(figure.arm_id or "") in _INACTIVE
            or role_of(figure.arm_label) in _INACTIVE
            or is_control(figure.arm_label)
            for figure in (first, second)
        ]
        turned = inactive[0] and not inactive[1]
        pair = (second, first) if turned else (first, second)
        yield pair[0].arm_label, pair[1].arm_label
