"""The report as a folder of pages: an overview, and a page for every member of staff."""

import os
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from analyzer.frames import Frames
from analyzer.reports.figures import clinic_figures, staff_figures
from analyzer.reports.pages import Page, overview_page, slug, staff_page
from analyzer.settings import Settings

STAFF = "staff"
INDEX = "index"
_OWN_NAME = re.compile(r"[0-9a-f]{16}\.(?:html|json)")


def write_reports(frames: Frames, out: Path, settings: Settings, as_of: date) -> Path:
    """Write the pages over the notes up to and with ``as_of`` and return the path of the overview.

    ``out`` gets index.html, staff/<slug>.html for every person with a note, and a JSON file with
    the same figures beside each. Everything is made in a hidden folder inside ``out`` first and
    then moved file by file, the overview last, so that every file is always whole. Pages of people
    who are no longer in the report are removed; nothing else in ``out`` is touched. The same
    frames, settings and day give the same bytes. Raises OSError where ``out`` cannot be written.
    """
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    (out / STAFF).mkdir(mode=0o700, exist_ok=True)
    written: list[Path] = []
    with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=out) as name:
        workshop = Path(name)
        (workshop / STAFF).mkdir()
        for place, page in _pages(frames, settings, as_of):
            for suffix, content in ((".json", page.json), (".html", page.html)):
                path = place.with_suffix(suffix)
                (workshop / path).touch(mode=0o600)
                (workshop / path).write_text(content, encoding="utf-8", newline="\n")
                written.append(path)
        for path in written:
            os.replace(workshop / path, out / path)
    _remove_others(out / STAFF, {path.name for path in written})
    return out / f"{INDEX}.html"


def _pages(frames: Frames, settings: Settings, as_of: date) -> Iterator[tuple[Path, Page]]:
    """Yield each page with its place, without suffix, in the report; the overview last."""
    clinic = clinic_figures(frames, settings, as_of)
    staff_ids = [member.staff_id for member in clinic.overview.staff]
    for figures in staff_figures(frames, staff_ids, settings, as_of):
        yield Path(STAFF, slug(figures.report.person.staff_id)), staff_page(figures, settings)
    yield Path(INDEX), overview_page(clinic, settings)


def _remove_others(folder: Path, kept: set[str]) -> None:
    """Remove the pages of earlier reports, which their names tell from a user's own files."""
    for path in folder.iterdir():
        if _OWN_NAME.fullmatch(path.name) and path.name not in kept:
            path.unlink()
