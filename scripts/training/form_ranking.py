"""Learns which of a paper's results answers a row of a form, and how sure that is.

Rows: bench/numbers, and our own forms (tests/quality/own_forms.jsonl) but for the papers set
apart. Every candidate of a row stands against the others and against no answer; the weights are
held near hand-set ones. Nothing is written: the figures go into the modules that use them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from miner.extract.forms.answer import Answer
from miner.extract.forms.asked import read_asked
from miner.extract.forms.choose import ACCEPTED, choose_group
from miner.extract.forms.evidence import rank_passages
from miner.extract.forms.paper import Paper
from miner.extract.forms.question import read_question
from miner.extract.forms.ranking import BARS, DEFAULT_WEIGHTS, FEATURES
from miner.extract.forms.records import FormRow
from miner.extract.forms.sides import SideFinder
from miner.runs.fill import read_paper
from tests.quality.score_own_forms import is_set_apart, own_rows

NAMES = tuple(name for name in FEATURES if name not in BARS)
# How strongly the weights are held near where they start; a weight keeps its sign.
HOLD = 0.5
RESULT = {"binary": "events", "continuous": "mean"}
FIELDS = {"binary": ("events", "n"), "continuous": ("mean", "sd", "n")}


@dataclass(frozen=True, slots=True)
class Example:
    """One row: its candidates' features, which are right, which give no figures."""

    paper: str
    features: np.ndarray
    right: np.ndarray
    empty: np.ndarray


def rows_of(shared: Path) -> Iterator[tuple[Path, FormRow, dict[str, Any]]]:
    """Yield paper, row and gold of the training rows."""
    for line in (shared / "bench/numbers/llm_meta_analysis.jsonl").open(encoding="utf-8"):
        document = json.loads(line)
        for gold in document["gold"]["results"]:
            row = FormRow(
                gold["outcome"], gold["intervention"], gold["comparator"], None, gold["type"]
            )
            yield shared / document["jats"], row, gold
    for path, row, gold in own_rows(shared):
        if not is_set_apart(gold["id"]):
            yield path, row, gold


def gather(shared: Path) -> list[Example]:
    """Describe the candidates of every row whose figures are all there, or not at all."""
    found: list[Example] = []
    papers: dict[Path, Paper] = {}
    for path, row, gold in rows_of(shared):
        kind = gold["type"]
        blank = any(gold[side][RESULT[kind]] is None for side in "ic")
        if not gold["complete"] and not blank:
            continue
        if path not in papers:
            papers = {path: read_paper(path)}
        paper = papers[path]
        finder = SideFinder(paper, row.intervention, row.comparator)
        question = read_question(row)
        ranked = rank_passages(paper.passages, read_asked(paper, row), paper.rarity)
        features, right, empty = [], [], []
        for fit, sides in choose_group(paper, question, finder, ranked).fits:
            if not fit.features.keys().isdisjoint(BARS):
                continue
            answer = Answer()
            answer.take(paper, fit, sides, question.likely_type, finder)
            pairs = [
                (getattr(side, name), gold[letter][name])
                for side, letter in ((answer.first, "i"), (answer.second, "c"))
                for name in FIELDS[kind]
                if name != "n"
            ]
            features.append([fit.features.get(name, 0.0) for name in NAMES])
            right.append(not blank and all(value == told for value, told in pairs))
            empty.append(not answer.has_result)
        if features:
            found.append(Example(path.stem, np.array(features), np.array(right), np.array(empty)))
    return found


def fit(examples: Sequence[Example], start: dict[str, float]) -> tuple[dict[str, float], float]:
    """Return the weights, and the score that no answer has among the candidates."""
    first = np.array([*(start.get(name, 0.0) for name in NAMES), ACCEPTED])
    scale = np.array([*np.maximum(0.5, np.abs(first[:-1]) * 0.5), 0.7])
    counts = Counter(example.paper for example in examples)
    bounds = [
        (None, 0.0) if value < 0 else (0.0, None) if value > 0 else (None, None)
        for value in first[:-1]
    ]

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        away = (theta - first) / scale
        total, gradient = HOLD * float(away @ away) / 2, HOLD * away / scale
        for example in examples:
            share = counts[example.paper] ** -0.5
            scores = np.append(example.features @ theta[:-1], theta[-1])
            chance = np.exp(scores - scores.max())
            chance /= chance.sum()
            answers = example.right if example.right.any() else example.empty
            wanted = np.append(answers, not example.right.any())
            reached = chance[wanted].sum() + 1e-12
            total -= share * float(np.log(reached))
            change = share * (chance - np.where(wanted, chance / reached, 0.0))
            gradient[:-1] += example.features.T @ change[:-1]
            gradient[-1] += change[-1]
        return total, gradient

    found = minimize(
        loss, first, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]
    ).x  # fmt: skip
    return dict(zip(NAMES, found[:-1].round(2).tolist(), strict=True)), float(found[-1])


def main(shared: Path) -> None:
    """Print weights, to be copied where `DEFAULT_WEIGHTS` and `ACCEPTED` stand."""
    weights, none = fit(gather(shared), dict(DEFAULT_WEIGHTS))
    print(json.dumps(weights, indent=1))
    print("no answer scores", round(none, 2))
