from datetime import date

import pandas as pd
import pytest
from fake_reader import note_batch
from store.nights import NIGHT, note, run

from analyzer.frames import ANALYSES
from analyzer.store import Store

FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)
COLUMNS = ["concern", "staff_id", "themes", "timestamp"]


def test_the_columns_are_those_of_the_frames(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    whole = store.frames(FIRST, SECOND).analyses
    some = store.analyses(FIRST, SECOND, COLUMNS)
    assert some["staff_id"].tolist()[1:] == ["S1"]
    pd.testing.assert_frame_equal(some, whole[COLUMNS])
    pd.testing.assert_frame_equal(store.analyses(FIRST, SECOND, ANALYSES.names), whole)


def test_rows_are_sorted_as_in_the_frames_though_no_sorting_column_is_asked_for(
    store: Store,
) -> None:
    run(store, *(note(f"S{day}", day=day, note_id=f"n{day}") for day in (3, 1, 2)))
    some = store.analyses(FIRST, date(2026, 3, 3), ["staff_id"])
    assert some.columns.tolist() == ["staff_id"]
    assert some["staff_id"].tolist() == ["S1", "S2", "S3"]


def test_both_days_belong_to_the_stretch_and_what_was_replaced_does_not(store: Store) -> None:
    run(store, note_batch(*NIGHT), note("S4", day=2, note_id="other"))
    run(store, note("S5", day=2, note_id="other"))
    assert store.analyses(SECOND, SECOND, ["staff_id"])["staff_id"].tolist() == ["S5", "S1"]
    assert len(store.analyses(FIRST, FIRST, ["note_id"])) == 1


def test_notes_without_a_time_are_there_where_asked_for(store: Store) -> None:
    run(store, note_batch(*NIGHT))
    assert store.analyses(SECOND, SECOND, ["note_id"])["note_id"].tolist() == ["n1"]
    found = store.analyses(SECOND, SECOND, ["note_id"], undated=True)
    assert found["note_id"].tolist() == ["n1", "n3"]


def test_a_column_that_analyses_do_not_have_is_refused(store: Store) -> None:
    with pytest.raises(KeyError, match="quote"):
        store.analyses(FIRST, SECOND, ["quote"])
