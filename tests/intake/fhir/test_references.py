from contextlib import closing

import pytest

from analyzer.intake.fhir.references import Place, References, Resource


@pytest.fixture
def index(tmp_path):
    with closing(References(tmp_path / "index", longest_data=10)) as references:
        yield references


def patient(id, name="Ada Fox", **elements):
    return {"resourceType": "Patient", "id": id, "name": [{"text": name}], **elements}


def name_at(index, address, origin=None):
    found = index.find(address, origin or Resource({}))
    return found and found.body["name"][0]["text"]


UUID = "urn:uuid:0a1b2c3d-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    "address",
    [
        "Patient/7",
        "Patient/7/_history/2",
        " Patient/7 ",
        "https://clinic.example/fhir/Patient/7",
        "https://clinic.example/fhir/Patient/7/_history/2",
        "https://clinic.example/fhir/Patient/7?_format=json",
        "https://other.example/r4/Patient/7",
        UUID,
        "#here",
    ],
)
def test_every_form_of_reference(index, address):
    index.add(Resource(patient("7"), UUID))
    origin = Resource({"contained": [{"id": "no"}, 3, patient("here")]})
    assert name_at(index, address, origin) == "Ada Fox"


@pytest.mark.parametrize(
    "address", ["", "#", "#7", "Patient/8", "7", "Patient", "x" * 9_000, "\ud83d"]
)
def test_references_that_lead_nowhere(index, address):
    index.add(Resource(patient("7"), UUID))
    assert name_at(index, address, Resource({"contained": 7})) is None


def test_a_relative_reference_belongs_to_the_server_that_its_bundle_names(index):
    for server in ("https://a.example/fhir", "https://b.example/fhir"):
        index.add(Resource(patient("7", name=server), f"{server}/Patient/7"))
    for server in ("https://a.example/fhir", "https://b.example/fhir"):
        origin = Resource({}, f"{server}/Communication/1/_history/4")
        assert name_at(index, "Patient/7", origin) == server
        assert name_at(index, f"{server}/Patient/7") == server


def test_the_later_of_two_resources_with_one_id_is_found(index):
    index.add(Resource(patient("7", name="before")))
    assert name_at(index, "Patient/7") == "before"
    index.add(Resource(patient("7", name="after")))
    assert name_at(index, "Patient/7") == "after"


def test_contained_resources_refer_to_one_another(index):
    outer = {"contained": [patient("a", name="A"), {"id": "b"}]}
    inner = index.find("#b", Resource(outer))
    assert name_at(index, "#a", inner) == "A"


