"""Which files make one table, in which order, and how many rows a file may have."""

import gzip
import json
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from excel_files import save
from zoo import EXPORTS, fhir, hl7, tables, texts
from zoo.notes import invented

from analyzer.intake import IntakeError
from analyzer.intake.exports import open_files, understand_exports
from analyzer.settings import Settings

NOTES = [invented(number) for number in range(1, 5)]


@pytest.fixture
def opened(tmp_path):
    """Open files, and return their names and formats."""

    def opened(*paths, **sections):
        folder = tmp_path / "waiting"
        folder.mkdir(exist_ok=True)
        return [
            (file.name, file.format) for file in open_files(paths, Settings(**sections), folder)
        ]

    return opened


def test_an_export_knows_its_columns_and_its_order_of_dates(export, tmp_path):
    path = export("MRN,Visit Date,Time,Note\n7,13/03/2026,9:40,a\n")
    (file,) = open_files([path], Settings(), tmp_path)
    (found,) = understand_exports([file], Settings())
    assert (found.name, file.format) == (str(path), "CSV or TSV")
    assert found.column_of == {
        "text": "Note",
        "timestamp": "Visit Date",
        "time": "Time",
        "patient_id": "MRN",
    }
    assert found.date_order == "day_first"
    (said,) = understand_exports([file], Settings(intake={"date_order": "month_first"}))
    assert said.date_order == "month_first"


def test_a_file_with_the_same_columns_tells_the_order_of_dates(read, export):
    first = export("Note,Date\na,03/04/2026\n", "a.csv")
    second = export("Note,Date\nb,14/03/2026\n", "b.csv")
    days = [str(time.date()) for time in read(first, second).column("timestamp")]
    assert days == ["2026-04-03", "2026-03-14"]


def test_files_that_tell_both_orders_leave_it_open(read, export):
    paths = [
        export(f"Note,Date\n{name},{date}\n", f"{name}.csv")
        for name, date in (("a", "03/04/2026"), ("b", "14/03/2026"), ("c", "03/14/2026"))
    ]
    with pytest.raises(IntakeError, match="could have the day or the month first"):
        read(*paths)


def test_a_quiet_day_is_no_error_beside_others(read, export):
    reading = read(export("Note\n", "sunday.csv"), export("Note\na\n", "monday.csv"))
    assert reading.column("text") == ["a"]


def test_a_column_of_the_settings_need_not_be_in_every_file(read, export):
    ours = export("Gespräch,Agent\na,S1\n", "a.csv")
    theirs = export("Note,Agent\nb,S2\n", "b.csv")
    reading = read(ours, theirs, columns={"text": "Gespräch"})
    assert reading.column("text") == ["a", "b"]


def test_files_are_in_the_order_in_which_they_are_named(opened, export):
    paths = [export("note\na\n", name) for name in ("b.csv", "c.csv", "a.csv")]
    assert opened(*paths) == [(str(path), "CSV or TSV") for path in paths]
    assert opened(paths[0].parent) == sorted((str(path), "CSV or TSV") for path in paths)


def test_tables_each_have_their_own_columns_and_order_of_dates(read, export):
    day = export("Note,Date\na,13/03/2026\n", "a.csv")
    month = export("Comments;Created\nb;03/14/2026\n", "b.csv")
    reading = read(day, month)
    assert reading.column("text") == ["a", "b"]
    assert reading.column("timestamp") == [datetime(2026, 3, 13), datetime(2026, 3, 14)]


def test_text_files_are_one_table(opened, read, tmp_path):
    folder = texts.folder(NOTES, tmp_path)
    assert opened(folder) == [(f"{folder / '1.txt'} and 3 more", "text files")]
    reading = read(folder)
    assert reading.column("note_id") == ["1", "2", "3", "4"]
    assert reading.column("file") == [str(folder / f"{number}.txt") for number in range(1, 5)]
    assert reading.column("row") == [1, 1, 1, 1]


def test_text_files_share_the_order_of_their_dates(read, export, tmp_path):
    for name, day in (("a", "03/04/2026"), ("b", "13/04/2026")):
        export(f"MRN: 7\nDate: {day}\n\nCalled.\n", f"{name}.txt")
    assert read(tmp_path).column("timestamp") == [datetime(2026, 4, 3), datetime(2026, 4, 13)]


def test_a_single_text_file_has_its_own_name(opened, export):
    path = export("Called.\n", "a.txt")
    assert opened(path) == [(str(path), "text files")]


def test_fhir_files_are_one_table(opened, read, tmp_path):
    folder = fhir.bulk_data(NOTES, tmp_path)
    names = sorted(path.name for path in folder.iterdir())
    assert opened(folder) == [(f"{folder / names[0]} and {len(names) - 1} more", "FHIR")]
    reading = read(folder)
    assert reading.column("note_id") == ["1", "2", "3", "4"]
    assert set(reading.column("file")) == {str(folder / "Communication.ndjson")}
    assert set(reading.column("patient_name")) == {"Ana Ruiz"}


