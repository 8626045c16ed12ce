"""Stance and causal strength read from words alone, when no reading model is there.

Two linear models over features that a person can check: how much of the claim a passage
covers, whether both say the same of it, whether numbers and denials agree. They are the
floor that the reading model is measured against, and what runs without it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from miner.claims.parse import parse_claim
from miner.claims.words import STOP_WORDS, fold, terms
from miner.text.assertion import find_negations, is_hedged
from miner.text.model_folder import latest_version, open_model_folder
from miner.text.numbers import find_numbers

MODEL = "claim_words"
STANCE_ORDER = ("supports", "contradicts", "not_enough_information")
# Strength of a causal statement, from none to plain cause (Yu, Li and Wang 2019, EMNLP).
CAUSAL_ORDER = ("none", "correlational", "conditional", "causal")

FEATURES = (
    "covered", "covered_by_best", "pairs_covered", "missing", "same", "opposite", "none_against_change",
    "change_against_none", "both_none", "denial_differs", "denial_shared", "antonyms", "numbers_equal",
    "numbers_differ", "hedged", "length", "covered_same", "covered_opposite", "covered_denial",
    "covered_antonyms", "title_like",
)  # fmt: skip

_ANTONYMS = (
    ("high", "low"), ("higher", "lower"), ("increas", "decreas"), ("increas", "reduc"), ("increas", "lower"),
    ("rais", "reduc"), ("rais", "lower"), ("enhanc", "inhibit"), ("enhanc", "impair"), ("promot", "inhibit"),
    ("promot", "suppress"), ("activ", "inhibit"), ("activ", "inactiv"), ("induc", "inhibit"), ("induc", "prevent"),
    ("caus", "prevent"), ("more", "less"), ("more", "fewer"), ("better", "wors"), ("improv", "worsen"),
    ("gain", "loss"), ("upregul", "downregul"), ("stimul", "inhibit"), ("posit", "negat"), ("long", "short"),
    ("longer", "shorter"), ("earli", "late"), ("young", "old"), ("younger", "older"), ("male", "femal"),
    ("men", "women"), ("presenc", "absenc"), ("safe", "harm"), ("effect", "ineffect"), ("success", "fail"),
    ("succeed", "fail"), ("protect", "risk"), ("reduc", "risk"), ("strengthen", "weaken"), ("strong", "weak"),
    ("common", "rare"), ("often", "rare"), ("most", "few"), ("depend", "independ"), ("relat", "unrel"),
    ("suscept", "resist"), ("sensit", "resist"), ("similar", "differ"), ("same", "differ"), ("equal", "unequal"),
    ("symptomat", "asymptomat"), ("acceler", "slow"), ("faster", "slower"), ("larger", "smaller"),
)  # fmt: skip
_OPPOSITES = frozenset(_ANTONYMS) | frozenset((b, a) for a, b in _ANTONYMS)
_WORDS = re.compile(r"[a-z0-9%]+(?:[-'][a-z0-9]+)*")
_CHANGES = {"decrease": -1, "worse": -2, "increase": 1, "better": 2}


def lexical_stance(
    pairs: Sequence[tuple[str, Sequence[str]]], *, model: Path | None = None
) -> np.ndarray:
    """Judge claims against passages by their words.

    Parameters
    ----------
    pairs : sequence of (claim, sentences)
    model : Path, optional
        Model folder; None is the newest shipped one.

    Returns
    -------
    ndarray, shape (n_pairs, 3)
        Probabilities in the order of `STANCE_ORDER`.
    """
    weights = _load(model)["stance"]
    found = np.array([pair_features(claim, sentences) for claim, sentences in pairs])
    if len(pairs) == 0:
        return np.zeros((0, 3))
    scaled = (found - np.array(weights["mean"])) / np.array(weights["scale"])
    return _softmax(scaled @ np.array(weights["coefficients"]).T + np.array(weights["intercept"]))


def lexical_causal(sentences: Sequence[str], *, model: Path | None = None) -> np.ndarray:
    """Judge how strong a causal statement each sentence makes.

    Returns
    -------
    ndarray, shape (n_sentences, 4)
        Probabilities in the order of `CAUSAL_ORDER`.
    """
    weights = _load(model)["causal"]
    vocabulary, table = weights["vocabulary"], weights["table"]
    scores = np.tile(weights["intercept"], (len(sentences), 1))
    for row, sentence in enumerate(sentences):
        rows = [vocabulary[gram] for gram in causal_grams(sentence) if gram in vocabulary]
        if rows:
            scores[row] += table[rows].sum(axis=0) / np.sqrt(len(rows))
    return _softmax(scores)


def causal_grams(sentence: str) -> list[str]:
    """Word 1- to 3-grams of a sentence, each once, stop words kept: `may be`, `linked to`."""
    words = ["<s>", *_WORDS.findall(fold(sentence))[:200], "</s>"]
    grams = {
        " ".join(words[start : start + size])
        for size in (1, 2, 3)
        for start in range(len(words) - size + 1)
    }
    return sorted(grams)


def pair_features(claim: str, sentences: Sequence[str]) -> list[float]:
    """Features of a claim and a passage, in the order of `FEATURES`."""
    wanted = list(dict.fromkeys(terms(claim)))
    if not wanted or not sentences:
        return [0.0] * len(FEATURES)
    by_sentence = [terms(sentence) for sentence in sentences]
    everything = {term for found in by_sentence for term in found}
    best_number = max(
        range(len(sentences)), key=lambda i: (len(set(by_sentence[i]) & set(wanted)), -i)
    )
    best_terms, best = by_sentence[best_number], sentences[best_number]
    covered = len(everything & set(wanted)) / len(wanted)
    covered_best = len(set(best_terms) & set(wanted)) / len(wanted)
    pairs = set(pairwise(wanted))
    pairs_here = set(pairwise(best_terms))
    claim_says, best_says = _says(claim), _says(best)
    claim_denies, best_denies = bool(find_negations(claim)), bool(find_negations(best))
    antonyms = _count_antonyms(claim, best)
    equal, differ = _numbers(claim, best)
    same = float(bool(claim_says & best_says - {0}))
    opposite = float(not same and any(-said in best_says for said in claim_says if said))
    return [
        covered, covered_best, len(pairs & pairs_here) / max(1, len(pairs)),
        min(5, len(set(wanted) - everything)) / 5, same, opposite,
        float(0 in claim_says and bool(best_says - {0}) and 0 not in best_says),
        float(0 in best_says and bool(claim_says - {0}) and 0 not in claim_says),
        float(0 in claim_says and 0 in best_says),
        float(claim_denies != best_denies), float(claim_denies and best_denies), float(min(antonyms, 2)),
        equal, differ, float(is_hedged(best)), min(len(sentences), 20) / 20, covered_best * same,
        covered_best * opposite, covered_best * float(claim_denies != best_denies),
        covered_best * min(antonyms, 2), float(len(best_terms) < 8),
    ]  # fmt: skip


@lru_cache(maxsize=20_000)
def _says(text: str) -> frozenset[int]:
    """What a sentence says of change: -2 worse, -1 decrease, 0 none, 1 increase, 2 better."""
    parts = parse_claim(text)
    found = {p.says for p in parts.propositions if p.says}
    return frozenset(_CHANGES.get(said, 0) for said in found)


def _count_antonyms(claim: str, passage: str) -> int:
    mine = set(terms(claim)) | {w for w in fold(claim).split() if w in STOP_WORDS}
    theirs = set(terms(passage)) | {w for w in fold(passage).split() if w in STOP_WORDS}
    only_mine, only_theirs = mine - theirs, theirs - mine
    return sum((a, b) in _OPPOSITES for a in only_mine for b in only_theirs)


def _numbers(claim: str, passage: str) -> tuple[float, float]:
    mine = [n for n in find_numbers(claim) if not n.is_word or n.value > 2]
    if not mine:
        return 0.0, 0.0
    theirs = find_numbers(passage)
    hits = sum(any(abs(a.value - b.value) <= 0.5 * 10.0**-a.decimals for b in theirs) for a in mine)
    kinds = any(a.is_percent and any(b.is_percent for b in theirs) for a in mine)
    return hits / len(mine), float(hits == 0 and (kinds or bool(theirs)))


def _softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


@lru_cache(maxsize=2)
def _load(path: Path | None) -> dict[str, dict[str, Any]]:
    folder = open_model_folder(path or latest_version(MODEL), kind="claim_words")
    stance = json.loads(folder.file("stance.json").read_text(encoding="utf-8"))
    grams = json.loads(folder.file("causal.json").read_text(encoding="utf-8"))
    arrays = np.load(folder.file("causal.npz"), allow_pickle=False)
    return {
        "stance": stance,
        "causal": {
            "vocabulary": {gram: number for number, gram in enumerate(grams)},
            "table": arrays["table"].astype(np.float32),
            "intercept": arrays["intercept"].astype(np.float32),
        },
    }
