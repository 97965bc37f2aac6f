from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from fake_reader import note_batch
from sqlalchemy import NullPool, create_engine, text, update
from store.nights import KEEP_TEXT, NIGHT, note, rows_in, run, staff_of
from stores import PostgreSQLServer

from analyzer.codebook import CaseStatus
from analyzer.insights.cases import case_keys
from analyzer.intake import Rejects
from analyzer.intake.inputs import Input
from analyzer.store import CaseEdit, Store, StoreError, open_store
from analyzer.store.tables import analyses, case_edits, findings, run_inputs, runs, texts


def left_in(url: str) -> list[str]:
    """The notes of which any version is left."""
    return sorted({row["note_id"] for row in rows_in(url, analyses)})


def test_notes_before_a_day_go_with_all_that_was_read_in_them(store: Store, store_url: str) -> None:
    run(store, note_batch(*NIGHT), settings=KEEP_TEXT)
    assert store.purge(date(2026, 3, 2)) == 1
    assert left_in(store_url) == ["n1", "n3"]
    ids = {row["id"] for row in rows_in(store_url, analyses)}
    assert {row["analysis_id"] for row in rows_in(store_url, findings)} <= ids
    assert {row["analysis_id"] for row in rows_in(store_url, texts)} == ids
    assert store.purge(date(2026, 3, 3)) == 1
    assert left_in(store_url) == ["n3"]
    assert rows_in(store_url, findings) == []
    assert [row["text"] for row in rows_in(store_url, texts)] == ["Nothing of note."]


def test_the_day_itself_stays_from_its_first_moment(store: Store) -> None:
    run(
        store,
        note(note_id="last", timestamp=datetime(2026, 3, 1, 23, 59, 59, 999_999)),
        note(note_id="first", timestamp=datetime(2026, 3, 2)),
    )
    assert store.purge(date(2026, 3, 2)) == 1
    assert set(staff_of(store)) == {"first"}


def test_older_versions_of_a_note_go_too_and_are_counted(store: Store, store_url: str) -> None:
    run(store, note("S1", day=1), note("S1", day=1, note_id="gone"))
    run(store, note("S2", day=5), note("S2", day=2, note_id="gone"))
    assert store.purge(date(2026, 3, 4)) == 3
    assert staff_of(store) == {"n1": "S2"}
    assert [row["staff_id"] for row in rows_in(store_url, analyses)] == ["S2"]


@pytest.mark.parametrize("first", [None, 9], ids=["undated", "later"])
def test_no_version_of_a_note_that_goes_is_left(
    store: Store, store_url: str, first: int | None
) -> None:
    kept = KEEP_TEXT
    run(store, note("S1", day=first), settings=kept)
    run(store, note("S2", day=2), settings=kept, reanalyse=True)
    assert staff_of(store) == {"n1": "S2"}
    assert store.purge(date(2026, 3, 4)) == 2
    for table in (analyses, findings, texts):
        assert rows_in(store_url, table) == []


def test_a_note_without_a_time_goes_by_the_day_of_its_run(store: Store, store_url: str) -> None:
    run(store, note(day=None, note_id="old"))
    run(store, note(day=None, note_id="new"))
    [new, old] = store.runs()
    engine = create_engine(store_url, poolclass=NullPool)
    with engine.begin() as connection:
        lately = old.started - timedelta(days=2)
        connection.execute(update(runs).where(runs.c.id == old.id).values(started=lately))
    assert store.purge(new.started.date()) == 1
    assert set(staff_of(store)) == {"new"}


def test_edits_go_with_the_last_note_of_their_case(store: Store, store_url: str) -> None:
    batch = note_batch(
        *(
            {"text": "angry", "timestamp": datetime(2026, 3, day), "note_id": str(place)} | fields
            for place, (day, fields) in enumerate(
                [
                    (1, {"case_id": "gone", "patient_id": "P"}),
                    (1, {"case_id": "stays"}),
                    (9, {"case_id": "stays"}),
                    (1, {"patient_id": "gone"}),
                    (9, {"patient_id": "stays"}),
                    (1, {}),
                    (9, {}),
                    (9, {"case_id": "gone", "source": "south"}),
                ]
            )
        )
    )
    run(store, batch)
    notes = store.frames().analyses
    keys = zip(notes["source"], case_keys(notes), strict=True)
    edits = [CaseEdit(source=source, case=case, owner="ann") for source, case in set(keys)]
    edits.append(CaseEdit(source="export", case="case never seen", owner="ann"))
    assert store.edit_cases(edits, "ann").taken == 8
    again = {"source": "export", "case": "case stays", "status": CaseStatus.CLOSED}
    version = store.case_edits().set_index(["source", "case"]).loc["export", "case stays"].version
    store.edit_cases([CaseEdit(**again, version=int(version))], "ben")
    assert store.purge(date(2026, 3, 5)) == 4
    assert sorted((row["source"], row["case"]) for row in rows_in(store_url, case_edits)) == [
        *[("export", "case stays")] * 2,
        ("export", "note 6"),
        ("export", "patient stays"),
        ("south", "case gone"),
    ]


