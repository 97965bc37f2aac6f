from contextlib import closing

import pytest

from analyzer.intake.fhir.note_numbers import NoteNumbers
from analyzer.intake.fhir.notes import FhirNotes
from analyzer.intake.fhir.references import References, Resource

PRACTITIONER = {
    "resourceType": "Practitioner",
    "id": "d1",
    "identifier": [{"system": "x"}, {"value": "STAFF-12"}],
    "name": [{"family": "Lindqvist", "given": ["Oda", "May"], "prefix": ["Dr"]}],
    "qualification": [{"code": {"coding": [{"display": "Nurse"}]}}],
}
ROLE = {
    "resourceType": "PractitionerRole",
    "id": "r1",
    "practitioner": {"reference": "Practitioner/d1"},
    "code": [{"coding": [{"display": "Triage nurse"}]}],
    "location": [{"reference": "Location/none"}, {"display": "Call centre"}],
}
PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [{"value": "INS-77"}, {"type": {"coding": [{"code": "MR"}]}, "value": "MRN-1"}],
    "name": [{"text": "Marta Quill"}],
}
RELATED = {
    "resourceType": "RelatedPerson",
    "id": "rp1",
    "name": [{"text": "Ian Quill"}],
    "patient": {"reference": "Patient/p1"},
}
ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e1",
    "identifier": [{"value": "CASE-9"}],
    "location": [{"location": {"reference": "Location/l1"}}],
    "serviceProvider": {"reference": "Organization/o1"},
}
LOCATION = {"resourceType": "Location", "id": "l1", "name": "North Clinic"}
ORGANIZATION = {"resourceType": "Organization", "id": "o1", "name": "Bayview Health"}
DEVICE = {"resourceType": "Device", "id": "bot", "deviceName": [{"name": "Reply robot"}]}
KNOWN = [PRACTITIONER, ROLE, PATIENT, RELATED, ENCOUNTER, LOCATION, ORGANIZATION, DEVICE]


@pytest.fixture
def values(tmp_path):
    """Return the values of a Communication or DocumentReference with these elements."""
    with (
        closing(References(tmp_path / "index", 2_000)) as references,
        closing(NoteNumbers(tmp_path / "numbers")) as numbers,
    ):
        note_of = FhirNotes(references, numbers, 100)

        def values_of(known=KNOWN, **elements):
            for resource in known:
                references.add(Resource(resource))
            body = {
                "resourceType": "Communication",
                "payload": [{"contentString": "Called."}],
                "content": [{"attachment": {"contentType": "text/plain", "data": "Q2FsbGVkLg=="}}],
                **elements,
            }
            found = note_of(Resource(body))
            for common in ("text", "resource type", "status"):
                found.pop(common, None)
            return found

        yield values_of


def to(reference, **elements):
    return {"reference": reference, **elements}


NURSE = {"staff id": "STAFF-12", "staff name": "Oda May Lindqvist"}
MARTA = {"patient id": "MRN-1", "patient name": "Marta Quill"}


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        (to("Practitioner/d1"), {**NURSE, "role": "Nurse"}),
        (
            to("PractitionerRole/r1"),
            {**NURSE, "role": "Triage nurse", "location": "Call centre"},
        ),
        (to("Organization/o1"), {"staff id": "o1", "staff name": "Bayview Health"}),
        (to("Device/bot"), {"staff id": "bot", "staff name": "Reply robot"}),
        (to("Practitioner/gone", display="Ole"), {"staff id": "gone", "staff name": "Ole"}),
        (
            {"identifier": {"value": "S-4"}, "display": "Ole"},
            {"staff id": "S-4", "staff name": "Ole"},
        ),
        ({"display": "Ole"}, {"staff id": "Ole", "staff name": "Ole"}),
        ({"identifier": {"value": 4}}, {"staff id": "4"}),
        (to("urn:uuid:0-1"), {"staff id": "0-1"}),
        (to("#me"), {"staff id": "Bea", "staff name": "Bea"}),
        (to("#role"), {**NURSE, "role": "Scribe"}),
        (to("#odd", display="Ole"), {"staff id": "S-5", "staff name": "Ole", "role": "Clerk"}),
        ({}, {}),
        ("Practitioner/d1", {}),
        (None, {}),
    ],
)
def test_the_sender_is_the_staff(values, sender, expected):
    contained = [
        {"resourceType": "Practitioner", "id": "me", "name": {"text": "Bea"}},
        {
            "resourceType": "PractitionerRole",
            "id": "role",
            "practitioner": to("Practitioner/d1"),
            "code": {"text": "Scribe"},
        },
        {
            "resourceType": "PractitionerRole",
            "id": "odd",
            "identifier": {"value": "S-5"},
            "practitioner": to("#odd"),
            "code": [{"text": "Clerk"}],
        },
    ]
    assert values(sender=sender, contained=contained) == expected


