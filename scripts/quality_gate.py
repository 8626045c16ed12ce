"""Score everything on ../shared/bench (dev data), write QUALITY.md, fail below a floor.

Usage: python scripts/quality_gate.py [--only TOPIC,...] [--pin] [--lower REASON]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "quality"))

from gate import check_floors, pin_floors, write_report  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="topics to score, e.g. counts,stats")
    parser.add_argument("--pin", action="store_true", help="raise floors to today's figures")
    parser.add_argument("--lower", metavar="REASON", help="let floors fall, with the reason")
    arguments = parser.parse_args()
    shared = ROOT.parent / "shared"
    wanted = {name for name in arguments.only.split(",") if name}
    scores: dict[str, dict[str, float]] = {}
    notes: dict[str, str] = {}
    for path in sorted((ROOT / "tests" / "quality").glob("score_*.py")):
        topic = path.stem.removeprefix("score_")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        if hasattr(module, "NOTE"):
            notes[topic] = module.NOTE
        if wanted and topic not in wanted:
            continue
        if getattr(module, "NEEDS_SHARED", True) and not shared.is_dir():
            print(f"{topic}: needs ../shared, left out", file=sys.stderr)
            continue
        began = time.monotonic()
        scores[topic] = module.score(shared)
        print(f"{topic}: {len(scores[topic])} figures in {time.monotonic() - began:.0f} s",
              file=sys.stderr)  # fmt: skip
    floors_path = ROOT / "tests" / "quality" / "floors.json"
    floors = json.loads(floors_path.read_text()) if floors_path.is_file() else {}
    if arguments.pin:
        floors = pin_floors(floors, scores, lower_reason=arguments.lower)
        floors_path.write_text(json.dumps(floors, indent=2, sort_keys=True) + "\n")
    write_report(ROOT / "tests" / "quality", scores, floors, notes)
    problems = check_floors(floors, scores)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
