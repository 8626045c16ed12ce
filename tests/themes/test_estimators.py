"""Our estimator passes scikit-learn's own checks; thresholds give the best F1."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils.estimator_checks import parametrize_with_checks

from miner.themes.estimators import ThresholdedLogistic, choose_threshold, expected_threshold


@pytest.mark.filterwarnings("ignore")
@parametrize_with_checks([ThresholdedLogistic()])
def test_estimators_pass_the_checks_of_scikit_learn(estimator, check):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check(estimator)


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=1, max_size=30))
def test_estimators_threshold_has_the_best_f1(pairs):
    truth = np.array([int(y) for y, _ in pairs])
    p = np.array([(v + 1) / 22 for _, v in pairs])

    def f1(said):
        return 2 * (truth & said).sum() / max(truth.sum() + said.sum(), 1)

    chosen = f1((p >= choose_threshold(truth, p)).astype(int))
    assert chosen == pytest.approx(max(f1((p >= t).astype(int)) for t in p))


@settings(deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=30))
def test_estimators_expected_threshold_has_the_best_expected_f1(values):
    p = np.array([(v + 1) / 22 for v in values])

    def f1(said):
        return 2 * p[said].sum() / (max(p.sum(), 1) + said.sum())

    chosen = f1(p >= expected_threshold(p))
    assert chosen == pytest.approx(max(f1(p >= t) for t in p))
