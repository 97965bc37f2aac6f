"""Of several rows with one note number, the one that stands."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from analyzer.intake.content import content_hashes, key_of, moment
from analyzer.intake.notes import export_row
from analyzer.intake.records import REPLACED
from analyzer.intake.rejects import Rejects


class _Fate(IntEnum):
    STANDS = 0
    REPEATED = 1
    SUPERSEDED = 2


class _Version(NamedTuple):
    """The version of a note that stands so far; ``place`` counts the rows of all exports from 0."""

    key: bytes
    content: str
    moment: int
    place: int
    file: str
    row: int


def standing_versions(
    batches: Iterable[pa.RecordBatch], rejects: Rejects, folder: Path
) -> Iterator[pa.RecordBatch]:
    """Yield batches of EXPORTED in which each source and note_id stands once.

    All notes are read before the first is given, and wait in ``folder``, on disk. A row with a
    content that came before is counted as a duplicate. Of other contents the later timestamp
    stands (a note without one is the earliest), then the later row; the rest is counted as
    superseded and kept among the rejects, with the place of the row that stands.
    """
    spool = folder / "notes.arrows"
    fates = bytearray()  # one a note, so that millions fit
    with closing(_Index(folder / "versions.sqlite")) as index:
        with pa.OSFile(str(spool), "wb") as file:
            writer = None
            for notes in batches:
                if writer is None:
                    options = pa.ipc.IpcWriteOptions(compression="lz4")
                    writer = pa.ipc.new_stream(file, notes.schema, options=options)
                writer.write_batch(notes)
                index.add(notes, fates, rejects)
            if writer is None:
                return
            writer.close()
        first = 0
        with pa.OSFile(str(spool)) as file, pa.ipc.open_stream(file) as reader:
            for notes in reader:
                some = fates[first : first + notes.num_rows]
                _record_superseded(notes, some, index, rejects)
                first += notes.num_rows
                if any(some):
                    mask = pa.array([fate == _Fate.STANDS for fate in some])
                    notes = notes.filter(mask)
                if notes.num_rows:
                    yield notes


def _record_superseded(
    notes: pa.RecordBatch, fates: bytearray, index: "_Index", rejects: Rejects
) -> None:
    for position, fate in enumerate(fates):
        if fate != _Fate.SUPERSEDED:
            continue
        [note] = notes.slice(position, 1).to_pylist()
        version = index.standing(key_of(note["source"], note["note_id"]))
        place = f"row {version.row} of {version.file}"
        reason = (
            f"another version of the note: {place} has the same note number and a later time, or "
            "the same time and comes later; if this row is another note, give it a number of its "
            f"own and take '{REPLACED}' out"
        )
        columns = rejects.columns.get(note["file"], {})
        raw = {REPLACED: place, **export_row(note, columns)}
        rejects.supersede(note["file"], note["row"], reason, raw)


class _Index:
    """The versions that stand so far, on disk."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE versions (key BLOB PRIMARY KEY, content TEXT, moment INTEGER,"
            " place INTEGER, file TEXT, row INTEGER) WITHOUT ROWID;"
            "CREATE TABLE beaten (key BLOB, content TEXT, PRIMARY KEY (key, content))"
            " WITHOUT ROWID;"
        )

    def close(self) -> None:
        self._database.close()

    def standing(self, key: bytes) -> _Version:
        """Return the version that stands of a note."""
        found = self._database.execute("SELECT * FROM versions WHERE key = ?", [key]).fetchone()
        return _Version(*found)

    def add(self, notes: pa.RecordBatch, fates: bytearray, rejects: Rejects) -> None:
        """Add the notes of a batch, and their fates so far; one given before may change."""
        self._database.execute("BEGIN")
        given = _versions(notes, len(fates))
        standing = self._known([version.key for version in given])
        new: dict[bytes, _Version] = {}
        for version in given:
            other = standing.get(version.key)
            if other is None:
                fates.append(_Fate.STANDS)
            elif version.content == other.content or self._is_beaten(version):
                rejects.accounting.duplicate += 1
                fates.append(_Fate.REPEATED)
                continue
            elif version.moment < other.moment:
                fates.append(_Fate.SUPERSEDED)
                self._beat(version)
                continue
            else:
                fates[other.place] = _Fate.SUPERSEDED
                fates.append(_Fate.STANDS)
                self._beat(other)
            standing[version.key] = new[version.key] = version
        self._database.executemany(
            "INSERT OR REPLACE INTO versions VALUES (?, ?, ?, ?, ?, ?)", new.values()
        )
        self._database.execute("COMMIT")

    def _is_beaten(self, version: _Version) -> bool:
        query = "SELECT 1 FROM beaten WHERE key = ? AND content = ?"
        return self._database.execute(query, version[:2]).fetchone() is not None

    def _beat(self, version: _Version) -> None:
        self._database.execute("INSERT OR IGNORE INTO beaten VALUES (?, ?)", version[:2])

    def _known(self, keys: list[bytes]) -> dict[bytes, _Version]:
        known = {}
        for start in range(0, len(keys), _KEYS_A_QUERY):
            some = keys[start : start + _KEYS_A_QUERY]
            marks = ", ".join("?" * len(some))
            query = f"SELECT * FROM versions WHERE key IN ({marks})"
            for row in self._database.execute(query, some):
                known[row[0]] = _Version(*row)
        return known


_KEYS_A_QUERY = 500


def _versions(notes: pa.RecordBatch, first: int) -> list[_Version]:
    columns = ("source", "note_id", "timestamp", "utc_offset_minutes", "file", "row")
    rows = zip(*(notes[name].to_pylist() for name in columns), content_hashes(notes), strict=True)
    return [
        _Version(key_of(source, note_id), content, moment(time, offset), place, file, row)
        for place, (source, note_id, time, offset, file, row, content) in enumerate(rows, first)
    ]