def test_a_purge_is_in_the_audit_trail(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    store.purge(date(2026, 3, 2))
    purge, night = store.runs()
    assert (purge.command, purge.state, purge.removed) == ("purge", "done", 1)
    assert purge.detail == "notes before 2026-03-02"
    assert purge.read is None
    assert purge.who == night.who
    assert purge.finished is not None
    assert (night.command, night.analysed, night.removed) == ("run", 3, None)


def test_the_audit_trail_itself_stays(store: Store, store_url: str) -> None:
    with store.run("fake@1", KEEP_TEXT, Rejects()) as night:
        night.record_inputs([Input("visits.csv", 1, "ab" * 32)])
    store.purge(date(9999, 1, 1))
    assert len(rows_in(store_url, runs)) == 2
    assert len(rows_in(store_url, run_inputs)) == 1


def test_nothing_to_remove_is_no_error(store: Store) -> None:
    assert store.purge(date(2026, 3, 2)) == 0
    assert store.runs()[0].removed == 0


def test_a_purged_note_is_new_where_its_export_comes_again(store: Store) -> None:
    run(store, note("S1"))
    run(store, note("S2"))
    store.purge(date(2026, 4, 1))
    assert run(store, note("S1")).analysed == 1
    frame = store.arrivals(store.runs()[0].id - 1)
    assert frame["corrected"].tolist() == [False]


def words_in(folder: Path, *words: str) -> list[str]:
    """Which words stand in the bytes of the files in a folder, and in the folders within."""
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [word for word in words if word.encode() in everything]


WORDS = ("Walpurga", "listened", "Kunigunde", "Sieglinde", "Hedwig")
"""What stands in a note's text, in a quote, in a column, in its number and in an edit."""


def fill_with_words(store: Store, notes: int) -> None:
    """Keep some notes of the first of March with all the words, and one of the second without."""
    gone = {"text": "Walpurga was angry, I listened", "staff_name": "Kunigunde"}
    batch = [
        gone | {"note_id": f"Sieglinde {place}", "timestamp": datetime(2026, 3, 1)}
        for place in range(notes)
    ]
    run(store, note_batch(*batch), note(note_id="stays"), settings=KEEP_TEXT)
    store.edit_cases([CaseEdit(source="export", case="note Sieglinde 0", owner="Hedwig")], "ann")


@pytest.mark.parametrize("notes", [1, 300])
def test_what_is_purged_leaves_the_bytes_of_the_file(tmp_path: Path, notes: int) -> None:
    """Of one note, whose page holds others that stay, and of many that have pages of their own."""
    url = f"sqlite:///{tmp_path}/history.sqlite"
    with open_store(url) as store, open_store(url) as other:
        fill_with_words(store, notes)
        assert len(other.frames().analyses) == notes + 1
        assert words_in(tmp_path, *WORDS) == list(WORDS)
        assert store.purge(date(2026, 3, 2)) == notes
        assert words_in(tmp_path, *WORDS, "stays") == ["stays"]
        assert set(staff_of(other)) == {"stays"}


def test_what_is_purged_leaves_the_tables_of_a_server(postgresql: PostgreSQLServer) -> None:
    """A checkpoint has the server write its tables to their files."""
    with postgresql.database() as url, open_store(url) as store:
        engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        fill_with_words(store, notes=50)
        with engine.connect() as connection:
            folder = Path(connection.execute(text("show data_directory")).scalar_one(), "base")
            connection.execute(text("checkpoint"))
            assert words_in(folder, *WORDS) == list(WORDS)
            assert store.purge(date(2026, 3, 2)) == 50
            connection.execute(text("checkpoint"))
        assert words_in(folder, *WORDS, "stays") == ["stays"]


def test_a_large_purge_makes_the_file_smaller(tmp_path: Path) -> None:
    file = tmp_path / "history.sqlite"
    with open_store(f"sqlite:///{file}") as store:
        run(store, note_batch(*[{"text": "angry", "timestamp": datetime(2026, 3, 1)}] * 500))
    full = file.stat().st_size
    with open_store(f"sqlite:///{file}") as store:
        store.purge(date(2026, 3, 2))
    assert file.stat().st_size < full / 2


def test_a_purge_that_fails_removes_nothing_and_is_told(store: Store, store_url: str) -> None:
    """Somebody dropped the table of edits, which the purge comes to last."""
    run(store, note_batch(*NIGHT))
    case_edits.drop(create_engine(store_url, poolclass=NullPool))
    with pytest.raises(StoreError, match="case_edits"):
        store.purge(date(2026, 4, 1))
    assert left_in(store_url) == ["n1", "n2", "n3"]
    assert store.runs()[0].state == "failed"
