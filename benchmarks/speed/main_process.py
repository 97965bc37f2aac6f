"""Where the time of the main process goes while two workers analyse; prints JSON.

    python -m speed.main_process EXPORT OUT

It does what the command analyze does, without its counting on a terminal. Seconds are of the
processor, but for waiting, which is what is left of the clock's.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pyarrow as pa

from analyzer.cli.records import write_records
from analyzer.engines.local import analyze
from analyzer.intake import Rejects, read_notes
from analyzer.schema import ANALYSIS
from analyzer.settings import Settings

WORKERS = 2


class Meter:
    """Adds up the seconds of the processor that this thread spends in blocks."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the block."""
        began = time.thread_time()
        try:
            yield
        finally:
            self.seconds += time.thread_time() - began


def main(export: Path, out: Path) -> None:
    """Analyse an export and print the seconds of each part."""
    started, began = time.process_time(), time.perf_counter()
    settings = Settings()
    reading, writing = Meter(), Meter()
    with Rejects(out.parent / "rejects.csv") as rejects, ExitStack() as stack:
        write = stack.enter_context(write_records(out, "parquet", ANALYSIS))
        batches = read_notes([export], settings, rejects, settings.engine.batch_size)
        for _, results in analyze(_metered(batches, reading), settings, WORKERS):
            with writing.running():
                write(results)
        with writing.running():
            stack.close()
    clock, of_main = started + time.perf_counter() - began, time.thread_time()
    others = time.process_time() - of_main
    parts = {
        "start and imports": started,
        "reading the export": reading.seconds,
        "sending batches and taking answers": others,
        "writing Parquet": writing.seconds,
        "the rest": of_main - started - reading.seconds - writing.seconds,
        "waiting": clock - of_main - others,
    }
    print(json.dumps(parts))


def _metered(batches: Iterator[pa.RecordBatch], meter: Meter) -> Iterator[pa.RecordBatch]:
    """Yield the batches, while the meter counts the time of reading them."""
    while True:
        with meter.running():
            batch = next(batches, None)
        if batch is None:
            return
        yield batch


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
