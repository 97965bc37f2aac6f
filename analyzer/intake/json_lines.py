"""JSON Lines: one object a line, a note each."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from analyzer.intake.encoding import find_encoding
from analyzer.intake.errors import IntakeError
from analyzer.intake.records import Record


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse)


class JsonLines:
    """A file of JSON objects; see Table. Its columns are the keys of all of them."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._encoding = find_encoding(path, name)
        columns: dict[str, None] = {}
        for record in self.records():
            if not record.values.keys() <= columns.keys():
                columns.update(dict.fromkeys(record.values))
        if not columns:
            raise IntakeError(f"{name} holds no line that is a JSON object.")
        self.columns = list(columns)

    def records(self) -> Iterator[Record]:
        """Read the lines that are not blank."""
        number = 0
        with self._encoding.open(self._path) as file:
            for line in file:
                if line.isspace():
                    continue
                number += 1
                yield _record(number, line.strip())


def _record(number: int, line: str) -> Record:
    try:
        values = _DECODER.decode(line)
    except (ValueError, RecursionError):
        return Record(number, {}, line, "not valid JSON")
    if not isinstance(values, dict):
        return Record(number, {}, line, "not a JSON object")
    return Record(number, values, line)
