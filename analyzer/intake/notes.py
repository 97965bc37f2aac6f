"""One row of an export into one note, or the reason why it is none."""

import json
from collections.abc import Mapping
from typing import Any

from analyzer.intake.bodies.plain import plain_text
from analyzer.intake.channels import channel_of
from analyzer.intake.characters import clean
from analyzer.intake.data import load
from analyzer.intake.errors import BadRow
from analyzer.intake.exports import Export
from analyzer.intake.numbering import Numbering
from analyzer.intake.records import FORMULA, REPLACED, UNPLACED, Record
from analyzer.intake.timestamps import read_date_and_time
from analyzer.schema import EXPORTED, timestamp_text
from analyzer.settings import FILE_NAME, Settings

_FIELDS = tuple(EXPORTED.names)
_ENCODER = json.JSONEncoder(allow_nan=False)
_EMPTY = frozenset(["", *load("values.toml")["empty"]])
_MARKUP = 20
"""Characters of HTML or RTF that one of the note may take at most, pictures and styles included."""


class NoteMaker:
    """Makes the notes of one export; a call takes a record and gives a row of EXPORTED.

    A note without a number gets one from ``numbering``.
    """

    def __init__(self, export: Export, settings: Settings, numbering: Numbering) -> None:
        self._export = export
        self._longest = settings.intake.characters_per_note
        self._source = settings.source.name
        self._numbering = numbering
        self._text = export.column_of["text"]
        self._columns = [(f, c) for f, c in export.column_of.items() if f != "text"]
        self._mapped = frozenset(export.column_of.values())

    def __call__(self, record: Record) -> tuple[Any, ...]:
        """Return the values of one note in the order of EXPORTED.

        Raises BadRow with the reason where the record holds no note that can be read.
        """
        if record.problem is not None:
            raise BadRow(record.problem)
        if UNPLACED in record.values:
            raise BadRow(
                f"the row still has a value under '{UNPLACED}'; put it under the column where it "
                f"belongs, and take '{UNPLACED}' out"
            )
        if REPLACED in record.values:
            raise BadRow(
                "another version stands in the place of this row; if it is another note, give it "
                f"a number of its own and take '{REPLACED}' out"
            )
        if all(record.values.get(column) == column for column in self._mapped):
            raise BadRow("the row holds the names of the columns, as the header does; leave it out")
        text = self._text_of(record.values.get(self._text))
        cells = {
            field: _short(record.values.get(column), column) for field, column in self._columns
        }
        clock = cells.get("time")
        note_id = cells.get("note_id") or self._numbering(
            [text, *map(cells.get, _FIELDS), *([clock] if clock else [])]
        )
        timestamp, offset = self._time_of(cells.get("timestamp"), clock)
        channel = cells.get("channel")
        values = cells | {
            "source": self._source,
            "note_id": note_id,
            "text": text,
            "timestamp": timestamp,
            "utc_offset_minutes": offset,
            "channel": None if channel is None else str(channel_of(channel)),
            "extra": self._extra_of(record),
            "file": record.file or self._export.name,
            "row": record.row,
        }
        return tuple(map(values.get, _FIELDS))

    def _text_of(self, value: object) -> str:
        """Return the note as it is read and reported: plain text of clean characters."""
        body = value if isinstance(value, str) else _short(value, self._text) or ""
        if len(body) > _MARKUP * self._longest:
            raise BadRow(self._too_long())
        text = clean(plain_text(body))
        if text.strip() in _EMPTY:
            raise BadRow(f"column '{self._text}' is empty; put the note's text there")
        if len(text) > self._longest:
            raise BadRow(self._too_long())
        return text

    def _too_long(self) -> str:
        return (
            f"the text in column '{self._text}' is longer than {self._longest:,} characters; "
            f"raise [intake] characters_per_note in {FILE_NAME} if it is one note"
        )

    def _time_of(self, cell: str | None, clock: str | None) -> tuple[Any, int | None]:
        if cell is None:
            return None, None
        try:
            return read_date_and_time(cell, clock, self._export.date_order)
        except ValueError:
            used = ("timestamp",) if clock is None else ("timestamp", "time")
            columns = " and ".join(f"'{self._export.column_of[field]}'" for field in used)
            hold = f"column {columns} holds" if clock is None else f"columns {columns} hold"
            raise BadRow(f"{hold} no date that can be read; write it as 2026-03-14 09:40") from None

    def _extra_of(self, record: Record) -> str | None:
        """Return the columns that no field took, and nested values, as a JSON object."""
        extra = {
            column: value
            for column, value in record.values.items()
            if (column not in self._mapped or isinstance(value, (dict, list)))
            and value is not None
            and value != ""
        }
        if not extra:
            return None
        try:
            return _ENCODER.encode(extra)
        except (ValueError, RecursionError):
            column = next((name for name in extra if not _can_be_kept(extra[name])), "?")
            raise BadRow(
                f"column '{column}' holds a number that is too large, or lists too deep in one "
                "another; leave it out"
            ) from None


def _can_be_kept(value: object) -> bool:
    try:
        _ENCODER.encode(value)
    except (ValueError, RecursionError):
        return False
    return True


def export_row(note: Mapping[str, Any], column_of: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of NOTE under the columns of its export, so that it can be read again.

    ``column_of`` gives the columns by field (see ``Rejects.columns``), all of which are there; a
    field that has none stands under its own name.

    >>> export_row({"text": "Called.", "extra": '{"Bed": 4}'}, {"text": "Note", "role": "Job"})
    {'Note': 'Called.', 'Job': None, 'Bed': 4}
    """
    fields: dict[str, Any] = dict.fromkeys(column_of.values())
    fields |= {
        column_of.get(name, name): value
        for name, value in note.items()
        if value is not None and name not in _ABOUT_THE_EXPORT
    }
    if note.get("timestamp"):
        time = timestamp_text(note["timestamp"], note["utc_offset_minutes"])
        fields[column_of.get("timestamp", "timestamp")] = time
    extra: dict[str, Any] = json.loads(note.get("extra") or "{}")
    return fields | extra


_ABOUT_THE_EXPORT = frozenset(
    {"source", "file", "row", "extra", "utc_offset_minutes", "patient_names", "staff_names"}
)


def cell_of(value: object) -> str | None:
    """Return a short value as stripped text; None where it is empty or nested.

    >>> cell_of(" N/A "), cell_of(4471), cell_of(["a"])
    (None, '4471', None)
    """
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a number whose column has gaps
    text = clean(str(value)).strip()
    return None if text in _EMPTY else text


def _short(value: object, column: str) -> str | None:
    if isinstance(value, list) and value[:1] == [FORMULA]:
        raise BadRow(f"column '{column}' holds a formula; copy the column and paste it as values")
    return cell_of(value)
