"""The months that control charts look back on, from the history."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
from dateutil.relativedelta import relativedelta

from analyzer.insights.corrections import Corrections
from analyzer.insights.monthly import COLUMNS, History, history_of
from analyzer.reports.days import first_day
from analyzer.settings import Settings
from analyzer.store import Store


def monthly_history(
    store: Store, settings: Settings, last: date, corrections: Corrections | None = None
) -> History:
    """Return the counts of ``reports.chart_months`` calendar months, the last one up to a day.

    ``corrections`` are those of the report that the counts stand in (``history_of``).

    A month's notes are let go before the next is read, so that the memory needed does not grow
    with the months. Raises StoreError where the database fails.
    """
    return history_of(_months(store, settings, last), corrections)


def _months(store: Store, settings: Settings, last: date) -> Iterator[pd.DataFrame]:
    first = first_day(last, settings.reports.chart_months)
    while first <= last:
        following = first + relativedelta(months=1)
        yield store.analyses(first, min(following - relativedelta(days=1), last), COLUMNS)
        first = following
