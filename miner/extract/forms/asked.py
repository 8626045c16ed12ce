"""The words of a row for finding its evidence."""

from __future__ import annotations

from miner.extract.arms import match_arm
from miner.extract.forms.evidence import Asked
from miner.extract.forms.paper import Paper
from miner.extract.forms.records import FormRow
from miner.extract.forms.words import stems


def read_asked(paper: Paper, row: FormRow) -> Asked:
    """Gather the words of a row: outcome, and all names of its two arms."""
    return Asked(
        paper.expanded(row.outcome), stems(row.outcome), _names(paper, row.intervention),
        _names(paper, row.comparator),
    )  # fmt: skip


def _names(paper: Paper, text: str) -> tuple[frozenset[str], ...]:
    names = [frozenset(stems(text)), paper.expanded(text)]
    arm = match_arm(text, paper.findings.arms)
    if arm is not None:
        names += [
            frozenset(stems(name)) for name in (arm.label, arm.long_label, *arm.aliases) if name
        ]
    return tuple(name for name in dict.fromkeys(names) if name)
