"""Labels side by side moved apart, so that none lies on another."""

from collections.abc import Sequence


def apart(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return the middles of labels, each as near to the wanted one as the others allow.

    ``wanted`` and ``heights`` are in one unit and of one length; the labels keep their order, lie
    between ``low`` and ``high`` where these leave room for all of them, and touch at most. Labels
    that would overlap move apart evenly about the mean of their places.

    >>> apart([5, 5, 9], [2, 2, 2], 0, 10)
    [4.0, 6.0, 9.0]
    """
    order = sorted(range(len(wanted)), key=lambda label: wanted[label])
    stacks: list[tuple[float, list[int]]] = []  # a top and the labels below it
    for label in order:
        members = [label]
        top = _top(members, wanted, heights, low, high)
        while stacks and stacks[-1][0] + _height(stacks[-1][1], heights) > top:
            members = stacks.pop()[1] + members
            top = _top(members, wanted, heights, low, high)
        stacks.append((top, members))
    middles = [0.0] * len(wanted)
    for top, members in stacks:
        for label in members:
            middles[label] = top + heights[label] / 2
            top += heights[label]
    return middles


def _top(
    members: Sequence[int],
    wanted: Sequence[float],
    heights: Sequence[float],
    low: float,
    high: float,
) -> float:
    """Return where a stack of labels begins so that they lie nearest to their places."""
    above, free = 0.0, 0.0
    for label in members:
        free += wanted[label] - heights[label] / 2 - above
        above += heights[label]
    return max(min(free / len(members), high - above), low)


def _height(members: Sequence[int], heights: Sequence[float]) -> float:
    return sum(heights[label] for label in members)
