"""Train the word-level claim models from the shared benchmarks.

python scripts/train_claim_words.py --shared ../shared --out models/claim_words/1
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]


def main() -> int:
    """Read the arguments and train."""
    from training.claim_words import train

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "claim_words" / "1")
    arguments = parser.parse_args()
    print(train(arguments.shared, arguments.out))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
