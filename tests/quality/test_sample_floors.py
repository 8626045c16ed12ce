"""Our own labelled sample stays above its floors, also where ../shared is missing."""

from __future__ import annotations

import json
from pathlib import Path

import score_sample
from gate import check_floors

FOLDER = Path(__file__).parent


def test_sample_figures_hold_their_floors() -> None:
    floors = json.loads((FOLDER / "floors.json").read_text("utf-8"))
    assert floors["sample"], "no floor pinned for the sample"
    assert not check_floors(
        {"sample": floors["sample"]}, {"sample": score_sample.score(FOLDER / "nowhere")}
    )
