import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from fake_reader import FakeReader, note_batch

from analyzer.engines.batch import analyze_batch
from analyzer.frames import ANALYSES, FINDINGS, tidy
from analyzer.intake import Accounting
from analyzer.settings import Settings
from analyzer.store import Store, StoreError, open_store

NIGHT = [
    {
        "text": "Was angry, named a lawyer. I listened and apologised to Ana Ruiz.",
        "timestamp": datetime(2026, 3, 2, 9, 30, 0, 250),
        "utc_offset_minutes": -300,
        "staff_id": "S1",
        "staff_name": "Kim Poe",
        "role": "nurse",
        "channel": "phone",
        "location": "North",
        "patient_id": "P1",
        "patient_name": "Ana Ruiz",
        "case_id": "C1",
    },
    {"text": "Came by, booked.", "timestamp": datetime(2026, 3, 1, 23, 59)},
    {"text": "Nothing of note."},
]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/history.sqlite"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with open_store(url) as store:
        yield store


def run(
    store: Store, *batches: pa.RecordBatch, model: str = "fake@1", settings: Settings | None = None
) -> Accounting:
    """Analyse some batches as a night does, each saved before the next is read."""
    settings = settings or Settings()
    accounting = Accounting(read=sum(batch.num_rows for batch in batches))
    with store.run(model, settings, accounting) as night:
        for batch in batches:
            new = night.new_notes(batch)
            results = analyze_batch(new, reader=FakeReader(settings, model))
            accounting.rejected += results.num_rows - results["error"].null_count
            night.save(new, results)
    accounting.check()
    return accounting


def staff_of(store: Store) -> dict[str, str]:
    analyses = store.frames().analyses
    return dict(zip(analyses["note_id"], analyses["staff_id"], strict=True))


def read_file(url: str, query: str) -> list[tuple[object, ...]]:
    return sqlite3.connect(url.removeprefix("sqlite:///")).execute(query).fetchall()


def test_the_store_gives_the_same_frames_as_the_engine(store: Store) -> None:
    batch = note_batch(*NIGHT)
    analysed = analyze_batch(batch, reader=FakeReader(Settings()))
    run(store, batch)
    straight, stored = tidy(pa.Table.from_batches([analysed])), store.frames()
    pd.testing.assert_frame_equal(stored.analyses, straight.analyses)
    pd.testing.assert_frame_equal(stored.findings, straight.findings)
    assert list(stored.analyses.columns) == ANALYSES.names
    assert list(stored.findings.columns) == FINDINGS.names


def test_empty_frames_have_the_same_columns_and_types(store: Store) -> None:
    straight = tidy(
        pa.Table.from_batches([analyze_batch(note_batch(), reader=FakeReader(Settings()))])
    )
    pd.testing.assert_frame_equal(store.frames().analyses, straight.analyses)
    pd.testing.assert_frame_equal(store.frames().findings, straight.findings)


