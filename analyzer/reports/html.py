"""The report as a folder of pages: an overview, and a page for every member of staff."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path

import pandas as pd

from analyzer.frames import Frames
from analyzer.privacy.leftovers import in_use, remove_leftovers
from analyzer.privacy.writing import private_folder
from analyzer.reports.figures import clinic_figures, promises_until, staff_figures
from analyzer.reports.pages.overview import overview_page
from analyzer.reports.pages.rendering import Page
from analyzer.reports.pages.staff import staff_page
from analyzer.reports.slugs import slug
from analyzer.settings import Settings

STAFF = "staff"
INDEX = "index"
_OWN_NAME = re.compile(r"[0-9a-f]{16}\.(?:html|json)")


class ReportError(ValueError):
    """A report that cannot be made; the message is one sentence for the user."""


def write_reports(
    frames: Frames,
    out: Path,
    settings: Settings,
    as_of: date,
    *,
    since: date | None = None,
    morning: bool = False,
) -> Path:
    """Write the pages over the notes up to and with ``as_of`` and return the path of the overview.

    ``out`` gets index.html, staff/<slug>.html for every person with a note, and a JSON file with
    the same figures beside each. A person's page speaks of the notes since ``since``; without it,
    of those since the day that ``insights.period.first_day`` says. With ``morning`` the overview
    links to the morning page, which ``write_morning`` puts beside it.

    Everything is made in a hidden folder inside ``out`` first and then moved file by file, the
    overview last, so that every file is always whole. Pages of people who are no longer in the
    report are removed; nothing else in ``out`` is touched. The same frames, settings and day give
    the same bytes.
    Raises OSError where ``out`` cannot be written.
    """
    promised = promises_until(frames, settings, as_of)
    clinic = clinic_figures(frames, promised, settings, as_of)
    staff_ids = [member.staff_id for member in clinic.overview.staff]
    pages = chain(
        _staff_pages(frames, promised, staff_ids, settings, as_of, since),
        [(Path(INDEX), overview_page(clinic, settings, morning=morning))],
    )
    written = _write(pages, out)
    _remove_others(out / STAFF, {path.name for path in written})
    return written[-1]


def write_staff_pages(
    frames: Frames,
    out: Path,
    settings: Settings,
    as_of: date,
    staff_ids: Sequence[str],
    *,
    since: date | None = None,
) -> list[Path]:
    """Write the pages of some people alone, as ``write_reports`` does, and return their paths.

    Raises ReportError for a person without a note in the frames, and OSError where ``out`` cannot
    be written.
    """
    known = set(frames.until(as_of).analyses["staff_id"].dropna())
    for staff_id in staff_ids:
        if staff_id not in known:
            raise ReportError(
                f"No note of these days is by '{staff_id}'; give the staff number as the export "
                "has it, or other days."
            )
    promised = promises_until(frames, settings, as_of)
    return _write(_staff_pages(frames, promised, staff_ids, settings, as_of, since), out)


def _staff_pages(
    frames: Frames,
    promised: pd.DataFrame,
    staff_ids: Sequence[str],
    settings: Settings,
    as_of: date,
    since: date | None,
) -> Iterator[tuple[Path, Page]]:
    """Yield each person's page with its place, without suffix, in the report."""
    for figures in staff_figures(frames, promised, staff_ids, settings, as_of, since):
        yield Path(STAFF, slug(figures.report.person.staff_id)), staff_page(figures, settings)


def _write(pages: Iterable[tuple[Path, Page]], out: Path) -> list[Path]:
    """Write pages, whole, and return where each lies."""
    private_folder(out / STAFF)
    written: list[Path] = []
    remove_leftovers(out, ".pages.*.part")
    with (
        tempfile.TemporaryDirectory(prefix=".pages.", suffix=".part", dir=out) as name,
        in_use(Path(name)),
    ):
        workshop = Path(name)
        (workshop / STAFF).mkdir()
        for place, page in pages:
            for suffix, content in ((".json", page.json), (".html", page.html)):
                path = place.with_suffix(suffix)
                (workshop / path).touch(mode=0o600)
                (workshop / path).write_text(content, encoding="utf-8", newline="\n")
                written.append(path)
        for path in written:
            os.replace(workshop / path, out / path)
    return [out / path for path in written if path.suffix == ".html"]


def _remove_others(folder: Path, kept: set[str]) -> None:
    """Remove the pages of earlier reports, which their names tell from a user's own files."""
    for path in folder.iterdir():
        if _OWN_NAME.fullmatch(path.name) and path.with_suffix(".html").name not in kept:
            path.unlink()
