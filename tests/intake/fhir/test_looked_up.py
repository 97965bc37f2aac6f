"""Rejected notes that are mended and read again by themselves."""

import csv
import json

import pytest

from analyzer.intake import Rejects, read_notes
from analyzer.intake.fhir.looked_up import looked_up, with_looked_up
from analyzer.settings import Settings

EXPORT = {
    "Patient": [
        {
            "resourceType": "Patient",
            "id": "1",
            "identifier": [{"value": "P-17"}],
            "name": [{"text": "Ana Ruiz"}],
        }
    ],
    "Practitioner": [
        {
            "resourceType": "Practitioner",
            "id": "1",
            "identifier": [{"value": "S-17"}],
            "name": [{"text": "Kim Poe"}],
            "qualification": [{"code": {"text": "nurse"}}],
        }
    ],
    "Encounter": [
        {
            "resourceType": "Encounter",
            "id": "1",
            "identifier": [{"value": "C-17"}],
            "class": {"code": "VR"},
            "location": [{"location": {"display": "North"}}],
        }
    ],
}
MESSAGE = {
    "resourceType": "Communication",
    "id": "1",
    "identifier": [{"value": "thread"}],
    "sent": "2026-03-02T09:40:00-05:00",
    "subject": {"reference": "Patient/1"},
    "sender": {"reference": "Practitioner/1"},
    "encounter": {"reference": "Encounter/1"},
}
LOOKED_UP = {
    "note id": "Communication/1",
    "staff id": "S-17",
    "staff name": "Kim Poe",
    "role": "nurse",
    "channel": "virtual",
    "location": "North",
    "patient id": "P-17",
    "patient name": "Ana Ruiz",
    "case id": "C-17",
}


@pytest.fixture
def rejected(tmp_path):
    """Read exports, and return the notes and the rows of the rejects."""

    def read(*paths):
        path = tmp_path / "rejects.csv"
        with Rejects(path) as rejects:
            batches = list(read_notes(paths, Settings(), rejects, 9))
        notes = [note for batch in batches for note in batch.to_pylist()]
        if not path.exists():
            return notes, []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return notes, list(csv.DictReader(file))

    return read


def mended_file(tmp_path, row, raw):
    path = tmp_path / "mended.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row | {"raw": json.dumps(raw)})
    return path


def written(tmp_path, *notes):
    folder = tmp_path / "export"
    folder.mkdir(exist_ok=True)
    for name, resources in (EXPORT | {"Communication": notes}).items():
        lines = (json.dumps(resource) for resource in resources)
        (folder / f"{name}.ndjson").write_text("\n".join(lines))
    return folder


def test_a_note_that_is_mended_keeps_its_people(rejected, tmp_path):
    payload = [{"contentString": "Called."}]
    whole = MESSAGE | {"id": "2", "payload": payload}
    folder = written(tmp_path, MESSAGE, whole)
    _, (row,) = rejected(folder)
    raw = json.loads(row["raw"])
    assert raw == MESSAGE | {"looked up": LOOKED_UP}

    # by itself, and still not mended
    path = mended_file(tmp_path, row, raw)
    notes, (again,) = rejected(path)
    assert notes == []
    assert json.loads(again["raw"]) == raw

    path = mended_file(tmp_path, row, raw | {"payload": payload})
    (note,), rows = rejected(path)
    assert rows == []
    (in_export, _), _ = rejected(written(tmp_path, MESSAGE | {"payload": payload}, whole))
    assert note | {"file": "", "row": 0} == in_export | {"file": "", "row": 0}
    assert note["staff_id"] == "S-17"
    assert note["patient_name"] == "Ana Ruiz"
    assert note["channel"] == "video"

    # beside the export
    notes, _ = rejected(written(tmp_path, whole), path)
    numbers = {note["note_id"]: note["patient_name"] for note in notes}
    assert numbers == {"Communication/1": "Ana Ruiz", "Communication/2": "Ana Ruiz"}


def test_what_was_looked_up_can_be_mended_too(rejected, tmp_path):
    _, (row,) = rejected(written(tmp_path, MESSAGE))
    raw = json.loads(row["raw"]) | {"payload": [{"contentString": "Called."}]}
    raw["looked up"] |= {"patient id": "P-18", "patient name": " ", "unknown": "x"}
    (note,), _ = rejected(mended_file(tmp_path, row, raw))
    assert (note["patient_id"], note["patient_name"]) == ("P-18", None)
    assert json.loads(note["extra"] or "{}") == {"resource type": "Communication"}


def test_a_resource_that_says_all_by_itself_stays_as_it_is(rejected, tmp_path):
    path = tmp_path / "c.ndjson"
    contained = [EXPORT["Patient"][0] | {"id": "p"}]
    resource = MESSAGE | {"contained": contained, "subject": {"reference": "#p"}}
    path.write_text(json.dumps(resource))
    _, (row,) = rejected(path)
    assert json.loads(row["raw"]) == resource


@pytest.mark.parametrize("odd", [None, 7, "x", [], ["x"], {}, {"role": {}}, {"text": "x"}])
def test_odd_values_under_the_key_count_as_not_there(odd):
    assert looked_up({"looked up": odd}) == {}
    body = with_looked_up({"looked up": odd}, {"role": "nurse"}, {})
    assert body == {"looked up": {"role": "nurse"}}
