"""What the people who look after quality need to know first thing in the morning."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import pandas as pd

from analyzer.codebook import CaseResult, CaseStatus, PromiseState
from analyzer.frames import Frames
from analyzer.insights.cases import case_keys
from analyzer.insights.feed_health import FeedState, feed_health, last_whole_day
from analyzer.insights.intervals import Share, share
from analyzer.insights.selection import grouped
from analyzer.insights.worklist.reasons import URGENCY_OF, Urgency, not_dealt_with, reasons
from analyzer.settings import Settings
from analyzer.store import RunRecord

CASES = 6
"""Cases of the worklist that fit on the page; the list itself has all."""

LATE_PROMISES = 3
LATEST_EDITS = 3

NOTE = ["source", "note_id"]
CASE = ["source", "case"]


@dataclass(frozen=True, slots=True)
class NightlyRun:
    """A run of the audit trail: its times in UTC, and its ``state`` as RunRecord has it."""

    started: datetime
    finished: datetime | None
    state: str
    rejected: int | None
    superseded: int | None


@dataclass(frozen=True, slots=True)
class LocationArrivals:
    """Notes that a run brought from one location; ``location`` is None where not given."""

    location: str | None
    new: int
    corrected: int
    concerns: int
    alerted: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Notes that a run brought.

    ``concerns``, ``alerted`` (notes with an alert), ``desks`` (notes by desk, the most first; a
    note counts at each of its desks) and ``by_location`` speak of those in the frames, and
    ``elsewhere`` counts the others: notes of an earlier time, or without one.
    """

    new: int
    corrected: int
    elsewhere: int
    concerns: int
    alerted: int
    desks: tuple[tuple[str, int], ...]
    by_location: tuple[LocationArrivals, ...]


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A row of the worklist, with what the page shows of it."""

    rank: int
    urgency: str
    why: str
    case: str
    patient_id: str | None
    location: str | None
    wanted: str | None
    promised_by: datetime | None
    interpreter: str | None
    route_to: str | None
    next_step: str
    owner: str | None
    status: str
    note_id: str


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """What somebody wrote about a case, and when (UTC)."""

    case: str
    status: str
    result: str | None
    owner: str | None
    edited: datetime
    edited_by: str


@dataclass(frozen=True, slots=True)
class Handled:
    """What people wrote into the worklist since ``since`` (UTC; None: ever), the latest first."""

    since: datetime | None
    closed: int
    in_progress: int
    latest: tuple[CaseEntry, ...]


@dataclass(frozen=True, slots=True)
class LatePromise:
    """A promised call back past its time.

    ``stated`` says whether a time was named for it; ``due`` is None where no date can be told, as
    where redaction hid it.
    """

    state: str
    due: datetime | None
    stated: bool
    case: str
    patient_id: str | None
    location: str | None
    note_id: str


@dataclass(frozen=True, slots=True)
class LatePromises:
    """Cases with a promise past its time.

    ``broken`` and ``no_note`` count those whose promise is a reason of the worklist, a case with
    both as broken. ``settled`` counts the others: made good since, closed by people, or too old for
    the list. ``first`` has the promise of each: broken ones, then the others, the longest past
    first.
    """

    broken: int
    no_note: int
    settled: int
    first: tuple[LatePromise, ...]


@dataclass(frozen=True, slots=True)
class LocationFeed:
    """A location whose number of notes is unusual, as ``feed_health`` has it."""

    location: str | None
    notes: int
    expected: float
    low: float
    high: float
    state: str


@dataclass(frozen=True, slots=True)
class Feed:
    """Feed health on ``day``, the last whole one; ``under_way`` says that a later day has begun.

    ``silent_since`` is the day of the newest note where ``day`` is later: nothing came since.
    ``judged`` locations have history enough, ``too_new`` have not; at ``quiet`` of those judged a
    day without any note would be usual.
    """

    day: date
    under_way: bool
    silent_since: date | None
    judged: int
    too_new: int
    quiet: int
    unusual: tuple[LocationFeed, ...]


@dataclass(frozen=True, slots=True)
class Morning:
    """The morning page. ``places`` counts the worklist's cases by urgency, in its order.

    ``misread`` is the share of the cases that people closed because the program had misread them.
    ``run`` is the newest nightly run and ``run_before`` the one before it, None without. ``feed``
    is None where no note has a time.
    """

    known_until: datetime | None
    run: NightlyRun | None
    run_before: NightlyRun | None
    arrivals: Arrivals
    waiting: int
    places: tuple[tuple[str, int], ...]
    cases: tuple[WaitingCase, ...]
    handled: Handled
    promises: LatePromises
    feed: Feed | None
    misread: Share
    models: tuple[str, ...]


def morning(
    frames: Frames,
    *,
    promised: pd.DataFrame,
    worklist: pd.DataFrame,
    edits: pd.DataFrame,
    runs: Sequence[RunRecord],
    arrivals: pd.DataFrame,
    settings: Settings,
    known_until: datetime | None,
    as_of: date | None = None,
) -> Morning:
    """Return the figures of the morning page.

    ``promised`` and ``worklist`` are what ``promises`` and ``worklist`` return for the frames;
    ``edits``, ``runs`` (the newest first) and ``arrivals`` (of the runs since the one whose morning
    page people had) what the store keeps; ``known_until`` the time of the newest note. What people
    did is counted since that run began. ``as_of`` is the day of this morning where somebody named
    it: the days up to it should have notes then. Without it nothing is said of days after the
    newest note.
    """
    nights = [
        NightlyRun(run.started, run.finished, run.state, run.rejected, run.superseded)
        for run in runs
        if run.command == "run"
    ]
    run, run_before = [*nights, None, None][:2]
    page_before = next((night.started for night in nights[1:] if night.state == "done"), None)
    places = worklist["urgency"].value_counts(sort=False)
    return Morning(
        known_until=known_until,
        run=run,
        run_before=run_before,
        arrivals=_arrivals(frames.analyses, arrivals),
        waiting=len(worklist),
        places=tuple((str(place), int(count)) for place, count in places.items()),
        cases=tuple(_records(worklist.head(CASES), WaitingCase)),
        handled=_handled(edits, page_before),
        promises=_late_promises(frames, promised, worklist, edits, settings),
        feed=_feed(frames.analyses, settings, known_until, as_of),
        misread=_misread(edits, settings),
        models=tuple(sorted(frames.analyses["model"].dropna().unique())),
    )


def _arrivals(analyses: pd.DataFrame, arrivals: pd.DataFrame) -> Arrivals:
    columns = [*NOTE, "location", "concern", "alerts"]
    notes = analyses[columns].merge(arrivals[[*NOTE, "corrected"]], on=NOTE)
    alerted = notes["alerts"].map(len) > 0
    desks = Counter(
        desk
        for alerts in notes.loc[alerted, "alerts"]
        for desk in {alert["route_to"] for alert in alerts}
    )
    notes = notes.assign(corrected=notes["corrected"].astype(bool), alerted=alerted.astype(bool))
    return Arrivals(
        new=int((~arrivals["corrected"].astype(bool)).sum()),
        corrected=int(arrivals["corrected"].sum()),
        elsewhere=len(arrivals) - len(notes),
        concerns=int(notes["concern"].sum()),
        alerted=int(alerted.sum()),
        desks=tuple(sorted(desks.items(), key=lambda desk: (-desk[1], desk[0]))),
        by_location=tuple(
            LocationArrivals(
                location=location,
                new=int((~group["corrected"]).sum()),
                corrected=int(group["corrected"].sum()),
                concerns=int(group["concern"].sum()),
                alerted=int(group["alerted"].sum()),
            )
            for (location,), group in grouped(notes, ["location"])
        ),
    )


def _handled(edits: pd.DataFrame, since: datetime | None) -> Handled:
    """Return what was written from ``since`` on; the times of both are UTC."""
    recent = edits if since is None else edits[edits["edited"] >= since]
    latest = recent.sort_values(["edited", *CASE], ascending=[False, True, True])
    return Handled(
        since=since,
        closed=int((recent["status"] == CaseStatus.CLOSED.value).sum()),
        in_progress=int((recent["status"] == CaseStatus.IN_PROGRESS.value).sum()),
        latest=tuple(_records(latest.head(LATEST_EDITS), CaseEntry)),
    )


def _late_promises(
    frames: Frames,
    promised: pd.DataFrame,
    worklist: pd.DataFrame,
    edits: pd.DataFrame,
    settings: Settings,
) -> LatePromises:
    late = promised[promised["state"].isin([PromiseState.BROKEN, PromiseState.NO_NOTE])]
    notes = _listed_notes(frames.analyses, worklist, edits)
    found = reasons(notes, frames.findings, promised, settings)
    found = found[found["reason"].map(URGENCY_OF) == Urgency.PROMISE]
    found = found.drop_duplicates("number")  # of each case, its broken promise goes first
    listed = worklist[["rank", *CASE, "patient_id", "location"]].merge(
        pd.DataFrame(
            {
                "rank": found["number"].astype("int64"),
                "note_id": found["note_id"],
                "state": found["reason"].map(str),
                "due": pd.to_datetime(found["since"]),
                "stated": found["due"].notna(),
            }
        ),
        on="rank",
    )
    listed = listed.sort_values(["state", "due", *NOTE])  # "broken" before "no_note"
    broken = int((listed["state"] == PromiseState.BROKEN.value).sum())
    return LatePromises(
        broken=broken,
        no_note=len(listed) - broken,
        settled=len(late.drop_duplicates(CASE)) - len(listed),
        first=tuple(_records(listed.head(LATE_PROMISES), LatePromise)),
    )


def _listed_notes(
    analyses: pd.DataFrame, worklist: pd.DataFrame, edits: pd.DataFrame
) -> pd.DataFrame:
    """Return the notes that put cases on the worklist, in order of time: of a case that was closed
    and came back, those later than what its editor saw. ``number`` is the rank of the case."""
    notes = analyses.sort_values(["timestamp", "note_id"], na_position="first")
    notes = notes.assign(case=case_keys(notes))
    ranks = worklist[["rank", *CASE]].rename(columns={"rank": "number"})
    people = edits[[*CASE, "status", "seen_until", "came_late"]]
    notes = notes.merge(ranks, on=CASE).merge(people, how="left", on=CASE)
    return notes[not_dealt_with(notes)]


def _feed(
    analyses: pd.DataFrame,
    settings: Settings,
    known_until: datetime | None,
    as_of: date | None,
) -> Feed | None:
    if known_until is None:
        return None
    newest = known_until.date()
    if as_of is not None and as_of > newest:
        day, under_way = as_of - timedelta(days=1), True
    else:
        day = last_whole_day(analyses, settings, known_until)
        under_way = day < newest
    health = feed_health(analyses, settings, day)
    judged = health[health["state"] != FeedState.TOO_NEW.value]
    unusual = judged[judged["state"] != FeedState.USUAL.value]
    return Feed(
        day=day,
        under_way=under_way,
        silent_since=newest if day > newest else None,
        judged=len(judged),
        too_new=len(health) - len(judged),
        quiet=int((judged["low"] == 0).sum()),
        unusual=tuple(_records(unusual, LocationFeed)),
    )


def _misread(edits: pd.DataFrame, settings: Settings) -> Share:
    closed = edits[edits["status"] == CaseStatus.CLOSED.value]
    misread = int((closed["result"] == CaseResult.MISREAD.value).sum())
    return share(misread, len(closed), settings.statistics)


Record = TypeVar("Record")


def _records(rows: pd.DataFrame, kind: type[Record]) -> Iterator[Record]:
    """Yield the rows as dataclasses, of the columns that these have, None for what is missing."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    for row in rows[names].to_dict("records"):
        yield kind(**{str(name): _plain(value) for name, value in row.items()})


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
