"""Which days the reports are about."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from analyzer.store import Store


def last_day(store: Store, as_of: date | None, today: date) -> date:
    """Return the last day that counts: the one that was asked for, else that of the newest note.

    A clock ahead of this one may be right; a date beyond tomorrow is a slip of the pen. Without
    any note that has a time the day is ``today``. Raises StoreError where the database fails.
    """
    newest = store.newest_time(as_of or today + timedelta(days=1))
    return as_of or (newest.date() if newest else today)


def first_day(last: date, months: int) -> date:
    """Return the first day of the stretch of calendar months that ends with the month of a day.

    >>> first_day(date(2026, 2, 14), 3)
    datetime.date(2025, 12, 1)
    """
    first: date = last.replace(day=1) - relativedelta(months=months - 1)
    return first
