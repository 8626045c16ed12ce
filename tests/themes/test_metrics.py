"""Figures by hand, and orders that do what they say."""

from __future__ import annotations

import numpy as np
import pytest

from miner.themes.metrics import calibration_bins, corrected_precision, measure_theme
from miner.themes.ordering import diverse_order, uncertainty


def test_metrics_by_hand():
    truth = [1, 1, 1, 0, 0, -1]
    said = np.array([True, True, False, True, False, True])
    found = measure_theme("t", truth, said, groups=list("aabbcc"), probabilities=said * 0.8)
    assert (found.n, found.n_positive, found.n_assigned) == (5, 3, 3)
    assert (found.precision, found.recall, found.f1) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert found.brier == pytest.approx((0.04 * 2 + 1 + 0.64 + 0) / 5)
    assert found.f1_lower <= found.f1 <= found.f1_upper


def test_metrics_interval_is_the_same_every_time_and_none_for_one_author():
    truth, said = [1, 0, 1, 0] * 5, np.array([True, False, False, False] * 5)
    groups = [str(i) for i in range(20)]
    assert measure_theme("t", truth, said, groups=groups) == measure_theme(
        "t", truth, said, groups=groups
    )
    assert measure_theme("t", truth, said, groups=["a"] * 20).f1_lower is None


def test_metrics_calibration_bins_leave_out_unknown_and_empty():
    bins = calibration_bins([1, 0, -1, 1], np.array([0.91, 0.93, 0.5, 1.0]))
    assert bins == [{"predicted": 0.9467, "observed": 0.6667, "n": 3}]


def test_metrics_corrected_precision_by_bayes():
    # 1,000 posts, 20 with the theme: 16 found, 49 of 980 others taken for it.
    assert corrected_precision(0.8, 0.05, 0.02) == pytest.approx(16 / 65, abs=1e-4)
    assert corrected_precision(0.0, 0.0, 0.5) == 0.0


def test_ordering_unsure_posts_first():
    doubt = uncertainty(np.array([[0.5, 0.0], [0.95, 0.0], [0.3, 0.0]]), np.array([0.5, 0.5]))
    assert np.argsort(-doubt).tolist() == [0, 2, 1]


def test_ordering_likeness_is_put_off():
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    assert diverse_order(np.array([1.0, 0.9, 0.5]), vectors).tolist() == [0, 2, 1]
