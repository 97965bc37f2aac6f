"""What the commands that look at the history have in common: which days, which frames."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import click
import pandas as pd
from dateutil.relativedelta import relativedelta

from analyzer.cli.messages import tell
from analyzer.codebook import CaseStatus
from analyzer.frames import Frames
from analyzer.insights.morning import Morning, morning
from analyzer.insights.promises import promises
from analyzer.insights.worklist import Listed, listed
from analyzer.reports import write_morning, write_reports
from analyzer.settings import Settings
from analyzer.store import Store


class Work(NamedTuple):
    """What people are to do: the promises and the worklist, and the notes that they rest on, from
    the day ``first`` on."""

    first: date
    frames: Frames
    promised: pd.DataFrame
    listed: Listed
    edits: pd.DataFrame
    known_until: datetime | None


def last_day(store: Store, as_of: date | None) -> date:
    """Return the last day that counts: the one that was asked for, else that of the newest note.

    A clock ahead of this one may be right; a date beyond tomorrow is a slip of the pen.
    """
    newest = store.newest_time(as_of or date.today() + timedelta(days=1))
    return as_of or (newest.date() if newest else date.today())


def first_day(last: date, months: int) -> date:
    """Return the first day of the stretch of calendar months that ends with the month of a day.

    >>> first_day(date(2026, 2, 14), 3)
    datetime.date(2025, 12, 1)
    """
    first: date = last.replace(day=1) - relativedelta(months=months - 1)
    return first


def work_of(store: Store, settings: Settings, last: date) -> Work:
    """Return what people are to do, as it was on a day.

    It rests on the months that the reports look back on, on older notes where somebody has begun
    with a case, and on notes without a time.
    """
    edits = store.case_edits()
    begun = edits[edits["status"] == CaseStatus.IN_PROGRESS.value]["seen_until"].min()
    first = first_day(last, settings.reports.months)
    if not pd.isna(begun):
        first = min(first, first_day(begun.date(), settings.reports.months))
    frames = store.frames(first, last, undated=True)
    known_until = store.newest_time(last)
    promised = promises(frames, settings, known_until)
    found = listed(frames, promised, edits, settings, known_until)
    return Work(first, frames, promised, found, edits, known_until)


def write_night(store: Store, out: Path, settings: Settings, as_of: date | None) -> list[Path]:
    """Write what a nightly run leaves, and return the pages to open: the morning page first."""
    last = last_day(store, as_of)
    dated = store.newest_time(last) is not None
    undated, later = store.left_out(last) if dated else (0, 0)
    work = work_of(store, settings, last)
    today = _morning(store, settings, work, as_of)
    first = first_day(last, settings.reports.months)
    if not dated:
        frames = store.frames()
    elif undated or work.first != first:
        frames = store.frames(first, last)
    else:
        frames = work.frames
    del work  # so that memory holds only what the pages need
    index = write_reports(frames, out, settings, last, morning=True)
    if undated or later:
        sentence = (
            f"Notes not in the reports: without a time {undated}, "
            f"dated after {last.isoformat()} {later}."
        )
        tell("left_out", sentence, level="warning", undated=undated, later=later)
    return [write_morning(today, out, settings), index]


def _morning(store: Store, settings: Settings, work: Work, as_of: date | None) -> Morning:
    runs = [record for record in store.runs() if record.command == "run"]
    # What a run that was killed or failed brought has been on no page yet.
    before = next((record.id for record in runs[1:] if record.state == "done"), 0)
    return morning(
        work.frames,
        promised=work.promised,
        worklist=work.listed.rows,
        edits=work.edits,
        runs=runs,
        arrivals=store.arrivals(before),
        settings=settings,
        known_until=work.known_until,
        as_of=as_of,
    )


def day(moment: datetime | None) -> date | None:
    """Return the day of an option that is a date; None where it was not given."""
    return None if moment is None else moment.date()


def refuse_reversed(from_: date | None, last: date) -> None:
    """Raise UsageError where a stretch of days ends before it begins."""
    if from_ is not None and last < from_:
        raise click.UsageError(f"The last day, {last}, is before --from {from_}; name other days.")
