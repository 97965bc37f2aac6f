"""Text files: a file a note."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

Notes = Sequence[Mapping[str, str]]

HEADER = {
    "timestamp": "Date",
    "staff_id": "Staff ID",
    "staff_name": "Staff Name",
    "role": "Role",
    "channel": "Channel",
    "location": "Clinic",
    "patient_id": "MRN",
    "patient_name": "Patient Name",
    "case_id": "Case",
}


def file_of(note: Mapping[str, str], leave_out: Sequence[str] = ()) -> str:
    """A note under a header block."""
    lines = [
        f"{name}: {note[field]}"
        for field, name in HEADER.items()
        if note.get(field) and field not in leave_out
    ]
    return "\n".join([*lines, "", note["text"], ""])


def folder(notes: Notes, place: Path) -> Path:
    within = place / "notes"
    within.mkdir()
    for note in notes:
        (within / f"{note['note_id']}.txt").write_text(file_of(note), "utf-8")
    return within


def archive(notes: Notes, place: Path) -> Path:
    path = place / "notes.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for note in notes:
            file.writestr(f"export/{note['note_id']}.txt", file_of(note).encode("utf-8-sig"))
    return path


PATTERN = "{staff_id}_{note_id}"


def named(notes: Notes, place: Path) -> Path:
    """Names that tell the author and the number; the setting file_name_pattern is PATTERN."""
    within = place / "notes"
    within.mkdir()
    for note in notes:
        text = file_of(note, leave_out=["staff_id"])
        (within / f"{note['staff_id']}_{note['note_id']}.txt").write_text(text, "utf-16")
    return within
