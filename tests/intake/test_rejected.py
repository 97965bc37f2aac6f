"""The rows that a run rejected, mended in rejects.csv and read again."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from excel_files import save
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zoo import fhir, hl7

from analyzer.intake import IntakeError, Rejects, read_notes
from analyzer.intake.rejected import is_rejects, rejected_rows
from analyzer.intake.source import Source
from analyzer.settings import Settings

Row = dict[str, str]
HEADER = ["file", "row", "reason", "raw"]
NOTE = {
    "note_id": "7",
    "timestamp": "2026-03-02T09:40:00-05:00",
    "staff_id": "S7",
    "staff_name": "Kim Poe",
    "role": "nurse",
    "channel": "phone",
    "location": "North",
    "patient_id": "P1",
    "patient_name": "Ana Ruiz",
    "case_id": "C1",
    "text": "Called about the result.",
}


def as_csv(rows: list[Row], delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Rows of rejects as a spreadsheet saves them."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, HEADER, delimiter=delimiter, quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


class Mending:
    """What a run rejects, and what a second run reads of it."""

    def __init__(self, folder: Path, read: Callable[..., Any]) -> None:
        self.folder = folder
        self._read = read

    def rejects(self, *paths: Path, **sections: dict[str, Any]) -> list[Row]:
        """The rows of the rejects that some exports have."""
        path = self.folder / "rejects.csv"
        self._read(*paths, rejects_path=path, **sections)
        return self.rows_of(path)

    def again(
        self, rows: list[Row], delimiter: str = ",", encoding: str = "utf-8-sig", **sections: Any
    ) -> Any:
        """Save rows of rejects under another name, and read them."""
        path = self.folder / "mended.csv"
        path.write_bytes(as_csv(rows, delimiter).encode(encoding))
        return self._read(path, rejects_path=self.folder / "again.csv", **sections)

    @property
    def rejected_again(self) -> list[Row]:
        return self.rows_of(self.folder / "again.csv")

    def rows_of(self, path: Path) -> list[Row]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def mending(tmp_path, read):
    return Mending(tmp_path, read)


def mended(row: Row, **values: object) -> Row:
    """A row of rejects with other values in its raw object; None takes one out."""
    raw = json.loads(row["raw"]) | {name.replace("_", " "): v for name, v in values.items()}
    return row | {"raw": json.dumps({name: v for name, v in raw.items() if v is not None})}


NOT_PLACED = (
    "the row still has a value under 'no column'; put it under the column where it belongs, and "
    "take 'no column' out"
)
CSV = """\
Note ID,Date,Agent,Comments,Bed
1,soon,S1,Called.,4
2,2026-03-02,S2,,5
3,2026-03-02,S3,fine,6
4,2026-03-02,S4,so, she left,7
5,2026-03-02
6,2026-03-02,S6,"said "no" twice",9
"""


def test_rows_of_csv(mending, export):
    path = export(CSV)
    date, text, many, few, quote = rejects = mending.rejects(path)
    assert [row["row"] for row in rejects] == ["1", "2", "4", "5", "6"]
    reading = mending.again(
        [
            mended(date, Date="2026-03-01"),
            mended(text, Comments="mended"),
            mended(many, Comments="so, she left", Bed="7", no_column=None),
            mended(few, Comments="Booked.", no_column=None),
            mended(quote, Note_ID="6", Comments='said "no" twice', no_column=None),
        ]
    )
    assert reading.reasons == {}
    assert reading.column("note_id") == ["1", "2", "4", "5", "6"]
    assert reading.column("text") == [
        "Called.",
        "mended",
        "so, she left",
        "Booked.",
        'said "no" twice',
    ]
    assert reading.column("timestamp")[:2] == [datetime(2026, 3, 1), datetime(2026, 3, 2)]
    assert reading.column("staff_id")[0] == "S1"
    assert json.loads(reading.column("extra")[2]) == {"Bed": "7"}
    assert set(reading.column("file")) == {f"{mending.folder / 'mended.csv'} ({path})"}
    assert reading.column("row") == [1, 2, 3, 4, 5]


def test_rows_that_are_not_mended_are_rejected_again(mending, export):
    rejects = mending.rejects(export(CSV))
    reading = mending.again(rejects)
    assert reading.notes == []
    date, text, *not_whole = [row["reason"] for row in mending.rejected_again]
    assert [date, text] == [row["reason"] for row in rejects[:2]]
    assert not_whole == [NOT_PLACED] * 3
    # and they stand there as before, so that they can be mended the next time
    assert [json.loads(row["raw"]) for row in mending.rejected_again] == [
        json.loads(row["raw"]) for row in rejects
    ]


def test_rows_are_mended_one_after_another(mending, export):
    rejects = mending.rejects(export(CSV))
    mending.again([mended(rejects[0], Date="2026-03-01"), *rejects[1:]])
    left = mending.rejected_again
    assert len(left) == 4
    reading = mending.again([mended(left[0], Comments="mended"), *left[1:]])
    assert reading.column("text") == ["mended"]
    assert reading.accounting.rejected == 3


def test_lines_of_json(mending, export):
    lines = [
        '{"id": 1, "note": {"text": ""}, "author": {"id": "S1", "name": "Kim Poe"}}',
        '{"id": 2, "note": {"text": "fine"}}',
        '{"id": 3, "note": {"text": "broken"}',
        "[4]",
    ]
    empty, broken, no_object = rejects = mending.rejects(export("\n".join(lines), "a.jsonl"))
    reading = mending.again(
        [
            empty | {"raw": empty["raw"].replace('""', '"mended"')},
            broken | {"raw": json.loads(broken["raw"]) + "}"},
            no_object,
        ]
    )
    assert reading.column("text") == ["mended", "broken"]
    assert reading.column("note_id") == ["1", "3"]
    assert reading.column("staff_name") == ["Kim Poe", None]
    assert list(reading.reasons) == [no_object["reason"]]
    reading = mending.again([mended(empty, id=9), broken])
    assert [row["reason"] for row in mending.rejected_again] == [
        empty["reason"],
        "the line is not a JSON object; export one object a line",
    ]
    assert [row["reason"] for row in rejects] == [
        empty["reason"],
        "the line is not valid JSON; export it again or mend it",
        "the line is not a JSON object; export one object a line",
    ]


def test_rows_of_a_workbook(mending, tmp_path):
    rows = [
        ["Note ID", "Date", "Comments"],
        [1, datetime(2026, 3, 2, 9, 40), None],
        [2, datetime(2026, 3, 2, 9, 40), '=A1&" called"'],
        [3, datetime(2026, 3, 2, 9, 40), "fine"],
    ]
    path = save(tmp_path / "visits.xlsx", {"Notes": rows})
    empty, formula = rejects = mending.rejects(path)
    reading = mending.again(
        [mended(empty, Comments="mended"), mended(formula, Comments="she called")]
    )
    assert reading.column("text") == ["mended", "she called"]
    assert reading.column("note_id") == ["1", "2"]
    assert reading.column("timestamp") == [datetime(2026, 3, 2, 9, 40)] * 2
    mending.again(rejects)
    assert [row["reason"] for row in mending.rejected_again] == [
        "column 'Comments' is empty; put the note's text there",
        "column 'Comments' holds a formula; copy the column and paste it as values",
    ]
    assert [row["reason"] for row in rejects] == [row["reason"] for row in mending.rejected_again]


def test_messages_of_hl7(mending, export):
    message = "\r".join(hl7.document(NOTE))
    cancels = message.replace("MDM^T02^MDM_T02", "MDM^T11^MDM_T01").replace("|7|P|", "|8|P|")
    without = "\r".join(hl7.document(NOTE | {"note_id": "9"})[:-1])
    path = export(f"{cancels}\r{without}\r", "notes.hl7")
    first, second = mending.rejects(path)
    assert json.loads(first["raw"]) == cancels
    reading = mending.again(
        [
            first | {"raw": message},  # pasted as it is
            second | {"raw": json.dumps(json.loads(second["raw"]) + "\rOBX|1|TX|NOTE||Booked.")},
        ]
    )
    assert reading.reasons == {}
    assert reading.column("text") == [NOTE["text"], "Booked."]
    assert reading.column("note_id") == ["7", "9"]
    assert reading.column("patient_name") == ["Ana Ruiz"] * 2
    reading = mending.again([first, second])
    assert [row["reason"] for row in mending.rejected_again] == [first["reason"], second["reason"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_message_may_be_pasted_with_any_line_ends(mending, end):
    raw = end.join(hl7.document(NOTE))
    row = {"file": "notes.hl7", "row": "1", "reason": "as before", "raw": raw}
    assert mending.again([row]).column("text") == [NOTE["text"]]
    assert mending.again([row | {"raw": json.dumps(raw)}]).column("text") == [NOTE["text"]]


def test_the_note_of_a_message_is_mended_by_its_columns(mending, export):
    message = "\r".join(hl7.document(NOTE | {"text": "Called. " * 9}))
    path = export(message, "notes.hl7")
    (row,) = mending.rejects(path, intake={"characters_per_note": 50})
    assert json.loads(row["raw"])["patient name"] == "Ana Ruiz"
    reading = mending.again([mended(row, text="Called.")])
    assert reading.column("text") == ["Called."]
    assert reading.column("note_id") == ["7"]
    assert reading.column("utc_offset_minutes") == [-300]


def test_resources_of_fhir(mending, tmp_path):
    folder = fhir.bulk_data([NOTE, NOTE | {"note_id": "8"}], tmp_path)
    file = folder / "Communication.ndjson"
    first, second = map(json.loads, file.read_text().splitlines())
    del first["payload"]
    file.write_text(f"{json.dumps(first)}\n{json.dumps(second)}\n")
    (row,) = mending.rejects(folder)
    assert json.loads(row["raw"])["resourceType"] == "Communication"
    payload = [{"contentString": "Booked."}]
    reading = mending.again([mended(row, payload=payload)])
    assert reading.column("text") == ["Booked."]
    assert reading.column("note_id") == ["7"]
    # beside the export, the people that the resource refers to are found again
    with Rejects() as rejects:
        batches = list(read_notes([folder, mending.folder / "mended.csv"], Settings(), rejects, 9))
    notes = {note["note_id"]: note for batch in batches for note in batch.to_pylist()}
    assert notes["7"]["patient_name"] == "Ana Ruiz"
    assert notes["7"]["file"] == f"{mending.folder / 'mended.csv'} ({file})"
    mending.again([row])
    assert [again["reason"] for again in mending.rejected_again] == [row["reason"]]


def test_rows_of_several_files(mending, export):
    visits = export("Note ID,Comments\n1,\n", "visits.csv")
    calls = export("Call notes;Agent;No.\n;S1;\n", "calls.csv")
    portal = export('{"id": 3, "body": ""}\n{"id": 4, "body": "fine"}\n', "portal.jsonl")
    message = "\r".join(hl7.document(NOTE)[:-1])
    documents = export(message, "notes.hl7")
    rejects = mending.rejects(visits, calls, portal, documents)
    names = {"visits.csv": "Comments", "calls.csv": "Call_notes", "portal.jsonl": "body"}
    rows = [
        mended(row, **{names[Path(row["file"]).name]: "mended"})
        if Path(row["file"]).name in names
        else row | {"raw": f"{message}\rOBX|1|TX|NOTE||mended"}
        for row in rejects
    ]
    # as they may stand after sorting
    reading = mending.again([rows[2], rows[3], rows[0], rows[1]])
    assert reading.column("text") == ["mended"] * 4
    mended_csv = mending.folder / "mended.csv"
    assert reading.column("file") == [
        f"{mended_csv} ({path})" for path in (portal, documents, visits, calls)
    ]
    assert reading.reasons == {}


def test_another_version_does_not_come_back_by_itself(mending, export):
    path = export("Number,When,Comments\n7,2026-03-02,old\n7,2026-03-03,new\n8,,\n")
    columns = {"note_id": "Number", "staff_id": "", "text": "Comments"}
    empty, version = rejects = mending.rejects(path, columns=columns)
    reading = mending.again(rejects, columns=columns)
    assert reading.notes == []
    assert [row["reason"] for row in mending.rejected_again] == [
        "column 'Comments' is empty; put the note's text there",
        "another version stands in the place of this row; if it is another note, give it a number "
        "of its own and take 'another version' out",
    ]
    rows = [mended(empty, Comments="x"), mended(version, Number="9", another_version=None)]
    reading = mending.again(rows, columns=columns)
    assert reading.column("note_id") == ["8", "9"]
    assert reading.column("text") == ["x", "old"]
    assert reading.column("timestamp") == [None, datetime(2026, 3, 2)]


# How spreadsheets and people save the file.
SAVED = {
    "commas": (",", "utf-8-sig"),
    "semicolons": (";", "utf-8-sig"),
    "without a mark": (",", "utf-8"),
    "Windows-1252": (";", "cp1252"),
    "Unicode text": ("\t", "utf-16"),
}


@pytest.mark.parametrize("saved", SAVED)
def test_the_file_as_spreadsheets_save_it(mending, export, saved):
    delimiter, encoding = SAVED[saved]
    rejects = mending.rejects(export("id,note,agent\n1,,Zoë; Poe\n2,,S2\n"))
    rows = [row | {"raw": row["raw"].replace('""', '"café; naïve"')} for row in rejects]
    reading = mending.again(rows, delimiter, encoding)
    assert reading.column("text") == ["café; naïve"] * 2
    assert reading.column("staff_id") == ["Zoë; Poe", "S2"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("file,row,reason,raw\r\n", True),
        ("file;row;reason;raw\n", True),
        ('"file","row","reason","raw"\n', True),
        ('\ufeff"file";"row";"reason";"raw"\n', True),
        ("file,row,reason,raw\rvisits.csv,1,,", True),
        ("file,row,reason,raw", True),
        ("file,row,reason,raw,comment\n", False),
        ("file,row;reason,raw\n", False),
        ("file,row,reason\n", False),
        ("note,agent\n", False),
        ("", False),
    ],
)
def test_the_header_tells_the_file(tmp_path, header, expected):
    path = tmp_path / "a.csv"
    path.write_text(header, "utf-8", newline="")
    assert is_rejects(Source(path, "a.csv")) is expected


def test_formulas_that_were_made_text_are_undone(mending, export, tmp_path):
    row = {"file": "'=visits.csv", "row": "1", "reason": "'=1", "raw": '{"note": "=1+1"}'}
    reading = mending.again([row])
    assert reading.column("text") == ["=1+1"]
    assert reading.column("file") == [f"{mending.folder / 'mended.csv'} (=visits.csv)"]


def test_lines_that_hold_nothing_are_no_rows(mending):
    nothing = dict.fromkeys(HEADER, "")
    row = {"file": "a.csv", "row": "1", "reason": "", "raw": '{"note": "a"}'}
    assert mending.again([nothing, row, nothing]).accounting.read == 1


def test_rejects_in_an_archive_are_passed_over_and_mended_ones_read(read, tmp_path):
    row = {"file": "a.csv", "row": "1", "reason": "", "raw": '{"note": "a"}'}
    path = tmp_path / "night.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rejects.csv", as_csv([row]))
        archive.writestr("mended.csv", as_csv([row]))
    assert read(path).column("file") == [f"{path}: mended.csv (a.csv)"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("file,row,reason,raw\n", "holds no rejected rows; leave it out"),
        ("file,row,reason,raw\n,,,\n", "holds no rejected rows; leave it out"),
        (
            'file,row,reason,raw\na.csv,1,x,"' + "x" * 17_000_000,
            "holds a line of more than 16,777,216 bytes, so it is no table of notes; export it "
            "again with one row a note",
        ),
        (
            'file,row,reason,raw\na.csv,1,x,"' + "x\n" * 9_000_000,
            "holds rejected rows and is no CSV file any more; mend the rejects.csv of the run "
            "again",
        ),
    ],
)
def test_a_file_that_is_broken_gives_a_sentence(read, export, content, message):
    path = export(content)
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value) == f"{path} {message}."


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("x" * 255, "x" * 255),
        ("a\0 \tb\ud83d.csv", "a b\ufffd\ufffd\ufffd.csv"),
        # what a badly mended table has there may be a note
        ("x" * 256, "an export without a name"),
        ("Called.\nWas upset.", "an export without a name"),
    ],
)
def test_the_original_file_is_named_where_it_is_a_name(tmp_path, file, shown):
    path = tmp_path / "mended.csv"
    rows = [{"file": file, "row": "1", "reason": "", "raw": '{"note": "a"}'}]
    path.write_bytes(b"\xef\xbb\xbf" + as_csv(rows).encode("utf-8", "surrogatepass"))
    (source,) = rejected_rows(Source(path, "mended.csv"), tmp_path)
    assert source.name == f"mended.csv ({shown})"


CELL = st.text(st.sampled_from('{}[]":,MSH|\\ \r\n07ax=;\ud83d\0é'), max_size=30)
RAW = CELL | st.sampled_from(
    ['{"note": "a"}', '{"note": ""}', "MSH|^~\\&|x\rOBX|1|TX|||a", '{"resourceType": "Bundle"}']
)


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(HEADER[:3], CELL) | {"raw": RAW})))
def test_any_cells_give_notes_rejects_or_a_sentence(read, tmp_path, rows):
    path = tmp_path / "mended.csv"
    path.write_bytes(as_csv(rows).encode("utf-8", "surrogatepass"))
    said = ""
    try:
        read(path)
    except IntakeError as error:
        said = str(error)
    assert not said or ("mended.csv" in said and said.endswith(".") and "\n" not in said)


def test_a_mended_row_stands_beside_its_own_export(read, export, tmp_path):
    first = export("note_id,note\n1,Booked.\n2,\n", "b.csv")
    with Rejects(tmp_path / "rejects.csv") as rejects:
        list(read_notes([first], Settings(), rejects, 4))
    mended = (
        (tmp_path / "rejects.csv")
        .read_text("utf-8-sig")
        .replace('""note"": """"', '""note"": ""x""')
    )
    reading = read(export(mended, "a.csv"), export("note_id,note\n1,Booked.\n2,y\n", "c.csv"))
    assert sorted(reading.column("text")) == ["Booked.", "x"]
