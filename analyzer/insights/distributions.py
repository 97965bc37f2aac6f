"""Exact distributions of sums of independent draws, and what may be read off them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

Floats = NDArray[np.float64]

ROUNDING = 1e-12
"""Allowance for rounding when a cumulative probability is compared with a level."""


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

    ``draws`` has shape (draws, values): row i holds the probabilities of the values 0, 1, 2, ... of
    draw i. The result has shape (1 + draws * (values - 1),): the probability of each sum. The rows'
    generating polynomials are multiplied in pairs, all pairs of a round at once by FFT, so the time
    grows as n log(n)^2 and rounding stays near 1e-16.

    Source of the method for Bernoulli draws: W. Biscarri, S. D. Zhao, R. J. Brunner, "A simple and
    fast method for computing the Poisson binomial distribution function", Computational Statistics
    and Data Analysis 122 (2018), 92-100.

    >>> sum_distribution(np.array([[0.5, 0.5], [0.5, 0.5]])).round(3).tolist()
    [0.25, 0.5, 0.25]
    """
    count, values = draws.shape
    sums = draws
    while len(sums) > 1:
        if len(sums) % 2:
            certain_nothing = np.zeros((1, sums.shape[1]))
            certain_nothing[0, 0] = 1
            sums = np.concatenate([sums, certain_nothing])
        width = 2 * sums.shape[1] - 1
        length = next_fast_len(width, real=True)
        spectra = rfft(sums, length, axis=1)
        sums = irfft(spectra[0::2] * spectra[1::2], length, axis=1)[:, :width]
    total = sums[0] if count else np.ones(1)
    # Beyond the largest possible sum stands only the padding's rounding noise.
    total = np.clip(total[: 1 + count * (values - 1)], 0, None)
    distribution: Floats = total / total.sum()
    return distribution


def estimate_of(values: Floats, probabilities: Floats) -> Estimate:
    """Return mean, median and intervals of a discrete distribution.

    ``values`` ascend and ``probabilities`` add up to 1, both of shape (n,). A quantile is the
    smallest value at which the cumulative probability reaches the level, so that every interval
    holds at least its stated probability, and the median.

    >>> estimate_of(np.array([0.0, 1.0, 2.0]), np.array([0.25, 0.5, 0.25])).median
    1.0
    """
    levels = np.array([0.5, 0.1, 0.9, 0.025, 0.975])
    reached = np.searchsorted(np.cumsum(probabilities), levels - ROUNDING)
    quantiles = values[np.minimum(reached, len(values) - 1)]
    return Estimate(float(values @ probabilities), *(float(value) for value in quantiles))
