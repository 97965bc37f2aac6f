"""What a nightly run leaves: the morning page and the reports, from the history."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analyzer.insights.morning import Morning, morning
from analyzer.reports.days import first_day, last_day
from analyzer.reports.folder import write_reports
from analyzer.reports.formats import DEFAULT, Format, Formats, documents
from analyzer.reports.gathering import SiteFiles, gathered
from analyzer.reports.morning import write_morning
from analyzer.reports.work import Work, work_of
from analyzer.reports.worklist_files import Worklist
from analyzer.settings import Settings
from analyzer.store import Store

NO_FILES = SiteFiles()
"""A model without a calibration, and no protocol."""


@dataclass(frozen=True, slots=True)
class Night:
    """The documents to open, the morning page first, and which notes are in none of the reports.

    ``undated`` counts the notes without a time, ``later`` those dated after the day ``last``. Where
    no note is dated up to that day, the reports have those without a time.
    """

    pages: tuple[Path, ...]
    last: date
    undated: int
    later: int


def write_night(
    store: Store,
    out: Path,
    settings: Settings,
    as_of: date | None,
    today: date,
    formats: Formats = DEFAULT,
    *,
    files: SiteFiles = NO_FILES,
) -> Night:
    """Write what a nightly run leaves into a folder, as ``write_reports`` and ``write_morning`` do.

    ``as_of`` is the last day that counts, where somebody named it; else ``last_day`` tells it;
    ``files`` is what ``read_site_files`` returned.
    Raises StoreError where the database fails, OSError where ``out`` cannot be written, and
    PDFError where PDF is asked for and cannot be made.
    """
    last = last_day(store, as_of, today)
    dated = store.newest_time(last) is not None
    undated, later = store.left_out(last)
    work = work_of(store, settings, last)
    figures = _morning(store, settings, work, as_of)
    first = first_day(last, settings.reports.months)
    if not dated:
        frames = store.frames()
    elif undated or work.first != first:
        frames = store.frames(first, last)
    else:
        frames = work.frames
    worklist = Worklist(work.listed.rows, work.known_until, work.listed.left_out)
    del work  # so that memory holds only what the pages need
    basis = gathered(store, frames, settings, files, last, worklist=worklist)
    del frames
    write_reports(basis, out, settings, morning=True, formats=formats)
    pages = documents(out, formats)
    page = write_morning(figures, out, settings, formats)
    if Format.HTML in formats:
        pages.insert(0, page)
    return Night(tuple(pages), last, undated if dated else 0, later)


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
