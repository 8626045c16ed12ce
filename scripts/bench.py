"""Run every benchmark in tests/bench and print its figures. Usage: python scripts/bench.py"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    shared = ROOT.parent / "shared"
    for path in sorted((ROOT / "tests" / "bench").glob("bench_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if not hasattr(module, "bench"):
            print(f"{path.stem}: run by hand", file=sys.stderr)
            continue
        for name, value in module.bench(shared).items():
            print(f"{path.stem.removeprefix('bench_'):<12} {name:<40} {value:10.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
