"""Distributions of sums of independent draws, and what may be read off them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

Floats = NDArray[np.float64]

ROUNDING = 1e-12
"""Allowance for rounding when a cumulative probability is compared with a level."""
LEVELS = (0.5, 0.1, 0.9, 0.025, 0.975)
"""Of the median and the ends of the central 80 and 95 % intervals."""


class Law(Protocol):
    """The distribution of a count.

    A quantile is the smallest count at which the cumulative probability reaches the level, so that
    every interval holds at least its stated probability, and the median.
    """

    @property
    def expected(self) -> float:
        """Return the mean."""

    @property
    def expected_above_zero(self) -> float:
        """Return the mean where what is under 0 counts as 0."""

    def cumulative(self, counts: Floats) -> Floats:
        """Return the probabilities, of the shape of ``counts``, of each of them or less."""

    def quantiles(self, levels: Sequence[float]) -> Floats:
        """Return the quantiles at levels between 0 and 1, one a level."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean, median and central 80 and 95 % intervals of a distribution."""

    expected: float
    median: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float

    def times(self, constant: float) -> "Estimate":
        """Return the estimate of ``constant`` (above 0) times the quantity.

        >>> Estimate(1.5, 1, 0, 2, 0, 3).times(11).high_95
        33
        """
        return Estimate(
            self.expected * constant,
            self.median * constant,
            self.low_80 * constant,
            self.high_80 * constant,
            self.low_95 * constant,
            self.high_95 * constant,
        )


def sum_distribution(draws: Floats) -> Floats:
    """Return the distribution of the sum of independent draws, exact to 1e-12.

    ``draws`` has shape (..., draws, values): row i holds the probabilities of the values 0, 1, 2,
    ... of draw i. The result has shape (..., 1 + draws * (values - 1)): the probability of each
    sum. The rows' generating polynomials are multiplied in pairs, all pairs of a round at once by
    FFT, so the time grows as n log(n)^2 and rounding stays near 1e-16.

    Source of the method for Bernoulli draws: W. Biscarri, S. D. Zhao, R. J. Brunner, "A simple and
    fast method for computing the Poisson binomial distribution function", Computational Statistics
    and Data Analysis 122 (2018), 92-100.

    >>> sum_distribution(np.array([[0.5, 0.5], [0.5, 0.5]])).round(3).tolist()
    [0.25, 0.5, 0.25]
    """
    *sets, count, values = draws.shape
    sums = draws
    while sums.shape[-2] > 1:
        if sums.shape[-2] % 2:
            certain_nothing = np.zeros((*sets, 1, sums.shape[-1]))
            certain_nothing[..., 0] = 1
            sums = np.concatenate([sums, certain_nothing], axis=-2)
        width = 2 * sums.shape[-1] - 1
        length = next_fast_len(width, real=True)
        spectra = rfft(sums, length)
        sums = irfft(spectra[..., 0::2, :] * spectra[..., 1::2, :], length)[..., :width]
    total = sums[..., 0, :] if count else np.ones((*sets, 1))
    # Beyond the largest possible sum stands only the padding's rounding noise.
    total = np.clip(total[..., : 1 + count * (values - 1)], 0, None)
    distribution: Floats = total / total.sum(axis=-1, keepdims=True)
    return distribution


@dataclass(frozen=True, slots=True)
class Discrete:
    """A law given count by count: ``counts`` ascend, ``probabilities`` add up to 1, both (n,).

    >>> Discrete(np.array([0.0, 1.0, 2.0]), np.array([0.25, 0.5, 0.25])).quantiles([0.5, 0.9])
    array([1., 2.])
    """

    counts: Floats
    probabilities: Floats

    @property
    def expected(self) -> float:
        """Return the mean."""
        return float(self.counts @ self.probabilities)

    @property
    def expected_above_zero(self) -> float:
        """Return the mean where what is under 0 counts as 0."""
        return float(np.maximum(self.counts, 0) @ self.probabilities)

    def cumulative(self, counts: Floats) -> Floats:
        """Return the probabilities, of the shape of ``counts``, of each of them or less."""
        reached = np.append(0.0, np.cumsum(self.probabilities))
        held: Floats = reached[np.searchsorted(self.counts, counts, side="right")]
        return held

    def quantiles(self, levels: Sequence[float]) -> Floats:
        """Return the quantiles at levels between 0 and 1, one a level."""
        reached = np.searchsorted(np.cumsum(self.probabilities), np.array(levels) - ROUNDING)
        counts: Floats = self.counts[np.minimum(reached, len(self.counts) - 1)]
        return counts


def estimate_of(law: Law) -> Estimate:
    """Return mean, median and intervals of a law.

    >>> estimate_of(Discrete(np.array([0.0, 1.0, 2.0]), np.array([0.25, 0.5, 0.25]))).median
    1.0
    """
    return Estimate(law.expected, *law.quantiles(LEVELS).tolist())


def estimate_above_zero(law: Law) -> Estimate:
    """Return mean, median and intervals of a law where what is under 0 counts as 0."""
    return Estimate(law.expected_above_zero, *np.maximum(law.quantiles(LEVELS), 0).tolist())
