"""Times as hurried notes write them: "by 3pm", "tmrw am", "in 2 wks", "3-5 business days".

The words stand in deadlines.toml. A time is a run of such words with nothing else between them, and
it is read from the moment when the note was written:

====================================  ==============================================================
words                                 the last moment that is still in time
====================================  ==============================================================
by 3pm; by 3; before 11; at 1400      that time of the day, today or, once it is past, tomorrow. A
                                      bare hour is the next one that people work: "by 3" written at
                                      10:00 is 15:00, "by 9" the next morning
after 2; between 1 and 2              23:59 of the day; the later end
after Monday; after the weekend       23:59 of the next day from Monday to Friday
noon, lunch; end of day, COB          12:00; 17:00
today; today, once it is past 17:00   17:00; 23:59
this morning, afternoon, evening      12:00, 17:00, 20:00
tonight; tomorrow                     23:59; 23:59 of the next day
tomorrow am, tmrw afternoon           12:00, 17:00 of the next day
Monday; Fri [date]                    23:59 of the next such day after the note's; a hidden date
                                      says nothing, the weekday beside it counts
Fri [date: in 9 days]                 23:59 of the day that redaction tells, whatever stands beside
[date: that day] by 3pm               that time of the day
Monday by noon; Weds pm               that time of the day
Friday week; Weds fortnight           7 or 14 days later
this week; next week                  Friday, or Sunday of a weekend; Friday of next week
Thursday next week                    23:59 of that day of next week
within 48 hours; in 20 min; in 5      so much later, to the minute
after 48 hours                        23:59 of that day
in 2 wks; 3 days; a day or two        23:59 of the day so many days later; the longer of two
2 business days                       23:59 of the second day from Monday to Friday after the note's
last Friday; [date: the day before]   none
2 days ago; [date]                    none
====================================  ==============================================================
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from analyzer.insights.promises.short_days import without_other_words
from analyzer.insights.promises.time_words import TimeWord, deadline_data, time_words

LAST = time(23, 59)
FRIDAY, SATURDAY = 4, 5
MORNING, EVENING = 7, 19
"""Between these hours people work; nobody who writes "by 3" then means three at night."""

SPACE = re.compile(r"[\s,()\-–.]*")
"""What may stand between two words of one time."""

NAMED_DAYS = {"days", "weekdays", "date"}
KINDS_OF_DAY = NAMED_DAYS | {"periods", "duration", "within"}
DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}
LATER_WEEKS = {"next_week", "week_after_next"}
DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "after_tomorrow": 2}


@dataclass(frozen=True, slots=True)
class Reading:
    """A time found in ``words[start:end]`` and the last moment that is still within it."""

    start: int
    end: int
    deadline: datetime


def deadline(words: str, at: datetime) -> datetime | None:
    """Return the earliest deadline in ``words``, or None where they state no time.

    ``at`` is when they were written, in the clinic's wall clock; a deadline never lies before it.

    >>> deadline("will call her tmrw am", datetime(2026, 3, 2, 10))
    datetime.datetime(2026, 3, 3, 12, 0)
    >>> deadline("as soon as we know", datetime(2026, 3, 2, 10)) is None
    True
    """
    return min((reading.deadline for reading in readings(words, at)), default=None)


def readings(words: str, at: datetime) -> tuple[Reading, ...]:
    """Return every time that ``words`` state, in their order; see the table above.

    >>> [r.deadline.day for r in readings("ready by Fri, will ring Thurs", datetime(2026, 3, 2))]
    [6, 5]
    """
    found = []
    for run in (without_other_words(run, words) for run in _runs(words)):
        try:
            end = _end(run, at)
        except (OverflowError, ValueError):  # beyond the last day of the calendar
            continue
        if end is not None:
            found.append(Reading(run[0].start, run[-1].end, max(end, at)))
    return tuple(found)


def end_of_working_day(at: datetime, days: int) -> datetime:
    """Return 23:59 of the ``days``-th day from Monday to Friday after the day of ``at``.

    >>> end_of_working_day(datetime(2026, 3, 5, 10), 3)  # a Thursday
    datetime.datetime(2026, 3, 10, 23, 59)
    """
    day = at.date() - timedelta(max(0, at.weekday() - SATURDAY + 1))  # a weekend counts as Friday
    weeks, rest = divmod(days, SATURDAY)
    weekend = 2 if day.weekday() + rest >= SATURDAY else 0
    return datetime.combine(day + timedelta(rest + weekend, weeks=weeks), LAST, at.tzinfo)


def _runs(words: str) -> Iterator[list[TimeWord]]:
    """Yield the words of one time after the other."""
    run: list[TimeWord] = []
    for word in time_words(words):
        if run and not SPACE.fullmatch(words, run[-1].end, word.start):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _end(run: list[TimeWord], at: datetime) -> datetime | None:
    """Return the last moment of one time; None where its words are none."""
    if any(word.kind == "past" or word.amount < 0 for word in run):
        return None
    exact = _exact(run, at)
    if exact is not None:
        return datetime.combine(exact, LAST, at.tzinfo) if _says(run, "after") else exact
    day = _day(run, at)
    time_of_day = _time_of_day(run, day, at)
    if time_of_day is None:
        return None
    if day is None and any(word.meaning in {"close", "this"} for word in run):
        day = at.date()
    end = datetime.combine(day or at.date(), time_of_day, at.tzinfo)
    if end > at:
        return end
    if day is not None:  # today, and past already: the rest of the day
        return datetime.combine(end, LAST, at.tzinfo)
    return end + timedelta(1)


def _exact(run: list[TimeWord], at: datetime) -> datetime | None:
    """Return the end of minutes or hours, which are counted from the note on."""
    for before, word in zip([None, *run], run, strict=False):
        if word.kind == "within" and word.meaning == "hour":
            return at + timedelta(hours=1)
        if word.kind == "duration" and word.meaning in {"minute", "hour"}:
            return at + timedelta(**{f"{word.meaning}s": word.amount})
        if word.kind == "bare" and before is not None and before.meaning == "span":
            return at + timedelta(hours=word.amount / 3600)  # "in five" means minutes
    return None


def _day(run: list[TimeWord], at: datetime) -> date | None:
    """Return the last day that is in time, a working day on where the words say "after" a day."""
    day, begun = _named_day(run, at), [word for word in run if word.meaning != "filler"]
    after = any(
        one.meaning == "after" and one.kind == "small" and other.kind in KINDS_OF_DAY
        for one, other in pairwise(begun)
    )
    if day is None or not after:
        return day
    return end_of_working_day(datetime.combine(day, LAST, at.tzinfo), 1).date()


def _named_day(run: list[TimeWord], at: datetime) -> date | None:
    """Return the first day that is named, or of two with "or" between them the later.

    A told date goes before all other words.
    """
    either = _says(run, "or")
    run = [word for word in run if word.kind == "date"] or run
    weeks = [word for word in run if word.meaning in LATER_WEEKS]
    weekdays = [word for word in run if word.kind == "weekdays"]
    if weeks and weekdays and not either:  # "Thursday next week"
        friday = _last_of(weeks[0].meaning, at.date())
        return friday + timedelta(_number(weekdays[0]) - FRIDAY)
    days: list[date] = []
    for before, word in zip([None, *run], run, strict=False):
        if word.kind == "weeks_after" and before is not None and before.kind == "weekdays":
            days[-1] += timedelta(weeks=2 if word.meaning == "fortnight" else 1)
        elif word.kind in KINDS_OF_DAY:
            days.append(_named(word, at))
    if not days:
        return None
    return max(days) if either else days[0]


def _named(word: TimeWord, at: datetime) -> date:
    """Return the day that one word names."""
    today = at.date()
    if word.kind == "days":
        return today + timedelta(DAYS[word.meaning])
    if word.kind == "periods":
        return _last_of(word.meaning, today)
    if word.kind == "weekdays":
        return today + timedelta((_number(word) - today.weekday() - 1) % 7 + 1)
    if word.meaning == "working_day":
        return end_of_working_day(at, round(word.amount)).date()
    if word.meaning == "month":
        years, month = divmod(today.month - 1 + round(word.amount), 12)
        last = calendar.monthrange(today.year + years, month + 1)[1]
        return date(today.year + years, month + 1, min(today.day, last))
    if word.kind == "within":
        return today + timedelta(weeks=1)
    days = 1 if word.kind == "date" else DAYS_OF[word.meaning]
    return today + timedelta(word.amount * days)


def _number(weekday: TimeWord) -> int:
    """Return the number of a weekday, 0 for Monday."""
    return list(deadline_data()["weekdays"]).index(weekday.meaning)


def _last_of(period: str, today: date) -> date:
    """Return the last day of a week (for work, its Friday) or month."""
    if period == "this_month":
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    if period == "next_month":
        return _last_of("this_month", _last_of("this_month", today) + timedelta(1))
    monday = today - timedelta(today.weekday())
    if period in {"next_week", "week_after_next"}:
        return monday + timedelta(11 if period == "next_week" else 18)
    return monday + timedelta(6 if period == "weekend" or today.weekday() >= SATURDAY else 4)


def _time_of_day(run: list[TimeWord], day: date | None, at: datetime) -> time | None:
    """Return the last minute of the day that is meant; None where the words mean none."""
    data = deadline_data()
    part = _part(run)
    pairs = list(zip([None, *run], run, strict=False))
    clocks = [word for before, word in pairs if _is_clock(word, before, run)]
    moments = [word.meaning for before, word in pairs if _is_moment(word, before)]
    if (clocks or moments or day is not None) and _says(run, "after"):
        return LAST
    if clocks:
        return _hour(clocks[-1 if _says(run, "or") else 0], part, day, at)
    if moments:
        return time.fromisoformat(str(data["moment_times"][moments[0]]))
    if part is not None:
        return time.fromisoformat(str(data["part_ends"][part]))
    if any(word.kind == "days" and word.meaning == "today" for word in run) and day == at.date():
        return time.fromisoformat(str(data["moment_times"]["close"]))
    return LAST if day is not None else None


def _part(run: list[TimeWord]) -> str | None:
    """Return the part of the day, where the words beside it make a time of it."""
    if any(_anchors(word) or word.meaning == "until" for word in run):
        for word in run:
            if word.kind == "parts":
                return word.meaning
    for before, word in zip([None, *run], run, strict=False):
        if word.kind == "half_days" and before is not None and _anchors(before):
            return word.meaning
    return "night" if any(word.meaning == "tonight" for word in run) else None


def _anchors(word: TimeWord) -> bool:
    """Whether a word makes a time of a part of the day: "Thurs pm", "this afternoon"."""
    return word.kind in NAMED_DAYS or word.meaning in {"this", "anchor", "span"}


def _is_clock(word: TimeWord, before: TimeWord | None, run: list[TimeWord]) -> bool:
    """Whether a word is a time of day; a bare number only behind "by" and the like, or a day.

    Four figures may stand before the day as well: "0830 Fri".
    """
    if word.told and any(one.kind in NAMED_DAYS for one in run):
        return True
    if word.kind != "bare" or before is None:
        return word.kind == "clock"
    if not 60 <= word.amount < 13 * 60 and not word.told:
        return False
    beside = before.kind in NAMED_DAYS | {"parts", "half_days"}
    return (beside and word.meaning == "figures") or before.meaning in {"until", "after", "or"}


def _is_moment(word: TimeWord, before: TimeWord | None) -> bool:
    """Whether a word names a time of day."""
    behind = before is not None and before.meaning == "until"
    return word.kind == "moments" or (word.kind == "bare_moments" and behind)


def _hour(word: TimeWord, part: str | None, day: date | None, at: datetime) -> time:
    """Return a clock time, whose half of the day the words may leave open."""
    hour, minute = divmod(round(word.amount), 60)
    if word.told:
        return time(hour, minute)
    morning, evening = time(hour % 12, minute), time(hour % 12 + 12, minute)
    if part is not None:
        return morning if part == "morning" else evening
    if day is not None and day != at.date():
        return morning if morning.hour >= MORNING else evening
    now = time(at.hour, at.minute)
    by_day = MORNING <= at.hour < EVENING
    for one in (morning, evening):
        if one > now and (not by_day or time(MORNING) <= one <= time(EVENING)):
            return one
    return morning if morning.hour >= MORNING or not by_day else evening


def _says(run: list[TimeWord], meaning: str) -> bool:
    return any(word.kind == "small" and word.meaning == meaning for word in run)
