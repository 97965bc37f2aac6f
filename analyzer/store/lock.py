"""One writer at a time: a run never interleaves with another one on the same store."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from analyzer.store.connection import file_of, is_sqlite, store_errors
from analyzer.store.errors import StoreError

_ADVISORY_LOCK = 0x616E616C797A6572
"""The number of the lock in PostgreSQL, one for all programs on a database: "analyzer"."""

_SECONDS_BETWEEN_TRIES = 0.2


@contextmanager
def alone(engine: Engine, wait_seconds: float) -> Iterator[Callable[[], None]]:
    """Keep every other writer of the store out until the block ends.

    Gives a function that raises StoreError where the lock was lost meanwhile, as by a server that
    closed its connection. The lock ends with the process that holds it, however it ends: of a
    SQLite file it is a lock on a file of the same name with ".lock" behind it, of PostgreSQL a
    session's advisory lock. Raises StoreError where another one still holds it after
    ``wait_seconds``.
    """
    file = file_of(engine)
    if file is not None:
        with store_errors(engine, "locked"):
            lock = FileLock(f"{file.resolve()}.lock", timeout=wait_seconds, mode=0o600)
            try:
                lock.acquire()
            except Timeout:
                raise _busy(engine) from None
        try:
            yield _kept
        finally:
            lock.release()
    elif is_sqlite(engine):  # in memory: nobody else can reach it
        yield _kept
    else:
        with store_errors(engine, "locked"):
            connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            with store_errors(engine, "locked"):
                _wait(connection, wait_seconds)
            yield partial(_check, connection)
        finally:
            with suppress(SQLAlchemyError):  # a server notices a closed connection a moment later
                connection.execute(select(func.pg_advisory_unlock_all()))
            connection.invalidate()  # in the pool it would keep a lock that was not freed
            connection.close()


def _kept() -> None:
    """Check nothing: a lock on a file stays as long as the process."""


def _check(connection: Connection) -> None:
    with store_errors(connection.engine, "kept to one run at a time"):
        connection.execute(select(1))  # the lock lives as long as its connection


def _wait(connection: Connection, seconds: float) -> None:
    give_up = time.monotonic() + seconds
    while not connection.execute(select(func.pg_try_advisory_lock(_ADVISORY_LOCK))).scalar():
        if time.monotonic() >= give_up:
            raise _busy(connection.engine)
        time.sleep(_SECONDS_BETWEEN_TRIES)


def _busy(engine: Engine) -> StoreError:
    return StoreError(
        f"Another run is writing to the store {engine.url}; wait until it has ended "
        "(analyzer runs shows it), then run again."
    )
