"""Objects within objects, laid flat: {"author": {"id": 7}} is the column "author id"."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from analyzer.intake.records import FORMULA

DEPTH = 3
"""Objects within one another that become columns; a deeper one stays a value."""

MOST_NAMES = 20_000
"""Names of fields in a file. With more, the names are data, such as the numbers of the notes."""

TOO_MANY_NAMES = (
    f"holds more than {MOST_NAMES:,} names of fields, so it is no list of notes; "
    "export it with one object a note and the same names in each."
)

_Plan: TypeAlias = dict[str, "str | _Plan"]


class Values:
    """What stands in one place of a file: under one name in all objects of a list, say."""

    __slots__ = ("filled", "items", "largest", "listed", "names", "objects")

    def __init__(self) -> None:
        self.filled = False
        """Whether there is a value that is no object, no list and not empty."""
        self.listed = False
        """Whether there is a list that is not empty."""
        self.items: Values | None = None
        """What the lists hold, where it was looked at; None where there is no list."""
        self.objects = 0
        self.names: dict[str, Values] = {}
        """What the objects hold."""
        self.largest = 0
        """Bytes of the largest object or list, roughly, where it was looked at."""

    def add(self, fields: Mapping[str, Any], depth: int = DEPTH) -> int:
        """Look at one more object that stands here; return how many names it is the first to
        have."""
        new = 0
        for name, value in fields.items():
            within = self.names.get(name)
            if within is None:
                within = self.names[name] = Values()
                new += 1
            if isinstance(value, dict):
                within.objects += 1
                if depth:
                    new += within.add(value, depth - 1)
            elif isinstance(value, list) and value[:1] != [FORMULA]:
                within.items = within.items or Values()
                within.listed |= value != []
            elif value is not None and value != "":
                within.filled = True
        return new


class Flattening:
    """Lays objects flat, each the same way; lists, and what is in them, stay.

    ``values`` says what the objects hold. Objects within them stay whole under a name that holds
    something else in another object, and where one of their names would be that of another field.
    ``columns`` has the names in the order of the file, without those that hold nothing but lists
    and whole objects: no field of a note can be there.

    >>> note = {"text": "Called.", "author": {"id": 7, "name": {"last": "Fox"}}}
    >>> values = Values()
    >>> values.add(note)
    5
    >>> Flattening(values)(note)
    {'text': 'Called.', 'author id': 7, 'author name last': 'Fox'}
    """

    def __init__(self, values: Values) -> None:
        self._plan = _plan(values, "", DEPTH)
        nested = set(_nested(self._plan, values))
        self.columns = [column for column in _columns(self._plan) if column not in nested]

    def __call__(self, fields: Mapping[str, object]) -> Mapping[str, object]:
        """Return an object laid flat."""
        flat: dict[str, object] = {}
        _lay(fields, self._plan, flat)
        return flat


def _plan(values: Values, prefix: str, depth: int) -> _Plan:
    """Return the column of each name, or, where the objects under it are laid flat, those of the
    names within."""
    plan: _Plan = {}
    taken = {prefix + name for name in values.names}
    for name, within in values.names.items():
        plan[name] = column = prefix + name
        if depth and within.objects and not (within.filled or within.listed):
            inner = _plan(within, f"{column} ", depth - 1)
            columns = set(_columns(inner))
            if taken.isdisjoint(columns):
                taken |= columns
                plan[name] = inner
    return plan


def _nested(plan: _Plan, values: Values) -> Iterator[str]:
    """Yield the columns that hold lists or objects and no plain value."""
    for name, place in plan.items():
        within = values.names[name]
        if not isinstance(place, str):
            yield from _nested(place, within)
        elif not within.filled and (within.objects or within.items is not None):
            yield place


def _columns(plan: _Plan) -> Iterator[str]:
    for place in plan.values():
        if isinstance(place, str):
            yield place
        else:
            yield from _columns(place)


def _lay(fields: Mapping[str, object], plan: _Plan, flat: dict[str, object]) -> None:
    for name, value in fields.items():
        place = plan.get(name, name)  # a file may change while it is read
        if isinstance(place, str):
            flat[place] = value
        elif isinstance(value, dict):  # else it is empty
            _lay(value, place, flat)
