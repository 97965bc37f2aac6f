from pathlib import Path

import click

from analyzer.cli import parameters, records
from analyzer.cli.analysis import counting, end, report_rows, without_failed
from analyzer.cli.messages import tell
from analyzer.cli.places import LocalPath
from analyzer.engines.redaction import open_redactor, redact_batch
from analyzer.intake import Rejects, read_notes
from analyzer.privacy.pseudonyms import Pseudonyms, new_key, read_key
from analyzer.privacy.redacted_notes import REDACTED
from analyzer.settings import load_settings
from analyzer.settings.credentials import others_can_read


@click.command()
@parameters.exports
@records.output
@records.format_
@click.option(
    "--key",
    metavar="FILE",
    type=LocalPath(dir_okay=False),
    help="File with a secret of 32 bytes or more: runs that have the same one give the same "
    "pseudonyms. [default: a new secret each time]",
)
@parameters.config
@parameters.strict
def redact(
    exports: parameters.Exports,
    output: Path | None,
    format_: str | None,
    key: Path | None,
    config: Path | None,
    strict: bool,
) -> None:
    """Write the notes of an export with the identifiers in them replaced.

    EXPORT is a file of any format that is read (see analyze), a folder, a pattern, or - for
    standard input. Nothing is analysed; what is written can be read by every command.

    In the text, what points at a person becomes what it is, such as [patient], [phone] or [date].
    Names of the patient that any row of the export gives are found in all notes about the patient.
    The numbers of notes, patients, cases and staff become pseudonyms, such as
    patient-fa86a5682a1aeda9a9a1, so that what belongs together stays together; without the secret
    nobody can tell which number one stands for. Names, file names and columns that the program
    does not know are left out. Times, locations, roles and channels stay as they are, unread.

    This is a net with holes: a name can be missed, and what a note tells can point at a person
    without one. The result is still personal data: read some of it, and decide who may have it.
    Notes that are not in English are rejected. Rows that are not used go to rejects.csv as they
    are, names and all: in the folder of FILE, else in this folder. Do not pass it on.

    \b
    Examples:
      analyzer redact export.csv -o redacted.csv
      analyzer redact exports/*.csv -o redacted.parquet --strict
      cat notes.jsonl | analyzer redact - > redacted.jsonl
    """
    if key is not None:
        _refuse_over_key(key, output)
    settings = load_settings(config)
    pseudonyms = Pseudonyms(new_key() if key is None else read_key(key))
    if key is not None:
        _warn_of_a_readable_key(key)
    if output is not None:
        parameters.refuse_among(exports, output, "--output")
    open_redactor()
    folder = output.parent if output else Path()
    with (
        Rejects(folder / "rejects.csv") as rejects,
        records.write_records(output, records.format_of(output, format_), REDACTED) as write,
        counting("redacted") as count,
    ):
        for notes in read_notes(exports, settings, rejects, settings.engine.batch_size):
            limit = settings.engine.time_limit_seconds
            results = redact_batch(notes, pseudonyms, time_limit=limit)
            count(notes.num_rows)
            _, done = without_failed(notes, results, rejects)
            write(done.select(REDACTED.names))
            rejects.accounting.analysed += done.num_rows
    report_rows(rejects, "redacted")
    end(rejects, strict)


def _refuse_over_key(key: Path, output: Path | None) -> None:
    """Refuse to write over the key, without which no other run gives the same pseudonyms."""
    rejects = (output.parent if output else Path()) / "rejects.csv"  # as below
    for written in (output, rejects):
        if written is not None and written.resolve() == key.resolve():
            raise click.UsageError(
                f"This would write {written} over the key; keep the key in another file."
            )


def _warn_of_a_readable_key(key: Path) -> None:
    """Warn where others can read the key, with which they could undo pseudonyms."""
    if others_can_read(key):
        tell(
            "key_readable",
            f"Other users can read the key file {key}; have it readable by its owner alone "
            f"(chmod 600 {key}).",
            level="warning",
            path=str(key),
        )
