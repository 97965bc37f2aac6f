import csv
import json
from datetime import datetime
from pathlib import Path

import pytest
from fake_reader import FakeReader, note_batch
from store.nights import KEEP_TEXT, NIGHT, note, rows_in, run, staff_of, with_column

from analyzer.engines.batch import analyze_batch
from analyzer.intake import Accounting, Rejects
from analyzer.intake.content import content_hashes
from analyzer.settings import Settings
from analyzer.store import Store, StoreError, open_store
from analyzer.store.tables import analyses, findings, texts


def versions_in(url: str) -> list[tuple[str, bool]]:
    """The staff and whether it stands, of every analysis in the order they were made."""
    return [(row["staff_id"], row["current"]) for row in rows_in(url, analyses)]


def test_what_was_read_is_not_read_again(store_url: str) -> None:
    for expected in (Accounting(read=3, analysed=3), Accounting(read=3, unchanged=3)):
        with open_store(store_url) as store:
            assert run(store, note_batch(*NIGHT)) == expected
    assert [row["current"] for row in rows_in(store_url, analyses)] == [True] * 3


def test_columns_that_nobody_reads_and_a_new_place_do_not_change_a_note(store: Store) -> None:
    run(store, note_batch({"text": "a"}))
    again = note_batch({"text": "a", "extra": '{"exported": "today"}', "file": "b.csv", "row": 7})
    assert run(store, again).unchanged == 1


@pytest.mark.parametrize("column", ["text", "staff_id", "patient_name", "case_id"])
def test_a_corrected_note_replaces_the_one_before(
    store: Store, store_url: str, column: str
) -> None:
    run(store, note_batch({"text": "a"}))
    assert run(store, note_batch({"text": "a", column: "new"})).analysed == 1
    assert [row["current"] for row in rows_in(store_url, analyses)] == [False, True]
    assert len(store.frames().analyses) == 1


def test_a_model_of_the_same_name_with_other_files_reads_anew(store: Store) -> None:
    for digest, analysed in (("a", 3), ("a", 0), ("b", 3)):
        assert run(store, note_batch(*NIGHT), digest=digest).analysed == analysed


def test_another_model_or_other_desks_read_again(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    assert run(store, note_batch(*NIGHT), model="fake@2").analysed == 3
    other = Settings(alerts={"legal": "Ms Lee"})
    assert run(store, note_batch(*NIGHT), model="fake@2", settings=other).analysed == 3
    assert set(store.frames().analyses["model"]) == {"fake@2"}


def test_what_a_model_read_before_stands_again_with_it(store: Store, store_url: str) -> None:
    run(store, note())
    run(store, note(), model="fake@2")
    assert run(store, note()) == Accounting(read=1, unchanged=1)
    assert store.frames().analyses["model"].tolist() == ["fake@1"]
    assert len(rows_in(store_url, analyses)) == 2


OLD, CORRECTED = note("S1"), note("S2")


def test_an_old_file_given_again_does_not_undo_a_correction(store: Store, store_url: str) -> None:
    run(store, OLD)
    run(store, CORRECTED)
    assert run(store, OLD) == Accounting(read=1, superseded=1)
    assert staff_of(store) == {"n1": "S2"}
    assert run(store, CORRECTED) == Accounting(read=1, unchanged=1)
    assert versions_in(store_url) == [("S1", False), ("S2", True)]


def test_an_old_file_of_notes_without_times_does_not_undo_a_correction(store: Store) -> None:
    run(store, note("S1", day=None))
    assert run(store, note("S2", day=None)).analysed == 1
    assert run(store, note("S1", day=None)) == Accounting(read=1, superseded=1)
    assert staff_of(store) == {"n1": "S2"}


def test_an_old_file_does_not_undo_a_correction_with_another_model(store: Store) -> None:
    run(store, OLD)
    run(store, CORRECTED)
    assert run(store, OLD, model="fake@2") == Accounting(read=1, superseded=1)
    assert run(store, CORRECTED, model="fake@2") == Accounting(read=1, analysed=1)
    assert run(store, OLD) == Accounting(read=1, superseded=1)
    assert staff_of(store) == {"n1": "S2"}


def test_a_later_version_stands_and_an_earlier_one_is_superseded(store: Store) -> None:
    run(store, note("S1", day=2))
    assert run(store, note("S2", day=3)).analysed == 1
    assert run(store, note("S3", day=1)) == Accounting(read=1, superseded=1)
    assert run(store, note("S1", day=2)) == Accounting(read=1, superseded=1)
    assert staff_of(store) == {"n1": "S2"}


def test_a_version_without_a_time_is_earlier_than_any_with_one(store: Store) -> None:
    run(store, note("S1", day=2))
    assert run(store, note("S2", day=None)) == Accounting(read=1, superseded=1)
    run(store, note("S3", day=None, note_id="other"))
    assert run(store, note("S4", day=1, note_id="other")).analysed == 1
    assert staff_of(store) == {"n1": "S1", "other": "S4"}


def test_which_version_is_later_is_judged_across_the_zones_of_their_clocks(store: Store) -> None:
    def at(hour: int, offset: int, staff_id: str):
        time = datetime(2026, 3, 2, hour)
        return note(staff_id, timestamp=time, utc_offset_minutes=offset)

    run(store, at(9, 0, "S1"))
    assert run(store, at(10, 120, "S2")).superseded == 1
    assert run(store, at(8, -120, "S3")).analysed == 1
    assert staff_of(store) == {"n1": "S3"}


def test_a_superseded_row_goes_to_the_rejects_as_its_export_had_it(
    store: Store, tmp_path: Path
) -> None:
    run(store, CORRECTED)
    path = tmp_path / "rejects.csv"
    earlier = note("S1", day=1, file="old.csv", row=7)
    with Rejects(path) as rejects:
        rejects.columns["old.csv"] = {"text": "Note", "staff_id": "Agent"}
        run(store, earlier, rejects=rejects)
    with path.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["file"], row["row"]) == ("old.csv", "7")
    assert "later version of this note" in row["reason"]
    assert "--reanalyse" in row["reason"]
    raw = json.loads(row["raw"])
    assert (raw["Note"], raw["Agent"]) == ("angry", "S1")
    assert "the store" in raw.values()


