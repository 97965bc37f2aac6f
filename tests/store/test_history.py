from datetime import date, datetime

import pandas as pd
import pyarrow as pa
import pytest
from fake_reader import FakeReader, note_batch
from sqlalchemy import Engine, event
from store.nights import KEEP_TEXT, NIGHT, note, run, with_column

from analyzer.engines.batch import analyze_batch
from analyzer.frames import ANALYSES, CONTACTS, FINDINGS, tidy
from analyzer.intake import Rejects
from analyzer.settings import Settings
from analyzer.store import Store, open_store


def test_the_store_gives_the_same_frames_as_the_engine(store: Store) -> None:
    batch = note_batch(*NIGHT)
    analysed = analyze_batch(batch, reader=FakeReader(Settings()))
    run(store, batch)
    straight, stored = tidy(pa.Table.from_batches([analysed])), store.frames()
    pd.testing.assert_frame_equal(stored.analyses, straight.analyses)
    pd.testing.assert_frame_equal(stored.findings, straight.findings)
    pd.testing.assert_frame_equal(stored.contacts, straight.contacts)
    assert list(stored.analyses.columns) == ANALYSES.names
    assert list(stored.findings.columns) == FINDINGS.names
    assert list(stored.contacts.columns) == CONTACTS.names


def test_a_language_to_interpret_from_is_kept(store: Store) -> None:
    batch = note_batch(*NIGHT)
    analysed = with_column(batch, "interpreter", [None, "Somali", None])
    with store.run("fake@1", Settings(), Rejects()) as night:
        night.save(night.new_notes(batch), analysed)
    analyses = store.frames().analyses.set_index("note_id")
    assert analyses["interpreter"]["n2"] == "Somali"
    assert analyses["interpreter"].isna().sum() == 2


def test_empty_frames_have_the_same_columns_and_types(store: Store) -> None:
    straight = tidy(
        pa.Table.from_batches([analyze_batch(note_batch(), reader=FakeReader(Settings()))])
    )
    pd.testing.assert_frame_equal(store.frames().analyses, straight.analyses)
    pd.testing.assert_frame_equal(store.frames().findings, straight.findings)
    pd.testing.assert_frame_equal(store.frames().contacts, straight.contacts)


def test_contacts_are_kept_with_redacted_quotes(store: Store) -> None:
    called = {"text": "booked, then rang Ana Ruiz.", "patient_name": "Ana Ruiz"}
    run(store, note_batch(called, {"text": "angry"}), settings=KEEP_TEXT)
    [contact] = store.frames().contacts.to_dict("records")
    assert (contact["note_id"], contact["position"], contact["kind"]) == ("n1", 0, "made")
    assert (contact["start"], contact["end"], contact["actor"]) == (13, 26, "author")
    assert contact["quote"] == "rang [patient]"
    run(store, note_batch({"text": "rang Ana Ruiz, corrected"}))
    [contact] = store.frames().contacts.to_dict("records")
    assert contact["start"] == 0


def test_frames_are_sorted_and_show_redacted_quotes(store: Store) -> None:
    run(store, note_batch(*NIGHT), settings=KEEP_TEXT)
    frames = store.frames()
    assert list(frames.analyses["note_id"]) == ["n2", "n1", "n3"]
    assert frames.analyses["themes"].tolist() == [[], ["wait", "billing"], []]
    assert frames.analyses["alerts"][1] == [
        {"kind": "legal", "route_to": "risk and legal", "finding": 1}
    ]
    assert frames.findings["position"].tolist() == [0, 0, 1, 2, 3]
    assert frames.findings["quote"].tolist()[-1] == "apologised to [patient]"


def test_frames_hold_what_stands_and_nothing_of_what_it_replaced(store: Store) -> None:
    run(store, note_batch({"text": "Was angry, named a lawyer."}))
    run(store, note_batch({"text": "I listened."}))
    frames = store.frames()
    assert len(frames.analyses) == 1
    assert frames.findings["label"].tolist() == ["listen"]


