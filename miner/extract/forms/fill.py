"""Fills one row of a form from one paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from miner.extract.forms.answer import Answer, names_of_both
from miner.extract.forms.asked import read_asked
from miner.extract.forms.choose import Choice, choose_group
from miner.extract.forms.confidence import TOO_DOUBTFUL, confidence_of, figures_confidence
from miner.extract.forms.direction import judge_row
from miner.extract.forms.evidence import Asked, Passage, rank_passages
from miner.extract.forms.groups import Figure
from miner.extract.forms.paper import Paper
from miner.extract.forms.places import name_cells, name_place, row_text
from miner.extract.forms.question import Question, read_question, time_fit
from miner.extract.forms.records import Considered, FilledRow, FormRow
from miner.extract.forms.sides import SideFinder
from miner.extract.forms.sizes import find_sizes
from miner.extract.forms.statistics import Comparison
from miner.extract.forms.words import weight
from miner.model import Document, Findings
from miner.text.timepoints import BASELINE, find_timepoints

# Scores of the best sentence: below the first, a table's row says it better; below the second,
# nothing in the paper speaks of the row.
TABLE_EVIDENCE = -2.0
NO_EVIDENCE = -4.0
# Between these the statistics beside the figures count more and more for the direction.
DOUBTFUL, SURE = 0.5, 0.85
EXPLAINED = 8
# The share of an outcome's words, the rare ones counting more, that a sentence about it holds.
SPOKEN_OF = 0.3


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
    key = (row.intervention, row.comparator)
    finder = paper.finders.get(key) or paper.finders.setdefault(key, SideFinder(paper, *key))
    asked = read_asked(paper, row)
    ranked = rank_passages(paper.passages, asked, paper.rarity)
    choice = choose_group(paper, question, finder, ranked)
    answer = Answer()
    if choice.best is not None:
        answer.take(paper, *choice.best, question.likely_type, finder)
        sure = figures_confidence(choice, has_sizes=True)
        answer.statistics["trust"] = min(1.0, max(0.0, (sure - DOUBTFUL) / (SURE - DOUBTFUL)))
        if answer.has_result and sure < TOO_DOUBTFUL:
            answer = Answer()
            choice = replace(choice, best=None)
    if choice.best is None:
        answer.notes.append(
            "no result for this outcome and these arms was found in tables or sentences"
        )
        answer.first.n, answer.second.n = _sizes_alone(paper, finder)
    if not answer.has_result and not _is_reported(paper, asked, ranked):
        ranked = []
        answer.notes.append("the paper does not speak of this outcome")
    verdict = None
    # Sentences compare what the arms came to, not what they began with.
    if not question.names_baseline or "p" in answer.statistics:
        told = [(score, passage.span.of(paper.document.text)) for score, passage, _ in ranked]
        verdict = judge_row(row, told, asked, answer.statistics)
    evidence, where = _evidence(paper, question, answer, ranked)
    first, second, comparison = answer.first, answer.second, answer.comparison or Comparison()
    return FilledRow(
        i_n=first.n, i_events=first.events, i_mean=first.mean, i_sd=first.sd,
        c_n=second.n, c_events=second.events, c_mean=second.mean, c_sd=second.sd,
        effect_measure=comparison.effect_measure, estimate=comparison.estimate,
        ci_lower=comparison.ci_lower, ci_upper=comparison.ci_upper, p_value=comparison.p_value,
        direction=verdict.direction if verdict else None, evidence=evidence, where=where,
        confidence=round(
            confidence_of(
                choice, has_result=answer.has_result, has_sizes=answer.has_sizes, verdict=verdict
            ), 2,
        ),
        derived=answer.derived(), note="; ".join(dict.fromkeys(answer.notes)) or None,
        considered=_considered(choice),
    )  # fmt: skip


def _is_reported(
    paper: Paper, asked: Asked, ranked: Sequence[tuple[float, Passage, dict[str, float]]]
) -> bool:
    """Tell whether a paper speaks of an outcome: the best sentences, or a label of a table."""
    if any(features["outcome"] >= SPOKEN_OF for _, _, features in ranked):
        return True
    telling = {word for word in asked.outcome if weight(word) >= 1.0}
    return any(
        telling & paper.expanded(" ".join((group.label, *group.around))) for group in paper.groups
    )


def _evidence(
    paper: Paper, question: Question, answer: Answer,
    ranked: Sequence[tuple[float, Passage, dict[str, float]]],
) -> tuple[str | None, str | None]:  # fmt: skip
    """The quote that answers the row, and where the figures (else the quote) stand."""
    where = name_cells(paper, answer.group, answer.sides) if answer.group and answer.sides else None
    group = answer.group
    if group and group.table_id and ranked and _is_of_another_time(paper, question, ranked[0][1]):
        return row_text(paper, group), where
    if ranked and ranked[0][0] > (TABLE_EVIDENCE if answer.has_result else NO_EVIDENCE):
        span = ranked[0][1].span
        return span.of(paper.document.text), where or name_place(paper, span)
    if answer.group is not None and answer.group.table_id is not None:
        return row_text(paper, answer.group), where
    if ranked and ranked[0][0] > NO_EVIDENCE:
        span = ranked[0][1].span
        return span.of(paper.document.text), where or name_place(paper, span)
    return None, where


def _is_of_another_time(paper: Paper, question: Question, passage: Passage) -> bool:
    """Tell whether a sentence names times, and none of them is the one asked for."""
    asked = (BASELINE,) if question.names_baseline else question.timepoints
    times = find_timepoints(paper.document.text, start=passage.span.start, end=passage.span.end)
    return bool(asked and times) and all(time_fit(asked, item.label) < 0 for item in times)


def _sizes_alone(paper: Paper, finder: SideFinder) -> tuple[int | None, int | None]:
    """The sizes of the arms where no result was found; both or none."""
    first, second = finder.paper_arms
    if first is None or second is None:
        return None, None
    figures = [Figure(arm.label, arm.arm_id, "", arm.provenance.span) for arm in (first, second)]
    sizes = find_sizes(paper, None, figures, names_of_both(finder))
    return sizes[0], sizes[1]


def _considered(choice: Choice) -> tuple[Considered, ...]:
    found = []
    for fit, sides in choice.fits[:EXPLAINED]:
        group = fit.group
        what = " / ".join((*group.around, group.label)) + (
            f" @ {group.timepoint}" if group.timepoint else ""
        )
        arms = (
            f"{sides.intervention} v {sides.comparator}; {sides.rule}"
            if sides
            else "arms not told apart"
        )
        found.append(
            Considered(
                what, group.table_id or "text", round(fit.score, 3), f"{arms}; {fit.reasons()}",
                choice.best is not None and fit is choice.best[0],
            )
        )  # fmt: skip
    return tuple(found)
