"""Exports in, batches of notes out."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal

import pyarrow as pa

from analyzer.intake.errors import BadRow
from analyzer.intake.exports import Export, open_files, understand_exports
from analyzer.intake.inputs import OnInputs
from analyzer.intake.known_names import KnownNames
from analyzer.intake.notes import NoteMaker
from analyzer.intake.numbering import Numbering
from analyzer.intake.rejects import Rejects
from analyzer.intake.versions import standing_versions
from analyzer.intake.waiting import waiting_room
from analyzer.schema import EXPORTED
from analyzer.settings import Settings


def read_notes(
    paths: Sequence[Path | Literal["-"]],
    settings: Settings,
    rejects: Rejects,
    batch_size: int,
    on_inputs: OnInputs | None = None,
) -> Iterator[pa.RecordBatch]:
    """Yield the notes of some exports in order, as batches of schema NOTE, each note once.

    ``paths`` are files, folders, glob patterns, or "-" for standard input. A batch has at most
    ``batch_size`` rows, and no file is held whole: what must be read twice waits in a temporary
    folder for the owner alone (mode 0700), which is removed at the end.
    Each row is counted in ``rejects.accounting.read``, and goes either into a batch, or with the
    reason to ``rejects``, or is counted as a duplicate. Of several versions of a note the later
    stands (see ``standing_versions``). ``on_inputs`` is told which files they are.
    Raises IntakeError, before the first note, where any of the files cannot be read at all.
    """
    with waiting_room() as folder:
        files = open_files(paths, settings, folder, on_inputs)
        exports = understand_exports(files, settings) if files else []
        yield from notes_once(exports, settings, rejects, batch_size, folder)


def notes_once(
    exports: Iterable[Export], settings: Settings, rejects: Rejects, batch_size: int, folder: Path
) -> Iterator[pa.RecordBatch]:
    """Yield the notes of opened exports as ``read_notes`` does; ``folder`` is where they wait."""
    notes = (note for export in exports for note in _notes(export, settings, rejects, folder))
    with closing(KnownNames(folder / "names.sqlite")) as names:

        def named(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                names.add(batch)
                yield batch

        # All are read before the first is given: by then every name is known.
        standing = standing_versions(named(_batches(notes, batch_size)), rejects, folder)
        yield from map(names.beside, standing)


def _notes(
    export: Export, settings: Settings, rejects: Rejects, folder: Path
) -> Iterator[tuple[Any, ...]]:
    with closing(Numbering(Path(mkdtemp(dir=folder)) / "numbers")) as numbering:
        note_of = NoteMaker(export, settings, numbering)
        for record in export.opened.records(settings.intake.rows_per_file):
            rejects.accounting.read += 1
            file = record.file or export.name
            rejects.columns[file] = export.column_of
            try:
                note = note_of(record)
            except BadRow as bad:
                rejects.add(file, record.row, str(bad), record.raw)
            else:
                yield note


def _batches(notes: Iterable[tuple[Any, ...]], size: int) -> Iterator[pa.RecordBatch]:
    notes = iter(notes)
    while rows := list(islice(notes, size)):
        columns = zip(*rows, strict=True)
        arrays = [pa.array(c, type=field.type) for c, field in zip(columns, EXPORTED, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=EXPORTED)
