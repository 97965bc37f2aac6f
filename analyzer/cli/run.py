from datetime import date, datetime, timedelta
from pathlib import Path

import click
from dateutil.relativedelta import relativedelta

from analyzer.cli import parameters
from analyzer.cli.analysis import analyzing, end, report_rows
from analyzer.engines.opening import open_reader
from analyzer.intake import Rejects, read_notes
from analyzer.language.model import model_digest, model_folder
from analyzer.reports import write_reports
from analyzer.settings import load_settings
from analyzer.store import open_store


@click.command()
@parameters.exports
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the reports, made where it is missing.",
)
@click.option(
    "--store",
    "url",
    metavar="URL",
    help="Database of the history. [default: the setting store.url]",
)
@parameters.config
@parameters.workers
@click.option(
    "--as-of",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Last day of the reports, such as 2026-03-31. [default: the newest note's]",
)
@parameters.strict
def run(
    exports: parameters.Exports,
    out: Path,
    url: str | None,
    config: Path | None,
    workers: int | None,
    as_of: datetime | None,
    strict: bool,
) -> None:
    """Analyse what is new in an export, keep the history and write the reports.

    EXPORT is a file (CSV, TSV, XLSX, JSON, JSON Lines, Parquet, text, FHIR, HL7 v2, also as gz or
    zip), a folder of them, a pattern, or - for standard input. inspect shows how it is read.

    Notes that the store knows are not analysed again, and a corrected note replaces the one
    before. The reports are about the last three calendar months of the store (the setting
    reports.months), and the path of their first page is printed.
    Rows that are not used go to rejects.csv beside DIR, with the reasons. It holds the rows as
    they are, which the reports do not. A file of that name is never read as an export; mended and
    saved under another name it is.

    \b
    Examples:
      analyzer run export.csv --out reports
      analyzer run exports --out reports --store sqlite:///history.sqlite --strict
    """
    settings = load_settings(config)
    parameters.refuse_among(exports, out / "index.json", "--out")
    out.parent.mkdir(parents=True, exist_ok=True)
    model, digest = open_reader(settings).name, model_digest(model_folder(settings))
    with (
        open_store(url or settings.store.url) as store,
        Rejects(out.parent / "rejects.csv") as rejects,
    ):
        with store.run(model, settings, rejects.accounting, digest) as night:
            notes = read_notes(exports, settings, rejects, settings.engine.batch_size)
            new = map(night.new_notes, notes)
            with analyzing(new, settings, workers, rejects) as pairs:
                for batch, results in pairs:
                    night.save(batch, results)
        # A clock ahead of this one may be right; a date beyond tomorrow is a slip of the pen.
        tomorrow = date.today() + timedelta(days=1)
        newest = store.newest_day(as_of.date() if as_of else tomorrow)
        last = as_of.date() if as_of else newest or date.today()
        dated = store.frames(_first_day(last, settings.reports.months), last)
        index = write_reports(dated if newest else store.frames(), out, settings, last)
        undated, later = store.left_out(last) if newest else (0, 0)
    report_rows(rejects)
    if undated or later:
        click.echo(
            f"Notes not in the reports: without a time {undated}, "
            f"dated after {last.isoformat()} {later}.",
            err=True,
        )
    click.echo(index)
    end(rejects, strict)


def _first_day(last: date, months: int) -> date:
    """Return the first day of the stretch of calendar months that ends with the month of a day.

    >>> _first_day(date(2026, 2, 14), 3)
    datetime.date(2025, 12, 1)
    """
    first: date = last.replace(day=1) - relativedelta(months=months - 1)
    return first
