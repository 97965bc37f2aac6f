"""The names that an export gives for a patient in any row, for all notes about this patient."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa

from analyzer.intake.content import key_of
from analyzer.schema import NOTE

MOST_NAMES = 50
"""Of more names for one patient the most frequent are kept. A patient of many years meets that many
colleagues; a number that stands for nobody, such as 0, would bring all names of the clinic."""

_LISTS = {"patient_name": "patient_names", "staff_name": "staff_names"}
"""The column of a row that gives a name, and that of NOTE which lists those of all rows."""

_PATIENTS_A_QUERY = 500


class KnownNames:
    """Keeps the names by patient, on disk at ``path``, a new file, and puts them beside notes.

    A patient is a number (``patient_id``) of one source. Which names are given for one does not
    depend on the order of the notes or on how they are divided into batches.

    >>> from contextlib import closing
    >>> from tempfile import TemporaryDirectory
    >>> rows = [{"patient_id": "7", "patient_name": "Ana Ruiz"}, {"patient_id": "7"}, {}]
    >>> needed = {"source": "export", "note_id": "1", "text": "Called."}
    >>> notes = pa.RecordBatch.from_pylist([needed | row for row in rows], schema=NOTE)
    >>> with TemporaryDirectory() as folder, closing(KnownNames(Path(folder) / "names")) as names:
    ...     names.add(notes)
    ...     names.beside(notes)["patient_names"].to_pylist()
    [['Ana Ruiz'], ['Ana Ruiz'], None]
    """

    def __init__(self, path: Path) -> None:
        self._any = False
        self._listed = True  # nothing yet, which is what there is
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
            "CREATE TABLE names (patient BLOB, list TEXT, name TEXT, rows INTEGER,"
            " PRIMARY KEY (patient, list, name)) WITHOUT ROWID;"
            "CREATE TABLE lists (patient BLOB, list TEXT, names TEXT, PRIMARY KEY (patient, list))"
            " WITHOUT ROWID;"
        )

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def add(self, notes: pa.RecordBatch) -> None:
        """Keep the names that some notes give; a batch needs those columns and the patient's.

        All must be added before any is asked for.
        """
        counts = Counter(
            (source, patient, list_, name)
            for column, list_ in _LISTS.items()
            if notes[column].null_count < notes.num_rows
            for source, patient, name in _rows(notes, column)
            if patient and name
        )
        if not counts:
            return
        self._any, self._listed = True, False
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO names VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET rows = rows + excluded.rows",
            (
                (key_of(source, patient), list_, name, rows)
                for (source, patient, list_, name), rows in counts.items()
            ),
        )
        self._database.execute("COMMIT")

    def beside(self, notes: pa.RecordBatch) -> pa.RecordBatch:
        """Return some notes, of schema EXPORTED, with the names of their patients, as NOTE."""
        if not self._listed:
            self._list()
        keys = self._keys(notes)
        known = self._known(keys)
        lists = {
            list_: pa.array(
                [
                    _with_own(known.get((key, list_), []), name)
                    for key, name in zip(keys, notes[column].to_pylist(), strict=True)
                ],
                NOTE.field(list_).type,
            )
            for column, list_ in _LISTS.items()
        }
        columns = [lists[name] if name in lists else notes[name] for name in NOTE.names]
        return pa.RecordBatch.from_arrays(columns, schema=NOTE)

    def _list(self) -> None:
        """Write the names of each patient into one row; of equally frequent ones the first."""
        rows = self._database.execute("SELECT * FROM names ORDER BY patient, list, name")
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO lists VALUES (?, ?, ?)",
            (
                (
                    *of,
                    json.dumps(sorted(name for *_, name, _ in nsmallest(MOST_NAMES, some, _rank))),
                )
                for of, some in groupby(rows, key=itemgetter(0, 1))
            ),
        )
        self._database.execute("COMMIT")
        self._listed = True

    def _keys(self, notes: pa.RecordBatch) -> list[bytes | None]:
        """Return the key of each note's patient, where there is one and any name is known."""
        if not self._any:
            return [None] * notes.num_rows
        patients = zip(notes["source"].to_pylist(), notes["patient_id"].to_pylist(), strict=True)
        return [key_of(source, patient) if patient else None for source, patient in patients]

    def _known(self, keys: Sequence[bytes | None]) -> dict[tuple[bytes | None, str], list[str]]:
        known: dict[tuple[bytes | None, str], list[str]] = {}
        asked = list({key for key in keys if key})
        for start in range(0, len(asked), _PATIENTS_A_QUERY):
            some = asked[start : start + _PATIENTS_A_QUERY]
            marks = ", ".join("?" * len(some))
            query = f"SELECT * FROM lists WHERE patient IN ({marks})"
            for patient, list_, names in self._database.execute(query, some):
                known[patient, list_] = json.loads(names)
        return known


def _rows(notes: pa.RecordBatch, column: str) -> Iterable[tuple[str, str | None, str | None]]:
    return zip(*(notes[name].to_pylist() for name in ("source", "patient_id", column)), strict=True)


def _rank(row: tuple[bytes, str, str, int]) -> tuple[int, str]:
    _, _, name, rows = row
    return -rows, name


def _with_own(names: list[str], own: str | None) -> list[str] | None:
    """Return the names of a patient with that of a row, None where there are none."""
    if own and own not in names:
        names = sorted([*names, own])
    return names or None
