"""How an export is understood, shown without showing a patient."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pyarrow as pa

from analyzer.intake.channels import channel_of
from analyzer.intake.columns import look_like_names, printable, usual_field
from analyzer.intake.errors import IntakeError
from analyzer.intake.exports import (
    Draft,
    Export,
    Opened,
    open_files,
    understand_columns,
    understand_dates,
)
from analyzer.intake.notes import cell_of
from analyzer.intake.reading import notes_once
from analyzer.intake.records import Record
from analyzer.intake.rejects import Rejects
from analyzer.intake.timestamps import DateOrder, read_date_and_time
from analyzer.intake.waiting import waiting_room
from analyzer.settings import Settings

_SAMPLES = 3
_LONGEST_SAMPLE = 24
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")


@dataclass(slots=True)
class Column:
    """One column of an export: the ``fields`` of a note that it is taken for (with a question mark
    where the export is not understood), in how many rows it is ``filled``, and some values with
    every letter and digit masked. ``shown`` is its name, masked too where it may be no name."""

    name: str
    shown: str = ""
    fields: tuple[str, ...] = ()
    filled: int = 0
    samples: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class Inspection:
    """One export as it would be read. ``problem`` says why it cannot be, None where it can.

    ``date_order`` is None where no date could be read in two ways. ``names_shown`` says that the
    columns have names that may be shown. ``dates_read`` and ``dates_unread`` count the cells of
    the timestamp, ``channels`` the rows by the channel that their cell means.
    """

    name: str
    format: str
    columns: list[Column]
    problem: str | None = None
    names_shown: bool = True
    column_of: dict[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    rows: int = 0
    dates_read: int = 0
    dates_unread: int = 0
    channels: Counter[str] = field(default_factory=Counter)


@contextmanager
def inspecting(
    paths: Sequence[Path | Literal["-"]], settings: Settings, rejects: Rejects, batch_size: int
) -> Iterator[tuple[list[Inspection], Iterator[pa.RecordBatch]]]:
    """Give what is found in some exports, and the notes of those that can be read.

    The notes are counted and rejected as ``read_notes`` does. Raises IntakeError where a file
    cannot even be opened; one whose columns cannot be understood has a ``problem``.
    """
    with waiting_room() as folder:
        files = open_files(paths, settings, folder)
        inspections = [Inspection(opened.name, opened.format, []) for opened in files]
        drafts: list[tuple[Draft, Inspection]] = []
        for opened, inspection in zip(files, inspections, strict=True):
            with _told_in(inspection):
                drafts.append((understand_columns(opened, files, settings), inspection))
        exports: list[Export] = []
        for draft, inspection in drafts:
            inspection.column_of = draft.column_of
            with _told_in(inspection):
                export = understand_dates(draft, [other for other, _ in drafts], settings)
                inspection.date_order = export.date_order if draft.orders else None
                exports.append(export)
        for opened, inspection in zip(files, inspections, strict=True):
            _survey(opened, inspection, settings)
        yield inspections, notes_once(exports, settings, rejects, batch_size, folder)


@contextmanager
def _told_in(inspection: Inspection) -> Iterator[None]:
    try:
        yield
    except IntakeError as error:
        inspection.problem = str(error)


def _survey(opened: Opened, inspection: Inspection, settings: Settings) -> None:
    """Fill in what the rows of a file say."""
    columns = {name: Column(name) for name in opened.table.columns}
    shown = inspection.names_shown = look_like_names(opened.table.columns)
    for name, column in columns.items():
        column.shown = printable(name) if shown else masked(name)
        column.fields = tuple(f for f, taken in inspection.column_of.items() if taken == name)
        if not inspection.column_of and (field_ := usual_field(name)):
            column.fields = (f"{field_}?",)
    for record in opened.records(settings.intake.rows_per_file):
        inspection.rows += 1
        for name, value in record.values.items():
            text = cell_of(value)
            if text:
                column = columns.setdefault(name, Column(name, masked(name)))
                column.filled += 1
                if len(column.samples) < _SAMPLES:
                    column.samples[masked(text)] = None
        _survey_meaning(record, inspection)
    inspection.columns = list(columns.values())


def _survey_meaning(record: Record, inspection: Inspection) -> None:
    cells = {
        name: cell_of(record.values.get(inspection.column_of.get(name, "")))
        for name in ("timestamp", "time", "channel")
    }
    if (day := cells["timestamp"]) and not inspection.problem:
        order = inspection.date_order or "month_first"
        try:
            read_date_and_time(day, cells["time"], order)
            inspection.dates_read += 1
        except ValueError:
            inspection.dates_unread += 1
    if channel := cells["channel"]:
        inspection.channels[str(channel_of(channel))] += 1


def masked(value: str) -> str:
    """Return the shape of a value: x for a letter, 9 for a digit, cut where it is long.

    >>> masked("Langford, B. (MRN 4471)")
    'Xxxxxxxx, X. (XXX 9999)'
    """
    start = " ".join(value[: 4 * _LONGEST_SAMPLE].split())
    shape = _DIGIT.sub("9", _LETTER.sub(lambda letter: _mask(letter[0]), start))
    return shape if len(shape) <= _LONGEST_SAMPLE else shape[: _LONGEST_SAMPLE - 1] + "…"


def _mask(letter: str) -> str:
    return "X" if letter.isupper() else "x"
