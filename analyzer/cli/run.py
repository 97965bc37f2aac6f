from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import click
import pyarrow as pa

from analyzer.cli import parameters
from analyzer.cli.analysis import analyzing, end, report_rows
from analyzer.cli.messages import log, log_json
from analyzer.cli.reporting import day, refuse_impossible, tell_left_out
from analyzer.engines.opening import learned_digest, open_reader
from analyzer.intake import Rejects, read_notes
from analyzer.privacy.writing import private_folder
from analyzer.reports import write_night
from analyzer.reports.formats import Formats
from analyzer.reports.gathering import read_site_files
from analyzer.settings import Workers, load_settings


@click.command()
@parameters.exports_if_any
@parameters.out
@parameters.store
@parameters.config
@parameters.workers
@parameters.engine
@parameters.as_of
@parameters.formats
@click.option(
    "--reanalyse",
    is_flag=True,
    help="Analyse known notes too, those whose text the store keeps and those of EXPORT, which "
    "stand whatever the store had.",
)
@log_json
@parameters.strict
def run(
    exports: parameters.Exports,
    out: Path,
    url: str | None,
    config: Path | None,
    workers: Workers | None,
    engine: str,
    as_of: datetime | None,
    formats: Formats,
    reanalyse: bool,
    strict: bool,
) -> None:
    """Analyse what is new in an export, keep the history and write the reports.

    EXPORT is a file (CSV, TSV, XLSX, JSON, JSON Lines, Parquet, text, FHIR, HL7 v2, also as gz or
    zip), a folder of them, a pattern, or - for standard input. inspect shows how it is read.

    Notes that the store knows are not analysed again, and a corrected note replaces the one
    before; a file that is given again does not undo a correction. A run that was killed is ended
    by the next one: nothing is lost and nothing twice. Only one run at a time writes to a store.
    The reports are about the last three calendar months of the store (the setting
    reports.months), in the formats asked for; those of a run before in another format are removed.
    The paths of the documents to open are printed: the morning page, the overview, the workbook.
    Rows that are not used go to rejects.csv beside DIR, with the reasons. It holds the rows as
    they are, which the reports do not. A file of that name is never read as an export; mended and
    saved under another name it is.

    \b
    Examples:
      analyzer run export.csv --out reports
      analyzer run export.csv --out reports --format html,xlsx,md,json
      analyzer run exports --out reports --store sqlite:///history.sqlite --strict
      analyzer run export.csv --out reports --reanalyse --log-json
    """
    if not exports and not reanalyse:
        raise click.UsageError("Missing argument 'EXPORT...'.")
    parameters.refuse_workers_of_spark(engine, workers)
    refuse_impossible(formats)
    settings = load_settings(config)
    parameters.refuse_among(exports, out / "index.json", "--out")
    files = read_site_files(settings)
    private_folder(out.parent)
    model = open_reader(settings).name
    with (
        parameters.opened(url, settings, create=True) as store,
        Rejects(out.parent / "rejects.csv") as rejects,
        store.run(model, settings, rejects, learned_digest(settings), reanalyse=reanalyse) as night,
    ):

        def analyse(notes: Iterable[pa.RecordBatch]) -> None:
            with analyzing(notes, settings, workers, rejects, engine) as pairs:
                for batch, results in pairs:
                    night.save(batch, results)

        log("run_started", run=night.id, model=model, reanalyse=reanalyse)
        size = settings.engine.batch_size
        notes = read_notes(exports, settings, rejects, size, night.record_inputs)
        analyse(map(night.new_notes, notes))
        if reanalyse:  # when all of the exports is saved, so that it stands
            analyse(night.kept_notes(size))
        night.record_counts()
        # A run is done when its pages are there.
        written = write_night(store, out, settings, day(as_of), date.today(), formats, files=files)
        tell_left_out(written)
        log("reports_written", folder=str(out))
    report_rows(rejects)
    for page in written.pages:
        click.echo(page)
    end(rejects, strict)
