"""Tables in archives."""

import gzip
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from zoo import tables

Notes = Sequence[Mapping[str, str]]


def compressed(notes: Notes, folder: Path) -> Path:
    path = folder / "notes.csv.gz"
    path.write_bytes(gzip.compress(tables.delimited(notes).encode()))
    return path


def archive(notes: Notes, folder: Path) -> Path:
    """A zip of two tables of different kinds."""
    half = len(notes) // 2
    first = tables.csv_file(notes[:half], folder)
    second = tables.workbook(notes[half:], folder)
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.write(first, "2026/a/notes.csv")
        file.write(second, "2026/b/notes.xlsx")
        file.writestr("__MACOSX/._notes.csv", b"\0\0")
    first.unlink()
    second.unlink()
    return path
