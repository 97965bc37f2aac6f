"""The report as a folder: an overview, a page for every member of staff, and a workbook."""

import os
import re
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from analyzer.privacy.leftovers import in_use, remove_leftovers
from analyzer.privacy.writing import private_folder
from analyzer.reports.basis import Basis
from analyzer.reports.excel import opened_workbook
from analyzer.reports.figures import (
    ClinicFigures,
    StaffFigures,
    clinic_figures,
    funnels,
    staff_figures,
)
from analyzer.reports.formats import DEFAULT, INDEX, WORKBOOK, Format, Formats, documents
from analyzer.reports.markdown import overview_markdown, staff_markdown
from analyzer.reports.morning import remove_morning
from analyzer.reports.pages.overview import overview_page
from analyzer.reports.pages.staff import staff_page
from analyzer.reports.pdf import pdf
from analyzer.reports.record import overview_json, staff_json
from analyzer.reports.slugs import slug
from analyzer.settings import Settings

STAFF = "staff"
_OF_A_PERSON = re.compile(r"[0-9a-f]{16}\.(?:html|pdf|md|json)")

File = tuple[Path, bytes]
"""A file's place in the report, and what it holds."""


class ReportError(ValueError):
    """A report that cannot be made; the message is one sentence for the user."""


def write_reports(
    basis: Basis,
    out: Path,
    settings: Settings,
    *,
    morning: bool = False,
    formats: Formats = DEFAULT,
) -> Path:
    """Write the report of a basis and return the first of ``documents``, which is to be opened.

    ``out`` gets the overview, index, and a page for every person with a note, staff/<slug>, in each
    of the ``formats``; XLSX is one workbook, report.xlsx. A person's page speaks of the notes since
    ``basis.since``; without it, of those since the day that ``insights.period.first_day`` says.
    With ``morning`` the overview links to the morning page, which ``write_morning`` puts beside it.

    Everything is made in a hidden folder inside ``out`` first and then moved file by file, the
    overview last, so that every file is always whole. Files of an earlier report that this one
    does not write are removed: those of people who are no longer in it, those of other formats, and
    without ``morning`` the morning page, which would all tell of another day. Nothing else in
    ``out`` is touched. The same basis and settings give the same bytes.
    Raises OSError where ``out`` cannot be written, and PDFError where PDF cannot be made.
    """
    clinic = clinic_figures(basis, settings)
    staff_ids = [member.staff_id for member in clinic.overview.staff]
    people = staff_figures(basis, clinic.funnels, staff_ids, settings)
    with _made_whole(out) as workshop:
        if Format.XLSX in formats:
            path = workshop / WORKBOOK
            path.touch(mode=0o600)
            with opened_workbook(path, clinic, basis.worklist, settings) as book:
                _write(_staff_files(_told(people, book.add), settings, formats), workshop)
        else:
            _write(_staff_files(people, settings, formats), workshop)
        _write(_overview_files(clinic, settings, formats, morning=morning), workshop)
    _remove_others(out, staff_ids, formats)
    if not morning:
        remove_morning(out)
    return documents(out, formats)[0]


def write_staff_pages(
    basis: Basis,
    out: Path,
    settings: Settings,
    staff_ids: Sequence[str],
    *,
    formats: Formats = DEFAULT,
) -> list[Path]:
    """Write the pages of some people alone, as ``write_reports`` does, and return their paths.

    A workbook is of the whole clinic, so that there is none. Raises ReportError for a person
    without a note, OSError where ``out`` cannot be written, and PDFError where PDF cannot be made.
    """
    known = set(basis.frames.until(basis.as_of).analyses["staff_id"].dropna())
    for staff_id in staff_ids:
        if staff_id not in known:
            raise ReportError(
                f"No note of these days is by '{staff_id}'; give the staff number as the export "
                "has it, or other days."
            )
    people = staff_figures(basis, funnels(basis, settings), staff_ids, settings)
    with _made_whole(out) as workshop:
        _write(_staff_files(people, settings, formats), workshop)
    pages = [out / STAFF / slug(staff_id) for staff_id in staff_ids]
    for page in pages:
        for one in _page_formats(set(Format) - formats):
            page.with_suffix(one.suffix).unlink(missing_ok=True)
    shown = _page_formats(formats - {Format.JSON} or formats)
    return [page.with_suffix(one.suffix) for page in pages for one in shown]


