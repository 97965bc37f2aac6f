"""The distribution of how many people are told, as bars of a chart."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from analyzer.insights.distributions import Law

CENTRAL = 0.999
MOST = 120
"""Bars at most, over the central part of the distribution."""


@dataclass(frozen=True, slots=True)
class Bin:
    """From ``low`` to ``high`` people are told, both included, with a ``probability`` of 0 to 1."""

    low: float
    high: float
    probability: float


def told_distribution(negatives: Law, people_told: float) -> tuple[Bin, ...]:
    """Return the distribution of the people told, in bins of equally many negative cases.

    ``people_told`` is for each of the ``negatives``. At most 120 bins hold the central 99.9 %.
    """
    low, high = negatives.quantiles([(1 - CENTRAL) / 2, (1 + CENTRAL) / 2])
    width = ceil((high - low + 1) / MOST)
    first = np.arange(low, high + 1, width)
    last = first + width - 1
    held = negatives.cumulative(last) - negatives.cumulative(first - 1)
    return tuple(
        Bin(float(start * people_told), float(end * people_told), float(chance))
        for start, end, chance in zip(first, last, held, strict=True)
    )
