"""Train the word-level models of stance and causal strength (train splits only)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from miner.claims.wording import FEATURES, STANCE_ORDER, causal_grams, pair_features
from miner.text.model_folder import write_config
from training.reading_benchmarks import CausalRow, StanceRow, read_causal, read_rows, read_stance

CAUSAL_C, STANCE_C = 10.0, 0.1


def stance_passage(row: StanceRow) -> list[str]:
    """Return the sentences shown for a row: those judged, of long abstracts."""
    return [row.sentences[i] for i in row.chosen()]


def fit_stance(rows: list[StanceRow]) -> dict[str, list[object]]:
    """Fit the three-way logistic regression over `FEATURES`."""
    from sklearn.linear_model import LogisticRegression

    features = np.array([pair_features(row.claim, stance_passage(row)) for row in rows])
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-9
    model = LogisticRegression(C=STANCE_C, max_iter=2000, class_weight="balanced")
    model.fit((features - mean) / scale, [row.label for row in rows])
    return {
        "features": list(FEATURES), "order": list(STANCE_ORDER), "mean": mean.round(6).tolist(),
        "scale": scale.round(6).tolist(), "coefficients": model.coef_.round(5).tolist(),
        "intercept": model.intercept_.round(5).tolist(),
    }  # fmt: skip


def fit_causal(rows: list[CausalRow]) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Fit the n-gram model; returns the grams, their weights (n_grams, 4) and intercepts."""
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import normalize

    vectorizer = CountVectorizer(analyzer=causal_grams, binary=True, min_df=3)
    counted = normalize(vectorizer.fit_transform([row.sentence for row in rows]).astype(float))
    model = LogisticRegression(C=CAUSAL_C, max_iter=400, class_weight="balanced")
    model.fit(counted, [row.label for row in rows])
    return list(vectorizer.get_feature_names_out()), model.coef_.T, model.intercept_


def train(shared: Path, out: Path) -> str:
    """Train both models and write the model folder; returns one line of figures."""
    bench = shared / "bench"
    train_rows, _ = read_stance(bench)
    causal_train, causal_held = read_causal(bench)
    out.mkdir(parents=True, exist_ok=True)
    stance = fit_stance(train_rows)
    (out / "stance.json").write_text(json.dumps(stance) + "\n", encoding="utf-8")
    grams, table, intercept = fit_causal(causal_train)
    (out / "causal.json").write_text(json.dumps(grams, ensure_ascii=False) + "\n", encoding="utf-8")
    with (out / "causal.npz").open("wb") as stream:
        np.savez_compressed(
            stream, table=table.astype(np.float16), intercept=intercept.astype(np.float32)
        )
    card = CARD.format(
        n=len(train_rows), causal=len(causal_train), held=len(causal_held), grams=len(grams),
        exaggeration=len(read_rows(bench, "claims/exaggeration")),
    )  # fmt: skip
    (out / "card.md").write_text(card, encoding="utf-8")
    config = {"name": "claim_words", "version": out.name, "kind": "claim_words"}
    write_config(out, config, ["stance.json", "causal.json", "causal.npz", "card.md"])
    return f"stance from {len(train_rows)} pairs, causal from {len(causal_train)} sentences"


CARD = """# claim_words

Two linear models that read a claim by its words: stance against a passage (21 features, see
`miner/claims/wording.py`) and causal strength of a sentence ({grams} word n-grams).

- Data: {n} train pairs of scifact, checkcovid and healthver; {causal} sentences of
  causal_strength ({held} held out by document). The {exaggeration} exaggeration pairs were not used.
- Use: what runs when the reading model is missing, and the floor it is measured against.
  `tests/quality/score_claims.py` measures both.
- Fails on: contradiction by meaning rather than by word, and passages that speak of the claim's
  words about something else.
- Rebuild: `python scripts/train_claim_words.py`.
"""
