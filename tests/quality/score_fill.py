"""Scores of `miner fill`: figures from JATS and PDF, confidence, direction, evidence.

All papers of bench/numbers are development papers: its `test` part was read while building. Run as
a script with `dev` or `test` to score one part.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from miner.extract.forms import FilledRow, FormRow, Paper, fill_paper  # noqa: E402
from miner.model import ReadError  # noqa: E402
from miner.runs.fill import read_paper  # noqa: E402

FIELDS = {"binary": ("n", "events"), "continuous": ("n", "mean", "sd")}
LABELS = {"none": "no_difference", "increase": "increase", "decrease": "decrease"}
OVERLAP_CHARS = 15
# Confidence in bands of rows with figures; the lower bound belongs to a band.
BANDS = ((0.3, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
# Papers of bench/direction scored at each run of the gate; the whole dev split takes minutes.
DIRECTION_PAPERS = 40


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def is_same(found: float | None, gold: float | None) -> bool:
    """Compare two cells; blank equals blank only."""
    if found is None or gold is None:
        return found is gold
    return abs(found - gold) <= 1e-6 * max(1.0, abs(gold))


def cell(row: FilledRow, side: str, name: str) -> float | None:
    """Return one figure of a filled row."""
    value: float | None = getattr(row, f"{side}_{name}")
    return value


def score_numbers(shared: Path, *, split: str | None, form: str) -> dict[str, float]:
    """Figures over the rows of bench/numbers; `form` is jats or pdf, no split is all papers."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for document in read_lines(shared / "bench/numbers/llm_meta_analysis.jsonl"):
        if split not in (None, document["split"]) or not document[form]:
            continue
        try:
            paper = read_paper(shared / document[form])
        except ReadError:
            continue
        for gold in document["gold"]["results"]:
            _count(paper, gold, right, total)
    scores = {name: right[name] / total[name] for name in sorted(total)}
    return {
        **scores,
        **{
            f"{name}_rows": float(total[name])
            for name in total
            if name in ("binary", "continuous", "blank_kept") or name.startswith("confidence")
        },
    }


def _count(paper: Paper, gold: dict[str, Any], right: Counter[str], total: Counter[str]) -> None:
    kind = gold["type"]
    row = fill_paper(
        paper, FormRow(gold["outcome"], gold["intervention"], gold["comparator"], None, kind)
    )
    pairs = [
        (name, cell(row, side, name), gold[side][name]) for side in "ic" for name in FIELDS[kind]
    ]
    # A row keeps its blanks when no cell is filled that the gold leaves empty.
    total["blank_kept"] += 1
    right["blank_kept"] += not any(value is None and found is not None for _, found, value in pairs)
    if gold["derived"]:
        return
    band = band_of(row)
    if band is not None:
        total[band] += 1
        right[band] += all(is_same(found, value) for _, found, value in pairs)
    if not gold["complete"]:
        return
    total[kind] += 1
    right[kind] += all(is_same(found, value) for _, found, value in pairs)
    for name, found, value in pairs:
        if name == "n":
            total[f"arm_n_{kind}"] += 1
            right[f"arm_n_{kind}"] += is_same(found, value)


def band_of(row: FilledRow) -> str | None:
    """Name the band of a row's confidence; None for a row without figures."""
    if row.i_events is None and row.i_mean is None:
        return None
    sure = row.confidence or 0.0
    return next((f"confidence_{low:.1f}_right" for low, high in BANDS if low <= sure < high), None)


def fold(text: str) -> tuple[str, list[int]]:
    """Letters and digits of a text with the place of each."""
    kept = [
        (part, place)
        for place, letter in enumerate(text)
        if letter.isalnum()
        for part in letter.lower()
    ]
    return "".join(part for part, _ in kept), [place for _, place in kept]


def places_of(quote: str, folded: str, places: list[int]) -> list[tuple[int, int]]:
    """Every place of a quote, whatever its spaces and signs."""
    key, _ = fold(quote)
    found: list[tuple[int, int]] = []
    at = folded.find(key) if len(key) >= 12 else -1
    while at >= 0:
        found.append((places[at], places[at + len(key) - 1] + 1))
        at = folded.find(key, at + 1)
    return found


def score_direction(shared: Path, *, limit: int = DIRECTION_PAPERS) -> dict[str, float]:
    """Direction and evidence on dev papers; a prompt without its evidence in the text is left out."""
    answers: list[tuple[str, str | None]] = []
    overlaps: list[bool] = []
    rows = [
        r
        for r in read_lines(shared / "bench/direction/evidence_inference.jsonl")
        if r["split"] == "dev"
    ]
    for document in rows[:limit]:
        paper = read_paper(shared / document["jats"])
        text = paper.document.text
        folded, places = fold(text)
        for prompt in document["gold"]["prompts"]:
            row = fill_paper(
                paper, FormRow(prompt["outcome"], prompt["intervention"], prompt["comparator"])
            )
            answers.append((LABELS[prompt["label"]], row.direction))
            gold = [
                span
                for item in prompt["evidence"]
                for span in places_of(item["text"], folded, places)
            ]
            if gold:
                overlaps.append(_overlaps(row.evidence, text, gold))
    return {
        "direction_macro_f1": macro_f1(answers),
        "evidence_overlap": sum(overlaps) / max(1, len(overlaps)),
        "direction_rows": float(len(answers)),
    }


def _overlaps(quote: str | None, text: str, gold: Iterable[tuple[int, int]]) -> bool:
    at = text.find(quote) if quote else -1
    if quote is None or at < 0:
        return False
    return any(min(end, at + len(quote)) - max(start, at) >= OVERLAP_CHARS for start, end in gold)


def macro_f1(answers: list[tuple[str, str | None]]) -> float:
    """Mean F1 of the three directions."""
    scores = []
    for label in LABELS.values():
        right = sum(1 for gold, found in answers if gold == label == found)
        named = sum(1 for gold, found in answers if gold == label) + sum(
            1 for _, found in answers if found == label
        )
        scores.append(2 * right / named if named else 0.0)
    return sum(scores) / len(scores)


def score(
    shared: Path, *, split: str | None = None, papers: int = DIRECTION_PAPERS
) -> dict[str, float]:
    """Return every figure of `miner fill`; direction always on the dev papers."""
    found: dict[str, float] = {}
    for form in ("jats", "pdf"):
        for name, value in score_numbers(shared, split=split, form=form).items():
            found[f"{form}_{name}"] = value
    if split is None:
        found |= score_direction(shared, limit=papers)
    return {name: round(value, 4) for name, value in found.items()}


if __name__ == "__main__":
    for name, value in score(
        ROOT.parent / "shared", split=sys.argv[1] if len(sys.argv) > 1 else None, papers=1000
    ).items():
        print(f"{name}\t{value}")
