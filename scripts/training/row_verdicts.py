"""Rows of papers that readers judged: corpora/row_verdicts/verdicts.jsonl.

A verdict holds where a row stands and a short hash of all that it said (names, moment,
numbers), so that it holds for that reading alone and no text of a paper is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from miner.extract.row_confidence.facts import Row
from miner.model import ArmResult, Findings

CORPUS = Path(__file__).resolve().parents[2] / "corpora" / "row_verdicts" / "verdicts.jsonl"
APART_BELOW = 77  # of 256: about three papers in ten are never trained on


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reader said of one row: `right`, `wrong`, or `doubtful` where readers may differ.

    `first` is what was said of an earlier reading of the same place, before it was mended. A row
    mended because its paper was read says nothing of papers that nobody read.
    """

    paper: str
    kind: str
    at: str
    key: str
    verdict: str
    wrong: tuple[str, ...] = ()
    first: str | None = None

    @property
    def unread(self) -> str:
        """Return the verdict as it would be of a paper that was not read for mending."""
        return self.first or self.verdict


def read_verdicts(path: Path = CORPUS) -> list[Verdict]:
    """Read all verdicts."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Verdict(**(row | {"wrong": tuple(row.get("wrong", ()))})) for row in rows]


def is_apart(paper: str) -> bool:
    """Tell by hash whether a paper is kept for figures."""
    return hashlib.sha256(paper.encode()).digest()[0] < APART_BELOW


def judged_rows(
    paper: str, findings: Findings, verdicts: dict[tuple[str, str, str, str], Verdict]
) -> Iterator[tuple[Row, Verdict]]:
    """Yield the rows of a paper that a reader judged as they stand."""
    for row in [*findings.arm_results, *findings.effects]:
        verdict = verdicts.get((paper, *signature(row, findings)))
        if verdict is not None:
            yield row, verdict


def by_signature(verdicts: list[Verdict]) -> dict[tuple[str, str, str, str], Verdict]:
    """Index verdicts by paper, kind, place and reading."""
    return {(each.paper, each.kind, each.at, each.key): each for each in verdicts}


def signature(row: Row, findings: Findings) -> tuple[str, str, str]:
    """Return a row's kind, its place, and the hash of what it says."""
    place = row.provenance
    at = f"{place.span.start}-{place.span.end}"
    outcomes = {each.outcome_id: each.name for each in findings.outcomes}
    arms = {each.arm_id: each.label for each in findings.arms}
    said: list[Any] = [outcomes.get(row.outcome_id or ""), row.timepoint]
    if isinstance(row, ArmResult):
        kind = "arm_result"
        said += [
            arms.get(row.arm_id or ""), row.statistic, row.n, row.value, row.dispersion,
            row.dispersion_kind, row.lower, row.upper, row.events,
        ]  # fmt: skip
    else:
        kind = "effect"
        said += [
            arms.get(row.arm_id_1 or ""), arms.get(row.arm_id_2 or ""), row.scope,
            row.effect_measure, row.estimate, row.ci_lower, row.ci_upper, row.test,
            row.test_value, row.p_operator, row.p_value, row.direction, row.significant,
        ]  # fmt: skip
    text = json.dumps(said, ensure_ascii=True)
    return kind, at, hashlib.sha256(text.encode()).hexdigest()[:16]
