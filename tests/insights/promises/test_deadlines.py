from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.insights.promises.deadlines import deadline, end_of_working_day, readings
from analyzer.insights.promises.time_words import deadline_data

WEDNESDAY = datetime(2026, 3, 4, 10)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))
LISTED = [
    word
    for table in deadline_data().values()
    for words in table.values()
    if isinstance(words, list)
    for word in words
]
DATES = ["[date]", "[date: in 2 days]", "[date: that day]", "[date: the day before]"]
WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            [*LISTED, *DATES, "and", "she", "3", "12", "4:30pm", "1400", "5", "-", "999", "7a"]
        ),
        st.text(max_size=4),
    ),
    max_size=8,
).map(" ".join)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("by 3pm", "03-04 15:00"),
        ("by 3 pm today either way", "03-04 15:00"),
        ("by 3", "03-04 15:00"),
        ("before 11", "03-04 11:00"),
        ("at 1400", "03-04 14:00"),
        ("after 2", "03-04 23:59"),
        ("between 1 and 2 today", "03-04 14:00"),
        ("1-2pm", "03-04 14:00"),
        ("half 3", "03-04 15:30"),
        ("quarter to 5", "03-04 16:45"),
        ("5.30ish", "03-04 17:30"),
        ("by noon", "03-04 12:00"),
        ("before lunch", "03-04 12:00"),
        ("EOD", "03-04 17:00"),
        ("by close", "03-04 17:00"),
        ("before I leave at 5", "03-04 17:00"),
        ("today", "03-04 17:00"),
        ("this morning", "03-04 12:00"),
        ("this pm", "03-04 17:00"),
        ("this evening", "03-04 20:00"),
        ("tonight", "03-04 23:59"),
        ("tonight before 6", "03-04 18:00"),
        ("in the morning", "03-04 12:00"),
        ("tmrw", "03-05 23:59"),
        ("tmrw am", "03-05 12:00"),
        ("tomorrow afternoon", "03-05 17:00"),
        ("by tomorrow close of business", "03-05 17:00"),
        ("tmrw 9", "03-05 09:00"),
        ("16.10 tomorrow", "03-05 16:10"),
        ("Monday", "03-09 23:59"),
        ("Wednesday", "03-11 23:59"),
        ("by close of business Friday", "03-06 17:00"),
        ("Fri [date] noon", "03-06 12:00"),
        ("Weds after 4", "03-11 23:59"),
        ("BEFORE 8 THURS.", "03-05 08:00"),
        ("fri 7a", "03-06 07:00"),
        ("Fridays at 4", "03-06 16:00"),
        ("Fri week", "03-13 23:59"),
        ("Weds fortnight", "03-25 23:59"),
        ("by end of wk", "03-06 23:59"),
        ("next week", "03-13 23:59"),
        ("end of the month", "03-31 23:59"),
        ("within 48 hours", "03-06 10:00"),
        ("24-48 hrs", "03-06 10:00"),
        ("within the hour", "03-04 11:00"),
        ("within the half hr", "03-04 10:30"),
        ("an hour or two", "03-04 12:00"),
        ("20 more min", "03-04 10:20"),
        ("in five", "03-04 10:05"),
        ("a day or two", "03-06 23:59"),
        ("3-5 days", "03-09 23:59"),
        ("3-5 business days", "03-11 23:59"),
        ("2 working days", "03-06 23:59"),
        ("in 2 wks", "03-18 23:59"),
        ("a month", "04-04 23:59"),
        ("within a fortnight", "03-18 23:59"),
        ("the week after next", "03-20 23:59"),
        ("within the week", "03-11 23:59"),
        ("2ish", "03-04 14:00"),
        ("between seven and eight tonight", "03-04 20:00"),
        ("5 bus. days", "03-11 23:59"),
        ("today or tmrw latest", "03-05 23:59"),
        ("in 1 1/2 hours", "03-04 11:30"),
        ("in 1½ hrs", "03-04 11:30"),
        ("in 1-1/2 hours", "03-04 11:30"),
        ("1/2 hour", "03-04 10:30"),
        ("two and a half hours", "03-04 12:30"),
        ("1 hr 30 min", "03-04 11:30"),
        ("1 hour and 30 minutes", "03-04 11:30"),
        ("after 24 hours", "03-05 23:59"),
        ("after Friday", "03-09 23:59"),
        ("after the weekend", "03-09 23:59"),
        ("anytime after tomorrow", "03-06 23:59"),
        ("Thursday next week", "03-12 23:59"),
        ("Thurs of next week", "03-12 23:59"),
        ("next week Thursday at 3", "03-12 15:00"),
        ("Mon week after next", "03-16 23:59"),
        ("Thurs or next week", "03-13 23:59"),
        ("0830 Fri", "03-06 08:30"),
        ("1400 tomorrow", "03-05 14:00"),
        ("by Sat", "03-07 23:59"),
        ("this sun", "03-08 23:59"),
        ("sat am", "03-07 12:00"),
        ("Sun at 3", "03-08 15:00"),
        ("will ring her Mon re results", "03-09 23:59"),
        ("will ring mon, results due", "03-09 23:59"),
        ("told her I'd ring sat", "03-07 23:59"),
        ("Sat or Sun", "03-08 23:59"),
        ("WILL RING MON RE COVER", "03-09 23:59"),
    ],
)
def test_hurried_words_are_read_from_the_time_of_the_note(words: str, expected: str):
    assert deadline(words, WEDNESDAY) == datetime.strptime(f"2026-{expected}", "%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "[date]",
        "by [date]",
        "asap",
        "when the result is in",
        "last Friday",
        "by end of last wk",
        "2 days ago",
        "it's been 8 days",
        "good morning",
        "will ring this number",
        "I am calling",
        "3 calls",
        "$4.50",
        "Sat with her, told her I'd ring with the results",
        "sat with her and said I'd call",
        "told her. Sat down to explain I'd call",
        "Sun damage on her arm, will call with the biopsy",
        "SAT WITH HER, WILL CALL",
        "mon ami, will call",
    ],
)
def test_what_is_no_time_or_past_is_no_deadline(words: str):
    assert deadline(words, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("words", "at", "expected"),
    [
        ("by 3pm", datetime(2026, 3, 4, 16), datetime(2026, 3, 5, 15)),
        ("by 3", datetime(2026, 3, 4, 16), datetime(2026, 3, 5, 15)),
        ("by 4", datetime(2026, 3, 4, 2), datetime(2026, 3, 4, 4)),
        ("EOD", datetime(2026, 3, 4, 18), datetime(2026, 3, 4, 23, 59)),
        ("today", datetime(2026, 3, 4, 23, 59, 30), datetime(2026, 3, 4, 23, 59, 30)),
        ("this week", datetime(2026, 3, 7, 9), datetime(2026, 3, 8, 23, 59)),
        ("tomorrow", datetime.max, None),
        ("by 9", datetime(2026, 3, 4, 10, 15), datetime(2026, 3, 5, 9)),
        ("by 10", datetime(2026, 3, 4, 10, 15), datetime(2026, 3, 5, 10)),
        ("by 9 today", datetime(2026, 3, 4, 10, 15), datetime(2026, 3, 4, 23, 59)),
        ("by 6", datetime(2026, 3, 4, 10, 15), datetime(2026, 3, 4, 18)),
        ("by 9", datetime(2026, 3, 4, 20), datetime(2026, 3, 4, 21)),
        ("Thursday next week", datetime(2026, 3, 2, 10, 15), datetime(2026, 3, 12, 23, 59)),
        ("after Monday", datetime(2026, 3, 4, 10, 15), datetime(2026, 3, 10, 23, 59)),
    ],
)
def test_a_time_that_is_past_already_is_the_next_one_or_the_rest_of_the_day(words, at, expected):
    assert deadline(words, at) == expected


