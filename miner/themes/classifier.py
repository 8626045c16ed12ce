"""Classify posts by theme with a model folder; the shipped one unless another is named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from miner.model.span import Span
from miner.text.model_folder import latest_version
from miner.themes.language import looks_english

if TYPE_CHECKING:
    import numpy as np

    from miner.themes.model import PostScores, ThemeModel

SHIPPED = "patient_commentary"
# The strongest passages of an assigned theme, at most so many, and not far below the first.
MAX_RATIONALE = 3
RATIONALE_DROP = 2.0
# The quick path scores so many posts at once.
QUICK_BATCH = 200


@dataclass(frozen=True, slots=True)
class ThemeVerdict:
    """One theme on one post.

    `rationale` are the passages that carried the decision, strongest first, and `words` the
    cue phrases in them that spoke for it; both are empty where the theme is not assigned.
    """

    theme: str
    probability: float
    assigned: bool
    threshold: float
    rationale: tuple[Span, ...] = ()
    words: tuple[Span, ...] = ()


def classify_posts(
    texts: list[str], *, model: Path | None = None, quick: bool = False
) -> list[list[ThemeVerdict]]:
    """Say of each post which themes it carries.

    Parameters
    ----------
    texts : list of str
        The author's own words, one text a post.
    model : Path or None
        Model folder; None is the newest shipped model.
    quick : bool
        Words alone: some fifty times as fast and clearly less exact.

    Returns
    -------
    list of list of ThemeVerdict
        One list a post, in the order of the model's themes; empty for a post that is not in
        English or holds no words, which is not judged (`why_not_judged` says so).

    Raises
    ------
    ModelMismatchError
        If the model folder is missing, damaged or changed.
    """
    loaded = open_theme_model(model)
    verdicts: list[list[ThemeVerdict]] = [[] for _ in texts]
    judged = [k for k, text in enumerate(texts) if why_not_judged(text) is None]
    for start in range(0, len(judged), QUICK_BATCH):
        chosen = judged[start : start + QUICK_BATCH]
        found = (
            loaded.score_quick([texts[k] for k in chosen])
            if quick
            else [loaded.score_post(texts[k]) for k in chosen]
        )
        for k, scores in zip(chosen, found, strict=True):
            verdicts[k] = _verdicts(loaded, texts[k], scores, quick=quick)
    return verdicts


def why_not_judged(text: str) -> str | None:
    """Return why a post is not judged, or None where it is."""
    if not any(character.isalnum() for character in text):
        return "no words in it"
    if looks_english(text) is False:
        return "not in English, which is all the model knows"
    return None


def model_name(model: Path | None = None) -> str:
    """Return name and version of a model, such as `patient_commentary/2`."""
    return open_theme_model(model).name


def open_theme_model(model: Path | None = None) -> ThemeModel:
    """Open a theme model once; the shipped one by default."""
    return _open((model or latest_version(SHIPPED)).resolve())


@lru_cache(maxsize=4)
def _open(folder: Path) -> ThemeModel:
    from miner.themes.model import load_model

    return load_model(folder)


def _verdicts(
    model: ThemeModel, text: str, scores: PostScores, *, quick: bool
) -> list[ThemeVerdict]:
    thresholds = [round(t, 4) for t in model.thresholds(quick=quick).tolist()]
    verdicts = []
    for column, (theme, threshold) in enumerate(zip(model.themes, thresholds, strict=True)):
        probability = round(float(scores.probabilities[column]), 4)
        assigned = probability >= threshold
        rationale = _rationale(scores, column) if assigned else ()
        words = _words(model, text, scores, column, rationale) if assigned else ()
        verdicts.append(ThemeVerdict(theme, probability, assigned, threshold, rationale, words))
    return verdicts


def _rationale(scores: PostScores, column: int) -> tuple[Span, ...]:
    order: np.ndarray = (-scores.scores[:, column]).argsort(kind="stable")[:MAX_RATIONALE]
    if not len(order):
        return ()
    floor = scores.scores[order[0], column] - RATIONALE_DROP
    strong = [i for i in order if scores.scores[i, column] >= max(floor, 0.0)] or [order[0]]
    return tuple(scores.passages[i] for i in strong)


def _words(
    model: ThemeModel, text: str, scores: PostScores, column: int, rationale: tuple[Span, ...]
) -> tuple[Span, ...]:
    if scores.n_cues is None:
        return ()
    weights = model.arrays["weights"][-len(model.ngrams.terms) - scores.n_cues :]
    place = {id(cue): 2 * i for i, cue in enumerate(model.book.cues)}
    found = set()
    for passage in rationale:
        for hit in model.book.find(text, passage):
            if weights[place[id(hit.cue)] + hit.is_negated, column] > 0:
                found.add(hit.span)
    return tuple(sorted(found))
