"""JSON documents: a list of notes, wherever it stands, or notes one after another."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import ijson

from analyzer.intake.errors import IntakeError
from analyzer.intake.json_places import find_notes
from analyzer.intake.json_stream import BLOCK, open_json_stream, parsing
from analyzer.intake.nested import Flattening
from analyzer.intake.records import Record, Spooled, Table
from analyzer.intake.source import Source
from analyzer.settings import FILE_NAME, Settings


def open_json(sources: Sequence[Source], settings: Settings, folder: Path) -> Table:
    """Open one JSON document; its notes are kept in a new file in ``folder``.

    A note is an object of the list that ``find_notes`` finds. Its columns are the names of its
    fields, those of objects within it laid flat. An entry of the list that is no object is a
    record with a problem. Raises IntakeError where the document cannot be read to its end.
    """
    (source,) = sources
    place, values = find_notes(source, settings.columns.text)
    flattened = Flattening(values)
    records = _records(source, place, flattened, settings.intake.rows_per_file)
    table = Spooled(records, folder / uuid4().hex)
    table.columns = flattened.columns
    return table


def _records(source: Source, place: str, flattened: Flattening, most: int) -> Iterator[Record]:
    number = 0
    with open_json_stream(source) as stream, parsing(source.name, lambda: number):
        for entry in ijson.items(stream, place, buf_size=BLOCK, multiple_values=True):
            number += 1
            if number > most:
                raise IntakeError(
                    f"{source.name} has more than {most:,} rows; export fewer days at a time, or "
                    f"raise [intake] rows_per_file in {FILE_NAME}."
                )
            value = _with_floats(entry)
            if isinstance(value, dict):
                values = flattened(value)
                yield Record(number, values, values)
            else:
                problem = "the entry is not a JSON object; export one object a note"
                yield Record(number, {}, value, problem)


def _with_floats(value: object) -> object:
    """Return a value with floats where ijson gives Decimals."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: _with_floats(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_floats(inner) for inner in value]
    return value
