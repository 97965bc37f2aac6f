"""How many of a clinic's cases are negative, neutral and positive, when nobody has judged them."""

import numpy as np

from analyzer.insights.distributions import Floats

ROUNDS = 200
NEAR = 1e-7
"""Shares that move by less than this in a round have been found."""


def shares(probabilities: Floats, corpus: Floats, weight: float) -> Floats:
    """Return the likeliest shares, shape (answers,), of a set of cases.

    ``probabilities`` has shape (answers, cases): what each case's text says where the answers are
    as frequent as in the ``corpus``, shape (answers,), all above 0. The corpus counts as
    ``weight`` cases (above 0) that were judged, so that a handful of cases moves little.

    Assumes label shift: an answer may be more or less frequent than in the corpus, but is written
    down in the same ways. The rounds of expectation and maximisation are those of M. Saerens,
    P. Latinne, C. Decaestecker, "Adjusting the outputs of a classifier to new a priori
    probabilities: a simple procedure", Neural Computation 14 (2002), 21-41, with a Dirichlet prior.

    >>> sure = np.array([[1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    >>> shares(sure, np.array([0.5, 0.5]), 4).round(3).tolist()
    [0.625, 0.375]
    """
    prior = weight * corpus
    cases = probabilities.shape[1] + weight
    found: Floats = (probabilities.sum(axis=1) + prior) / cases
    for _ in range(ROUNDS):
        before = found
        found = (_corrected_sums(probabilities, found / corpus) + prior) / cases
        if np.abs(found - before).max() < NEAR:
            break
    return found


def uncertain_shifts(
    probabilities: Floats, corpus: Floats, weight: float, normal: Floats
) -> Floats:
    """Return one draw, shape (answers,), of what to add to the log odds of each answer.

    The first three arguments are those of ``shares``; ``normal`` holds standard normal numbers,
    shape (answers - 1,). Nobody has judged the cases, so their shares are uncertain even where the
    probabilities are right. With the neutral, middle answer as the reference, the log ratios of the
    shares to the corpus are drawn from the normal distribution at their likeliest value whose
    precision is the observed information (Laplace's approximation: A. Gelman and others, "Bayesian
    Data Analysis", 3rd edition 2013, section 4.1).
    """
    found = shares(probabilities, corpus, weight)
    ratio = found / corpus
    corrected = probabilities * ratio[:, None]
    corrected /= corrected.sum(axis=0)
    free = np.arange(len(corpus)) != len(corpus) // 2
    information = (
        corrected @ corrected.T
        - (probabilities.shape[1] + weight) * np.outer(found, found)
        + weight * np.diag(corpus)
    )[np.ix_(free, free)]
    spread = np.linalg.cholesky(np.linalg.inv(information))
    shift = np.log(ratio) - np.log(ratio[~free])
    shift[free] += spread @ normal
    return np.asarray(shift)


def _corrected_sums(probabilities: Floats, ratio: Floats) -> Floats:
    """Return how many cases are expected to have each answer, once shares are ``ratio`` times
    those of the corpus."""
    sums: Floats = ratio * (probabilities @ (1 / (ratio @ probabilities)))
    return sums
