"""Analyses the same notes on this machine and on a cluster of Spark, and compares every row.

    PYTHONPATH=tests .venv/bin/python benchmarks/spark.py --folder /tmp/spark --kill

The notes are those of models/corpus, over and over, each with a number of its own. The cluster is
two executors on this machine, each a process with a core; --kill ends one of them, without a word
to it, when half of the tasks are done.
"""

import itertools
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from spark_cluster import spark_cluster
from speed.notes import STARTED, texts

from analyzer.engines import local
from analyzer.engines.spark import analyze, write_partitioned
from analyzer.schema import ANALYSIS, NOTE
from analyzer.settings import AUTO, Settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

BATCH = Settings().engine.batch_size
NOTES_A_TASK = 1000


def batches(notes: int) -> Iterator[pa.RecordBatch]:
    """So many notes in batches of NOTE."""
    numbered = enumerate(itertools.islice(itertools.cycle(texts()), notes))
    while some := list(itertools.islice(numbered, BATCH)):
        yield pa.RecordBatch.from_pylist([row(*one) for one in some], schema=NOTE)


def row(number: int, text: str) -> dict[str, object]:
    return {
        "source": "export",
        "note_id": f"N{number:07}",
        "text": text,
        "timestamp": STARTED + timedelta(minutes=number % 500_000),
        "staff_id": f"S{number % 211}",
        "location": f"Clinic {number % 7}",
        "patient_id": f"P{number % 40_009}",
    }


def read_here(notes: Path, into: Path) -> None:
    """Analyse a file of notes by processes of this machine."""
    some = pq.ParquetFile(notes).iter_batches(BATCH)
    with pq.ParquetWriter(into, ANALYSIS) as writer:
        for _, results in local.analyze(some, Settings(), workers=AUTO):
            writer.write_batch(results)


def read_there(session: "SparkSession", notes: Path, into: Path, tasks: int) -> None:
    """Analyse a file of notes by the executors of a cluster."""
    write_partitioned(analyze(session.read.parquet(str(notes)).repartition(tasks)), str(into))


def kill_an_executor(session: "SparkSession", tasks: int) -> None:
    """Wait until half of the tasks that read are done, then kill an executor."""
    tracker = session.sparkContext.statusTracker()
    while True:
        for stage in tracker.getActiveStageIds():
            told = tracker.getStageInfo(stage)
            if told and told.numTasks == tasks and told.numCompletedTasks >= tasks // 2:
                os.kill(executors()[0], signal.SIGKILL)
                click.echo(f"killed an executor after {told.numCompletedTasks} of {tasks} tasks")
                return
        time.sleep(0.1)


def executors() -> list[int]:
    """The processes of the executors that this process's cluster started."""
    told = subprocess.run(
        ("ps", "-e", "-o", "pid=,ppid=,args="), capture_output=True, text=True, check=True
    )
    lines = [line.split(None, 2) for line in told.stdout.splitlines()]
    java = {pid for pid, parent, _ in lines if parent == str(os.getpid())}
    return [int(pid) for pid, parent, args in lines if parent in java and "ExecutorBackend" in args]


def sorted_rows(place: Path) -> pa.Table:
    return ds.dataset(place).to_table(ANALYSIS.names).cast(ANALYSIS).sort_by("note_id")


def differing(one: pa.Table, other: pa.Table) -> int:
    """The number of rows that are not the same in both, a part at a time."""
    return sum(
        a != b
        for start in range(0, max(len(one), len(other)), BATCH)
        for a, b in itertools.zip_longest(
            one.slice(start, BATCH).to_pylist(), other.slice(start, BATCH).to_pylist()
        )
    )


@click.command()
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--notes", default=200_000, show_default=True)
@click.option("--kill", is_flag=True, help="Kill an executor when half of the tasks are done.")
def main(folder: Path, notes: int, kill: bool) -> None:
    """Write notes and both analyses into FOLDER, a new one, and leave them there."""
    folder.mkdir(parents=True)
    export, here, there = (folder / name for name in ("notes.parquet", "here.parquet", "there"))
    with pq.ParquetWriter(export, NOTE) as writer:
        for batch in batches(notes):
            writer.write_batch(batch)

    started = time.monotonic()
    read_here(export, here)
    click.echo(f"local: {notes:,} notes in {time.monotonic() - started:.0f} s")

    tasks = -(-notes // NOTES_A_TASK)
    with spark_cluster(folder) as session:
        started = time.monotonic()
        if kill:
            threading.Thread(target=kill_an_executor, args=(session, tasks), daemon=True).start()
        read_there(session, export, there, tasks)
        click.echo(f"spark: {notes:,} notes in {time.monotonic() - started:.0f} s")

    one, other = sorted_rows(here), sorted_rows(there)
    click.echo(f"rows: {one.num_rows:,} and {other.num_rows:,}, {differing(one, other):,} differ")


if __name__ == "__main__":
    main()
