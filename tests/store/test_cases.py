"""Which cases there are, and which notes were sent in late."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from fake_reader import note_batch
from sqlalchemy import select
from sqlalchemy.dialects import sqlite
from store.nights import note, run

from analyzer.codebook import CaseResult, CaseStatus
from analyzer.insights.cases import case_keys
from analyzer.store import CaseEdit, Store, open_store
from analyzer.store import cases as module
from analyzer.store.tables import case_edits

CLOSED = CaseEdit(
    source="export",
    case="case C1",
    status=CaseStatus.CLOSED,
    result=CaseResult.SETTLED,
    closed=date(2026, 3, 4),
    seen_until=datetime(2026, 3, 3),
)

KEYS = {
    "case C1": {"case_id": "C1", "patient_id": "P1"},
    "patient P1": {"patient_id": "P1"},
    "note n9": {},
}


def came_late(store: Store) -> bool:
    [late] = store.case_edits()["came_late"]
    return bool(late)


def test_the_keys_are_those_of_the_insights(store: Store) -> None:
    rows = [
        {"text": "a", "case_id": "C1", "patient_id": "P1", "timestamp": datetime(2026, 3, 2)},
        {"text": "b", "case_id": "C1", "patient_id": "P1", "timestamp": datetime(2026, 3, 1)},
        {"text": "c", "case_id": "C1", "patient_id": "P2"},
        {"text": "d", "patient_id": "P1"},
        {"text": "e"},
        {"text": "f", "source": "other", "case_id": "C1"},
    ]
    run(store, note_batch(*rows))
    cases = store.cases()
    assert set(cases["case"]) == set(case_keys(store.frames().analyses))
    assert list(zip(cases["source"], cases["case"], cases["patient_id"], strict=True))[:2] == [
        ("export", "case C1", "P1"),
        ("export", "case C1", "P2"),
    ]
    assert cases["last_contact"][0] == pd.Timestamp(2026, 3, 2)
    assert pd.isna(cases["last_contact"][1])
    assert len(cases) == 5


def test_an_empty_store_has_no_case(store: Store) -> None:
    assert list(store.cases().columns) == [
        *("source", "case", "case_id", "patient_id", "last_contact")
    ]


@pytest.mark.parametrize("key", KEYS)
def test_a_note_of_the_case_dated_before_what_was_seen_came_late(store: Store, key: str) -> None:
    number = {"note_id": "n9"} if key == "note n9" else {}
    run(store, note(day=3, **KEYS[key], **number))
    store.edit_cases([replace(CLOSED, case=key)], "ann")
    assert not came_late(store)
    if key == "note n9":
        run(store, note("corrected", day=3, **number))
    else:
        run(store, note(day=2, note_id="late", **KEYS[key]))
    assert came_late(store)


@pytest.mark.parametrize(
    "other",
    [
        note(day=4, note_id="n2", case_id="C1"),
        note(day=2, note_id="n2", case_id="C2"),
        note(day=2, note_id="n2", patient_id="C1"),
        note(day=2, note_id="n2", case_id="C1", source="other"),
        note(day=3, case_id="C1"),
    ],
    ids=["later", "another case", "a patient", "another source", "known"],
)
def test_other_notes_came_not_late(store: Store, other) -> None:
    run(store, note(day=3, case_id="C1"))
    store.edit_cases([CLOSED], "ann")
    run(store, other)
    assert not came_late(store)


def test_a_note_without_a_time_that_comes_after_the_edit_came_late(store: Store) -> None:
    run(store, note(day=3, case_id="C1"))
    store.edit_cases([CLOSED], "ann")
    run(store, note(day=None, note_id="n2", case_id="C1"))
    assert came_late(store)


def test_a_note_that_is_only_read_again_came_not_late(store: Store) -> None:
    run(store, note(day=3, case_id="C1"))
    store.edit_cases([CLOSED], "ann")
    run(store, note(day=3, case_id="C1"), model="fake@2")
    assert not came_late(store)


def test_the_next_edit_has_seen_it(store: Store) -> None:
    run(store, note(day=3, case_id="C1"))
    store.edit_cases([CLOSED], "ann")
    run(store, note(day=2, note_id="late", case_id="C1"))
    [version] = store.case_edits()["version"]
    again = replace(CLOSED, result=CaseResult.REACHED, version=int(version))
    store.edit_cases([again], "ben")
    assert not came_late(store)


def test_late_notes_are_looked_up_by_an_index_of_their_case(tmp_path) -> None:
    """Otherwise each edit would look through all notes of its source."""
    file = tmp_path / "history.sqlite"
    with open_store(f"sqlite:///{file}"), closing(sqlite3.connect(file)) as database:
        query = select(module.came_late(case_edits)).select_from(case_edits)
        words = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        plan = database.execute(f"EXPLAIN QUERY PLAN {words}")
        steps = [step for *_, step in plan if step.startswith("SEARCH note ")]
    assert len(steps) == 3
    for column in ("case_id=?", "patient_id=?", "note_id=?"):
        assert any(f"source=? AND {column}" in step for step in steps), steps
