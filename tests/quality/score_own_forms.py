"""Scores of `miner fill` on our own forms, in papers that nobody opened while building.

`own_forms.jsonl` holds what one reader each found in papers of bench/direction: figures and
direction for a prompt of that set, whose wording is looked up there. Papers are set apart by a
hash of their id; the others were read while building.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from miner.extract.forms import FilledRow, FormRow, fill_paper  # noqa: E402
from miner.runs.fill import read_paper  # noqa: E402
from tests.quality.score_fill import FIELDS, LABELS, cell, is_same, macro_f1  # noqa: E402

FORMS = Path(__file__).with_name("own_forms.jsonl")
# Of 256 values of the hash's first byte, those below are set apart.
SET_APART = 90


def is_set_apart(paper: str) -> bool:
    """Tell whether a paper is one that nobody opens while building."""
    return hashlib.sha256(paper.encode()).digest()[0] < SET_APART


def own_rows(shared: Path) -> Iterator[tuple[Path, FormRow, dict[str, Any]]]:
    """Yield the paper, the row as it is asked, and what its reader found."""
    wording: dict[int, dict[str, Any]] = {}
    with (shared / "bench/direction/evidence_inference.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            for prompt in json.loads(line)["gold"]["prompts"]:
                wording[prompt["prompt_id"]] = prompt
    for line in FORMS.read_text("utf-8").splitlines():
        gold = json.loads(line)
        asked = wording[gold["prompt_id"]]
        row = FormRow(
            asked["outcome"], asked["intervention"], asked["comparator"], None, gold["type"]
        )
        yield shared / "papers" / "jats" / f"{gold['id']}.nxml", row, gold


def score(shared: Path, *, apart: bool = True) -> dict[str, float]:
    """Return the figures over the papers set apart, or over the others."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    answers: list[tuple[str, str | None]] = []
    paper_at, paper = None, None
    for path, row, gold in own_rows(shared):
        if is_set_apart(gold["id"]) != apart:
            continue
        if path != paper_at or paper is None:
            paper_at, paper = path, read_paper(path)
        filled = fill_paper(paper, row)
        answers.append((LABELS[gold["direction"]], filled.direction))
        _count(filled, gold, right, total)
    scores = {name: right[name] / total[name] for name in sorted(total)}
    return {
        **{name: round(value, 4) for name, value in scores.items()},
        "direction_macro_f1": round(macro_f1(answers), 4),
        **{f"{name}_rows": float(total[name]) for name in total},
    }


def _count(row: FilledRow, gold: dict[str, Any], right: Counter[str], total: Counter[str]) -> None:
    kind = gold["type"]
    pairs = [
        (f"{side}_{name}", cell(row, side, name), gold[side][name])
        for side in "ic"
        for name in FIELDS[kind]
    ]
    total["blank_kept"] += 1
    right["blank_kept"] += not any(
        value is None and found is not None and name not in row.derived
        for name, found, value in pairs
    )
    is_right = all(is_same(found, value) for _, found, value in pairs)
    if row.i_events is not None or row.i_mean is not None:
        sure = min(9, int(10 * (row.confidence or 0.0)))
        total[f"confidence_0.{sure}_right"] += 1
        right[f"confidence_0.{sure}_right"] += is_right
    if not gold["complete"]:
        return
    total[kind] += 1
    right[kind] += is_right
    for name, found, value in pairs:
        if name.endswith("_n"):
            total["arm_n"] += 1
            right["arm_n"] += is_same(found, value)


if __name__ == "__main__":
    for name, value in score(ROOT.parent / "shared", apart="open" not in sys.argv).items():
        print(f"{name}\t{value}")
