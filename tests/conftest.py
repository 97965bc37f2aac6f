import os

# Linear algebra over a few notes takes one thread; more of them would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from stores import PostgreSQLServer, ServerError, postgresql_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQLServer]:
    """A PostgreSQL server for all tests, started with the first that needs it."""
    with ExitStack() as closing:
        try:
            server = closing.enter_context(postgresql_server())
        except ServerError as error:
            pytest.skip(f"No PostgreSQL server could be started: {error}")
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def new_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Gives the address of a store that nothing was written to, each time that it is called.

    A test that takes it runs on each kind of database.
    """
    if request.param == "sqlite":
        numbers = count(1)
        yield lambda: f"sqlite:///{tmp_path}/history_{next(numbers)}.sqlite"
        return
    server: PostgreSQLServer = request.getfixturevalue("postgresql")
    with ExitStack() as databases:
        yield lambda: databases.enter_context(server.database())


@pytest.fixture
def store_url(new_store: Callable[[], str]) -> str:
    """The address of a new store, on each kind of database."""
    return new_store()
