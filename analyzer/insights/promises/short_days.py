"""Short names of weekdays that are words of their own as well: "sat with her", "sun damage"."""

import re
from collections.abc import Sequence

from analyzer.insights.promises.hidden_dates import hides_date
from analyzer.insights.promises.time_words import TimeWord, deadline_data
from analyzer.insights.promises.words import contact_at

CLAUSE_STARTS = re.compile(r"(?:^|[,.;:!?–-])\W*$")
CLAUSE_ENDS = re.compile(r"\s*(?:$|[,.;:!?)/–-])")
OF_A_TIME = {
    "date",
    "days",
    "weekdays",
    "weeks_after",
    "periods",
    "parts",
    "half_days",
    "moments",
    "clock",
}


def without_other_words(run: Sequence[TimeWord], words: str) -> list[TimeWord]:
    """Return the words of one time in ``words`` without short names that may be no days.

    A short name of deadlines.toml is a day behind one of the words listed there or a word for a
    contact, beside a time, a part of the day, another day or a redacted date, with a capital inside
    a clause, or at its end.
    """
    return [word for word in run if not _is_short(word, words) or _is_day(word, run, words)]


def _is_short(word: TimeWord, words: str) -> bool:
    short: list[str] = deadline_data()["short_weekdays"]["words"]
    return word.kind == "weekdays" and words[word.start : word.end].lower() in short


def _is_day(word: TimeWord, run: Sequence[TimeWord], words: str) -> bool:
    place = run.index(word)
    before = run[place - 1] if place else None
    listed: list[str] = deadline_data()["short_weekdays"]["behind"]
    if before is not None and " ".join(words[before.start : before.end].lower().split()) in listed:
        return True
    if any(contact_at(last) is not None for last in words[: word.start].split()[-1:]):
        return True
    others = [one for one in run if one is not word]
    if any(one.kind in OF_A_TIME or _is_hour_or_date(one, words) for one in others):
        return True
    inside = CLAUSE_STARTS.search(words[: word.start]) is None
    capital = words[word.start : word.end].istitle()
    return (inside and capital) or CLAUSE_ENDS.match(words, run[-1].end) is not None


def _is_hour_or_date(word: TimeWord, words: str) -> bool:
    return word.kind == "bare" or hides_date(words[word.start : word.end])
