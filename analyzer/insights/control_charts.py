"""A share month by month, with the limits within which chance alone would keep it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf, nan

import numpy as np
import pandas as pd

from analyzer.insights.chart_rules import Floats, Limits, Signal, signals
from analyzer.insights.false_alarms import false_alarms
from analyzer.settings import Settings

__all__ = ["ControlChart", "Signal", "control_chart"]

COLUMNS = ("n", "count", "variance")
ROUNDING = 1e-9
"""How far an expected count may pass its n by rounding."""


@dataclass(frozen=True)
class ControlChart:
    """A p-chart: a share a month, its centre line and limits.

    ``centre`` is the share over all months with enough notes, 0 to 1, NaN where there is none.
    ``points`` has a row a month from the first to the last: month (Timestamp of its first day), n,
    count, rate, low_95, high_95 (2 sigma), low_998, high_998 (3 sigma), each 0 to 1, signals (a
    tuple of Signal) and model_changed (whether another model began to read in it). Rate and limits
    are NaN, and there is no signal, where n is under ``minimum_for_comparison``. ``false_alarms``
    is the chance, 0 to 1, that a process that does not change trips a rule at least once over so
    many points.
    """

    centre: float
    points: pd.DataFrame
    false_alarms: float


def control_chart(
    counts: pd.DataFrame, settings: Settings, model_changes: Sequence[date] = ()
) -> ControlChart:
    """Return the p-chart of ``count`` out of ``n`` a month.

    ``counts`` has the columns month (its first day), n and count, a row a month in any order; a
    month in between that is missing had no notes. A count may be expected, the sum of n chances:
    then a column variance holds that of the month's chances (n - 1 in its divisor, NaN where n is
    1), because such a sum varies less than a count of what happened. ``model_changes`` holds the
    first days of months in which another model began to read.
    Raises ValueError where a month comes twice or is not a first day, or a count lies outside 0
    to its n.

    The centre is sum(count) / sum(n), a limit centre ± k sigma / sqrt(n) with the month's own n,
    clipped to 0 to 1. The square of sigma is centre (1 - centre) for counts, and for expected ones
    the variance within months, sum((n - 1) variance) / sum(n - 1): D. C. Montgomery, "Introduction
    to Statistical Quality Control", 6th edition 2009, sections 7.2 and 6.3. The rules are those of
    ``chart_rules.signals``.
    """
    months = _every_month(counts)
    n = months["n"].to_numpy(dtype=float)
    count = months["count"].to_numpy(dtype=float)
    if np.any(count < 0) or np.any(count > n + ROUNDING):
        raise ValueError("A month's count must lie between 0 and its n.")
    enough = n >= settings.statistics.minimum_for_comparison
    total = float(n[enough].sum())
    centre = min(float(count[enough].sum()) / total, 1.0) if total else nan
    rate = np.where(enough, np.minimum(count / np.maximum(n, 1), 1), nan)
    of_one = _variance_within(months[enough]) if "variance" in months else centre * (1 - centre)
    limits = _limits(centre, of_one, np.where(enough, n, nan))
    marks = signals(rate, limits)
    points = months[["month", "n", "count"]].assign(
        rate=rate,
        low_95=limits.low_95,
        high_95=limits.high_95,
        low_998=limits.low_998,
        high_998=limits.high_998,
        signals=pd.Series(
            [
                tuple(signal for signal in Signal if marks[signal][place])
                for place in range(len(months))
            ],
            index=months.index,
            dtype=object,
        ),
        model_changed=months["month"].isin([pd.Timestamp(day) for day in model_changes]),
    )
    # A sum of chances is nearly normal, however few of them a month has.
    typical = inf if "variance" in months or not total else float(np.median(n[enough]))
    return ControlChart(centre, points, false_alarms(int(enough.sum()), centre, typical))


def _every_month(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the counts in the order of time, with the months that had no notes."""
    known = counts.set_index("month")[[name for name in COLUMNS if name in counts]]
    if known.empty:
        return known.reset_index()
    every = pd.date_range(known.index.min(), known.index.max(), freq="MS", name="month")
    if known.index.has_duplicates or not known.index.isin(every).all():
        raise ValueError("The counts of a control chart need a row a month, by its first day.")
    return known.reindex(every, fill_value=0).reset_index()


def _variance_within(months: pd.DataFrame) -> float:
    """Return the variance of one case's chance within its month, pooled over the months."""
    free = months["n"].to_numpy(dtype=float) - 1
    pooled = np.nansum(free * months["variance"].to_numpy(dtype=float))
    return float(pooled / max(free.sum(), 1))


def _limits(centre: float, variance: float, n: Floats) -> Limits:
    sigma = np.sqrt(variance / n)
    low_95, high_95, low_998, high_998 = (
        np.clip(centre + number * sigma, 0, 1) for number in (-2, 2, -3, 3)
    )
    return Limits(centre, low_95, high_95, low_998, high_998)
