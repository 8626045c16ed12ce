"""Train the models that tell a study's total from its arms' counts: `models/sample_size/2`.

    python scripts/train_sample_size.py ../shared models/sample_size/2

Only rows with split `train` are read; figures in the card are five-fold, split by document. The
second model, of sets of counts, learns from what the first says of documents it has not seen.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from miner.extract.arms.beside import CountedLabel
from miner.extract.arms.count_sets import FEATURES, CountList, find_sets, set_features
from miner.extract.arms.counted import find_counted_label
from miner.extract.participant_counts import PlacedCount, by_part, place_counts
from miner.readers.plain import read_plain
from miner.text.count_roles import MODEL_NAME, ROLES, find_features
from miner.text.model_folder import write_config

CORPUS = "bench/abstracts/pico_corpus.jsonl"
VALUED_CORPUS = "bench/abstracts/ctro.jsonl"
SPAN_ROLES = {
    "total-participants": "total",
    "intervention-participants": "arm",
    "control-participants": "arm",
}
FOLDS = 5
INVERSE_REGULARISATION = 0.05
SET_INVERSE_REGULARISATION = 0.3
FEWEST_TRAINING_MENTIONS = 5  # features seen less often are dropped


@dataclass(frozen=True, slots=True)
class Abstract:
    """The counts of one abstract with their features and gold roles, None where not known.

    `arms` are the multisets of sizes that are right, empty where the abstract gives none; None
    where the gold does not tell.
    """

    text: str
    counts: tuple[PlacedCount, ...]
    labels: tuple[CountedLabel | None, ...]
    features: list[list[str]]
    roles: list[str | None]
    arms: list[Counter[int]] | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    abstracts = [
        *_spanned_abstracts(arguments.shared / CORPUS),
        *_valued_abstracts(arguments.shared / VALUED_CORPUS),
    ]
    stored, probabilities, figures = _train_counts(abstracts)
    sets, set_figures = _train_sets(abstracts, probabilities)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for name, content in (("weights.json", stored), ("sets.json", sets)):
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        (arguments.out / name).write_text(text, encoding="utf-8")
    figures |= set_figures
    _write_card(arguments.out, figures, len(abstracts))
    config = {
        "name": MODEL_NAME, "version": arguments.out.name, "kind": MODEL_NAME, "roles": list(ROLES),
        "cross_validation": figures,
    }  # fmt: skip
    write_config(arguments.out, config, ["card.md", "weights.json", "sets.json"])
    print(json.dumps(figures))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (row for row in map(json.loads, lines) if row["split"] == "train")


def _read(row: dict[str, Any]) -> Abstract:
    """Read the counts of a row, their gold still to be told."""
    document = read_plain(row["text"], document_id=str(row["id"]), title=row.get("title"))
    counts: list[PlacedCount] = []
    features: list[list[str]] = []
    for own in by_part(place_counts(document)):
        counts += own
        mentions = [count.mention for count in own]
        features += find_features(document.text, mentions, document.sentences)
    labels = tuple(find_counted_label(document.text, c.mention.span, c.sentence) for c in counts)
    return Abstract(document.text, tuple(counts), labels, features, [], None)


def _spanned_abstracts(path: Path) -> Iterator[Abstract]:
    for row in _rows(path):
        read = _read(row)
        roles = [_gold_role(count, row["gold"]["spans"]) for count in read.counts]
        given = [row["gold"]["arm_n"][side] for side in ("intervention", "control")]
        arms: list[Counter[int]] | None = None
        if all(given):  # a size that is printed twice may be one arm's or two arms'
            once = Counter(n for side in given for n in set(side))
            arms = [once, Counter(n for side in given for n in side)]
        elif not any(given):
            arms = []
        yield replace(read, roles=list(roles), arms=arms)


def _valued_abstracts(path: Path) -> Iterator[Abstract]:
    """Yield abstracts whose gold names values, not places: equal numbers get the role."""
    for row in _rows(path):
        total, arms = row["gold"]["total_n"], row["gold"]["arm_n"] or []
        if total is None and None in arms:
            continue
        read = _read(row)
        known = [n for n in arms if n is not None]
        roles: list[str | None] = []
        for n in (count.mention.n for count in read.counts):
            if total is None and n == sum(known):
                roles.append(None)  # a total that the gold leaves out
            else:
                roles.append("total" if n == total else "arm" if n in known else "other")
        complete = bool(arms) and None not in arms
        yield replace(read, roles=roles, arms=[Counter(known)] if complete else None)


def _gold_role(count: PlacedCount, spans: list[dict[str, Any]]) -> str:
    place = count.mention.span
    for span in spans:
        overlaps = span["start"] < place.end and place.start < span["end"]
        if overlaps and span["label"] in SPAN_ROLES:
            return SPAN_ROLES[span["label"]]
    return "other"


def _train_counts(
    abstracts: Sequence[Abstract],
) -> tuple[dict[str, Any], list[np.ndarray], dict[str, float]]:
    """Fit the model of single counts; return what it says of abstracts it has not seen, too."""
    owner = np.array([i for i, a in enumerate(abstracts) for _ in a.counts])
    named = [name for a in abstracts for name in a.roles]
    roles = np.array([ROLES.index(name) if name else -1 for name in named])
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(dict.fromkeys(f, 1) for a in abstracts for f in a.features)
    usable = roles >= 0
    seen = np.asarray((matrix[usable] > 0).sum(axis=0)).ravel()
    kept = seen >= FEWEST_TRAINING_MENTIONS
    matrix, names = matrix[:, kept], vectorizer.get_feature_names_out()[kept]
    guessed = np.zeros((len(roles), len(ROLES)))
    for fit, held in GroupKFold(FOLDS).split(matrix, roles, owner):
        fit = fit[usable[fit]]
        guessed[held] = _new_model().fit(matrix[fit], roles[fit]).predict_proba(matrix[held])
    model = _new_model().fit(matrix[usable], roles[usable])
    stored = {
        "weights": {
            name.removesuffix("=1"): [round(float(value), 4) for value in column]
            for name, column in zip(names, model.coef_.T, strict=True)
        },
        "intercepts": [round(float(b), 4) for b in model.intercept_],
    }
    said, true = guessed.argmax(axis=1)[usable], roles[usable]
    figures = {"accuracy": round(float((said == true).mean()), 4)}
    for i, role in enumerate(ROLES):
        hits = float(((said == i) & (true == i)).sum())
        figures[f"f1_{role}"] = round(2 * hits / float((said == i).sum() + (true == i).sum()), 4)
    figures |= {"mentions": int(usable.sum()), "features": len(names)}
    return stored, [guessed[owner == i] for i in range(len(abstracts))], figures


def _train_sets(
    abstracts: Sequence[Abstract], probabilities: Sequence[np.ndarray]
) -> tuple[dict[str, Any], dict[str, float]]:
    """Fit the model of sets of counts on abstracts whose arms the gold tells."""
    features, right, owner = [], [], []
    for place, (abstract, guessed) in enumerate(zip(abstracts, probabilities, strict=True)):
        if abstract.arms is None:
            continue
        counts = [
            replace(count, arm=float(p[ROLES.index("arm")]), total=float(p[ROLES.index("total")]))
            for count, p in zip(abstract.counts, guessed, strict=True)
        ]
        listed = CountList(abstract.text, tuple(counts), abstract.labels)
        for members in find_sets(listed):
            features.append(set_features(listed, members))
            right.append(Counter(counts[i].mention.n for i in members) in abstract.arms)
            owner.append(place)
    matrix, truth, groups = np.array(features), np.array(right), np.array(owner)
    said = np.zeros(len(truth))
    for fit, held in GroupKFold(FOLDS).split(matrix, truth, groups):
        weights, intercept = _fit_sets(matrix[fit], truth[fit])
        said[held] = matrix[held] @ weights + intercept
    given = [i for i, a in enumerate(abstracts) if a.arms]
    first = {
        i: max(np.flatnonzero(groups == i), key=lambda k: said[k], default=None) for i in given
    }
    hits = sum(k is not None and bool(truth[k]) for k in first.values())
    weights, intercept = _fit_sets(matrix, truth)
    named = zip(FEATURES, weights, strict=True)
    stored = {
        "weights": {n: round(float(w), 4) for n, w in named},
        "intercept": round(intercept, 4),
    }
    return stored, {"sets": len(truth), "best_set_right": round(hits / len(given), 4)}


def _fit_sets(matrix: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, float]:
    scaler = StandardScaler().fit(matrix)
    model = LogisticRegression(C=SET_INVERSE_REGULARISATION, max_iter=2000)
    model.fit(scaler.transform(matrix), truth)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def _new_model() -> LogisticRegression:
    return LogisticRegression(C=INVERSE_REGULARISATION, max_iter=1000)


def _write_card(out: Path, figures: dict[str, float], documents: int) -> None:
    lines = "\n".join(f"- {name}: {value}" for name, value in figures.items())
    text = f"""# sample_size/{out.name}

Two linear models in plain JSON; inference needs no library. `weights.json` tells for each count
of people in prose whether it counts the whole study, one arm, or something else
(`miner/text/count_roles.py`: multinomial logistic regression over words around the count and its
relation to the other counts). `sets.json` tells which counts together are the sizes of the arms
(`miner/extract/arms/count_sets.py`: logistic regression over the roles of the members, their sum,
likeness and distance, and what is left out).

Trained on {documents} abstracts with split `train`, by `scripts/train_sample_size.py`: {CORPUS}
(breast cancer, human spans) and {VALUED_CORPUS} (diabetes and glaucoma trials, numbers matched
by value). Five folds split by document; `best_set_right` is the share of abstracts with known
arms whose likeliest set is exactly theirs:

{lines}

Intended use: ranking counts within one study. Known failures: several studies in one abstract,
counts of lesions or eyes beside counts of people, totals that the paper never prints, arms
counted at two steps.
scikit-learn {version("scikit-learn")}, NumPy {np.__version__}.
"""
    (out / "card.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
