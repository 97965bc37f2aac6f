import json

import pytest

from analyzer.intake import IntakeError

# A note in the form of the annotated corpus.
ANNOTATED = {
    "note_id": "T01-001",
    "timestamp": "2026-03-02T08:12:00",
    "staff_id": "T01-S3",
    "role": "front desk",
    "channel": "phone",
    "location": "Front desk",
    "patient_id": "T01-P0101",
    "text": "mom called, 4yr WCC. booked 4/2 9:40 Lindqvist.",
    "findings": [{"label": "resolve", "status": "done", "quote": "booked 4/2 9:40 Lindqvist"}],
    "sentiment_start": 0,
    "sentiment_end": 0,
    "escalation": 0,
    "outcome": "resolved",
    "experience": "neutral",
    "themes": [],
    "phi": [{"type": "DATE", "quote": "4/2"}],
}


def lines(*objects):
    return "\n".join(json.dumps(o) if not isinstance(o, str) else o for o in objects) + "\n"


def test_annotated_notes_are_read_and_their_labels_kept(read, export):
    (note,) = read(export(lines(ANNOTATED), "corpus.jsonl")).notes
    for field in ("note_id", "staff_id", "role", "channel", "location", "patient_id", "text"):
        assert note[field] == ANNOTATED[field]
    assert note["timestamp"].isoformat() == ANNOTATED["timestamp"]
    labels = {
        key: ANNOTATED[key]
        for key in (
            "findings",
            "sentiment_start",
            "sentiment_end",
            "escalation",
            "outcome",
            "experience",
            "themes",
            "phi",
        )
    }
    assert json.loads(note["extra"]) == labels


def test_values_of_other_types(read, export):
    reading = read(
        export(
            lines(
                {"id": 7, "note": "a", "agent": True, "mrn": None, "dept": {"name": "North"}},
                {"id": 7.5, "note": 12, "unknown": None},
            ),
            "a.jsonl",
        )
    )
    first, second = reading.notes
    assert (first["note_id"], first["staff_id"], first["patient_id"]) == ("7", "true", None)
    assert first["location"] is None
    assert json.loads(first["extra"]) == {"dept": {"name": "North"}}
    assert (second["note_id"], second["text"], second["extra"]) == ("7.5", "12", None)


def test_keys_that_come_late_are_columns_too(read, export):
    content = lines({"note": "a"}, {"note": "b"}, {"note": "c", "Patient Name": "Ada Fox"})
    assert read(export(content, "a.jsonl")).column("patient_name") == [None, None, "Ada Fox"]


def test_bad_lines(read, export):
    content = lines(
        {"note": "a"},
        '{"note": ',
        "[1, 2]",
        '{"note": NaN}',
        '{"note": "x", "size": 1e999}',
        "[" * 100_000,
        '{"note": "half \\ud83d"}',
        '{"note": "nul \\u0000"}',
        '{"note": {"text": "nested"}}',
        '{"note": "  "}',
        '{"other": 1}',
        '{"note": "n", "size": ' + "9" * 5000 + "}",
        "",
        {"note": "z"},
    )
    reading = read(export(content, "a.jsonl"))
    assert reading.column("text") == ["a", "z"]
    assert reading.column("row") == [1, 13]
    assert reading.reasons == {
        "not valid JSON": 4,
        "not a JSON object": 1,
        "it holds a value that JSON cannot keep": 1,
        "it holds bytes that are no characters, so it may be damaged": 1,
        "it holds NUL characters, so it may be damaged": 1,
        "the text is empty": 3,
    }
    assert reading.accounting.read == 13


def test_the_content_goes_before_the_ending(read, export):
    assert read(export(lines({"note": "a"}), "a.csv")).column("text") == ["a"]
    assert read(export("note\na\n", "a.export")).column("text") == ["a"]
    reading = read(export("damaged\n" + lines({"note": "a"}), "a.jsonl"))
    assert reading.column("text") == ["a"]
    assert reading.accounting.rejected == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{broken\n", "a.jsonl holds no line that is a JSON object."),
        (
            '[{"note": "a"}]',
            "a.jsonl holds one JSON list; export it with one JSON object a line.",
        ),
        (
            '{"x": 1}',
            "a.jsonl has no column that is known to hold the note's text (columns: 1, none "
            "with a usual name; is the first line a header?); "
            "name it under [columns] text in analyzer.toml.",
        ),
    ],
)
def test_files_that_cannot_be_read(read, export, content, message):
    path = export(content, "a.jsonl")
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == message.replace("a.jsonl", str(path))
