"""Figures of a classifier: precision, recall, F1 with intervals, Brier score, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

N_BOOTSTRAP = 1000
N_BINS = 10


@dataclass(frozen=True, slots=True)
class ThemeMetrics:
    """Figures of one theme; intervals are 95% over authors drawn anew, None without any."""

    theme: str
    n: int
    n_positive: int
    n_assigned: int
    precision: float
    recall: float
    f1: float
    f1_lower: float | None = None
    f1_upper: float | None = None
    brier: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures rounded to four places."""
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in asdict(self).items()}


def precision_recall_f1(truth: np.ndarray, said: np.ndarray) -> tuple[float, float, float]:
    """Return precision, recall and F1; 0 where a figure is not defined."""
    hits = float(np.sum(truth & said))
    precision = hits / said.sum() if said.sum() else 0.0
    recall = hits / truth.sum() if truth.sum() else 0.0
    total = truth.sum() + said.sum()
    return precision, recall, 2 * hits / total if total else 0.0


def measure_theme(
    theme: str,
    truth: Sequence[int] | np.ndarray,
    said: np.ndarray,
    *,
    groups: Sequence[str],
    probabilities: np.ndarray | None = None,
    n_bootstrap: int = N_BOOTSTRAP,
) -> ThemeMetrics:
    """Measure one theme.

    Parameters
    ----------
    theme : str
    truth : sequence of int
        1 yes, 0 no, -1 not known (left out).
    said : ndarray of bool
    groups : sequence of str
        Authors; the bootstrap draws whole authors (percentile interval, fixed seed).
    probabilities : ndarray or None
        For the Brier score.
    n_bootstrap : int
        Draws; 0 gives no interval.
    """
    truth = np.asarray(truth)
    known = truth >= 0
    yes, answer = truth[known] == 1, np.asarray(said, dtype=bool)[known]
    precision, recall, f1 = precision_recall_f1(yes, answer)
    lower, upper = _bootstrap_f1(yes, answer, np.asarray(groups)[known], n_bootstrap)
    brier = None
    if probabilities is not None and known.any():
        brier = float(np.mean((np.asarray(probabilities)[known] - yes) ** 2))
    counts = int(known.sum()), int(yes.sum()), int(answer.sum())
    return ThemeMetrics(theme, *counts, precision, recall, f1, lower, upper, brier)


def calibration_bins(
    truth: Sequence[int] | np.ndarray, probabilities: np.ndarray, *, n_bins: int = N_BINS
) -> list[dict[str, float]]:
    """Return mean probability, share of yes and count of equally wide bins; no empty ones."""
    truth = np.asarray(truth)
    known = truth >= 0
    yes, p = truth[known] == 1, np.asarray(probabilities)[known]
    place = np.minimum((p * n_bins).astype(int), n_bins - 1)
    return [
        {
            "predicted": round(float(p[place == k].mean()), 4),
            "observed": round(float(yes[place == k].mean()), 4),
            "n": int(np.sum(place == k)),
        }
        for k in range(n_bins)
        if np.any(place == k)
    ]


def corrected_precision(recall: float, false_positive_rate: float, prevalence: float) -> float:
    """Precision where a share `prevalence` of posts has the theme, by Bayes' rule.

    Examples
    --------
    >>> corrected_precision(0.8, 0.05, 0.5)
    0.9412
    """
    true = recall * prevalence
    total = true + false_positive_rate * (1 - prevalence)
    return round(true / total, 4) if total else 0.0


def _bootstrap_f1(
    yes: np.ndarray, said: np.ndarray, groups: np.ndarray, n_draws: int
) -> tuple[float | None, float | None]:
    names, place = np.unique(groups, return_inverse=True)
    if n_draws == 0 or len(names) < 2:
        return None, None
    sums = np.zeros((len(names), 3))
    np.add.at(sums, place, np.column_stack([yes & said, yes, said]).astype(float))
    rng = np.random.default_rng(20240607)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=n_draws) @ sums
    total = drawn[:, 1] + drawn[:, 2]
    f1 = np.divide(2 * drawn[:, 0], total, out=np.zeros(n_draws), where=total > 0)
    return float(np.percentile(f1, 2.5)), float(np.percentile(f1, 97.5))
