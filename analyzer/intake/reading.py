"""Exports in, batches of notes out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from analyzer.intake.errors import BadRow, reading
from analyzer.intake.exports import Export, open_export
from analyzer.intake.notes import NoteMaker
from analyzer.intake.records import Record
from analyzer.intake.rejects import Rejects
from analyzer.intake.sources import find_sources
from analyzer.schema import NOTE
from analyzer.settings import Settings


def read_notes(
    paths: Sequence[Path | Literal["-"]], settings: Settings, rejects: Rejects, batch_size: int
) -> Iterator[pa.RecordBatch]:
    """Yield the notes of some exports in order, as batches of schema NOTE.

    Every batch but the last has ``batch_size`` rows; a file is never held whole. ``paths`` are
    files, folders, glob patterns, or "-" for standard input. Each row is counted in
    ``rejects.accounting.read``, and goes either into a batch or, with the reason, to ``rejects``.
    Raises IntakeError, before the first note, where any of the files cannot be read at all.
    """
    with find_sources(paths) as sources:
        exports = [open_export(source, settings) for source in sources]
        notes = (note for export in exports for note in _notes(export, settings, rejects))
        while rows := list(islice(notes, batch_size)):
            yield _batch(rows)


def _notes(export: Export, settings: Settings, rejects: Rejects) -> Iterator[tuple[Any, ...]]:
    note_of = NoteMaker(export, settings)
    for record in _records(export):
        rejects.accounting.read += 1
        try:
            note = note_of(record)
        except BadRow as bad:
            rejects.add(export.name, record.row, str(bad), record.raw)
        else:
            yield note


def _records(export: Export) -> Iterator[Record]:
    with reading(export.name):
        yield from export.table.records()


def _batch(rows: Iterable[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(c, type=field.type) for c, field in zip(columns, NOTE, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=NOTE)
