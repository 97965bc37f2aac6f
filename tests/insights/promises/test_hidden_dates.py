"""Dates in redacted quotes: hidden, or told by how far they are from the note."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.insights.promises.deadlines import deadline
from analyzer.insights.promises.hidden_dates import hides_date
from analyzer.privacy.identifiers import Identifier, IdentifierType
from analyzer.privacy.redaction import redact
from analyzer.privacy.relative_days import relative_day

WEDNESDAY = datetime(2026, 3, 4, 10)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("by [date: in 2 days]", "03-06 23:59"),
        ("[date: that day]", "03-04 23:59"),
        ("by [date: the day after]", "03-05 23:59"),
        ("[date: a week later]", "03-11 23:59"),
        ("by 3pm [date: in 2 days]", "03-06 15:00"),
        ("[date: in 2 days] by noon", "03-06 12:00"),
        ("[date: in 2 days], 10", "03-06 10:00"),
        ("0830 [date: in 2 days]", "03-06 08:30"),
        ("[date: in 2 days] am", "03-06 12:00"),
        ("at 3 on the [date: that day]", "03-04 15:00"),
        ("Fri [date: in 9 days] noon", "03-13 12:00"),
        ("Wed [date: that day] by 4", "03-04 16:00"),
        ("Thursday next week, [date: in 8 days]", "03-12 23:59"),
        ("[date: in 2 days] or [date: in 3 days]", "03-07 23:59"),
        ("after [date: in 2 days]", "03-09 23:59"),
        ("Mon [date: in 5 days] re labs", "03-09 23:59"),
        ("labs of [date], by [date: in 2 days]", "03-06 23:59"),
    ],
)
def test_a_told_date_is_a_deadline(words: str, expected: str) -> None:
    told = datetime.strptime(f"2026-{expected}", "%Y-%m-%d %H:%M")
    assert deadline(words, WEDNESDAY) == deadline(words.upper(), WEDNESDAY) == told


@pytest.mark.parametrize(
    "words",
    [
        "by [date: the day before]",
        "by [date: a week before]",
        "3pm on [date: 2 days before]",
        "[date: some day]",
        "[date]",
    ],
)
def test_a_day_before_the_note_or_in_other_words_is_none(words: str) -> None:
    assert deadline(words, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("words", "hidden"),
    [
        ("[date]", True),
        ("by [DATE] or so", True),
        ("[date: some day]", True),
        ("[date: in 2 days], not [date]", True),
        ("[date: in 2 days]", False),
        ("[date: the day before]", False),
        ("today's date", False),
    ],
)
def test_a_date_is_hidden_where_nothing_is_told_of_it(words: str, hidden: bool) -> None:
    assert hides_date(words) is hidden


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-40, 40))
def test_what_redaction_tells_is_read_back(written: date, distance: int) -> None:
    day = written + timedelta(days=distance)
    told = relative_day(day.isoformat(), written) or ""
    quote = redact("by 9/9/99", 0, 9, [Identifier(3, 9, IdentifierType.DATE, told)])
    found = deadline(quote, datetime(written.year, written.month, written.day, 10))
    assert hides_date(quote) == (told == "")
    if told and distance >= 0:
        assert found == datetime(day.year, day.month, day.day, 23, 59)
    else:
        assert found is None


def test_a_promise_by_a_told_date_is_kept_or_late_by_it(said, note, offer, call) -> None:
    promise = note("n1", offer("will ring her by [date: in 2 days] noon re [date: the day before]"))
    found = said(promise).iloc[0]
    assert found["timeframe"] == "by [date: in 2 days] noon"
    assert found["deadline"] == found["due"] == pd.Timestamp(2026, 3, 4, 12)
    assert found["state"] == "no_note"
    assert said(promise, note("n2", call(), days=2))["state"].item() == "kept"
    assert said(promise, note("n2", call(), days=3))["state"].item() == "kept_late"


def test_a_told_date_counts_beside_a_hidden_one(said, note, offer) -> None:
    promise = note("n1", offer("labs of [date], will ring her by [date: in 2 days]"))
    assert said(promise)["deadline"].item() == pd.Timestamp(2026, 3, 4, 23, 59)


def test_a_promise_with_a_day_before_the_note_alone_states_no_time(said, note, offer) -> None:
    found = said(note("n1", offer("will ring her about [date: the day before]"))).iloc[0]
    assert pd.isna(found["deadline"])
    assert found["due"] == pd.Timestamp(2026, 3, 5, 23, 59)
