import json
import random
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.intake import IntakeError
from analyzer.intake.json_documents import open_json
from analyzer.intake.source import Source
from analyzer.settings import Settings

relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

NOTE = {"id": 7, "text": "Called about her results."}
OTHER = {"id": 8, "text": "Thanked us."}
LABEL = {"label": "empathy"}


@pytest.fixture
def opened(tmp_path):
    """Open a document; what is no bytes and no text is written as JSON."""

    def open_(content, **sections):
        path = tmp_path / "notes.json"
        if not isinstance(content, (bytes, str)):
            content = json.dumps(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return open_json([Source(path, "notes.json")], Settings(**sections), tmp_path)

    return open_


def refusal(opened, content, **sections):
    with pytest.raises(IntakeError) as error:
        opened(content, **sections)
    return str(error.value)


def pretty(*notes):
    return "\n".join(json.dumps(note, indent=2) for note in notes)


@pytest.mark.parametrize(
    "content",
    [
        [NOTE, OTHER],
        {"notes": [NOTE, OTHER]},
        {"data": {"items": [NOTE, OTHER], "count": 2}, "status": "ok"},
        {"notes": [NOTE, OTHER], "labels": [LABEL], "empty": [], "sizes": [1, 2]},
        {"v1.notes": [NOTE, OTHER]},
        {"item": {"item": [NOTE, OTHER]}},
        pretty(NOTE, OTHER),
        pretty([NOTE], [OTHER]),
        pretty({"page": 1, "notes": [NOTE]}, {"page": 2, "notes": [OTHER]}),
        json.dumps(NOTE) + json.dumps(OTHER),
        f"\n\n {json.dumps([NOTE, OTHER])} \r\n",
    ],
)
def test_shapes(opened, content):
    table = opened(content)
    assert table.columns == ["id", "text"]
    for _ in range(2):
        first, second = table.records()
        assert (first.row, first.values, first.problem) == (1, NOTE, None)
        assert (second.row, second.values, second.problem) == (2, OTHER, None)
        assert first.raw is first.values


@pytest.mark.parametrize(
    "note", [NOTE, NOTE | {"labels": [LABEL, LABEL]}, {"note": {"text": "Called."}, "labels": [{}]}]
)
def test_a_single_note(opened, note):
    (record,) = opened(note).records()
    assert list(record.values.values()) == [
        inner["text"] if isinstance(inner, dict) else inner for inner in note.values()
    ]


def test_lists_within_the_notes_stay_there(opened):
    note = NOTE | {"comments": [{"text": "Same here."}]}
    assert [record.values for record in opened([note, OTHER]).records()] == [note, OTHER]


def test_objects_within_the_notes_become_columns(opened):
    notes = [
        NOTE | {"author": {"id": "S7", "name": {"full": "Ada Fox"}}},
        OTHER | {"author": None},
    ]
    table = opened(notes)
    assert table.columns == ["id", "text", "author id", "author name full"]
    first, second = table.records()
    assert first.values == NOTE | {"author id": "S7", "author name full": "Ada Fox"}
    assert second.values == OTHER


def test_the_settings_say_which_column_is_the_text(opened):
    content = {"notes": [{"Gesprächsnotiz": "a"}], "other": [{"text": "b"}], "text": "c"}
    (record,) = opened(content, columns={"text": "gesprächsnotiz"}).records()
    assert record.values == {"Gesprächsnotiz": "a"}


def test_a_list_without_a_known_column_is_left_to_the_columns_to_refuse(opened):
    assert opened({"count": 1, "rows": [{"a": 1}]}).columns == ["a"]
    assert opened(pretty({"a": 1, "b": [{"c": 1}]}, {"a": 2})).columns == ["a"]


def test_entries_that_are_no_objects(opened):
    *_, number, nothing, words, inner = opened([NOTE, 5, None, "called", [NOTE]]).records()
    problem = "the entry is not a JSON object; export one object a note"
    assert [r.problem for r in (number, nothing, words, inner)] == [problem] * 4
    assert [r.row for r in (number, nothing, words, inner)] == [2, 3, 4, 5]
    assert (number.raw, words.raw, inner.raw) == (5, "called", [NOTE])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            json.dumps({"message": "Done", "notes": [NOTE]}) + json.dumps(NOTE),
            "notes.json holds the notes in more than one place, the document itself and 'notes'; "
            "export one of them by itself, or name the column of its text under [columns] text in "
            "analyzer.toml.",
        ),
        (
            {"data": {"notes": [NOTE]}, "archive": [NOTE]},
            "notes.json holds the notes in more than one place, 'data.notes' and 'archive'; "
            "export one of them by itself, or name the column of its text under [columns] text in "
            "analyzer.toml.",
        ),
        (
            {"rows": [{"a": 1}], "more": [{"a": 1}]},
            "notes.json holds the notes in more than one place, 'rows' and 'more'; "
            "export one of them by itself, or name the column of its text under [columns] text in "
            "analyzer.toml.",
        ),
        *(
            (
                content,
                f"notes.json holds the notes in more than one place, {places}; "
                "export one of them by itself, or name the column of its text under [columns] text "
                "in analyzer.toml.",
            )
            for content, places in [
                (
                    {"march": [NOTE], "april": [NOTE], "may": [NOTE]},
                    "3 lists of objects",
                ),
                ({"Ada Fox": [NOTE], "Ben": [NOTE]}, "2 lists of objects"),
                ({"data": {"Ada": [NOTE]}, "notes": [NOTE]}, "2 lists of objects"),
                ({"Notes": [NOTE], "other_notes": [NOTE]}, "'Notes' and 'other_notes'"),
                (
                    NOTE | {"Ada Fox": [NOTE]},
                    "the document itself and 1 list of objects",
                ),
                (
                    NOTE | {"comments": [{"body": "a"}], "thread": [OTHER]},
                    "the document itself and 2 lists of objects",
                ),
                (
                    {"note": "Upset.", "parts": [{"text": "a"}]},
                    "the document itself and 'parts'",
                ),
                (
                    NOTE | {"thread": [OTHER]},
                    "the document itself and 'thread'",
                ),
            ]
        ),
        (
            {"P0101": [NOTE], "P0102": [NOTE]},
            "notes.json holds the notes in more than one place, 2 lists of objects; "
            "export one of them by itself, or name the column of its text under [columns] text in "
            "analyzer.toml.",
        ),
        (
            {"patients": [{"mrn": 1, "notes": [NOTE]}]},
            "notes.json holds the notes in lists within another list; export them as one list "
            "with one object a note.",
        ),
        (
            [{"mrn": 1, "notes": ["Called.", "Left."]}],
            "notes.json holds the notes in lists within another list; export them as one list "
            "with one object a note.",
        ),
        (
            [[NOTE], [OTHER]],
            "notes.json holds the notes in lists within another list; export them as one list "
            "with one object a note.",
        ),
        ("[]", "notes.json holds no JSON object; export it as a list with one object a note."),
        ("17", "notes.json holds no JSON object; export it as a list with one object a note."),
        ("", "notes.json breaks off; export it again."),
        (" \n", "notes.json breaks off; export it again."),
        ("[{", "notes.json breaks off; export it again."),
        (json.dumps([NOTE, OTHER])[:-4], "notes.json breaks off after note 1; export it again."),
        (json.dumps([NOTE])[:-1], "notes.json breaks off after note 1; export it again."),
        ("damaged", "notes.json is not valid JSON; export it again."),
        ('[{"text": NaN}]', "notes.json is not valid JSON; export it again."),
        (
            json.dumps([NOTE, OTHER]) + " and more",
            "notes.json is not valid JSON after note 2; export it again.",
        ),
        (
            '{"text": "a"},{"text": "b"}',
            "notes.json is not valid JSON after note 1; export it again.",
        ),
        (
            '[{"text": "a"}, {"size": 1e99999999999999999999}]',
            "notes.json holds a value that cannot be read after note 1 (InvalidOperation); "
            "export it again.",
        ),
        (
            f'[{{"size": {"9" * 641}}}]',
            "notes.json holds a number of more than 640 digits, so it may be damaged; "
            "export it again.",
        ),
        (
            "[" * 101,
            "notes.json holds objects or lists more than 100 deep in one another, so it is no "
            "list of notes; export it with one object a note.",
        ),
        (
            '{"a":' * 1_000_000,
            "notes.json holds objects or lists more than 100 deep in one another, so it is no "
            "list of notes; export it with one object a note.",
        ),
        (
            {str(number): {"text": "a"} for number in range(20_000)},
            "notes.json holds more than 20,000 names of fields, so it is no list of notes; "
            "export it with one object a note and the same names in each.",
        ),
        (
            '[{"text": "' + "x" * 17_000_000,
            "notes.json holds a value of more than 16,777,216 bytes, so it is no list of notes; "
            "export it with one object a note.",
        ),
        (
            '[{"text": "' + '\\"' * 9_000_000,
            "notes.json holds a value of more than 16,777,216 bytes, so it is no list of notes; "
            "export it with one object a note.",
        ),
        (
            '[{"sizes": [' + '"12345678", ' * 1_700_000 + "0]}]",
            "notes.json holds an object of more than 16,777,216 bytes, so it is no list of notes; "
            "export it with one object a note.",
        ),
    ],
)
def test_documents_that_cannot_be_read(opened, content, message):
    assert refusal(opened, content) == message


