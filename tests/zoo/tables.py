"""Tables: a row a note."""

import codecs
import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

Notes = Sequence[Mapping[str, str]]

NAMES = {
    "note_id": "Note ID",
    "timestamp": "Date/Time",
    "staff_id": "Employee ID",
    "staff_name": "Employee Name",
    "role": "Role",
    "channel": "Contact Type",
    "location": "Location",
    "patient_id": "MRN",
    "patient_name": "Patient Name",
    "case_id": "Case #",
    "text": "Note",
}


def delimited(notes: Notes, delimiter: str = ",", names: Mapping[str, str] = NAMES) -> str:
    """The notes as delimited text with the usual names."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow(names.values())
    writer.writerows([note.get(field, "") for field in names] for note in notes)
    return file.getvalue()


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def csv_file(notes: Notes, folder: Path) -> Path:
    return _written(folder / "notes.csv", delimited(notes).encode())


def windows_csv(notes: Notes, folder: Path) -> Path:
    content = delimited(notes, ";").encode("cp1252", "xmlcharrefreplace")
    return _written(folder / "notes.csv", content)


def titled_csv(notes: Notes, folder: Path) -> Path:
    title = "Patient contacts" + "," * (len(NAMES) - 1)
    blank = "," * (len(NAMES) - 1)
    return _written(
        folder / "notes.csv", f"{title}\r\n{blank}\r\n{delimited(notes)}".encode("utf-8-sig")
    )


def unicode_text(notes: Notes, folder: Path) -> Path:
    content = codecs.BOM_UTF16_LE + delimited(notes, "\t").encode("utf-16-le")
    return _written(folder / "notes.txt", content)


def _rows(notes: Notes) -> list[list[str]]:
    return [[note.get(field, "") or None for field in NAMES] for note in notes]


def workbook(notes: Notes, folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(NAMES.values()))
    for row in _rows(notes):
        sheet.append(row)
    path = folder / "notes.xlsx"
    book.save(path)
    return path


def report_workbook(notes: Notes, folder: Path) -> Path:
    """A title, a blank row, and groups merged over the columns; another sheet explains."""
    book = openpyxl.Workbook()
    about = book.active
    about.title = "About"
    about.append(["Contacts of all sites, made by the call centre"])
    sheet = book.create_sheet("Contacts")
    sheet.append(["Patient contacts"])
    sheet.merge_cells("A1:K1")
    sheet.append([])
    groups = ["Note", None, "Employee", None, None, "Contact", None, "Patient", None, None, None]
    under = ["ID", "Date", "ID", "Name", "Role", "Type", "Location", "ID", "Name", "Case", "Text"]
    sheet.append(groups)
    sheet.append(under)
    for cells in ("A3:B3", "C3:E3", "F3:G3", "H3:K3"):
        sheet.merge_cells(cells)
    for row in _rows(notes):
        sheet.append(row)
    path = folder / "notes.xlsx"
    book.save(path)
    return path


def _objects(notes: Notes) -> list[dict[str, Any]]:
    return [
        {
            "id": note["note_id"],
            "sent_at": note["timestamp"],
            "author": {"id": note.get("staff_id"), "name": note.get("staff_name")},
            "role": note.get("role"),
            "channel": note.get("channel"),
            "site": note.get("location"),
            "patient": {"id": note.get("patient_id"), "name": note.get("patient_name")},
            "case": note.get("case_id") or None,
            "body": note["text"],
        }
        for note in notes
    ]


def json_list(notes: Notes, folder: Path) -> Path:
    return _written(folder / "notes.json", json.dumps(_objects(notes)).encode())


def nested_json(notes: Notes, folder: Path) -> Path:
    document = {
        "export": {"system": "portal", "pages": [1, 2]},
        "data": {"count": len(notes), "items": _objects(notes)},
    }
    return _written(folder / "notes.json", json.dumps(document, indent=2).encode("utf-8-sig"))


def json_lines(notes: Notes, folder: Path) -> Path:
    lines = [json.dumps(note, ensure_ascii=False) for note in _objects(notes)]
    return _written(folder / "notes.jsonl", "\n".join(lines).encode())


def parquet(notes: Notes, folder: Path) -> Path:
    frame = pd.DataFrame([dict(note) for note in notes]).replace("", None)
    path = folder / "notes.parquet"
    frame.to_parquet(path, row_group_size=40)
    return path
