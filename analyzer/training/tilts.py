"""Finds how far a question's answers are moved against each other."""

import numpy as np
from numpy.typing import NDArray

from analyzer.language.heads import Scores
from analyzer.language.tokens import Ids
from analyzer.training.fitting import Weights

ROUNDS = 3
TRIED = np.round(np.arange(-1.2, 1.21, 0.1), 1)
"""Each answer is moved by the best of these log odds, so many times over."""


def answer_tilts(shares: Scores, wanted: Ids, weights: Weights) -> NDArray[np.float64]:
    """Return what to add to each answer's log odds for the highest macro F1 of the likeliest one.

    ``shares`` has a row a note and a column an answer, ``wanted`` the right one of each, a note
    counts as its ``weights``. The likeliest answer of all is otherwise said too often: a rare one
    ("partly") is seldom more likely than each of the others.
    """
    odds = np.log(shares + 1e-9)
    tilts = np.zeros(shares.shape[1])
    for _ in range(ROUNDS):
        for answer in range(len(tilts)):
            move = np.eye(len(tilts))[answer]
            figures = [
                _macro_f1((odds + tilts + step * move).argmax(axis=1), wanted, weights)
                for step in TRIED
            ]
            tilts = tilts + move * TRIED[int(np.argmax(figures))]
    return tilts


def _macro_f1(said: Ids, wanted: Ids, weights: Weights) -> float:
    figures = []
    for answer in np.unique(wanted):
        is_said, is_wanted = said == answer, wanted == answer
        hits = weights[is_said & is_wanted].sum()
        figures.append(2 * hits / (weights[is_said].sum() + weights[is_wanted].sum()))
    return float(np.mean(figures))
