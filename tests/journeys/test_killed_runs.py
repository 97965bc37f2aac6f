"""Runs that are killed at any moment lose nothing, keep nothing twice, and need no mending."""

import json
import os
import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from journeys.running import (
    SECONDS,
    Place,
    analyses_of,
    counts_of,
    ended,
    files_of,
    findings_of,
    new_place,
    saved,
    start,
    write_export,
)

from analyzer.store import open_store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")

NOTES = 5_000
FEW_NOTES = 1_000
STORES = 2


class Undisturbed(NamedTuple):
    """An export, and what a run over it leaves that nothing disturbed."""

    export: Path
    counts: dict[str, int]
    analyses: pd.DataFrame
    findings: pd.DataFrame
    files: dict[str, bytes]


class Moment(NamedTuple):
    """When a run is killed: a while after it is seen to be at a stage.

    Saving is seen when so many more notes are in the store than at the start of the run.
    """

    stage: str
    seconds: float
    notes: int = 0

    def has_come(self, place: Place, notes_before: int) -> bool:
        match self.stage:
            case "reading":
                return any(place.temporary.glob("analyzer-*"))
            case "saving":
                return saved(place.url) >= notes_before + self.notes
            case "reporting":
                return any(place.reports.glob(".*.part"))
        return True


def moments(seed: int) -> list[Moment]:
    """The moments at which runs after each other on one store are killed: ten a store."""
    chance = random.Random(seed)
    return [
        *(Moment("starting", chance.uniform(0, 2)) for _ in range(2)),
        *(Moment("reading", chance.uniform(0, 0.5)) for _ in range(2)),
        *(Moment("saving", chance.uniform(0, 0.5), chance.randrange(1, 700)) for _ in range(4)),
        *(Moment("reporting", chance.uniform(0, 0.7)) for _ in range(2)),
    ]


def kill(export: Path, place: Place, moment: Moment, *options: str) -> None:
    """Start a run and kill it; only it, so that its own processes must end by themselves."""
    notes_before = saved(place.url)
    run = start(export, place, *options)
    end = time.monotonic() + SECONDS
    while not moment.has_come(place, notes_before) and run.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.1)
    time.sleep(moment.seconds)
    run.kill()
    done = ended(run)
    assert done.returncode == -signal.SIGKILL, f"{moment}: ended before, saying {done.stderr}"


def disturb(export: Path, place: Place, seed: int) -> dict[str, int]:
    """Kill runs at all moments of a seed, and return the counts of a last one that may end."""
    for moment in moments(seed):
        kill(export, place, moment, "--workers", "1")
    return counts_of(ended(start(export, place, "--workers", "1")))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    export = write_export(folder / "export.csv", NOTES)
    place = new_place(folder / "place", f"sqlite:///{folder}/history.sqlite")
    counts = counts_of(ended(start(export, place)))
    files = files_of(place)
    return Undisturbed(export, counts, analyses_of(place.url), findings_of(place.url), files)


def test_killed_runs_and_one_that_ends_leave_what_an_undisturbed_one_leaves(
    undisturbed: Undisturbed, new_store: Callable[[], str], tmp_path: Path
) -> None:
    places = [new_place(tmp_path / f"place_{seed}", new_store()) for seed in range(STORES)]
    with ThreadPoolExecutor(STORES) as threads:
        nights = [
            threads.submit(disturb, undisturbed.export, place, seed)
            for seed, place in enumerate(places)
        ]
    for seed, (place, night) in enumerate(zip(places, nights, strict=True)):
        print(f"killed, with seed {seed}, at {moments(seed)}")
        counts = night.result()
        again = counts.pop("analysed", 0) + counts.pop("unchanged")
        assert {**counts, "analysed": again} == undisturbed.counts
        assert_as_undisturbed(place, undisturbed)
        assert_trail_tells_of_the_killed(place)


def assert_as_undisturbed(place: Place, undisturbed: Undisturbed) -> None:
    """The same rows in the store, the same reports and the same rejects."""
    for found, expected in (
        (analyses_of(place.url), undisturbed.analyses),
        (findings_of(place.url), undisturbed.findings),
    ):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    files = files_of(place)
    assert files.keys() == undisturbed.files.keys()
    assert [name for name in files if files[name] != undisturbed.files[name]] == []


def assert_trail_tells_of_the_killed(place: Place) -> None:
    with open_store(place.url) as store:
        newest, *killed = (run.state for run in store.runs())
    assert newest == "done"
    assert set(killed) == {"interrupted"}
    assert 4 <= len(killed) <= len(moments(0))  # some were killed before they began to write


def test_the_processes_of_a_killed_run_end_with_it(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    place = new_place(tmp_path / "place", f"sqlite:///{tmp_path}/history.sqlite")
    kill(undisturbed.export, place, Moment("saving", 0.1, 1), "--workers", "2")
    assert 0 < saved(place.url) < undisturbed.counts["analysed"]


@pytest.mark.parametrize("moment", [Moment("saving", 0, 1), Moment("reporting", 0)])
def test_the_morning_page_tells_of_what_a_killed_run_brought(
    tmp_path: Path, moment: Moment
) -> None:
    export = write_export(tmp_path / "export.csv", FEW_NOTES)
    place = new_place(tmp_path / "place", f"sqlite:///{tmp_path}/history.sqlite")
    kill(export, place, moment, "--workers", "1")
    counts = counts_of(ended(start(export, place)))
    page = json.loads((place.reports / "morning.json").read_text("utf-8"))
    assert page["arrivals"]["new"] == counts.get("analysed", 0) + counts["unchanged"]


def test_the_next_run_removes_what_killed_ones_left_lying_about(tmp_path: Path) -> None:
    export = write_export(tmp_path / "export.csv", FEW_NOTES)
    place = new_place(tmp_path / "place", f"sqlite:///{tmp_path}/history.sqlite")
    for moment in (Moment("saving", 0, 1), Moment("reporting", 0)):
        kill(export, place, moment, "--workers", "1")
    left = [*place.folder.rglob(".*.part"), *place.temporary.iterdir()]
    assert len(left) >= 3
    an_hour_ago = time.time() - 3_600  # what is young may be of a run that begins
    for path in left:
        os.utime(path, (an_hour_ago, an_hour_ago))
    counts_of(ended(start(export, place)))
    assert [path for path in left if path.exists()] == []
