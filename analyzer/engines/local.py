"""Batches spread over the processors of this machine."""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain
from multiprocessing import get_context
from multiprocessing.synchronize import Event

import pyarrow as pa

from analyzer.engines.batch import Reader, analyze_batch
from analyzer.engines.errors import EngineError
from analyzer.engines.opening import LoadReader, open_reader
from analyzer.language.reader import load_reader
from analyzer.settings import Settings

Pair = tuple[pa.RecordBatch, pa.RecordBatch]

NOTES_OF_ONE_PROCESS = 512
"""Up to so many notes are analysed in this process, which has read them by the time that others
would have started."""

BATCHES_AHEAD = 2
"""Batches that wait for each worker: enough that none is idle, few enough for flat memory."""


def analyze(
    batches: Iterable[pa.RecordBatch],
    settings: Settings,
    workers: int,
    load: LoadReader = load_reader,
) -> Generator[Pair, None, None]:
    """Yield every NOTE batch with its ANALYSIS, in the order given.

    ``workers`` processes analyse, 0 takes one per core; 1, or few notes, work in this process.
    Each loads its reader once, with ``load``, which other processes must be able to import. Only a
    few batches are held at a time, whatever the length of ``batches``.
    Raises EngineError where a worker process dies, and what ``open_reader`` raises.
    """
    workers = workers or _cores()
    batches = iter(batches)
    if workers > 1:
        first = list(_first(batches, NOTES_OF_ONE_PROCESS))
        batches = chain(first, batches)
        if sum(batch.num_rows for batch in first) <= NOTES_OF_ONE_PROCESS:
            workers = 1
    if workers == 1:
        yield from _analyze_here(batches, settings, load)
    else:
        yield from _analyze_in_pool(batches, settings, workers, load)


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
        yield batch, analyze_batch(batch, reader=reader)


def _analyze_in_pool(
    batches: Iterable[pa.RecordBatch], settings: Settings, workers: int, load: LoadReader
) -> Iterator[Pair]:
    # spawn is the one start method that Linux, macOS and Windows share.
    context = get_context("spawn")
    given_up = context.Event()
    pool = ProcessPoolExecutor(workers, context, _prepare, (settings, load, given_up))
    waiting: deque[tuple[pa.RecordBatch, Future[bytes]]] = deque()
    try:
        for batch in batches:
            with _interrupts_held_back(), _one_thread_each():  # this may start a process
                waiting.append((batch, pool.submit(_analyze_packed, _pack(batch))))
            if len(waiting) == workers * BATCHES_AHEAD:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)
    except BrokenProcessPool:
        raise EngineError(
            "A worker process ended before its notes were analysed, most often for lack of "
            "memory; run again with fewer workers, such as --workers 1."
        ) from None
    finally:
        given_up.set()
        pool.shutdown(cancel_futures=True)


def _next(waiting: deque[tuple[pa.RecordBatch, Future[bytes]]]) -> Pair:
    batch, future = waiting.popleft()
    return batch, _unpack(future.result())


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let worker processes start deaf to Ctrl-C, which this process alone answers.

    A process inherits what is held back; here, a Ctrl-C is delivered when the block ends.
    Windows knows no such mask, and there ``_prepare`` alone does it, a moment later.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let worker processes start with one thread for linear algebra, unless told otherwise.

    Otherwise each would take as many as there are cores, where there is a process a core.
    """
    added = [name for name in _THREADS if name not in os.environ]
    os.environ.update(dict.fromkeys(added, "1"))
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def _prepare(settings: Settings, load: LoadReader, given_up: Event) -> None:
    """Set a worker process up; its reader is loaded with the first batch, and then kept."""
    global _reader, _given_up
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _reader = cache(partial(open_reader, settings, load))
    _given_up = given_up


_reader: Callable[[], Reader]
_given_up: Event


def _analyze_packed(packed: bytes) -> bytes:
    if _given_up.is_set():
        return b""  # nobody waits for it: the run has ended, and this process may end
    return _pack(analyze_batch(_unpack(packed), reader=_reader()))


def _pack(batch: pa.RecordBatch) -> bytes:
    """Return a batch as an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpack(packed: bytes) -> pa.RecordBatch:
    with pa.ipc.open_stream(packed) as stream:
        return stream.read_next_batch()
