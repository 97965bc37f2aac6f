"""Which notes promise a contact, in whose words and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import pandas as pd

from analyzer.codebook import ContactKind, Status, Technique
from analyzer.insights.promises.deadlines import readings
from analyzer.insights.promises.hidden_dates import hides_date
from analyzer.insights.promises.time_words import time_words
from analyzer.insights.promises.words import contact_at, offers_contact

OFFER, TIME, TOLD = (
    Technique.OFFER_CALLBACK.value,
    Technique.TIMEFRAME.value,
    ContactKind.PROMISED.value,
)

NEAR = 40
"""Characters, about a clause, within which a time outside an offer's own words is taken for its."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A finding or contact: where its quote stands in the note, and its words."""

    start: int
    end: int
    words: str
    actor: str


@dataclass(frozen=True, slots=True)
class _Promise:
    """What a note promises; ``start`` is where it speaks of the contact."""

    start: int
    quote: str
    actor: str
    timeframe: str | None
    deadline: datetime | None
    dated: bool


def promised(findings: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return a row a promising note, in order of time; the frames are those of Frames.

    Columns: source, note_id, made (the note's time), start (the character of the note at which it
    speaks of the contact), quote, actor, timeframe (the words of the time, missing where none is
    stated), deadline (NaT where no time is stated, none can be read or the note has no time) and
    dated: whether redaction hides a date in the words of the promise or of its time, and tells
    nothing of it, so that the deadline may be a later one. Beside a hidden date only a time with a
    weekday or another date is one.

    A promise is an offer_callback, unless its quote speaks only of something done in person, or
    beside those a contact that the note promises. Of several in a note the one with the earliest
    deadline counts, else the first.
    """
    told = _told(findings, contacts)
    first, made = [], []
    for _, rows in groupby(told.itertuples(), key=lambda row: (row.source, row.note_id)):
        finds = list(rows)
        promise = _of_note(finds)
        if promise is not None:
            first.append(finds[0].Index)
            made.append(promise)
    notes = told.loc[first, ["source", "note_id", "timestamp"]].reset_index(drop=True)
    deadlines = pd.Series([one.deadline for one in made], dtype="datetime64[us]")
    return notes.rename(columns={"timestamp": "made"}).assign(
        start=pd.Series([one.start for one in made], dtype="int64"),
        quote=pd.Series([one.quote for one in made], dtype="str"),
        actor=pd.Series([one.actor for one in made], dtype="str"),
        timeframe=pd.Series([one.timeframe for one in made], dtype="str"),
        deadline=deadlines,
        dated=pd.Series([one.dated for one in made], dtype="bool"),
    )


def _told(findings: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the offers, times and promised contacts, those of a note in a row."""
    kept = findings["label"].isin([OFFER, TIME]) & (findings["status"] != Status.MISSED.value)
    promises = contacts[contacts["kind"] == TOLD].rename(columns={"kind": "label"})
    columns = ["source", "note_id", "timestamp", "label", "start", "end", "quote", "actor"]
    told = pd.concat([findings.loc[kept, columns], promises[columns]])
    return told.sort_values(["timestamp", "source", "note_id", "start"], ignore_index=True)


def _overlap(one: _Said, other: _Said) -> bool:
    return one.start < other.end and other.start < one.end


def _of_note(rows: Sequence[Any]) -> _Promise | None:
    """Return the promise of one note's offers and stated times, None where there is none."""
    at = None if pd.isna(rows[0].timestamp) else rows[0].timestamp.to_pydatetime()
    said: dict[str, list[_Said]] = {label: [] for label in (OFFER, TIME, TOLD)}
    for row in rows:
        words = row.quote if isinstance(row.quote, str) else ""
        said[row.label].append(_Said(row.start, row.end, words, row.actor))
    offers = [one for one in said[OFFER] if offers_contact(one.words)]
    offers += [one for one in said[TOLD] if not any(_overlap(one, other) for other in offers)]
    made = [_promise(offer, said[TIME], at) for offer in offers]
    timed = [one for one in made if one.deadline is not None]
    return min(timed or made[:1], key=lambda one: one.deadline or datetime.max, default=None)


def _promise(offer: _Said, times: Sequence[_Said], at: datetime | None) -> _Promise:
    """Return an offer with its time: that in its own words, else that of the nearest timeframe."""
    start = offer.start + (contact_at(offer.words) or 0)
    for said in [offer, *_nearest(offer, times)]:
        found = None if at is None else _time_in(said.words, at)
        dated = hides_date(said.words)
        if found is not None:
            return _Promise(start, offer.words, offer.actor, *found, dated)
        if dated:
            return _Promise(start, offer.words, offer.actor, None, None, dated)
    return _Promise(start, offer.words, offer.actor, None, None, dated=False)


def _time_in(words: str, at: datetime) -> tuple[str, datetime] | None:
    """Return the time that belongs to the contact: the first behind it, else the last before it."""
    hidden = hides_date(words)
    found = [
        one for one in readings(words, at) if not hidden or _names_day(words[one.start : one.end])
    ]
    if not found:
        return None
    contact = contact_at(words) or 0
    chosen = next((one for one in found if one.end > contact), found[-1])
    return words[chosen.start : chosen.end], chosen.deadline


def _names_day(words: str) -> bool:
    return any(word.kind in {"weekdays", "date"} for word in time_words(words))


def _nearest(offer: _Said, times: Sequence[_Said]) -> list[_Said]:
    """Return the near timeframes: those overlapping the offer, behind it, then before it."""

    def apart(one: _Said) -> int:
        return max(one.start - offer.end, offer.start - one.end, 0)

    near = [one for one in times if apart(one) <= NEAR]
    return sorted(near, key=lambda one: (one.end <= offer.start, apart(one)))
