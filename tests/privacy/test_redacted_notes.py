from datetime import datetime

import pyarrow as pa
from fake_reader import note_batch

from analyzer.privacy.pseudonyms import Pseudonyms
from analyzer.privacy.redacted_notes import REDACTED, redacted_columns

WHOLE = {
    "source": "epic",
    "note_id": "N7",
    "text": "Ana rang.",
    "timestamp": datetime(2026, 3, 2, 9, 30),
    "utc_offset_minutes": -300,
    "staff_id": "S1",
    "staff_name": "Kim Poe",
    "role": "nurse",
    "channel": "phone",
    "location": "North",
    "patient_id": "P1",
    "patient_name": "Ana Ruiz",
    "case_id": "C1",
    "extra": '{"Born": "1950-01-01"}',
    "file": "ana_ruiz.txt",
    "row": 4,
    "patient_names": ["Ana Ruiz"],
    "staff_names": ["Kim Poe"],
}


def redacted(*rows: dict[str, object]) -> list[dict[str, object]]:
    columns = redacted_columns(note_batch(*rows), ["[text]"] * len(rows), Pseudonyms(bytes(32)))
    batch = pa.RecordBatch.from_arrays(columns, schema=REDACTED)
    batch.validate(full=True)
    return batch.to_pylist()


def test_numbers_become_pseudonyms_names_and_files_go_and_the_rest_stays():
    [row] = redacted(WHOLE)
    of = Pseudonyms(bytes(32)).of
    assert row == {
        "source": "epic",
        "note_id": of("note", "epic", "N7"),
        "timestamp": datetime(2026, 3, 2, 9, 30),
        "utc_offset_minutes": -300,
        "staff_id": of("staff", "epic", "S1"),
        "role": "nurse",
        "channel": "phone",
        "location": "North",
        "patient_id": of("patient", "epic", "P1"),
        "case_id": of("case", "epic", "C1"),
        "text": "[text]",
    }


def test_what_belongs_together_stays_together():
    one, same, other, elsewhere = redacted(
        WHOLE, WHOLE | {"note_id": "N8"}, WHOLE | {"patient_id": "P2"}, WHOLE | {"source": "crm"}
    )
    for name in ("patient_id", "case_id", "staff_id"):
        assert one[name] == same[name]
    assert one["note_id"] != same["note_id"]
    assert one["patient_id"] != other["patient_id"]
    assert one["patient_id"] != elsewhere["patient_id"]


def test_a_number_that_is_not_there_has_no_pseudonym():
    [row] = redacted({"text": "Ana rang."})
    assert row["patient_id"] is row["case_id"] is row["staff_id"] is None


def test_the_same_number_of_a_patient_and_a_case_has_two_pseudonyms():
    [row] = redacted({"text": "a", "note_id": "7", "patient_id": "7", "case_id": "7"})
    numbers = {str(row[name]).split("-")[1] for name in ("note_id", "patient_id", "case_id")}
    assert len(numbers) == 3
