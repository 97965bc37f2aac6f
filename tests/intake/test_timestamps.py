from contextlib import suppress
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake import IntakeError
from analyzer.intake.timestamps import (
    date_orders,
    find_date_order,
    read_date_and_time,
    read_timestamp,
)

MORNING = datetime(2026, 3, 14, 9, 40)


@pytest.mark.parametrize(
    "value",
    [
        "2026-03-14T09:40:00",
        "2026-03-14 09:40",
        "2026-03-14T9:40",
        "20260314094000",
        "202603140940",
        "2026/3/14 9:40 AM",
        "3/14/2026 9:40",
        "03/14/2026 09:40:00 AM",
        "3/14/26 9:40 a.m.",
        "3-14-2026, 9:40 AM",
        "3/14/2026, 9:40:00\u202fAM",
        "Sat 3/14/2026 9:40",
        "March 14, 2026 9:40 AM",
        "Mar 14 2026 9:40AM",
        "14 March 2026 09:40",
        "14-Mar-2026 09:40",
        "Saturday, March 14, 2026 9:40 AM",
        "  2026-03-14   09:40 ",
    ],
)
def test_one_moment_in_many_spellings(value):
    assert read_timestamp(value, "month_first") == (MORNING, None)


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ("2026-03-14T09:40:00Z", 0),
        ("2026-03-14T09:40:00-05:00", -300),
        ("2026-03-14T09:40:00.000+0530", 330),
        ("2026-03-14 09:40:00 -0500", -300),
        ("3/14/2026 9:40 AM EST", -300),
        ("14 Mar 2026 09:40 GMT", 0),
        ("14 Mar 2026 09:40 XYZ", None),
    ],
)
def test_offsets_leave_the_wall_clock(value, minutes):
    assert read_timestamp(value, "month_first") == (MORNING, minutes)


@pytest.mark.parametrize(
    "value", ["1773481200", "1773481200.5", "1773481200250", " 1773481200999 "]
)
def test_seconds_and_milliseconds_since_1970(value):
    assert read_timestamp(value, "day_first") == (MORNING, 0)


EVENING = datetime(2026, 3, 14, 21, 40)


@pytest.mark.parametrize(
    ("clock", "moment"),
    [
        ("9:40", MORNING),
        ("09:40:00", MORNING),
        ("9:40 AM", MORNING),
        ("9.40", MORNING),
        ("9h40", MORNING),
        ("0940", MORNING),
        ("21:40", EVENING),
        ("9:40 p.m.", EVENING),
        ("9.40 pm", EVENING),
        ("9 pm", datetime(2026, 3, 14, 21)),
        (" 0:00 ", datetime(2026, 3, 14)),
        ("1899-12-30 09:40:00", MORNING),
        ("1900-01-01T09:40:00", MORNING),
        ("12/30/1899 9:40:00 AM", MORNING),
        ("30.12.1899 09:40", MORNING),
    ],
)
@pytest.mark.parametrize(
    "day",
    [
        "2026-03-14",
        "20260314",
        "3/14/2026",
        "Mar 14, 2026",
        "2026-03-14 00:00:00",
        "2026-03-14T00:00",
        "3/14/2026 12:00:00 AM",
    ],
)
def test_a_date_and_a_time_of_day(day, clock, moment):
    assert read_date_and_time(day, clock, "month_first") == (moment, None)


@pytest.mark.parametrize("clock", ["00:04:32", "14:30", "2026-03-20 10:00", "soon"])
def test_a_date_with_its_own_time_keeps_it(clock):
    assert read_date_and_time("3/14/2026 9:40", clock, "month_first") == (MORNING, None)


@pytest.mark.parametrize(
    "cell",
    [
        "14-MAR-26 09.40.00.000000000 AM",
        "2026-03-14-09.40.00.000000",
        "20260314T094000",
        "202603140940",
        "Sat Mar 14 09:40:00 2026",
        "2026-03-14 09:40:00.0000000",
        "46095.4027777778",
    ],
)
def test_forms_of_databases(cell):
    assert read_timestamp(cell, "month_first") == (MORNING, None)


def test_a_date_and_a_time_with_an_offset():
    day, order = "3/14/2026", "month_first"
    assert read_date_and_time(day, "9:40 AM EST", order) == (MORNING, -300)
    assert read_date_and_time(day, "2026-03-14T09:40:00-05:00", order) == (MORNING, -300)
    assert read_date_and_time("2026-03-14T00:00:00+01:00", "9:40", order) == (MORNING, 60)


