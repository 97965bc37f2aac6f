"""Histories of invented notes, in databases of their own, for the measurements of this folder.

The notes of models/corpus are read once, by the shipped model, and stand in the histories over and
over: each with a number, a time of its own in the first three months of 2026, a member of staff, a
location and a patient (one for every 2.5 notes, a third of them with a case).
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
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
NOTES_A_PATIENT = 2.5
STEP = 7919
"""A prime, so that the notes of a patient and of a person lie apart in time."""

LOCATIONS = [f"Clinic {letter}" for letter in "ABCDEFGHIJKL"]


@dataclass(frozen=True)
class Size:
    """How many notes a history holds, and how many people wrote them."""

    notes: int
    staff: int


def prepare(stores: Mapping[Size, str]) -> None:
    """Fill the histories that are empty; in a process of its own, whose memory the system would
    else count as that of those that are started later."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        other.submit(_prepare, stores).result()


def _fill(stores: Mapping[Size, str]) -> None:
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

    def numbered(size: Size) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
        """Yield the notes and their analyses, as a clinic of that size would write them."""
        numbers = iter(range(size.notes))
        for note, result in cycle(pairs):
            places = [number for _, number in zip(range(note.num_rows), numbers, strict=False)]
            if not places:
                return
            columns = _labels(places, size)
            yield relabelled(note, columns), relabelled(result, columns)

    def relabelled(batch: pa.RecordBatch, columns: dict[str, list[object]]) -> pa.RecordBatch:
        batch = batch.slice(0, len(columns["note_id"]))
        for name, values in columns.items():
            field = batch.schema.field(name)
            batch = batch.set_column(
                batch.schema.get_field_index(name), field, pa.array(values, field.type)
            )
        return batch

    for size, url in stores.items():
        rejects = Rejects()
        with (
            open_store(url) as store,
            store.run(pairs[0][1]["model"][0].as_py(), settings, rejects) as run,
        ):
            for batch, results in numbered(size):
                rejects.accounting.read += batch.num_rows
                run.save(run.new_notes(batch), results)


def _notes_in(url: str) -> int:
    """Return how many notes the history at an address holds; one that is missing is made."""
    from analyzer.store import StoreError, open_store

    try:
        with open_store(url) as store:
            return len(store.arrivals(0))
    except StoreError as error:
        raise click.ClickException(str(error)) from error


def _prepare(stores: Mapping[Size, str]) -> None:
    """Fill the stores that are empty, and refuse one that holds another number of notes than its
    size: its fill was interrupted, or it is somebody's own."""
    held = {size: _notes_in(url) for size, url in stores.items()}
    for size, count in held.items():
        if count not in {0, size.notes}:
            raise click.ClickException(
                f"The history of {size.notes:,} notes, {_without_password(stores[size])}, holds "
                f"{count:,}; remove it, or name a new database."
            )
    new = {size: stores[size] for size, count in held.items() if not count}
    if new:
        _fill(new)


def _without_password(url: str) -> str:
    from sqlalchemy import make_url

    return make_url(url).render_as_string()


def _labels(numbers: list[int], size: Size) -> dict[str, list[object]]:
    """Return who wrote the notes of these numbers, when, where and about whom."""
    patients = [number * STEP % int(size.notes / NOTES_A_PATIENT) for number in numbers]
    staff = [f"S{number * STEP % size.staff}" for number in numbers]
    return {
        "note_id": [f"N{number}" for number in numbers],
        "timestamp": [
            FIRST + timedelta(minutes=number * MINUTES // size.notes) for number in numbers
        ],
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
