"""How people felt when a contact began and when it ended."""

from collections.abc import Sequence
from math import nan

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from analyzer.frames import Frames
from analyzer.insights.intervals import with_rates
from analyzer.insights.selection import grouped, with_concern
from analyzer.settings import Settings


def arcs(frames: Frames, settings: Settings, by: Sequence[str] = ()) -> pd.DataFrame:
    """Return a row a group over its notes with a concern.

    ``by`` names columns of ``Frames.analyses`` ("staff_id", "channel"); empty: all in one group.
    Columns: by..., n, mean_start, mean_end, mean_change (from -2 to 2, the change from -4 to 4),
    change_low, change_high (the interval of the mean change), better (notes that ended better than
    they began), better_rate, better_low, better_high, began_negative, recovered (of those),
    recovered_rate, recovered_low, recovered_high. Means and rates are NaN where their n is under
    ``minimum_for_rate``.

    The interval is that of the mean of paired differences by the t distribution. Source: Student,
    "The probable error of a mean", Biometrika 6 (1908), 1-25.
    """
    statistics = settings.statistics
    rows = []
    for key, notes in grouped(with_concern(frames), by):
        enough = len(notes) >= statistics.minimum_for_rate
        start, end = notes["sentiment_start"], notes["sentiment_end"]
        rows.append(
            (
                *key,
                len(notes),
                *(float(mean.mean()) if enough else nan for mean in (start, end, end - start)),
                *(_interval(end - start, statistics.confidence) if enough else (nan, nan)),
                int((end > start).sum()),
                int((start <= settings.arc.negative_at).sum()),
                int(recovered(notes, settings).sum()),
            )
        )
    means = ["mean_start", "mean_end", "mean_change", "change_low", "change_high"]
    table = pd.DataFrame(rows, columns=[*by, "n", *means, "better", "began_negative", "recovered"])
    table = with_rates(table, "better", statistics, prefix="better_")
    return with_rates(table, "recovered", statistics, n="began_negative", prefix="recovered_")


def _interval(changes: "pd.Series[float]", confidence: float) -> tuple[float, float]:
    """Return the ends of the interval of the mean of some changes, two at least."""
    n = len(changes)
    half = stdtrit(n - 1, (1 + confidence) / 2) * changes.std() / np.sqrt(n)
    return float(changes.mean() - half), float(changes.mean() + half)


def recovered(analyses: pd.DataFrame, settings: Settings) -> "pd.Series[bool]":
    """Return for each note whether the contact began badly and ended well (``settings.arc``)."""
    began = analyses["sentiment_start"] <= settings.arc.negative_at
    return began & (analyses["sentiment_end"] >= settings.arc.positive_at)
