import pyarrow as pa
import pytest
from fake_reader import FakeReader, note_batch

from analyzer.engines.batch import analyze_batch, analyze_notes
from analyzer.schema import ANALYSIS, PASSED_THROUGH
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
    sentence = analysed["error"][1].as_py()
    assert sentence == "The note could not be analysed (RuntimeError)."
    assert analysed["note_id"].to_pylist() == ["n1", "n2", "n3"]
    assert analysed["model"].to_pylist() == ["fake@1"] * 3


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
