"""The numbers of FHIR notes: each stands for one note of the export."""

import sqlite3
from pathlib import Path

from analyzer.intake.fhir.elements import text
from analyzer.intake.fhir.references import Resource


class NoteNumbers:
    """Chooses the number of a note, of all notes that were added to a new database at ``path``.

    It is the identifier that the clinic's system gave, where no other note has the same one: some
    systems write the number of a whole conversation there, and two systems may count alike. Else
    it is the type and the id of the resource.

    >>> from contextlib import closing
    >>> call, reply, letter = (
    ...     Resource({"resourceType": "Communication", "id": id, "identifier": [{"value": value}]})
    ...     for id, value in (("1", "T-7"), ("2", "T-7"), ("3", "L-1")))
    >>> with closing(NoteNumbers(Path(":memory:"))) as number:
    ...     for note in (call, reply, letter):
    ...         number.add(note)
    ...     number(call), number(reply), number(letter)
    ('Communication/1', 'Communication/2', 'L-1')
    """

    def __init__(self, path: Path) -> None:
        self._added = 0
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
            "CREATE TABLE numbers (number BLOB, note BLOB, PRIMARY KEY (number, note))"
            " WITHOUT ROWID;"
            "BEGIN;"
        )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def add(self, note: Resource) -> None:
        """Take note of the numbers that a note could have; a note that comes again is the same."""
        self._added += 1
        own = _own(note)
        which = own or note.url or str(self._added)
        self._database.executemany(
            "INSERT OR IGNORE INTO numbers VALUES (?, ?)",
            [(_bytes(number), _bytes(which)) for number in (_given(note), own) if number],
        )

    def __call__(self, note: Resource) -> str | None:
        """Return the number of a note; None where it has none of its own."""
        given = _given(note)
        return given if given and self._stands_for_one(given) else _own(note)

    def _stands_for_one(self, number: str) -> bool:
        query = "SELECT 1 FROM numbers WHERE number = ? LIMIT 2"
        return len(self._database.execute(query, [_bytes(number)]).fetchall()) < 2


def _given(note: Resource) -> str | None:
    number = text(note.body, "masterIdentifier", "value") or text(note.body, "identifier", "value")
    return number and number.strip()


def _own(note: Resource) -> str | None:
    id = text(note.body, "id")
    return id and f"{note.body['resourceType']}/{id.strip()}"


def _bytes(number: str) -> bytes:
    return number.encode("utf-8", "surrogatepass")  # damaged numbers hold half characters
