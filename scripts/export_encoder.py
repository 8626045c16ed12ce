"""Export the sentence encoder to int8 ONNX (training environment only: torch, transformers).

train-venv/bin/python scripts/export_encoder.py --out models/encoder/1
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]


def main() -> int:
    """Read the arguments and export."""
    from training.encoder_export import export_encoder

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "encoder" / "1")
    parser.add_argument(
        "--weights", type=Path, help="folder of all-MiniLM-L6-v2; default: the package's"
    )
    arguments = parser.parse_args()
    print(export_encoder(arguments.out, weights=arguments.weights))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