def test_of_several_times_the_earliest_is_the_deadline():
    words = "rebilled by tomorrow and I'd ring her tomorrow before noon"
    assert [one.deadline.hour for one in readings(words, WEDNESDAY)] == [23, 12]
    assert [words[one.start : one.end] for one in readings(words, WEDNESDAY)] == [
        "by tomorrow",
        "tomorrow before noon",
    ]
    assert deadline(words, WEDNESDAY) == datetime(2026, 3, 5, 12)


@given(WORDS, TIMES)
def test_whatever_the_words_no_deadline_lies_before_them(words: str, at: datetime):
    assert all(one.deadline >= at for one in readings(words, at))


@given(WORDS, TIMES)
def test_case_and_spaces_change_nothing(words: str, at: datetime):
    plain = " ".join(words.split()).lower()  # "ring Mon re it" is a day by its capital alone
    if plain.isascii():  # some letters have no single upper case
        assert deadline(plain, at) == deadline(plain.upper(), at)
        assert deadline(plain, at) == deadline("  " + plain.replace(" ", " \n "), at)


@given(TIMES, st.integers(1, 40))
def test_working_days_are_counted_one_by_one(at: datetime, days: int):
    day = at.date()
    for _ in range(days):
        day += timedelta(1)
        while day.weekday() > 4:
            day += timedelta(1)
    assert end_of_working_day(at, days) == datetime(day.year, day.month, day.day, 23, 59)
