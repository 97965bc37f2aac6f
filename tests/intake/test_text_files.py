import codecs
import zipfile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st

from analyzer.intake import IntakeError
from analyzer.intake.archives import unpack
from analyzer.intake.columns import understand
from analyzer.intake.records import Record
from analyzer.intake.source import Source
from analyzer.intake.text_files import open_text_files
from analyzer.settings import Settings


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(tmp_path, folder):
    """Open text files with these contents by name."""

    def opened(files, **sections):
        sources = []
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            sources.append(Source(path, name))
        return open_text_files(sources, Settings(**sections), folder)

    return opened


@pytest.fixture
def values(opened):
    def values(files, **sections):
        records = list(opened(files, **sections).records())
        assert all(record.problem is None for record in records)
        return [dict(record.values) for record in records]

    return values


@pytest.fixture
def record(opened):
    def record(content, name="a.txt", **sections):
        (record,) = opened({name: content}, **sections).records()
        assert record.raw is record.values
        return record

    return record


def test_a_note_a_file_in_the_order_given(opened):
    table = opened({"b.txt": "Called.\n", "notes/a.TXT": "\r\n \r\n  Booked.\r\nTwice. \r\n\r\n"})
    assert table.columns == ["note id", "text", "file name"]
    first = {"note id": "b", "text": "Called.", "file name": "b.txt"}
    second = {"note id": "a", "text": "  Booked.\nTwice.", "file name": "a.TXT"}
    assert list(table.records()) == [
        Record(1, first, first, None, "b.txt"),
        Record(1, second, second, None, "notes/a.TXT"),
    ]
    assert list(table.records()) == list(table.records())


def test_blank_lines_within_a_note_stay(record):
    assert record("\n\nCalled.\n\n\n  Booked.\n\n").values["text"] == "Called.\n\n\n  Booked."


NOTE = "Frau Müller couldn\u2019t wait \u2013 “no”. €40."


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8-sig", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp1252", b""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings(record, encoding, mark, line_end):
    content = line_end.join(["MRN: 17", "Date: 2026-03-14", "", NOTE, "", NOTE, ""])
    assert record(mark + content.encode(encoding)).values == {
        "note id": "a",
        "timestamp": "2026-03-14",
        "patient id": "17",
        "text": f"{NOTE}\n\n{NOTE}",
        "file name": "a.txt",
    }


def test_a_damaged_byte_stays_in_its_place(record):
    assert record("Müller, Jürgen ".encode() + b"\xff!").values["text"] == "Müller, Jürgen \udcff!"


