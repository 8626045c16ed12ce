"""The theme model as it runs: arrays and words in a folder, no pickle, no scikit-learn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from miner.model.errors import ModelMismatchError, ReadError
from miner.model.span import Span
from miner.text.encoder import DIMENSIONS
from miner.text.model_folder import ModelFolder, open_model_folder, write_config
from miner.themes.cues import CueBook
from miner.themes.features import NGRAM_WEIGHT, cue_columns, cue_matrix, dense_matrix
from miner.themes.network import (
    ONNX_FILE,
    UNLIKELY,
    ThemeNetwork,
    is_settled,
    mix,
    open_network,
)
from miner.themes.ngrams import NgramWeights, sum_parts
from miner.themes.passages import find_passages
from miner.themes.pooling import choose_passages, pool_scores
from miner.themes.themeset import build_cue_book

KIND = "themes"
# Format 2 has no network of its own; `miner train` still writes it.
FORMATS = (2, 3)
_ARRAYS = (
    "idf", "weights", "intercepts", "quick_weights", "quick_intercepts",
    "calibration", "thresholds", "quick_calibration", "quick_thresholds", "known_share",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PostScores:
    """Scores of one post: probabilities, and the passages behind them.

    `passages` are those looked at closely, `scores` their log odds, shape
    (n_passages, n_themes), `n_cues` the number of cue columns (None on the quick path).
    """

    probabilities: np.ndarray
    passages: tuple[Span, ...]
    scores: np.ndarray
    n_cues: int | None = None


@dataclass(slots=True)
class ThemeModel:
    """A trained model; `calibration` rows are a theme's weights of pooled scores, then bias.

    The regression sees words, cues and vectors of the shipped encoder; a `network` fine-tuned
    for the themes may stand beside it.
    """

    name: str
    themes: tuple[str, ...]
    ngrams: NgramWeights
    cue_source: dict[str, Any]
    arrays: dict[str, np.ndarray]
    metrics: dict[str, Any] = field(default_factory=dict)
    network: ThemeNetwork | None = None
    book: CueBook = field(init=False)

    def __post_init__(self) -> None:
        self.book = build_cue_book(self.cue_source, where=f"model {self.name}")

    def thresholds(self, *, quick: bool = False) -> np.ndarray:
        """Return the probability from which each theme is assigned."""
        return self.arrays["quick_thresholds" if quick else "thresholds"]

    def score_quick(self, texts: Sequence[str]) -> list[PostScores]:
        """Score posts by words alone, without cues and encoder; many at once are quicker.

        Parameters
        ----------
        texts : sequence of str
            Own words of the authors; markup and quoted lines in them are passed over.
        """
        spans = [find_passages(text) for text in texts]
        passages = [span.of(t) for t, own in zip(texts, spans, strict=True) for span in own]
        columns, values, starts = self.ngrams.pack(passages)
        scores = self._quick(columns, values, starts)
        ends = np.cumsum([len(own) for own in spans])
        parts = np.split(scores, ends[:-1]) if len(texts) else []
        return [
            PostScores(self._calibrate(pool_scores(part, len(own)), "quick_calibration"), own, part)
            for own, part in zip(spans, parts, strict=True)
        ]

    def score_post(self, text: str) -> PostScores:
        """Score one post by words, cues and encoder.

        Parameters
        ----------
        text : str
            Own words of the author; markup and quoted lines left in it are passed over.
        """
        spans = find_passages(text)
        columns, values, starts = self.ngrams.pack([span.of(text) for span in spans])
        first = self._quick(columns, values, starts)
        kept = choose_passages(first)
        words = sum_parts(self._words[columns] * (values * NGRAM_WEIGHT)[:, None], starts)[kept]
        cues = cue_matrix(self.book, text, spans, kept.tolist())
        scores = self._score_passages(cues, [spans[k].of(text) for k in kept], words)
        pooled = pool_scores(scores, len(spans))
        if self.network is None or is_settled(pooled[:, 0]):
            if self.network is not None:
                pooled[:, 0] = mix(pooled[:, 0], np.full(len(self.themes), UNLIKELY))
            probabilities = self._calibrate(pooled, "calibration")
            return PostScores(probabilities, tuple(spans[k] for k in kept), scores, cues.shape[1])
        found = self.network.score(text, spans, first)
        pooled[:, 0] = mix(pooled[:, 0], found.post)
        # Passages that were not looked at closely have their score from words alone.
        first[kept] = scores
        probabilities = self._calibrate(pooled, "calibration")
        return PostScores(probabilities, spans, mix(first, found.passages), cues.shape[1])

    def known_share(self, text: str) -> float:
        """Return the share of a post's terms that the model knows, for the drift warning."""
        from miner.themes.ngrams import terms_of

        terms = terms_of(text)
        return sum(term in self.ngrams.column for term in terms) / len(terms) if terms else 0.0

    def _quick(self, columns: np.ndarray, values: np.ndarray, starts: np.ndarray) -> np.ndarray:
        weights = self.arrays["quick_weights"]
        scores = sum_parts(weights[columns] * values[:, None], starts)
        return np.asarray(scores + self.arrays["quick_intercepts"])

    def _score_passages(
        self, cues: np.ndarray, passages: list[str], words: np.ndarray
    ) -> np.ndarray:
        from miner.text.encoder import encode

        dense = dense_matrix(cues, encode(passages))
        return np.asarray(
            dense @ self.arrays["weights"][: dense.shape[1]] + words + self.arrays["intercepts"]
        )

    @property
    def _words(self) -> np.ndarray:
        return self.arrays["weights"][-len(self.ngrams.terms) :]

    def _calibrate(self, pooled: np.ndarray, name: str) -> np.ndarray:
        calibration = self.arrays[name]
        odds = (pooled * calibration[:, :-1]).sum(axis=1) + calibration[:, -1]
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -50, 50))))