def test_only_what_notes_need_is_kept(index):
    index.add(Resource(patient("7", photo=[{"data": "A" * 100}], birthDate="1961-05-09")))
    binary = {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": "A" * 100}
    index.add(Resource(binary))
    found = index.find("Patient/7", Resource({})).body
    assert found == {"resourceType": "Patient", "id": "7", "name": [{"text": "Ada Fox"}]}
    assert index.find("Binary/b", Resource({})).body["data"] == "A" * 11


def test_what_a_reference_says_alone(index):
    def said(**reference):
        link = index.follow(reference, Resource({}))
        return link.type, link.id

    assert said(reference="Practitioner/d1") == ("Practitioner", "d1")
    assert said(reference="https://x.example/fhir/Practitioner/d1/_history/3") == (
        "Practitioner",
        "d1",
    )
    assert said(reference="Practitioner?identifier=http://x.example/npi|99") == (
        "Practitioner",
        "99",
    )
    assert said(reference="urn:uuid:1-2", type="Patient") == ("Patient", "1-2")
    assert said(reference="#me", type="Patient") == ("Patient", "")
    assert said(reference="nobody knows") == ("", "")
    assert said(display="Oda Lindqvist") == ("", "")
    assert said(reference=["Patient/7"], type={}) == ("Patient", "7")
    assert said(reference="/" * 5_000 + "Patient?identifier=" * 5_000) == ("", "")


def test_more_resources_than_are_held_at_a_time(index):
    for number in range(5_000):
        index.add(Resource(patient(str(number), name=f"name {number}")))
    for _ in range(2):
        for number in range(5_000):
            assert name_at(index, f"Patient/{number}") == f"name {number}"


def test_the_nearest_of_two_resources_with_one_id_is_found(index):
    for folder, file in ((1, 1), (1, 2), (2, 3)):
        index.add(Resource(patient("7", name=f"file {file}"), place=Place(folder, file)))

    def found_from(folder, file):
        return name_at(index, "Patient/7", Resource({}, place=Place(folder, file)))

    assert [found_from(1, 1), found_from(1, 2), found_from(2, 3)] == ["file 1", "file 2", "file 3"]
    assert found_from(2, 4) == "file 3"
    assert found_from(1, 4) is None  # two of the folder
    assert found_from(3, 4) is None
    link = index.follow({"reference": "Patient/7"}, Resource({}, place=Place(3, 4)))
    assert link[1:] == (None, "Patient", "")


def test_what_a_found_resource_refers_to_stands_beside_it(index):
    index.add(Resource(patient("7", name="far"), place=Place(1, 1)))
    index.add(Resource(patient("7", name="near"), place=Place(2, 2)))
    role = {"resourceType": "PractitionerRole", "id": "r", "practitioner": {}}
    index.add(Resource(role, place=Place(2, 2)))
    found = index.find("PractitionerRole/r", Resource({}, place=Place(1, 1)))
    assert name_at(index, "Patient/7", found) == "near"


def test_one_server_address_is_one_resource(index):
    url = "https://clinic.example/fhir/Patient/7"
    index.add(Resource(patient("7", name="before"), url, place=Place(1, 1)))
    index.add(Resource(patient("7", name="after"), url, place=Place(2, 2)))
    assert name_at(index, url, Resource({}, place=Place(3, 3))) == "after"


MRN = {"system": "urn:mrn", "value": "7"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Patient?identifier=urn:mrn|7", "Ada Fox"),
        (" Patient?identifier=urn:mrn|7", "Ada Fox"),
        ("Patient?identifier=urn%3Amrn%7C7", "Ada Fox"),
        ("https://clinic.example/fhir/Patient?identifier=urn:mrn|7", "Ada Fox"),
        ("Patient?identifier=|8", "Ada Fox"),
        ("Patient?identifier=urn:other|7", None),
        ("Patient?identifier=|7", None),
        ("Patient?identifier=7", None),
        ("Practitioner?identifier=urn:mrn|7", None),
        ("Patient?identifier=|", None),
    ],
)
def test_a_reference_by_a_condition(index, address, expected):
    index.add(Resource(patient("1", identifier=[MRN, {"value": 8}, {"system": "x"}, 3])))
    assert name_at(index, address) == expected


def test_a_reference_by_an_identifier(index):
    def found_by(**reference):
        target = index.follow(reference, Resource({})).target
        return target and target.body["name"][0]["text"]

    index.add(Resource(patient("1", identifier=[MRN, {"value": "8"}])))
    for reference in ({"type": "Patient"}, {}, {"reference": "Patient/none"}, {"reference": []}):
        assert found_by(identifier=MRN, **reference) == "Ada Fox"
        assert found_by(identifier={"value": "8"}, **reference) == "Ada Fox"
    assert found_by(identifier=MRN, type="Device") is None
    assert found_by(identifier={"system": "urn:mrn"}) is None
    # without a system the number may be another one's
    index.add(Resource(patient("2", "Bo Fox", identifier=[{"value": "8"}])))
    assert found_by(identifier={"value": "8"}) is None
    # a newer version of the same person
    index.add(Resource(patient("1", "Ada Hart", identifier=[MRN])))
    assert found_by(identifier=MRN) == "Ada Hart"
