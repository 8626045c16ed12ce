"""Train the model of how sure a row of arm_results or effects is: `models/row_confidence/1`.

    python scripts/train_row_confidence.py ../shared models/row_confidence/1

Reads the verdicts of corpora/row_verdicts and the papers they are of (papers/jats), extracts
each anew and takes the features of every row that still reads as it was judged; a row that was
mended because it was judged counts as it was at first. Papers apart by hash (scripts/training/row_verdicts.py) are never trained on; the figures in the card are of
papers left out in turn, eight parts, the floor is chosen on these.
"""

from __future__ import annotations

import argparse
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from training.row_verdicts import CORPUS, by_signature, is_apart, judged_rows, read_verdicts

from miner.extract.outcomes import settle_outcomes
from miner.extract.registry import EXTRACTORS, run_one
from miner.extract.row_confidence.facts import facts_of
from miner.extract.row_confidence.features import features_of
from miner.extract.row_confidence.model import MODEL_NAME
from miner.model import Findings
from miner.readers.jats import read_jats
from miner.text.model_folder import write_config

INVERSE_REGULARISATION = 0.01
PARTS = 8
FLOOR = 0.5
FLOORS = (0.4, 0.5, 0.6, 0.7)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    features, right, papers = _examples(arguments.shared)
    names = sorted({name for row in features for name in row})
    matrix = np.array([[row.get(name, 0.0) for name in names] for row in features])
    truth = np.array(right)
    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=INVERSE_REGULARISATION, max_iter=3000)
    )
    said = cross_val_predict(
        model, matrix, truth, groups=papers, cv=GroupKFold(PARTS), method="predict_proba"
    )[:, 1]
    model.fit(matrix, truth)
    scaler, fitted = model[0], model[1]
    weights = fitted.coef_[0] / scaler.scale_
    stored = {
        "weights": {
            name: round(float(weight), 3)
            for name, weight in zip(names, weights, strict=True)
            if round(float(weight), 3)
        },
        "intercept": round(float(fitted.intercept_[0] - weights @ scaler.mean_), 3),
        "floor": FLOOR,
    }
    kept = said >= FLOOR
    figures: dict[str, float | str] = {
        "papers": len(set(papers)), "rows": len(truth), "right": int(truth.sum()),
        "auc_left_out": round(float(roc_auc_score(truth, said)), 3),
        "kept_left_out": int(kept.sum()), "right_of_kept_left_out": int(truth[kept].sum()),
    }  # fmt: skip
    for floor in FLOORS:
        above = truth[said >= floor]
        figures[f"right_above_{floor}"] = f"{int(above.sum())} of {len(above)}"
    _save(arguments.out, stored, figures)
    print(json.dumps(figures))


def _examples(shared: Path) -> tuple[list[dict[str, float]], list[bool], list[str]]:
    verdicts = by_signature(
        [
            each
            for each in read_verdicts()
            if each.verdict != "doubtful" and not is_apart(each.paper)
        ]
    )
    features: list[dict[str, float]] = []
    right: list[bool] = []
    papers: list[str] = []
    for paper in sorted({paper for paper, *_ in verdicts}):
        path = shared / "papers" / "jats" / f"{paper}.nxml"
        document, findings = read_jats(path.read_bytes(), path=path.name), Findings()
        for extractor in EXTRACTORS:
            run_one(extractor, document, findings)
        findings = settle_outcomes(findings)
        facts = facts_of(document, findings)
        for row, verdict in judged_rows(paper, findings, verdicts):
            features.append(features_of(document, row, facts))
            right.append(verdict.unread == "right")
            papers.append(paper)
    return features, right, papers


def _save(out: Path, stored: dict[str, object], figures: dict[str, float | str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "weights.json").write_text(
        json.dumps(stored, sort_keys=True, indent=1) + "\n", encoding="utf-8"
    )
    lines = "\n".join(f"- {name}: {value}" for name, value in figures.items())
    text = f"""# {MODEL_NAME}/{out.name}

Says how likely a row of arm_results or effects is right (`miner/extract/row_confidence`): logistic
regression over what the row is named, what else the paper says of its outcome, arm and moment,
and how its table or sentence was read. Plain JSON weights; rows below `floor` are left out of a
paper's tables. Abstracts and other short texts keep the confidence of their reader.

Trained by `scripts/train_row_confidence.py` on corpora/row_verdicts/{CORPUS.name}: rows of papers
drawn by hash from ../shared/papers/jats, each judged by one reader (a language model of ours)
against its paper, strictly: one wrong field makes a row wrong. About three papers in ten are kept
apart for the gate's figures. Papers left out in turn:

{lines}

Known failures: the papers are few and the rows of one paper are alike, so bands near the ends are
moved towards the middle; the layouts of PDF and plain text were not among them.
scikit-learn {version("scikit-learn")}, NumPy {version("numpy")}.
"""
    (out / "card.md").write_text(text, encoding="utf-8")
    config = {"name": MODEL_NAME, "version": out.name, "kind": MODEL_NAME, **figures}
    write_config(out, config, ["card.md", "weights.json"])


if __name__ == "__main__":
    main()
