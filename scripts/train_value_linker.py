"""Train and export the value linker (training environment only: torch).

train-venv/bin/python scripts/train_value_linker.py --bench ../shared/bench
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Read the arguments, train and export."""
    from scripts.training.value_linker_fit import train_value_linker

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, default=ROOT.parent / "shared" / "bench")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "value_linker" / "1")
    parser.add_argument("--checkpoint", type=Path, help="export these weights, train nothing")
    arguments = parser.parse_args()
    print(train_value_linker(arguments.bench, arguments.out, checkpoint=arguments.checkpoint))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
