"""Learn which of a paper's results answers a row of a form; print the weights.

Usage: python scripts/train_form_ranking.py
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.training.form_ranking import main  # noqa: E402

if __name__ == "__main__":
    main(ROOT.parent / "shared")
