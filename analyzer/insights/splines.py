"""A smooth curve of one measure, for models that are straight lines in everything else."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KNOTS = (0.05, 0.35, 0.65, 0.95)
"""Quantiles at which the knots of a curve lie: Harrell's for four knots."""


def restricted_cubic_spline(values: Floats) -> Floats:
    """Return the columns of a curve of ``values``, each with mean 0 and standard deviation 1.

    ``values`` has shape (n,); the result (n, columns): the values themselves and, with four
    different knots, two cubic terms. The curve is a straight line beyond the outer knots, where few
    values lie. Fewer than three different knots leave the values alone, and a column that is the
    same everywhere is all 0. ``values`` may not be empty.

    Source: F. E. Harrell, "Regression Modeling Strategies", 2nd edition, Springer 2015, section
    2.4.5.

    >>> restricted_cubic_spline(np.arange(100.0)).shape
    (100, 3)
    """
    knots = np.unique(np.quantile(values, KNOTS))
    columns = [values]
    if len(knots) > 2:
        *inner, second_last, last = knots
        span = last - second_last
        columns += [
            _beyond(values, knot)
            - _beyond(values, second_last) * (last - knot) / span
            + _beyond(values, last) * (second_last - knot) / span
            for knot in inner
        ]
    spline = np.column_stack(columns)
    spline -= spline.mean(axis=0)
    spread = spline.std(axis=0)
    # Rounding leaves a spread of about 1e-16 where all values are the same.
    same = spread <= 1e-9 * np.abs(values).max(initial=1)
    return np.where(same, 0.0, spline / np.where(same, 1.0, spread))


def _beyond(values: Floats, knot: float) -> Floats:
    cubes: Floats = np.clip(values - knot, 0, None) ** 3
    return cubes
