"""What the name of a text file says of its note."""

import re
from collections.abc import Iterator
from string import Formatter
from typing import NamedTuple

from analyzer.intake.data import key
from analyzer.intake.errors import BadRow, IntakeError
from analyzer.settings import FILE_NAME, Columns

_SETTING = f"[intake] file_name_pattern in {FILE_NAME}"
_FIELDS = {key(field): field for field in Columns.model_fields if field != "text"}
_ANYTHING = "anything"
_MOST_REPEATED = 16
"""A name that holds a separator more often could be taken apart in too many ways to try."""

_DATE = "(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})"
_CLOCK = "(?:[01][0-9]|2[0-3])(?:[:.-]?[0-5][0-9]){1,2}"
_SHAPES = {"timestamp": f"{_DATE}(?:[T_ -]?{_CLOCK})?", "time": _CLOCK}
"""Fields that are known by their form, as long as they can be; another ends where the pattern
goes on."""


class _Part(NamedTuple):
    """A field of a pattern, None where it ends, and the signs before it."""

    before: str
    field: str | None


class FileNames:
    """Reads names of text files by the pattern of the settings; an empty one says that a name is
    the note's number.

    A call takes a name without its ending and gives the fields of the note, dates and times in
    ISO 8601.

    >>> FileNames("{staff_id}_{timestamp}_{note_id}")("k.jones_20260314_0940_77")
    {'staff_id': 'k.jones', 'timestamp': '2026-03-14T09:40', 'note_id': '77'}
    """

    def __init__(self, pattern: str) -> None:
        """Raises IntakeError, with the setting, for a pattern that cannot be understood."""
        parts = list(_parts(pattern or "{note_id}"))
        self._separators = {part.before for part in parts if part.before}
        self._shortest = _expression(parts, ".+?")
        # what a field holds is open where it could be longer too; {anything} asks for the shortest
        open_ended = any(part.field == _ANYTHING for part in parts)
        self._longest = self._shortest if open_ended else _expression(parts, ".+")

    def __call__(self, name: str) -> dict[str, str]:
        """Return the fields that a name holds.

        Raises BadRow where it does not fit, or fits in several ways.
        """
        crowded = any(name.count(sign) > _MOST_REPEATED for sign in self._separators)
        shortest = None if crowded else self._shortest.fullmatch(name)
        longest = None if crowded else self._longest.fullmatch(name)
        if not shortest or not longest:
            raise BadRow(
                f"the file's name does not fit {_SETTING}; rename the file or mend the pattern "
                "(dates are written 2026-03-14 or 20260314, with or without a time such as 0940)"
            )
        if shortest.groups() != longest.groups():
            raise BadRow(
                f"the file's name fits {_SETTING} in more than one way; rename the file, or put "
                "{anything} for the last part that may hold the sign between the parts"
            )
        return {
            field: _iso(value) if field in _SHAPES else value
            for field, value in shortest.groupdict().items()
        }


def _parts(pattern: str) -> Iterator[_Part]:
    """Yield the parts of a pattern, without the ending of the file that some people write."""
    seen: set[str] = set()
    previous = None
    try:
        pieces = list(Formatter().parse(pattern.removesuffix(".txt")))
    except ValueError:
        raise IntakeError(
            f"{_SETTING} has a brace that is not paired; write fields as {{note_id}}."
        ) from None
    for before, name, form, conversion in pieces:
        if name is None:
            yield _Part(before, None)
            continue
        field = _FIELDS.get(key(name)) if name and name != _ANYTHING else _ANYTHING
        if field is None or form or conversion:
            written = name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            raise IntakeError(
                f"{_SETTING} names '{written}', which is no field of a note; {_KNOWN}."
            )
        if previous and not before:
            raise IntakeError(
                f"{_SETTING} has {{{previous}}} and {{{field}}} side by side; put the sign between "
                "them that the names of the files have there."
            )
        if field in seen and field != _ANYTHING:
            raise IntakeError(f"{_SETTING} names {{{field}}} twice; name each field once.")
        seen.add(field)
        previous = field
        yield _Part(before, field)
    if not seen:
        raise IntakeError(f"{_SETTING} names no field; {_KNOWN}.")


_KNOWN = f"write one of {', '.join(f'{{{field}}}' for field in (*_FIELDS.values(), _ANYTHING))}"


def _expression(parts: list[_Part], open_field: str) -> re.Pattern[str]:
    written = []
    for before, field in parts:
        written.append(re.escape(before))
        if field == _ANYTHING:
            written.append("(?:.*?)")
        elif field:
            written.append(f"(?P<{field}>{_SHAPES.get(field, open_field)})")
    return re.compile("".join(written), re.DOTALL)


def _iso(value: str) -> str:
    """Return a date, a time of day or both with the signs that ISO 8601 puts between the digits.

    >>> _iso("20260314_094000"), _iso("0940")
    ('2026-03-14T09:40:00', '09:40')
    """
    digits = re.sub("[^0-9]", "", value)
    dated = len(digits) >= 8
    clock = ":".join(re.findall("..", digits[8:] if dated else digits))
    date = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if dated else ""
    return "T".join(filter(None, (date, clock)))