def test_a_table_of_several_files_stands_where_its_first_file_does(opened, read, export, tmp_path):
    table = export("id,note\n9,last\n", "m.csv")
    first = export("Called.\n", "a.txt")
    last = export("Booked.\n", "z.txt")
    messages = hl7.documents(NOTES[:1], tmp_path)
    assert opened(tmp_path) == [
        (f"{first} and 1 more", "text files"),
        (str(table), "CSV or TSV"),
        (str(messages), "HL7 v2"),
    ]
    assert read(tmp_path).column("file") == [str(p) for p in (first, last, table, messages)]


def test_the_sheets_of_a_workbook_are_tables(opened, tmp_path):
    rows = [["Note ID", "Note"], [1, "Called."]]
    sheets = {"North": rows, "South": [["Note ID", "Comments"], [2, "Booked."]]}
    path = save(tmp_path / "visits.xlsx", sheets)
    names = [name for name, _ in opened(path, intake={"sheets": ["North", "South"]})]
    assert len(names) == 2
    assert all(name.startswith(str(path)) for name in names)
    assert "North" in names[0]
    assert "South" in names[1]


def archive(path: Path, **members: str | bytes) -> Path:
    """A zip; two underscores in a name stand for the point."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "."), content)
    return path


def test_an_archive_stands_for_its_files(opened, read, tmp_path):
    path = archive(
        tmp_path / "night.zip",
        c__txt="Called.\n",
        b__csv="note\nb\n",
        a__txt="Booked.\n",
        d__jsonl='{"note": "d"}\n',
        picture__png=b"\x89PNG",
    )
    assert opened(path) == [
        (f"{path}: a.txt and 1 more", "text files"),
        (f"{path}: b.csv", "CSV or TSV"),
        (f"{path}: d.jsonl", "JSON Lines"),
    ]
    reading = read(path)
    assert reading.column("text") == ["Booked.", "Called.", "b", "d"]
    assert reading.column("file") == [
        f"{path}: {m}" for m in ("a.txt", "c.txt", "b.csv", "d.jsonl")
    ]


def test_files_in_and_beside_an_archive_are_one_table(opened, export, tmp_path):
    export("Called.\n", "a.txt")
    archive(tmp_path / "b.zip", b__txt="Booked.\n")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b"Came by.\n"))
    assert opened(tmp_path) == [(f"{tmp_path / 'a.txt'} and 2 more", "text files")]


def test_references_lead_from_file_to_file_whatever_they_are_packed_in(read, tmp_path):
    folder = fhir.bulk_data(NOTES, tmp_path)
    patients = folder / "Patient.ndjson"
    (folder / "Patient.ndjson.gz").write_bytes(gzip.compress(patients.read_bytes()))
    staff = folder / "Practitioner.ndjson"
    archive(folder / "staff.zip", staff__ndjson=staff.read_bytes())
    patients.unlink()
    staff.unlink()
    reading = read(folder)
    assert set(reading.column("patient_name")) == {"Ana Ruiz"}
    assert set(reading.column("staff_name")) == {"Kim Poe"}


def test_an_error_within_an_archive_names_the_member(read, tmp_path):
    path = archive(tmp_path / "night.zip", a__csv="note\na\n", b__csv="id,words\n1,b\n")
    with pytest.raises(IntakeError) as error:
        read(path)
    assert str(error.value).startswith(f"{path}: b.csv has no column that is known to hold ")


ONE_FILE = [name for name in EXPORTS if not name.startswith(("zip of tables", "fhir", "hl7"))]


@pytest.mark.parametrize("name", ONE_FILE)
def test_an_export_may_have_so_many_rows_and_no_more(read, tmp_path, name):
    pattern = texts.PATTERN if name == "text files with names that tell" else ""
    path = EXPORTS[name](NOTES, tmp_path)
    allowed = {"rows_per_file": len(NOTES), "file_name_pattern": pattern}
    assert len(read(path, intake=allowed).notes) == len(NOTES)
    with pytest.raises(IntakeError) as error:
        read(path, intake=allowed | {"rows_per_file": 3})
    named, advice = str(error.value).split(" has more than 3 rows")
    assert named.startswith(str(path))
    assert advice.endswith(
        "; export fewer days at a time, or raise [intake] rows_per_file in analyzer.toml."
    )


@pytest.mark.parametrize("name", [name for name in EXPORTS if name.startswith(("fhir", "hl7"))])
def test_messages_and_resources_are_counted_too(read, tmp_path, name):
    path = EXPORTS[name](NOTES, tmp_path)
    assert len(read(path, intake={"rows_per_file": 100}).notes) == len(NOTES)
    with pytest.raises(IntakeError, match=r"\[intake\] rows_per_file in analyzer\.toml\.$"):
        read(path, intake={"rows_per_file": 3})


def test_each_file_may_have_so_many_rows(read, tmp_path):
    path = tables.csv_file(NOTES[:2], tmp_path)
    other = path.rename(tmp_path / "first.csv")
    path = tables.csv_file(NOTES[2:], tmp_path)
    assert len(read(other, path, intake={"rows_per_file": 2}).notes) == 4


def test_rejected_rows_count_too(read, export):
    path = export("".join(json.dumps({"note": text}) + "\n" for text in ["a", "", "b"]), "a.jsonl")
    with pytest.raises(IntakeError, match="has more than 2 rows"):
        read(path, intake={"rows_per_file": 2})
