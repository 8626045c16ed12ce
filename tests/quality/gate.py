"""Floors under the quality figures, and the table that people read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

Scores = dict[str, dict[str, float]]

# A floor is pinned this far below the figure: enough for library rounding, not for a lost case.
SLACK = 0.002
# Figures that say how many, how long or what the baseline is, not how good.
NOT_FLOORED = re.compile(
    r"^n_|^(?:tables?_numbers|sentences)$|seconds|baseline|majority|claim_only|best_known|confidence_|"
    r"_(?:n|rows|documents|sizes|pairs|posts|tables|numbers|claims|icos|prompts)$"
)


def is_quality(name: str) -> bool:
    """Tell whether a figure is one that must not fall."""
    return NOT_FLOORED.search(name) is None


def check_floors(floors: dict[str, Any], scores: Scores) -> list[str]:
    """List the figures that fell below their floor, one line each."""
    problems = []
    for topic, pinned in floors.items():
        if topic not in scores or topic.startswith("_"):
            continue
        for name, floor in pinned.items():
            value = scores[topic].get(name)
            if value is None:
                problems.append(f"{topic}.{name}: no longer measured (floor {floor})")
            elif value < floor:
                problems.append(f"{topic}.{name}: {value:.4f} is below its floor {floor:.4f}")
    return problems


def pin_floors(
    floors: dict[str, Any], scores: Scores, *, lower_reason: str | None = None
) -> dict[str, Any]:
    """Raise floors to the figures given; let them fall only with a reason, which is kept."""
    pinned = json.loads(json.dumps(floors))
    for topic, figures in scores.items():
        held = pinned.setdefault(topic, {})
        for name, value in figures.items():
            if not is_quality(name):
                continue
            floor = round(value - SLACK, 4)
            if name in held and floor < held[name]:
                if lower_reason is None:
                    continue
                pinned.setdefault("_lowered", []).append(
                    {"figure": f"{topic}.{name}", "from": held[name], "to": floor,
                     "reason": lower_reason}
                )  # fmt: skip
                held[name] = floor
            elif name not in held or floor > held[name]:
                held[name] = floor
    return pinned


def write_report(
    folder: Path, scores: Scores, floors: dict[str, Any], notes: dict[str, str] | None = None
) -> None:
    """Write QUALITY.md; topics not scored this time keep their last figures.

    `notes` says of a topic what the reader of its figures has to know.
    """
    kept_path = folder / "figures.json"
    kept: Scores = json.loads(kept_path.read_text()) if kept_path.is_file() else {}
    kept.update(scores)
    kept_path.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    lines = [
        "# Quality",
        "",
        "Written by `make gate` (scripts/quality_gate.py) from dev data of ../shared/bench;",
        "do not edit. A floor falls only with its reason.",
        "",
    ]
    for topic in sorted(kept):
        note = (notes or {}).get(topic)
        lines += [f"## {topic}", "", *([note, ""] if note else [])]
        lines += ["| figure | value | floor |", "|---|---|---|"]
        for name, value in sorted(kept[topic].items()):
            floor = floors.get(topic, {}).get(name)
            shown = f"{value:.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
            lines.append(f"| {name} | {shown} | {'' if floor is None else floor} |")
        lines.append("")
        plot = folder / f"{topic}_calibration.png"
        if plot.is_file():
            lines += [f"![calibration of {topic}]({plot.name})", ""]
    (folder / "QUALITY.md").write_text("\n".join(lines), "utf-8")
