from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.privacy.relative_days import days_told, relative_day

NEAR_DAYS = 31
NOTE_DAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("17/3", "in 2 days"),
        ("3/17", "in 2 days"),
        ("03/17/2026", "in 2 days"),
        ("17.3.26", "in 2 days"),
        ("2026-03-17", "in 2 days"),
        ("17 March", "in 2 days"),
        ("17th of March 2026", "in 2 days"),
        ("Mar. 17th, 2026", "in 2 days"),
        ("MARCH 17", "in 2 days"),
        ("17-Mar-26", "in 2 days"),
        ("17MAR2026", "in 2 days"),
        ("17\nMarch", "in 2 days"),
        ("17th", "in 2 days"),
        ("15 March", "that day"),
        ("16 March", "the day after"),
        ("14 March", "the day before"),
        ("22 March", "a week later"),
        ("8 March", "a week before"),
        ("22 Feb", "21 days before"),
        ("31/3", "in 16 days"),
    ],
)
def test_a_near_day_is_told_as_a_distance(text: str, words: str) -> None:
    assert relative_day(text, NOTE_DAY) == words


@pytest.mark.parametrize(
    "text",
    ["2.2.1944", "15 March 2025", "14 June", "12/24", "31 Feb", "30/30", "0/0", "17 floor",
     "3-5 March", "March 2026", "1938", "born", "", "17/3/2026 at 9", "99th"],
)  # fmt: skip
def test_a_far_day_and_what_is_no_single_day_are_not_told(text: str) -> None:
    assert relative_day(text, NOTE_DAY) is None


def test_a_day_of_two_near_readings_is_not_told() -> None:
    assert relative_day("3/4", date(2026, 3, 20)) is None
    assert relative_day("3/4", date(2026, 2, 10)) == "in 22 days"
    assert relative_day("4/4", date(2026, 3, 20)) == "in 15 days"


def test_a_day_of_the_month_as_near_in_two_months_is_not_told() -> None:
    assert relative_day("1st", date(2026, 4, 16)) is None
    assert relative_day("1st", date(2026, 4, 15)) == "14 days before"


def test_a_year_turns_between_the_note_and_the_day() -> None:
    assert relative_day("2 January", date(2025, 12, 31)) == "in 2 days"
    assert relative_day("12/31", date(2026, 1, 1)) == "the day before"


DAYS = st.dates(date(1990, 2, 1), date(2090, 1, 1))
WRITTEN = ["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y", "%d %b", "%B %d"]


@given(DAYS, st.integers(-400, 400), st.sampled_from(WRITTEN))
def test_a_day_is_told_where_it_is_near_and_only_there(
    note_day: date, distance: int, written: str
) -> None:
    told = relative_day((note_day + timedelta(days=distance)).strftime(written), note_day)
    if "%Y" in written or abs(distance) <= NEAR_DAYS:
        assert (told is not None) == (abs(distance) <= NEAR_DAYS)
    if told is not None and abs(distance) <= NEAR_DAYS and distance not in (0, 1, -1, 7, -7):
        assert told == (f"in {distance} days" if distance > 0 else f"{-distance} days before")


@given(DAYS, st.integers(-NEAR_DAYS, NEAR_DAYS))
def test_numbers_alone_never_tell_another_day(note_day: date, distance: int) -> None:
    day = note_day + timedelta(days=distance)
    exact = relative_day(day.isoformat(), note_day)
    for written in (f"{day.day}/{day.month}", f"{day.month}/{day.day}"):
        assert relative_day(written, note_day) in (exact, None)


@given(st.text(max_size=20), DAYS)
def test_any_text_is_read_or_passed_over(text: str, note_day: date) -> None:
    told = relative_day(text, note_day)
    assert told is None or told.endswith(("day", "after", "before", "later", "days"))


@pytest.mark.parametrize("written", [date.min, date.min.replace(day=20), date.max])
def test_at_the_ends_of_the_calendar_a_day_of_the_month_is_not_told(written: date) -> None:
    assert relative_day("18th", written) is None


@given(st.text(max_size=20) | st.sampled_from(["18th", "4/3", "14 March"]), st.dates())
def test_any_day_may_be_that_of_the_note(text: str, written: date) -> None:
    told = relative_day(text, written)
    assert told is None or days_told(told) is not None