@pytest.mark.parametrize("sender", ["Patient/p1", "RelatedPerson/rp1"])
def test_who_answers_for_a_message_of_the_patient(values, sender):
    recipients = [to("Organization/o1"), to("RelatedPerson/rp1"), to("Practitioner/d1")]
    expected = {**NURSE, "role": "Nurse", **MARTA}
    assert values(sender=to(sender), recipient=recipients) == expected
    assert values(sender=to(sender), recipient=recipients[:2]) == MARTA


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ({"subject": to("Patient/p1")}, MARTA),
        (
            {"subject": to("Patient/gone", display="M. Q.")},
            {"patient id": "gone", "patient name": "M. Q."},
        ),
        ({"subject": {"display": "Marta"}}, {"patient name": "Marta"}),
        ({"subject": {"identifier": {"value": "7"}}}, {"patient id": "7"}),
        ({"subject": to("Group/g1", display="Clinic families")}, {}),
        ({"subject": to("Group/g1"), "recipient": [to("Patient/p1")]}, MARTA),
        ({"subject": {}, "recipient": [to("RelatedPerson/rp1")]}, MARTA),
        ({"recipient": to("Patient/p1")}, MARTA),
        ({"recipient": [to("RelatedPerson/gone", display="Ian")]}, {}),
        ({"subject": to("#p"), "contained": [{**PATIENT, "id": "p"}]}, MARTA),
        (
            {
                "subject": to("#p"),
                "contained": [{"resourceType": "Patient", "id": "p", "name": [{"family": "Fox"}]}],
            },
            {"patient name": "Fox"},
        ),
    ],
)
def test_the_patient(values, elements, expected):
    assert values(**elements) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([{"use": "old", "text": "A"}, {"text": "B"}, {"use": "usual", "text": "C"}], "C"),
        ([{"use": "usual", "text": "C"}, {"use": "official", "text": "D"}], "D"),
        ([{"use": "maiden", "text": "A"}, {"use": ["odd"], "text": "B"}], "B"),
        ([{"use": "nickname", "given": ["Bo"]}], "Bo"),
        ([{"use": "official"}, {"given": ["Ada", None, 7], "family": "Fox"}], "Ada 7 Fox"),
        ([{"text": "Dr Ada Fox", "family": "Fox"}], "Dr Ada Fox"),
        ({"given": "Ada", "family": ["van", "Fox"]}, "Ada van Fox"),
        ("Ada Fox", "Ada Fox"),
        ([[], None, True, {"text": " "}], None),
    ],
)
def test_which_name_is_taken(values, names, expected):
    found = values([{**PATIENT, "name": names}], subject=to("Patient/p1"))
    assert found.get("patient name") == expected


def typed(codes, value):
    coding = [{"code": code} for code in ([codes] if isinstance(codes, str) else codes)]
    return {"type": {"coding": coding}, "value": value}


@pytest.mark.parametrize(
    ("identifiers", "expected"),
    [
        ([{"value": "A"}, {"value": "B"}], "A"),
        ([{"value": "A"}, {"type": {"coding": [{"code": "MR"}]}}], "A"),
        ([{"value": "A"}, {"type": {"coding": {"code": "MR"}}, "value": 12}], "12"),
        ({"value": "A"}, "A"),
        ([{"value": "A"}, typed("PT", "B"), typed("PI", "C"), typed("MR", "D")], "D"),
        ([{"value": "A"}, typed("pt", "B"), typed("PI", "C")], "C"),
        ([typed("SS", "999-01"), typed("DL", "L"), {"value": "A"}], "A"),
        ([typed(["XX", "MRN"], "A"), typed("PPN", "P")], "A"),
        # what the state or an insurer gave is not the clinic's number
        ([typed("SS", "999-01"), typed("SN", "S"), typed("MB", "M")], "p1"),
        ([{"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-01"}], "p1"),
        ([], "p1"),
        ([True, {"value": 10**40}, {"value": False}], "p1"),
    ],
)
def test_which_identifier_is_taken(values, identifiers, expected):
    found = values([{**PATIENT, "identifier": identifiers}], subject=to("Patient/p1"))
    assert found["patient id"] == expected


