"""Training of the form matcher: evidence sentences and directions, by logistic regression.

Papers are kept apart: `train` of bench/direction teaches, `dev` measures. Papers of
bench/numbers are never used.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from miner.extract.forms import FormRow, Paper
from miner.extract.forms.asked import read_asked
from miner.extract.forms.direction_cues import FEATURES as CUES
from miner.extract.forms.direction_cues import read_cues
from miner.extract.forms.evidence import DEFAULT_WEIGHTS, FEATURES, describe
from miner.extract.registry import run_extractors
from miner.model.vocab import DIRECTIONS
from miner.readers import read_sources
from miner.text.model_folder import write_config

SEED = 0
HARD_NEGATIVES, RANDOM_NEGATIVES = 15, 15
NEGATIVE_MASS = 3.0
OVERLAP_CHARS = 15
LABELS = {"increase": 0, "decrease": 1, "none": 2}
SIGNED = np.array([name.startswith("sign") for name in CUES] * 2)
Example = tuple[str, dict[str, Any], np.ndarray, np.ndarray, list[str], Any]


def read_paper(path: Path) -> Paper:
    """Read and mine one paper."""
    document = next(iter(read_sources([str(path)])))
    return Paper(document, run_extractors(document))  # type: ignore[arg-type]


def train(
    shared: Path, out: Path, *, limit: int, load: Callable[[Path], Paper]
) -> dict[str, float]:
    """Train on `limit` papers, measure on the dev papers, save with a card."""
    rows = [
        json.loads(line) for line in (shared / "bench/direction/evidence_inference.jsonl").open()
    ]
    numbers = (shared / "bench/numbers/llm_meta_analysis.jsonl").open()
    kept_out = {json.loads(line)["id"] for line in numbers}
    rows = [row for row in rows if row["id"] not in kept_out]
    learnt = gather([row for row in rows if row["split"] == "train"][:limit], shared, load)
    held = gather([row for row in rows if row["split"] == "dev"], shared, load)
    evidence = fit_evidence(learnt)
    best, mixed = fit_direction(learnt, evidence)
    metrics = {
        "train_prompts": len(learnt), "dev_prompts": len(held),
        "train_evidence_at_1": hit_rate(learnt, evidence),
        "dev_evidence_at_1": hit_rate(held, evidence),
        "train_direction_macro_f1": direction_f1(learnt, evidence, best, mixed),
        "dev_direction_macro_f1_words_only": direction_f1(held, evidence, best, mixed),
    }  # fmt: skip
    metrics = {name: round(float(value), 3) for name, value in metrics.items()}
    save(out, evidence, best, mixed, metrics)
    return metrics


def gather(
    rows: Iterable[dict[str, Any]], shared: Path, load: Callable[[Path], Paper]
) -> list[Example]:
    """Describe the sentences of each prompt's paper; which overlap the evidence marked by hand."""
    found: list[Example] = []
    for row in rows:
        paper = load(shared / row["jats"])
        text = paper.document.text
        folded, places = fold(text)
        for prompt in row["gold"]["prompts"]:
            gold = [
                span for item in prompt["evidence"] for span in locate(folded, places, item["text"])
            ]
            if not gold:
                continue
            asked = read_asked(
                paper, FormRow(prompt["outcome"], prompt["intervention"], prompt["comparator"])
            )
            features, hits = [], []
            for passage in paper.passages:
                described = describe(passage, asked, paper.rarity)
                features.append([described.get(name, 0.0) for name in FEATURES])
                span = passage.span
                hits.append(
                    max(min(b, span.end) - max(a, span.start) for a, b in gold) >= OVERLAP_CHARS
                )
            sentences = [passage.span.of(text) for passage in paper.passages]
            found.append(
                (
                    row["id"],
                    prompt,
                    np.array(features, dtype=np.float32),
                    np.array(hits),
                    sentences,
                    asked,
                )
            )
    return found


def fold(text: str) -> tuple[str, list[int]]:
    """Letters and digits of a text with the place of each."""
    letters, places = [], []
    for place, letter in enumerate(text):
        if letter.isalnum():
            for part in letter.lower():
                letters.append(part)
                places.append(place)
    return "".join(letters), places


def locate(folded: str, places: list[int], quote: str) -> list[tuple[int, int]]:
    """Places of a quote in a text, whatever its spaces and signs; its middle where edges differ."""
    key, _ = fold(quote)
    if len(key) < 12:
        return []
    found, at = [], folded.find(key)
    while at >= 0:
        found.append((places[at], places[at + len(key) - 1] + 1))
        at = folded.find(key, at + 1)
    if not found and len(key) > 60:
        at = folded.find(key[10:50])
        if at >= 0:
            found.append((places[at], places[min(at + len(key) - 20, len(places) - 1)]))
    return found


