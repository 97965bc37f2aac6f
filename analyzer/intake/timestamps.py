"""Dates and times as exports write them: ISO 8601, slashed in either order, or with month names."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal

from dateutil import parser

from analyzer.intake.data import load
from analyzer.intake.errors import IntakeError
from analyzer.settings import FILE_NAME

DateOrder = Literal["day_first", "month_first"]

_OFFSETS: dict[str, int] = load("values.toml")["utc_offset_minutes"]
_LONGEST = 64
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2200
"""Years beyond these are how some systems write that there is no date."""

_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,? )?(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)", re.ASCII
)
_BEFORE_CLOCK = re.compile(r"(?:[ ,]+|(?<=\d)T)(?=\d{1,2}:\d\d)", re.ASCII)
_POINTED = re.compile(r"\b([ap])\. ?m\.?", re.IGNORECASE)


def read_timestamp(value: str, order: DateOrder) -> tuple[datetime, int | None]:
    """Return the wall clock that a cell says, and its distance from UTC in minutes where it says.

    ``order`` decides 03/04/2026; a date that does not fit it is not read the other way round.
    Two digits of a year up to 68 are 20xx, the rest 19xx (POSIX strptime).
    Raises ValueError where the cell is no whole date, or of a year in which nobody wrote notes.

    >>> read_timestamp("3/14/2026 9:40 PM", "month_first")
    (datetime.datetime(2026, 3, 14, 21, 40), None)
    >>> read_timestamp("2026-03-14T09:40:00-05:00", "month_first")
    (datetime.datetime(2026, 3, 14, 9, 40), -300)
    """
    value = " ".join(value.split())
    if len(value) > _LONGEST:
        raise ValueError("too long for a date")
    if _ISO.fullmatch(value):
        moment = datetime.fromisoformat(value)
    elif compact := _COMPACT.fullmatch(value):
        year, month, day, hour, minute, second = map(int, compact.groups(default="0"))
        moment = datetime(year, month, day, hour, minute, second)
    else:
        split = _BEFORE_CLOCK.search(value)
        date_ = _day(value[: split.start()] if split else value, order)
        moment = datetime.combine(date_, _clock(value[split.end() :]) if split else time())
    if not _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR:
        raise ValueError("no year of a contact")
    offset = moment.utcoffset()
    minutes = None if offset is None else int(offset.total_seconds() // 60)
    return moment.replace(tzinfo=None), minutes


def find_date_order(values: Iterable[tuple[int, str]], column: str, name: str) -> DateOrder:
    """Return how the slashed dates of a whole column are to be read.

    ``values`` are the row numbers and cells of the ``column`` of the file ``name``. A number over
    12 decides; dates written with dots are day first. Dates that read the same either way, and
    other kinds of dates, say nothing; month first where nothing is left to decide.
    Raises IntakeError where every slashed date could be either, or where some must be the one and
    some the other.
    """
    seen: dict[str, int] = {}
    for row, value in values:
        match = _YEAR_LAST.match(value.lstrip())
        if not match:
            continue
        first, second = int(match[1]), int(match[3])
        if second > 12 >= first:
            seen.setdefault("month_first", row)
        elif first > 12 >= second or (match[2] == "." and first <= 12):
            seen.setdefault("day_first", row)
        elif first != second and first <= 12:
            seen.setdefault("either", row)
    if "day_first" in seen and "month_first" in seen:
        raise IntakeError(
            f"Column '{column}' of {name} holds dates with the day first (row {seen['day_first']}) "
            f"and with the month first (row {seen['month_first']}); set date_order to "
            f'"day_first" or "month_first" under [intake] in {FILE_NAME}.'
        )
    if set(seen) == {"either"}:
        raise IntakeError(
            f"Every date in column '{column}' of {name} could have the day or the month first "
            f'(03/04/2026); set date_order to "day_first" or "month_first" under [intake] in '
            f"{FILE_NAME}."
        )
    return "day_first" if "day_first" in seen else "month_first"


@lru_cache(maxsize=16_384)
def _day(value: str, order: DateOrder) -> date:
    if match := _YEAR_FIRST.fullmatch(value):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.fullmatch(value):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        day, month = (first, second) if order == "day_first" else (second, first)
        if len(match[4]) == 2:
            year += 2000 if year <= 68 else 1900
        return date(year, month, day)
    if not re.search("[^\\W\\d_]{3}", value):
        raise ValueError("no month's name")
    # dateutil fills what is missing from a default, so a whole date is one that none can change
    one, other = (_parse(value, default) for default in (date(2000, 1, 1), date(2001, 2, 2)))
    if one != other or one.time() != time():
        raise ValueError("not a whole date")
    return one.date()


@lru_cache(maxsize=131_072)
def _clock(value: str) -> time:
    """Return a time of the day; ``timetz`` where it has an offset."""
    default = date(1604, 2, 29)
    moment = _parse(_POINTED.sub(r"\1m", value), default)
    if moment.date() != default:
        raise ValueError("more than a time of the day")
    return moment.timetz()


def _parse(value: str, default: date) -> datetime:
    try:
        moment: datetime = parser.parse(
            value,
            default=datetime.combine(default, time()),
            tzinfos=lambda name, seconds: _seconds(name) if seconds is None else seconds,
        )
    except (ValueError, OverflowError, TypeError, ArithmeticError) as error:
        raise ValueError("no date") from error
    return moment


def _seconds(zone: str) -> int | None:
    minutes = _OFFSETS.get(zone.upper()) if zone else None
    return None if minutes is None else minutes * 60
