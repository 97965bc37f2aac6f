"""How often a process that does not change trips the rules of a control chart all the same."""

from functools import cache
from math import sqrt

import numpy as np

from analyzer.insights.chart_rules import Floats, Limits, signals

CHARTS = 30_000
CHARTS_AT_A_TIME = 10_000
SEED = 4_711

SKEWNESS_STEP = 0.1
MOST_SKEWED = 1.0
"""Beyond it, where a month expects less than one of the rarer outcome, the chance hardly grows."""


def false_alarms(points: int, centre: float, n: float) -> float:
    """Return the chance, 0 to 1, that a p-chart of a stable process marks at least one point.

    ``points`` (0 or more) stand on the chart without a gap, each a share of about ``n`` things
    (above 0; infinite for a share that varies as a normal one does) around the ``centre`` (0 to 1),
    which is that of the same points. That makes alarms rarer than the published figures for a
    centre that is known beforehand. Shares of few things, or near 0 or 1, are skewed and leave
    their limits more often.

    Found by simulating 30,000 charts, always the same ones: in 19 of 20 cases within 0.005 of the
    true chance for up to 24 points. The charts are of Poisson counts as skewed as the share, by
    (1 - 2 centre) / sqrt(n centre (1 - centre)) rounded to a tenth, so that few kinds of charts are
    ever simulated; that moves the chance by 0.02 at most where a month expects two or more of the
    rarer outcome, and by 0.04 below.

    >>> false_alarms(6, 0.5, 100) < false_alarms(24, 0.5, 100) < false_alarms(24, 0.1, 30)
    True
    """
    if points == 0 or centre in (0, 1):
        return 0.0
    skewness = abs(1 - 2 * centre) / sqrt(n * centre * (1 - centre))
    return _simulated(points, round(min(skewness, MOST_SKEWED) / SKEWNESS_STEP))


@cache
def _simulated(points: int, steps: int) -> float:
    """Return the chance for a skewness of so many ``SKEWNESS_STEP``."""
    random = np.random.default_rng(SEED)
    alarms = 0
    for _ in range(CHARTS // CHARTS_AT_A_TIME):
        shape = (CHARTS_AT_A_TIME, points)
        if steps:
            charts = random.poisson((steps * SKEWNESS_STEP) ** -2, shape).astype(float)
            deviation: Floats | float = np.sqrt(charts.mean(axis=1, keepdims=True))
        else:
            charts, deviation = random.standard_normal(shape), 1.0
        marked = np.logical_or.reduce(list(signals(charts, _limits(charts, deviation)).values()))
        alarms += int(marked.any(axis=1).sum())
    return alarms / CHARTS


def _limits(charts: Floats, deviation: Floats | float) -> Limits:
    centre = charts.mean(axis=1, keepdims=True)
    return Limits(centre, *(centre + number * deviation for number in (-2, 2, -3, 3)))
