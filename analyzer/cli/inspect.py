from pathlib import Path

import click
import pyarrow as pa

from analyzer.cli import parameters
from analyzer.cli.console import open_console
from analyzer.cli.inspect_page import print_file, print_outcome, print_passed_over, print_settings
from analyzer.engines.batch import refusal
from analyzer.intake import Rejects, inspecting
from analyzer.intake.sources import passed_over
from analyzer.settings import load_settings

_UNDERSTOOD, _NOT_UNDERSTOOD = 0, 1


@click.command()
@parameters.exports
@parameters.config
def inspect(exports: parameters.Exports, config: Path | None) -> None:
    """Show how an export is understood, what would be rejected and why.

    EXPORT is a file of any format that is read (see analyze), a folder, a pattern, or - for
    standard input. Nothing is analysed and nothing is written.

    For each file: its format, what each column was taken for, in how many rows it is filled and
    some of its values with letters and digits masked, how many dates were read, and what the
    channels mean. Then the rows that would be rejected, with the reasons, and the notes that are
    not English; and the [columns] block for analyzer.toml, to paste and change.
    Exit status 1 says that a file cannot be understood as it is; the message says what to do.

    \b
    Examples:
      analyzer inspect export.csv
      cat notes.jsonl | analyzer inspect -
    """
    settings = load_settings(config)
    console = open_console()
    with (
        Rejects() as rejects,
        inspecting(exports, settings, rejects, settings.engine.batch_size) as (files, notes),
    ):
        for file in files:
            print_file(console, file)
        print_passed_over(console, passed_over(exports))
        for batch in notes:
            _count(batch, rejects)
        print_outcome(console, rejects)
        print_settings(console, files)
        problems = [file.problem for file in files if file.problem]
    for problem in problems:
        click.echo(f"Error: {problem}", err=True)
    raise click.exceptions.Exit(_NOT_UNDERSTOOD if problems else _UNDERSTOOD)


def _count(notes: pa.RecordBatch, rejects: Rejects) -> None:
    """Count the notes that would be analysed, and those that would be refused."""
    for note in notes.select(["text", "file", "row"]).to_pylist():
        if reason := refusal(note["text"]):
            rejects.add(note["file"], note["row"], reason, None)
        else:
            rejects.accounting.analysed += 1
