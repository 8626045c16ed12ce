"""Development figures of the reading model, each on rows that it was not trained on.

Held out: an eighth of ebm_nlp and a fifth of causal_strength by hash of the document, a
fifth of healthver by question, the dev rows of every other set (scripts/training holds the
rule). Baselines for stance: the most frequent training label, and word counts of the claim
alone.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [] if str(ROOT) in sys.path else [str(ROOT)]

from miner.text import reading_model  # noqa: E402
from scripts.training import reading_benchmarks as benchmarks  # noqa: E402

PICO_CORPUS_DOCUMENTS = 60  # Of 206, the first by id: the whole set would take a minute more.


def score(shared: Path, *, model: Path | None = None) -> dict[str, float]:
    """Score every head of the newest shipped model, or of the one in `model`."""
    bench = shared / "bench"
    return {
        **score_spans(bench, model=model),
        **score_stance(bench, model=model),
        **score_direction(bench, model=model),
        **score_causal(bench, model=model),
    }


def score_spans(bench: Path, *, model: Path | None = None) -> dict[str, float]:
    """Token F1 per set and kind; tokens are runs of non-blank characters."""
    _, held = benchmarks.read_spans(bench)
    figures: dict[str, float] = {}
    for style in benchmarks.SPAN_STYLES:
        rows = sorted((row for row in held if row.style == style), key=lambda row: row.row_id)
        rows = rows[:PICO_CORPUS_DOCUMENTS] if style == "pico_corpus" else rows
        counts = {kind: np.zeros(3) for kind in benchmarks.SPAN_KINDS}
        for row in rows:
            found = reading_model.find_spans(row.text, style=style, model=model)
            for kind in benchmarks.SPAN_KINDS:
                ours = _tokens(row.text, [(s.start, s.end) for k, s, _ in found if k == kind])
                gold = _tokens(row.text, [(start, end) for k, start, end in row.gold if k == kind])
                counts[kind] += (len(ours & gold), len(ours), len(gold))
        figures[f"spans_{style}_n"] = float(len(rows))
        for kind, (hits, found_n, gold_n) in counts.items():
            figures[f"spans_{style}_{kind}_precision"] = hits / max(found_n, 1)
            figures[f"spans_{style}_{kind}_recall"] = hits / max(gold_n, 1)
            figures[f"spans_{style}_{kind}_token_f1"] = 2 * hits / max(found_n + gold_n, 1)
    return figures


def _tokens(text: str, spans: Sequence[tuple[int, int]]) -> set[int]:
    """Return starts of the blank-separated tokens that overlap a span."""
    covered = np.zeros(len(text), dtype=bool)
    for start, end in spans:
        covered[start:end] = True
    found, cursor = set(), 0
    for token in text.split():
        start = text.index(token, cursor)
        cursor = start + len(token)
        # A lone full stop inside a crowd span is no sign of reading well or badly.
        if any(c.isalnum() for c in token) and covered[start:cursor].any():
            found.add(start)
    return found


def score_stance(bench: Path, *, model: Path | None = None) -> dict[str, float]:
    """Macro-F1 of stance given the abstract or passage, rationale, and two baselines."""
    train, held = benchmarks.read_stance(bench)
    figures: dict[str, float] = {}
    for source in benchmarks.CLAIM_SETS:
        rows = [row for row in held if row.source == source]
        gold = [row.label for row in rows]
        ours, ranked = [], []
        for row in rows:
            chosen = row.chosen()
            stance, rationale = reading_model.judge_abstract(
                row.claim, [row.sentences[i] for i in chosen], model=model
            )
            ours.append(int(stance.argmax()))
            if 0 < len(row.rationale) < len(row.sentences):
                ranked.append(chosen[int(rationale.argmax())] in row.rationale)
        past = [row for row in train if row.source == source]
        most = int(np.bincount([row.label for row in past]).argmax())
        figures[f"stance_{source}_n"] = float(len(rows))
        figures[f"stance_{source}_macro_f1"] = macro_f1(gold, ours, 3)
        for label, name in enumerate(benchmarks.STANCES):
            figures[f"stance_{source}_{name}_f1"] = class_f1(gold, ours, label)
        figures[f"stance_{source}_accuracy"] = float(np.mean(np.array(gold) == np.array(ours)))
        figures[f"stance_{source}_majority_macro_f1"] = macro_f1(gold, [most] * len(gold), 3)
        figures[f"stance_{source}_claim_only_macro_f1"] = macro_f1(gold, _claim_only(past, rows), 3)
        if ranked:
            figures[f"rationale_{source}_first_right"] = float(np.mean(ranked))
    return figures


def _claim_only(
    train: Sequence[benchmarks.StanceRow], held: Sequence[benchmarks.StanceRow]
) -> list[int]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    judge = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
    judge.fit(words.fit_transform([row.claim for row in train]), [row.label for row in train])
    return [int(label) for label in judge.predict(words.transform([row.claim for row in held]))]


def score_direction(bench: Path, *, model: Path | None = None) -> dict[str, float]:
    """Macro-F1 of direction, given the first gold evidence span."""
    _, held = benchmarks.read_direction(bench)
    shares = reading_model.judge_direction([(r.prompt, r.evidence[0]) for r in held], model=model)
    gold, ours = [row.label for row in held], list(shares.argmax(axis=1))
    return {
        "direction_n": float(len(held)),
        "direction_macro_f1": macro_f1(gold, ours, 3),
        "direction_majority_macro_f1": macro_f1(gold, [2] * len(gold), 3),
    }


def score_causal(bench: Path, *, model: Path | None = None) -> dict[str, float]:
    """Macro-F1 of causal strength."""
    _, held = benchmarks.read_causal(bench)
    ours = list(reading_model.judge_causal([r.sentence for r in held], model=model).argmax(axis=1))
    gold = [row.label for row in held]
    return {"causal_n": float(len(held)), "causal_macro_f1": macro_f1(gold, ours, 4)}


def macro_f1(gold: Sequence[int], ours: Sequence[int], n_classes: int) -> float:
    """Return the mean over classes of F1; a class never found nor asked for counts 0."""
    return float(np.mean([class_f1(gold, ours, label) for label in range(n_classes)]))


def class_f1(gold: Sequence[int], ours: Sequence[int], label: int) -> float:
    """Return F1 of one class."""
    asked, found = np.array(gold) == label, np.array(ours) == label
    return 2 * int((asked & found).sum()) / max(int(asked.sum() + found.sum()), 1)


if __name__ == "__main__":
    chosen_model = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    for name, value in score(ROOT.parent / "shared", model=chosen_model).items():
        print(f"{name}\t{value:.4f}")
