from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store.nights import note, run

from analyzer.reports.days import first_day, last_day
from analyzer.store import Store

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(("newest", "last"), [(4, 4), (5, 5), (6, 6), (7, 2)])
def test_it_is_the_newest_notes_day_but_never_beyond_tomorrow(
    history: Store, newest: int, last: int
) -> None:
    run(history, note(note_id="a", day=2), note(note_id="b", day=newest))
    assert last_day(history, None, TODAY) == date(2026, 3, last)


@pytest.mark.parametrize("asked", [date(2025, 1, 31), TODAY, date(2026, 3, 30)])
def test_the_day_that_was_asked_for_stands(history: Store, asked: date) -> None:
    run(history, note(day=2))
    assert last_day(history, asked, TODAY) == asked


def test_it_is_today_where_no_note_has_a_time(history: Store) -> None:
    assert last_day(history, None, TODAY) == TODAY
    run(history, note(day=None))
    assert last_day(history, None, TODAY) == TODAY


@given(st.dates(date(2001, 1, 1), date(2100, 12, 31)), st.integers(1, 120))
def test_the_months_up_to_a_day_are_whole_but_for_the_last(last: date, months: int) -> None:
    first = first_day(last, months)
    assert first.day == 1
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    assert len({(day.year, day.month) for day in days}) == months
