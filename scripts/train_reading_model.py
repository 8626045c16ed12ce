"""Fine-tune, export and measure the reading model (training environment only: torch).

train-venv/bin/python scripts/train_reading_model.py --bench ../shared/bench
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Read the arguments and build."""
    from scripts.training.reading_build import build_reading_model

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, default=ROOT.parent / "shared" / "bench")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "reading" / "1")
    parser.add_argument("--work", type=Path, help="keep checkpoints here and start from them")
    arguments = parser.parse_args()
    metrics = build_reading_model(arguments.bench, arguments.out, work=arguments.work)
    for name, value in sorted(metrics.items()):
        print(f"{name}\t{value:.4f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
