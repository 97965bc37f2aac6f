from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.insights.chart_rules import Limits, Signal, signals
from insights.chart_runs import marked

SIGMAS = Limits(centre=0, low_95=-2, high_95=2, low_998=-3, high_998=3)

stretches = st.tuples(
    st.sampled_from([None, -3.5, -3, -2.5, -2, -1, 0, 1, 2, 2.5, 3, 3.5]),
    st.integers(1, 9),
    st.sampled_from([-0.25, 0, 0, 0.25]),
).map(lambda told: [None if told[0] is None else told[0] + told[2] * k for k in range(told[1])])
"""Some points that stay, rise or fall, or are missing."""

charts = st.lists(stretches, max_size=6).map(lambda parts: list(chain.from_iterable(parts)))


def found(points):
    """The places that each rule marks."""
    values = np.array([np.nan if value is None else value for value in points], dtype=float)
    marks = signals(values, SIGMAS)
    return {str(rule): set(np.flatnonzero(marks[rule]).tolist()) for rule in Signal}


# The examples of runs and trends are those of the tests of NHSRplotthedots 0.2.2, file
# test-ptd_calculate_point_type.R.
@pytest.mark.parametrize(
    ("points", "places"),
    [
        ([], set()),
        ([1] * 6, set()),
        ([1] * 6 + [-1], set()),
        ([1] * 8 + [-1], set(range(8))),
        ([-1] * 8 + [1], set(range(8))),
        ([-1] + [1] * 8 + [-1], set(range(1, 9))),
        ([1] + [-1] * 8 + [1], set(range(1, 9))),
        ([1, 1, 1, 0, 1, 1, 1, 1], set()),
    ],
)
def test_seven_points_on_one_side_are_a_shift(points, places):
    assert found(points)["shift"] == places


@pytest.mark.parametrize(
    ("points", "places"),
    [
        ([1, 2, 3, 4, 5, 6], set()),
        ([1, 2, 3, 3, 4, 5, 6], set()),
        ([1, 2, 3, 4, 5, 6, 7], set(range(7))),
        ([2, 1, 2, 3, 4, 5, 6, 7, 3], set(range(1, 8))),
        ([7, 6, 5, 4, 3, 2, 1], set(range(7))),
        ([2, 7, 6, 5, 4, 3, 2, 1, 3], set(range(1, 8))),
        ([-3, -2, -1, 0, 1, 2, 3], set(range(7))),
    ],
)
def test_seven_points_that_rise_or_fall_are_a_trend(points, places):
    assert found(points)["trend"] == places


NEAR, FAR = 2.5, 1


# The first seven are examples of the same tests; then the changes that issues 143 and 194 of
# NHSRplotthedots tell of.
@pytest.mark.parametrize(
    ("points", "places"),
    [
        ([NEAR, FAR, NEAR], {0, 2}),
        ([FAR, NEAR, NEAR], {1, 2}),
        ([NEAR, NEAR, FAR], {0, 1}),
        ([FAR, FAR, NEAR, FAR, NEAR, FAR, FAR], {2, 4}),
        ([FAR, FAR, NEAR, NEAR, FAR, FAR, FAR], {2, 3}),
        ([NEAR, FAR, FAR, NEAR], set()),
        ([NEAR, FAR, FAR, NEAR, NEAR], {3, 4}),
        ([NEAR, FAR, -NEAR], set()),
        ([NEAR, -FAR, NEAR], set()),
        ([NEAR, 3.5, FAR], {0, 1}),
        ([3.5, 3.5, NEAR], {0, 1, 2}),
        ([NEAR, NEAR], set()),
        ([2, 2, 2], set()),
    ],
)
def test_two_of_three_points_near_a_limit(points, places):
    assert found(points)["near_limit"] == places


def test_a_point_beyond_a_limit_is_outside_and_one_on_it_is_not():
    assert found([3, 3.01, 0, -3, -3.01])["outside"] == {1, 4}


@pytest.mark.parametrize("rule", ["shift", "trend", "near_limit"])
def test_no_run_passes_over_a_missing_point(rule):
    rising = [0.2, 0.4, 0.6, 2.1, 2.2, 2.3, 2.4]
    assert found(rising)[rule]
    assert not found([*rising[:4], None, *rising[5:]])[rule]


@given(charts)
def test_each_rule_marks_exactly_the_points_of_its_runs(points):
    assert found(points) == marked(points)


@given(charts)
def test_up_and_down_and_back_and_forth_are_alike(points):
    there = found(points)
    assert found([None if value is None else -value for value in points]) == there
    last = len(points) - 1
    back = found(points[::-1])
    assert {rule: {last - place for place in places} for rule, places in back.items()} == there


@given(st.lists(charts.filter(bool), min_size=1, max_size=4))
def test_many_charts_at_once_are_marked_as_each_alone(several):
    length = max(map(len, several))
    padded = [points + [None] * (length - len(points)) for points in several]
    values = np.array([[np.nan if v is None else v for v in points] for points in padded], float)
    marks = signals(values, SIGMAS)
    for row, points in enumerate(padded):
        alone = found(points)
        assert {str(r): set(np.flatnonzero(marks[r][row]).tolist()) for r in Signal} == alone
