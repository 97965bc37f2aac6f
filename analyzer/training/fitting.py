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

    return _head(fit, wanted, features.shape[1])


def logistic_head(features: Scores, wanted: Labels, weights: Weights, cost: float) -> LinearHead:
    """Return a head with one independent log odds an output."""
    return _head(
        lambda column: _logistic(features, column, weights, cost), wanted, features.shape[1]
    )


def answer_head(
    features: Scores, wanted: Ids, answers: int, weights: Weights, cost: float
) -> LinearHead:
    """Return a head whose softmax is the probability of each answer; unseen answers get none."""
    head = np.zeros((features.shape[1], answers))
    bias = np.full(answers, -30.0)
    seen = np.unique(wanted)
    if len(seen) == 1:
        bias[seen] = 0.0
        return LinearHead(head, bias)
    fitted = _logistic(features, wanted, weights, cost)
    slopes, constants = fitted.coef_, fitted.intercept_
    if len(seen) == 2:  # one log odds, of the second answer against the first
        slopes = np.vstack([-slopes, slopes]) / 2
        constants = np.concatenate([-constants, constants]) / 2
    head[:, seen] = slopes.T
    bias[seen] = constants
    return LinearHead(head, bias)


def _head(fit: Callable[[NDArray[np.bool_]], Any], wanted: Labels, features: int) -> LinearHead:
    """Return a head over so many features with one fitted output a column of ``wanted``.

    A label that no note here has, or every note, cannot be learned: its output stays constant.
    """
    head = np.zeros((features, wanted.shape[1]))
    bias = np.where(wanted.all(axis=0), 10.0, -10.0)
    for output, column in enumerate(wanted.T):
        if 0 < column.sum() < len(column):
            fitted = fit(column)
            head[:, output], bias[output] = fitted.coef_[0], fitted.intercept_[0]
    return LinearHead(head, bias)


def _logistic(
    features: Scores, wanted: NDArray[np.generic], weights: Weights, cost: float
) -> LogisticRegression:
    # Newton's steps suit few, dense columns; they are centred so that the constant is no penalty's.
    middle = features.mean(axis=0)
    solver = LogisticRegression(C=cost, solver="newton-cholesky", max_iter=100)
    fitted = solver.fit(features - middle, wanted, weights)
    fitted.intercept_ -= fitted.coef_ @ middle
    return fitted
