from contextlib import closing

import pytest

from analyzer.intake.channels import channel_of
from analyzer.intake.data import load
from analyzer.intake.errors import BadRow
from analyzer.intake.fhir.note_numbers import NoteNumbers
from analyzer.intake.fhir.notes import FhirNotes
from analyzer.intake.fhir.references import References, Resource

CALLED = {"attachment": {"contentType": "text/plain", "data": "Q2FsbGVkLg=="}}


@pytest.fixture
def note(tmp_path):
    """Return the values of a resource with these elements, beside an encounter."""
    with (
        closing(References(tmp_path / "index", 2_000)) as references,
        closing(NoteNumbers(tmp_path / "numbers")) as numbers,
    ):
        note_of = FhirNotes(references, numbers, 100)

        def values_of(kind, encounter=None, /, **elements):
            if encounter is not None:
                references.add(Resource({"resourceType": "Encounter", "id": "e1", **encounter}))
                elements["encounter"] = {"reference": "Encounter/e1"}
                elements["context"] = {"encounter": [{"reference": "Encounter/e1"}]}
            body = {
                "resourceType": kind,
                "payload": [{"contentString": "Called."}],
                "content": [CALLED],
                **elements,
            }
            return note_of(Resource(body))

        yield values_of


def coded(code, display=None, text=None):
    return {"coding": [{"code": code, "display": display}], "text": text}


VISIT = {"class": {"code": "AMB"}}


@pytest.mark.parametrize(
    ("medium", "encounter", "channel"),
    [
        ([coded("PHONE")], VISIT, "phone"),
        ([coded("phone")], None, "phone"),
        ([coded("X1"), coded("SMSWRIT")], None, "sms"),
        (coded("EMAILWRIT"), None, "email"),
        ([coded("FAXWRIT")], VISIT, "fax"),
        ([coded("L1", "Nurse line")], VISIT, "Nurse line"),
        ([coded("L1", text="Secure message")], VISIT, "Secure message"),
        ([coded("L1", "Carrier pigeon")], VISIT, "Carrier pigeon"),
        ([coded("VERBAL", "verbal")], VISIT, "in person"),
        ([coded("VERBAL", "verbal")], {"class": [coded("VR")]}, "virtual"),
        ([coded("VERBAL", "verbal")], None, "verbal"),
        ([coded("VERBAL", text="voicemail")], VISIT, "voicemail"),
        ([coded("WRITTEN")], None, None),
        ([], VISIT, "in person"),
        (None, {"class": [coded("VR")]}, "virtual"),
        (None, {"class": {"code": "VR"}}, "virtual"),
        (None, {"class": {"code": "L2", "display": "Telephone"}}, "Telephone"),
        (None, {**VISIT, "type": [coded("99441", "Telephone call")]}, "Telephone call"),
        (None, {**VISIT, "type": [coded("185349003", "Check up")]}, "in person"),
        (None, {"class": "ambulatory", "type": "call"}, None),
        ([7, "PHONE", {"coding": "PHONE"}], None, None),
    ],
)
def test_the_channel_of_a_communication(note, medium, encounter, channel):
    assert note("Communication", encounter, medium=medium).get("channel") == channel


@pytest.mark.parametrize(
    ("type", "encounter", "channel"),
    [
        (coded("34748-4"), VISIT, "telephone encounter"),
        (
            coded("34139-4", "Nurse Telephone encounter Note"),
            VISIT,
            "Telephone",
        ),
        (coded("X", "Plain Text Note"), VISIT, "in person"),
        (coded("X", "Plain Text Note"), None, None),
        (coded("X", "Text"), None, None),
        (coded("X", "Text message"), None, "Text message"),
        (coded("X", "Full-text summary"), None, None),
        (coded("X", "Person-centered care plan"), None, None),
        (coded("X", "On-call physician note"), None, None),
        (coded("X", "Office visit by video"), VISIT, "video"),
        (coded("X", "Nursing E-Mail note"), VISIT, "E-Mail"),
        (coded("X", "In Person"), None, "In Person"),
        (coded("X", "Note"), {"type": [{"text": "Person-centered planning"}]}, None),
        (coded("11506-3", "Progress note"), VISIT, "in person"),
        (coded("11506-3", "Progress note"), None, None),
        (coded("PHONE"), None, None),
        (None, {"class": {"code": "VR"}}, "virtual"),
    ],
)
def test_the_channel_of_a_document(note, type, encounter, channel):
    assert note("DocumentReference", encounter, type=type).get("channel") == channel


