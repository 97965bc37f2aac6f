"""JSON Lines: one object a line, a note each."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from analyzer.intake.columns import hold_text
from analyzer.intake.encoding import find_encoding
from analyzer.intake.errors import BadRow, IntakeError
from analyzer.intake.nested import MOST_NAMES, TOO_MANY_NAMES, Flattening, Values
from analyzer.intake.records import Record, Table
from analyzer.intake.source import Source
from analyzer.settings import Columns, Settings


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


def open_json_lines(sources: Sequence[Source], settings: Settings, _folder: Path) -> Table:
    """Open one file of JSON objects; nothing of it is copied.

    Raises IntakeError where no line is one, where the names of their fields are too many, or where
    nothing but lists within them can hold the notes.
    """
    (source,) = sources
    table = JsonLines(source.path, source.name)
    if not any(hold_text(table.columns, chosen) for chosen in (settings.columns, Columns())):
        table.refuse_lists(settings.columns)
    return table


class JsonLines:
    """A file of JSON objects; see Table. Its columns are the names of the fields of all of them,
    those of objects within an object laid flat."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        self._encoding = find_encoding(path, name)
        values = Values()
        names = 0
        for line in self._lines():
            with suppress(BadRow):
                names += values.add(_object_in(line))
            if names > MOST_NAMES:
                raise IntakeError(f"{name} {TOO_MANY_NAMES}")
        if not names:
            raise IntakeError(
                f"{name} holds no line that is a JSON object; export it with one object a line."
            )
        self._flattened = Flattening(values)
        self.columns = self._flattened.columns

    def records(self) -> Iterator[Record]:
        """Read the lines that are not blank."""
        for number, line in enumerate(self._lines(), start=1):
            try:
                yield Record(number, self._flattened(_object_in(line)), line)
            except BadRow as bad:
                yield Record(number, {}, line, str(bad))

    def refuse_lists(self, chosen: Columns) -> None:
        """Raise IntakeError where lists within the objects have the text of notes."""
        for line in self._lines():
            with suppress(BadRow):
                if _holds_listed_text(_object_in(line), chosen):
                    raise IntakeError(
                        f"{self._name} holds the notes in lists within its objects; export it with "
                        "one object a note."
                    )

    def _lines(self) -> Iterator[str]:
        with self._encoding.open(self._path) as file:
            yield from (line.strip() for line in file if not line.isspace())


def _holds_listed_text(fields: object, chosen: Columns) -> bool:
    """Say whether a list has a column with the text, or is one."""
    waiting = [(fields, False)]
    while waiting:
        value, listed = waiting.pop()
        if isinstance(value, list):
            waiting += [(inner, True) for inner in value]
        elif isinstance(value, dict):
            for name, inner in value.items():
                texts = inner if isinstance(inner, list) else [inner] if listed else []
                if any(isinstance(text, str) for text in texts) and hold_text([name], chosen):
                    return True
                waiting.append((inner, listed))
    return False


def _object_in(line: str) -> dict[str, object]:
    try:
        values = _DECODER.decode(line)
    except (ValueError, RecursionError):
        raise BadRow("the line is not valid JSON; export it again or mend it") from None
    if not isinstance(values, dict):
        raise BadRow("the line is not a JSON object; export one object a line")
    return values
