from datetime import date, datetime

import pytest
from store.nights import note, run

from analyzer.codebook import CaseStatus
from analyzer.reports.work import work_of
from analyzer.settings import Settings
from analyzer.store import CaseEdit, Store

LAST = date(2026, 3, 3)
AUTUMN = datetime(2025, 10, 20, 9)


@pytest.fixture
def clinic(history: Store) -> Store:
    """A history of an autumn, a March and a note without a time, each of another patient."""
    run(
        history,
        note(note_id="autumn", patient_id="P1", text="angry, named a lawyer", timestamp=AUTUMN),
        note(note_id="march", patient_id="P2", text="angry, named a lawyer", day=2),
        note(note_id="later", patient_id="P3", text="angry, named a lawyer", day=4),
        note(note_id="undated", patient_id="P4", text="angry, named a lawyer", day=None),
    )
    return history


def write(store: Store, status: CaseStatus) -> None:
    edit = CaseEdit(source="export", case="patient P1", status=status, seen_until=AUTUMN)
    assert store.edit_cases([edit], "ana").taken == 1


def test_it_rests_on_the_months_of_the_reports_and_on_notes_without_a_time(
    clinic: Store, settings: Settings
) -> None:
    work = work_of(clinic, settings, LAST)
    assert work.first == date(2026, 1, 1)
    assert set(work.frames.analyses["note_id"]) == {"march", "undated"}
    assert set(work.listed.rows["case"]) == {"patient P2", "patient P4"}
    assert work.known_until == datetime(2026, 3, 2)
    assert work.promised.empty
    assert work.edits.empty


def test_it_looks_back_as_far_as_the_oldest_case_that_somebody_has_begun_with(
    clinic: Store, settings: Settings
) -> None:
    write(clinic, CaseStatus.IN_PROGRESS)
    work = work_of(clinic, settings, LAST)
    assert work.first == date(2025, 8, 1)
    assert set(work.listed.rows["case"]) == {"patient P1", "patient P2", "patient P4"}
    assert work.edits["case"].tolist() == ["patient P1"]


def test_a_case_that_was_closed_takes_it_no_further_back(clinic: Store, settings: Settings) -> None:
    write(clinic, CaseStatus.CLOSED)
    work = work_of(clinic, settings, LAST)
    assert work.first == date(2026, 1, 1)
    assert work.edits["case"].tolist() == ["patient P1"]


def test_of_a_store_without_notes_there_is_nothing_to_do(
    history: Store, settings: Settings
) -> None:
    work = work_of(history, settings, LAST)
    assert work.known_until is None
    assert work.listed.rows.empty