def test_a_time_that_is_a_whole_timestamp_stands_alone():
    assert read_date_and_time("2026-03-13", "2026-03-14 9:40", "month_first") == (MORNING, None)
    assert read_date_and_time("soon", "3/14/2026 9:40", "month_first") == (MORNING, None)


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2026-03-14", "soon"),
        ("2026-03-14", "25:00"),
        ("2026-03-14", "9:75"),
        ("2026-03-14", "9"),
        ("2026-03-14", "\0"),
        ("soon", "9:40"),
        ("14/03/2026", "9:40"),
        ("2026-03-14", "29"),
        ("2026-03-14", "9:40 " + "x" * 100_000),
        ("", "9:40"),
    ],
)
def test_what_is_no_date_and_time(day, clock):
    with pytest.raises(ValueError):  # noqa: PT011 - the row's reason is worded by its caller
        read_date_and_time(day, clock, "month_first")


@given(st.text(max_size=20), st.text(max_size=20) | st.from_regex(r"[0-9:.h apm]{1,9}"))
def test_no_date_and_time_does_more_than_fail(day, clock):
    for date in (day, "2026-03-14"):
        with suppress(ValueError):
            moment, _ = read_date_and_time(date, clock, "day_first")
            assert moment.tzinfo is None


def test_order_decides_and_is_kept():
    assert read_timestamp("03/04/2026", "day_first") == (datetime(2026, 4, 3), None)
    assert read_timestamp("03/04/2026", "month_first") == (datetime(2026, 3, 4), None)
    with pytest.raises(ValueError, match="month"):
        read_timestamp("14/03/2026", "month_first")
    with pytest.raises(ValueError, match="month"):
        read_timestamp("03/14/2026", "day_first")


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "Saturday",
        "March 2026",
        "14 March",
        "9:40",
        "9:40 AM",
        "5",
        "12 5",
        "2026-13-01",
        "2026-02-30",
        "2026-02-30T09:40:00",
        "2026",
        "177348120",
        "17734812000",
        "-1773481200",
        "9999999999",
        "3/14/2026 25:00",
        "3/14/2026 9:40 2026",
        "3/14/2026 9:40 Monday",
        "0/0/0000",
        "0000-00-00 00:00:00",
        "March 14, 2026 " + "x" * 100_000,
        "N",
        "\0",
    ],
)
def test_what_is_no_whole_date(value):
    with pytest.raises(ValueError):  # noqa: PT011 - the row's reason is worded by its caller
        read_timestamp(value, "month_first")


@given(st.text(max_size=40) | st.from_regex(r"[0-9TZ:/. +\-APMarch]{1,30}", fullmatch=True))
def test_no_text_does_more_than_fail(value):
    for order in ("day_first", "month_first"):
        try:
            moment, minutes = read_timestamp(value, order)
        except ValueError:
            continue
        assert moment.tzinfo is None
        assert minutes is None or abs(minutes) < 24 * 60


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2068, 1, 1)).map(
        lambda d: d.replace(microsecond=0)
    ),
    st.none() | st.integers(-14 * 60, 14 * 60),
)
def test_written_dates_read_back(moment, minutes):
    zone = None if minutes is None else timezone(timedelta(minutes=minutes))
    written = moment.replace(tzinfo=zone).isoformat()
    assert read_timestamp(written, "month_first") == (moment, minutes)
    for order, pattern in [
        ("day_first", "%d/%m/%Y %H:%M:%S"),
        ("month_first", "%m/%d/%Y %I:%M:%S %p"),
        ("month_first", "%d %B %Y %H:%M:%S"),
        ("month_first", "%b %d, %Y %I:%M:%S %p"),
    ]:
        assert read_timestamp(moment.strftime(pattern), order) == (moment, None)


def order_of(*values):
    return find_date_order(date_orders(enumerate(values, start=1)), "Date", "a.csv")


def test_order_over_the_column():
    assert order_of("03/04/2026", "14/03/2026 9:40") == "day_first"
    assert order_of("03/04/2026", "03/14/2026 9:40") == "month_first"
    assert order_of("3.4.2026") == "day_first"
    assert order_of("2026-03-04", "March 4, 2026", "", "soon", "3/3/2026") == "month_first"
    assert order_of() == "month_first"


def test_every_date_could_be_either():
    with pytest.raises(IntakeError) as error:
        order_of("03/04/2026", "2026-03-14", "3/3/2026")
    assert str(error.value) == (
        "Every date in column 'Date' of a.csv could have the day or the month first (03/04/2026); "
        'set date_order to "day_first" or "month_first" under [intake] in analyzer.toml.'
    )


def test_dates_of_both_orders():
    with pytest.raises(IntakeError) as error:
        order_of("03/04/2026", "14/03/2026", "03/14/2026", "15/03/2026")
    assert str(error.value) == (
        "Column 'Date' of a.csv holds dates with the day first (row 2) and with the month first "
        '(row 3); set date_order to "day_first" or "month_first" under [intake] in analyzer.toml.'
    )


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+05:30", "1753-01-01", "9999-12-31"])
def test_a_date_that_stands_for_none_is_no_date(value):
    with pytest.raises(ValueError, match="no year"):
        read_timestamp(value, "month_first")
