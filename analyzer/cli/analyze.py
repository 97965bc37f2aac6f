from pathlib import Path

import click

from analyzer.cli import parameters
from analyzer.cli.analysis import analyzing, end, report_rows
from analyzer.cli.records import FORMATS, write_records
from analyzer.intake import Rejects, read_notes
from analyzer.settings import Reader, load_settings


@click.command()
@parameters.exports
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    callback=parameters.in_a_folder,
    help="File to write, instead of standard output.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    help="Format of the records. [default: what FILE ends in, else jsonl]",
)
@click.option(
    "--model",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of another trained model. [default: the setting reader.model]",
)
@parameters.config
@parameters.workers
@parameters.strict
def analyze(
    exports: parameters.Exports,
    output: Path | None,
    format_: str | None,
    model: Path | None,
    config: Path | None,
    workers: int | None,
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
      cat notes.jsonl | analyzer analyze - > analyses.jsonl
    """
    settings = load_settings(config)
    if model is not None:
        settings = settings.model_copy(update={"reader": Reader(model=str(model))})
    if output is not None:
        parameters.refuse_among(exports, output, "--output")
    if format_ is None:
        ending = output.suffix.removeprefix(".").casefold() if output else ""
        format_ = ending if ending in FORMATS else "jsonl"
    folder = output.parent if output else Path()
    with Rejects(folder / "rejects.csv") as rejects, write_records(output, format_) as write:
        notes = read_notes(exports, settings, rejects, settings.engine.batch_size)
        with analyzing(notes, settings, workers, rejects) as pairs:
            for _, results in pairs:
                write(results)
                rejects.accounting.analysed += results.num_rows
    report_rows(rejects)
    end(rejects, strict)
