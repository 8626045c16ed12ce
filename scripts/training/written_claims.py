"""Claims written for this repository beside the abstracts and passages they are about."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from scripts.training.reading_benchmarks import (
    CLAIM_SETS,
    STANCES,
    StanceRow,
    read_abstracts,
    read_rows,
)

CLAIMS = Path(__file__).resolve().parents[2] / "corpora" / "claims" / "written.jsonl"
# Open claims of the pairs are more than half of them: this share is shown in an epoch.
OPEN_SHARE = 0.5
LEAST_SENTENCES = 4


def read_written(bench: Path) -> list[StanceRow]:
    """Return the written claims whose passage the benchmark folder still holds."""
    passages = _passages(bench)
    rows = []
    with CLAIMS.open(encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            sentences = passages.get(row["document"])
            if sentences is None:
                continue
            rationale = tuple(i for i in row["rationale"] if i < len(sentences))
            label = STANCES.index(row["label"])
            rows.append(
                StanceRow(row["writer"], row["document"], row["claim"], sentences, label, rationale)
            )
    return rows


def _passages(bench: Path) -> dict[str, tuple[str, ...]]:
    found = {}
    for name in CLAIM_SETS:
        for row in read_rows(bench, f"claims/{name}_corpus"):
            found[f"{name}:{row['doc_id']}"] = _clean(row["sentences"])
    for key, _, sentences in read_abstracts(bench):
        kind = "jats" if key.startswith("PMC") else "abs"
        if f"scifact:{key}" not in found:
            found[f"{kind}:{key}"] = _clean(sentences)
    return found


def _clean(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(" ".join(sentence.split()) for sentence in sentences)


def epoch_of_written(
    rows: Sequence[StanceRow], *, seed: int, apart: float = 0.25
) -> list[StanceRow]:
    """Choose what one epoch sees: fewer open claims of the pairs, and judged claims again
    beside the sentences that say nothing of them, a share of `apart`.

    The second kind keeps a claim's wording from giving its label away.
    """
    rng = random.Random(seed)
    shown = [
        row
        for row in rows
        if row.label != 2 or row.source.startswith("single") or rng.random() < OPEN_SHARE
    ]
    for row in rows:
        others = [s for i, s in enumerate(row.sentences) if i not in row.rationale]
        if row.label != 2 and len(others) >= LEAST_SENTENCES and rng.random() < apart:
            shown.append(replace(row, sentences=tuple(others[:-1]), label=2, rationale=()))
    return shown