def test_every_coded_channel_is_a_word_that_is_known():
    channels = load("fhir/codes.toml")["channels"]
    words = {code: words for codes in channels.values() for code, words in codes.items()}
    others = {code for code, word in words.items() if channel_of(word) == "other"}
    assert others == {"FAXWRIT", "MAILWRIT"}
    in_titles = load("fhir/codes.toml")["channel_words"]
    assert [word for word in in_titles if channel_of(word) == "other"] == []
    assert {channel_of(words[code]) for code in ("PHYSICAL", "FACE", "AMB", "HH")} == {"in_person"}
    assert channel_of(words["VR"]) == channel_of(words["VIDEOCONF"]) == "video"


@pytest.mark.parametrize(
    ("type", "elements", "expected"),
    [
        (
            "Communication",
            {"sent": "2026-03-02T08:12:00Z", "received": "x"},
            "2026-03-02T08:12:00Z",
        ),
        ("Communication", {"sent": None, "received": "2026-03-02"}, "2026-03-02"),
        ("Communication", {"date": "2026-03-02"}, None),
        ("DocumentReference", {"date": "2026-03-02", "period": {"start": "x"}}, "2026-03-02"),
        ("DocumentReference", {"context": {"period": {"start": "2026-03-01"}}}, "2026-03-01"),
        ("DocumentReference", {"context": [], "period": {"start": "2026-03-01"}}, "2026-03-01"),
        ("DocumentReference", {"date": {}}, None),
    ],
)
def test_the_time(note, type, elements, expected):
    assert note(type, **elements).get("timestamp") == expected


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"masterIdentifier": {"value": "M"}, "identifier": [{"value": "I"}], "id": "1"}, "M"),
        ({"masterIdentifier": {}, "identifier": [{"value": "I"}], "id": "1"}, "I"),
        ({"identifier": [{"system": "x"}], "id": "1"}, "DocumentReference/1"),
        ({"id": 12}, "DocumentReference/12"),
        ({"id": []}, None),
    ],
)
def test_the_number_of_a_note(note, elements, expected):
    assert note("DocumentReference", **elements).get("note id") == expected


def test_what_else_is_kept(note):
    assert note(
        "DocumentReference",
        status="current",
        docStatus="amended",
        type={"text": "Letter"},
        category=[{}, {"coding": [{"display": "Clinical Note"}]}],
        description="To the family",
    ) == {
        "text": "Called.",
        "resource type": "DocumentReference",
        "status": "current",
        "docStatus": "amended",
        "type": "Letter",
        "category": "Clinical Note",
        "document description": "To the family",
    }
    assert note(
        "Communication", status="in-progress", topic={"text": "Refill"}, note="no text"
    ) == {
        "text": "Called.",
        "resource type": "Communication",
        "status": "in-progress",
        "topic": "Refill",
    }


@pytest.mark.parametrize(
    ("kind", "element", "status", "why"),
    [
        ("Communication", "status", "entered-in-error", "it was withdrawn as an error"),
        ("DocumentReference", "status", "entered-in-error", "it was withdrawn as an error"),
        ("DocumentReference", "docStatus", "entered-in-error", "it was withdrawn as an error"),
        ("DocumentReference", "status", "superseded", "a newer document stands in its place"),
    ],
)
def test_what_was_withdrawn_is_not_analysed(note, kind, element, status, why):
    with pytest.raises(BadRow) as raised:
        note(kind, **{element: status})
    assert str(raised.value) == f"the {element} is {status}: {why}; leave it out of the export"
