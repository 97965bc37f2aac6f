"""Which days a person's page speaks of."""

from datetime import date

import pandas as pd

from analyzer.frames import Frames
from analyzer.insights.selection import with_concern
from analyzer.settings import Settings


def first_day(frames: Frames, settings: Settings, as_of: date) -> date:
    """Return the first day that a person's page speaks of, always the first of a month.

    ``frames`` are the person's notes up to ``as_of``. The page speaks of the last full calendar
    month and the days after it, so that it is monthly on a month's last day and not empty on a
    month's first. Where that holds fewer notes with a concern than a rate needs
    (``minimum_for_rate``), months before are added until it does, or until all notes are in.

    >>> from analyzer.frames import tidy
    >>> from analyzer.schema import ANALYSIS
    >>> nothing = tidy(ANALYSIS.empty_table())
    >>> first_day(nothing, Settings(), date(2026, 3, 30))
    datetime.date(2026, 2, 1)
    >>> first_day(nothing, Settings(), date(2026, 3, 31))
    datetime.date(2026, 3, 1)
    """
    day_after = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    first = day_after.replace(day=1) - pd.DateOffset(months=1)
    minimum = settings.statistics.minimum_for_rate
    concerns = with_concern(frames)["timestamp"].sort_values(na_position="last")
    enough = len(concerns) >= minimum
    needed = concerns.iloc[-minimum] if enough else frames.analyses["timestamp"].min()
    if needed < first:  # False where it has no time
        first = needed.replace(day=1)
    day: date = first.date()
    return day
