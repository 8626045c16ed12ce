"""Scores rows of arm_results and effects against what readers said of them.

The verdicts (corpora/row_verdicts) hold for rows as they read then; a row that reads otherwise
now is not scored. Only papers apart by hash, which no model is trained on; rows count by paper,
as they were drawn.

- `apart_right`: of the rows given and judged, the share that is right; doubtful ones count half.
- `n_apart_judged`, `n_apart_right`, `n_apart_given`: rows judged and given, those of them that
  are right, and all rows that these papers give.
- `confidence_*_right`: in bands of confidence, the share that is right; `n_confidence_*` rows.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from miner.extract.registry import run_extractors  # noqa: E402
from miner.readers.jats import read_jats  # noqa: E402
from scripts.training.row_verdicts import (  # noqa: E402
    by_signature,
    is_apart,
    judged_rows,
    read_verdicts,
)

WORTH = {"right": 1.0, "doubtful": 0.5, "wrong": 0.0}


def score(shared: Path) -> dict[str, float]:
    """Return the figures of the papers apart."""
    verdicts = by_signature([each for each in read_verdicts() if is_apart(each.paper)])
    bands: dict[float, list[float]] = defaultdict(list)
    given = 0
    right_given = 0
    for paper in sorted({paper for paper, *_ in verdicts}):
        path = shared / "papers" / "jats" / f"{paper}.nxml"
        findings = run_extractors(read_jats(path.read_bytes(), path=path.name))
        given += len(findings.arm_results) + len(findings.effects)
        for row, verdict in judged_rows(paper, findings, verdicts):
            band = min(0.9, int(row.provenance.confidence * 10) / 10)
            bands[band].append(WORTH[verdict.verdict])
            right_given += verdict.verdict == "right"
    judged = [worth for worths in bands.values() for worth in worths]
    figures = {
        "apart_right": sum(judged) / len(judged),
        "n_apart_judged": len(judged),
        "n_apart_given": given,
        "n_apart_right": right_given,
    }
    for band, worths in sorted(bands.items()):
        figures[f"confidence_{band:.1f}_right"] = round(sum(worths) / len(worths), 4)
        figures[f"n_confidence_{band:.1f}"] = len(worths)
    return figures