def test_a_list_of_notes_goes_before_the_object_that_only_has_a_message(opened):
    table = opened({"message": "Done", "status": 200, "notes": [NOTE, OTHER]})
    assert [record.values for record in table.records()] == [NOTE, OTHER]


@pytest.mark.parametrize("write", [pretty, lambda *notes: json.dumps(notes)])
def test_a_note_goes_before_the_lists_in_it(opened, write):
    note = {"id": 1, "note": "Pt upset 1", "attachments": [{"description": "scan"}]}
    table = opened(write(note, note | {"comments": [{"body": "a"}]}))
    assert [record.values["note"] for record in table.records()] == ["Pt upset 1"] * 2
    assert table.columns == ["id", "note"]
    (record,) = opened(note).records()
    assert record.values == note


def test_the_settings_say_whether_the_note_or_a_list_in_it_is_meant(opened):
    content = NOTE | {"thread": [{"id": 1, "body": "a"}, {"id": 2, "body": "b"}]}
    assert len(list(opened(content, columns={"text": "text"}).records())) == 1
    assert len(list(opened(content, columns={"text": "body"}).records())) == 2


def test_more_notes_than_the_settings_allow(opened):
    sections = {"intake": {"rows_per_file": 2}}
    assert len(list(opened([NOTE, OTHER], **sections).records())) == 2
    assert refusal(opened, [NOTE] * 3, **sections) == (
        "notes.json has more than 2 rows; export fewer days at a time, or raise [intake] "
        "rows_per_file in analyzer.toml."
    )


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"", "utf-8-sig"),
        (BOM_UTF16_LE, "utf-16-le"),
        (BOM_UTF16_BE, "utf-16-be"),
        (b"", "cp1252"),
    ],
)
def test_encodings(opened, mark, encoding):
    note = {"text": "Café “Zoë” naïve"}
    content = mark + json.dumps([note] * 3, ensure_ascii=False).encode(encoding)
    assert [record.values for record in opened(content).records()] == [note] * 3


