import random
from pathlib import Path

import pytest
from excel_files import save
from zoo import EXPORTS
from zoo.notes import invented

from analyzer.intake import IntakeError
from analyzer.intake.formats import ARCHIVES, ENDINGS, FORMATS, format_of
from analyzer.intake.source import Source
from analyzer.settings import Settings

TABLE_ENDINGS = (
    ".csv, .fhir, .hl7, .json, .jsonl, .ndjson, .parquet, .tab, .tsv, .txt, .xlsm, .xlsx"
)
NOTES = [invented(number) for number in (1, 2)]
DOCUMENT = b'{"resourceType": "Bundle", "type": "collection", "entry": []}'
MESSAGE = b"MSH|^~\\&|EHR\r"


def test_every_formats_ending_is_read_in_a_folder():
    assert {*(e for format in FORMATS for e in format.endings), *ARCHIVES} == ENDINGS
    assert {".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".ndjson", ".parquet", ".txt"} <= ENDINGS
    assert {".hl7", ".fhir", ".gz", ".zip"} <= ENDINGS
    assert len({format.name for format in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize(
    ("name", "content", "format"),
    [
        ("a.csv", b"note\na\n", "CSV or TSV"),
        ("a.export", b"note\na\n", "CSV or TSV"),
        ("a.tsv", "id\tnote\n1\ta\n".encode("utf-16"), "CSV or TSV"),
        ("a.txt", b"MRN,Note\n1,Called.\n2,Came.\n", "CSV or TSV"),
        ("a.txt", b"Called, was upset.\n", "text files"),
        ("a.json", b'[{"note": "a"}]', "JSON"),
        ("a.csv", b'\xef\xbb\xbf [{"note": "a"}]', "JSON"),
        ("a.jsonl", b'[{"note": "a"}]', "JSON"),
        ("a.json", b'{"note": "a"}', "JSON"),
        ("a.json", b'{"note": "a"}\n{"note": "b"}\n', "JSON Lines"),
        ("a.csv", b'{"note": "a"}\r\n{"note": "b"}', "JSON Lines"),
        ("a.json", b'{\n "note": "a"\n}\n{\n "note": "b"\n}\n', "JSON"),
        ("a.jsonl", b'{"note": "a"}\n', "JSON Lines"),
        ("a.ndjson", b'damaged\n{"note": "a"}\n', "JSON Lines"),
        ("a.json", DOCUMENT, "FHIR"),
        ("a.ndjson", DOCUMENT, "FHIR"),
        ("a.fhir", DOCUMENT, "FHIR"),
        ("a.txt", DOCUMENT, "FHIR"),
        ("a.hl7", MESSAGE, "HL7 v2"),
        ("a.txt", b"\x0bMSH|^~\\&|EHR|CLINIC|QUALITY|CLINIC|20260302\r\x1c\r", "HL7 v2"),
        ("a.dat", b"FHS|^~\\&|EHR\r" + MESSAGE, "HL7 v2"),
        ("a.csv", b"MSHA,note\n1,a\n", "CSV or TSV"),
        ("a.csv", b"PAR1 and the rest", "Parquet"),
        ("a.parquet", b"no parquet", "Parquet"),
    ],
)
def test_the_content_goes_before_the_ending(tmp_path, name, content, format):
    path = tmp_path / name
    path.write_bytes(content)
    assert format_of(Source(path, name), Settings()).name == format


def test_a_workbook_is_known_by_its_content(tmp_path):
    path = save(tmp_path / "a.xlsx", {"Notes": [["note"], ["a"]]}).rename(tmp_path / "a.csv")
    assert format_of(Source(path, "a.csv"), Settings()).name == "Excel workbook"


def test_the_chosen_text_makes_a_table_of_a_text_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("ID;Notiz\n1;rief an\n2;kam vorbei\n")
    source = Source(path, "a.txt")
    assert format_of(source, Settings()).name == "text files"
    assert format_of(source, Settings(columns={"text": "Notiz"})).name == "CSV or TSV"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"PK\x03\x04 and the rest", "is a damaged archive (BadZipFile); export or copy it again"),
        (b"\x1f\x8b and the rest", "is a damaged archive (BadGzipFile); export or copy it again"),
        (
            b"%PDF-1.7 and the rest of a page",
            f"is a PDF document; export the notes as one of {TABLE_ENDINGS}",
        ),
        (
            b"\x89PNG\r\n\x1a\n and the rest",
            f"is a picture; export the notes as one of {TABLE_ENDINGS}",
        ),
        (
            b"{\\rtf1 Called.}",
            f"is one RTF document; export the notes as one of {TABLE_ENDINGS}",
        ),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?><notes/>',
            f"is an XML document; export the notes as one of {TABLE_ENDINGS}",
        ),
        (
            b"\n<!DOCTYPE html><html><body>Log in</body></html>",
            f"is a web page; export the notes as one of {TABLE_ENDINGS}",
        ),
        (
            random.Random(1).randbytes(10_000),
            f"is no text file; export the notes as one of {TABLE_ENDINGS}",
        ),
    ],
)
def test_files_of_no_format_that_is_read(read, export, content, complaint):
    path = export(content)
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == f"{path} {complaint}."


