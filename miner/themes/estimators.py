"""Scikit-learn estimators of the theme classifier. Importing this module loads scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils import Tags
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data


class ThresholdedLogistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Logistic regression for a rare class, with the threshold that gives the best F1.

    Parameters
    ----------
    C : float
        Inverse strength of the L2 penalty.
    balance : float
        0 leaves the classes as they are, 1 gives both the same total weight, 0.5 goes half
        way on a logarithmic scale.
    max_iter : int
        Iterations of the solver at most.

    Attributes
    ----------
    coef_ : ndarray, shape (1, n_features)
    intercept_ : ndarray, shape (1,)
    threshold_ : float
        Probability that splits the training data with the best F1; give `choose_threshold`
        held-out scores for an honest one. `predict` takes the likelier class.
    """

    def __init__(self, C: float = 1.0, balance: float = 0.5, max_iter: int = 400) -> None:
        self.C = C
        self.balance = balance
        self.max_iter = max_iter

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> ThresholdedLogistic:
        """Fit on features of shape (n, n_features), dense or CSR, and two classes."""
        X, y = validate_data(self, X, y, accept_sparse="csr")
        check_classification_targets(y)
        self.classes_, coded = np.unique(y, return_inverse=True)
        if len(self.classes_) > 2:
            raise ValueError("Only binary classification is supported. The type of the target is "
                             f"{_kind(y)}.")  # fmt: skip
        if len(self.classes_) < 2:
            raise ValueError("Classifier can't train when only one class is present.")
        weight = np.ones(len(coded)) if sample_weight is None else np.asarray(sample_weight, float)
        totals = np.bincount(coded, weights=weight, minlength=2)
        if totals.min() > 0:
            weight = np.where(coded == 1, weight * (totals[0] / totals[1]) ** self.balance, weight)
        inner = LogisticRegression(C=self.C, max_iter=self.max_iter)
        inner.fit(X, coded, sample_weight=weight)
        self.coef_, self.intercept_ = inner.coef_, inner.intercept_
        self.n_iter_ = inner.n_iter_
        self.threshold_ = choose_threshold(coded, self.predict_proba(X)[:, 1])
        return self

    def decision_function(self, X: Any) -> np.ndarray:
        """Return log odds of the second class."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", reset=False)
        return np.asarray(X @ self.coef_.ravel() + self.intercept_[0]).ravel()

    def predict_proba(self, X: Any) -> np.ndarray:
        """Return probabilities of shape (n, 2)."""
        second = 1 / (1 + np.exp(-np.clip(self.decision_function(X), -500, 500)))
        return np.column_stack([1 - second, second])

    def predict(self, X: Any) -> np.ndarray:
        """Return the likelier class of each row."""
        chosen = (self.decision_function(X) > 0).astype(int)
        answers: np.ndarray = np.asarray(self.classes_)[chosen]
        return answers

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.sparse = True
        return tags


def choose_threshold(truth: np.ndarray, probability: np.ndarray) -> float:
    """Return the probability that splits the data with the best F1; truth may be a probability.

    Lies half way to the next lower value, so that rounding does not move a post across.
    """
    order = np.argsort(-probability, kind="stable")
    ranked, values = np.asarray(truth)[order].astype(float), np.asarray(probability)[order]
    hits = np.cumsum(ranked)
    scores = 2 * hits / (np.arange(1, len(ranked) + 1) + max(ranked.sum(), 1.0))
    ends = np.append(values[1:] < values[:-1], True)
    best = int(np.argmax(np.where(ends, scores, -1)))
    below = values[best + 1] if best + 1 < len(values) else 0.0
    return float(np.clip((values[best] + below) / 2, 1e-6, 1 - 1e-6))


def expected_threshold(probability: np.ndarray) -> float:
    """Return the threshold with the best expected F1, if the probabilities are right.

    Where positives are few it varies less from sample to sample than the threshold that
    happens to be best on the labels (`choose_threshold`).

    References
    ----------
    Lipton, Elkan & Narayanaswamy (2014), ECML PKDD: optimal thresholding of classifiers to
    maximize F1.
    """
    return choose_threshold(probability, probability)


def _kind(y: np.ndarray) -> str:
    from sklearn.utils.multiclass import type_of_target

    return str(type_of_target(y))
