from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.intake import IntakeError
from analyzer.intake.timestamps import find_date_order, read_timestamp

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
        "1773481200",
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
    return find_date_order(enumerate(values, start=1), "Date", "a.csv")


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