def _told(
    people: Iterable[StaffFigures], listener: Callable[[StaffFigures], None]
) -> Iterator[StaffFigures]:
    """Yield each person's figures once the listener has them."""
    for figures in people:
        listener(figures)
        yield figures


def _staff_files(
    people: Iterable[StaffFigures], settings: Settings, formats: Formats
) -> Iterator[File]:
    for figures in people:
        place = Path(STAFF, slug(figures.report.person.staff_id))
        if formats & {Format.HTML, Format.PDF}:
            yield from _printed(place, staff_page(figures, settings), formats)
        if Format.MARKDOWN in formats:
            yield place.with_suffix(".md"), staff_markdown(figures, settings).encode()
        if Format.JSON in formats:
            yield place.with_suffix(".json"), staff_json(figures).encode()


def _overview_files(
    clinic: ClinicFigures, settings: Settings, formats: Formats, *, morning: bool
) -> Iterator[File]:
    place = Path(INDEX)
    json = Format.JSON in formats
    if Format.JSON in formats:
        yield place.with_suffix(".json"), overview_json(clinic).encode()
    if Format.MARKDOWN in formats:
        yield place.with_suffix(".md"), overview_markdown(clinic, settings, json=json).encode()
    if formats & {Format.HTML, Format.PDF}:
        page = overview_page(clinic, settings, morning=morning, json=json)
        yield from _printed(place, page, formats)


def _printed(place: Path, html: str, formats: Formats) -> Iterator[File]:
    if Format.PDF in formats:
        yield place.with_suffix(".pdf"), pdf(html)
    if Format.HTML in formats:
        yield place.with_suffix(".html"), html.encode()


@contextmanager
def _made_whole(out: Path) -> Iterator[Path]:
    """Give a folder to make a report in, whose files are moved into ``out`` whole, when
    the block ends without an error."""
    private_folder(out / STAFF)
    remove_leftovers(out, ".pages.*.part")
    with (
        tempfile.TemporaryDirectory(prefix=".pages.", suffix=".part", dir=out) as name,
        in_use(Path(name)),
    ):
        workshop = Path(name)
        (workshop / STAFF).mkdir(mode=0o700)
        yield workshop
        overview = sorted(workshop.glob("*.*"), reverse=True)  # index.html comes last
        for path in (*workshop.glob(f"{STAFF}/*"), *overview):
            os.replace(path, out / path.relative_to(workshop))


def _write(files: Iterable[File], workshop: Path) -> None:
    for place, content in files:
        (workshop / place).touch(mode=0o600)
        (workshop / place).write_bytes(content)


def _page_formats(formats: Collection[Format]) -> list[Format]:
    """Return the formats that have a file for each page."""
    return [one for one in Format if one in formats and one is not Format.XLSX]


def _remove_others(out: Path, staff_ids: Iterable[str], formats: Formats) -> None:
    """Remove what earlier reports left and this one did not write, told by its names."""
    others = _page_formats(set(Format) - formats)
    for one in others:
        (out / INDEX).with_suffix(one.suffix).unlink(missing_ok=True)
    if Format.XLSX not in formats:
        (out / WORKBOOK).unlink(missing_ok=True)
    people = set(map(slug, staff_ids))
    gone = {one.suffix for one in others}
    for path in (out / STAFF).iterdir():
        if _OF_A_PERSON.fullmatch(path.name) and (path.stem not in people or path.suffix in gone):
            path.unlink()
