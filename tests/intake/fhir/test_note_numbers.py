from contextlib import closing

import pytest

from analyzer.intake.fhir.note_numbers import NoteNumbers
from analyzer.intake.fhir.references import Resource


@pytest.fixture
def numbers_of(tmp_path):
    """Return the numbers of notes, all of which are added first."""

    def numbers_of_all(*notes):
        with closing(NoteNumbers(tmp_path / "numbers")) as number:
            for note in notes:
                number.add(note)
            return [number(note) for note in notes]

    return numbers_of_all


def note(id=None, value=None, kind="Communication", url="", **elements):
    identifier = [{"value": value}] if value else []
    return Resource({"resourceType": kind, "id": id, "identifier": identifier, **elements}, url)


def test_the_identifier_of_one_note_is_its_number(numbers_of):
    assert numbers_of(
        note("1", "N-1"),
        note("2", "N-2", masterIdentifier={"value": "M-2"}),
        note("3", "N-2"),
        note(None, "N-4"),
    ) == ["N-1", "M-2", "N-2", "N-4"]


def test_an_identifier_of_several_notes_is_of_none(numbers_of):
    assert numbers_of(
        note("1", "T"), note("2", "T"), note("2", "T ", "DocumentReference"), note(None, "T")
    ) == ["Communication/1", "Communication/2", "DocumentReference/2", None]


def test_notes_without_an_identifier(numbers_of):
    assert numbers_of(
        note("1"), note("1", kind="DocumentReference"), note(7), note(), note("\ud83d")
    ) == ["Communication/1", "DocumentReference/1", "Communication/7", None, "Communication/\ud83d"]


def test_versions_of_a_note_are_one(numbers_of):
    assert numbers_of(note("1", "N-1"), note("1", "N-1")) == ["N-1", "N-1"]


def test_notes_without_an_id_are_told_apart(numbers_of):
    assert numbers_of(note(value="T"), note(value="T")) == [None, None]


def test_versions_of_an_entry_are_one(numbers_of):
    assert numbers_of(note(value="N", url="urn:uuid:1"), note(value="N", url="urn:uuid:1")) == [
        "N",
        "N",
    ]
