"""A full disk, a folder that may not be written, a server that stops: one sentence, and the next
run goes on as if nothing had been."""

import os
import shutil
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from journeys.calling import call
from journeys.running import (
    SECONDS,
    Place,
    analyses_of,
    assert_tells_no_secret,
    counts_of,
    ended,
    files_of,
    new_place,
    saved,
    sentence_of,
    start,
    write_export,
)
from pandas.testing import assert_frame_equal
from sqlalchemy import URL, make_url
from stores import PASSWORD, PostgreSQLServer

NOTES = 600

OBEYING_MODES: tuple[str, ...] = ()
"""What makes a run obey the modes of files: root may write everywhere otherwise."""
if hasattr(os, "geteuid") and os.geteuid() == 0:
    OBEYING_MODES = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


class Whole(NamedTuple):
    """An export, and a run over it that nothing failed."""

    export: Path
    place: Place
    analysed: int


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    export = write_export(folder / "export.csv", NOTES)
    place = new_place(folder / "place", f"sqlite:///{folder}/history.sqlite")
    return Whole(export, place, counts_of(ended(start(export, place)))["analysed"])


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place whose store is a SQLite file in a folder beside that of the reports."""
    place = new_place(tmp_path / "place", f"sqlite:///{tmp_path}/place/store/history.sqlite")
    (place.folder / "store").mkdir()
    place.reports.mkdir(parents=True)
    return place


def assert_recovers(whole: Whole, place: Place) -> None:
    """The next run leaves what one leaves that nothing failed."""
    counts = counts_of(ended(start(whole.export, place)))
    assert counts.get("analysed", 0) + counts.get("unchanged", 0) == whole.analysed
    assert_frame_equal(analyses_of(place.url), analyses_of(whole.place.url), check_exact=True)
    assert files_of(place) == files_of(whole.place)
    assert list(place.temporary.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows limits no sizes of files")
@pytest.mark.parametrize("kilobytes", [0, 20, 200])
def test_a_full_disk_ends_in_a_sentence(whole: Whole, place: Place, kilobytes: int) -> None:
    full = ("sh", "-c", f'ulimit -f {2 * kilobytes}; exec "$@"', "sh")
    told = sentence_of(ended(start(whole.export, place, within=full)))
    assert "File too large" in told or "disk" in told
    assert_recovers(whole, place)


@pytest.mark.skipif(
    bool(OBEYING_MODES) and shutil.which("setpriv") is None,
    reason="root obeys no modes, and setpriv is missing",
)
@pytest.mark.parametrize("read_only", ["out", "out/reports", "store", "store/history.sqlite"])
def test_a_place_that_may_not_be_written_ends_in_a_sentence(
    whole: Whole, place: Place, read_only: str
) -> None:
    path = place.folder / read_only
    if path.suffix:
        path.touch()
    mode = path.stat().st_mode
    path.chmod(0o555)
    told = sentence_of(ended(start(whole.export, place, within=OBEYING_MODES)))
    assert str(read_only) in told
    path.chmod(mode)
    assert_recovers(whole, place)


@pytest.mark.parametrize("is_back", [True, False])
def test_a_server_that_stops_ends_the_run_in_a_sentence(
    whole: Whole, postgresql: PostgreSQLServer, tmp_path: Path, is_back: bool
) -> None:
    with postgresql.database() as url:
        place = new_place(tmp_path / "place", url)
        run = start(whole.export, place, "--workers", "1", ANALYZER_ENGINE__BATCH_SIZE="16")
        end = time.monotonic() + SECONDS
        while not saved(url):
            assert time.monotonic() < end
            time.sleep(0.05)
        with postgresql.stopped():
            if not is_back:
                run.wait(SECONDS)
        told = sentence_of(ended(run))
        assert told.startswith("Error: The store postgresql+psycopg://analyzer:***@/")
        assert 0 < saved(url) < whole.analysed
        assert_recovers(whole, place)


def unreachable(url: str) -> list[str]:
    """Addresses that cannot be used, each with a password."""
    address = make_url(url)
    changes: list[dict[str, Any]] = [
        {"password": f"{PASSWORD} no more"},
        {"database": "nowhere"},
        {"query": {"host": "/nowhere"}},
        {"query": {"host": "127.0.0.1", "port": "1"}},
        {"query": {"host": "127.0.0.1", "port": "none"}},
        {"query": {"unknown": "option"}},
        {"drivername": "postgresql+unknown"},
        {"drivername": "mysql+pymysql"},
    ]
    changed = [address.set(**change) for change in changes]
    return [
        url.replace(":", "//", 1),
        *(each.render_as_string(hide_password=False) for each in changed),
    ]


def without_password(url: str) -> str:
    address = make_url(url)
    return str(
        URL.create(
            address.drivername,
            username=address.username,
            database=address.database,
            query=address.query,
        )
    )


def test_no_password_is_told(whole: Whole, postgresql: PostgreSQLServer, tmp_path: Path) -> None:
    with postgresql.database() as url, postgresql.database() as other:
        for address in unreachable(url):
            done = call("analyzer", "runs", cwd=tmp_path, ANALYZER_STORE__URL=address)
            sentence_of(done)
        place = new_place(tmp_path / "place", url)
        copy = ("analyzer", "store", "copy", *map(without_password, (url, other)))
        done = [
            ended(start(whole.export, place)),
            call("analyzer", "runs", cwd=tmp_path, ANALYZER_STORE__URL=url),
            call(*copy, cwd=tmp_path, PGPASSWORD=PASSWORD),
            call(*copy, cwd=tmp_path, PGPASSWORD=PASSWORD),
            call("analyzer", "runs", cwd=tmp_path, ANALYZER_STORE__URL=other),
        ]
    assert [each.returncode for each in done] == [0, 0, 0, 1, 0]
    for each in done:
        assert_tells_no_secret(each.stdout + each.stderr)
