"""How a database is reached; the only place that knows one database from another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from analyzer.store.tables import metadata

BUSY_TIMEOUT_MILLISECONDS = 30_000
"""How long a writer waits for another one."""


class StoreError(RuntimeError):
    """A store that cannot be used; the message is one sentence with its address."""


def connect(url: str) -> Engine:
    """Return an engine for a store whose tables stand, made where they were missing.

    Raises StoreError where the address, the driver or the database cannot be used, and for a
    SQLite file that holds the tables of another program.
    """
    try:
        address = make_url(url)
        engine = create_engine(address, hide_parameters=True)
    except (ArgumentError, ValueError):  # not repeated: it may hold a password
        raise StoreError(
            "The address of the store ([store] url, or --store) cannot be read; write one such as "
            "sqlite:///analyzer.sqlite."
        ) from None
    except ImportError as error:
        raise StoreError(
            f"The store {address} needs the Python package '{error.name}', which is not installed."
        ) from None
    with store_errors(engine, "opened"):
        if address.get_backend_name() == "sqlite":
            _set_up_sqlite(engine, address)
        metadata.create_all(engine)
    return engine


@contextmanager
def store_errors(engine: Engine, undone: str) -> Iterator[None]:
    """Turn an error of the database into a StoreError that repeats no row."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else _first_line(error)
        raise StoreError(f"The store {engine.url} could not be {undone}: {reason}.") from None


def _first_line(error: SQLAlchemyError) -> str:
    """Return what the database said, without the statement that SQLAlchemy adds."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(said).strip().partition("\n")[0]


def _set_up_sqlite(engine: Engine, address: URL) -> None:
    """Make the file readable by its owner alone, and every connection to it safe.

    WAL lets a report be read while a run writes; SQLite's own -wal and -shm files take over the
    mode of the main file. A file that belongs to another program is refused as it is.
    """
    if address.database and address.database != ":memory:":
        os.close(os.open(address.database, os.O_CREAT | os.O_RDWR, 0o600))
    tables = inspect(engine).get_table_names()
    if tables and metadata.tables.keys().isdisjoint(tables):
        raise StoreError(
            f"The store {address} holds the tables of another program; "
            "give the history a file of its own."
        )
    engine.dispose()  # connections made from here on are set up

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        try:
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA foreign_keys = ON")
        finally:
            cursor.close()
