import pytest

from analyzer.intake.fhir.addresses import keys, said

SERVER = "https://a.example/fhir"


@pytest.mark.parametrize(
    ("address", "base", "expected"),
    [
        ("Patient/7", "", [("Patient/7", False)]),
        (
            " Patient/7/_history/2 ",
            f"{SERVER}/Bundle/1",
            [(f"{SERVER}/Patient/7", True), ("Patient/7", False)],
        ),
        ("Patient/7", "urn:uuid:1", [("Patient/7", False)]),
        (
            f"{SERVER}/Patient/7?_format=json",
            f"{SERVER}/Bundle/1",
            [(f"{SERVER}/Patient/7?_format=json", True), ("Patient/7", False)],
        ),
        ("Patient?identifier=urn:mrn|7", SERVER, [("Patient|urn:mrn|7", False)]),
        ("Patient?identifier=urn%3Amrn%7C7", "", [("Patient|urn:mrn|7", False)]),
        (f"{SERVER}/Patient?identifier=|7", "", [("Patient||7", False)]),
        ("x" * 2_001, "", []),
    ],
)
def test_the_keys_of_an_address(address, base, expected):
    assert list(keys(address, base)) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Patient/7/_history/2", ("Patient", "7")),
        (f"{SERVER}/Patient/7", ("Patient", "7")),
        ("Patient?identifier=7", ("Patient", "7")),
        ("urn:oid:1.2.3", ("", "1.2.3")),
        ("#7", ("", "")),
        ("Patient/" + "7" * 2_000, ("", "")),
    ],
)
def test_what_an_address_says_by_itself(address, expected):
    assert said(address) == expected
