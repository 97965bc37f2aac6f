"""A process that reads batches, and may die of one."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Lock, Thread

import pyarrow as pa

from analyzer.engines.batch import Reader, analyze_batch, rejected
from analyzer.engines.bisection import PoisonError, bisect
from analyzer.engines.errors import EngineError
from analyzer.engines.opening import LoadReader, open_reader
from analyzer.engines.time_limit import too_long
from analyzer.language.errors import ModelError
from analyzer.privacy.silence import silent_libraries
from analyzer.settings import FILE_NAME, Settings

FAILED_STARTS = 3
"""So many processes in a row that end before they have loaded their reader end the run."""

TRIES_ALONE = 2
"""A note is blamed where it ends so many processes in a row, alone. The last is a fresh one, which
has read nothing but a sentence of ours, and has shown by it that there is memory to read."""

BLAMED_NOTES = 5
"""So many different notes that are blamed in one batch, or in batches of which no note could be
analysed, show a machine that is short of memory, and end the run. Even were one note in a thousand
to end its process, chance would put five in a batch of 512 less than once in 5,000 batches."""

_REMEDY = (
    f"free memory, or run again with fewer workers (--workers, or [engine] workers in {FILE_NAME})."
)


class ProcessEnded(Exception):
    """The process ended while it read what it was given."""


class WorkerEnded(Exception):
    """The worker was ended while it read; nobody waits for the result."""


class Worker:
    """A process that reads, and the next one where it ended. One thread at a time may use it."""

    def __init__(self, settings: Settings, load: LoadReader) -> None:
        self._settings = settings
        self._load = load
        self._process: BaseProcess | None = None
        self._ended = False
        self._blamed = 0
        self._changing = Lock()

    def analyze(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Return the ANALYSIS of a NOTE batch, with the process of this worker.

        Notes that end the process, or take longer than the time limit, when it is killed, are
        halved for the next process, until one is left alone. That one is rejected if it takes too
        long, or ends TRIES_ALONE processes. Loading the reader does not count. Raises what
        ``open_reader`` raises in the process; EngineError where processes end before they have
        loaded their reader, or over BLAMED_NOTES notes; WorkerEnded after ``end``.
        """
        blamed_before = self._blamed
        pieces = list(
            bisect(batch, self._attempt, lambda note, why: rejected(note, self._model, why))
        )
        if self._blamed - blamed_before < batch.num_rows:  # some note was read
            self._blamed = 0
        return pieces[0] if len(pieces) == 1 else pa.concat_batches(pieces)

    def start(self) -> None:
        """Start the process ahead of the first batch, and wait until it has loaded its reader.

        Raises what ``analyze`` would of a process that cannot start.
        """
        self._start_process()

    def end(self) -> None:
        """End the process, whatever it does; any thread may do so, and none may start another."""
        with self._changing:
            self._ended = True
            if self._process:
                self._process.kill()
                self._process.join()

    def _attempt(self, notes: pa.RecordBatch) -> pa.RecordBatch:
        alone = notes.num_rows == 1
        for _ in range(TRIES_ALONE if alone else 1):
            with suppress(ProcessEnded):
                return self._read(notes)
        if alone:
            self._blame()
        raise PoisonError("The note ended the process that read it.")

    def _blame(self) -> None:
        """Count a note that ends processes; raise EngineError where it is rather the machine."""
        self._blamed += 1
        if self._blamed == BLAMED_NOTES:
            raise EngineError(
                f"Worker processes ended over {BLAMED_NOTES} different notes, most often for lack "
                f"of memory and through no fault of the notes; {_REMEDY}"
            )

    def _read(self, notes: pa.RecordBatch) -> pa.RecordBatch:
        if not self._process or not self._process.is_alive():  # no fault of these notes
            self._start_process()
        limit = self._settings.engine.time_limit_seconds
        try:
            self._connection.send(_pack(notes))
            if not self._connection.poll(limit):
                self._kill_process()
                raise PoisonError(too_long(limit))
            answer = self._connection.recv()
        except (EOFError, OSError):
            self._kill_process()
            if self._ended:
                raise WorkerEnded from None
            raise ProcessEnded from None
        if isinstance(answer, Exception):
            raise answer
        return _unpack(answer)

    def _start_process(self) -> None:
        for _ in range(FAILED_STARTS):
            self._kill_process()
            try:
                self._start()
                answer = self._connection.recv()
            except (EOFError, OSError):
                continue
            if isinstance(answer, Exception):
                raise answer
            self._model: str = answer
            return
        raise EngineError(
            "A worker process ended before its notes were analysed, most often for lack of "
            f"memory; {_REMEDY}"
        )

    def _start(self) -> None:
        # spawn is the one start method that Linux, macOS and Windows share.
        context = get_context("spawn")
        with self._changing:
            if self._ended:
                raise WorkerEnded
            self._connection, far_end = context.Pipe()
            arguments = (far_end, self._settings, self._load)
            process = context.Process(target=_serve, args=arguments, daemon=True)
            with far_end, _STARTING, _interrupts_held_back(), _one_thread_each():
                process.start()
            self._process = process

    def _kill_process(self) -> None:
        with self._changing:
            if self._process:
                self._process.kill()
                self._process.join()
                self._process.close()
                self._connection.close()
                self._process = None


_STARTING = Lock()
"""Held while the environment of this process is that of a worker."""


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let worker processes start deaf to Ctrl-C, which this process alone answers.

    A process inherits what is held back; here, a Ctrl-C is delivered when the block ends.
    Windows knows no such mask, and there ``_serve`` alone does it, a moment later.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which the first process would start, and lift the mask
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


@silent_libraries()
def _serve(connection: Connection, settings: Settings, load: LoadReader) -> None:
    """Be the process: send the model's name, then the ANALYSIS of every batch that comes.

    An exception is sent as it is, for the other side to raise.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):  # the other side is gone
        try:
            reader = open_reader(settings, load)
            _load_redaction()
        except (ModelError, EngineError) as error:
            connection.send(error)
            return
        connection.send(reader.name)
        while True:
            connection.send(_answer(connection.recv(), reader))


def _load_redaction() -> None:
    """Load what redacts quotes, so that it counts as no note's time."""
    from analyzer.engines.quotes import quote_redactor  # as in batch.py, not with the module

    quote_redactor()


def _answer(packed: bytes, reader: Reader) -> bytes | Exception:
    try:
        return _pack(analyze_batch(_unpack(packed), reader=reader))
    except Exception as error:
        return error


def _end_with_parent() -> None:
    """End this process with the one that started it, also in the middle of an endless note."""
    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)


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
