"""A date as its distance from the day of the note: "in 2 days" tells no date, and is of use.

The wording is in relative_days.toml beside this file.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_NUMBERS = re.compile(
    r"(?P<one>\d{1,2})\s?[-/.]\s?(?P<other>\d{1,2})(?:\s?[-/.]\s?(?P<year>\d{4}|\d{2}))?"
)
_YEAR = r"(?:[ ,.-]{0,3}(?P<year>\d{4}|(?<=[ ,.-])['’]?\d{2}))?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DAY_FIRST = re.compile(rf"{_DAY}[ -]{{0,2}}(?:of )?{_MONTH}{_YEAR}")
_MONTH_FIRST = re.compile(rf"{_MONTH}[ -]{{0,2}}(?:the )?{_DAY}{_YEAR}")
_DAY_ALONE = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)")


def relative_day(date_text: str, written: date) -> str | None:
    """Return how far a date is from the day on which a note was written, in words.

    ``date_text`` is a date as notes have it: "4/2", "14 March", "Mar 3rd, 2026", "2026-03-14",
    "18th". One without a year, or without a month, is the one nearest to ``written``. Both "day
    first" and "month first" are tried. None where the text is no date, or a range, where no
    reading is within 31 days of ``written``, or where two are and differ.

    >>> relative_day("4/3", date(2026, 3, 2))
    'in 2 days'
    >>> relative_day("14 March", date(2026, 3, 15))
    'the day before'
    >>> relative_day("2.2.1944", date(2026, 3, 15)) is None
    True
    """
    readings = _readings(" ".join(date_text.lower().split()), written)
    distances = {(day - written).days for day in readings}
    near = [distance for distance in distances if abs(distance) <= _wording()["near_days"]]
    return _in_words(near[0]) if len(near) == 1 else None


def days_told(words: str) -> int | None:
    """Return the days from a note to the date that ``relative_day`` told in ``words``.

    Negative before the note; None where the words are none of its wording.

    >>> days_told("in 2 days"), days_told("the day before"), days_told("soon")
    (2, -1, None)
    """
    return _distances().get(" ".join(words.lower().split()))


@cache
def _distances() -> dict[str, int]:
    near: int = _wording()["near_days"]
    return {_in_words(distance): distance for distance in range(-near, near + 1)}


@cache
def _wording() -> dict[str, Any]:
    return tomllib.loads(
        files("analyzer.privacy").joinpath("relative_days.toml").read_text(encoding="utf-8")
    )


def _readings(text: str, written: date) -> Iterator[date]:
    """Yield the days that a text may mean, with the year and the month nearest to the note."""
    if match := _YEAR_FIRST.fullmatch(text):
        yield from _days(int(match["year"]), int(match["month"]), int(match["day"]))
    elif match := _NUMBERS.fullmatch(text):
        for day, month in {(match["one"], match["other"]), (match["other"], match["one"])}:
            yield from _in_its_year(match["year"], int(month), int(day), written)
    elif match := _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text):
        if match["month"][:3] in _MONTHS:
            month = _MONTHS.index(match["month"][:3]) + 1
            yield from _in_its_year(match["year"], month, int(match["day"]), written)
    elif match := _DAY_ALONE.fullmatch(text):
        yield from _nearest_of_months(int(match["day"]), written)


def _in_its_year(year: str | None, month: int, day: int, written: date) -> Iterator[date]:
    if year is None:
        years = (written.year - 1, written.year, written.year + 1)
        candidates = [found for each in years for found in _days(each, month, day)]
        yield from sorted(candidates, key=lambda found: abs(found - written))[:1]
    else:
        digits = year.lstrip("'’")
        yield from _days(int(digits) + (2000 if len(digits) == 2 else 0), month, day)


def _nearest_of_months(day: int, written: date) -> Iterator[date]:
    """Yield the day of the month that is nearest, and both where two are as near."""
    first = written.replace(day=1)
    try:
        months = (first - timedelta(days=1), first, first + timedelta(days=31))
    except OverflowError:  # the first or the last month there is, of a made-up time
        return
    candidates = [found for each in months for found in _days(each.year, each.month, day)]
    least = min((abs(found - written) for found in candidates), default=None)
    yield from (found for found in candidates if abs(found - written) == least)


def _days(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:  # there is no such day
        return


def _in_words(distance: int) -> str:
    wording = _wording()
    counted: str = wording["later"] if distance > 0 else wording["earlier"]
    return str(wording["own"].get(str(distance), counted.format(days=abs(distance))))