def test_frames_are_sorted_and_show_redacted_quotes(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    frames = store.frames()
    assert list(frames.analyses["note_id"]) == ["n2", "n1", "n3"]
    assert frames.analyses["themes"].tolist() == [[], ["wait", "billing"], []]
    assert frames.analyses["alerts"][1] == [
        {"kind": "legal", "route_to": "risk and legal", "finding": 1}
    ]
    assert frames.findings["position"].tolist() == [0, 0, 1, 2, 3]
    assert frames.findings["quote"].tolist()[-1] == "apologised to [patient]"


def test_a_stretch_of_days_holds_both_its_ends(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    assert list(store.frames(from_=second).analyses["note_id"]) == ["n1"]
    assert list(store.frames(to=first).findings["note_id"]) == ["n2"]
    assert list(store.frames(first, second).analyses["note_id"]) == ["n2", "n1"]


def test_the_newest_day_is_the_newest_notes_of_those_that_count(store: Store) -> None:
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    assert store.newest_day(second) is None
    run(store, note_batch(*NIGHT))
    assert store.newest_day(date(2027, 1, 1)) == second
    assert store.newest_day(first) == first
    assert store.left_out(first) == (1, 1)


def test_a_model_of_the_same_name_with_other_files_reads_anew(store: Store) -> None:
    for digest, analysed in (("a", 3), ("a", 0), ("b", 3)):
        accounting = Accounting()
        with store.run("fake@1", Settings(), accounting, digest) as night:
            new = night.new_notes(note_batch(*NIGHT))
            if new.num_rows:
                night.save(new, analyze_batch(new, reader=FakeReader(Settings())))
        assert accounting.analysed == analysed


def test_what_was_read_is_not_read_again(url: str) -> None:
    for expected in (
        Accounting(read=3, analysed=3),
        Accounting(read=3, unchanged=3),
    ):
        with open_store(url) as store:
            assert run(store, note_batch(*NIGHT)) == expected
    assert read_file(url, "select count(*), min(current) from analyses") == [(3, 1)]


def test_columns_that_nobody_reads_and_a_new_place_do_not_change_a_note(store: Store) -> None:
    run(store, note_batch({"text": "a"}))
    again = note_batch({"text": "a", "extra": '{"exported": "today"}', "file": "b.csv", "row": 7})
    assert run(store, again).unchanged == 1


@pytest.mark.parametrize("column", ["text", "staff_id", "patient_name", "case_id"])
def test_a_corrected_note_replaces_the_one_before(store: Store, url: str, column: str) -> None:
    run(store, note_batch({"text": "a"}))
    assert run(store, note_batch({"text": "a", column: "new"})).analysed == 1
    assert read_file(url, "select current from analyses order by id") == [(0,), (1,)]
    assert len(store.frames().analyses) == 1


def test_a_correction_taken_back_is_known(store: Store) -> None:
    first, second = ({"text": "a", "staff_id": staff} for staff in ("S1", "S2"))
    run(store, note_batch(first))
    run(store, note_batch(second))
    assert run(store, note_batch(first)) == Accounting(read=1, unchanged=1)
    assert staff_of(store) == {"n1": "S1"}


def test_another_model_or_other_desks_read_again(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    assert run(store, note_batch(*NIGHT), model="fake@2").analysed == 3
    other = Settings(alerts={"legal": "Ms Lee"})
    assert run(store, note_batch(*NIGHT), model="fake@2", settings=other).analysed == 3
    assert set(store.frames().analyses["model"]) == {"fake@2"}


def test_a_note_with_an_older_time_replaces_the_one_before(store: Store) -> None:
    late, early = (
        {"text": "a", "staff_id": f"S{day}", "timestamp": datetime(2026, 3, day)} for day in (2, 1)
    )
    run(store, note_batch(late))
    assert run(store, note_batch(early)) == Accounting(read=1, analysed=1)
    assert staff_of(store) == {"n1": "S1"}
    assert run(store, note_batch(late)) == Accounting(read=1, unchanged=1)
    assert staff_of(store) == {"n1": "S2"}


def test_new_known_corrected_and_restored_notes_of_one_batch(store: Store, url: str) -> None:
    def night(*staff: str) -> pa.RecordBatch:
        return note_batch(*({"text": "a", "staff_id": name} for name in staff))

    run(store, night("kept", "first", "first"))
    run(store, night("kept", "second", "second"))
    batch = night("kept", "first", "third", "new")
    assert run(store, batch) == Accounting(read=4, analysed=2, unchanged=2)
    standing = {"n1": "kept", "n2": "first", "n3": "third", "n4": "new"}
    assert staff_of(store) == standing
    assert run(store, batch) == Accounting(read=4, unchanged=4)
    assert staff_of(store) == standing
    assert read_file(url, "select count(*), sum(current) from analyses") == [(7, 4)]


def test_batches_that_the_engine_has_at_once_are_saved_in_turn(store: Store) -> None:
    accounting = Accounting(read=2)
    reader = FakeReader(Settings())
    batches = [note_batch({"text": "a", "note_id": name}) for name in ("n1", "n2")]
    with store.run(reader.name, Settings(), accounting) as night:
        for new in [night.new_notes(batch) for batch in batches]:
            night.save(new, analyze_batch(new, reader=reader))
    assert accounting == Accounting(read=2, analysed=2)
    assert list(store.frames().analyses["note_id"]) == ["n1", "n2"]


def test_the_same_number_in_two_systems_is_two_notes(store: Store) -> None:
    batch = note_batch({"text": "a", "note_id": "1"}, {"text": "b", "note_id": "1", "source": "s2"})
    assert run(store, batch).analysed == 2
    assert run(store, batch).unchanged == 2


def test_a_note_with_an_error_is_not_kept_and_is_tried_again(store: Store) -> None:
    batch = note_batch({"text": "angry"}, {"text": "unreadable"})
    assert run(store, batch) == Accounting(read=2, analysed=1, rejected=1)
    assert run(store, batch) == Accounting(read=2, unchanged=1, rejected=1)
    assert list(store.frames().analyses["note_id"]) == ["n1"]


@pytest.mark.parametrize("keep_text", [False, True])
def test_note_text_stays_out_of_the_store_unless_asked_for(
    store: Store, url: str, tmp_path: Path, keep_text: bool
) -> None:
    run(store, note_batch(*NIGHT), settings=Settings(store={"keep_text": keep_text}))
    assert len(read_file(url, "select text from texts")) == (3 if keep_text else 0)
    quotes = {quote for (quote,) in read_file(url, "select quote from findings")}
    assert ("apologised to Ana Ruiz" in quotes) == keep_text
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert (b"Ana Ruiz" in everything) == keep_text


def test_a_run_leaves_a_record(store: Store, url: str) -> None:
    run(store, note_batch(*NIGHT))
    with pytest.raises(RuntimeError), store.run("fake@1", Settings(), Accounting(read=5)):
        raise RuntimeError
    rows = read_file(url, "select state, read, analysed, finished is not null, model from runs")
    assert rows == [("done", 3, 3, 1, "fake@1"), ("failed", 5, 0, 1, "fake@1")]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_file_is_for_its_owner_alone(store: Store, tmp_path: Path) -> None:
    run(store, note_batch(*NIGHT))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes
    assert set(modes.values()) == {0o600}


def test_a_file_that_is_no_database_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    file.write_text("Meeting minutes, nothing to see here, and long enough to be read.\n" * 20)
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"history\.sqlite could not be opened: .*not a database"):
        open_store(url)
    assert file.read_bytes() == before


def test_a_database_of_another_program_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    with closing(sqlite3.connect(file)) as other:
        other.execute("create table bookmarks (title)")
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"history\.sqlite holds the tables of another program; "):
        open_store(url)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("nonsense", "cannot be read"),
        ("postgresql//user:secret@host/db", "cannot be read"),
        ("postgresql://user:secret@host:abc/db", "cannot be read"),
        ("oracle9://x/y", "cannot be read"),
        (
            "sqlite:////no/such/folder/history.sqlite",
            "could not be opened: No such file or directory",
        ),
        ("mssql+pymssql://user:secret@host/db", "needs the Python package 'pymssql'"),
    ],
)
def test_an_address_that_cannot_be_used_ends_in_a_sentence(address: str, complaint: str) -> None:
    with pytest.raises(StoreError, match=complaint) as raised:
        open_store(address)
    assert "secret" not in str(raised.value)


def test_a_failing_database_never_repeats_a_note(store: Store, url: str) -> None:
    run(store)
    sqlite3.connect(url.removeprefix("sqlite:///")).execute("drop table findings")
    with pytest.raises(StoreError, match="could not be written: no such table") as raised:
        run(store, note_batch({"text": "angry secret", "staff_id": "hidden"}))
    assert "secret" not in str(raised.value)
    assert "hidden" not in str(raised.value)
    assert read_file(url, "select id from analyses") == []
