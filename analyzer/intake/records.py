"""What a reader of any format hands over: a table of records, one a row of the export."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol


class Record(NamedTuple):
    """One row: its ``values`` by column, or the ``problem`` that it has."""

    row: int
    """1 for the first row after the header, or for the first line where there is none."""
    values: Mapping[str, object]
    raw: object
    """The row as it stood in the file, for the rejects."""
    problem: str | None = None


class Table(Protocol):
    """An export opened by a reader."""

    @property
    def columns(self) -> Sequence[str]:
        """The names, each once, in the order of the file."""
        ...

    def records(self) -> Iterator[Record]:
        """Read the file from its first row on; every call starts again."""
        ...
