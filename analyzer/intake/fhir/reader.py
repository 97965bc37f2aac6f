"""FHIR: Bulk Data files, Bundles and single resources, R4 and R5.

Every Communication and DocumentReference is a note. What they refer to may stand before or after
them, or in another file of the export, so it is gathered first. Resources are deliberately not
validated: a note with one odd element beside it is still read.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from analyzer.intake.errors import BadRow, IntakeError, reading
from analyzer.intake.fhir.attachments import BASE64_PER_CHARACTER, kind_of
from analyzer.intake.fhir.elements import objects, text
from analyzer.intake.fhir.looked_up import with_looked_up
from analyzer.intake.fhir.note_numbers import NoteNumbers
from analyzer.intake.fhir.notes import FhirNotes, is_withdrawn
from analyzer.intake.fhir.references import KEPT, NOTES, Place, References, Resource
from analyzer.intake.fhir.resources import Damaged, ResourceFile, finite
from analyzer.intake.records import Record, Spooled, Table
from analyzer.intake.source import Source
from analyzer.settings import Settings

_IN_MEMORY = Path(":memory:")
_FOLDER = re.compile(r".*(?:[/\\]|: )", re.DOTALL)
"""The folder or the archive, in the name of a file."""


def open_fhir(sources: Sequence[Source], settings: Settings, folder: Path) -> Table:
    """Open all FHIR files of an export together; what is gathered lies in new files in ``folder``.

    A record's row is its ordinal among the notes of its file, and among what is too damaged to say
    whether it is one. Raises IntakeError where a file cannot be read, or none of them holds a note.
    """
    longest = settings.intake.characters_per_note
    files = _open(sources, settings.intake.rows_per_file)
    try:
        with (
            reading(_names(sources)),
            closing(References(folder / "fhir.sqlite", BASE64_PER_CHARACTER * longest)) as found,
            closing(NoteNumbers(folder / "fhir_numbers.sqlite")) as numbers,
            closing(References(_IN_MEMORY, 0)) as nothing,
            closing(NoteNumbers(_IN_MEMORY)) as no_others,
        ):
            seen = _gather(files, found, numbers)
            if not seen.notes:
                raise IntakeError(
                    f"{_names(sources)} hold{'s' if len(sources) == 1 else ''} no Communication or "
                    "DocumentReference, which are the notes of FHIR; export them too."
                )
            if seen.quotes:
                _gather_quoted(files, found)
            notes = FhirNotes(found, numbers, longest)
            alone = FhirNotes(nothing, no_others, longest)
            table = Spooled(_records(files, notes, alone), folder / "fhir.jsonl")
            if "text" not in table.columns:
                table.columns.append("text")  # every note has a problem, and the export none
            return table
    except sqlite3.Error as error:
        raise IntakeError(
            f"{_names(sources)} cannot be read, because the temporary folder cannot be written "
            f"({type(error).__name__}); see that there is space on the disk."
        ) from None


class _File(NamedTuple):
    name: str
    content: ResourceFile
    place: Place

    def resources(self) -> Iterator[Resource | Damaged]:
        with reading(self.name):
            for resource in self.content.resources():
                if isinstance(resource, Damaged):
                    yield resource
                else:
                    yield resource._replace(place=self.place)


class _Seen(NamedTuple):
    """How many notes some files hold, and how many of them have their text in another resource."""

    notes: int
    quotes: int


def _open(sources: Sequence[Source], most: int) -> list[_File]:
    folders: dict[str, int] = {}
    files = []
    for number, source in enumerate(sources):
        folder = _FOLDER.match(source.name)
        place = Place(folders.setdefault(folder[0] if folder else "", len(folders)), number)
        with reading(source.name):
            files.append(_File(source.name, ResourceFile(source, most), place))
    return files


def _gather(files: Sequence[_File], found: References, numbers: NoteNumbers) -> _Seen:
    """Keep what notes refer to in ``found``, but for other notes, and the notes' own numbers."""
    notes = quotes = 0
    for resource in _undamaged(files):
        if resource.body["resourceType"] in NOTES:
            notes += 1
            quotes += any(objects(resource.body, "payload", "contentReference"))
            if not is_withdrawn(resource.body):  # what stands in its place may have its number
                numbers.add(resource)
        elif resource.body["resourceType"] in KEPT:
            found.add(_without_pictures(resource))
    return _Seen(notes, quotes)


def _gather_quoted(files: Sequence[_File], found: References) -> None:
    """Keep the notes that other notes may have their text in."""
    for resource in _undamaged(files):
        if resource.body["resourceType"] in KEPT.keys() & NOTES:
            found.add(resource)


def _undamaged(files: Sequence[_File]) -> Iterator[Resource]:
    for file in files:
        for resource in file.resources():
            if isinstance(resource, Resource):
                yield resource


def _without_pictures(resource: Resource) -> Resource:
    """Return a resource without data that are no text: a Binary that is a picture or a page."""
    content_type = text(resource.body, "contentType")
    if content_type and not kind_of(content_type):
        return resource._replace(body={**resource.body, "data": ""})
    return resource


def _records(files: Sequence[_File], note_of: FhirNotes, alone: FhirNotes) -> Iterator[Record]:
    for file in files:
        row = 0
        for resource in file.resources():
            if isinstance(resource, Damaged):
                row += 1
                yield Record(row, {}, _plain(resource.raw), resource.problem, file.name)
            elif resource.body["resourceType"] in NOTES:
                row += 1
                try:
                    values = note_of(resource)
                except BadRow as bad:
                    raw = with_looked_up(
                        resource.body, note_of.about(resource), alone.about(resource)
                    )
                    yield Record(row, {}, _plain(raw), str(bad), file.name)
                else:
                    yield Record(row, values, values, None, file.name)


def _plain(raw: object) -> object:
    """Return a resource with the decimal numbers of a JSON document as JSON keeps them."""
    return json.loads(json.dumps(raw, default=lambda decimal: finite(str(decimal))))


def _names(sources: Sequence[Source]) -> str:
    first, *others = (source.name for source in sources)
    return f"{first} and {len(others)} more of FHIR" if others else first
