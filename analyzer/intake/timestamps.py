"""Dates and times as exports write them: ISO 8601, slashed in either order, or with month names."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
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

_EPOCH_SECONDS = re.compile(r"[0-3]\d{9}(?:\d{3}|\.\d+)?", re.ASCII)
_NO_DAY = re.compile(
    r"^(?:1899-12-3[01]|1900-01-0[01]|12/3[01]/1899|0?1/0?[01]/1900|3[01]\.12\.1899|0[01]\.01\.1900)"
    r"[T ](?=\d)",
    re.ASCII,
)
"""The day that databases and spreadsheets write with a time that has none."""
_CLOCK = re.compile(r"^(\d{1,2})[.h]?(\d\d)(?!\d)", re.ASCII)
"""A time as 0940, 9.40 or 9h40; with a colon it stays as it is."""
_FULL_HOUR = re.compile(r"^(\d{1,2})(?= ?[ap]\.? ?m)", re.ASCII | re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?")
_COMPACT = re.compile(
    r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    r"(?:T?([01]\d|2[0-3])(?:([0-5]\d)([0-5]\d)?)?)?",
    re.ASCII,
)
_SERIAL = re.compile(r"[345]\d{4}(\.\d+)?", re.ASCII)
"""Days since the end of 1899, as a spreadsheet counts them, from 1982 to 2064."""
_FIRST_SERIAL = datetime(1899, 12, 30)
_POINTED_CLOCK = re.compile(
    r"(?<=\d)([ -])(\d{1,2})\.(\d\d)\.(\d\d)(?:\.\d+)?(?= ?[AP]M|$)", re.ASCII | re.IGNORECASE
)
_YEAR_AT_THE_END = re.compile(
    r"^[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2}) (\d\d:\d\d:\d\d(?: [A-Z]{1,5})?) (\d{4})$", re.ASCII
)
"""Java's and the C library's form."""
_ZONE_NAME = re.compile(r"\[[A-Za-z_]+(/[A-Za-z_]+)*\]$")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,? )?(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)", re.ASCII
)
_BEFORE_CLOCK = re.compile(r"(?:[ ,]+|(?<=\d)T)(?=\d{1,2}:\d\d)", re.ASCII)
_POINTED = re.compile(r"\b([ap])\. ?m\.?", re.IGNORECASE)


def read_timestamp(value: str, order: DateOrder) -> tuple[datetime, int | None]:
    """Return the wall clock that a cell says, and its distance from UTC in minutes where it says.

    ``order`` decides 03/04/2026; a date that does not fit it is not read the other way round.
    Oracle's and DB2's own forms count too, and the number of days that a spreadsheet makes of a
    date. Two digits of a year up to 68 are 20xx, the rest 19xx (POSIX strptime). Ten digits are
    seconds since 1970 in UTC, thirteen milliseconds.
    Raises ValueError where the cell is no whole date, or of a year in which nobody wrote notes.

    >>> read_timestamp("3/14/2026 9:40 PM", "month_first")
    (datetime.datetime(2026, 3, 14, 21, 40), None)
    >>> read_timestamp("2026-03-14T09:40:00-05:00", "month_first")
    (datetime.datetime(2026, 3, 14, 9, 40), -300)
    """
    value = " ".join(value.split())
    if len(value) > _LONGEST:
        raise ValueError("too long for a date")
    value = _ZONE_NAME.sub("", value)
    value = _YEAR_AT_THE_END.sub(r"\1 \3 \2", value)
    value = _POINTED_CLOCK.sub(r" \2:\3:\4", value)
    if _ISO.fullmatch(value):
        moment = datetime.fromisoformat(value)
    elif _SERIAL.fullmatch(value):
        days = timedelta(days=float(value)) + timedelta(milliseconds=1)
        moment = (_FIRST_SERIAL + days).replace(microsecond=0)
    elif compact := _COMPACT.fullmatch(value):
        year, month, day, hour, minute, second = map(int, compact.groups(default="0"))
        moment = datetime(year, month, day, hour, minute, second)
    elif _EPOCH_SECONDS.fullmatch(value):
        moment = datetime.fromtimestamp(int(value[:10]), UTC)
    else:
        split = _BEFORE_CLOCK.search(value)
        date_ = _day(value[: split.start()] if split else value, order)
        moment = datetime.combine(date_, _clock(value[split.end() :]) if split else time())
    if not _EARLIEST_YEAR <= moment.year <= _LATEST_YEAR:
        raise ValueError("no year of a contact")
    return moment.replace(tzinfo=None), _offset(moment)


def read_date_and_time(
    day: str, clock: str | None, order: DateOrder
) -> tuple[datetime, int | None]:
    """Return what a cell with a date and one with a time of day, where there is one, say together.

    A time of day may be written 9:40, 9.40, 9h40, 0940 or 9 pm. One that is a whole timestamp
    stands for both. It does not count beside a date with a time of its own other than midnight,
    because it may be a duration or another event's time.
    Raises ValueError as ``read_timestamp`` does.

    >>> read_date_and_time("2026-03-14 00:00:00", "9:40 PM", "month_first")
    (datetime.datetime(2026, 3, 14, 21, 40), None)
    """
    if clock is None:
        return read_timestamp(day, order)
    clock = _NO_DAY.sub("", " ".join(clock.split()))
    try:
        moment, offset = read_timestamp(day, order)
    except ValueError:
        return read_timestamp(clock, order)
    if moment.time() != time():
        return moment, offset
    with suppress(ValueError):
        return read_timestamp(clock, order)
    clock = _FULL_HOUR.sub(r"\1:00", clock)
    clock = _CLOCK.sub(lambda time: f"{time[1].zfill(2)}:{time[2]}", clock)
    moment, own = read_timestamp(f"{moment:%Y-%m-%d} {clock}", order)
    return moment, offset if own is None else own


def date_orders(values: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Return the first row that says each order of slashed dates, or "either", in a whole column.

    ``values`` are row numbers and cells. A number over 12 decides; dates written with dots are day
    first. Dates that read the same either way, and other kinds of dates, say nothing.

    >>> date_orders([(1, "3/4/2026"), (2, "3/14/2026"), (3, "2026-03-15")])
    {'either': 1, 'month_first': 2}
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
    return seen


def find_date_order(
    seen: Mapping[str, int], column: str, name: str, alike: Iterable[str] = ()
) -> DateOrder:
    """Return how the slashed dates of a whole column are to be read.

    ``seen`` is what ``date_orders`` found in the ``column`` of the file ``name``, ``alike`` the
    orders found in other files with the same columns, which decide where every date could be
    either. Month first where nothing is left to decide.
    Raises IntakeError where that leaves both orders or none.
    """
    if set(seen) == {"either"}:
        seen = dict.fromkeys(alike, 0) or seen
        if len(set(seen) - {"either"}) > 1:
            seen = {"either": 0}
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


def _offset(moment: datetime) -> int | None:
    offset = moment.utcoffset()
    return None if offset is None else int(offset.total_seconds() // 60)


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