def fit_evidence(examples: list[Example]) -> np.ndarray:
    """Weights of the features of sentences: marked ones against hard and random others."""
    rng = np.random.default_rng(SEED)
    first = np.array([DEFAULT_WEIGHTS.get(name, 0.0) for name in FEATURES])
    features, labels, weights = [], [], []
    for _, _, values, hits, _, _ in examples:
        others = np.flatnonzero(~hits)
        if not hits.any() or not len(others):
            continue
        hard = others[np.argsort(-(values[others] @ first), kind="stable")[:HARD_NEGATIVES]]
        random = rng.choice(others, min(RANDOM_NEGATIVES, len(others)), replace=False)
        chosen = np.unique(np.r_[hard, random])
        features += [values[hits], values[chosen]]
        labels += [np.ones(hits.sum()), np.zeros(len(chosen))]
        weights += [
            np.full(hits.sum(), 1 / hits.sum()),
            np.full(len(chosen), NEGATIVE_MASS / len(chosen)),
        ]
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(np.vstack(features), np.concatenate(labels), sample_weight=np.concatenate(weights))
    found: np.ndarray = model.coef_[0]
    return found


def hit_rate(examples: list[Example], weights: np.ndarray) -> float:
    """Share of prompts whose best sentence overlaps the evidence."""
    return float(
        np.mean([hits[np.argmax(values @ weights)] for _, _, values, hits, _, _ in examples])
    )


def cue_vectors(examples: list[Example], weights: np.ndarray) -> np.ndarray:
    """Cues of the best sentence beside the mix of the best three."""
    vectors = []
    for _, prompt, values, _, sentences, asked in examples:
        scores = values @ weights
        order = np.argsort(-scores, kind="stable")[:3]
        cues = np.array(
            [
                [cue.get(name, 0.0) for name in CUES]
                for cue in (read_cues(sentences[i], prompt["outcome"], asked) for i in order)
            ]
        )
        shares = np.exp(scores[order] - scores[order[0]])
        vectors.append(np.r_[cues[0], (cues * shares[:, None]).sum(0) / shares.sum()])
    return np.array(vectors)


def fit_direction(examples: list[Example], weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the cues; every example is learnt with its arms exchanged too."""
    vectors = cue_vectors(examples, weights)
    labels = np.array([LABELS[prompt["label"]] for _, prompt, *_ in examples])
    mirrored = np.where(SIGNED, -vectors, vectors)
    turned = np.array([1, 0, 2])[labels]
    model = LogisticRegression(C=0.1, max_iter=3000)
    model.fit(np.vstack([vectors, mirrored]), np.r_[labels, turned])
    return model.coef_[:, : len(CUES)], model.coef_[:, len(CUES) :]


def direction_f1(
    examples: list[Example], weights: np.ndarray, best: np.ndarray, mixed: np.ndarray
) -> float:
    """Macro-averaged F1 of the words alone, end to end."""
    answers = (cue_vectors(examples, weights) @ np.hstack([best, mixed]).T).argmax(1)
    labels = np.array([LABELS[prompt["label"]] for _, prompt, *_ in examples])
    scores = []
    for place in range(3):
        right = np.sum((labels == place) & (answers == place))
        scores.append(2 * right / max(1, np.sum(labels == place) + np.sum(answers == place)))
    return float(np.mean(scores))


def save(
    out: Path, evidence: np.ndarray, best: np.ndarray, mixed: np.ndarray, metrics: dict[str, float]
) -> None:
    """Write weights, card and checksums."""
    out.mkdir(parents=True, exist_ok=True)
    named = {
        "evidence": dict(zip(FEATURES, (round(float(v), 4) for v in evidence), strict=True)),
        "direction": {
            part: {
                direction: dict(zip(CUES, (round(float(v), 4) for v in values[place]), strict=True))
                for place, direction in enumerate(DIRECTIONS)
            }
            for part, values in (("best", best), ("mixed", mixed))
        },
    }
    (out / "weights.json").write_text(json.dumps(named, indent=1) + "\n", encoding="utf-8")
    lines = "\n".join(f"| {name} | {value} |" for name, value in metrics.items())
    (out / "card.md").write_text(
        "# Form matcher 1\n\nTwo linear models for `miner fill`: which sentence of a paper answers a row "
        "(outcome, intervention, comparator), and which direction its words give. Logistic regression over "
        "named features; the weights are in `weights.json`.\n\n"
        "Learnt on the train split of bench/direction (prompts with evidence marked by hand), papers of "
        "bench/numbers left out; measured on its dev split, whose papers it never saw.\n\n"
        f"| figure | value |\n|---|---|\n{lines}\n\n"
        "Known failures: outcomes named by another word than the paper's, several outcomes in one "
        "sentence, arms named by a letter only, results given in figures.\n\n"
        "Rebuild: `python scripts/train_form_matcher.py --out models/form_matcher/1`.\n",
        encoding="utf-8",
    )
    write_config(
        out, {"name": "form_matcher", "version": "1", "kind": "form_matcher"}, ["weights.json"]
    )
