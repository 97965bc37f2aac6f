import threading
from datetime import date
from pathlib import Path

import pytest
from fake_reader import FakeReader
from sqlalchemy import NullPool, create_engine, text
from store.nights import note, run, staff_of
from store.programs import kill, running_program
from stores import PASSWORD

from analyzer.engines.batch import analyze_batch
from analyzer.intake import Rejects
from analyzer.settings import Settings
from analyzer.store import CaseEdit, Store, StoreError, open_store

BUSY = (
    r"^Another run is writing to the store \S+; wait until it has ended "
    r"\(analyzer runs shows it\), then run again\.$"
)


def hasty(url: str) -> Store:
    """A store that does not wait for others."""
    return open_store(url, wait_seconds=0)


def test_a_second_writer_gives_up_with_a_sentence(store: Store, store_url: str) -> None:
    run(store, note("S1"))
    with running_program(store_url), hasty(store_url) as second:
        for write in (lambda: run(second, note("S2")), lambda: second.purge(date(2026, 1, 1))):
            with pytest.raises(StoreError, match=BUSY) as raised:
                write()
            assert PASSWORD not in str(raised.value)
        assert staff_of(second) == {"n1": "S1"}
        assert [record.state for record in second.runs()] == ["running", "done"]


def test_a_store_is_read_and_its_worklist_written_while_another_program_runs(
    store: Store, store_url: str
) -> None:
    run(store, note())
    with running_program(store_url), hasty(store_url) as second:
        assert staff_of(second) == {"n1": "S1"}
        assert second.edit_cases([CaseEdit(source="export", case="note n1")], "ann").unchanged == 1
        edit = CaseEdit(source="export", case="note n1", owner="ann")
        assert second.edit_cases([edit], "ann").taken == 1


def test_a_store_is_free_when_the_program_that_wrote_to_it_was_killed(
    store: Store, store_url: str
) -> None:
    run(store, note("S1"))
    with running_program(store_url) as holder:
        kill(holder)
        assert run(store, note("S2")).analysed == 1
    assert staff_of(store) == {"n1": "S2"}


def test_a_second_run_waits_until_the_first_has_ended(store: Store, store_url: str) -> None:
    """What happens is told in order: whatever the moment, the second begins after the end."""
    told: list[str] = []
    asked = threading.Event()

    def second() -> None:
        with open_store(store_url) as other:
            asked.set()
            with other.run("fake@1", Settings(), Rejects()):
                told.append("second begins")

    waiting = threading.Thread(target=second)
    with store.run("fake@1", Settings(), Rejects()):
        waiting.start()
        assert asked.wait(60)
        told.append("first ends")
    waiting.join(60)
    assert told == ["first ends", "second begins"]
    assert [record.state for record in store.runs()] == ["done", "done"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_run_that_ends_with_an_error_lets_go(
    store: Store, store_url: str, error: type[BaseException]
) -> None:
    with pytest.raises(error), store.run("fake@1", Settings(), Rejects()):
        raise error
    with hasty(store_url) as second:
        assert run(second, note()).analysed == 1


def test_runs_of_one_program_follow_each_other(store: Store, store_url: str) -> None:
    with hasty(store_url) as other:
        for place in range(6):
            run((store, other)[place % 2], note(note_id=str(place)))
        assert len(store.frames().analyses) == 6


def test_stores_of_two_databases_are_written_at_once(store: Store, tmp_path: Path) -> None:
    with (
        hasty(f"sqlite:///{tmp_path}/other.sqlite") as other,
        store.run("fake@1", Settings(), Rejects()),
    ):
        assert run(other, note()).analysed == 1


def test_a_lock_that_cannot_be_made_ends_in_a_sentence(tmp_path: Path) -> None:
    """A folder stands where its file would."""
    url = f"sqlite:///{tmp_path}/history.sqlite"
    (tmp_path / "history.sqlite.lock").mkdir()
    with pytest.raises(StoreError, match=r"history\.sqlite could not be locked: Is a directory\.$"):
        open_store(url)


def test_a_link_to_the_file_is_the_same_store(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/a.sqlite") as store:
        (tmp_path / "link.sqlite").symlink_to(tmp_path / "a.sqlite")
        with (
            store.run("fake@1", Settings(), Rejects()),
            hasty(f"sqlite:///{tmp_path}/link.sqlite") as second,
            pytest.raises(StoreError, match=BUSY),
        ):
            run(second, note())


def test_a_run_that_lost_its_lock_saves_nothing_more(postgresql) -> None:
    with postgresql.database() as url, open_store(url) as store:
        results = analyze_batch(note(), reader=FakeReader(Settings()))

        def save_without_a_lock() -> None:
            with store.run("fake@1", Settings(), Rejects()) as night:
                night.save(note(), results)
                end_idle_connection(url)
                night.save(note("S2"), results)

        with pytest.raises(StoreError, match="could not be kept to one run at a time") as raised:
            save_without_a_lock()
        assert PASSWORD not in str(raised.value)
        assert staff_of(store) == {"n1": "S1"}
        assert run(store, note("S2")).analysed == 1


def end_idle_connection(url: str) -> None:
    """End the connection that holds the lock, as an administrator or a firewall does."""
    query = text("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'")
    with create_engine(url, poolclass=NullPool).begin() as connection:
        assert connection.execute(query).all()
