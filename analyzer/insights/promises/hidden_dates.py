"""Dates as redaction leaves them in a quote: "[date]", or near the note "[date: in 2 days]"."""

import re

from analyzer.privacy.identifiers import IdentifierType
from analyzer.privacy.relative_days import days_told

REDACTED_DATE = rf"\[{IdentifierType.DATE}(?::(?P<told>[^\[\]]*))?\]"
"""A pattern of such a date; the group ``told`` has its distance from the note in words, if any."""


def hides_date(words: str) -> bool:
    """Whether words have a date of which redaction tells nothing.

    >>> hides_date("by [date]"), hides_date("by [date: in 2 days]")
    (True, False)
    """
    dates = re.finditer(REDACTED_DATE, words, re.IGNORECASE)
    return any(distance(date["told"]) is None for date in dates)


def distance(told: str | None) -> int | None:
    """Return the days from the note to a date, by the group ``told``; None of a hidden one."""
    return None if told is None else days_told(told)
