from pathlib import Path

import click

from analyzer.cli import parameters, records
from analyzer.cli.analysis import analyzing, end, report_rows
from analyzer.cli.places import LocalPath
from analyzer.intake import Rejects, read_notes
from analyzer.schema import ANALYSIS
from analyzer.settings import Reader, Workers, load_settings


@click.command()
@parameters.exports
@records.output
@records.format_
@click.option(
    "--model",
    metavar="DIR",
    type=LocalPath(),
    help="Folder of another trained model. [default: the setting reader.model]",
)
@parameters.config
@parameters.workers
@parameters.engine
@parameters.strict
def analyze(
    exports: parameters.Exports,
    output: Path | None,
    format_: str | None,
    model: Path | None,
    config: Path | None,
    workers: Workers | None,
    engine: str,
    strict: bool,
) -> None:
    """Analyse an export and write one record a note, without a store.

    EXPORT is a file (CSV, TSV, XLSX, JSON, JSON Lines, Parquet, text, FHIR, HL7 v2, also as gz or
    zip), a folder of them, a pattern, or - for standard input. inspect shows how it is read.

    jsonl gives one JSON object a line, csv a row a note with its lists as JSON. The records quote
    the notes as they are written, with a redacted quote beside. Of several versions of a note the
    latest is analysed. Rows that are not used go to rejects.csv, with the reasons: in the folder
    of FILE, else in this folder. A file of that name is never read as an export; mended and saved
    under another name it is.

    \b
    Examples:
      analyzer analyze export.csv -o analyses.jsonl
      analyzer analyze exports/*.csv -o analyses.parquet --strict
      analyzer analyze exports/*.csv -o analyses.parquet --engine spark
      cat notes.jsonl | analyzer analyze - > analyses.jsonl
    """
    parameters.refuse_workers_of_spark(engine, workers)
    settings = load_settings(config)
    if model is not None:
        settings = settings.model_copy(update={"reader": Reader(model=str(model))})
    if output is not None:
        parameters.refuse_among(exports, output, "--output")
    folder = output.parent if output else Path()
    with (
        Rejects(folder / "rejects.csv") as rejects,
        records.write_records(output, records.format_of(output, format_), ANALYSIS) as write,
    ):
        notes = read_notes(exports, settings, rejects, settings.engine.batch_size)
        with analyzing(notes, settings, workers, rejects, engine) as pairs:
            for _, results in pairs:
                write(results)
                rejects.accounting.analysed += results.num_rows
    report_rows(rejects)
    end(rejects, strict)
