"""What people are to do, from the history: promises to keep and cases to call back."""

from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from analyzer.codebook import CaseStatus
from analyzer.frames import Frames
from analyzer.insights.promises import promises
from analyzer.insights.worklist import Listed, listed
from analyzer.reports.days import first_day
from analyzer.settings import Settings
from analyzer.store import Store


@dataclass(frozen=True, slots=True)
class Work:
    """The promises and the worklist, and what they rest on.

    ``frames`` are the notes from the day ``first`` on and those without a time, ``promised`` is
    what ``promises`` returns for them, ``edits`` what people wrote (``Store.case_edits``), and
    ``known_until`` the time of the newest note, None where none has one.
    """

    first: date
    frames: Frames
    promised: pd.DataFrame
    listed: Listed
    edits: pd.DataFrame
    known_until: datetime | None


def work_of(store: Store, settings: Settings, last: date) -> Work:
    """Return what people are to do, as it was on a day.

    It rests on the months that the reports look back on, on older notes where somebody has begun
    with a case, and on notes without a time. Raises StoreError where the database fails.
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
