"""What repeats of a measurement say: the least, the middle and the highest."""

import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Spread(NamedTuple):
    """Of several values."""

    least: float
    median: float
    highest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Return the spread of some values.

        >>> Spread.of([3.0, 1.0, 8.0])
        Spread(least=1.0, median=3.0, highest=8.0)
        """
        return cls(min(values), statistics.median(values), max(values))

    @classmethod
    def of_ratios(cls, ones: Sequence[float], others: Sequence[float]) -> "Spread":
        """Return the spread of ``one / other``, pair by pair.

        What slows the machine down for a while slows both of a pair, so that it leaves their ratio
        alone; a ratio of two medians has no such luck.

        >>> Spread.of_ratios([2.0, 20.0, 3.0], [1.0, 10.0, 1.0]).median
        2.0
        """
        return cls.of([one / other for one, other in zip(ones, others, strict=True)])
