"""Limits within which chance alone keeps a count, exact also where it is rare or nearly certain."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrik

from analyzer.insights.distributions import sum_distribution

Floats = NDArray[np.float64]

OUTER_COVERAGE = 0.998
"""Between the outer limits of a funnel plot, as far as 3.09 standard deviations of a normal."""

ROUNDING = 1e-15
"""A probability that is not told from rounding."""


def sum_limits(chances: Floats, coverage: float) -> tuple[Floats, Floats]:
    """Return the lower and upper limit of how many of independent things happen.

    ``chances`` has shape (..., n), the probability of each; the limits have shape (...). A count
    beyond a limit has, with all counts further out, a probability of less than half of what
    ``coverage`` (0 to 1) leaves, and every count within has more. The limits lie between two whole
    numbers, by the logarithm of the probabilities there; a lower one is 0, and an upper one n,
    where no count is so improbable.

    Source of limits outside of which chance never puts more than a stated share: B. N. Manktelow,
    S. E. Seaton, "Specifying the probability characteristics of funnel plot control limits: an
    investigation of three approaches", PLoS ONE 7 (2012), e45723, the first of the three.

    >>> low, high = sum_limits(np.full(10, 0.5), 0.95)  # P(0 or 1) = 0.011, P(2 or less) = 0.055
    >>> bool(1 < low < 2), bool(8 < high < 9)
    (True, True)
    """
    happen = sum_distribution(np.stack([1 - chances, chances], axis=-1))
    tail = (1 - coverage) / 2
    return _lower(happen, tail), chances.shape[-1] - _lower(happen[..., ::-1], tail)


def binomial_limits(n: Floats, share: float, coverage: float) -> tuple[Floats, Floats]:
    """Return the limits of ``sum_limits`` for ``n`` things that each happen with one chance.

    ``n`` (above 0) may have fractions: the limits are a smooth curve that passes between the same
    whole numbers. ``share`` lies between 0 and 1, without them.

    >>> low, high = binomial_limits(np.array([10.0]), 0.5, 0.95)
    >>> bool(1 < low[0] < 2), bool(8 < high[0] < 9)
    (True, True)
    """
    tail = (1 - coverage) / 2
    low, high = (
        np.where(np.log1p(-chance) * n < np.log(tail), bdtrik(tail, n, chance), 0)
        for chance in (share, 1 - share)
    )
    return low, n - high


def _lower(distribution: Floats, tail: float) -> Floats:
    """Return the lower limits of counts with these probabilities, of shape (..., counts)."""
    at_most = np.clip(np.cumsum(distribution, axis=-1), ROUNDING, 1)
    inside = np.argmax(at_most >= tail, axis=-1, keepdims=True)
    reached = np.log(np.take_along_axis(at_most, inside, axis=-1))
    before = np.log(np.take_along_axis(at_most, np.maximum(inside - 1, 0), axis=-1))
    rise = np.where(inside > 0, reached - before, 1)
    limits = np.where(inside > 0, inside - (reached - np.log(tail)) / rise, 0)
    lower: Floats = limits[..., 0]
    return lower