def test_bytes_that_are_no_characters_cost_themselves_alone(opened):
    content = '[{"text": "Zoë sah Bär und Löwe ?"}]'.encode().replace(b"?", b"\xff")
    (record,) = opened(content).records()
    assert record.values == {"text": "Zoë sah Bär und Löwe \ufffd"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\ud83d\ude00 \uD83D\uDE00", "😀 😀"),
        (r"half \ud83d", "half \ufffd"),
        (r"half \uDE00", "half \ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd😀"),
        (r"\\ud83d \\\ud83d", "\\ud83d \\\ufffd"),
        (r"caf\u00e9 \"\u0041\"", 'café "A"'),
    ],
)
def test_escaped_characters(opened, written, read):
    (record,) = opened(f'[{{"text": "{written}"}}]').records()
    assert record.values == {"text": read}


def test_escapes_across_blocks(opened):
    texts = ["x" * fill + r"\ud83d\ude00 \\ \" \ud83d" for fill in range(40)]
    notes = ",".join(f'{{"text": "{text * 2_000}"}}' for text in texts)
    for record, text in zip(opened(f"[{notes}]").records(), texts, strict=True):
        once = "x" * text.count("x") + '😀 \\ " \ufffd'
        assert record.values["text"] == once * 2_000


def test_numbers(opened):
    written = '[{"text": "a", "numbers": [1, -0, 2.50, 1e3, 18446744073709551616, 0.1, 1e999]}]'
    (record,) = opened(written).records()
    assert record.values["numbers"] == [1, 0, 2.5, 1000.0, 2**64, 0.1, float("inf")]


def test_one_line_of_many_notes(opened):
    notes = [NOTE | {"id": number, "filler": "x" * 20_000} for number in range(1_000)]
    assert sum(record.values["id"] for record in opened(notes).records()) == 499_500


def test_the_system_says_why_it_cannot_read(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        open_json([Source(tmp_path / "none.json", "none.json")], Settings(), tmp_path)


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
NOTES = st.lists(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), SCALARS | st.lists(SCALARS, max_size=3)
    ).map(lambda note: note | {"text": "Called."}),
    min_size=1,
    max_size=5,
)
WRITERS = [
    lambda notes: json.dumps(notes),
    lambda notes: json.dumps(notes, ensure_ascii=False, indent=1),
    lambda notes: json.dumps({"data": {"notes": notes, "total": 3}}),
    lambda notes: pretty(*notes),
]


@relaxed
@given(notes=NOTES, write=st.sampled_from(WRITERS))
def test_notes_read_back(opened, notes, write):
    records = list(opened(write(notes), columns={"text": "text"}).records())
    assert [record.values for record in records] == notes
    assert [record.row for record in records] == list(range(1, len(notes) + 1))


@relaxed
@given(st.binary() | st.text('[]{}",:0e-.nultrfase\\ \n').map(str.encode))
def test_any_bytes(opened, content):
    try:
        records = list(opened(content).records())
    except IntakeError:
        return
    assert records


def test_damage(opened):
    chance = random.Random(1)
    whole = json.dumps({"notes": [NOTE | {"name": "Zoë", "n": n} for n in range(30)]}).encode()
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(chance.choice([1, 5, 50])):
            position = chance.randrange(len(content))
            change = chance.randrange(4)
            if change == 0:
                content[position] = chance.randrange(256)
            elif change == 1:
                del content[position : position + chance.randrange(1, 100)]
            else:
                content.insert(position, chance.choice(b'"\0\n,{}[]\\\xff\xe99'))
        try:
            table = opened(bytes(content))
        except IntakeError:
            continue
        for record in table.records():
            assert record.problem or set(record.values) <= set(table.columns)
