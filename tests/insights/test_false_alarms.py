import random
from math import inf, isclose

import numpy as np
import pytest
from scipy.stats import norm

from analyzer.insights.chart_rules import Limits, signals
from analyzer.insights.false_alarms import false_alarms
from insights.chart_runs import marked

WITHIN = 0.005


def test_two_points_alarm_as_rarely_as_the_formula_says():
    """Each lies half their difference from their mean, which has a variance of a half."""
    assert isclose(false_alarms(2, 0.5, inf), 2 * norm.sf(3 * 2**0.5), abs_tol=1e-4)
    assert false_alarms(0, 0.5, 40) == false_alarms(1, 0.5, 40) == 0


def test_a_share_that_cannot_vary_never_alarms():
    assert false_alarms(24, 0, 40) == false_alarms(24, 1, 40) == 0
    assert false_alarms(0, float("nan"), inf) == 0


@pytest.mark.parametrize(("points", "charts"), [(3, 8_000), (12, 12_000), (24, 12_000)])
def test_other_charts_marked_point_by_point_alarm_as_often(points, charts):
    draw = random.Random(points)
    alarms = 0
    for _ in range(charts):
        values = [draw.gauss(0, 1) for _ in range(points)]
        centre = sum(values) / points
        alarms += any(marked([value - centre for value in values]).values())
    share = alarms / charts
    chance = false_alarms(points, 0.5, inf)
    by_chance = 4 * (chance * (1 - chance) / charts) ** 0.5
    assert abs(share - chance) < by_chance + WITHIN


@pytest.mark.parametrize(
    ("centre", "n", "rounding"),
    [
        (0.5, 30, 0.01),
        (0.1, 30, 0.02),
        (0.9, 30, 0.02),
        (0.05, 50, 0.02),
        (0.2, 100, 0.02),
        (0.02, 70, 0.04),
    ],
)
@pytest.mark.parametrize("points", [12, 24])
def test_binomial_shares_alarm_as_often(centre, n, rounding, points):
    """Charts of shares of n notes, with the limits of a p-chart."""
    charts = 40_000
    shares = np.random.default_rng(7).binomial(n, centre, (charts, points)) / n
    middle = shares.mean(axis=1, keepdims=True)
    sigma = np.sqrt(middle * (1 - middle) / n)
    limits = (np.clip(middle + number * sigma, 0, 1) for number in (-2, 2, -3, 3))
    found = signals(shares, Limits(middle, *limits))
    share = np.logical_or.reduce(list(found.values())).any(axis=1).mean()
    assert abs(share - false_alarms(points, centre, n)) < WITHIN + rounding


def test_more_points_and_rarer_things_alarm_more_often():
    chances = [false_alarms(points, 0.5, 100) for points in (3, 6, 9, 12, 18, 24)]
    assert chances == sorted(chances)
    assert false_alarms(12, 0.5, inf) == pytest.approx(0.0365, abs=WITHIN)
    assert false_alarms(24, 0.5, inf) == pytest.approx(0.147, abs=WITHIN)
    rarer = [false_alarms(24, share, 30) for share in (0.5, 0.2, 0.1, 0.05)]
    assert rarer == sorted(rarer)
