"""Measure a model on labelled posts: figures, calibration, confusion, sources, drift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from miner.model.errors import MinerError
from miner.themes.classifier import why_not_judged
from miner.themes.metrics import ThemeMetrics, calibration_bins, measure_theme
from miner.themes.model import ThemeModel
from miner.themes.posts import PostRow

N_EXAMPLES = 5
MIN_PER_SOURCE = 20
# Posts are unlike those of training when the mean share of known terms lies this many
# standard errors below theirs, and this far below in itself.
DRIFT_ERRORS = 4.0
DRIFT_SHARE = 0.08


@dataclass(frozen=True, slots=True)
class Confusion:
    """A post on which model and label differ."""

    post_id: str
    theme: str
    probability: float
    label: bool


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of a model on some posts."""

    model: str
    themes: tuple[ThemeMetrics, ...]
    by_source: dict[str, tuple[ThemeMetrics, ...]]
    calibration: dict[str, list[dict[str, float]]]
    confusions: tuple[Confusion, ...]
    problems: tuple[str, ...]

    @property
    def macro_f1(self) -> float:
        """Return the mean F1 over themes."""
        return float(np.mean([theme.f1 for theme in self.themes]))

    def as_text(self) -> str:
        """Return the report as plain text."""
        lines = [f"model {self.model}, macro-F1 {self.macro_f1:.3f}", _HEADER]
        lines += [_line("all", theme) for theme in self.themes]
        for source, themes in self.by_source.items():
            lines += [_line(source, theme) for theme in themes if theme.n_positive]
        lines += ["", "calibration: theme, predicted, observed, posts"]
        for theme, bins in self.calibration.items():
            lines += [f"{theme}\t{b['predicted']:.2f}\t{b['observed']:.2f}\t{b['n']}" for b in bins]
        lines += ["", "confusion: post, theme, label, probability"]
        lines += [
            f"{c.post_id}\t{c.theme}\t{'yes' if c.label else 'no'}\t{c.probability:.2f}"
            for c in self.confusions
        ]
        return "\n".join(lines)


_HEADER = "source\ttheme\tposts\tpositive\tprecision\trecall\tF1\t95% interval\tBrier"


def evaluate_posts(
    model: ThemeModel, posts: Sequence[PostRow], *, quick: bool = False
) -> Evaluation:
    """Score labelled posts and compare.

    Raises
    ------
    MinerError
        If no post has a label.
    """
    labelled = [post for post in posts if post.gold]
    if not labelled:
        raise MinerError("no post with a label; give posts with a 'themes' column or --themes")
    unjudged = [post for post in labelled if why_not_judged(post.text)]
    judged = [post for post in labelled if not why_not_judged(post.text)]
    if not judged:
        raise MinerError("no labelled post in English, so there is nothing to measure")
    texts = [post.text for post in judged]
    scores = model.score_quick(texts) if quick else [model.score_post(text) for text in texts]
    probabilities = np.array([found.probabilities for found in scores])
    said = probabilities >= model.thresholds(quick=quick)
    truth = np.array([[int((p.gold or {}).get(t, -1)) for t in model.themes] for p in judged])
    problems = (
        [f"{len(unjudged)} posts not judged: not in English or without words"] if unjudged else []
    )
    drift = drift_warning(model, [post.text for post in judged])
    return Evaluation(
        model=model.name,
        themes=_measure(model, judged, truth, said, probabilities, bootstrap=True),
        by_source=_by_source(model, judged, truth, said, probabilities),
        calibration={
            t: calibration_bins(truth[:, k], probabilities[:, k])
            for k, t in enumerate(model.themes)
        },
        confusions=_confusions(model, judged, truth, said, probabilities),
        problems=(*problems, *([drift] if drift else [])),
    )


def drift_warning(model: ThemeModel, texts: Sequence[str]) -> str | None:
    """Return a warning if posts use clearly other words than those of training, else None."""
    mean, deviation = (float(v) for v in model.arrays["known_share"])
    if not texts or deviation == 0:
        return None
    shares = [model.known_share(text) for text in texts]
    here = float(np.mean(shares))
    error = deviation / np.sqrt(len(shares))
    if mean - here < max(DRIFT_SHARE, DRIFT_ERRORS * error):
        return None
    return (
        f"these posts look unlike the training posts: {here:.0%} of their terms are known, "
        f"{mean:.0%} there; label some of them and measure before trusting the themes"
    )