def test_a_stretch_of_days_holds_both_its_ends(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    assert list(store.frames(from_=second).analyses["note_id"]) == ["n1"]
    assert list(store.frames(to=first).findings["note_id"]) == ["n2"]
    assert list(store.frames(first, second).analyses["note_id"]) == ["n2", "n1"]


def test_more_notes_than_are_fetched_at_a_time_are_all_there(store: Store) -> None:
    texts = [{"text": "Was angry, named a lawyer." if n % 2 else "booked"} for n in range(5_100)]
    run(store, note_batch(*texts))
    frames = store.frames()
    assert set(frames.analyses["note_id"]) == {f"n{place}" for place in range(1, 5_101)}
    assert len(frames.findings) == 5_100 // 2 * 3


def test_the_newest_time_is_that_of_the_newest_note_until_a_day(store: Store) -> None:
    assert store.newest_time() is None
    run(store, note_batch(*NIGHT))
    assert store.newest_time() == datetime(2026, 3, 2, 9, 30, 0, 250)
    assert store.newest_time(date(2026, 3, 2)) == datetime(2026, 3, 2, 9, 30, 0, 250)
    assert store.newest_time(date(2026, 3, 1)) == datetime(2026, 3, 1, 23, 59)
    assert store.newest_time(date(2026, 2, 28)) is None


def test_the_newest_time_is_one_that_stands(store: Store) -> None:
    run(store, note("S1", day=9))
    run(store, note("S2", day=5), reanalyse=True)
    assert store.newest_time() == datetime(2026, 3, 5)


def test_notes_without_a_time_and_notes_of_later_are_counted(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    assert store.left_out(date(2026, 3, 1)) == (1, 1)
    assert store.left_out(date(2026, 3, 2)) == (1, 0)
    assert store.left_out(date(2026, 2, 1)) == (1, 2)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_any_day_can_be_asked_for(store: Store, day: date) -> None:
    run(store, note())
    wanted = day == date.max
    assert len(store.frames(to=day).analyses) == wanted
    assert len(store.frames(from_=day).analyses) == (not wanted)
    assert (store.newest_time(day) is not None) == wanted
    assert store.left_out(day) == (0, not wanted)


def arrivals(store: Store, run_id: int) -> dict[str, bool]:
    """What a run and those after it brought, and whether it was corrected."""
    frame = store.arrivals(after=run_id - 1)
    assert list(frame.columns) == ["source", "note_id", "corrected"]
    assert list(frame.dtypes) == ["str", "str", "bool"]
    return dict(zip(frame["note_id"], frame["corrected"], strict=True))


def newest_run(store: Store) -> int:
    return store.runs()[0].id


def test_a_night_brings_new_and_corrected_notes(store: Store) -> None:
    run(store, note(note_id="same"), note(note_id="mended"))
    first = newest_run(store)
    assert arrivals(store, first) == {"same": False, "mended": False}
    run(store, note(note_id="same"), note("S2", note_id="mended"), note(note_id="new"))
    assert arrivals(store, newest_run(store)) == {"mended": True, "new": False}
    assert arrivals(store, first) == {"same": False, "mended": True, "new": False}


def test_a_note_that_is_only_read_again_does_not_arrive(store: Store) -> None:
    run(store, note())
    run(store, note(), model="fake@2")
    assert arrivals(store, newest_run(store)) == {}
    run(store, note(), model="fake@2", reanalyse=True)
    assert arrivals(store, newest_run(store)) == {}


def test_a_note_that_is_superseded_does_not_arrive(store: Store) -> None:
    run(store, note("S1", day=2))
    assert run(store, note("S2", day=1)).superseded == 1
    assert arrivals(store, newest_run(store)) == {}


def test_a_correction_that_another_model_read_again_arrived_the_night_it_came(store: Store) -> None:
    run(store, note("S1"))
    run(store, note("S2"), model="fake@2")
    assert arrivals(store, newest_run(store)) == {"n1": True}
    run(store, note("S2"), model="fake@3")
    assert arrivals(store, newest_run(store)) == {}


def test_the_same_number_of_two_systems_arrives_twice(store: Store) -> None:
    run(store, note(source="north"))
    run(store, note("S2", source="south"))
    frame = store.arrivals(newest_run(store) - 1)
    assert frame.to_dict("records") == [{"source": "south", "note_id": "n1", "corrected": False}]


def test_a_run_that_is_not_there_brought_nothing(store: Store) -> None:
    assert arrivals(store, 4711) == {}


def test_findings_are_of_the_analyses_beside_them_while_a_run_saves(
    store: Store, store_url: str
) -> None:
    """The other run saves its note when the analyses were read, and the findings not yet."""
    run(store, note(note_id="before"))
    meanwhile = iter([note(note_id="meanwhile")])

    def save(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "FROM analyses" in statement:
            for batch in meanwhile:
                run(other, batch)

    with open_store(store_url) as other:
        event.listen(Engine, "after_cursor_execute", save)
        try:
            frames = store.frames()
        finally:
            event.remove(Engine, "after_cursor_execute", save)
    assert frames.analyses["note_id"].tolist() == ["before"]
    assert frames.findings["note_id"].tolist() == ["before"]
    assert set(store.frames().findings["note_id"]) == {"before", "meanwhile"}
