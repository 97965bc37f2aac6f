import os

# Linear algebra over a few notes takes one thread; more of them would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import keep_local  # from here on this process stays on this machine
import pytest
from http_listener import Listener, listening
from spark_cluster import spark_cluster
from stores import PostgreSQLServer, ServerError, postgresql_server

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# So do the processes that it starts: there tests/sitecustomize.py does the same.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
)

# No test is a measurement: a machine that is busy with something else fails none.
hypothesis.settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def refusals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which the processes of the tests write down what they were refused."""
    file = tmp_path_factory.mktemp("network") / "refusals"
    os.environ[keep_local.REFUSALS] = str(file)
    return file


@pytest.fixture(autouse=True)
def stays_local(refusals: Path) -> Iterator[None]:
    """Fails a test in which something wanted to leave this machine, though nobody noticed."""
    yield
    if refusals.exists():
        told = refusals.read_text("utf-8")
        refusals.unlink()
        pytest.fail(f"Refused in this test or what was set up for it: {told}")


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A server on this machine, whose address stands for one on a network."""
    with listening() as listener:
        yield listener


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQLServer]:
    """A PostgreSQL server for all tests, started with the first that needs it."""
    with ExitStack() as closing:
        try:
            server = closing.enter_context(postgresql_server())
        except ServerError as error:
            pytest.skip(f"No PostgreSQL server could be started: {error}")
        yield server


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator["SparkSession"]:
    """A session on a cluster for all tests, started with the first that needs it."""
    with spark_cluster(tmp_path_factory.mktemp("cluster")) as session:
        yield session


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
