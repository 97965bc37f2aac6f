from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.reports.charts.spacing import apart

LABELS = st.lists(st.tuples(st.floats(0, 200), st.floats(5, 40)), min_size=1, max_size=30)


@given(LABELS)
def test_labels_keep_their_order_and_lie_apart_within_the_ends(
    labels: list[tuple[float, float]],
) -> None:
    wanted, heights = [place for place, _ in labels], [height for _, height in labels]
    high = max(200.0, sum(heights))
    places = apart(wanted, heights, 0, high)
    order = sorted(range(len(labels)), key=lambda label: wanted[label])
    for one, other in pairwise(order):
        between = places[other] - places[one]
        assert between >= (heights[one] + heights[other]) / 2 - 1e-6
    assert places[order[0]] - heights[order[0]] / 2 >= -1e-6
    assert places[order[-1]] + heights[order[-1]] / 2 <= high + 1e-6


@given(st.lists(st.integers(0, 40), unique=True, min_size=1))
def test_labels_with_room_stay_where_they_are_wanted(wanted: list[int]) -> None:
    assert apart(wanted, [1] * len(wanted), -1, 41) == pytest.approx(wanted)


def test_labels_of_one_place_part_evenly() -> None:
    assert apart([5, 5], [2, 2], 0, 10) == [4, 6]
    assert apart([0, 0], [2, 2], 0, 10) == [1, 3]
    assert apart([10, 10], [2, 2], 0, 10) == [7, 9]


def test_stacks_that_meet_become_one() -> None:
    assert apart([4, 4.5, 6, 6.5], [2, 2, 2, 2], 0, 20) == [2.25, 4.25, 6.25, 8.25]


def test_no_label_has_no_place() -> None:
    assert apart([], [], 0, 1) == []
