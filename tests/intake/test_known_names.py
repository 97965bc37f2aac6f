"""The names of a patient stand beside each of the patient's notes, whichever row gives them."""

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fake_reader import note_batch
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.engines.batch import rejected
from analyzer.intake import Rejects, export_row, read_notes
from analyzer.intake.content import content_hashes
from analyzer.intake.known_names import MOST_NAMES, KnownNames
from analyzer.schema import EXPORTED, NOTE
from analyzer.settings import Settings

Row = dict[str, Any]


def beside(rows: Sequence[Row], size: int = 256) -> list[Row]:
    """The rows as notes, with the names of all rows; added and asked for in batches of a size."""
    made = [
        note_batch(*({"text": "a"} | row for row in rows[at : at + size])).select(EXPORTED.names)
        for at in range(0, len(rows), size)
    ]
    with TemporaryDirectory() as folder, closing(KnownNames(Path(folder) / "names")) as names:
        for batch in made:
            names.add(batch)
        given_back = [names.beside(batch) for batch in made]
    assert all(batch.schema == NOTE for batch in given_back)
    return [row for batch in given_back for row in batch.to_pylist()]


def names_of(rows: Sequence[Row], size: int = 256) -> list[tuple[Any, Any]]:
    return [(row["patient_names"], row["staff_names"]) for row in beside(rows, size)]


def test_a_name_of_one_row_stands_beside_every_row_of_the_patient():
    rows = [
        {"patient_id": "P1", "staff_name": "Kim Poe"},
        {"patient_id": "P1", "patient_name": "Ana Ruiz", "staff_name": "Bo Lund"},
        {"patient_id": "P1", "patient_name": "Ana Fox"},
        {"patient_id": "P2", "patient_name": "Ivo Marsh"},
    ]
    first = (["Ana Fox", "Ana Ruiz"], ["Bo Lund", "Kim Poe"])
    assert names_of(rows) == [first, first, first, (["Ivo Marsh"], None)]


def test_a_row_without_a_patient_has_its_own_names_alone():
    rows = [
        {"patient_name": "Ana Ruiz", "staff_name": "Kim Poe"},
        {"patient_name": "Ivo Marsh"},
        {},
        {"patient_id": "P1", "patient_name": "Bea Holt"},
    ]
    assert names_of(rows) == [
        (["Ana Ruiz"], ["Kim Poe"]),
        (["Ivo Marsh"], None),
        (None, None),
        (["Bea Holt"], None),
    ]


def test_a_number_of_two_systems_is_two_patients():
    rows = [
        {"source": source, "patient_id": "7", "patient_name": source.title()}
        for source in ("ana", "ivo")
    ]
    assert names_of(rows) == [(["Ana"], None), (["Ivo"], None)]


def test_of_too_many_names_the_most_frequent_stay_and_the_own_one():
    often = [f"Often {number:03}" for number in range(MOST_NAMES)]
    seldom = [f"A {number:03}" for number in range(200)]
    rows = [{"patient_id": "0", "patient_name": name} for name in [*often, *seldom, *often]]
    for row, (names, _) in zip(rows, names_of(rows, size=7), strict=True):
        assert names == sorted({*often, row["patient_name"]})


def test_of_equally_frequent_names_the_alphabet_decides():
    names = [f"Name {number:03}" for number in range(MOST_NAMES + 20)]
    rows = [{"patient_id": "0", "staff_name": name} for name in reversed(names)]
    assert names_of([*rows, {"patient_id": "0"}])[-1] == (None, names[:MOST_NAMES])


NAMES = st.none() | st.sampled_from(["Ana", "Bo", "Cy", "D\"'é"])
ROW = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["export", "epic"]),
        "patient_id": st.none() | st.sampled_from(["1", "2"]),
        "patient_name": NAMES,
        "staff_name": NAMES,
    }
)


def model(rows: Sequence[Row], column: str) -> list[list[str] | None]:
    """The names that stand beside each row, found the plain way."""
    return [
        sorted(
            {
                other[column]
                for other in rows
                if other is row or (row["patient_id"] and _patient(other) == _patient(row))
                if other[column]
            }
        )
        or None
        for row in rows
    ]


def _patient(row: Row) -> tuple[str, str | None]:
    return row["source"], row["patient_id"]


@settings(deadline=None, max_examples=100)
@given(rows=st.lists(ROW, max_size=20), size=st.integers(1, 25))
def test_names_do_not_depend_on_batches(rows, size):
    patients, staff = model(rows, "patient_name"), model(rows, "staff_name")
    assert names_of(rows, size) == list(zip(patients, staff, strict=True))


@settings(deadline=None, max_examples=50)
@given(rows=st.lists(ROW, max_size=12), order=st.randoms(use_true_random=False))
def test_names_do_not_depend_on_the_order(rows, order):
    shuffled = list(rows)
    order.shuffle(shuffled)

    def told(rows: Sequence[Row]) -> Counter[str]:
        return Counter(
            str([*row.values(), names]) for row, names in zip(rows, names_of(rows), strict=True)
        )

    assert told(shuffled) == told(rows)


def test_the_notes_of_an_export_have_the_names_of_all_its_files(read, export):
    export("id,mrn,agent name,note\n1,P1,Kim Poe,Ana rang\n2,P2,,Came by\n", "a.csv")
    path = export('{"id": 3, "mrn": "P1", "patient_name": "Ana Ruiz", "text": "c"}\n', "b.jsonl")
    first, second, third = read(path.parent, batch_size=1).notes
    assert first["patient_names"] == third["patient_names"] == ["Ana Ruiz"]
    assert first["staff_names"] == third["staff_names"] == ["Kim Poe"]
    assert second["patient_names"] is second["staff_names"] is None


def test_a_row_that_another_version_replaced_gives_its_names_too(read, export):
    path = export(
        "id,date,mrn,patient name,note\n1,2026-03-01,P1,Ana Ruiz,a\n1,2026-03-02,P1,Ana Fox,b\n"
    )
    [note] = read(path).notes
    assert note["patient_names"] == ["Ana Fox", "Ana Ruiz"]


def test_names_of_other_rows_change_neither_content_nor_rejects(export):
    row = "id,mrn,patient name,note\n1,P1,Ana Ruiz,a\n"
    alone, together = export(row, "a.csv"), export(f"{row}2,P1,Ana Fox,b\n", "b.csv")
    notes = []
    for path in (alone, together):
        with Rejects() as rejects:
            [batch] = read_notes([path], Settings(), rejects, 10)
            notes.append(batch.slice(0, 1))
            columns = rejects.columns[str(path)]
    assert notes[0]["patient_names"] != notes[1]["patient_names"]
    assert content_hashes(notes[0]) == content_hashes(notes[1])
    [note] = notes[1].to_pylist()
    assert export_row(note, columns) == {
        "id": "1",
        "mrn": "P1",
        "patient name": "Ana Ruiz",
        "note": "a",
    }
    assert not {"patient_names", "staff_names"} & set(rejected(notes[1], "m@1", "odd").schema.names)


@pytest.mark.parametrize("column", ["patient_names", "staff_names"])
def test_an_export_may_have_a_column_of_that_name(read, export, column):
    [note] = read(export(f"id,note,{column}\n1,a,Ana Ruiz\n")).notes
    assert note[column] is None
    assert "Ana Ruiz" in note["extra"]
