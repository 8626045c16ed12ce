"""Train the model that tells arms from other names: `models/arms/1`.

    python scripts/train_arms.py ../shared models/arms/1

Reads the trials with split `train` of bench/direction, whose prompts name the interventions
compared. A cluster of mentions is an arm where one of its names is one of these; names that say
no more than `intervention`, `control` or `Group A` teach nothing, nor do papers whose compared
interventions are not both among the clusters. Figures in the card are of a fifth held apart.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.preprocessing import StandardScaler

from miner.extract.arms.choose import is_bare
from miner.extract.arms.clusters import cluster_mentions
from miner.extract.arms.definitions import find_definitions
from miner.extract.arms.evidence import FEATURES, MODEL_NAME, cluster_features, read_setting
from miner.extract.arms.labels import fold_label
from miner.extract.arms.mentions import find_arm_mentions
from miner.readers.jats import read_jats
from miner.text.model_folder import write_config

CORPUS = "bench/direction/evidence_inference.jsonl"
HELD_OUT_OF = 5
INVERSE_REGULARISATION = 0.3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    features, truth, held = [], [], []
    papers = 0
    for row in _rows(arguments.shared):
        is_held = zlib.crc32(row["id"].encode()) % HELD_OUT_OF == 0
        examples = list(_examples(arguments.shared, row))
        papers += bool(examples)
        for values, is_arm in examples:
            features.append(values)
            truth.append(is_arm)
            held.append(is_held)
    matrix, arms, apart = np.array(features), np.array(truth), np.array(held)
    weights, intercept = _fit(matrix[~apart], arms[~apart])
    said = matrix[apart] @ weights + intercept
    figures = {
        "papers": papers, "clusters": len(arms), "arms": int(arms.sum()),
        "held_out_auc": round(float(roc_auc_score(arms[apart], said)), 4),
        "held_out_average_precision": round(float(average_precision_score(arms[apart], said)), 4),
    }  # fmt: skip
    named = zip(FEATURES, weights, strict=True)
    stored = {
        "weights": {n: round(float(w), 4) for n, w in named},
        "intercept": round(intercept, 4),
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(stored, sort_keys=True, separators=(",", ":"))
    (arguments.out / "weights.json").write_text(text, encoding="utf-8")
    _write_card(arguments.out, figures)
    config = {"name": MODEL_NAME, "version": arguments.out.name, "kind": MODEL_NAME, **figures}
    write_config(arguments.out, config, ["card.md", "weights.json"])
    print(json.dumps(figures))


def _rows(shared: Path) -> Iterator[dict[str, Any]]:
    with (shared / CORPUS).open(encoding="utf-8") as lines:
        yield from (row for row in map(json.loads, lines) if row["split"] == "train")


def _examples(shared: Path, row: dict[str, Any]) -> Iterator[tuple[list[float], bool]]:
    source = shared / row["jats"]
    document = read_jats(source.read_bytes(), path=str(source))
    definitions = find_definitions(document.text)
    clusters = cluster_mentions(find_arm_mentions(document), definitions)
    if not clusters:
        return
    setting = read_setting(document, clusters)
    sides = [
        {_spelt_out(p[side], definitions) for p in row["gold"]["prompts"]}
        for side in ("intervention", "comparator")
    ]
    named = [[_names(c.names, side) for side in sides] for c in setting.clusters]
    bare = [is_bare(c) for c in setting.clusters]
    for side in (0, 1):
        if not any(n[side] or b for n, b in zip(named, bare, strict=True)):
            return
    for rank, (found, is_plain) in enumerate(zip(named, bare, strict=True)):
        if any(found) or not is_plain:
            yield cluster_features(setting, rank), any(found)


def _spelt_out(name: str, definitions: dict[str, str]) -> frozenset[str]:
    words = set(fold_label(name))
    for short, long in definitions.items():
        if short.lower() in words:
            words |= set(fold_label(long))
    return frozenset(words)


def _names(names: set[tuple[str, ...]], wanted: set[frozenset[str]]) -> bool:
    """Tell whether a name of a cluster is one of the interventions, or most of its words."""
    for name in map(set, names):
        for words in wanted:
            both = len(name & words)
            alike = both / max(1, len(name | words))
            inside = bool(name) and name <= words and (alike >= 0.3 or len(name) > 1)
            if alike >= 0.6 or inside or (words <= name and alike >= 0.5):
                return True
    return False


def _fit(matrix: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, float]:
    scaler = StandardScaler().fit(matrix)
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=3000)
    model.fit(scaler.transform(matrix), truth)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def _write_card(out: Path, figures: dict[str, float]) -> None:
    lines = "\n".join(f"- {name}: {value}" for name, value in figures.items())
    text = f"""# {MODEL_NAME}/{out.name}

Tells for each name that a trial gives to a group whether it is an arm of the trial
(`miner/extract/arms/evidence.py`): logistic regression over how often, where and in whose company
the name stands, and its shape. Plain JSON weights; inference needs no library.

Trained by `scripts/train_arms.py` on the trials with split `train` of {CORPUS}: a name is an arm
where it is an intervention that the prompts compare. Distant labels: an arm that no prompt asks
about counts as none. A fifth of the papers, by hash, was held apart:

{lines}

Known failures: names that say no more than `intervention` or `Group A` were left out of training;
doses and time points that stand in table heads like arms.
scikit-learn {version("scikit-learn")}, NumPy {np.__version__}.
"""
    (out / "card.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
