"""Fits linear heads; every row counts as many as its weight."""

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from analyzer.language.heads import LinearHead, Scores
from analyzer.language.tokens import Ids

Labels = NDArray[np.bool_]
Weights = NDArray[np.float64]


def margin_head(
    features: sp.csr_array, wanted: Labels, weights: Weights, cost: float
) -> LinearHead:
    """Return a head with one squared-hinge margin an output."""

    def fit(column: NDArray[np.bool_]) -> LinearSVC:
        return LinearSVC(C=cost, random_state=0).fit(features, column, sample_weight=weights)

    return _head(fit, wanted)


def logistic_head(features: Scores, wanted: Labels, weights: Weights, cost: float) -> LinearHead:
    """Return a head with one independent log odds an output."""
    return _head(lambda column: _logistic(features, column, weights, cost), wanted)


def answer_head(
    features: Scores, wanted: Ids, answers: int, weights: Weights, cost: float
) -> LinearHead:
    """Return a head whose softmax is the probability of each answer; unseen answers get none."""
    fitted = _logistic(features, wanted, weights, cost)
    head = np.zeros((features.shape[1], answers))
    bias = np.full(answers, -30.0)
    head[:, fitted.classes_] = fitted.coef_.T
    bias[fitted.classes_] = fitted.intercept_
    return LinearHead(head, bias)


def _head(fit: Callable[[NDArray[np.bool_]], Any], wanted: Labels) -> LinearHead:
    """Return a head with one fitted output a column of ``wanted``.

    A label that no note here has, or every note, cannot be learned: its output stays constant.
    """
    fitted = [fit(column) if 0 < column.sum() < len(column) else None for column in wanted.T]
    features = next((len(model.coef_[0]) for model in fitted if model), 0)
    heads = [model.coef_[0] if model else np.zeros(features) for model in fitted]
    constant = np.where(wanted.all(axis=0), 10.0, -10.0)
    bias = [
        float(model.intercept_[0]) if model else value
        for model, value in zip(fitted, constant, strict=True)
    ]
    return LinearHead(np.array(heads).T, np.array(bias))


def _logistic(
    features: Scores, wanted: NDArray[np.generic], weights: Weights, cost: float
) -> LogisticRegression:
    # Newton's steps suit few, dense columns; they are centred so that the constant is no penalty's.
    middle = features.mean(axis=0)
    solver = LogisticRegression(C=cost, solver="newton-cholesky", max_iter=100)
    fitted = solver.fit(features - middle, wanted, weights)
    fitted.intercept_ -= fitted.coef_ @ middle
    return fitted
