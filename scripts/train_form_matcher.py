"""Learn which sentence answers a row of a form, and which direction its words give.

Usage: python scripts/train_form_matcher.py [--papers N] --out models/form_matcher/1
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.training.form_matcher import read_paper, train  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=400, help="papers of the training split")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    metrics = train(ROOT.parent / "shared", arguments.out, limit=arguments.papers, load=read_paper)
    for name, value in metrics.items():
        print(f"{name}\t{value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
