"""Train the model that tells a study's total from an arm's count: `models/sample_size/1`.

    python scripts/train_sample_size.py ../shared models/sample_size/1

Only rows with split `train` are read; figures in the card are five-fold, split by document.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from miner.text.count_roles import MODEL_NAME, ROLES, find_features
from miner.text.counts import CountMention, find_counts
from miner.text.model_folder import write_config
from miner.text.sentences import split_sentences

CORPUS = "bench/abstracts/pico_corpus.jsonl"
VALUED_CORPUS = "bench/abstracts/ctro.jsonl"
SPAN_ROLES = {
    "total-participants": "total",
    "intervention-participants": "arm",
    "control-participants": "arm",
}
INVERSE_REGULARISATION = 0.05
FEWEST_TRAINING_MENTIONS = 5  # features seen less often are dropped


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    examples = [
        *_examples(arguments.shared / CORPUS),
        *_valued_examples(arguments.shared / VALUED_CORPUS),
    ]
    features = [dict.fromkeys(names, 1) for _, names, _ in examples]
    roles = np.array([ROLES.index(role) for _, _, role in examples])
    documents = np.array([document for document, _, _ in examples])
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(features)
    kept = np.asarray((matrix > 0).sum(axis=0)).ravel() >= FEWEST_TRAINING_MENTIONS
    matrix, names = matrix[:, kept], vectorizer.get_feature_names_out()[kept]
    accuracy, recall = _cross_validate(matrix, roles, documents)
    model = _new_model().fit(matrix, roles)
    weights = {
        name.removesuffix("=1"): [round(float(value), 4) for value in column]
        for name, column in zip(names, model.coef_.T, strict=True)
    }
    stored = {"weights": weights, "intercepts": [round(float(b), 4) for b in model.intercept_]}
    arguments.out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(stored, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    (arguments.out / "weights.json").write_text(text, encoding="utf-8")
    figures = {"accuracy": accuracy, **recall, "mentions": len(roles), "features": len(weights)}
    _write_card(arguments.out, figures, len(set(documents.tolist())))
    config = {"name": MODEL_NAME, "version": "1", "kind": MODEL_NAME, "roles": list(ROLES)}
    write_config(
        arguments.out, {**config, "cross_validation": figures}, ["card.md", "weights.json"]
    )
    print(json.dumps(figures))


def _examples(path: Path) -> Iterator[tuple[str, list[str], str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["split"] != "train":
                continue
            mentions = find_counts(row["text"])
            listed = find_features(row["text"], mentions, split_sentences(row["text"]))
            for mention, names in zip(mentions, listed, strict=True):
                yield row["id"], names, _gold_role(mention, row["gold"]["spans"])


def _valued_examples(path: Path) -> Iterator[tuple[str, list[str], str]]:
    """Yield mentions of a set that names values, not places: equal numbers get the role."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            total, arms = row["gold"]["total_n"], row["gold"]["arm_n"] or []
            if row["split"] != "train" or (total is None and None in arms):
                continue
            mentions = find_counts(row["text"])
            listed = find_features(row["text"], mentions, split_sentences(row["text"]))
            known = [n for n in arms if n is not None]
            for mention, names in zip(mentions, listed, strict=True):
                if total is None and mention.n == sum(known):
                    continue  # a total that the gold leaves out
                role = "total" if mention.n == total else "arm" if mention.n in known else "other"
                yield row["id"], names, role


def _gold_role(mention: CountMention, spans: list[dict[str, Any]]) -> str:
    for span in spans:
        overlaps = span["start"] < mention.span.end and mention.span.start < span["end"]
        if overlaps and span["label"] in SPAN_ROLES:
            return SPAN_ROLES[span["label"]]
    return "other"


def _new_model() -> LogisticRegression:
    return LogisticRegression(C=INVERSE_REGULARISATION, max_iter=1000)


def _cross_validate(
    matrix: Any, roles: np.ndarray, documents: np.ndarray
) -> tuple[float, dict[str, float]]:
    guessed = np.zeros(len(roles), dtype=int)
    for fit, held in GroupKFold(5).split(matrix, roles, documents):
        guessed[held] = _new_model().fit(matrix[fit], roles[fit]).predict(matrix[held])
    by_role = {
        f"f1_{role}": round(
            2 * float(((guessed == i) & (roles == i)).sum())
            / float((guessed == i).sum() + (roles == i).sum()), 4,
        )
        for i, role in enumerate(ROLES)
    }  # fmt: skip
    return round(float((guessed == roles).mean()), 4), by_role


def _write_card(out: Path, figures: dict[str, float], documents: int) -> None:
    lines = "\n".join(f"- {name}: {value}" for name, value in figures.items())
    text = f"""# sample_size/1

Tells for each count of people in prose whether it counts the whole study, one arm, or something
else (`miner/text/count_roles.py`). Multinomial logistic regression over words around the count
and its relation to the other counts; inference needs no library.

Trained on {documents} abstracts with split `train`, by `scripts/train_sample_size.py`: {CORPUS}
(breast cancer, human spans) and {VALUED_CORPUS} (diabetes and glaucoma trials, numbers matched
by value). Mentions, five folds split by document:

{lines}

Intended use: ranking counts within one study. Known failures: several studies in one abstract,
counts of lesions or eyes beside counts of people, totals that the paper never prints.
scikit-learn {version("scikit-learn")}, NumPy {np.__version__}.
"""
    (out / "card.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
