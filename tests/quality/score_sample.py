"""Figures on our own labelled sample, for where ../shared is not there."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from miner.extract.registry import run_extractors
from miner.model import Document, Findings
from miner.readers import Failure, read_sources

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
NEEDS_SHARED = False


def score(shared: Path) -> dict[str, float]:
    """Score corpora/sample against tests/data/sample_gold.toml; `shared` is not used."""
    gold = tomllib.loads((ROOT / "tests" / "data" / "sample_gold.toml").read_text("utf-8"))
    hits: dict[str, list[bool]] = {}
    for paper in gold["paper"]:
        document = _read(paper["file"])
        for name, right in _judge(paper, document, run_extractors(document)):
            hits.setdefault(name, []).append(right)
    wrong = right = missed = 0
    for thread in gold["thread"]:
        for wanted, found in _themes(thread):
            right += len(wanted & found)
            wrong += len(found - wanted)
            missed += len(wanted - found)
    figures = {f"{name}_recall": sum(found) / len(found) for name, found in hits.items()}
    figures["theme_f1"] = 2 * right / (2 * right + wrong + missed)
    return figures


def _read(name: str) -> Document:
    (document,) = read_sources([str(SAMPLE / name)], author_key=b"k")
    if isinstance(document, Failure):
        raise RuntimeError(document.message)
    return document


def _judge(paper: dict[str, Any], document: Document, findings: Findings) -> list[tuple[str, bool]]:
    study = findings.studies[0]
    judged = [
        (f"study_{name}", getattr(study, name) == paper[name])
        for name in ("n_randomised", "n_completed", "registration")
        if name in paper
    ]
    labels = {arm.label.casefold(): arm.arm_id for arm in findings.arms}
    for label, n in paper["arms"].items():
        judged.append(
            (
                "arm_n",
                any(
                    size.n == n and size.arm_id == labels.get(label.casefold())
                    for size in findings.sample_sizes
                    if size.count_kind in ("randomised", "allocated")
                ),
            )
        )
    effects = {(e.estimate, e.ci_lower, e.ci_upper) for e in findings.effects}
    judged += [("interval", tuple(wanted) in effects) for wanted in paper["intervals"]]
    means = {(r.value, r.dispersion) for r in findings.arm_results}
    judged += [("mean_sd", tuple(wanted) in means) for wanted in paper["means"]]
    return judged


def _themes(thread: dict[str, Any]) -> list[tuple[set[str], set[str]]]:
    from miner.themes import classify_posts

    document = _read(thread["file"])
    texts = [post.own_text(document.text) for post in document.posts]
    found = [
        {verdict.theme for verdict in verdicts if verdict.assigned}
        for verdicts in classify_posts(texts)
    ]
    return [(set(wanted), got) for wanted, got in zip(thread["themes"], found, strict=True)]
