"""The words of a time one by one: what deadlines.toml lists, and clock times and amounts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from tomllib import loads
from typing import Any

from analyzer.insights.promises.hidden_dates import REDACTED_DATE, distance

LISTED = (
    "past",
    "days",
    "weekdays",
    "periods",
    "within",
    "weeks_after",
    "parts",
    "half_days",
    "moments",
    "bare_moments",
    "small",
)
"""Tables of deadlines.toml whose words stand for themselves."""

HOURS_OF_THE_CLOCK = 12
HALF_A_DAY = HOURS_OF_THE_CLOCK * 60
WORD_ENDS = r"(?!\w)"
HALF = r"(?:[\s-]*1/2|\s*½|\s+(?:and|&)\s+a\s+half)(?!\w)"
"""The half behind a number: "1 1/2 hours", "two and a half hrs"."""


@dataclass(frozen=True, slots=True)
class TimeWord:
    """A word or phrase in ``words[start:end]`` and what it means.

    ``kind`` is a table of deadlines.toml, "duration", "clock", "bare" (a number that is an hour
    only where the words around it say so) or "date" (one that redaction told by its distance);
    ``meaning`` its key there, the unit, or for a bare number "figures" or "letters". ``amount`` is
    that of a duration (the longer of two), minutes after midnight, or days from the note to a date,
    negative before it; ``told`` whether a clock time says which half of the day it means.
    """

    kind: str
    meaning: str
    start: int
    end: int
    amount: float = 0
    told: bool = False


def time_words(words: str) -> Iterator[TimeWord]:
    """Yield the words of time in ``words``, in their order, whatever their case.

    >>> [(word.kind, word.meaning) for word in time_words("by Fri, in 2 wks")]
    [('small', 'until'), ('weekdays', 'friday'), ('small', 'span'), ('duration', 'week')]
    """
    for match in _pattern().finditer(words.lower()):
        kind = str(match.lastgroup)
        start, end = match.span()
        if kind == "duration":
            unit = _meaning("units", match["unit"])
            yield TimeWord(kind, unit, start, end, _amount(match, unit))
        elif kind == "date":
            yield _date(distance(match["told"]), start, end)
        elif kind == "range":
            yield TimeWord("small", "until", start, end)
        elif kind in LISTED:
            yield TimeWord(kind, _meaning(kind, match[kind]), start, end)
        else:
            yield _clock(match, start, end)


@cache
def deadline_data() -> dict[str, Any]:
    """Return deadlines.toml as it stands."""
    text = (
        files("analyzer.insights.promises").joinpath("deadlines.toml").read_text(encoding="utf-8")
    )
    return loads(text)


def _date(days: int | None, start: int, end: int) -> TimeWord:
    """Return a redacted date; one that is hidden says nothing."""
    if days is None:
        return TimeWord("small", "filler", start, end)
    return TimeWord("date", "", start, end, days)


def _amount(match: re.Match[str], unit: str) -> float:
    """Return the longer amount of a duration; to hours belong the minutes behind them."""
    numbers = [_number(match[name]) for name in ("low", "high", "later") if match[name]]
    minutes = int(match["minutes"] or 0) if unit == "hour" else 0
    return max(numbers) + 0.5 * bool(match["and_half"]) + minutes / 60


def _clock(match: re.Match[str], start: int, end: int) -> TimeWord:
    """Return a time of day; a bare number is told to be one only by what stands around it."""
    kind = str(match.lastgroup)
    if kind == "digits":
        minutes = int(match["digits"][:2]) * 60 + int(match["digits"][2:4])
        return TimeWord("bare", "figures", start, end, minutes, told=True)
    if kind == "bare":
        written = "figures" if match["bare"].isdigit() else "letters"
        return TimeWord("bare", written, start, end, _number(match["bare"]) * 60)
    if kind == "spoken":
        shift = {"half": 30, "quarter": 15}[match["shift"]]
        minutes = round(_number(match["spoken_hour"])) * 60
        minutes = (minutes + (-shift if match["side"] == "to" else shift)) % HALF_A_DAY
        return TimeWord("clock", "", start, end, minutes)
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half_day"]
    if half is not None and 0 < hour <= HOURS_OF_THE_CLOCK:
        hour = hour % HOURS_OF_THE_CLOCK + HOURS_OF_THE_CLOCK * half.strip().startswith("p")
    told = half is not None or not 0 < hour <= HOURS_OF_THE_CLOCK or match["hour"][0] == "0"
    return TimeWord("clock", "", start, end, hour * 60 + minute, told)


def _number(words: str) -> float:
    data = deadline_data()
    known: dict[str, float] = data["numbers"] | data["amounts"] | {"": 0}
    half = re.search(HALF, words)
    whole = words if half is None else words[: half.start()]
    return (known[whole] if whole in known else float(whole)) + 0.5 * (half is not None)


def _meaning(table: str, words: str) -> str:
    return _meanings()[table][" ".join(words.split())]


@cache
def _meanings() -> dict[str, dict[str, str]]:
    """Return for each table what each of its words means."""
    return {
        name: {word: meaning for meaning, words in table.items() for word in words}
        for name, table in deadline_data().items()
        if name in (*LISTED, "units")
    }


def _one_of(words: Iterable[str]) -> str:
    """Return a pattern for any of these words, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of all words, each in the group of its kind."""
    data, meanings = deadline_data(), _meanings()
    number = _one_of(data["numbers"])
    whole = rf"(?:\d{{1,3}}(?:\.\d{{1,2}})?|{_one_of([*data['amounts'], *data['numbers']])}(?!\w))"
    amount = rf"(?:1/2|½|{whole}(?:{HALF})?)"
    minutes = _one_of(data["units"]["minute"])
    half_day = r"(?:\s?(?:am|pm|a\.m\.?|p\.m\.?)|[ap])(?!\w)"
    clock = rf"(?:{number}|\d{{1,2}})(?:[:.]\d\d)?(?:{half_day})?"
    kinds = {
        "duration": rf"(?P<low>{amount})(?:\s*(?:-|–|to|or)\s*(?P<high>{amount}))?"
        rf"\s*(?:(?:more|of|an?)\s+)?(?P<unit>{_one_of(meanings['units'])})(?!\w)"
        rf"(?:\s+(?:or|to)\s+(?P<later>{amount})(?!\w))?(?P<and_half>\s+(?:and|&)\s+a\s+half)?"
        rf"(?:[\s,]*(?:(?:and|&)\s+)?(?P<minutes>[1-5]?\d)\s*{minutes}(?!\w))?",
        "date": REDACTED_DATE,
        "range": rf"(?:between|betw|bet|btwn)\s+{clock}\s*(?:and|&|\+|-|–|to)"
        rf"|{clock}\s*(?:-|–|to)\s*(?={clock})",
        "spoken": rf"(?P<shift>half|quarter)\s+(?:(?P<side>past|to)\s+)?"
        rf"(?P<spoken_hour>1[0-2]|[1-9]|{number})(?:ish)?",
        "clock": rf"(?P<hour>[01]?\d|2[0-3])(?=[:.]\d\d|{half_day}|ish)"
        rf"(?:[:.](?P<minute>[0-5]\d))?(?:ish)?(?P<half_day>{half_day})?",
        "digits": r"(?:[01]\d|2[0-3])[0-5]\d(?:\s?h(?:rs)?)?",
        "bare": rf"[1-5]?\d|{number}",
    }
    listed = {kind: _one_of(meanings[kind]) for kind in LISTED}
    tails = {"range": r"(?!\d)", "bare": r"(?:ish)?(?![\w/%])(?![.:]\d)"}
    groups = [
        rf"(?P<{kind}>{pattern}){tails.get(kind, WORD_ENDS)}"
        for kind, pattern in (kinds | listed).items()
    ]
    # A whole phrase of the lists comes before the amount or number that it begins with.
    return re.compile(
        rf"(?<![\w/$£€.:])(?:{'|'.join([*groups[len(kinds) :], *groups[: len(kinds)]])})"
    )
