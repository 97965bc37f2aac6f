"""The rules of control charts once more, point by point and slowly, to hold the fast ones against.

Points are in sigmas from the centre; None is a month without a point.
"""

from collections.abc import Sequence
from itertools import pairwise

Points = Sequence[float | None]


def windows(points: Points, length: int) -> list[tuple[range, list[float]]]:
    """Every so many neighbours, none of which is missing, and their places."""
    found = []
    for first in range(len(points) - length + 1):
        places = range(first, first + length)
        values = [points[place] for place in places]
        if None not in values:
            found.append((places, [float(value) for value in values if value is not None]))
    return found


def one_side(values: Sequence[float]) -> bool:
    return all(value > 0 for value in values) or all(value < 0 for value in values)


def outside(points: Points) -> set[int]:
    return {place for place, value in enumerate(points) if value is not None and abs(value) > 3}


def shift(points: Points) -> set[int]:
    return {place for places, run in windows(points, 7) if one_side(run) for place in places}


def trend(points: Points) -> set[int]:
    marked = set()
    for places, run in windows(points, 7):
        moves = [after - before for before, after in pairwise(run)]
        if one_side(moves):
            marked |= set(places)
    return marked


def near_limit(points: Points) -> set[int]:
    marked = set()
    for places, run in windows(points, 3):
        near = [place for place, value in zip(places, run, strict=True) if abs(value) > 2]
        if one_side(run) and len(near) >= 2:
            marked |= set(near)
    return marked


def marked(points: Points) -> dict[str, set[int]]:
    """The places that each rule marks."""
    return {
        "outside": outside(points),
        "shift": shift(points),
        "trend": trend(points),
        "near_limit": near_limit(points),
    }
