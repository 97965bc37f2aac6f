import random
from math import isclose

import pytest
from scipy.stats import norm

from analyzer.insights.false_alarms import false_alarms
from insights.chart_runs import marked

WITHIN = 0.0025


def test_two_points_alarm_as_rarely_as_the_formula_says():
    """Each lies half their difference from their mean, which has a variance of a half."""
    assert isclose(false_alarms(2), 2 * norm.sf(3 * 2**0.5), abs_tol=1e-4)
    assert false_alarms(0) == false_alarms(1) == 0


@pytest.mark.parametrize(("points", "charts"), [(3, 8_000), (12, 12_000), (24, 12_000)])
def test_other_charts_marked_point_by_point_alarm_as_often(points, charts):
    draw = random.Random(points)
    alarms = 0
    for _ in range(charts):
        values = [draw.gauss(0, 1) for _ in range(points)]
        centre = sum(values) / points
        alarms += any(marked([value - centre for value in values]).values())
    share = alarms / charts
    chance = false_alarms(points)
    by_chance = 4 * (chance * (1 - chance) / charts) ** 0.5
    assert abs(share - chance) < by_chance + WITHIN


def test_more_points_alarm_more_often():
    chances = [false_alarms(points) for points in (3, 6, 9, 12, 18, 24)]
    assert chances == sorted(chances)
    assert false_alarms(12) == pytest.approx(0.0365, abs=WITHIN)
    assert false_alarms(24) == pytest.approx(0.147, abs=WITHIN)