def test_a_private_number_is_taken_where_there_is_no_other(values):
    patient = {"resourceType": "Patient", "id": "in", "identifier": [typed("SS", "999-01")]}
    found = values(subject=to("#in"), contained=[patient])
    assert found == {"patient id": "999-01"}
    subject = to("#in", identifier=typed("MR", "7"))
    assert values(subject=subject, contained=[patient]) == {"patient id": "7"}


NPI = {"system": "http://hl7.org/fhir/sid/us-npi", "value": "99"}
BY_NPI = "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|99"


@pytest.mark.parametrize(
    "sender",
    [
        {"reference": BY_NPI},
        {"identifier": NPI},
        {"identifier": NPI, "type": "Practitioner"},
        {"reference": "Practitioner/gone", "identifier": NPI},
    ],
)
def test_a_reference_by_an_identifier(values, sender):
    known = [{**PRACTITIONER, "identifier": [{"value": "STAFF-12"}, NPI]}]
    assert values(known, sender=sender) == {**NURSE, "role": "Nurse"}
    assert values([PRACTITIONER], sender={"identifier": NPI, "type": "Device"}) == {
        "staff id": "99"
    }


def test_a_patient_by_a_number(values):
    known = [{**PATIENT, "identifier": [{"system": "urn:mrn", "value": "MRN-1"}]}, RELATED]
    number = {"identifier": {"system": "urn:mrn", "value": "MRN-1"}}
    assert values(known, subject=number) == MARTA
    related = {**RELATED, "patient": number}
    assert values([*known, related], recipient=[to("RelatedPerson/rp1")]) == MARTA


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"case id": "CASE-9", "location": "North Clinic"}),
        ({"identifier": []}, {"case id": "e1", "location": "North Clinic"}),
        (
            {"location": [{"location": {"display": "Room 4"}}]},
            {"case id": "CASE-9", "location": "Room 4"},
        ),
        ({"location": None}, {"case id": "CASE-9", "location": "Bayview Health"}),
        (
            {"location": 3, "serviceProvider": {"display": "Bay"}},
            {"case id": "CASE-9", "location": "Bay"},
        ),
        ({"location": [], "serviceProvider": []}, {"case id": "CASE-9"}),
    ],
)
def test_the_encounter_of_a_communication(values, changes, expected):
    known = [LOCATION, ORGANIZATION, {**ENCOUNTER, **changes}]
    assert values(known, encounter=to("Encounter/e1")) == expected


def test_an_encounter_that_is_not_in_the_export(values):
    assert values(encounter=to("Encounter/gone")) == {"case id": "gone"}
    assert values(encounter={"identifier": {"value": "CASE-4"}}) == {"case id": "CASE-4"}
    assert values(encounter={"display": "the visit"}) == {}
    assert values(encounter=to("Patient/p1")) == {}


@pytest.mark.parametrize(
    "context",
    [
        {"encounter": [to("Encounter/e1")], "period": {"start": "2026"}},
        {"encounter": to("Encounter/e1")},
        [to("Appointment/a1"), to("EpisodeOfCare/1"), to("Encounter/e1")],
        to("Encounter/e1"),
    ],
)
def test_the_encounter_of_a_document_in_r4_and_r5(values, context):
    found = values(resourceType="DocumentReference", context=context, date="2026-03-04")
    assert found == {"timestamp": "2026-03-04", "case id": "CASE-9", "location": "North Clinic"}


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        ([to("Organization/o1"), to("Practitioner/d1")], {**NURSE, "role": "Nurse"}),
        ([to("Patient/p1"), to("Device/bot")], {"staff id": "bot", "staff name": "Reply robot"}),
        ([to("Patient/p1")], {}),
        ([{"display": "Ole"}], {"staff id": "Ole", "staff name": "Ole"}),
    ],
)
def test_the_author_of_a_document_is_the_staff(values, authors, expected):
    assert values(resourceType="DocumentReference", author=authors) == expected
