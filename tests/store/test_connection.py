import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from fake_reader import note_batch
from sqlalchemy import NullPool, create_engine, inspect, make_url, text
from sqlalchemy.exc import IntegrityError
from store.nights import NIGHT, note, rows_in, run
from stores import PASSWORD

from analyzer.intake import Rejects
from analyzer.settings import Settings
from analyzer.store import Store, StoreError, open_store
from analyzer.store.tables import analyses


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "history.sqlite"


def tell(url: str, statement: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_files_of_a_store_are_for_their_owner_alone(file: Path) -> None:
    before = os.umask(0)
    try:
        with open_store(f"sqlite:///{file}") as store:
            run(store, note_batch(*NIGHT))
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    finally:
        os.umask(before)
    names = [f"{file.name}{ending}" for ending in ("", "-wal", "-shm", ".lock")]
    assert modes == dict.fromkeys(names, 0o600)


def test_a_file_that_is_missing_is_not_made_where_it_must_be_there(file: Path) -> None:
    with pytest.raises(StoreError, match=r"history\.sqlite does not exist; "):
        open_store(f"sqlite:///{file}", create=False)
    assert list(file.parent.iterdir()) == []


def test_an_empty_database_is_no_store_where_it_must_be_there(store_url: str) -> None:
    if store_url.startswith("sqlite"):
        Path(make_url(store_url).database).touch()
    with pytest.raises(StoreError, match=r"is empty; check the address") as raised:
        open_store(store_url, create=False)
    assert PASSWORD not in str(raised.value)
    with open_store(store_url), open_store(store_url, create=False) as store:
        assert store.runs() == []


def test_an_empty_file_is_left_alone_where_a_store_must_be_there(file: Path) -> None:
    file.touch()
    with pytest.raises(StoreError):
        open_store(f"sqlite:///{file}", create=False)
    assert file.read_bytes() == b""
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path) -> None:
    file.write_text("Meeting minutes, nothing to see here, and long enough to be read.\n" * 20)
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"history\.sqlite could not be \w+: .*not a database"):
        open_store(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_file_of_another_program_is_refused_and_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("create table bookmarks (title)")
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"history\.sqlite holds the tables of another program; "):
        open_store(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_database_of_another_program_is_refused_and_left_alone(store_url: str) -> None:
    tell(store_url, "create table bookmarks (title text)")
    with pytest.raises(StoreError, match=r"holds the tables of another program; "):
        open_store(store_url)
    engine = create_engine(store_url, poolclass=NullPool)
    assert inspect(engine).get_table_names() == ["bookmarks"]


def test_a_failing_database_never_repeats_a_note(store: Store, store_url: str) -> None:
    tell(store_url, "drop table findings")
    with pytest.raises(StoreError, match=r"could not be written: .*findings") as raised:
        run(store, note_batch({"text": "angry secret", "staff_id": "hidden"}))
    for word in ("secret", "hidden", PASSWORD):
        assert word not in str(raised.value)
    assert rows_in(store_url, analyses) == []


def test_two_analyses_of_a_note_cannot_stand_and_the_error_does_not_name_it(
    store: Store, store_url: str
) -> None:
    run(store, note(note_id="hidden"))
    run(store, note("S2", note_id="hidden"))
    with pytest.raises(IntegrityError):
        tell(store_url, "update analyses set current = true")


def test_a_report_is_read_while_a_run_writes(store: Store, store_url: str) -> None:
    run(store, note(note_id="before"))
    with store.run("fake@1", Settings(), Rejects()), open_store(store_url) as reader:
        assert reader.frames().analyses["note_id"].tolist() == ["before"]
        assert [record.state for record in reader.runs()] == ["running", "done"]


def test_a_store_in_memory_works_like_any(tmp_path: Path) -> None:
    with open_store("sqlite://") as store:
        run(store, note_batch(*NIGHT))
        assert len(store.frames().analyses) == 3
        assert store.purge(NIGHT[0]["timestamp"].date()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_was_put_back_is_read_while_it_is_written(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/a.sqlite") as store:
        run(store, note())
    copy = tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as original:
        original.execute("VACUUM INTO ?", [str(copy)])
    with open_store(f"sqlite:///{copy}"), closing(sqlite3.connect(copy)) as put_back:
        assert put_back.execute("PRAGMA journal_mode").fetchone() == ("wal",)
