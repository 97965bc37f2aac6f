import json

import pytest

from analyzer.intake import IntakeError
from analyzer.intake.json_lines import JsonLines

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
                {"id": 7, "note": "a", "agent": True, "mrn": None, "tags": [{"a": 1}]},
                {"id": 7.5, "note": 12, "unknown": None},
            ),
            "a.jsonl",
        )
    )
    first, second = reading.notes
    assert (first["note_id"], first["staff_id"], first["patient_id"]) == ("7", "true", None)
    assert json.loads(first["extra"]) == {"tags": [{"a": 1}]}
    assert (second["note_id"], second["text"], second["extra"]) == ("7.5", "12", None)


def test_keys_that_come_late_are_columns_too(read, export):
    content = lines({"note": "a"}, {"note": "b"}, {"note": "c", "Patient Name": "Ada Fox"})
    assert read(export(content, "a.jsonl")).column("patient_name") == [None, None, "Ada Fox"]


def test_objects_within_a_line_become_columns_and_the_line_stays_as_it_was(export):
    line = '{"note": "a",  "dept": {"name": "North"}, "author": {"id": 7, "name": {"last": "Fox"}}}'
    path = export(f"{line}\n[]\n" + lines({"note": "b", "author": None}), "a.jsonl")
    table = JsonLines(path, "a.jsonl")
    assert table.columns == ["note", "dept name", "author id", "author name last"]
    first, _, last = table.records()
    assert first.values == {
        "note": "a",
        "dept name": "North",
        "author id": 7,
        "author name last": "Fox",
    }
    assert first.raw == line
    assert last.values == {"note": "b"}


def test_nested_authors_and_departments_are_found(read, export):
    note = {
        "note": {"id": 1, "text": "Called."},
        "author": {"id": "S7", "name": "Ada Fox"},
        "department": {"name": "North"},
    }
    (note,) = read(export(lines(note), "a.jsonl")).notes
    fields = ("note_id", "text", "staff_id", "staff_name", "location", "extra")
    assert [note[field] for field in fields] == ["1", "Called.", "S7", "Ada Fox", "North", None]


def test_more_names_than_a_table_has(read, export):
    path = export(lines(*({f"field {n}": "a"} for n in range(20_001))), "a.jsonl")
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == (
        f"{path} holds more than 20,000 names of fields, so it is no list of notes; export it with "
        "one object a note and the same names in each."
    )


def test_lists_beside_the_text_are_no_text(read, export):
    content = lines(
        {"id": 1, "description": "Upset.", "comments": [{"body": "Same here."}]},
        {"id": 2, "description": "Calm.", "comments": []},
    )
    reading = read(export(content, "a.jsonl"))
    assert reading.column("text") == ["Upset.", "Calm."]
    assert json.loads(reading.notes[0]["extra"]) == {"comments": [{"body": "Same here."}]}


NO_JSON = "the line is not valid JSON; export it again or mend it"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"note":', NO_JSON),
        ('{"note": NaN}', NO_JSON),
        ('{"note": "a"} {"note": "b"}', NO_JSON),
        ("[" * 100_000, NO_JSON),
        ('{"note": "n", "size": ' + "9" * 5000 + "}", NO_JSON),
        ("[1, 2]", "the line is not a JSON object; export one object a line"),
        ("null", "the line is not a JSON object; export one object a line"),
        ('{"note": "x", "size": 1e999}', None),
        ('{"note": "half \\ud83d"}', None),
        ('{"note": {"text": "nested"}}', None),
        ('{"other": 1}', None),
    ],
)
def test_bad_lines(export, line, problem):
    path = export(lines({"note": "a"}, line, "", {"note": "z"}), "a.jsonl")
    first, bad, last = JsonLines(path, "a.jsonl").records()
    assert (first.row, first.values) == (1, {"note": "a"})
    assert (bad.row, bad.raw, bad.problem) == (2, line, problem)
    assert bad.values == ({} if problem else json.loads(line))
    assert (last.row, last.values) == (3, {"note": "z"})


def test_bad_lines_are_counted(read, export):
    reading = read(export(lines({"note": "a"}, "{", "[]", {"other": 1}, {"note": "b"}), "a.jsonl"))
    assert reading.column("row") == [1, 5]
    assert (reading.accounting.read, reading.accounting.rejected) == (5, 3)


def test_the_content_goes_before_the_ending(read, export):
    assert read(export(lines({"note": "a"}), "a.csv")).column("text") == ["a"]
    assert read(export("note\na\n", "a.export")).column("text") == ["a"]
    reading = read(export("damaged\n" + lines({"note": "a"}), "a.jsonl"))
    assert reading.column("text") == ["a"]
    assert reading.accounting.rejected == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "{broken\n",
            "a.jsonl holds no line that is a JSON object; export it with one object a line.",
        ),
        (
            '{"id": 1, "comments": [{"author": {"id": 2}, "body": "Called."}]}',
            "a.jsonl holds the notes in lists within its objects; export it with one object a "
            "note.",
        ),
        (
            '{"id": 1, "notes": ["Called.", "Left."]}',
            "a.jsonl holds the notes in lists within its objects; export it with one object a "
            "note.",
        ),
        (
            '{"x": 1, "tags": ["a"], "places": [{"name": "North", "text": 7}]}',
            "a.jsonl has no column that is known to hold the note's text (columns: 1, few "
            "with a usual name; is the first line a header?); "
            "name it under [columns] text in analyzer.toml.",
        ),
        (
            '{"x": 1}',
            "a.jsonl has no column that is known to hold the note's text (columns: 1, few "
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
