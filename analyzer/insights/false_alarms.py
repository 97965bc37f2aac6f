"""How often a process that does not change trips the rules of a control chart all the same."""

from functools import cache

import numpy as np

from analyzer.insights.chart_rules import Limits, signals

CHARTS = 100_000
CHARTS_AT_A_TIME = 20_000
SEED = 4_711


@cache
def false_alarms(points: int) -> float:
    """Return the chance, 0 to 1, that a chart of a stable process marks at least one point.

    ``points`` (0 or more) stand on the chart without a gap. Their shares are taken as normal, with
    a sigma that is known, as it is for a share; the centre is the mean of the same points, as on
    the chart, which makes alarms rarer than the published figures for a centre that is known
    beforehand. Shares of few notes, or near 0 or 1, are skewed and leave their limits more often.

    Found by simulating 100,000 charts, always the same ones: in 19 of 20 cases within 0.0025 of the
    true chance for up to 24 points.

    >>> false_alarms(6) < false_alarms(24) < 0.2
    True
    """
    if points == 0:
        return 0.0
    limits = Limits(centre=0, low_95=-2, high_95=2, low_998=-3, high_998=3)
    random = np.random.default_rng(SEED)
    alarms = 0
    for _ in range(CHARTS // CHARTS_AT_A_TIME):
        charts = random.standard_normal((CHARTS_AT_A_TIME, points))
        charts -= charts.mean(axis=1, keepdims=True)
        marked = np.logical_or.reduce(list(signals(charts, limits).values()))
        alarms += int(marked.any(axis=1).sum())
    return alarms / CHARTS
