"""The rules by which a control chart tells a change from chance."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]

SHIFT = 7
"""Points in a row on one side of the centre line that make a shift."""

TREND = 7
"""Points in a row, each above the one before or each below it, that make a trend."""

NEAR = 2
NEAR_AMONG = 3
"""So many points near a limit or beyond it, among so many in a row on one side of the centre."""

ROUNDING = 1e-12
"""Shares that differ by less count as equal, so that rounding never makes a signal."""


class Signal(StrEnum):
    """What a point tells beyond chance."""

    OUTSIDE = "outside"
    SHIFT = "shift"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"


@dataclass(frozen=True)
class Limits:
    """The centre line and the limits at 2 sigma (95 %) and 3 sigma (99.8 %) on either side.

    Each is a number or an array that broadcasts against the points.
    """

    centre: Floats | float
    low_95: Floats | float
    high_95: Floats | float
    low_998: Floats | float
    high_998: Floats | float


def signals(points: Floats, limits: Limits) -> dict[Signal, Marks]:
    """Return for each rule which points it marks, in the shape of ``points``.

    ``points`` has shape (..., points in the order of time). The rules are those of NHS England's
    programme "Making Data Count":

    - outside: a point beyond a 3 sigma limit;
    - shift: 7 points in a row on one side of the centre line;
    - trend: 7 points in a row that rise, or fall, from each to the next;
    - near limit: 3 points in a row on one side of the centre line, of which at least 2 lie beyond
      the 2 sigma limit there; only those that do are marked.

    A point on the centre line is on neither side and ends a shift, and a point equal to the one
    before ends a trend; a point on a limit is not beyond it. The rules are meant for series without
    gaps: a point that is NaN is never marked and ends every run, because nobody can tell on which
    side of it the missing one would have been.

    Sources: the programme's rules as the R package NHSRplotthedots of the NHS-R Community applies
    them, version 0.2.2 (2025), doi:10.32614/CRAN.package.NHSRplotthedots; that points beyond
    3 sigma count as near too is the programme's change of November 2023, announced in
    https://github.com/nhs-r-community/NHSRplotthedots/issues/194.
    """
    above_centre = _signs(points - limits.centre)
    moves = _signs(np.diff(points, axis=-1))
    outside = _beyond(points, limits.low_998, limits.high_998)
    near = _beyond(points, limits.low_95, limits.high_95)
    near_enough = _runs(above_centre, NEAR_AMONG) & (_sums(near, NEAR_AMONG) >= NEAR)
    count = points.shape[-1]
    return {
        Signal.OUTSIDE: outside,
        Signal.SHIFT: _covered(_runs(above_centre, SHIFT), SHIFT, count),
        Signal.TREND: _covered(_runs(moves, TREND - 1), TREND, count),
        Signal.NEAR_LIMIT: _covered(near_enough, NEAR_AMONG, count) & near,
    }


def _signs(differences: Floats) -> NDArray[np.int8]:
    """Return 1, -1 or 0; 0 too where there is no difference to tell."""
    return (differences > ROUNDING).astype(np.int8) - (differences < -ROUNDING).astype(np.int8)


def _beyond(points: Floats, low: Floats | float, high: Floats | float) -> Marks:
    return (points - low < -ROUNDING) | (points - high > ROUNDING)


def _runs(signs: NDArray[np.int8], length: int) -> Marks:
    """Return for each window of a length, by its first place, whether all its signs are equal."""
    equal: Marks = np.abs(_sums(signs, length)) == length
    return equal


def _sums(values: NDArray[np.int8] | Marks, length: int) -> NDArray[np.int64]:
    """Return the sum over each window of a length along the last axis; shape (..., windows)."""
    so_far = np.zeros((*values.shape[:-1], values.shape[-1] + 1), dtype=np.int64)
    np.cumsum(values, axis=-1, out=so_far[..., 1:])
    return so_far[..., length:] - so_far[..., :-length]


def _covered(windows: Marks, length: int, points: int) -> Marks:
    """Return for each of the points whether it lies in a marked window of a length."""
    places = windows.shape[-1]
    steps = np.zeros((*windows.shape[:-1], points + 1), dtype=np.int64)
    steps[..., :places] += windows
    steps[..., length : length + places] -= windows
    covered: Marks = np.cumsum(steps[..., :-1], axis=-1) > 0
    return covered
