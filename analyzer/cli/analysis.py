"""What the commands that analyse exports have in common."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from itertools import starmap

import click
import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from analyzer.cli.messages import tell
from analyzer.engines.local import Pair, analyze
from analyzer.engines.spark import analyze_batches
from analyzer.intake import Accounting, Rejects, export_row
from analyzer.settings import Settings, Workers

REJECTED_STATUS = 4

SUSPICIOUS_SHARE = 0.1
MANY_SUPERSEDED = (
    "Many rows have the note number of another row and other content. If they are no versions of "
    "one note, their column is no note number, or is counted anew in every file: name the right "
    "column under [columns] note_id in analyzer.toml, or read each system's files by themselves."
)


@contextmanager
def analyzing(
    batches: Iterable[pa.RecordBatch],
    settings: Settings,
    workers: Workers | None,
    rejects: Rejects,
    engine: str = "local",
) -> Iterator[Iterator[Pair]]:
    """Give NOTE batches with their ANALYSIS, failed notes rejected, and show how far it got.

    Worker processes, or the session of Spark, end with the block, also where it ends early.
    """
    some = (batch for batch in batches if batch.num_rows)
    workers = settings.engine.workers if workers is None else workers
    work = (
        analyze_batches(some, settings) if engine == "spark" else analyze(some, settings, workers)
    )
    with counting("analysed") as count, closing(work) as pairs:

        def counted(notes: pa.RecordBatch, results: pa.RecordBatch) -> Pair:
            count(notes.num_rows)
            return without_failed(notes, results, rejects)

        yield starmap(counted, pairs)


@contextmanager
def counting(done: str) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how many more notes are done, and show it on a terminal."""
    console = Console(stderr=True)
    shown = Progress(
        SpinnerColumn(),
        TextColumn(f"{{task.completed}} notes {done}"),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with shown as progress:
        task = progress.add_task("", total=None)
        yield lambda notes: progress.advance(task, notes)


def without_failed(notes: pa.RecordBatch, results: pa.RecordBatch, rejects: Rejects) -> Pair:
    """Return the notes of a batch and their results but for those whose ``error`` says why not,
    which are rejected with it."""
    failed = pc.is_valid(results["error"])
    for note, result in zip(
        notes.filter(failed).to_pylist(), results.filter(failed).to_pylist(), strict=True
    ):
        row = export_row(note, rejects.columns[note["file"]])
        rejects.add(note["file"], note["row"], result["error"], row)
    done = pc.invert(failed)
    return notes.filter(done), results.filter(done)


def report_rows(rejects: Rejects, done: str = "analysed") -> None:
    """Tell where every row went; ``done`` says what was done with those that were used."""
    accounting: Accounting = rejects.accounting
    accounting.check()
    tell("rows", accounting.line().replace("analysed", done), **asdict(accounting))
    if accounting.superseded > SUSPICIOUS_SHARE * accounting.read:
        tell("many_superseded", MANY_SUPERSEDED, level="warning")
    if accounting.rejected or accounting.superseded:
        sentence = f"Rows that were not used and the reasons are in {rejects.path}."
        tell("rejects", sentence, level="warning", path=str(rejects.path))


def end(rejects: Rejects, strict: bool) -> None:
    """End the command with the status that the rejects call for."""
    if strict and rejects.accounting.rejected:
        raise click.exceptions.Exit(REJECTED_STATUS)
