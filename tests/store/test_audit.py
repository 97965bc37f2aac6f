import getpass
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from fake_reader import note_batch
from store.nights import NIGHT, note, rows_in, run, with_column
from store.programs import kill, running_program

from analyzer import __version__
from analyzer.intake import Accounting, IntakeError, Rejects, read_notes
from analyzer.intake.inputs import Input
from analyzer.settings import Settings
from analyzer.store import RunRecord, Store
from analyzer.store.tables import run_inputs


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def test_a_new_store_has_no_history(store: Store) -> None:
    assert store.runs() == []


def test_a_run_leaves_a_record(store: Store) -> None:
    before = now()
    run(store, note_batch(*NIGHT), digest="d1")
    [record] = store.runs()
    assert before <= record.started <= record.finished <= now()
    assert record == RunRecord(
        id=record.id,
        command="run",
        started=record.started,
        finished=record.finished,
        who=getpass.getuser(),
        state="done",
        program_version=__version__,
        model="fake@1",
        settings_fingerprint=Settings().fingerprint() + "d1",
        settings_hash=Settings().digest(),
        read=3,
        analysed=3,
        unchanged=0,
        duplicate=0,
        superseded=0,
        rejected=0,
        removed=None,
        detail=None,
        inputs=(),
    )
    assert record.duration == record.finished - record.started >= timedelta(0)


def test_the_newest_entry_stands_first(store: Store) -> None:
    run(store, note(), model="fake@1")
    run(store, note(), model="fake@2")
    store.purge(date(2000, 1, 1))
    assert [record.model for record in store.runs()] == ["", "fake@2", "fake@1"]
    assert [record.command for record in store.runs()] == ["purge", "run", "run"]


def test_a_record_has_every_count(store: Store) -> None:
    counts = Accounting(21, 6, 5, 4, 3, 3)
    with store.run("fake@1", Settings(), Rejects(accounting=counts)):
        pass
    [record] = store.runs()
    assert [getattr(record, name) for name in Accounting.__slots__] == [21, 6, 5, 4, 3, 3]


@pytest.mark.parametrize(
    ("error", "state"),
    [(RuntimeError, "failed"), (KeyboardInterrupt, "interrupted"), (SystemExit, "interrupted")],
)
def test_a_run_that_did_not_end_well_says_how(
    store: Store, error: type[BaseException], state: str
) -> None:
    counts = Accounting(read=5)

    def break_off() -> None:
        with store.run("fake@1", Settings(), Rejects(accounting=counts)) as night:
            new = night.new_notes(note())
            night.save(new, with_column(new, "interpreter", [None]))
            raise error

    with pytest.raises(error):
        break_off()
    [record] = store.runs()
    assert (record.state, record.read, record.analysed) == (state, 5, 1)
    assert record.finished is not None
    assert len(store.frames().analyses) == 1


def test_a_run_says_that_it_reanalysed(store: Store) -> None:
    run(store, note(), reanalyse=True)
    assert store.runs()[0].detail == "reanalyse"


def test_a_run_that_goes_on_is_running(store: Store) -> None:
    with store.run("fake@1", Settings(), Rejects()) as night:
        [record] = store.runs()
        assert (record.id, record.state, record.finished) == (night.id, "running", None)
        assert record.duration is None


def test_a_run_that_was_killed_is_interrupted_with_the_next_entry(
    store: Store, store_url: str
) -> None:
    with running_program(store_url) as program:
        kill(program)
    assert [record.state for record in store.runs()] == ["running"]
    run(store, note())
    done, killed = store.runs()
    assert (done.state, killed.state) == ("done", "interrupted")
    assert killed.finished is None
    assert killed.duration is None


def test_a_purge_finds_a_killed_run_too(store: Store, store_url: str) -> None:
    with running_program(store_url) as program:
        kill(program)
    store.purge(date(2000, 1, 1))
    assert [record.state for record in store.runs()] == ["done", "interrupted"]


def test_the_files_of_a_run_are_kept_in_their_order(store: Store, store_url: str) -> None:
    files = [
        Input("visits.csv", 3 * 1024**3, "ab" * 32),
        Input("standard input", 0, "cd" * 32),
        Input("zürich, Mai.xlsx", 12, "ef" * 32),
    ]
    with store.run("fake@1", Settings(), Rejects()) as night:
        night.record_inputs(files)
    with store.run("fake@1", Settings(), Rejects()) as night:
        night.record_inputs([])
    again, first = store.runs()
    assert first.inputs == tuple(files)
    assert again.inputs == ()
    assert len(rows_in(store_url, run_inputs)) == 3


def test_the_files_of_a_run_that_failed_are_kept(store: Store) -> None:
    def break_off() -> None:
        with store.run("fake@1", Settings(), Rejects()) as night:
            night.record_inputs([Input("visits.csv", 1, "ab" * 32)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert [one.name for one in store.runs()[0].inputs] == ["visits.csv"]


@pytest.mark.parametrize(
    ("content", "state"), [(b"note\nangry\nbooked\n", "done"), (b"colour\nblue\n", "failed")]
)
def test_a_run_over_an_export_knows_which_it_was(
    store: Store, tmp_path: Path, content: bytes, state: str
) -> None:
    path = tmp_path / "night.csv"
    path.write_bytes(content)
    rejects = Rejects()
    with suppress(IntakeError), store.run("fake@1", Settings(), rejects) as night:
        for batch in read_notes([path], Settings(), rejects, 10, night.record_inputs):
            night.save(batch, with_column(batch, "interpreter", [None, "Somali"]))
    [record] = store.runs()
    assert record.inputs == (Input(str(path), len(content), sha256(content).hexdigest()),)
    assert record.state == state
    assert record.read == record.analysed == (2 if state == "done" else 0)


def test_who_is_unknown_where_the_system_has_no_name(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr(getpass, "getuser", nobody)
    run(store, note())
    assert store.runs()[0].who == "unknown"
