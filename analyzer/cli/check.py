import json
import sys
from pathlib import Path
from typing import Any

import click

from analyzer.cli import parameters
from analyzer.cli.check_explanation import print_explanations
from analyzer.cli.check_page import print_page
from analyzer.cli.console import open_console
from analyzer.cli.places import LocalPath
from analyzer.cli.record import record_of
from analyzer.engines.batch import Reader, analyze_notes
from analyzer.engines.errors import EngineError
from analyzer.engines.opening import open_reader
from analyzer.intake.bodies.plain import plain_text
from analyzer.intake.characters import clean
from analyzer.intake.errors import BadRow
from analyzer.language.reader import Reader as LanguageReader
from analyzer.schema import ANALYSIS, analysis_from_row
from analyzer.settings import Settings, load_settings


@click.command()
@click.argument("text", required=False)
@click.option(
    "--file",
    metavar="FILE",
    type=LocalPath(dir_okay=False),
    help="Text file that holds the note, in UTF-8.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the analysis as one JSON object.")
@click.option(
    "--explain",
    "explained",
    is_flag=True,
    help="Say which words, or which rule, carried each finding, and which cue words did not count.",
)
@parameters.config
def check(
    text: str | None, file: Path | None, as_json: bool, explained: bool, config: Path | None
) -> None:
    """Check one note: what it shows, what is missing, what to do next.

    The note is TEXT, the content of FILE, or standard input (TEXT is - or left out). On a terminal
    its evidence is marked in colour: what the patient side did, the steps, the techniques. Nothing
    is kept, and nothing is redacted: the page shows you your own note.

    \b
    Examples:
      analyzer check "Mr Hale was upset about the wait. I apologised and booked him for 3 pm."
      analyzer check --file note.txt --json
      cat note.txt | analyzer check
      analyzer check --explain "Denies being upset, but said she will call her lawyer."
    """
    if as_json and explained:
        raise click.UsageError("Give --json or --explain, not both.")
    settings = load_settings(config)
    note = _note(text, file)
    if not note.strip():
        raise click.UsageError("The note is empty.")
    longest = settings.intake.characters_per_note
    if len(note) > longest:
        raise click.ClickException(f"The note is longer than {longest:,} characters.")
    reader = open_reader(settings)
    row = _analyze(note, reader, settings, redacted=as_json)
    if as_json:
        click.echo(json.dumps(record_of(row), ensure_ascii=False).encode())
    else:
        console = open_console()
        analysis = analysis_from_row(row)
        print_page(console, note, analysis)
        if explained:
            assert isinstance(reader, LanguageReader)  # no other reader is opened here
            print_explanations(console, note, analysis, reader.finding_model)


def _note(text: str | None, file: Path | None) -> str:
    """Return the note as it would be read from an export: plain text of clean characters."""
    if text is not None and file is not None:
        raise click.UsageError("Give the note as TEXT or in --file, not both.")
    if file is None and text is None and sys.stdin.isatty():
        raise click.UsageError("Give the note as TEXT, with --file, or on standard input.")
    try:
        if file is not None:
            content = file.read_bytes()
        elif text is None or text == "-":
            content = sys.stdin.buffer.read()
        else:
            content = text.encode(errors="surrogateescape")
        return clean(plain_text(content.decode("utf-8-sig")))
    except UnicodeError:
        raise click.ClickException(
            f"{file or 'The note'} is not UTF-8 text; save the note as UTF-8."
        ) from None
    except BadRow as bad:
        raise click.ClickException(f"{file or 'The note'} cannot be read: {bad}.") from None


def _analyze(note: str, reader: Reader, settings: Settings, *, redacted: bool) -> dict[str, Any]:
    """Return the row of ANALYSIS of a note that belongs to no export."""
    [read] = analyze_notes([{"note_id": "note", "text": note}], reader=reader, redacted=redacted)
    if read["error"] is not None:
        raise EngineError(read["error"])
    return {name: read.get(name) for name in ANALYSIS.names} | {"source": settings.source.name}
