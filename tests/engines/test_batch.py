import sys
from collections.abc import Sequence

import pyarrow as pa
import pytest
from fake_reader import FakeReader, note_batch
from hypothesis import given
from hypothesis import strategies as st

from analyzer.engines.batch import analyze_batch, analyze_notes
from analyzer.schema import ANALYSIS, PASSED_THROUGH, Analysis
from analyzer.settings import Settings


@pytest.fixture
def reader() -> FakeReader:
    return FakeReader(Settings())


def test_a_batch_keeps_its_length_order_and_metadata(reader: FakeReader) -> None:
    batch = note_batch(
        {"text": "Was angry.", "staff_id": "S1", "channel": "phone"},
        {"text": "Came by.", "role": "nurse", "utc_offset_minutes": -300},
    )
    analysed = analyze_batch(batch, reader=reader)
    assert analysed.schema == ANALYSIS
    assert analysed.select(list(PASSED_THROUGH)) == batch.select(list(PASSED_THROUGH))
    assert analysed["escalation"].to_pylist() == [1, 0]
    assert analysed["error"].null_count == 2


def test_quotes_are_redacted_with_the_names_of_the_row(reader: FakeReader) -> None:
    batch = note_batch({"text": "I apologised to Ana Ruiz.", "patient_name": "Ana Ruiz"})
    [finding] = analyze_batch(batch, reader=reader)["findings"].to_pylist()[0]
    assert finding["quote"] == "apologised to Ana Ruiz"
    assert finding["redacted_quote"] == "apologised to [patient]"


def test_contacts_are_redacted_too(reader: FakeReader) -> None:
    batch = note_batch({"text": "He rang Ana Ruiz, rang Ana Ruiz.", "patient_name": "Ana Ruiz"})
    contacts = analyze_batch(batch, reader=reader)["contacts"].to_pylist()[0]
    assert [(one["start"], one["quote"]) for one in contacts] == [
        (3, "rang Ana Ruiz"),
        (18, "rang Ana Ruiz"),
    ]
    assert [one["redacted_quote"] for one in contacts] == ["rang [patient]"] * 2


def test_an_alert_goes_to_the_desk_of_the_settings() -> None:
    settings = Settings(alerts={"legal": "Ms Lee"})
    analysed = analyze_batch(note_batch({"text": "My lawyer"}), reader=FakeReader(settings))
    assert analysed["alerts"].to_pylist() == [
        [{"kind": "legal", "route_to": "Ms Lee", "finding": 0}]
    ]


def test_a_note_that_cannot_be_read_leaves_the_rest_analysed(reader: FakeReader) -> None:
    batch = note_batch({"text": "angry"}, {"text": "unreadable secret"}, {"text": "lawyer"})
    analysed = analyze_batch(batch, reader=reader)
    assert analysed["escalation"].to_pylist() == [1, None, 3]
    assert analysed["error"][1].as_py() == "The note could not be analysed (RuntimeError)."
    assert analysed["note_id"].to_pylist() == ["n1", "n2", "n3"]
    assert analysed["model"].to_pylist() == ["fake@1"] * 3


class CountingReader(FakeReader):
    """Remembers how many notes each call had."""

    def __init__(self) -> None:
        super().__init__(Settings())
        self.sizes: list[int] = []

    def read(self, texts: Sequence[str], note_ids: Sequence[str]) -> list[Analysis]:
        self.sizes.append(len(texts))
        return super().read(texts, note_ids)


def test_a_note_that_raises_is_found_by_halves() -> None:
    reader = CountingReader()
    texts = ["angry"] * 256
    texts[100] = "unreadable"
    analysed = analyze_batch(note_batch(*({"text": text} for text in texts)), reader=reader)
    assert [place for place, error in enumerate(analysed["error"].to_pylist()) if error] == [100]
    halves = [128, 64, 32, 16, 8, 4, 2, 1]
    assert sorted(reader.sizes) == sorted([256, *halves, *halves])


UNREADABLE = "The note could not be analysed (RuntimeError)."


