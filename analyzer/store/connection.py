"""How a database is reached; the only place that knows one database from another."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from analyzer.store.address import UNREADABLE, read_address
from analyzer.store.errors import StoreError
from analyzer.store.tables import metadata

BUSY_TIMEOUT_MILLISECONDS = 30_000
"""How long a writer waits for another one that is about to end."""

CONNECT_TIMEOUT_SECONDS = 10
"""How long a database server may take to answer at first."""

KEEPALIVE_SECONDS = 60
"""How often an idle connection to a server, such as the one with the lock, says that it lives."""

_ROWS_AT_A_TIME = 5_000

# What goes wrong is raised and told once, in a sentence; these would tell it on standard error too.
for _library in ("psycopg", "sqlalchemy"):
    logging.getLogger(_library).addHandler(logging.NullHandler())


def connect(url: str, *, create: bool = True) -> Engine:
    """Return an engine for the database at an address.

    A SQLite file that is missing is made, readable by its owner alone, unless ``create`` is False.
    Raises StoreError where the address, the driver or the database cannot be used.
    """
    address, options = read_address(url)
    arguments = _arguments(address) | options
    try:
        engine = create_engine(address, hide_parameters=True, connect_args=arguments)
    except (ArgumentError, ValueError):
        raise StoreError(UNREADABLE) from None
    except ImportError as error:
        raise StoreError(
            f"The store {address} needs the Python package '{error.name}', which is not installed."
        ) from None
    if is_sqlite(engine):
        _set_up_sqlite(engine, address, create)
    return engine


def is_sqlite(engine: Engine) -> bool:
    """Say whether the database is a SQLite file, or SQLite in memory."""
    return engine.dialect.name == "sqlite"


def file_of(engine: Engine) -> Path | None:
    """Return the file that a SQLite database lies in; None for one in memory and for a server."""
    name = engine.url.database
    return Path(name) if is_sqlite(engine) and name and name != ":memory:" else None


@contextmanager
def store_errors(engine: Engine, undone: str) -> Iterator[None]:
    """Turn an error of the database into a StoreError that repeats no row and no password."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else _first_line(error)
        raise StoreError(f"The store {engine.url} could not be {undone}: {reason}.") from None


def _first_line(error: SQLAlchemyError) -> str:
    """Return what the database said, without the statement that SQLAlchemy adds."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return str(said).strip().partition("\n")[0].rstrip(".")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection to read with, all of it at one moment; raises StoreError."""
    with store_errors(engine, "read"), engine.connect() as connection:
        if not is_sqlite(engine):  # a reader of SQLite keeps its moment by itself
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection.execution_options(stream_results=True, yield_per=_ROWS_AT_A_TIME)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose changes all stand when the block ends, or none; raises StoreError."""
    with store_errors(engine, "written"), engine.connect() as connection:
        connection = connection.execution_options(writing=True)
        with connection.begin():
            yield connection


def keep_to_oneself(connection: Connection, table: Table) -> None:
    """Keep every other writer out of a table until the transaction ends.

    SQLite has one writer at a time anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"LOCK TABLE {table.name} IN SHARE ROW EXCLUSIVE MODE"))


def read_while_written(engine: Engine) -> None:
    """Have a report be read while a run writes; a SQLite file notes it for all that open it.

    Raises StoreError.
    """
    if is_sqlite(engine):
        with store_errors(engine, "opened"), engine.connect() as connection:
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            if connection.execute(text("PRAGMA journal_mode")).scalar() == "delete":
                connection.execute(text("PRAGMA journal_mode = WAL"))


def go_on_numbering(connection: Connection) -> None:
    """Have the next row of each table numbered after the highest, where rows came with numbers.

    SQLite does so by itself.
    """
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.tables.values():
        column = table.autoincrement_column
        if column is not None:
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            highest = select(func.max(column)).scalar_subquery()
            connection.execute(
                select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None)))
            )


def give_space_back(engine: Engine) -> None:
    """Have what was deleted leave the database's files too; raises StoreError.

    PostgreSQL writes its tables anew, for a plain VACUUM leaves the bytes where they were; its
    write-ahead log holds them until the server has gone round it.
    """
    with store_errors(engine, "cleaned up"), engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        if is_sqlite(engine):
            connection.execute(text("VACUUM"))
            busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar()
            if busy:
                raise StoreError(
                    f"What was removed from the store {engine.url} is still in its -wal file, "
                    "because another program reads the store; it goes when that one has ended and "
                    "the store is opened again."
                )
        else:
            connection.execute(text(f"VACUUM FULL {', '.join(metadata.tables)}"))


def _arguments(address: URL) -> dict[str, Any]:
    if address.get_backend_name() == "postgresql":
        return {
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "keepalives_idle": KEEPALIVE_SECONDS,
        }
    return {}


def _set_up_sqlite(engine: Engine, address: URL, create: bool) -> None:
    """Make the file readable by its owner alone, and every connection to it safe.

    SQLite's own -wal and -shm files take over the mode of the main file. Deleted rows are
    overwritten. Transactions are begun here and not by the driver, which begins none for a change
    of tables.
    """
    file = file_of(engine)
    with store_errors(engine, "opened"):
        if file is not None and not file.exists():
            if not create:
                raise StoreError(
                    f"The store {address} does not exist; check the address, or make it with "
                    "analyzer run."
                )
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA secure_delete = ON")
        finally:
            cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") == "AUTOCOMMIT":
            return
        # A writer that began as a reader would fail where another one wrote in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")
