"""Fills one row of a form from one paper."""

from __future__ import annotations

from miner.extract.forms.choose import Choice, choose_group, figure_of
from miner.extract.forms.figures import Side, explained, read_side
from miner.extract.forms.groups import Group
from miner.extract.forms.paper import Paper
from miner.extract.forms.question import read_question
from miner.extract.forms.records import Considered, FilledRow, FormRow
from miner.extract.forms.sides import SideFinder, Sides
from miner.extract.forms.sizes import arm_size, find_size
from miner.model import Arm, Document, Findings

EXPLAINED = 8


def fill_row(document: Document, findings: Findings, row: FormRow) -> FilledRow:
    """Fill one row of a form; several rows of a paper are cheaper with `fill_paper`."""
    return fill_paper(Paper(document, findings), row)


def fill_paper(paper: Paper, row: FormRow) -> FilledRow:
    """Find what a paper reports for one row of a form.

    Parameters
    ----------
    paper : Paper
        The paper, made ready once for all its rows.
    row : FormRow
        Outcome, intervention and comparator in the reviewer's own words.

    Returns
    -------
    FilledRow
        Empty cells where the paper does not report a value, with the reason in `note`.
    """
    question = read_question(row)
    finder = SideFinder(paper, row.intervention, row.comparator)
    choice = choose_group(paper, question, finder)
    notes: list[str] = []
    derived: list[str] = []
    first, second = Side(), Side()
    if choice.best is not None:
        fit, sides = choice.best
        first = _side(paper, fit.group, sides.intervention, question.likely_type)
        second = _side(paper, fit.group, sides.comparator, question.likely_type)
        derived += [f"i_{name}" for name in first.derived] + [f"c_{name}" for name in second.derived]
        notes += list(dict.fromkeys(first.notes + second.notes))
    else:
        notes.append("no result for this outcome and these arms was found in tables or sentences")
        first.n, second.n = _sizes_alone(paper, finder)
    return FilledRow(
        i_n=first.n, i_events=first.events, i_mean=first.mean, i_sd=first.sd,
        c_n=second.n, c_events=second.events, c_mean=second.mean, c_sd=second.sd,
        derived=tuple(derived), note="; ".join(notes) or None,
        considered=_considered(choice),
    )  # fmt: skip


def _side(paper: Paper, group: Group, label: str, outcome_type: str | None) -> Side:
    figure = figure_of(group, label)
    if group.is_loose:
        figure = explained(figure, outcome_type)
    return read_side(figure, find_size(paper, group, figure))


def _sizes_alone(paper: Paper, finder: SideFinder) -> tuple[int | None, int | None]:
    """The sizes of the arms where no result was found; both or none."""
    arms: list[Arm] = paper.findings.arms
    sides: Sides | None = finder.assign([(arm.label, arm.arm_id) for arm in arms])
    if sides is None:
        return None, None
    ids = {arm.label: arm.arm_id for arm in arms}
    return arm_size(paper, ids[sides.intervention]), arm_size(paper, ids[sides.comparator])


def _considered(choice: Choice) -> tuple[Considered, ...]:
    found = []
    for fit, sides in choice.fits[:EXPLAINED]:
        group = fit.group
        what = " / ".join((*group.around, group.label)) + (f" @ {group.timepoint}" if group.timepoint else "")
        arms = f"{sides.intervention} v {sides.comparator}; {sides.rule}" if sides else "arms not told apart"
        found.append(
            Considered(
                what, group.table_id or "text", round(fit.score, 3), f"{arms}; {fit.reasons()}",
                choice.best is not None and fit is choice.best[0],
            )
        )  # fmt: skip
    return tuple(found)
