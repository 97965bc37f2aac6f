import re
import time
from collections.abc import Sequence
from typing import Any

import pytest
from fake_reader import note_batch

import analyzer.engines.redaction
from analyzer.engines.redaction import open_redactor, redact_batch
from analyzer.engines.time_limit import can_limit_time
from analyzer.privacy.pseudonyms import Pseudonyms
from analyzer.privacy.redacted_notes import REDACTED
from analyzer.privacy.redaction import find_in_notes

PSEUDONYMS = Pseudonyms(bytes(32))
SPANISH = "La paciente llamó muy molesta porque nadie le devuelve la llamada desde el lunes."


def redacted(*rows: dict[str, Any], time_limit: float | None = None) -> list[tuple[str, Any]]:
    """The texts and errors of some notes."""
    batch = redact_batch(note_batch(*rows), PSEUDONYMS, time_limit=time_limit)
    assert batch.schema.names == [*REDACTED.names, "error"]
    return list(zip(batch["text"].to_pylist(), batch["error"].to_pylist(), strict=True))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finding identifiers raises for a batch with "unreadable", and never ends with "endless"."""

    def find(notes: Sequence[Any]) -> Any:
        texts = " ".join(note["text"] for note in notes)
        if "unreadable" in texts:
            raise RuntimeError(f"cannot read: {texts}")
        while "endless" in texts:
            time.sleep(0.01)
        return find_in_notes(notes)

    monkeypatch.setattr(analyzer.engines.redaction, "find_in_notes", find)


def test_whole_texts_are_redacted_with_what_the_row_gives() -> None:
    text = "Funmi rang twice about the bill.\nCall 555-0148, record QX-7731."
    row = {"text": text, "patient_name": "Funmi Adeyemi", "patient_id": "QX-7731"}
    [(shown, error)] = redacted(row)
    assert shown == "[patient] rang twice about the bill.\nCall [phone], record [id]."
    assert error is None


def test_a_note_without_an_identifier_stays_as_it_is() -> None:
    text = "  Was upset about the wait; I apologised\tand booked her in. "
    assert redacted({"text": text}) == [(text, None)]


def test_a_note_in_another_language_is_no_text() -> None:
    assert redacted({"text": "Booked."}, {"text": SPANISH}) == [
        ("Booked.", None),
        ("", "The note is in Spanish; only English notes are redacted."),
    ]


def test_only_notes_that_are_redacted_are_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []

    def find(notes: Sequence[Any]) -> Any:
        looked.extend(note["text"] for note in notes)
        return find_in_notes(notes)

    monkeypatch.setattr(analyzer.engines.redaction, "find_in_notes", find)
    rows = redacted({"text": SPANISH}, {"text": "Call 555-0148."}, {"text": SPANISH})
    assert [text for text, _ in rows] == ["", "Call [phone].", ""]
    assert looked == ["Call 555-0148."]


@pytest.mark.usefixtures("failing")
def test_a_note_that_cannot_be_redacted_is_told_apart() -> None:
    rows = [{"text": f"Note {number} of the day."} for number in range(9)]
    rows[4] = {"text": "This one is unreadable."}
    found = redacted(*rows)
    assert found.pop(4) == ("", "The note could not be redacted (RuntimeError).")
    assert [error for _, error in found] == [None] * 8
    assert [re.sub(r"\D", "", text) for text, _ in found] == list("01235678")


@pytest.mark.skipif(not can_limit_time(), reason="time cannot be limited here")
@pytest.mark.usefixtures("failing")
def test_a_note_that_takes_too_long_is_told_apart() -> None:
    fine, endless = redacted({"text": "Booked."}, {"text": "endless"}, time_limit=0.2)
    assert fine == ("Booked.", None)
    assert endless == (
        "",
        "The note took longer than 0.2 s; see [engine] time_limit_seconds in analyzer.toml.",
    )


def test_no_notes_are_no_notes() -> None:
    assert redacted() == []


def test_what_is_amiss_with_the_redactor_is_raised_before_the_first_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_redactor()

    def fail(notes: Sequence[Any]) -> Any:
        raise RuntimeError("no model")

    monkeypatch.setattr(analyzer.engines.redaction, "find_in_notes", fail)
    with pytest.raises(RuntimeError, match="no model"):
        open_redactor()
