"""What a reader of any format hands over: a table of records, one a row of the export."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

UNPLACED = "no column"
"""In a rejected row, what stood under no column: it must be put where it belongs, and this key
taken out, before the row can be read."""

REPLACED = "another version"
"""In a row in whose place another version of the note stands: where that one is. Before the row can
be read again, this key must be taken out, or the row would take the other's place."""

FORMULA = "formula"
"""A cell with a formula is the list of this word and the formula."""


class Record(NamedTuple):
    """One row: its ``values`` by column, or the ``problem`` that it has."""

    row: int
    """1 for the first row after the header, or for the first line, message or resource where
    there is none."""
    values: Mapping[str, object]
    raw: object
    """The row as it stood in the file, for the rejects; JSON can hold it."""
    problem: str | None = None
    file: str | None = None
    """The file that the row stands in, where a table is made of several; None: the table's own."""


class Table(Protocol):
    """An export opened by a reader."""

    @property
    def columns(self) -> Sequence[str]:
        """The names, each once, in the order of the file."""
        ...

    def records(self) -> Iterator[Record]:
        """Read the file from its first row on; every call starts again."""
        ...


class Spooled:
    """A table whose source is slow to read, or cannot be read twice: kept as lines on disk.

    ``records`` is read once, into a new file at ``path``, and never held whole. Its values and its
    raw rows are what JSON can hold. The columns are those of all records, in the order in which
    they are first met.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     table = Spooled([Record(1, {"Note": "Called."}, "Called.")], Path(folder) / "spool")
    ...     table.columns, list(table.records())
    (['Note'], [Record(row=1, values={'Note': 'Called.'}, raw='Called.', problem=None, file=None)])
    """

    def __init__(self, records: Iterable[Record], path: Path) -> None:
        self._path = path
        columns: dict[str, None] = {}
        with path.open("x", encoding="ascii") as file:
            for record in records:
                if not record.values.keys() <= columns.keys():
                    columns.update(dict.fromkeys(record.values))
                file.write(json.dumps(_without_copies(record)))
                file.write("\n")
        self.columns = list(columns)

    def records(self) -> Iterator[Record]:
        """Read the spool from its first line on."""
        with self._path.open(encoding="ascii") as file:
            for line in file:
                record = Record(*json.loads(line))
                yield record if record.raw is not None else record._replace(raw=record.values)


def _without_copies(record: Record) -> Record:
    """Return a record to be written: a raw row that is the values is not written twice."""
    return record._replace(raw=None) if record.raw is record.values else record