def test_with_reanalyse_everything_stands(store: Store, store_url: str) -> None:
    run(store, OLD)
    run(store, CORRECTED)
    assert run(store, OLD, reanalyse=True) == Accounting(read=1, analysed=1)
    assert run(store, note("S3", day=1), reanalyse=True).analysed == 1
    assert run(store, note("S3", day=1), reanalyse=True).analysed == 1
    assert staff_of(store) == {"n1": "S3"}
    assert [current for _, current in versions_in(store_url)] == [False] * 4 + [True]


def test_what_was_put_back_is_known_afterwards(store: Store, store_url: str) -> None:
    run(store, OLD)
    run(store, CORRECTED)
    run(store, OLD, reanalyse=True)
    assert run(store, OLD) == Accounting(read=1, unchanged=1)
    assert run(store, CORRECTED) == Accounting(read=1, superseded=1)
    assert staff_of(store) == {"n1": "S1"}
    assert len(versions_in(store_url)) == 3


def test_of_several_analyses_by_one_model_the_latest_stands_again(
    store: Store, store_url: str
) -> None:
    run(store, note())
    run(store, note(), reanalyse=True)
    run(store, note(), model="fake@2")
    assert run(store, note()).unchanged == 1
    assert [row["current"] for row in rows_in(store_url, analyses)] == [False, True, False]


def test_new_known_corrected_and_superseded_notes_of_one_batch(
    store: Store, store_url: str
) -> None:
    def night(*staff: str):
        return note_batch(*({"text": "a", "staff_id": name} for name in staff))

    run(store, night("kept", "first", "first"))
    run(store, night("kept", "second", "second"))
    batch = night("kept", "first", "third", "new")
    assert run(store, batch) == Accounting(read=4, analysed=2, unchanged=1, superseded=1)
    standing = {"n1": "kept", "n2": "second", "n3": "third", "n4": "new"}
    assert staff_of(store) == standing
    assert run(store, batch) == Accounting(read=4, unchanged=3, superseded=1)
    assert staff_of(store) == standing
    assert sum(row["current"] for row in rows_in(store_url, analyses)) == 4


def test_batches_that_the_engine_has_at_once_are_saved_in_turn(store: Store) -> None:
    reader, rejects = FakeReader(Settings()), Rejects()
    batches = [note(note_id=name) for name in ("n1", "n2")]
    with store.run(reader.name, Settings(), rejects) as night:
        for new in [night.new_notes(batch) for batch in batches]:
            night.save(new, analyze_batch(new, reader=reader))
    assert rejects.accounting == Accounting(analysed=2)
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


def test_a_correction_with_an_error_leaves_what_stood(store: Store) -> None:
    run(store, note("S1"))
    assert run(store, note("S2", text="unreadable")).rejected == 1
    assert staff_of(store) == {"n1": "S1"}


def test_a_batch_is_saved_whole_or_not_at_all(store: Store, store_url: str) -> None:
    """The second note of the batch has no experience, which the table refuses."""
    run(store, note_batch({"text": "angry", "staff_id": "S1"}))
    new = note_batch({"text": "angry", "staff_id": "S2"}, {"text": "angry"})
    results = with_column(new, "experience", ["neutral", None])
    rejects = Rejects()
    with pytest.raises(StoreError), store.run("fake@1", Settings(), rejects) as night:
        night.save(night.new_notes(new), results)
    assert staff_of(store) == {"n1": "S1"}
    assert len(rows_in(store_url, findings)) == 1
    assert rejects.accounting.analysed == 0


