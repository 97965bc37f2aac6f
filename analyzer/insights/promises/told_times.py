"""When a contact was made that a note tells of afterwards: "phoned Fri", "called her 2:35"."""

from datetime import date, datetime, time, timedelta

from analyzer.insights.promises.deadlines import LAST, MORNING
from analyzer.insights.promises.time_words import TimeWord, deadline_data, time_words
from analyzer.insights.promises.words import told_of


def told_time(words: str, at: datetime) -> datetime:
    """Return the told time of a contact, ``at`` (the note's time) where the words tell none.

    Read beside the word for the contact are a clock time, "yesterday", and straight behind it a
    weekday or a date that redaction tells. A day without a time is its last minute; what would be
    later than the note counts as not told.

    >>> told_time("Phoned Fri w/ the decision", datetime(2026, 3, 2, 9, 35))
    datetime.datetime(2026, 2, 27, 23, 59)
    >>> told_time("Called her 2:35", datetime(2026, 2, 6, 15, 20))
    datetime.datetime(2026, 2, 6, 14, 35)
    """
    told = told_of(words)
    if told is None:
        return at
    day, clock = at.date(), None
    for word in time_words(told.words):
        if word.kind == "past" and told.words[word.start : word.end].startswith("y"):
            day = at.date() - timedelta(1)
        elif word.kind == "weekdays" and word.start == told.behind:
            day = _last(word.meaning, at.date())
        elif word.kind == "date" and word.amount < 0 and word.start == told.behind:
            day = at.date() + timedelta(word.amount)
        elif clock is None and (word.kind == "clock" or word.told):
            clock = word
    if clock is None:
        return at if day == at.date() else datetime.combine(day, LAST, at.tzinfo)
    return next((one for one in _moments(day, clock, at) if one <= at), at)


def _last(weekday: str, today: date) -> date:
    """Return the last such day before today."""
    number = list(deadline_data()["weekdays"]).index(weekday)
    return today - timedelta((today.weekday() - number - 1) % 7 + 1)


def _moments(day: date, clock: TimeWord, at: datetime) -> list[datetime]:
    """Return what a clock time may mean on a day, the latest first."""
    hour, minute = divmod(round(clock.amount), 60)
    hours = [hour] if clock.told else [hour % 12 + 12, hour % 12]
    kept = [one for one in hours if clock.told or one >= MORNING]
    return [datetime.combine(day, time(one, minute), at.tzinfo) for one in kept]
