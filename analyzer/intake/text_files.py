"""Text files with one note each."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path, PurePath
from uuid import uuid4

from analyzer.intake.columns import understand, usual_field
from analyzer.intake.data import key
from analyzer.intake.encoding import LONGEST_LINE, find_encoding, is_binary
from analyzer.intake.errors import BadRow, reading
from analyzer.intake.file_names import FileNames
from analyzer.intake.header_blocks import split_header
from analyzer.intake.records import Record, Spooled, Table
from analyzer.intake.source import Source
from analyzer.settings import FILE_NAME, Columns, Settings

_NAME = "file name"
_BYTES_PER_CHARACTER = 20
"""More than any encoding takes; the rest is for mark-up, as RTF and HTML have it."""

_BLANK_LINES = re.compile(r"\A(?:[^\S\n]*\n)+")


def open_text_files(sources: Sequence[Source], settings: Settings, folder: Path) -> Table:
    """Return a table of all ``sources``, each of them one note; ``folder`` takes what is kept.

    A note's fields come from lines "Name: value" that lead it, and from the file's name by the
    pattern of the settings; without one, the name without its ending is the note's number. The
    columns are named as the settings name them, or as the fields of a note.
    Raises IntakeError for a pattern that cannot be understood, or a file that cannot be opened.
    """
    return Spooled(_records(sources, settings), folder / uuid4().hex)


def _records(sources: Sequence[Source], settings: Settings) -> Iterator[Record]:
    record_of = _Reader(settings)
    for source in sources:
        with reading(source.name):
            record = record_of(source)
        yield record


class _Reader:
    """Reads one file after another, and knows which notes it numbered by their files' names."""

    def __init__(self, settings: Settings) -> None:
        self._chosen = settings.columns
        self._fields_of_name = FileNames(settings.intake.file_name_pattern)
        self._name_is_number = not settings.intake.file_name_pattern
        self._numbered: dict[str, bytes] = {}
        characters = settings.intake.characters_per_note
        self._longest = min(_BYTES_PER_CHARACTER * characters, LONGEST_LINE)

    def __call__(self, source: Source) -> Record:
        name = _name_of(source)
        cells: dict[str, str] = {}
        text = ""
        problem = None
        try:
            cells, body = split_header(self._content_of(source), self._chosen)
            text = _BLANK_LINES.sub("", body).rstrip()
            said = self._fields_of_name(_without_ending(name))
            cells = _by_field(cells, said, self._chosen)
            if self._name_is_number:
                self._refuse_twice(cells, said["note_id"], text)
        except BadRow as bad:
            problem = str(bad)
        values = cells | {_column("text", self._chosen): text, _NAME: name}
        return Record(1, values, values, problem, source.name)

    def _content_of(self, source: Source) -> str:
        """Return what a file holds, its lines ended by a line feed."""
        if source.path.stat().st_size > self._longest:
            raise BadRow(
                f"the file is larger than {self._longest:,} bytes and so no single note; save one "
                f"note a file, or raise [intake] characters_per_note in {FILE_NAME}"
            )
        with find_encoding(source.path, source.name).open(source.path) as file:
            content = file.read(self._longest)
        if is_binary(content):
            raise BadRow("the file is not plain text; save the note as plain text (UTF-8)")
        return content.replace("\r\n", "\n").replace("\r", "\n")

    def _refuse_twice(self, cells: dict[str, str], number: str, text: str) -> None:
        """Raise BadRow where the name of a file numbers two notes: one would replace the other."""
        if cells.get(_column("note_id", self._chosen)) != number:
            return
        content = blake2b(json.dumps([text, cells]).encode(), digest_size=16).digest()
        if self._numbered.setdefault(number, content) != content:
            raise BadRow(
                "another file of this name holds another note, so the name is not the note's "
                "number; give each file its own name, or set [intake] file_name_pattern in "
                f'{FILE_NAME} to "{{anything}}", which numbers the notes by their content'
            )


def _name_of(source: Source) -> str:
    """Return the last part of a file's path, for a member of an archive that of its own path."""
    last = PurePath(source.name).name
    return last if last == source.path.name else last.rpartition(": ")[2]


def _without_ending(name: str) -> str:
    path = PurePath(name)
    return PurePath(path.stem).stem if path.suffix.casefold() == ".gz" else path.stem


def _column(field: str, chosen: Columns) -> str:
    """Return the name that a field's column has in every record, whatever a header calls it: in
    one table a column is for one field."""
    name: str = getattr(chosen, field)
    return name or field.replace("_", " ")


def _by_field(header: dict[str, str], said: dict[str, str], chosen: Columns) -> dict[str, str]:
    """Return the cells of a note by column: those of its header, else those of its file's name.

    Lines of the header that no field takes keep their own names; empty ones are as not there.
    """
    lines = {name: value for name, value in header.items() if value}
    by_settings = {key(name): field for field, name in chosen if name}
    held = {by_settings.get(key(name), usual_field(name)) for name in lines}
    cells = {_column(field, chosen): said[field] for field in said if field not in held} | lines
    found = _found(tuple(cells), chosen)
    taken = {_column(field, chosen): cells[name] for field, name in found.items()}
    return {name: cells[name] for name in cells if name not in found.values()} | taken


@lru_cache(maxsize=1024)
def _found(names: tuple[str, ...], chosen: Columns) -> dict[str, str]:
    """Return which of a note's names is which field of it, the text aside; many files have the
    same names."""
    there = {key(name) for name in names}
    text = _column("text", chosen)
    wanted = {field: name for field, name in chosen if key(name) in there} | {"text": text}
    found = understand([*names, text], Columns(**wanted), _NAME)
    return {field: name for field, name in found.items() if name != text}