@pytest.mark.parametrize("keep_text", [False, True])
def test_note_text_stays_out_of_the_store_unless_asked_for(
    store: Store, store_url: str, keep_text: bool
) -> None:
    run(store, note_batch(*NIGHT), settings=Settings(store={"keep_text": keep_text}))
    kept = [(row["text"], row["patient_name"]) for row in rows_in(store_url, texts)]
    given = [(row["text"], row.get("patient_name")) for row in NIGHT]
    assert kept == (given if keep_text else [])
    quotes = {row["quote"] for row in rows_in(store_url, findings)}
    assert ("apologised to Ana Ruiz" in quotes) == keep_text
    assert ("Ana Ruiz" in str(rows_in(store_url, findings))) == keep_text


def kept(store: Store, size: int = 10, model: str = "fake@2", settings: Settings = KEEP_TEXT):
    """The batches of kept notes, and what a run over them counted."""
    rejects = Rejects()
    reader = FakeReader(settings, model)
    batches = []
    with store.run(model, settings, rejects) as night:
        for batch in night.kept_notes(size):
            batches.append(batch)
            new = night.new_notes(batch)
            night.save(new, analyze_batch(new, reader=reader))
    rejects.accounting.check()
    return batches, rejects.accounting


def test_kept_notes_are_those_that_went_in(store: Store) -> None:
    given = note_batch(*NIGHT)
    run(store, given, settings=KEEP_TEXT)
    [batch], counts = kept(store)
    assert batch.schema == given.schema
    assert content_hashes(batch) == content_hashes(given)
    assert counts == Accounting(read=3, analysed=3)
    assert set(store.frames().analyses["model"]) == {"fake@2"}


def test_kept_notes_are_current_after_a_run_over_them(store: Store) -> None:
    run(store, note_batch(*NIGHT), settings=KEEP_TEXT)
    kept(store)
    assert kept(store) == ([], Accounting())


def test_kept_notes_come_in_batches_of_a_size(store: Store) -> None:
    run(store, note_batch(*[{"text": "angry"}] * 5), settings=KEEP_TEXT)
    batches, counts = kept(store, size=2)
    assert [batch.num_rows for batch in batches] == [2, 2, 1]
    assert counts == Accounting(read=5, analysed=5)


def test_kept_notes_are_none_without_their_texts(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    assert kept(store) == ([], Accounting())


def test_kept_notes_are_none_where_this_model_read_them_with_these_settings(store: Store) -> None:
    run(store, note_batch(*NIGHT), settings=KEEP_TEXT)
    assert kept(store, model="fake@1") == ([], Accounting())
    other = Settings(store={"keep_text": True}, alerts={"legal": "Ms Lee"})
    _, counts = kept(store, model="fake@1", settings=other)
    assert counts == Accounting(read=3, analysed=3)


def test_of_a_corrected_note_only_the_correction_is_read_again(store: Store) -> None:
    run(store, OLD, settings=KEEP_TEXT)
    run(store, CORRECTED, settings=KEEP_TEXT)
    [batch], counts = kept(store)
    assert batch["staff_id"].to_pylist() == ["S2"]
    assert counts == Accounting(read=1, analysed=1)
    assert staff_of(store) == {"n1": "S2"}


def test_a_model_that_comes_back_finds_its_analyses_of_kept_notes(store: Store) -> None:
    run(store, note(), settings=KEEP_TEXT)
    kept(store, model="fake@2")
    _, counts = kept(store, model="fake@1")
    assert counts == Accounting(read=1, unchanged=1)
    assert store.frames().analyses["model"].tolist() == ["fake@1"]


def test_a_kept_name_of_a_patient_redacts_once_more(store: Store) -> None:
    run(store, note_batch(*NIGHT), settings=KEEP_TEXT)
    kept(store)
    assert store.frames().findings["quote"].tolist()[-1] == "apologised to [patient]"


def test_kept_notes_have_the_names_that_the_store_knows_of_a_patient(store: Store) -> None:
    named = {"patient_id": "P1", "patient_name": "Ana Ruiz", "staff_name": "Kim Poe"}
    run(
        store,
        note_batch(
            {"text": "angry"} | named,
            {"text": "booked", "patient_id": "P1", "staff_name": "Bo Lund"},
            {"text": "angry", "patient_id": "P2"},
        ),
        settings=KEEP_TEXT,
    )
    [batch], _ = kept(store)
    assert batch["patient_names"].to_pylist() == [["Ana Ruiz"], ["Ana Ruiz"], None]
    assert batch["staff_names"].to_pylist() == [["Bo Lund", "Kim Poe"]] * 2 + [None]


def test_an_export_after_a_run_over_kept_notes_is_unchanged(store: Store) -> None:
    run(store, note_batch(*NIGHT), settings=KEEP_TEXT)
    kept(store)
    again = run(store, note_batch(*NIGHT), model="fake@2", settings=KEEP_TEXT)
    assert again == Accounting(read=3, unchanged=3)
