from dataclasses import MISSING, fields, replace

from fake_reader import FakeReader

from analyzer.codebook import Actor, ContactKind, Cue, Kind
from analyzer.engines.quotes import quote_redactor
from analyzer.schema import Contact, Finding
from analyzer.settings import Settings

NOTE = {"text": "Ana Ruiz rang, angry", "patient_name": "Ana Ruiz"}


def at_default(sample: Finding | Contact) -> list[str]:
    """Return the fields of a sample that would be the same if nobody filled them."""
    return [
        field.name
        for field in fields(sample)
        if field.default is not MISSING and getattr(sample, field.name) == field.default
    ]


def test_all_but_the_redacted_quotes_stays_as_it_was() -> None:
    finding = Finding(
        label=Cue.FRUSTRATION,
        kind=Kind.CUE,
        status=None,
        start=0,
        end=20,
        quote="Ana Ruiz rang, angry",
        score=0.625,
        actor=Actor.PATIENT_SIDE,
        mention=True,
    )
    contact = Contact(
        kind=ContactKind.MISSED, start=4, end=13, quote="Ruiz rang", actor=Actor.AUTHOR
    )
    [read] = FakeReader(Settings()).read([NOTE["text"]], ["n1"])
    read = replace(read, findings=(finding,), contacts=(contact,))
    [redacted] = quote_redactor()([read], [NOTE])
    finding = replace(finding, redacted_quote="[patient] rang, angry")
    contact = replace(contact, redacted_quote="[patient] rang")
    assert redacted == replace(read, findings=(finding,), contacts=(contact,))
    assert at_default(finding) == at_default(contact) == []