@given(st.lists(st.sampled_from(["angry", "lawyer", "unreadable secret"]), max_size=40))
def test_notes_that_raise_are_rejected_wherever_they_stand_and_the_rest_analysed(
    texts: list[str],
) -> None:
    batch = note_batch(*({"text": text} for text in texts))
    analysed = analyze_batch(batch, reader=FakeReader(Settings()))
    escalation = {"angry": 1, "lawyer": 3}
    assert analysed["escalation"].to_pylist() == [escalation.get(text) for text in texts]
    assert analysed["error"].to_pylist() == [
        None if text in escalation else UNREADABLE for text in texts
    ]
    assert analysed["note_id"] == batch["note_id"]


@pytest.mark.skipif(sys.platform == "win32", reason="no alarm on Windows")
def test_a_note_that_takes_too_long_leaves_the_rest_analysed(reader: FakeReader) -> None:
    texts = ["unreadable secret", "endless secret", "lawyer"]
    batch = note_batch(*({"text": text} for text in texts))
    analysed = analyze_batch(batch, reader=reader, time_limit=2)
    assert analysed["escalation"].to_pylist() == [None, None, 3]
    assert analysed["error"].to_pylist() == [
        UNREADABLE,
        "The note took longer than 2 s; see [engine] time_limit_seconds in analyzer.toml.",
        None,
    ]


def test_a_batch_of_which_no_note_can_be_read_is_rejected_note_by_note(reader: FakeReader) -> None:
    analysed = analyze_batch(note_batch(*[{"text": "unreadable"}] * 5), reader=reader)
    assert analysed["error"].to_pylist() == [UNREADABLE] * 5


SPANISH = "La paciente llamó muy molesta porque nadie le devuelve la llamada desde el lunes."
GERMAN = "Die Tochter hat am Telefon geweint, ich habe zugehört und einen Termin angeboten."


class ListeningReader(FakeReader):
    """Remembers what it was given to read."""

    def __init__(self) -> None:
        super().__init__(Settings())
        self.given: list[list[str]] = []

    def read(self, texts: Sequence[str], note_ids: Sequence[str]) -> list[Analysis]:
        self.given.append(list(texts))
        return super().read(texts, note_ids)


def test_a_note_in_another_language_is_not_read_and_the_rest_is_in_one_call() -> None:
    reader = ListeningReader()
    batch = note_batch(
        {"text": "angry"}, {"text": SPANISH}, {"text": "I listened."}, {"text": GERMAN}
    )
    analysed = analyze_batch(batch, reader=reader)
    assert reader.given == [["angry", "I listened."]]
    assert analysed["error"].to_pylist() == [
        None,
        "The note is in Spanish; only English notes are scored.",
        None,
        "The note is in German; only English notes are scored.",
    ]
    assert analysed["escalation"].to_pylist() == [1, None, 0, None]
    assert analysed["note_id"].to_pylist() == ["n1", "n2", "n3", "n4"]
    assert analysed["model"].to_pylist() == ["fake@1"] * 4


def test_a_batch_without_an_english_note_is_told_note_by_note(reader: FakeReader) -> None:
    analysed = analyze_batch(note_batch({"text": SPANISH}, {"text": GERMAN}), reader=reader)
    assert analysed["error"].null_count == 0
    assert analysed["findings"].null_count == 2


def test_a_note_in_another_language_is_told_beside_one_that_cannot_be_read(
    reader: FakeReader,
) -> None:
    batch = note_batch({"text": "unreadable secret"}, {"text": SPANISH}, {"text": "lawyer"})
    analysed = analyze_batch(batch, reader=reader)
    assert analysed["error"].to_pylist() == [
        "The note could not be analysed (RuntimeError).",
        "The note is in Spanish; only English notes are scored.",
        None,
    ]


def test_an_empty_batch_gives_an_empty_analysis(reader: FakeReader) -> None:
    analysed = analyze_batch(note_batch(), reader=reader)
    assert analysed.num_rows == 0
    assert isinstance(analysed, pa.RecordBatch)


def test_a_note_alone_is_read_as_in_a_batch(reader: FakeReader) -> None:
    note = {"note_id": "n1", "text": "angry, I apologised to Ana Ruiz.", "patient_name": "Ana Ruiz"}
    [alone] = analyze_notes([note], reader=reader)
    [in_batch] = analyze_batch(note_batch(note), reader=reader).to_pylist()
    assert pa.RecordBatch.from_pylist([alone | {"source": "export"}], schema=ANALYSIS) == (
        pa.RecordBatch.from_pylist([in_batch], schema=ANALYSIS)
    )
