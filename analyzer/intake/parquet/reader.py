"""Parquet: one file of notes, a row each."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import compress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from analyzer.intake.columns import distinct
from analyzer.intake.errors import IntakeError
from analyzer.intake.nested import DEPTH, MOST_NAMES
from analyzer.intake.parquet.pages import check_pages
from analyzer.intake.parquet.values import plain_values
from analyzer.intake.records import Record, Table
from analyzer.intake.source import Source
from analyzer.settings import Intake, Settings

_PANDAS_INDEX = re.compile(r"__index_level_\d+__")
_BUFFER = 64 * 1024


def open_parquet(sources: Sequence[Source], settings: Settings, _folder: Path) -> Table:
    """Open one Parquet file, which is read through once to be sure that all of it can be.

    Structures are laid flat as in JSON; see ``plain_values`` for the values. Nothing is copied.
    Raises IntakeError where the file is damaged, locked, or larger than the settings allow.
    """
    (source,) = sources
    return _Parquet(source, settings.intake)


class _Parquet:
    """See Table."""

    def __init__(self, source: Source, limits: Intake) -> None:
        self._source = source
        with source.path.open("rb") as file:
            self._rows_at_a_time = check_pages(file, source.name, limits)
        with self._open() as parquet:
            fields = [(field.name, field.type) for field in parquet.schema_arrow]
            rows = parquet.metadata.num_rows
        self._kept = [_PANDAS_INDEX.fullmatch(name) is None for name, _ in fields]
        kept = compress(fields, self._kept)
        self.columns = distinct(column for field in kept for column in _columns(*field, DEPTH))
        if len(self.columns) > MOST_NAMES:
            raise IntakeError(
                f"{source.name} has more than {MOST_NAMES:,} columns, so it is no table of notes; "
                "export it with one row a note."
            )
        read = sum(1 for _ in self.records())
        if self.columns and read != rows:
            raise IntakeError(
                f"{source.name} is damaged: it tells of {rows:,} rows and holds {read:,}; "
                "export it again."
            )

    def records(self) -> Iterator[Record]:
        """Read the rows."""
        number = 0
        with self._open() as parquet:
            batches = parquet.iter_batches(self._rows_at_a_time, use_threads=False)
            for batch in batches:
                batch.validate()
                kept = compress(batch.columns, self._kept)
                leaves = (leaf for array in kept for leaf in _leaves(array, DEPTH))
                for row in zip(*map(plain_values, leaves), strict=True):
                    number += 1
                    values = dict(zip(self.columns, row, strict=True))
                    yield Record(number, values, values)

    @contextmanager
    def _open(self) -> Iterator[pq.ParquetFile]:
        with self._source.path.open("rb") as file:
            try:
                yield pq.ParquetFile(
                    file,
                    buffer_size=_BUFFER,
                    pre_buffer=False,
                    page_checksum_verification=True,
                    coerce_int96_timestamp_unit="us",
                )
            except Exception as error:  # damaged pages make pyarrow raise anything
                if isinstance(error, OSError) and error.errno:
                    raise
                raise IntakeError(
                    f"{self._source.name} cannot be read as Parquet ({type(error).__name__}); "
                    "export it again."
                ) from None


def _columns(name: str, kind: pa.DataType, depth: int) -> Iterator[str]:
    """Yield the columns that a field is laid flat into."""
    if types.is_struct(kind) and depth:
        for field in kind:
            yield from _columns(f"{name} {field.name}", field.type, depth - 1)
    else:
        yield name


def _leaves(array: pa.Array, depth: int) -> Iterator[pa.Array]:
    """Yield the arrays of those columns."""
    if types.is_struct(array.type) and depth:
        for inner in array.flatten():
            yield from _leaves(inner, depth - 1)
    else:
        yield array
