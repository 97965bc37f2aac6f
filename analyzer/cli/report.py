from datetime import date, datetime
from pathlib import Path

import click

from analyzer.cli import parameters
from analyzer.cli.reporting import day, refuse_impossible, refuse_reversed, tell_left_out
from analyzer.privacy.writing import private_folder
from analyzer.reports import write_night, write_reports, write_staff_pages
from analyzer.reports.days import first_day, last_day
from analyzer.reports.formats import Format, Formats, documents
from analyzer.reports.gathering import gathered, read_site_files
from analyzer.settings import load_settings


@click.command()
@parameters.out
@parameters.store
@parameters.config
@parameters.from_
@parameters.to
@click.option(
    "--staff",
    "staff_ids",
    metavar="ID",
    multiple=True,
    help="Write the page of this person alone, by the staff number of the export; may be repeated.",
)
@parameters.as_of
@parameters.formats
def report(
    out: Path,
    url: str | None,
    config: Path | None,
    from_: datetime | None,
    to: datetime | None,
    staff_ids: tuple[str, ...],
    as_of: datetime | None,
    formats: Formats,
) -> None:
    """Write the reports again from the history, of any days and people.

    Without days it writes what a nightly run writes. With --from and --to the overview and the
    pages are about these days, both included, and there is no morning page and no worklist in the
    workbook, which are about today. The paths of the documents to open are printed.

    \b
    Examples:
      analyzer report --out reports
      analyzer report --out march --from 2026-03-01 --to 2026-03-31
      analyzer report --out reports --format xlsx,md
      analyzer report --out pages --staff S1 --store sqlite:///history.sqlite
    """
    if staff_ids and Format.XLSX in formats:
        raise click.UsageError(
            "The workbook is of the whole clinic; leave out --staff, or the format xlsx."
        )
    refuse_impossible(formats)
    settings = load_settings(config)
    if to is not None and as_of is not None:
        raise click.UsageError("--to and --as-of both name the last day; give one of them.")
    files = read_site_files(settings)
    private_folder(out.parent)
    with parameters.opened(url, settings) as store:
        if not (from_ or to or staff_ids):
            night = write_night(
                store, out, settings, day(as_of), date.today(), formats, files=files
            )
            tell_left_out(night)
            pages = list(night.pages)
        else:
            last = last_day(store, day(to or as_of), date.today())
            since = day(from_)
            refuse_reversed(since, last)
            frames = store.frames(since or first_day(last, settings.reports.months), last)
            basis = gathered(store, frames, settings, files, last, since=since)
            if staff_ids:
                pages = write_staff_pages(basis, out, settings, staff_ids, formats=formats)
            else:
                write_reports(basis, out, settings, formats=formats)
                pages = documents(out, formats)
    for page in pages:
        click.echo(page)
