"""Two runs on one store: one after the other, whoever comes first."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from journeys.running import (
    SECONDS,
    Place,
    analyses_of,
    counts_of,
    ended,
    new_place,
    sentence_of,
    start,
    write_export,
)
from stores import rows_of

from analyzer.store import open_store

NOTES = 300

Run = subprocess.Popen[str]


class Held(NamedTuple):
    """A run that has begun, and reads its export from a pipe that is still open."""

    run: Run
    export: Path

    def let_go(self) -> dict[str, int]:
        """Give it its export, and return its counts."""
        told = self.run.communicate(self.export.read_text("utf-8"), timeout=SECONDS)
        return counts_of(subprocess.CompletedProcess(self.run.args, self.run.returncode, *told))


@pytest.fixture
def place(store_url: str, tmp_path: Path) -> Place:
    return new_place(tmp_path / "place", store_url)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_export(tmp_path / "export.csv", NOTES)


@pytest.fixture
def held(export: Path, place: Place) -> Held:
    run = start("-", place, stdin=subprocess.PIPE)
    wait_for(lambda: "running" in states_of(place.url), run)
    return Held(run, export)


def wait_for(seen: Callable[[], bool], run: Run) -> None:
    end = time.monotonic() + SECONDS
    while not seen():
        assert run.poll() is None
        assert time.monotonic() < end
        time.sleep(0.1)


def states_of(url: str) -> list[str]:
    """The states of all runs, the newest first; none where the store is not made yet."""
    with open_store(url) as store:
        return [run.state for run in store.runs()]


def test_two_runs_that_begin_at_once_follow_each_other(export: Path, place: Place) -> None:
    both = [start(export, place), start(export, place)]
    first, second = sorted((counts_of(ended(run)) for run in both), key=lambda c: "unchanged" in c)
    assert first["analysed"] == second["unchanged"]
    assert first.keys() - {"analysed"} == second.keys() - {"unchanged"}
    with open_store(place.url) as store:
        later, earlier = store.runs()
    assert (earlier.state, later.state) == ("done", "done")
    assert earlier.finished is not None
    assert earlier.finished <= later.started
    assert rows_of(place.url, "select distinct run_id from analyses") == [(earlier.id,)]


def test_the_second_waits_until_the_first_has_ended(held: Held, place: Place) -> None:
    second = start(held.export, place)
    counts = held.let_go()
    assert counts_of(ended(second))["unchanged"] == counts["analysed"]
    assert len(analyses_of(place.url)) == counts["analysed"]
    assert states_of(place.url) == ["done", "done"]


def test_one_that_may_not_wait_says_so_and_changes_nothing(held: Held, place: Place) -> None:
    told = sentence_of(ended(start(held.export, place, ANALYZER_STORE__WAIT_SECONDS="0")))
    assert "Another run is writing to the store" in told
    assert states_of(place.url) == ["running"]
    assert not place.reports.exists()
    assert held.let_go()["analysed"] == len(analyses_of(place.url))
    assert states_of(place.url) == ["done"]
