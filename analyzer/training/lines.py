"""Reads JSON Lines whose fields are checked one by one."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class CorpusError(ValueError):
    """An annotated note that cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one object, each checked when it is asked for.

    ``place`` says in messages where the object stands. Every method raises CorpusError, naming
    place, field and what it must be, and what it is unless ``personal`` says that the values may
    be a patient's.
    """

    place: str
    values: Mapping[str, Any]
    personal: bool = False

    def text(self, name: str) -> str:
        """Return a text that is not blank."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self._refusal(name, "a text that is not empty")
        return value

    def choice(self, name: str, choices: Sequence[object]) -> Any:
        """Return a value that is one of ``choices``."""
        value = self.values.get(name)
        if not _is_among(value, choices):
            raise self._refusal(name, f"one of {_listed(choices)}")
        return value

    def choices(self, name: str, choices: Sequence[object]) -> list[Any]:
        """Return a list, all of it from ``choices``."""
        values = self.values.get(name)
        if not isinstance(values, list) or not all(_is_among(v, choices) for v in values):
            raise self._refusal(name, f"a list, empty or of some of {_listed(choices)}")
        return values

    def number(self, name: str, low: float, high: float) -> float:
        """Return a number from ``low`` to ``high``."""
        return self._number(name, lambda v: low <= v <= high, f"a number from {low} to {high}")

    def weight(self, name: str) -> float:
        """Return a finite number above 0."""
        largest = sys.float_info.max
        return self._number(name, lambda v: 0 < v <= largest, "a finite number above 0")

    def position(self, name: str) -> int:
        """Return a whole number from 0 up."""

        def fits(value: float) -> bool:
            return 0 <= value <= sys.maxsize and value % 1 == 0

        return int(self._number(name, fits, "a whole number from 0 up"))

    def objects(self, name: str) -> list["Fields"]:
        """Return the fields of every object of a list."""
        values = self.values.get(name)
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self._refusal(name, "a list of JSON objects")
        return [
            Fields(f"{self.place}, {name} {number}", value, self.personal)
            for number, value in enumerate(values, start=1)
        ]

    def _number(self, name: str, fits: Callable[[float], bool], wanted: str) -> float:
        value = self.values.get(name)
        # True and False are numbers to Python
        if isinstance(value, bool) or not isinstance(value, int | float) or not fits(value):
            raise self._refusal(name, wanted)
        return float(value)

    def _refusal(self, name: str, wanted: str) -> CorpusError:
        if name not in self.values:
            return CorpusError(f"{self.place}: no field '{name}'; it must be {wanted}.")
        if self.personal:
            return CorpusError(f"{self.place}: field '{name}' must be {wanted}.")
        value = repr(self.values[name])
        shown = value if len(value) <= 40 else f"{value[:37]}..."
        return CorpusError(f"{self.place}: field '{name}' is {shown}; it must be {wanted}.")


def identified(files: Sequence[Path]) -> Iterator[tuple[Path, Fields]]:
    """Yield the objects of files in JSON Lines, each with its file.

    Raises CorpusError as ``json_lines`` does, and for an object without a ``note_id`` of its own.
    """
    places: dict[str, str] = {}
    for file in files:
        for fields in json_lines(file):
            note_id = fields.text("note_id")
            if note_id in places:
                raise CorpusError(
                    f"{fields.place}: field 'note_id' is '{note_id}' as in {places[note_id]}; "
                    "give every note a note_id of its own."
                )
            places[note_id] = fields.place
            yield file, fields


def json_lines(file: Path) -> Iterator[Fields]:
    """Yield the object of every line that is not blank.

    Raises CorpusError for a file that holds none, a line that is none, and text that is not UTF-8.
    """
    found = False
    # A line ends at a line feed alone: str.splitlines also cuts at characters within a text.
    for number, line in enumerate(unicode_text(file).split("\n"), start=1):
        if not line.strip():
            continue
        found = True
        place = f"{file.name}, line {number}"
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise CorpusError(f"{place}: not a JSON object; write one object a line.")
        yield Fields(place, values)
    if not found:
        raise CorpusError(f"{file.name} holds no note; give a file with a JSON object a line.")


def unicode_text(file: Path) -> str:
    """Return the text of a file in UTF-8, without a byte order mark.

    Raises CorpusError, naming the line, for bytes that are not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CorpusError(
            f"{file.name}, line {line}: not UTF-8; save the file in that encoding."
        ) from None


def _is_among(value: object, choices: Sequence[object]) -> bool:
    return value in choices and not isinstance(value, bool)  # to Python True is 1


def _listed(choices: Sequence[object]) -> str:
    return ", ".join(str(choice) for choice in choices)
