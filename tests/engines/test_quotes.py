from dataclasses import fields, replace

from fake_reader import FakeReader

from analyzer.codebook import Actor, ContactKind, Cue, Kind
from analyzer.engines.quotes import quote_redactor
from analyzer.schema import Contact, Finding
from analyzer.settings import Settings

NOTE = {"text": "Ana Ruiz rang, angry", "patient_name": "Ana Ruiz"}


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
    for one in (finding, contact):  # else a field that is not carried over would not be missed
        filled = [field for field in fields(one) if field.name != "redacted_quote"]
        assert all(getattr(one, field.name) != field.default for field in filled)
    [read] = FakeReader(Settings()).read([NOTE["text"]], ["n1"])
    read = replace(read, findings=(finding,), contacts=(contact,))
    [redacted] = quote_redactor()([read], [NOTE])
    assert redacted == replace(
        read,
        findings=(replace(finding, redacted_quote="[patient] rang, angry"),),
        contacts=(replace(contact, redacted_quote="[patient] rang"),),
    )
