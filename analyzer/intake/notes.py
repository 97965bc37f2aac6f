"""One row of an export into one note, or the reason why it is none."""

import json
from collections import Counter
from hashlib import blake2b
from typing import Any

from analyzer.intake.channels import channel_of
from analyzer.intake.data import load
from analyzer.intake.errors import BadRow
from analyzer.intake.exports import Export
from analyzer.intake.records import Record
from analyzer.intake.timestamps import read_timestamp
from analyzer.schema import NOTE
from analyzer.settings import Settings

_FIELDS = tuple(NOTE.names)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_EMPTY = frozenset(["", *load("values.toml")["empty"]])


class NoteMaker:
    """Makes the notes of one export; a call takes a record and gives a row of NOTE.

    A note without a number gets one: a hash of its fields as the export wrote them, and its
    ordinal among the rows of this export with the same fields. So it keeps its number in
    tomorrow's export, whatever else stands there.
    """

    def __init__(self, export: Export, settings: Settings) -> None:
        self._export = export
        self._longest = settings.intake.characters_per_note
        self._source = settings.source.name
        self._text = export.column_of["text"]
        self._columns = [(f, c) for f, c in export.column_of.items() if f != "text"]
        self._mapped = frozenset(export.column_of.values())
        self._alike: Counter[str] = Counter()

    def __call__(self, record: Record) -> tuple[Any, ...]:
        """Return the values of one note in the order of NOTE.

        Raises BadRow with the reason where the record holds no note that can be read.
        """
        if record.problem is not None:
            raise BadRow(record.problem)
        text = self._text_of(record.values.get(self._text))
        cells = {field: _cell(record.values.get(column)) for field, column in self._columns}
        extra = self._extra_of(record)
        _check_characters(text, *cells.values(), extra)
        note_id = cells.get("note_id") or self._number(text, cells)
        timestamp, offset = self._time_of(cells.get("timestamp"))
        channel = cells.get("channel")
        values = cells | {
            "source": self._source,
            "note_id": note_id,
            "text": text,
            "timestamp": timestamp,
            "utc_offset_minutes": offset,
            "channel": None if channel is None else str(channel_of(channel)),
            "extra": extra,
            "file": self._export.name,
            "row": record.row,
        }
        return tuple(map(values.get, _FIELDS))

    def _text_of(self, value: object) -> str:
        """Return the note itself, its lines ended by a line feed alone, otherwise unchanged."""
        text = value if isinstance(value, str) else _cell(value)
        if text is None or not text or text.isspace():
            raise BadRow("the text is empty")
        if len(text) > self._longest:
            raise BadRow(
                f"the text is longer than {self._longest:,} characters "
                "([intake] characters_per_note)"
            )
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    def _time_of(self, cell: str | None) -> tuple[Any, int | None]:
        if cell is None:
            return None, None
        try:
            return read_timestamp(cell, self._export.date_order)
        except ValueError:
            column = self._export.column_of["timestamp"]
            raise BadRow(f"column '{column}' holds no date that can be read") from None

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
            raise BadRow("it holds a value that JSON cannot keep") from None

    def _number(self, text: str, cells: dict[str, str | None]) -> str:
        content = json.dumps([text, *(cells.get(field) for field in _FIELDS)])
        digest = blake2b(content.encode(), digest_size=12).hexdigest()
        self._alike[digest] += 1
        return f"{digest}-{self._alike[digest]}"


def _cell(value: object) -> str | None:
    """Return a short value as stripped text; None where it is empty or nested."""
    if value is None or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).strip()
    return None if text in _EMPTY else text


def _check_characters(*texts: str | None) -> None:
    """Raise BadRow for characters that no text has: they come of a damaged file."""
    joined = "".join(text for text in texts if text)
    if "\0" in joined:
        raise BadRow("it holds NUL characters, so it may be damaged")
    if not joined.isascii():
        try:
            joined.encode()
        except UnicodeEncodeError:
            raise BadRow("it holds bytes that are no characters, so it may be damaged") from None