def save_model(model: ThemeModel, folder: Path, *, card: str) -> None:
    """Write a model folder: arrays, vocabulary, cues, metrics, card, and config last.

    The file of a network must lie in the folder already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stored: dict[str, Any] = {k: model.arrays[k] for k in _ARRAYS}
    np.savez_compressed(folder / "arrays.npz", **stored)
    (folder / "vocabulary.txt").write_text("\n".join(model.ngrams.terms) + "\n", encoding="utf-8")
    _write_json(folder / "cues.json", model.cue_source)
    _write_json(folder / "metrics.json", model.metrics)
    (folder / "card.md").write_text(card, encoding="utf-8")
    name, version = model.name.rsplit("/", 1)
    config = {
        "name": name, "version": version, "kind": KIND, "format": FORMATS[model.network is not None],
        "themes": list(model.themes), "cue_columns": len(cue_columns(model.book)),
    }  # fmt: skip
    files = ["arrays.npz", "vocabulary.txt", "cues.json", "metrics.json", "card.md"]
    if model.network is not None:
        config["trunk"] = model.network.trunk.files
        files.append(ONNX_FILE)
    write_config(folder, config, files)


def load_model(folder: Path) -> ThemeModel:
    """Open a model folder after checking it.

    Raises
    ------
    ModelMismatchError
        If a file is missing or changed, or the model was made for other code.
    """
    opened = open_model_folder(folder, kind=KIND)
    if opened.config.get("format") not in FORMATS:
        raise ModelMismatchError(
            f"model {folder} has format {opened.config.get('format')}, this version reads "
            f"{FORMATS[0]} and {FORMATS[1]}; train it again"
        )
    try:
        with np.load(opened.file("arrays.npz"), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in _ARRAYS}
        terms = opened.file("vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]
        model = ThemeModel(
            name=opened.name,
            themes=tuple(opened.config["themes"]),
            ngrams=NgramWeights(terms, arrays["idf"]),
            cue_source=_read_json(opened, "cues.json"),
            arrays={k: np.asarray(v, dtype=np.float32) for k, v in arrays.items()},
            metrics=_read_json(opened, "metrics.json"),
            network=open_network(opened) if opened.config["format"] == FORMATS[1] else None,
        )
    except (KeyError, ValueError, OSError, ReadError) as error:
        raise ModelMismatchError(f"model {folder}: not usable ({error}); train it again") from None
    _check_shapes(model, folder)
    return model


def _check_shapes(model: ThemeModel, folder: Path) -> None:
    n_terms, n_themes = len(model.ngrams.terms), len(model.themes)
    n_dense = model.arrays["weights"].shape[0] - n_terms
    expected = len(cue_columns(model.book)) + DIMENSIONS
    shapes = (model.arrays["idf"].shape, model.arrays["quick_weights"].shape)
    if n_dense != expected or shapes != ((n_terms,), (n_terms, n_themes)):
        raise ModelMismatchError(f"model {folder}: its parts do not fit together; train it again")


def _write_json(path: Path, content: Any) -> None:
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _read_json(folder: ModelFolder, name: str) -> Any:
    return json.loads(folder.file(name).read_text(encoding="utf-8"))