@pytest.mark.parametrize("content", [b"", b"\n \r\n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_an_empty_file_is_a_row(record, content):
    assert record(content) == Record(
        1, values := {"note id": "a", "text": "", "file name": "a.txt"}, values, None, "a.txt"
    )


def test_a_large_file_is_not_read(record, monkeypatch):
    monkeypatch.setattr("analyzer.intake.text_files.find_encoding", None)
    for content, intake, most in [
        ("x" * 2_000_001, {}, "2,000,000"),
        ("x" * 201, {"characters_per_note": 10}, "200"),
    ]:
        values = {"text": "", "file name": "a.txt"}
        assert record(content, intake=intake) == Record(
            1,
            values,
            values,
            f"the file is larger than {most} bytes and so no single note; save one note a file, "
            "or raise [intake] characters_per_note in analyzer.toml",
            "a.txt",
        )


def test_the_largest_file_is_read(record):
    intake = {"characters_per_note": 10}
    assert record("x" * 200, intake=intake).values["text"] == "x" * 200
    with_many = record(b"x" * 16_000_000, intake={"characters_per_note": 10_000_000})
    assert with_many.values["text"] == "x" * 16_000_000


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n\0\0\0", b"\0" * 100]
)
def test_no_text(record, content):
    values = {"text": "", "file name": "a.txt"}
    assert record(content) == Record(
        1,
        values,
        values,
        "the file is not plain text; save the note as plain text (UTF-8)",
        "a.txt",
    )


def test_a_header_goes_before_the_name(values):
    pattern = {"file_name_pattern": "{staff_id}_{timestamp}_{patient_id}_{note_id}"}
    files = {
        "kj_20260314_17_1.txt": "MRN: 18\nCall time: 9:40 AM\n\nCalled.",
        "kj_20260314_17_2.txt": "MRN: \nEncounter: visit\n\nCalled.",
        "kj_20260314_17_3.txt": "Case ID: 5\nAgent: Kim Jones\nClinic:\n\nCalled.",
        "kj_20260314_17_4.txt": "Case ID: 5\nAgent Name: Kim Jones\nRoom 2\n\nCalled.",
        "kj_20260314_17_5.txt": "Case ID: 5\nAgent Name: Kim Jones\nDate: 3/15/2026\n\nCalled.",
    }
    said = {"staff id": "kj", "timestamp": "2026-03-14", "patient id": "17"}
    expected = [
        said | {"patient id": "18", "time": "9:40 AM"},
        said,
        said | {"case id": "5", "staff id": "Kim Jones", "staff name": "Kim Jones"},
        said,
        said | {"case id": "5", "staff name": "Kim Jones", "timestamp": "3/15/2026"},
    ]
    texts = ["Called.", files["kj_20260314_17_2.txt"], "Called.", *list(files.values())[3:4]]
    texts.append("Called.")
    assert values(files, intake=pattern) == [
        one | {"note id": name[-5], "text": text, "file name": name}
        for one, text, name in zip(expected, texts, files, strict=True)
    ]


def test_lines_of_a_header_that_no_field_takes_are_columns_too(values):
    content = "Phone note\nMRN: 17\nPatient Name: Ana Ruiz\nProvider: Lee\nDOB: 1/2/1970\n\nUpset."
    assert values({"a.txt": content}) == [
        {"note id": "a", "DOB": "1/2/1970", "patient id": "17", "patient name": "Ana Ruiz"}
        | {"staff id": "Lee", "staff name": "Lee"}
        | {"text": "Phone note\nUpset.", "file name": "a.txt"}
    ]


def test_one_column_a_field_whatever_the_headers_call_it(opened):
    files = {
        "a.txt": "MRN: 17\nAgent: Kim Jones\nDate: 2026-03-14\n\nCalled.",
        "b.txt": "Patient Number: 18\nStaff ID: kj\nCreated: 2026-03-15\nDate: x\n\nCalled.",
        "c.txt": "Patient: 19\nNote ID: 7\nEmployee Name: Lee\n---\nCalled.",
    }
    table = opened(files)
    found = understand(table.columns, Settings().columns, "notes")
    fields = ["note_id", "patient_id", "patient_name", "staff_id", "staff_name", "timestamp"]
    rows = [[record.values.get(found[field]) for field in fields] for record in table.records()]
    assert rows == [
        ["a", "17", None, "Kim Jones", "Kim Jones", "2026-03-14"],
        ["b", "18", None, "kj", None, "2026-03-15"],
        ["7", "19", "19", "Lee", "Lee", None],
    ]
    assert [record.values.get("Date") for record in table.records()] == [None, "x", None]


def test_columns_are_named_as_the_settings_name_them(opened):
    columns = {"text": "What happened", "staff_id": "Badge", "note_id": "Ref"}
    files = {"a.txt": "MRN: 17\nBADGE: 7\n\nCalled.", "b.txt": "MRN: 17\nAgent: Lee\n\nCalled."}
    table = opened(files, columns=columns)
    assert [record.values for record in table.records()] == [
        {"Ref": "a", "Badge": "7", "patient id": "17"}
        | {"What happened": "Called.", "file name": "a.txt"},
        {"Ref": "b", "Badge": "Lee", "staff name": "Lee", "patient id": "17"}
        | {"What happened": "Called.", "file name": "b.txt"},
    ]
    found = understand(table.columns, Settings(columns=columns).columns, "notes")
    assert found["text"] == "What happened"
    assert found["staff_id"] == "Badge"


def test_a_name_that_does_not_fit_costs_its_note(opened):
    intake = {"file_name_pattern": "{staff_id}_{timestamp}"}
    one, other = opened(
        {"kj.txt": "MRN: 17\nAgent: Lee\n\nCalled.", "kj_20260314.txt": "Called."}, intake=intake
    ).records()
    assert one.problem == (
        "the file's name does not fit [intake] file_name_pattern in analyzer.toml; rename the "
        "file or mend the pattern (dates are written 2026-03-14 or 20260314, with or without a "
        "time such as 0940)"
    )
    assert one.values == {"MRN": "17", "Agent": "Lee", "text": "Called.", "file name": "kj.txt"}
    assert one.raw is one.values
    assert other.problem is None


def test_a_pattern_that_cannot_be_understood(opened):
    with pytest.raises(IntakeError, match=r"^\[intake\] file_name_pattern in analyzer\.toml names"):
        opened({"a.txt": "Called."}, intake={"file_name_pattern": "{staff}"})


def test_two_notes_of_one_name_are_not_one(opened):
    files = {
        "march/1.txt": "Called.",
        "april/1.txt": "Booked.",
        "may/1.txt": "Called.\n",
        "june/1.txt": "MRN: 17\nNote ID: 9\n\nBooked.",
        "july/1.txt": "MRN: 17\nNote ID: 9\n\nAsked.",
    }
    problem = (
        "another file of this name holds another note, so the name is not the note's number; give "
        "each file its own name, or set [intake] file_name_pattern in analyzer.toml to "
        '"{anything}", which numbers the notes by their content'
    )
    records = list(opened(files).records())
    assert [record.problem for record in records] == [None, problem, None, None, None]
    assert records[1].values == {"note id": "1", "text": "Booked.", "file name": "1.txt"}
    records = list(opened(files, intake={"file_name_pattern": "{anything}"}).records())
    assert [record.problem for record in records] == [None] * 5
    assert [record.values.get("note id") for record in records] == [None] * 3 + ["9"] * 2


def test_members_of_archives_by_their_own_names(tmp_path, folder):
    path = tmp_path / "visits: all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("march/kj_1.txt", "Called.")
        archive.writestr("lee_2.txt", "Booked.")
    sources = unpack(Source(path, str(path)), Settings(), folder, frozenset({".txt"}))
    pattern = {"file_name_pattern": "{staff_id}_{note_id}"}
    table = open_text_files(sources, Settings(intake=pattern), folder)
    assert [(r.file, r.values["staff id"], r.values["file name"]) for r in table.records()] == [
        (f"{path}: lee_2.txt", "lee", "lee_2.txt"),
        (f"{path}: march/kj_1.txt", "kj", "kj_1.txt"),
    ]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("a.txt", "a"),
        ("Call: Smith.txt", "Call: Smith"),
        ("v1.2.txt", "v1.2"),
        ("a.txt.gz", "a"),
        ("note 7", "note 7"),
        (".txt", ".txt"),
    ],
)
def test_numbers_by_name(record, name, number):
    assert record("Called.", name).values["note id"] == number


def test_a_file_that_is_gone(tmp_path, folder):
    with pytest.raises(IntakeError, match=r"^a\.txt cannot be read: No such file .* try again\.$"):
        open_text_files([Source(tmp_path / "a.txt", "a.txt")], Settings(), folder)


def test_several_tables_share_a_folder(opened):
    one, other = opened({"a.txt": "Called."}), opened({"b.txt": "Booked."})
    assert [r.values["text"] for t in (one, other) for r in t.records()] == ["Called.", "Booked."]


@with_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200),
    st.sampled_from(["", "{staff_id}_{anything}", "{timestamp}-{note_id}"]),
    st.text(st.characters(exclude_characters="/\0\\", codec="utf-8"), min_size=1, max_size=20),
)
def test_any_file_is_one_row(opened, content, pattern, name):
    table = opened({f"n{name}.txt": content}, intake={"file_name_pattern": pattern})
    (record,) = table.records()
    assert record.row == 1
    assert record.file == f"n{name}.txt"
    assert "text" in record.values