@pytest.mark.parametrize("content", ["", "\n \r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["visits.csv", "visits.jsonl", "visits.hl7"])
def test_empty_files(read, export, content, encoding, name):
    path = export(content, name, encoding)
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == f"{path} is empty; export it again."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "column 'text' is empty; put the note's text there"),
        (" \n".encode("utf-16"), "column 'text' is empty; put the note's text there"),
        (b"\x00\x01\x02\x03", "the file is not plain text; save the note as plain text (UTF-8)"),
    ],
)
def test_a_text_file_that_holds_no_note_is_a_row_to_reject(read, export, content, reason):
    export("Called.", "a.txt")
    export(content, "b.txt")
    reading = read(export("Booked.", "c.txt").parent)
    assert reading.column("text") == ["Called.", "Booked."]
    assert reading.reasons == {reason: 1}


@pytest.mark.parametrize("text", ["[interpreter used] Called.", "{she} was upset", "[ ] booked"])
def test_a_note_that_begins_with_a_bracket_is_no_json(read, export, text):
    assert read(export(text, "a.txt")).column("text") == [text]


@pytest.mark.parametrize("content", ["note,agent\n", "note", "note,agent\n,\n\n"])
def test_header_only(read, export, content):
    path = export(content)
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == f"{path} holds a header and no rows; export it again."


def test_a_folder_in_place_of_a_file_within_a_pattern_is_opened(read, export, tmp_path):
    (tmp_path / "week").mkdir()
    export("note\na\n", "week/monday.csv")
    assert read(tmp_path / "w*").column("text") == ["a"]


# Text files are told from tables by their ending, and standard input has none.
PIPED = [name for name, write in EXPORTS.items() if write.__module__ != "zoo.texts"]


@pytest.mark.parametrize("name", [*PIPED, "zip of text files"])
def test_every_format_is_read_from_standard_input(read, standard_input, tmp_path, name):
    path: Path = EXPORTS[name](NOTES, tmp_path)
    files = [path] if path.is_file() else sorted(path.iterdir())
    if len(files) > 1:  # FHIR's bulk data: one file a type, which may stand in one
        content = b"\n".join(file.read_bytes() for file in files)
    else:
        content = files[0].read_bytes()
    standard_input(content)
    reading = read("-")
    assert sorted(reading.column("note_id")) == ["1", "2"]
    assert {note["patient_id"] for note in reading.notes} == {"P1"}
    assert all(file.startswith("standard input") for file in reading.column("file"))
    assert reading.reasons == {}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(read, export, encoding):
    assert read(export("note\nNo mark, señora.\n".encode(encoding))).column("text") == [
        "No mark, señora."
    ]


def test_a_resource_within_a_note_is_no_fhir(read, export):
    line = '{"note": "Called.", "source": {"resourceType": "Encounter"}}\n'
    assert read(export(line, "a.jsonl")).column("text") == ["Called."]


@pytest.mark.parametrize(
    "text", ["BHS: pt called, upset.", "MSH ER, she waited", "MSH| she waited"]
)
def test_a_note_that_begins_as_a_segment_is_no_message(read, export, text):
    assert read(export(text, "a.txt")).column("text") == [text]
