"""Batches spread over the processors of this machine."""

import os
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain
from queue import LifoQueue
from threading import Timer

import pyarrow as pa

from analyzer.engines.batch import Reader, analyze_batch
from analyzer.engines.opening import LoadReader, load_reader, open_reader
from analyzer.engines.time_limit import can_limit_time
from analyzer.engines.worker import Worker
from analyzer.settings import AUTO, Settings, Workers

Pair = tuple[pa.RecordBatch, pa.RecordBatch]

NOTES_OF_ONE_PROCESS = 512
"""Up to so many notes are analysed in this process, which has read them by the time that others
would have started."""

SECONDS_TO_FIRST_NOTES = 0.5
STARTED_MEANWHILE = 2
"""An export that takes longer to be opened most likely holds many notes, and so many workers load
their readers meanwhile; no more, for it may be a slow disk or pipe with few."""

BATCHES_AHEAD = 2
"""Batches that wait for each worker: enough that none is idle, few enough for flat memory."""


def analyze(
    batches: Iterable[pa.RecordBatch],
    settings: Settings,
    workers: Workers,
    load: LoadReader = load_reader,
) -> Generator[Pair, None, None]:
    """Yield every NOTE batch with its ANALYSIS, in the order given.

    ``workers`` processes analyse, "auto" takes one per core; 1, or few notes, work in this process.
    Each loads its reader once, with ``load``, which other processes must be able to import. Only a
    few batches are held at a time, whatever the length of ``batches``.

    A note that raises or exceeds the settings' time limit is rejected, and the rest of its batch
    analysed. One that ends its process, and a fresh one again, is so only where those are workers;
    in this process it ends the run. Where ``can_limit_time`` says no, few notes go to workers too,
    so that only workers = 1 has no limit there.
    Raises EngineError where workers die before their first note or over several notes in turn,
    as for lack of memory, and what ``open_reader`` raises.
    """
    workers = _cores() if workers == AUTO else workers
    batches = iter(batches)
    if workers == 1:
        yield from _analyze_here(batches, settings, load)
        return
    team = _Team(settings, load, workers)
    try:
        first: list[pa.RecordBatch] = []
        if can_limit_time():
            with team.starting_meanwhile():
                first += _first(batches, NOTES_OF_ONE_PROCESS)
            if sum(batch.num_rows for batch in first) <= NOTES_OF_ONE_PROCESS:
                team.end()
                yield from _analyze_here(first, settings, load)
                return
        yield from team.analyze(chain(first, batches))
    finally:
        team.end()


def _cores() -> int:
    """Return the number of cores that this process may use; a container may have fewer."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _first(batches: Iterator[pa.RecordBatch], notes: int) -> Iterator[pa.RecordBatch]:
    """Yield batches until they hold more than so many notes, or there are no more."""
    while notes >= 0 and (batch := next(batches, None)) is not None:
        notes -= batch.num_rows
        yield batch


def _analyze_here(
    batches: Iterable[pa.RecordBatch], settings: Settings, load: LoadReader
) -> Iterator[Pair]:
    reader: Reader | None = None
    for batch in batches:
        reader = reader or open_reader(settings, load)
        limit = settings.engine.time_limit_seconds
        yield batch, analyze_batch(batch, reader=reader, time_limit=limit)


class _Team:
    """Workers, and as many threads, which only wait: each gives a batch to a worker and takes its
    answer."""

    def __init__(self, settings: Settings, load: LoadReader, workers: int) -> None:
        self._workers = [Worker(settings, load) for _ in range(workers)]
        self._threads = ThreadPoolExecutor(workers)
        self._idle: LifoQueue[Worker] = LifoQueue()  # the last first: it has its process
        for worker in self._workers:
            self._idle.put(worker)

    @contextmanager
    def starting_meanwhile(self) -> Iterator[None]:
        """Start a few processes where the block takes longer than SECONDS_TO_FIRST_NOTES."""
        timer = Timer(SECONDS_TO_FIRST_NOTES, self._start)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _start(self) -> None:
        with suppress(RuntimeError):  # no more threads: the team was ended
            for _ in self._workers[:STARTED_MEANWHILE]:
                self._threads.submit(self._started, self._idle.get())

    def _started(self, worker: Worker) -> None:
        # What goes wrong is told by the first batch, for which the worker starts a process again.
        with suppress(Exception):
            worker.start()
        self._idle.put(worker)

    def analyze(self, batches: Iterable[pa.RecordBatch]) -> Iterator[Pair]:
        """Yield every batch with its ANALYSIS, in the order given."""
        waiting: deque[tuple[pa.RecordBatch, Future[pa.RecordBatch]]] = deque()
        for batch in batches:
            waiting.append((batch, self._threads.submit(self._analyzed, batch)))
            if len(waiting) == len(self._workers) * BATCHES_AHEAD:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)

    def _analyzed(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        worker = self._idle.get()
        try:
            return worker.analyze(batch)
        finally:
            self._idle.put(worker)

    def end(self) -> None:
        """End all processes, whatever they do."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.end()
        self._threads.shutdown()


def _next(waiting: deque[tuple[pa.RecordBatch, Future[pa.RecordBatch]]]) -> Pair:
    batch, future = waiting.popleft()
    return batch, future.result()
