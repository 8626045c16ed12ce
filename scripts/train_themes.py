"""Train the shipped theme model from the posts and the theme set's labels.

python scripts/train_themes.py --shared ../shared --out models/patient_commentary/2
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Read the arguments and train."""
    from miner.themes.train import gather, train_model

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "patient_commentary" / "2")
    arguments = parser.parse_args()
    folder = ROOT / "corpora" / "themes" / "patient_commentary"
    posts = arguments.shared / "bench" / "posts"
    material = gather(folder, posts / "labelled.jsonl", posts / "unlabelled.jsonl")
    data = (folder / "data.md").read_text(encoding="utf-8").strip()
    notes = (folder / "notes.md").read_text(encoding="utf-8")
    metrics = train_model(
        material, arguments.out, data=data, notes=notes, say=lambda t: print(t, file=sys.stderr)
    )
    print("\n".join([*material.problems, f"macro-F1 {metrics['macro_f1']}"]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
