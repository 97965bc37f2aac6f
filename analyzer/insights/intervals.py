"""Shares with their intervals, and the rule that a small number gets none."""

from dataclasses import dataclass
from math import isnan, nan

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from analyzer.settings import Statistics


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``n``; ``rate``, ``low`` and ``high`` run from 0 to 1.

    All three are NaN where ``n`` is under ``statistics.minimum_for_rate``.
    """

    count: int
    n: int
    rate: float
    low: float
    high: float

    @property
    def shown(self) -> bool:
        """Whether there are enough contacts for a rate."""
        return not isnan(self.rate)


def wilson(
    count: ArrayLike, n: ArrayLike, confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the low and high ends, 0 to 1, of the score interval of ``count / n``.

    ``count`` and ``n`` are arrays of one shape, or numbers; where ``n`` is 0 nothing is known and
    the interval is 0 to 1. Raises ValueError unless 0 <= count <= n.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212.

    >>> low, high = wilson([9, 0], [10, 10])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.596, 0.0], [0.982, 0.278])
    """
    count, n = np.broadcast_arrays(np.asarray(count, dtype=float), np.asarray(n, dtype=float))
    if np.any(count < 0) or np.any(count > n):
        raise ValueError("A share's count must lie between 0 and its n.")
    known = np.maximum(n, 1)
    rate = count / known
    z = float(ndtri((1 + confidence) / 2))
    width = 1 + z**2 / known
    middle = (rate + z**2 / (2 * known)) / width
    half = z / width * np.sqrt(rate * (1 - rate) / known + (z / (2 * known)) ** 2)
    # At 0 of n and n of n the formula's end is the estimate itself, but for rounding.
    low = np.where(count == 0, 0.0, np.clip(middle - half, 0, rate))
    high = np.where(count == n, 1.0, np.clip(middle + half, rate, 1))
    return low, high


def share(count: int, n: int, statistics: Statistics) -> Share:
    """Return one share; without rate and interval where ``n`` is under ``minimum_for_rate``.

    >>> share(3, 4, Statistics()).shown
    False
    >>> share(30, 40, Statistics()).rate
    0.75
    """
    if n < statistics.minimum_for_rate:
        return Share(count, n, nan, nan, nan)
    low, high = wilson(count, n, statistics.confidence)
    return Share(count, n, count / n, float(low), float(high))


def with_rates(
    counts: pd.DataFrame, count: str, statistics: Statistics, n: str = "n", prefix: str = ""
) -> pd.DataFrame:
    """Return ``counts`` with the columns rate, low and high of ``count / n``, each 0 to 1.

    ``count`` and ``n`` name columns; ``prefix`` goes before the three new names. All three are NaN
    in the rows whose ``n`` is under ``minimum_for_rate``.
    """
    totals = counts[n].to_numpy(dtype=float)
    low, high = wilson(counts[count].to_numpy(dtype=float), totals, statistics.confidence)
    rate = counts[count].to_numpy(dtype=float) / np.maximum(totals, 1)
    enough = totals >= statistics.minimum_for_rate
    columns = {"rate": rate, "low": low, "high": high}
    return counts.assign(
        **{prefix + name: np.where(enough, values, nan) for name, values in columns.items()}
    )
