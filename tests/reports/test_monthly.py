from datetime import date, datetime

import pandas as pd
import pytest
from store.nights import note, run

from analyzer.insights.monthly import history_of
from analyzer.reports.monthly import monthly_history
from analyzer.settings import Settings
from analyzer.store import Store

LAST = date(2026, 3, 3)
TEXT = "Was angry. I listened."


@pytest.fixture
def clinic(history: Store) -> Store:
    """A history with a note on the first day of the chart, and others on either side of it."""
    times = {
        "before": datetime(2025, 12, 31, 23, 59),
        "first": datetime(2026, 1, 1),
        "february": datetime(2026, 2, 28, 23, 59, 59),
        "last": datetime(2026, 3, 3, 23),
        "after": datetime(2026, 3, 4),
    }
    notes = [note(note_id=name, text=TEXT, timestamp=time) for name, time in times.items()]
    run(history, *notes, note(note_id="undated", text=TEXT, day=None))
    return history


def test_it_looks_back_as_many_months_as_the_charts_do(clinic: Store) -> None:
    looked = monthly_history(clinic, Settings(reports={"chart_months": 3}), LAST)
    listen = looked.everybody.counts[looked.everybody.counts["step"] == "listen"]
    assert listen["month"].dt.month.tolist() == [1, 2, 3]
    assert listen[["n", "count"]].to_numpy().tolist() == [[1, 1]] * 3
    assert list(looked.staff) == ["S1"]
    assert looked.unhappy["n"].tolist() == [1, 1, 1]


def test_it_is_the_history_of_the_same_notes_read_at_once(clinic: Store) -> None:
    settings = Settings()
    looked = monthly_history(clinic, settings, LAST)
    whole = history_of([clinic.frames(to=LAST).analyses])
    pd.testing.assert_frame_equal(looked.everybody.counts, whole.everybody.counts)
    pd.testing.assert_frame_equal(looked.staff["S1"].counts, whole.staff["S1"].counts)
    pd.testing.assert_frame_equal(looked.unhappy, whole.unhappy)


def test_a_store_without_notes_has_an_empty_history(history: Store) -> None:
    looked = monthly_history(history, Settings(), LAST)
    assert looked.everybody.counts.empty
    assert looked.staff == {}
