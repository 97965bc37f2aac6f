"""FHIR resources after R4 and R5."""

import base64
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

Notes = Sequence[Mapping[str, str]]
Resource = dict[str, Any]

MODES = {
    "in_person": "PHYSICAL",
    "phone": "PHONE",
    "video": "VIDEOCONF",
    "email": "EMAILWRIT",
    "sms": "SMSWRIT",
    "portal": None,
    "other": "MAILWRIT",
}
MODE_SYSTEM = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"


def _name(whole: str) -> list[Resource]:
    given, _, family = whole.rpartition(" ")
    return [{"use": "official", "family": family, "given": given.split()}]


def _key(value: str) -> str:
    """A resource's id may hold letters, digits, dots and hyphens only."""
    return "".join(c if c.isalnum() else "-" for c in value) or "none"


def _practitioner(note: Mapping[str, str]) -> Resource:
    return {
        "resourceType": "Practitioner",
        "id": "p-" + _key(note["staff_id"]),
        "identifier": [{"system": "urn:example:staff", "value": note["staff_id"]}],
        "name": _name(note["staff_name"]),
    }


def _role_id(note: Mapping[str, str]) -> str:
    return f"r-{_key(note['staff_id'])}-{_key(note['location'])}"


def _practitioner_role(note: Mapping[str, str]) -> Resource:
    return {
        "resourceType": "PractitionerRole",
        "id": _role_id(note),
        "location": [{"reference": "Location/l-" + _key(note["location"])}],
        "practitioner": {"reference": "Practitioner/p-" + _key(note["staff_id"])},
        "code": [{"text": note["role"]}],
    }


def _patient(note: Mapping[str, str]) -> Resource:
    mrn = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]}
    return {
        "resourceType": "Patient",
        "id": "x-" + _key(note["patient_id"]),
        "identifier": [
            {"system": "urn:example:insurance", "value": "I-1"},
            {"type": mrn, "value": note["patient_id"]},
        ],
        "name": _name(note["patient_name"]),
    }


def _location(note: Mapping[str, str]) -> Resource:
    return {
        "resourceType": "Location",
        "id": "l-" + _key(note["location"]),
        "name": note["location"],
    }


def _encounter(note: Mapping[str, str], release: str) -> Resource:
    """The case of a note that has one; its class says nothing about the channel."""
    code = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
    return {
        "resourceType": "Encounter",
        "id": "e-" + _key(note["note_id"]),
        "status": "finished" if release == "R4" else "completed",
        "class": code if release == "R4" else [{"coding": [code]}],
        "location": [{"location": {"reference": "Location/l-" + _key(note["location"])}}],
        "identifier": [{"value": note["case_id"]}],
    }


def _medium(note: Mapping[str, str]) -> list[Resource]:
    mode = MODES[note["channel"]]
    if mode is None:
        return [{"text": "Patient portal"}]
    return [{"coding": [{"system": MODE_SYSTEM, "code": mode}]}]


def _communication(note: Mapping[str, str], payload: list[Resource]) -> Resource:
    made: Resource = {
        "resourceType": "Communication",
        "id": "c-" + _key(note["note_id"]),
        "identifier": [{"value": note["note_id"]}],
        "status": "completed",
        "medium": _medium(note),
        "subject": {"reference": "Patient/x-" + _key(note["patient_id"])},
        "sent": note["timestamp"],
        "recipient": [{"reference": "Patient/x-" + _key(note["patient_id"])}],
        "sender": {"reference": f"PractitionerRole/{_role_id(note)}"},
        "payload": payload,
    }
    if note["case_id"]:
        made["encounter"] = {"reference": f"Encounter/e-{_key(note['note_id'])}"}
    return made


def _document(note: Mapping[str, str]) -> Resource:
    html = "<div><p>" + escape(note["text"]).replace("\n", "<br/>") + "</p></div>"
    made: Resource = {
        "resourceType": "DocumentReference",
        "id": "d-" + _key(note["note_id"]),
        "masterIdentifier": {"value": note["note_id"]},
        "status": "current",
        "type": {"text": note["channel"].replace("_", " ")},
        "subject": {"reference": "urn:uuid:x-" + _key(note["patient_id"])},
        "date": note["timestamp"],
        "author": [{"reference": f"urn:uuid:{_role_id(note)}"}],
        "content": [
            {
                "attachment": {
                    "contentType": "text/html; charset=utf-8",
                    "data": base64.b64encode(html.encode()).decode(),
                }
            }
        ],
    }
    if note["case_id"]:
        encounter = {"reference": f"urn:uuid:e-{_key(note['note_id'])}"}
        made["context"] = {"encounter": [encounter]}
    return made


def _with_case(notes: Notes) -> list[Mapping[str, str]]:
    return [note for note in notes if note["case_id"]]


def _each(notes: Notes, make: Any) -> list[Resource]:
    return list({made["id"]: made for made in map(make, notes)}.values())


def _lines(path: Path, resources: list[Resource]) -> None:
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in resources) + "\n", "utf-8")


def _referred(notes: Notes, place: Path, release: str) -> None:
    for name, make in (
        ("Practitioner", _practitioner),
        ("PractitionerRole", _practitioner_role),
        ("Patient", _patient),
        ("Location", _location),
    ):
        _lines(place / f"{name}.ndjson", _each(notes, make))
    encounters = _each(_with_case(notes), lambda note: _encounter(note, release))
    _lines(place / "Encounter.ndjson", encounters)


def bulk_data(notes: Notes, folder: Path) -> Path:
    """R4 as Bulk Data Access gives it: a file of NDJSON a resource type."""
    place = folder / "bulk"
    place.mkdir()
    _referred(notes, place, "R4")
    _lines(
        place / "Communication.ndjson",
        [_communication(note, [{"contentString": note["text"]}]) for note in notes],
    )
    return place


def communications_r5(notes: Notes, folder: Path) -> Path:
    """R5, the text in attachments of plain text."""
    place = folder / "bulk"
    place.mkdir()
    _referred(notes, place, "R5")
    messages = []
    for note in notes:
        data = base64.b64encode(note["text"].encode()).decode()
        attachment = {"contentType": "text/plain", "data": data}
        messages.append(_communication(note, [{"contentAttachment": attachment}]))
    _lines(place / "Communication.ndjson", messages)
    return place


def bundle(notes: Notes, folder: Path) -> Path:
    """R4 documents in HTML with what they refer to, by the entries' addresses."""
    resources = [
        *_each(notes, _practitioner),
        *_each(notes, _practitioner_role),
        *_each(notes, _patient),
        *_each(notes, _location),
        *_each(_with_case(notes), lambda note: _encounter(note, "R4")),
        *map(_document, notes),
    ]
    entries = [{"fullUrl": f"urn:uuid:{made['id']}", "resource": made} for made in resources]
    path = folder / "bundle.json"
    document = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    path.write_text(json.dumps(document, indent=1), "utf-8")
    return path
