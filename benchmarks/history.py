"""Fills histories of 10,000 and 100,000 notes and measures the commands that read a history.

    .venv/bin/python benchmarks/history.py --folder /tmp/history

The notes of models/corpus are read once, by the shipped model, and stand in the histories over and
over: each with a number, a time of its own in the first three months of 2026, a member of staff
(one for every 500 notes), a location and a patient (one for every 2.5 notes, a third of them with
a case). Printed are, for each size, the middle of the repeats in seconds by the clock and by the
processor, which other programs disturb less, the most memory that a process held, as the system
counts it (Linux and macOS), and by how much the processor's time grows between the sizes.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path

import click

ROOT = Path(__file__).parents[1]
UNITS_A_KIBIBYTE = 1024 if sys.platform == "darwin" else 1
BATCH = 1000
FIRST = datetime(2026, 1, 1)
MINUTES = 90 * 24 * 60
NOTES_A_PERSON = 500
NOTES_A_PATIENT = 2.5
STEP = 7919
"""A prime, so that the notes of a patient and of a person lie apart in time."""

LOCATIONS = [f"Clinic {letter}" for letter in "ABCDEFGHIJKL"]
COMMANDS = {
    "report": ["report", "--out", "{out}", "--store", "{store}"],
    "worklist --json": ["worklist", "--json", "--store", "{store}"],
    "risk --by location": ["risk", "--by", "location", "--store", "{store}"],
}


def fill(stores: dict[int, str]) -> None:
    """Read the corpus and fill a new store of each size."""
    import pyarrow as pa

    from analyzer.engines.local import analyze
    from analyzer.intake import Rejects, read_notes
    from analyzer.settings import Settings
    from analyzer.store import open_store

    settings = Settings()
    corpus = sorted((ROOT / "models" / "corpus").glob("*.jsonl"))
    pairs = [
        (notes, results)
        for notes, results in analyze(read_notes(corpus, settings, Rejects(), BATCH), settings, 0)
    ]

    def numbered(notes: int) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
        """Yield so many notes and their analyses, as a clinic of that size would write them."""
        numbers = iter(range(notes))
        for note, result in cycle(pairs):
            places = [number for _, number in zip(range(note.num_rows), numbers, strict=False)]
            if not places:
                return
            columns = labels(places, notes)
            yield relabelled(note, columns), relabelled(result, columns)

    def relabelled(batch: pa.RecordBatch, columns: dict[str, list[object]]) -> pa.RecordBatch:
        batch = batch.slice(0, len(columns["note_id"]))
        for name, values in columns.items():
            field = batch.schema.field(name)
            batch = batch.set_column(
                batch.schema.get_field_index(name), field, pa.array(values, field.type)
            )
        return batch

    for notes, url in stores.items():
        rejects = Rejects()
        with (
            open_store(url) as store,
            store.run(pairs[0][1]["model"][0].as_py(), settings, rejects) as run,
        ):
            for batch, results in numbered(notes):
                rejects.accounting.read += batch.num_rows
                run.save(run.new_notes(batch), results)


def notes_in(url: str) -> int:
    """Return how many notes the history at an address holds; one that is missing is made."""
    from analyzer.store import StoreError, open_store

    try:
        with open_store(url) as store:
            return len(store.arrivals(0))
    except StoreError as error:
        raise click.ClickException(str(error)) from error


def prepare(stores: dict[int, str]) -> None:
    """Fill the stores that are empty, and refuse one that holds another number of notes than its
    size: its fill was interrupted, or it is somebody's own."""
    held = {notes: notes_in(url) for notes, url in stores.items()}
    for notes, count in held.items():
        if count not in {0, notes}:
            raise click.ClickException(
                f"The history of {notes:,} notes, {without_password(stores[notes])}, holds "
                f"{count:,}; remove it, or name a new database with --store."
            )
    new = {notes: stores[notes] for notes, count in held.items() if not count}
    if new:
        fill(new)


def without_password(url: str) -> str:
    from sqlalchemy import make_url

    return make_url(url).render_as_string()


def labels(numbers: list[int], notes: int) -> dict[str, list[object]]:
    """Return who wrote the notes of these numbers, of how many, when, where and about whom."""
    patients = [number * STEP % int(notes / NOTES_A_PATIENT) for number in numbers]
    staff = [f"S{number * STEP % max(1, notes // NOTES_A_PERSON)}" for number in numbers]
    return {
        "note_id": [f"N{number}" for number in numbers],
        "timestamp": [FIRST + timedelta(minutes=number * MINUTES // notes) for number in numbers],
        "staff_id": list(staff),
        "staff_name": list(staff),
        "location": [LOCATIONS[patient % len(LOCATIONS)] for patient in patients],
        "patient_id": [f"P{patient}" for patient in patients],
        "case_id": [None if patient % 3 else f"C{patient}" for patient in patients],
    }


def measure(arguments: list[str]) -> tuple[float, float, float]:
    """Run a command of the program and return its seconds by the clock and by the processor, and
    the megabytes that it held."""
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "analyzer", *arguments], stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise click.ClickException(f"analyzer {arguments[0]} ended with {process.returncode}.")
    of_processor = usage.ru_utime + usage.ru_stime
    return seconds, of_processor, usage.ru_maxrss / UNITS_A_KIBIBYTE / 1024


@click.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--notes", "sizes", multiple=True, type=int, default=(10_000, 100_000))
@click.option(
    "--store",
    "url",
    default="sqlite:///{folder}/history_{notes}.sqlite",
    show_default=True,
    help="Address of a new database of each size; {notes} stands for the size.",
)
@click.option("--repeats", default=3, show_default=True, type=click.IntRange(min=1))
def main(folder: Path, sizes: tuple[int, ...], url: str, repeats: int) -> None:
    """Fill the histories that are empty, and measure."""
    if len(set(sizes)) > 1 and "{notes}" not in url:
        raise click.BadParameter(
            "several sizes need a database each: write {notes} in the address.",
            param_hint="--store",
        )
    folder.mkdir(parents=True, exist_ok=True)
    stores = {notes: url.format(folder=folder, notes=notes) for notes in sizes}
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        # The system counts what this process holds as memory of those that it starts, too.
        other.submit(prepare, stores).result()
    for name, command in COMMANDS.items():
        grown = []
        for notes, store in stores.items():
            out = folder / f"reports_{notes}"
            arguments = [part.format(store=store, out=out) for part in command]
            seconds, of_processor, megabytes = zip(
                *(measure(arguments) for _ in range(repeats)), strict=True
            )
            grown.append(statistics.median(of_processor))
            click.echo(
                f"{name}, {notes:,} notes: {statistics.median(seconds):.1f} s, "
                f"{grown[-1]:.1f} s of the processor, at most {max(megabytes):.0f} MB"
            )
        click.echo(f"{name}: {grown[-1] / grown[0]:.1f} times the processor's time")


if __name__ == "__main__":
    main()
