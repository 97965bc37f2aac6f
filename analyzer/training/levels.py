"""Finds where one level of a scale gives way to the next."""

import numpy as np
from numpy.typing import NDArray

from analyzer.language.heads import Scores
from analyzer.language.tokens import Ids
from analyzer.training.fitting import Weights
from analyzer.training.scoring import quadratic_kappa

ROUNDS = 2
TRIED = 17
"""Each cut is moved to the best of so many places, so many times over."""
REACH = 0.4
"""Levels on either side of a cut in which a better place is looked for."""


def level_cuts(means: Scores, wanted: Ids, levels: int, weights: Weights) -> NDArray[np.float64]:
    """Return the mean answers at which each level (0 to ``levels`` - 1) gives way to the next.

    They begin where every level is as frequent among the answers as among the wanted ones, and are
    moved, one after the other, to where weighted agreement (Cohen 1968, quadratic) is highest.
    """
    order = np.argsort(means, kind="stable")
    share = np.cumsum(weights[order]) / weights.sum()
    below = [(weights * (wanted < level)).sum() / weights.sum() for level in range(1, levels)]
    place = np.minimum(np.searchsorted(share, below), len(order) - 1)
    cuts = np.asarray(means[order][place], dtype=np.float64)
    if len(np.unique(wanted)) < 2:
        return cuts

    def agreement(tried: NDArray[np.float64]) -> float:
        said = np.searchsorted(tried, means, side="right")
        return quadratic_kappa(wanted, said, 0, levels - 1, weights)

    for _ in range(ROUNDS):
        for i, cut in enumerate(cuts):
            low = max(cut - REACH, cuts[i - 1] if i else means.min())
            high = min(cut + REACH, cuts[i + 1] if i + 1 < len(cuts) else means.max())
            places = [cut, *np.linspace(low, high, TRIED)]
            cuts[i] = max(places, key=lambda p, i=i: agreement(_moved(cuts, i, p)))  # type: ignore[misc]
    return cuts


def _moved(cuts: NDArray[np.float64], i: int, place: float) -> NDArray[np.float64]:
    moved = cuts.copy()
    moved[i] = place
    return moved
