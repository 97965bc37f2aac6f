"""The rows that an earlier run rejected, mended and given as an export again."""

import csv
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from analyzer.intake.characters import clean
from analyzer.intake.encoding import Encoding, find_encoding, marked_encoding
from analyzer.intake.errors import IntakeError
from analyzer.intake.rejects import HEADER
from analyzer.intake.source import Source
from analyzer.privacy.spreadsheets import text_of_cell

_LONGEST_NAME = 255
_HEAD = 128
_HEADER = re.compile(
    r'"?{}"?(?P<delimiter>[,;\t])"?{}"?(?P=delimiter)"?{}"?(?P=delimiter)"?{}"?(?:[\r\n]|\Z)'.format(
        *HEADER
    )
)


def is_rejects(source: Source) -> bool:
    """Say whether a file begins with the header of rejects.csv, as it or a spreadsheet writes it.

    Raises OSError where the file cannot be read.
    """
    with source.path.open("rb") as file:
        start = file.read(_HEAD)
    encoding = marked_encoding(start) or Encoding("utf-8", "replace")
    return _HEADER.match(start.decode(*encoding)) is not None


def rejected_rows(source: Source, folder: Path) -> list[Source]:
    """Return the rows as exports again, one an original file, in new files in ``folder``.

    Rows that stood in columns, and FHIR resources, become JSON Lines; HL7 messages stay messages.
    So each is read as it was in its export. Raises IntakeError where the file is no CSV.
    """
    within = Path(mkdtemp(dir=folder))
    parts: dict[tuple[str, str], Source] = {}
    try:
        for file, row in _rows(source):
            kind = _kind_of(row)
            part = parts.get((file, kind))
            if part is None:
                name = f"{source.name} ({_original(file)})"
                part = parts[file, kind] = Source(within / f"{len(parts)}{kind}", name, mended=True)
            with part.path.open("a", encoding="utf-8", errors="replace", newline="") as copy:
                copy.write(f"{row}\r" if kind == _MESSAGES else f"{json.dumps(row)}\n")
    except csv.Error:
        raise IntakeError(
            f"{source.name} holds rejected rows and is no CSV file any more; mend the rejects.csv "
            "of the run again."
        ) from None
    if not parts:
        raise IntakeError(f"{source.name} holds no rejected rows; leave it out.")
    return list(parts.values())


_MESSAGES, _RESOURCES, _OBJECTS = ".hl7", ".fhir", ".jsonl"


def _original(file: str) -> str:
    """Return the name of an original file; in a table that was mended badly it may be a note."""
    shown = " ".join(clean(file[: _LONGEST_NAME + 1]).split())
    return shown if len(file) <= _LONGEST_NAME and "\n" not in file else "an export without a name"


def _kind_of(row: object) -> str:
    if isinstance(row, str) and row.startswith("MSH"):
        return _MESSAGES
    return _RESOURCES if isinstance(row, dict) and "resourceType" in row else _OBJECTS


def _rows(source: Source) -> Iterator[tuple[str, object]]:
    """Yield the original file and the raw row of each line."""
    with find_encoding(source.path, source.name).open(source.path) as lines:
        header = _HEADER.match(lines.read(_HEAD))
        lines.seek(0)
        rows = csv.reader(lines, delimiter=header["delimiter"] if header else ",")
        next(rows)
        for fields in rows:
            if any(fields):
                file, _row, _reason, raw = (*fields, "", "", "", "")[: len(HEADER)]
                yield text_of_cell(file), _taken_apart(text_of_cell(raw))


def _taken_apart(raw: str) -> object:
    """Return a raw row as the value that its JSON holds, or as the text that it is."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        value = raw
    if not isinstance(value, str):
        return value
    with suppress(ValueError, RecursionError):
        if isinstance(mended := json.loads(value), dict):
            return mended  # a line that was no JSON, mended where it stood
    return re.sub("\r\n|\n", "\r", value)