def write_calibration_plot(evaluation: Evaluation, path: Path) -> None:
    """Draw predicted against observed shares, one line a theme; .png, .svg or .html.

    Raises
    ------
    MinerError
        If the ending is another one.
    """
    if path.suffix.lower() not in (".png", ".svg", ".html"):
        raise MinerError(f"{path}: a plot ends in .png, .svg or .html")
    import altair

    rows = [
        {"theme": theme, **point}
        for theme, bins in evaluation.calibration.items()
        for point in bins
    ]
    scale = altair.Scale(domain=[0, 1])
    points = (
        altair.Chart(_inline(rows))
        .mark_line(point=True)
        .encode(
            x=altair.X("predicted:Q", scale=scale, title="predicted probability"),
            y=altair.Y("observed:Q", scale=scale, title="share of posts with the theme"),
            color=altair.Color("theme:N"),
            tooltip=["theme:N", "predicted:Q", "observed:Q", "n:Q"],
        )
    )
    line = [{"predicted": v, "observed": v} for v in (0, 1)]
    even = (
        altair.Chart(_inline(line))
        .mark_line(strokeDash=[4, 4], color="grey")
        .encode(x="predicted:Q", y="observed:Q")
    )
    (even + points).properties(width=360, height=360).save(str(path))


def _inline(values: list[Any]) -> Any:
    import altair

    return altair.InlineData(values=values)


def _measure(
    model: ThemeModel,
    posts: Sequence[PostRow],
    truth: np.ndarray,
    said: np.ndarray,
    probabilities: np.ndarray,
    *,
    bootstrap: bool,
) -> tuple[ThemeMetrics, ...]:
    authors = [post.author for post in posts]
    draws = {} if bootstrap else {"n_bootstrap": 0}
    return tuple(
        measure_theme(
            theme,
            truth[:, k],
            said[:, k],
            groups=authors,
            probabilities=probabilities[:, k],
            **draws,
        )
        for k, theme in enumerate(model.themes)
    )


def _by_source(
    model: ThemeModel,
    posts: Sequence[PostRow],
    truth: np.ndarray,
    said: np.ndarray,
    probabilities: np.ndarray,
) -> dict[str, tuple[ThemeMetrics, ...]]:
    places: dict[str, list[int]] = {}
    for i, post in enumerate(posts):
        places.setdefault(post.source, []).append(i)
    return {
        source: _measure(
            model, [posts[i] for i in rows], truth[rows], said[rows], probabilities[rows],
            bootstrap=False,
        )
        for source, rows in sorted(places.items(), key=lambda item: -len(item[1]))
        if source and len(rows) >= MIN_PER_SOURCE
    }  # fmt: skip


def _confusions(
    model: ThemeModel,
    posts: Sequence[PostRow],
    truth: np.ndarray,
    said: np.ndarray,
    probabilities: np.ndarray,
) -> tuple[Confusion, ...]:
    found = []
    for k, theme in enumerate(model.themes):
        for label in (0, 1):
            wrong = np.flatnonzero((truth[:, k] == label) & (said[:, k] != bool(label)))
            margin = np.abs(probabilities[wrong, k] - model.thresholds()[k])
            for i in wrong[np.argsort(-margin, kind="stable")[:N_EXAMPLES]]:
                found.append(Confusion(posts[i].id, theme, float(probabilities[i, k]), bool(label)))
    return tuple(found)


def _line(source: str, m: ThemeMetrics) -> str:
    interval = f"{m.f1_lower:.3f} to {m.f1_upper:.3f}" if m.f1_lower is not None else ""
    brier = "" if m.brier is None else f"{m.brier:.3f}"
    return (
        f"{source}\t{m.theme}\t{m.n}\t{m.n_positive}\t{m.precision:.3f}\t{m.recall:.3f}"
        f"\t{m.f1:.3f}\t{interval}\t{brier}"
    )
